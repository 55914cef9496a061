# Run when `built_program` is installed: its completions for zsh, in the folder of this kind of OS.
set(folder $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/zsh/${zsh_folder})
file(MAKE_DIRECTORY ${folder})
execute_process(COMMAND ${built_program} completion zsh OUTPUT_FILE ${folder}/_slurm-factory COMMAND_ERROR_IS_FATAL ANY)
