#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The short form of crash.py: two kills of each kind of work, each followed by a start that must go on."""

import crash
from framework.test_case import TestCase, main

TIME_LIMIT = 600


class KillTest(TestCase):
    """Kills at random moments of import, flush, reorganisation, pruning and reindex."""

    def set_nodes(self):
        pass

    def run(self):
        self.step("kill")
        run = crash.CrashRun(self.folder / "rounds", seed=5, say=self.step)
        try:
            run.run(2 * len(crash.KINDS))
        finally:
            if run.node:
                run.node.kill()
        self.equal(run.kills(), 2 * len(crash.KINDS))


if __name__ == "__main__":
    main(KillTest)
