# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What the processes of a node are and use, as the system tells it (Linux)."""

import os
import signal
from pathlib import Path

from .wait import until


class Usage:
    """What a process holds: descriptors that are no files, threads, resident memory in KiB."""

    def __init__(self, pid):
        # Those of a wallet process are for root to see.
        self.sockets = sum(1 for link in descriptors(pid) if not link.startswith("/"))
        self.threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
        self.memory_kib = int(status(pid)["VmRSS"].split()[0])

    def __repr__(self):
        return f"{self.sockets} sockets and pipes, {self.threads} threads, {self.memory_kib // 1024} MiB"


def descriptors(pid):
    """Where the open descriptors of a process lead."""
    links = []
    try:
        entries = list(Path(f"/proc/{pid}/fd").iterdir())
    except PermissionError:
        return links
    for entry in entries:
        try:
            links.append(os.readlink(entry))
        except OSError:
            continue
    return links


def status(pid):
    """The fields of /proc/<pid>/status; empty when there is no such process."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def processor_seconds(pid):
    """How long it has computed, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alive(pid):
    """Whether the process is there and has not ended."""
    return status(pid).get("State", "Z")[0] not in "ZX"


def program(pid):
    """The name of the program a process runs; its first 15 characters."""
    return status(pid).get("Name", "")


def children(pid, name=None):
    """The processes that `pid` started and that run still, those of program `name` alone when given."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        child = int(entry.name)
        if status(child).get("PPid") == str(pid) and alive(child) and name in (None, program(child)):
            found.append(child)
    return sorted(found)


def of_node(node):
    """The process of the node itself, whatever has started it."""
    pid = node.process.pid
    while inner := children(pid, "quanta-node") + children(pid, "quantad"):
        pid = inner[0]
    return pid


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def stop(pid):
    """Stops a process where it is, and returns when it has stopped."""
    os.kill(pid, signal.SIGSTOP)
    until(lambda: status(pid).get("State", "T")[0] in "Tt", 5, f"process {pid} stops")


def go_on(pid):
    os.kill(pid, signal.SIGCONT)


def wait_for_end(pid, seconds):
    until(lambda: not alive(pid), seconds, f"process {pid} ends")
