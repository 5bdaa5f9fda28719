# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Where the programs under test are, and how a node or a client is started.

All command lines of the tests are made here, so that the same tests run against one process or several:

QUANTAD     the node program to test
QUANTA_CLI  the command line client to test
QUANTA_CMD  a wrapper command, as in "quanta -m": `<it> node` and `<it> rpc` are run, unless one of the
            above is set. A bare `quanta` at its start is the one of the build.
"""

import os
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("QUANTA_BUILD_DIR", ROOT / "build"))


def wrapper():
    """The wrapper command as a list, or None when the plain programs are meant."""
    words = shlex.split(os.environ.get("QUANTA_CMD", ""))
    if words and words[0] == "quanta":
        words[0] = str(BUILD / "bin" / "quanta")
    return words or None


def node_command():
    """The start of the command line of a node."""
    if os.environ.get("QUANTAD"):
        return [os.environ["QUANTAD"]]
    return wrapper() + ["node"] if wrapper() else [str(BUILD / "bin" / "quantad")]


def cli_command():
    """The start of the command line of the RPC client."""
    if os.environ.get("QUANTA_CLI"):
        return [os.environ["QUANTA_CLI"]]
    return wrapper() + ["rpc"] if wrapper() else [str(BUILD / "bin" / "quanta-cli")]


def is_multiprocess():
    """Whether nodes are started as separate processes."""
    return bool(wrapper()) and ("-m" in wrapper() or "--multiprocess" in wrapper())


def wallet_command():
    """The start of the command line of a wallet process."""
    return [str(BUILD / "bin" / "quanta-wallet")]


def window_command():
    """The start of the command line of a window."""
    return wrapper() + ["gui"] if wrapper() else [str(BUILD / "bin" / "quanta-qt")]


def window_built():
    """Whether the build has a window."""
    return (BUILD / ("libexec/quanta-gui" if is_multiprocess() else "bin/quanta-qt")).exists()


def quanta_command():
    """The start of the command line of the command for all programs."""
    return [str(BUILD / "bin" / "quanta")]


def chainstate_command():
    """The start of the command line of the engine-only importer."""
    return [str(BUILD / "libexec" / "quanta-chainstate")]


def tx_command():
    """The start of the command line of the tool for transactions."""
    return wrapper() + ["tx"] if wrapper() else [str(BUILD / "bin" / "quanta-tx")]


def util_command():
    """The start of the command line of the small tools."""
    return wrapper() + ["util"] if wrapper() else [str(BUILD / "bin" / "quanta-util")]


def missing_programs():
    """What of the programs that every test needs does not exist."""
    return [command[0] for command in (node_command(), cli_command()) if not Path(command[0]).exists()]


def data_folder():
    """The folder with vectors/ and data/ that QUANTA_TEST_DATA names, or None."""
    named = os.environ.get("QUANTA_TEST_DATA", "")
    return Path(named).resolve() if named else None
