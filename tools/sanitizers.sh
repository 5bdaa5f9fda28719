#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# tools/sanitizers.sh [--functional[=name,…]] [asan|tsan|thread-safety…]: configures and builds these presets, or all
# three, and tests the first two: all unit tests, then daemons that import chains (feature_import makes its
# own; QUANTA_TEST_DATA=<folder> adds feature_data_chains, and the unit tests that need the folder). With
# --functional every functional test instead of the imports, or those with such a name (=p2p,ipc: whatever has
# peers or processes). thread-safety is a build alone: a warning of
# clang 16 fails it. A line per preset; the closing line says whether all were clean, and so does the status.
# Builds stay in build-<preset>/ for the next run, with sanitizers.log. QUANTA_SANITIZER_JOBS (2) at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs=${QUANTA_SANITIZER_JOBS:-2}
data=${QUANTA_TEST_DATA:-}
if [ -n "$data" ]; then
    data=$(cd "$data" && pwd)
fi
export QUANTA_TEST_DATA=$data
# Deadlines of the functional tests are for plain builds.
export QUANTA_TIME_FACTOR=${QUANTA_TIME_FACTOR:-10}

functional=(feature_import feature_data_chains)
presets=()
for word in "$@"; do
    case $word in
        --functional) functional=() ;;
        --functional=*) IFS=, read -r -a functional <<< "${word#*=}" ;;
        asan | tsan | thread-safety) presets+=("$word") ;;
        *)
            echo "usage: tools/sanitizers.sh [--functional[=name,…]] [asan|tsan|thread-safety…]" >&2
            exit 2
            ;;
    esac
done
[ ${#presets[@]} -gt 0 ] || presets=(asan tsan thread-safety)

# Configures and builds preset $1 in build-$1.
build() {
    cmake --preset "$1" -DQUANTA_TEST_DATA="$data" -DQUANTA_LIBRARIES= &&
        cmake --build "build-$1" --parallel "$jobs"
}

# Runs the unit tests and the functional tests of preset $1; all of them, whatever the first gives. What
# looks at the source and the Python alone is left to test.sh.
run_tests() {
    local status=0
    ctest --test-dir "build-$1" --parallel "$jobs" --output-on-failure \
        --exclude-regex '^(lint|lint_test|functional_framework)$' || status=1
    "build-$1/test/functional/test_runner.py" --jobs "$jobs" "${functional[@]}" || status=1
    return $status
}

# What the log $1 says of the tests: the closing lines of both runners.
totals() {
    local unit daemons
    unit=$(sed -n 's/.*% tests passed, \([0-9]*\) tests* failed out of \([0-9]*\)$/\2 unit tests, \1 failed/p' "$1")
    daemons=$(sed -n 's/^\([0-9]* passed, [0-9]* failed, [0-9]* skipped\)$/functional tests: \1/p' "$1")
    echo "$unit; $daemons"
}

# Does preset $1 and prints its line; status 1 for a finding.
check() {
    local preset=$1 log=build-$1/sanitizers.log began=$SECONDS
    mkdir -p "build-$preset"
    if ! build "$preset" > "$log" 2>&1; then
        printf '%-14s FAILED  to build, see %s\n' "$preset" "$log"
        return 1
    fi
    if [ "$preset" = thread-safety ]; then
        printf '%-14s clean   %5d s  no warnings\n' "$preset" $((SECONDS - began))
        return 0
    fi
    if run_tests "$preset" >> "$log" 2>&1; then
        printf '%-14s clean   %5d s  %s\n' "$preset" $((SECONDS - began)) "$(totals "$log")"
        return 0
    fi
    printf '%-14s FAILED  %5d s  %s; see %s\n' "$preset" $((SECONDS - began)) "$(totals "$log")" "$log"
    return 1
}

status=0
for preset in "${presets[@]}"; do
    check "$preset" || status=1
done
if [ $status = 0 ]; then
    echo "${#presets[@]} sanitizer builds clean: ${presets[*]}"
else
    echo "not all of ${#presets[@]} sanitizer builds are clean: the lines above name their logs"
fi
exit $status
