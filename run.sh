#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# Builds the node and runs it with the arguments given here: ./run.sh -regtest
# The first run installs what the build needs (Debian 12, as root or through sudo).
set -euo pipefail
started_in=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"
. .ci/setup.sh

# Whether the configured build has this program.
has_program() { grep -q "^build $1:" build/build.ninja; }

install_packages
[ -f build/build.ninja ] || cmake --preset release >&2
if has_program libexec/quanta-node && has_program bin/quanta; then
    programs=(bin/quanta libexec/quanta-node bin/quanta-cli)
    command=("$PWD/build/bin/quanta" -m node)
else
    programs=(bin/quantad bin/quanta-cli)
    command=("$PWD/build/bin/quantad")
fi
build "${programs[@]}" >&2
cd "$started_in"
exec "${command[@]}" "$@"
