#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Looks into the programs of a build: keys, chain and screen are in the processes they belong to, and nowhere else.

    symbols.py <build folder>
"""

import re
import subprocess
import sys
from pathlib import Path

# Program -> namespaces whose code it must not hold, and libraries it must not be linked with.
RULES = {
    "bin/quanta-wallet": (("chain", "store", "kv", "node", "node_rpc", "http", "gui"), ("Qt", "rocksdb")),
    "libexec/quanta-gui": (("chain", "store", "kv", "node", "node_rpc", "http", "wallet", "wallet_rpc", "crypto"),
                           ("sqlite", "rocksdb", "secp256k1")),
    "libexec/quanta-node": (("wallet", "wallet_rpc", "gui"), ("Qt", "sqlite")),
    "bin/quanta-cli": (("chain", "store", "node", "wallet", "gui"), ("Qt", "sqlite", "rocksdb", "secp256k1")),
    "bin/quanta-tx": (("chain", "store", "kv", "consensus", "rpc", "http", "node", "wallet", "gui", "ipc"),
                      ("Qt", "sqlite", "rocksdb", "capnp")),
    "bin/quanta-util": (("chain", "store", "kv", "consensus", "rpc", "http", "node", "wallet", "gui", "ipc"),
                        ("Qt", "sqlite", "rocksdb", "capnp")),
    "bin/quanta": (("chain", "store", "node", "wallet", "gui", "ipc"), ("Qt", "sqlite", "rocksdb", "capnp")),
    "bin/quantad": (("gui", "ipc"), ("Qt", "capnp")),
    "bin/quanta-qt": (("ipc",), ("capnp",)),
    "libexec/quanta-chainstate": (("node", "wallet", "gui", "ipc", "http", "rpc"), ("Qt", "sqlite", "capnp")),
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def code_of(program):
    """The namespaces below quanta:: that own code of the program."""
    found = set()
    for line in output("nm", "-C", "--defined-only", str(program)).splitlines():
        words = line.split(maxsplit=2)
        if len(words) == 3 and words[1] in "tTwW":
            found.update(re.findall(r"^quanta::([a-z_]+)::", words[2]))
    return found


def libraries_of(program):
    return re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", str(program)))


def findings(build):
    """A line for each rule that is broken, and how many programs were looked at."""
    found, seen = [], 0
    for name, (namespaces, libraries) in RULES.items():
        program = build / name
        if not program.exists():
            continue
        seen += 1
        for namespace in sorted(code_of(program) & set(namespaces)):
            found.append(f"{name} holds code of quanta::{namespace}")
        for library in libraries_of(program):
            if any(part in library for part in libraries):
                found.append(f"{name} needs {library}")
    return found, seen


def main():
    found, seen = findings(Path(sys.argv[1]))
    print("\n".join(found))
    print(f"{seen} programs, {len(found)} findings")
    return 1 if found or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
