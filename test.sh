#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# Builds everything, runs the unit tests, and the functional tests on one process and on several, and ends with one
# line of totals.
# QUANTA_TEST_DATA=<folder> adds the tests that need vectors and chains; without it they are skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. .ci/setup.sh

data=${QUANTA_TEST_DATA:-}
if [ -n "$data" ]; then
    data=$(cd "$data" && pwd)
fi
export QUANTA_TEST_DATA=$data

install_packages
cmake --preset release -DQUANTA_TEST_DATA="$data" -DQUANTA_TESTS=ON -DQUANTA_LIBRARIES=
build

results=$PWD/build/test/results
rm -rf "$results"
mkdir -p "$results"
jobs=$(nproc 2>/dev/null || echo 2)
GTEST_OUTPUT="xml:$results/" ctest --test-dir build --parallel "$jobs" --output-on-failure \
    --output-junit "$results/ctest-junit.xml" || true
python3 build/test/functional/test_runner.py --jobs "$jobs" --results "$results/functional.txt" || true
if [ -x build/libexec/quanta-node ]; then
    touch "$results/functional-multiprocess.txt"
    QUANTA_CMD="quanta -m" python3 build/test/functional/test_runner.py --jobs "$jobs" \
        --results "$results/functional-multiprocess.txt" || true
fi
python3 .ci/totals.py "$results"
