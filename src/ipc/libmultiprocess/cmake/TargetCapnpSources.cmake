# Copyright (c) 2026 The Quanta developers. MIT licence.
include_guard(GLOBAL)

# target_capnp_sources(<target> <include prefix> <schema>… [IMPORT_PATHS <folder>…] [ONLY_CAPNP])
#
# Adds to <target> the code made for schemas (paths below the current source folder), Cap'n Proto's and the proxies, or
# Cap'n Proto's alone with ONLY_CAPNP. The files lie in the current binary folder, in the same folders as the schemas;
# includes name them from <include prefix> on. Links the library, adds the include folders, and makes the target
# <target>_headers, for others to depend on. Cross builds set MPGEN_EXECUTABLE, CAPNP_EXECUTABLE and
# CAPNPC_CXX_EXECUTABLE to programs of the build machine.
function(target_capnp_sources target include_prefix)
    cmake_parse_arguments(PARSE_ARGV 2 arg "ONLY_CAPNP" "" "IMPORT_PATHS")
    if(MPGEN_EXECUTABLE)
        set(mpgen "${MPGEN_EXECUTABLE}")
        set(command "${MPGEN_EXECUTABLE}")
    elseif(TARGET Libmultiprocess::mpgen)
        set(mpgen Libmultiprocess::mpgen)
        set(command "$<TARGET_FILE:Libmultiprocess::mpgen>")
    else()
        message(FATAL_ERROR "target_capnp_sources needs mpgen: find_package(LibmultiprocessNative COMPONENTS Bin "
                            "NAMES Libmultiprocess), or set MPGEN_EXECUTABLE")
    endif()
    if(NOT TARGET Libmultiprocess::multiprocess)
        message(FATAL_ERROR "target_capnp_sources needs find_package(Libmultiprocess COMPONENTS Lib)")
    endif()
    set(tools "")
    foreach(tool IN ITEMS CAPNP_EXECUTABLE CAPNPC_CXX_EXECUTABLE)
        if(${tool})
            list(APPEND tools "${tool}=${${tool}}")
        endif()
    endforeach()
    file(REAL_PATH "${include_prefix}" include_prefix BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")

    set(headers "")
    set(endings .c++)
    if(NOT arg_ONLY_CAPNP)
        list(APPEND endings .proxy-types.c++ .proxy-client.c++ .proxy-server.c++)
    endif()
    foreach(schema IN LISTS arg_UNPARSED_ARGUMENTS)
        set(made "${CMAKE_CURRENT_BINARY_DIR}/${schema}")
        set(sources ${endings})
        list(TRANSFORM sources PREPEND "${made}")
        get_filename_component(folder "${made}" DIRECTORY)
        file(MAKE_DIRECTORY "${folder}")
        add_custom_command(
            OUTPUT "${made}.h" "${made}.c++" "${made}.proxy.h" "${made}.proxy-types.h" "${made}.proxy-types.c++"
                   "${made}.proxy-client.c++" "${made}.proxy-server.c++"
            COMMAND ${CMAKE_COMMAND} -E env ${tools} ${command}
                    "${CMAKE_CURRENT_SOURCE_DIR}" "${include_prefix}" "${CMAKE_CURRENT_SOURCE_DIR}/${schema}"
                    ${arg_IMPORT_PATHS} "${MP_INCLUDE_DIR}"
            DEPENDS "${schema}" ${mpgen}
            WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}"
            COMMENT "Making proxies for ${schema}"
            VERBATIM)
        target_sources(${target} PRIVATE ${sources})
        list(APPEND headers "${made}.h" "${made}.proxy.h" "${made}.proxy-types.h")
    endforeach()

    # Includes name the files from the prefix on: the folder of the build tree that corresponds to it.
    file(RELATIVE_PATH to_prefix "${CMAKE_CURRENT_SOURCE_DIR}" "${include_prefix}")
    get_filename_component(build_prefix "${CMAKE_CURRENT_BINARY_DIR}/${to_prefix}" ABSOLUTE)
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${build_prefix}>" "${MP_INCLUDE_DIR}")
    target_link_libraries(${target} PUBLIC Libmultiprocess::multiprocess)
    if(NOT TARGET ${target}_headers)
        add_custom_target(${target}_headers DEPENDS ${headers})
        add_dependencies(${target} ${target}_headers)
    else()
        set(number 2)
        while(TARGET ${target}_headers_${number})
            math(EXPR number "${number} + 1")
        endwhile()
        add_custom_target(${target}_headers_${number} DEPENDS ${headers})
        add_dependencies(${target}_headers ${target}_headers_${number})
    endif()
endfunction()
