# How a folder becomes a library: pl_layer, pl_scanner (re2c), pl_embed and pl_stock.

# pl_layer(<folder> [USES <folder>] [LINKS <library>...] [SOURCES <file>...])
#
# Library pl_<folder> of the *.c (all but main.c) below the folder and its *.re. USES names the layer
# just below; what is below that comes with it. LINKS stay private to the layer.
# A folder without sources becomes an empty library, so that the build works without it.
function(pl_layer folder)
    cmake_parse_arguments(LAYER "" "USES" "LINKS;SOURCES" ${ARGN})
    set(root "${PROJECT_SOURCE_DIR}/${folder}")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${root}/*.c")
    list(REMOVE_ITEM sources "${root}/main.c")
    file(GLOB scanners CONFIGURE_DEPENDS "${root}/*.re")
    foreach(scanner IN LISTS scanners)
        pl_scanner("${scanner}" ${folder} generated)
        list(APPEND sources "${generated}")
    endforeach()
    list(APPEND sources ${LAYER_SOURCES})
    list(TRANSFORM LAYER_USES PREPEND pl_)
    if(sources)
        add_library(pl_${folder} STATIC ${sources})
        target_link_libraries(pl_${folder} PUBLIC ${LAYER_USES} PRIVATE ${LAYER_LINKS})
    else()
        add_library(pl_${folder} INTERFACE)
        target_link_libraries(pl_${folder} INTERFACE ${LAYER_USES})
    endif()
endfunction()

# pl_scanner(<x.re> <folder> <result>): generate x.c into the build folder, with #line,
# so that debugger and coverage point into the .re file. Bit vectors (-b) make the scan
# faster, but re2c refuses them together with its end-of-input rule.
function(pl_scanner scanner folder result)
    cmake_path(GET scanner STEM name)
    set(generated "${PROJECT_BINARY_DIR}/gen/${folder}/${name}.c")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${scanner}")
    file(STRINGS "${scanner}" end_rule REGEX "re2c:eof" LIMIT_COUNT 1)
    set(bit_vectors -b)
    if(end_rule)
        set(bit_vectors "")
    endif()
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/gen/${folder}")
    add_custom_command(
        OUTPUT "${generated}"
        COMMAND "${RE2C}" -W -Werror --no-generation-date --conditions ${bit_vectors}
                -o "${generated}" "${scanner}"
        DEPENDS "${scanner}"
        COMMENT "re2c ${folder}/${name}.re"
        VERBATIM)
    set(${result} "${generated}" PARENT_SCOPE)
endfunction()

# pl_embed(<folder> [NAMED] TYPES <extension>... HEADER <h> NAME <prefix> OUTPUT <result>): put
# every file of these types below the folder into one C file that defines
# <prefix>_files[] and <prefix>_file_count as <h> declares them; NAMED: a text
# <prefix>_x_y for each x-y.md instead.
function(pl_embed folder)
    cmake_parse_arguments(EMBED "NAMED" "HEADER;NAME;OUTPUT" "TYPES" ${ARGN})
    if(NOT TARGET embed)
        add_executable(embed "${PROJECT_SOURCE_DIR}/scripts/embed.c")
    endif()
    set(root "${PROJECT_SOURCE_DIR}/${folder}")
    list(TRANSFORM EMBED_TYPES PREPEND "${root}/*." OUTPUT_VARIABLE patterns)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${root}" ${patterns})
    set(inputs ${files})
    set(named "")
    if(EMBED_NAMED)
        set(named --named)
    endif()
    list(TRANSFORM inputs PREPEND "${root}/")
    set(generated "${PROJECT_BINARY_DIR}/gen/${folder}.c")
    cmake_path(GET generated PARENT_PATH gen_folder)
    file(MAKE_DIRECTORY "${gen_folder}")
    add_custom_command(
        OUTPUT "${generated}"
        COMMAND embed ${named} "${generated}" ${EMBED_HEADER} ${EMBED_NAME} "${root}" ${files}
        DEPENDS embed ${inputs}
        COMMENT "embed ${folder}"
        VERBATIM)
    # C17 promises only 4095 bytes to a string literal; every compiler allows far more.
    set_source_files_properties("${generated}" PROPERTIES
                                COMPILE_OPTIONS -Wno-overlength-strings)
    set(${EMBED_OUTPUT} "${generated}" PARENT_SCOPE)
endfunction()

# pl_stock(<folder> HEADER <h> OUTPUT <result>): one C file of the macros that the .stock
# tables below the folder describe. Target stock-jinja writes them as Jinja, a file a
# package, into <build folder>/<folder>.
function(pl_stock folder)
    cmake_parse_arguments(STOCK "" "HEADER;OUTPUT" "" ${ARGN})
    add_executable(stock "${PROJECT_SOURCE_DIR}/scripts/stock.c"
                         "${PROJECT_SOURCE_DIR}/scripts/stock_out.c")
    # It frees nothing, since it ends soon: no leaks, whichever sanitizer looks on.
    set(run "${CMAKE_COMMAND}" -E env ASAN_OPTIONS=detect_leaks=0 $<TARGET_FILE:stock>)
    set(root "${PROJECT_SOURCE_DIR}/${folder}")
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${root}" "${root}/*.stock")
    set(inputs ${files})
    list(TRANSFORM inputs PREPEND "${root}/")
    set(generated "${PROJECT_BINARY_DIR}/gen/${folder}.c")
    cmake_path(GET generated PARENT_PATH gen_folder)
    file(MAKE_DIRECTORY "${gen_folder}")
    add_custom_command(
        OUTPUT "${generated}"
        COMMAND ${run} --c "${generated}" ${STOCK_HEADER} "${root}" ${files}
        DEPENDS stock ${inputs}
        COMMENT "stock ${folder}"
        VERBATIM)
    add_custom_target(stock-jinja
        COMMAND "${CMAKE_COMMAND}" -E rm -rf "${PROJECT_BINARY_DIR}/${folder}"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${PROJECT_BINARY_DIR}/${folder}"
        COMMAND ${run} --jinja "${PROJECT_BINARY_DIR}/${folder}" "${root}" ${files}
        DEPENDS stock ${inputs}
        COMMENT "${folder} as Jinja"
        VERBATIM)
    set_source_files_properties("${generated}" PROPERTIES
                                COMPILE_OPTIONS -Wno-overlength-strings)
    set(${STOCK_OUTPUT} "${generated}" PARENT_SCOPE)
endfunction()
