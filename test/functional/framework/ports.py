# Copyright (c) 2026 The Quanta developers. MIT licence.
"""TCP ports for nodes. Each test process claims a range of its own, so that tests in parallel do not meet."""

import socket

FIRST_PORT = 14000
PORTS_PER_RANGE = 100
RANGES = 180


class PortRange:
    """A claimed range. The claim is that its first port is listened on: it holds for whoever shares the ports, whatever
    their folders, and ends with the process."""

    def __init__(self):
        self.m_next = 0
        self.m_claim = None
        for number in range(RANGES):
            if self.claim(FIRST_PORT + number * PORTS_PER_RANGE):
                return
        raise RuntimeError("all port ranges are in use")

    def claim(self, first):
        """Whether the range that begins at `first` was free; it is this one's now."""
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", first))
            claim.listen(1)
        except OSError:
            claim.close()
            return False
        self.first, self.m_claim = first, claim
        return True

    def release(self):
        self.m_claim.close()

    def free_port(self):
        """A port that nobody listens on, the one handed out longest ago."""
        for _ in range(PORTS_PER_RANGE - 1):
            port = self.first + 1 + self.m_next
            self.m_next = (self.m_next + 1) % (PORTS_PER_RANGE - 1)
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
