# What is installed, and the packages of it: `cmake --build build/release --target package`, or make-packages.sh.
include(GNUInstallDirs)

install(TARGETS slurm-factory COMPONENT program)
install(DIRECTORY catalog DESTINATION ${CMAKE_INSTALL_DATADIR}/slurm-factory COMPONENT program
  PATTERN slurm_install.sh PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# The licences of what is compiled into the program, as the OS has them.
foreach(library libcli11-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libyaml-cpp-dev libvalijson-dev libdeflate-dev)
  install(FILES /usr/share/doc/${library}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses RENAME ${library}
          COMPONENT program OPTIONAL)
endforeach()
foreach(library cli11-devel fmt-devel fmt spdlog-devel spdlog json-devel yaml-cpp-devel yaml-cpp valijson-devel libdeflate-devel libdeflate)
  install(DIRECTORY /usr/share/licenses/${library} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses COMPONENT program OPTIONAL)
endforeach()

# The program writes its man pages and completions itself, when it is installed.
install(CODE "set(built_program \"$<TARGET_FILE:slurm-factory>\")" COMPONENT program)
install(SCRIPT packaging/write-manual.cmake COMPONENT program)
install(CODE "set(built_program \"$<TARGET_FILE:slurm-factory>\")\nset(zsh_folder vendor-completions)" COMPONENT debian EXCLUDE_FROM_ALL)
install(SCRIPT packaging/write-zsh.cmake COMPONENT debian EXCLUDE_FROM_ALL)
install(CODE "set(built_program \"$<TARGET_FILE:slurm-factory>\")\nset(zsh_folder site-functions)" COMPONENT elsewhere)
install(SCRIPT packaging/write-zsh.cmake COMPONENT elsewhere)
configure_file(packaging/changelog.in packaging/changelog @ONLY)
install(CODE "execute_process(COMMAND gzip -9nc \"${CMAKE_BINARY_DIR}/packaging/changelog\"
  OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/slurm-factory/changelog.gz\" COMMAND_ERROR_IS_FATAL ANY)"
  COMPONENT debian EXCLUDE_FROM_ALL)

set(SF_MAINTAINER "slurm-factory <slurm-factory@example.org>" CACHE STRING "who is named as the packages' maintainer")
set(CPACK_PACKAGE_NAME slurm-factory)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${SF_MAINTAINER})
set(CPACK_PACKAGE_VENDOR slurm-factory)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "builds, proves and publishes relocatable Slurm")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${CMAKE_SOURCE_DIR}/packaging/description)
set(CPACK_PACKAGE_FILE_NAME slurm-factory-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_STRIP_FILES ON)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_SOURCE_DIR}/packaging/kinds.cmake)
set(CPACK_SF_VERSION_EPOCH ${SF_VERSION_EPOCH})
find_program(SF_RPMBUILD rpmbuild)
find_program(SF_SHLIBDEPS dpkg-shlibdeps)
set(CPACK_GENERATOR TGZ)
if(SF_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
if(SF_RPMBUILD)
  list(APPEND CPACK_GENERATOR RPM)
endif()

set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_RPM_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "bubblewrap, mmdebstrap, gnupg, uidmap, iproute2, skopeo, umoci, gcc")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "ccache, diffoscope-minimal, graphviz, ubuntu-keyring, zstd")

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE "Apache-2.0 AND GPL-2.0-or-later")
set(CPACK_RPM_PACKAGE_GROUP Applications/System)
set(CPACK_RPM_PACKAGE_REQUIRES ca-certificates)
# Debian's libcurl has names of versions that no other has: without them the rpm installs elsewhere too.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define __requires_exclude ^libcurl.so.4.CURL
%define _build_id_links none
%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
Recommends: bubblewrap, mmdebstrap, gnupg2, shadow-utils, iproute, skopeo, umoci, gcc")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/man /usr/share/man/man1 /usr/share/doc
  /usr/share/bash-completion /usr/share/bash-completion/completions /usr/share/zsh /usr/share/zsh/site-functions
  /usr/share/fish /usr/share/fish/vendor_completions.d)
include(CPack)
