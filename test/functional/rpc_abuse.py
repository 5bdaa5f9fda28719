#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The short form of abuse.py: each attack on the RPC port once, on a small scale."""

import abuse
from framework.test_case import TestCase, main


class AbuseTest(TestCase):
    """Hostile clients of the RPC port; one that behaves well is served all the time."""

    def set_nodes(self):
        pass

    def run(self):
        run = abuse.AbuseRun(self.folder / "node", full=False, say=self.step)
        try:
            run.run()
        except BaseException:
            run.abort()
            raise


if __name__ == "__main__":
    main(AbuseTest)
