#!/usr/bin/env bash
# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# test/arm64.sh [root]: builds the library for arm64 with the generators of this machine and runs its tests under
# qemu-user. As root, on a Debian system with debootstrap. Everything happens in a Debian 12 root of its own, made in
# the folder given (or a new one) and used again if it is there: arm64 packages would push aside those of this machine.
# Mounts are private to the script and read-only.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${1:-$(mktemp -d)}

if [ ! -e "$root/etc/debian_version" ]; then
    debootstrap --variant=minbase bookworm "$root"
fi
mkdir -p "$root/project"

cat > "$root/build.sh" << 'SCRIPT'
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
dpkg --add-architecture arm64
apt-get update -q
apt-get install -qy --no-install-recommends build-essential cmake ninja-build pkg-config capnproto libcapnp-dev \
    g++-aarch64-linux-gnu libcapnp-dev:arm64 libgtest-dev:arm64 qemu-user-static
cat > /toolchain.cmake << 'TOOLCHAIN'
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/qemu-aarch64-static)
set(CMAKE_PREFIX_PATH /usr/lib/aarch64-linux-gnu/cmake)
TOOLCHAIN
cmake -S /project -B /native -G Ninja -DMP_TESTS=OFF
cmake --build /native --target mpgen
export PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig
cmake -S /project -B /arm64 -G Ninja -DCMAKE_TOOLCHAIN_FILE=/toolchain.cmake -DCMAKE_BUILD_TYPE=Release \
    -DMPGEN_EXECUTABLE=/native/mpgen -DCAPNP_EXECUTABLE=/usr/bin/capnp -DCAPNPC_CXX_EXECUTABLE=/usr/bin/capnpc-c++
cmake --build /arm64 --target mptest
cd /arm64/test
qemu-aarch64-static ./mptest
SCRIPT

export project root
unshare -m --propagation private bash -c '
    set -e
    mount -t proc proc "$root/proc"
    mount --bind "$project" "$root/project"
    mount -o remount,bind,ro "$root/project"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 bash /build.sh'
