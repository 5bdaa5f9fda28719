# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Waiting for something to become true, with a deadline."""

import os
import time

# Slow machines and sanitizer builds stretch every deadline by this factor.
TIME_FACTOR = float(os.environ.get("QUANTA_TIME_FACTOR", "1"))


class WaitTimeout(AssertionError):
    """What was waited for did not happen in time."""


def until(condition, seconds=60, what=None):
    """Calls `condition` until it returns something true, and returns that.

    Asks often at first and then four times a second. After `seconds` (times TIME_FACTOR) it raises
    WaitTimeout naming `what`.
    """
    deadline = time.monotonic() + seconds * TIME_FACTOR
    pause = 0.005
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() >= deadline:
            raise WaitTimeout(f"{what or getattr(condition, '__name__', 'condition')}: not after {seconds:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)
