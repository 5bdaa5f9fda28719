# quanta_library(<name> [HDRS ...] [SRCS ...] [DEPS ...] [EXTERNAL ...]
#                [TESTS ...] [TEST_DEPS ...] [BENCHES ...] [FUZZERS ...])
#
# Declares library src/<name> as target quanta_<name>. DEPS names other Quanta libraries and is the one
# place that states dependencies: they are public and transitive, and test/lint checks every #include
# against their closure. EXTERNAL names targets of other projects; they stay private to the .cpp files.
# TESTS go into the one test program of the library, which links the library, src/testing when that
# stands above it, and TEST_DEPS. BENCHES are collected into quanta-bench. Each of FUZZERS is a target.

add_library(quanta_pch_anchor STATIC "${CMAKE_CURRENT_LIST_DIR}/pch_anchor.cpp")
target_link_libraries(quanta_pch_anchor PRIVATE quanta_options)
set(QUANTA_PCH_HEADERS
    <algorithm> <array> <atomic> <bit> <chrono> <compare> <cstdint> <cstring> <deque> <filesystem>
    <functional> <limits> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view>
    <thread> <tuple> <unordered_map> <utility> <variant> <vector>)
if(QUANTA_PCH)
    # GCC takes precompiled headers only for code of the same kind: programs are compiled as libraries are.
    set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
    target_precompile_headers(quanta_pch_anchor PRIVATE ${QUANTA_PCH_HEADERS})
endif()

if(QUANTA_FUZZ)
    add_custom_target(quanta_fuzzers)
endif()

# The settings every Quanta target shares.
function(quanta_target target)
    target_link_libraries(${target} PRIVATE quanta_options)
    target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    if(QUANTA_PCH)
        target_precompile_headers(${target} REUSE_FROM quanta_pch_anchor)
    endif()
    get_target_property(type ${target} TYPE)
    if(QUANTA_SANITIZE AND type STREQUAL "EXECUTABLE")
        target_sources(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/sanitizer_options.cpp")
    endif()
endfunction()

function(quanta_library name)
    cmake_parse_arguments(L "" "" "HDRS;SRCS;DEPS;EXTERNAL;TESTS;TEST_DEPS;BENCHES;FUZZERS" ${ARGN})
    set(target quanta_${name})
    list(TRANSFORM L_DEPS PREPEND quanta_)
    if(L_SRCS)
        add_library(${target} STATIC ${L_SRCS} ${L_HDRS})
        quanta_target(${target})
        target_link_libraries(${target} PUBLIC ${L_DEPS} PRIVATE ${L_EXTERNAL})
    else()
        add_library(${target} INTERFACE ${L_HDRS})
        target_include_directories(${target} INTERFACE "${CMAKE_SOURCE_DIR}/src")
        target_link_libraries(${target} INTERFACE ${L_DEPS} ${L_EXTERNAL})
    endif()

    list(TRANSFORM L_TEST_DEPS PREPEND quanta_)
    if(QUANTA_TESTS AND L_TESTS AND NOT QUANTA_FUZZ)
        find_package(GTest REQUIRED)
        add_executable(${target}_test ${L_TESTS})
        quanta_target(${target}_test)
        target_link_libraries(${target}_test PRIVATE ${target} ${L_TEST_DEPS} GTest::gtest_main GTest::gmock)
        target_compile_definitions(${target}_test PRIVATE QUANTA_TEST_DATA="${QUANTA_TEST_DATA}")
        add_test(NAME ${name} COMMAND ${target}_test)
        set_tests_properties(${name} PROPERTIES TIMEOUT 600)
        install(TARGETS ${target}_test RUNTIME DESTINATION libexec/test COMPONENT tests OPTIONAL)
    endif()
    if(QUANTA_TESTS OR QUANTA_FUZZ)
        foreach(source IN LISTS L_FUZZERS)
            quanta_fuzzer(${name} ${source} ${target} ${L_TEST_DEPS})
        endforeach()
    endif()
    if(QUANTA_BENCH AND L_BENCHES)
        list(TRANSFORM L_BENCHES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
        set_property(GLOBAL APPEND PROPERTY QUANTA_BENCH_SOURCES ${L_BENCHES})
        set_property(GLOBAL APPEND PROPERTY QUANTA_BENCH_LIBRARIES ${target} ${L_TEST_DEPS})
    endif()
endfunction()

# One fuzz program from <library>/<foo>_fuzz.cpp, which defines LLVMFuzzerTestOneInput. With QUANTA_FUZZ it
# is a libFuzzer program in fuzz/ of the build folder (tools/fuzz.sh runs them); otherwise
# cmake/fuzz_driver.cpp runs it over seeds and mutations of them as a test.
function(quanta_fuzzer library source)
    get_filename_component(stem ${source} NAME_WE)
    set(program ${stem}_${library})
    add_executable(${program} ${source} "${CMAKE_SOURCE_DIR}/cmake/fuzz_seeds.cpp")
    quanta_target(${program})
    target_link_libraries(${program} PRIVATE ${ARGN})
    if(QUANTA_FUZZ)
        set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
        target_link_options(${program} PRIVATE -fsanitize=fuzzer)
        add_dependencies(quanta_fuzzers ${program})
    else()
        target_sources(${program} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/fuzz_driver.cpp")
        add_test(NAME ${program} COMMAND ${program})
        set_tests_properties(${program} PROPERTIES TIMEOUT 120)
    endif()
endfunction()

# A program from src/app: quanta_program(<target> <name> <dir> [COMPONENT tests] SRCS ... DEPS ... EXTERNAL ...)
# It is built and installed in <dir>: bin for users, libexec for what others start. Component `programs` is what a
# node, a wallet or a window needs; `tests` may be missing from an installation.
function(quanta_program target name dir)
    cmake_parse_arguments(P "" "COMPONENT" "SRCS;DEPS;EXTERNAL" ${ARGN})
    set(component COMPONENT programs)
    if(P_COMPONENT STREQUAL "tests")
        set(component COMPONENT tests OPTIONAL)
    endif()
    list(TRANSFORM P_DEPS PREPEND quanta_)
    add_executable(${target} ${P_SRCS})
    quanta_target(${target})
    target_link_libraries(${target} PRIVATE ${P_DEPS} ${P_EXTERNAL})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${dir}")
    install(TARGETS ${target} RUNTIME DESTINATION ${dir} ${component})
endfunction()
