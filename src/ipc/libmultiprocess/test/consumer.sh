#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# test/consumer.sh [build folder]: installs the library and builds the example against the installed package, as a
# project of others would: once with find_package, once with pkg-config and mpgen by hand. Runs both.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$(mktemp -d)}
prefix=$build/prefix
example=$project/example

cmake -S "$project" -B "$build/library" -G Ninja -DMP_TESTS=OFF -DMP_BENCH=OFF -DCMAKE_BUILD_TYPE=Release
cmake --build "$build/library"
cmake --install "$build/library" --prefix "$prefix"

# Whether the calculator, the printer and what connects them do their work in the folder $1.
check() {
    local said
    said=$(printf '1 + 2 * 3\nnonsense\n\n' | "$1/mpexample")
    for line in 'mpprinter: + gives 3.000000' 'mpprinter: * gives 9.000000' '= 9' "not an equation: 'nonsense'"; do
        if ! grep -qF "$line" <<< "$said"; then
            echo "$2: '$line' is missing in: $said" >&2
            exit 1
        fi
    done
    echo "$2: works"
}

mkdir -p "$build/cmake"
cat > "$build/cmake/CMakeLists.txt" << LISTS
cmake_minimum_required(VERSION 3.22)
project(consumer LANGUAGES C CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(Libmultiprocess COMPONENTS Lib REQUIRED)
find_package(LibmultiprocessNative COMPONENTS Bin NAMES Libmultiprocess REQUIRED)
file(COPY "$example/" DESTINATION "\${CMAKE_CURRENT_SOURCE_DIR}/src")
add_subdirectory(src)
LISTS
cmake -S "$build/cmake" -B "$build/cmake/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$build/cmake/build"
check "$build/cmake/build/src" find_package

export PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name libmultiprocess.pc)")
mkdir -p "$build/pkg-config"
cd "$build/pkg-config"
for schema in init calculator printer; do
    "$(pkg-config --variable=mpgen libmultiprocess)" "$example" "$example" "$example/$schema.capnp" \
        "$(pkg-config --variable=includedir libmultiprocess)"
done
for source in ./*.c++ "$example"/{calculator,printer,example}.cpp; do
    ${CXX:-c++} -std=c++20 -x c++ -c $(pkg-config --cflags libmultiprocess) -I. -I"$example" "$source" \
        -o "$(basename "$source").o"
done
for program in calculator printer example; do
    ${CXX:-c++} ./*.c++.o "$program.cpp.o" -o "mp$program" $(pkg-config --libs libmultiprocess)
done
check . pkg-config
