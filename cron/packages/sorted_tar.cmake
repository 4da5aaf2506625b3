# Run by cpack after each kind of package. In a .tar.gz of its own making, files stand as the file system lists them; the same
# tree has to give the same bytes everywhere.
if(CPACK_GENERATOR STREQUAL "TGZ")
    get_filename_component(folder "${CPACK_TEMPORARY_DIRECTORY}" DIRECTORY)
    get_filename_component(name "${CPACK_TEMPORARY_DIRECTORY}" NAME)
    execute_process(
        COMMAND tar --create --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime=@$ENV{SOURCE_DATE_EPOCH}
            --directory ${folder} ${name}
        COMMAND gzip -9n
        OUTPUT_FILE ${CPACK_PACKAGE_FILES}
        COMMAND_ERROR_IS_FATAL ANY)
endif()
