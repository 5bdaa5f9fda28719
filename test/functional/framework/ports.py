# Copyright (c) 2026 The Quanta developers. MIT licence.
"""TCP ports for nodes. Each test process claims a range of its own, so that tests in parallel do not meet."""

import fcntl
import os
import socket
import tempfile

FIRST_PORT = 14000
PORTS_PER_RANGE = 100
RANGES = 180


class PortRange:
    """A claimed range; the claim is a file lock that ends with the process."""

    def __init__(self):
        self.m_next = 0
        for number in range(RANGES):
            self.first = FIRST_PORT + number * PORTS_PER_RANGE
            if self.claim(os.path.join(tempfile.gettempdir(), f"quanta-ports-{self.first}.lock")):
                return
        raise RuntimeError("all port ranges are in use")

    def claim(self, path):
        try:
            self.m_file = open(path, "w", encoding="ascii")
            fcntl.flock(self.m_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def free_port(self):
        """A port that nobody listens on, the one handed out longest ago."""
        for _ in range(PORTS_PER_RANGE):
            port = self.first + self.m_next
            self.m_next = (self.m_next + 1) % PORTS_PER_RANGE
            if is_free(port):
                return port
        raise RuntimeError("no free port left in this test's range")


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


_range = None


def free_port():
    """A port for a node of this test."""
    global _range
    _range = _range or PortRange()
    return _range.free_port()
