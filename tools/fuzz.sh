#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# tools/fuzz.sh [seconds] [target…]: runs each fuzz target, or those named, for that long (60 s), two at a
# time or QUANTA_FUZZ_JOBS. Builds them with clang 16 and both sanitizers in build-fuzz/ (QUANTA_FUZZ_BUILD)
# first. Corpora stay in corpus/<target> there and grow from run to run; the first run starts with the
# target's own seeds. A line per target, the closing line says whether all were clean; so does the status.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${QUANTA_FUZZ_BUILD:-build-fuzz}
jobs=${QUANTA_FUZZ_JOBS:-2}
seconds=${1:-60}
shift || true
case $seconds in
    '' | *[!0-9]*)
        echo "usage: tools/fuzz.sh [seconds] [target…]" >&2
        exit 2
        ;;
esac

# Runs target $1 for $2 seconds in build folder $3 and prints its line; status 1 for a finding.
fuzz_one() {
    local target=$1 seconds=$2 build=$3 status=0
    local program=$build/fuzz/$target corpus=$build/corpus/$target findings=$build/findings/$target
    mkdir -p "$corpus" "$findings"
    "$program" --write-seeds="$corpus" > "$findings/log"
    "$program" "$corpus" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$findings/" > "$findings/log" 2>&1 || status=1
    local runs features
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/log")
    features=$(grep -o ' ft: [0-9]*' "$findings/log" | tail -n 1 | tr -dc 0-9 || true)
    if [ $status = 0 ]; then
        printf '%-28s clean    %4d s  %9d runs  %6d features\n' "$target" "$seconds" "${runs:-0}" "${features:-0}"
    else
        printf '%-28s FOUND    see %s\n' "$target" "$findings"
    fi
    return $status
}
export -f fuzz_one
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

cmake --preset fuzz -B "$build" > /dev/null
cmake --build "$build" --parallel "$jobs" --target quanta_fuzzers > "$build/build.log" ||
    { tail -n 30 "$build/build.log"; exit 1; }
if [ $# = 0 ]; then
    for program in "$build"/fuzz/*; do set -- "$@" "${program##*/}"; done
fi
for target in "$@"; do
    if [ ! -x "$build/fuzz/$target" ]; then
        echo "no fuzz target $target; there are:" "$(ls "$build/fuzz")" >&2
        exit 2
    fi
done

status=0
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c "fuzz_one {} $seconds '$build'" || status=1
if [ $status = 0 ]; then
    echo "$# fuzz targets clean, $seconds s each"
else
    echo "some of $# fuzz targets found something: the lines above name the folders"
fi
exit $status
