# Run when `built_program` is installed: its man pages, and its completions for bash and fish.
set(share $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share)
execute_process(COMMAND ${built_program} man --output ${share}/man/man1 COMMAND_ERROR_IS_FATAL ANY)
file(GLOB pages ${share}/man/man1/slurm-factory*.1)
execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
file(MAKE_DIRECTORY ${share}/bash-completion/completions ${share}/fish/vendor_completions.d)
execute_process(COMMAND ${built_program} completion bash OUTPUT_FILE ${share}/bash-completion/completions/slurm-factory
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${built_program} completion fish OUTPUT_FILE ${share}/fish/vendor_completions.d/slurm-factory.fish
                COMMAND_ERROR_IS_FATAL ANY)
