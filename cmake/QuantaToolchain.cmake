# Compiler, linker and warning settings shared by every target.

find_program(QUANTA_CCACHE ccache)
if(QUANTA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers need these two relaxations to be cached at all.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${QUANTA_CCACHE}")
endif()

find_program(QUANTA_MOLD mold)
find_program(QUANTA_LLD ld.lld)
if(QUANTA_MOLD AND NOT QUANTA_SANITIZE)
    add_link_options(-fuse-ld=mold)
elseif(QUANTA_LLD)
    add_link_options(-fuse-ld=lld)
endif()

add_library(quanta_options INTERFACE)
target_compile_options(quanta_options INTERFACE -Wall -Wextra -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 warns falsely at -O3.
    target_compile_options(quanta_options INTERFACE -Wno-restrict)
endif()
target_compile_definitions(quanta_options INTERFACE FMT_SHARED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(quanta_options INTERFACE -Wthread-safety -Werror=thread-safety)
endif()
if(QUANTA_SANITIZE)
    add_compile_options(-fsanitize=${QUANTA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${QUANTA_SANITIZE})
endif()
if(QUANTA_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
    add_link_options(-fsanitize=fuzzer-no-link,address,undefined)
    add_compile_definitions(QUANTA_ASSUME_ABORTS)
endif()

find_package(Threads REQUIRED)
