#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The short form of matrix.py: each process is killed and stopped once."""

import matrix
from framework import programs
from framework.test_case import TestCase, main

TIME_LIMIT = 300


class MatrixTest(TestCase):
    """Kills and stops node, wallets and window; the others go on."""

    def set_nodes(self):
        pass

    def run(self):
        if not programs.is_multiprocess():
            self.skip("needs separate processes (QUANTA_CMD=\"quanta -m\")")
        run = matrix.MatrixRun(self.folder / "rounds", seed=7, say=self.step)
        try:
            run.run(2 * len(matrix.KINDS))
            run.finish()
        except BaseException:
            run.abort()
            raise


if __name__ == "__main__":
    main(MatrixTest)
