# Copyright (c) 2026 The Quanta developers. MIT licence.
"""TCP ports for nodes. The runner gives each of its slots a range, so that parallel tests do not meet."""

import os
import socket

FIRST_PORT = 14000
PORTS_PER_SLOT = 200
SLOT = int(os.environ.get("QUANTA_TEST_SLOT", os.getpid() % 60))

_next = 0


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port():
    """A port of this test's range that nobody listens on and that was not handed out before."""
    global _next
    while _next < PORTS_PER_SLOT:
        port = FIRST_PORT + SLOT * PORTS_PER_SLOT + _next
        _next += 1
        if is_free(port):
            return port
    raise RuntimeError("no free port left in this test's range")
