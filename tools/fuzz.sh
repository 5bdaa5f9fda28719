#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# tools/fuzz.sh [--again] [--list] [seconds] [target|library|group…]: runs each fuzz target for that long
# (60 s), two at a time or QUANTA_FUZZ_JOBS: all of them, those named, those of a library, or those of a group;
# `network` is everything that decodes or answers peers, `mempool` what is made of transactions until they are
# in a template. Builds them with clang 16 and both sanitizers in build-fuzz/ (QUANTA_FUZZ_BUILD) first.
#
# Corpora stay in corpus/<target> there and grow from run to run; the first run starts with the target's own
# seeds. clean/<target> says which program was clean for how long: who runs the script again after an
# interruption, or after a change, goes on with what is left; --again forgets that. --list prints the targets
# and ends. A line per target, the closing line says whether all were clean; so does the status.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

declare -A groups=(
    [network]="wire addresses net reach relay peers serving sync"
    [mempool]="policy cluster mempool fees mining"
)
build=${QUANTA_FUZZ_BUILD:-build-fuzz}
jobs=${QUANTA_FUZZ_JOBS:-2}
seconds=60
again=no
list=no

usage() {
    echo "usage: tools/fuzz.sh [--again] [--list] [seconds] [target|library|group…]" >&2
    exit 2
}

# The targets of library $1: <file>_<library> for each of its *_fuzz.cpp.
targets_of() {
    local source
    for source in src/"$1"/*_fuzz.cpp; do
        [ -e "$source" ] || continue
        source=${source##*/}
        echo "${source%.cpp}_$1"
    done
}

all_targets() {
    local library
    for library in src/*/; do
        library=${library#src/}
        targets_of "${library%/}"
    done
}

# What the word $1 stands for, a target a line; status 1 when it stands for nothing. A group may have the
# name of a library of its own.
targets_named() {
    local library
    if [ -n "${groups[$1]:-}" ]; then
        for library in ${groups[$1]}; do targets_of "$library"; done
    elif [ -d "src/$1" ] && [ -n "$(targets_of "$1")" ]; then
        targets_of "$1"
    else
        all_targets | grep -x -e "$1"
    fi
}

# Tells a program from others, and from what it was before a change.
identity() { sha256sum "$1" | cut -c 1-64; }

# Runs target $1 for $2 seconds in build folder $3 and prints its line; status 1 for a finding.
fuzz_one() {
    local target=$1 seconds=$2 build=$3 status=0
    local program=$build/fuzz/$target corpus=$build/corpus/$target findings=$build/findings/$target
    local mark=$build/clean/$target which before=0
    mkdir -p "$corpus" "$findings" "$build/clean"
    which=$(identity "$program")
    [ ! -e "$mark" ] || before=$(sed -n "s/^$which \([0-9]*\) .*/\1/p" "$mark")
    if [ "${before:-0}" -ge "$seconds" ]; then
        printf '%-32s clean    %4d s  before\n' "$target" "$before"
        return 0
    fi
    "$program" --write-seeds="$corpus" > "$findings/log"
    "$program" "$corpus" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$findings/" > "$findings/log" 2>&1 || status=1
    local runs features
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/log")
    features=$(grep -o ' ft: [0-9]*' "$findings/log" | tail -n 1 | tr -dc 0-9 || true)
    if grep -q 'libFuzzer: run interrupted' "$findings/log"; then
        printf '%-32s INTERRUPTED\n' "$target"
        return 1
    elif [ $status = 0 ]; then
        echo "$which $seconds $(git rev-parse --short HEAD 2> /dev/null || echo unknown)" > "$mark"
        printf '%-32s clean    %4d s  %9d runs  %6d features\n' "$target" "$seconds" "${runs:-0}" "${features:-0}"
    else
        rm -f "$mark"
        printf '%-32s FOUND    see %s\n' "$target" "$findings"
    fi
    return $status
}
export -f fuzz_one identity
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

targets=()
for word in "$@"; do
    case $word in
        --again) again=yes ;;
        --list) list=yes ;;
        -*) usage ;;
        [0-9]*)
            [[ $word =~ ^[0-9]+$ ]] || usage
            seconds=$word
            ;;
        *)
            named=$(targets_named "$word") || {
                echo "$word is no fuzz target, library or group; there are: ${!groups[*]}" $(all_targets) >&2
                exit 2
            }
            mapfile -t -O ${#targets[@]} targets <<< "$named"
            ;;
    esac
done
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(all_targets)
if [ $list = yes ]; then
    printf '%s\n' "${targets[@]}"
    exit 0
fi

cmake --preset fuzz -B "$build" > /dev/null
cmake --build "$build" --parallel "$jobs" --target "${targets[@]}" > "$build/build.log" ||
    { tail -n 30 "$build/build.log"; exit 1; }
if [ $again = yes ]; then
    for target in "${targets[@]}"; do rm -f "$build/clean/$target"; done
fi

status=0
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c "fuzz_one {} $seconds '$build'" || status=1
if [ $status = 0 ]; then
    echo "${#targets[@]} fuzz targets clean, $seconds s each"
else
    echo "some of ${#targets[@]} fuzz targets are not clean: the lines above name the folders"
fi
exit $status
