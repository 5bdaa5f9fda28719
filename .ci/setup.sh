# Copyright (c) 2026 The Quanta developers. MIT licence.
# Sourced by run.sh and test.sh from the project's root: packages, configuring and building.

# Prints the packages of .ci/packages.txt that are not installed.
missing_packages() {
    local wanted installed
    wanted=$(sed 's/#.*//' .ci/packages.txt | tr -s ' \n' '\n' | sed '/^$/d' | sort -u)
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii *//p' | sort -u)
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# Installs what is missing, as root or through sudo; touches nothing when all is there.
install_packages() {
    local missing as_root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "Not a Debian system: install what doc/build-unix.md lists, if the build asks for it." >&2
        return 0
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing, and there is neither root nor sudo to install them:" $missing >&2
            return 1
        fi
        as_root=(sudo)
        [ -t 0 ] || as_root+=(-n)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    echo "Installing:" $missing >&2
    "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update >&2 &&
        "${as_root[@]}" apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing >&2
}

# The number of compilers to run: one a core, while each has about 1.2 GB.
build_jobs() {
    local cores available_kb
    cores=$(nproc 2>/dev/null || echo 2)
    available_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null)
    local fit=$(( ${available_kb:-4000000} / 1200000 ))
    [ "$fit" -ge 1 ] || fit=1
    echo $(( cores < fit ? cores : fit ))
}

# Builds the given targets in build/, or everything.
build() {
    local targets=()
    [ $# -eq 0 ] || targets=(--target "$@")
    cmake --build build --parallel "$(build_jobs)" "${targets[@]}"
}
