# Run by cpack after each kind of package: the same tree has to give the same bytes everywhere.
if(CPACK_GENERATOR STREQUAL "TGZ")
    # cpack's own has the files as the file system lists them.
    get_filename_component(folder "${CPACK_TEMPORARY_DIRECTORY}" DIRECTORY)
    get_filename_component(name "${CPACK_TEMPORARY_DIRECTORY}" NAME)
    execute_process(
        COMMAND tar --create --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime=@$ENV{SOURCE_DATE_EPOCH}
            --directory ${folder} ${name}
        COMMAND gzip -9n
        OUTPUT_FILE ${CPACK_PACKAGE_FILES}
        COMMAND_ERROR_IS_FATAL ANY)
elseif(CPACK_GENERATOR STREQUAL "DEB")
    # cpack's own has the umask in the modes of its three members; D is for deterministic.
    set(folder ${CPACK_TEMPORARY_DIRECTORY}.members)
    file(REMOVE_RECURSE ${folder})
    file(MAKE_DIRECTORY ${folder})
    execute_process(COMMAND ar x ${CPACK_PACKAGE_FILES} WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY)
    file(REMOVE ${CPACK_PACKAGE_FILES})
    execute_process(COMMAND ar rcSD ${CPACK_PACKAGE_FILES} debian-binary control.tar.gz data.tar.gz
        WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY)
endif()
