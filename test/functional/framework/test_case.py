# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The base class of every functional test, and what runs one."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import unittest
from pathlib import Path

from . import programs
from .node import Node
from .rpc import RpcError

PASSED, FAILED, SKIPPED = 0, 1, 77


class Skip(Exception):
    """Ends a test that cannot run here, with the reason."""


class TestCase:
    """A test derives from this and gives set_nodes() and run().

    set_nodes() adds nodes with add_node(); they are started before run(). A node added later is started at
    once. Whatever still runs after run() is stopped. The checks raise AssertionError with both values.
    `full` is true when the long form of the test is wanted (--full), for those that have one.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.nodes = []
        self.full = False
        self.m_waiting = []
        self.m_runs = False
        self.m_began = time.monotonic()
        self.m_checks = unittest.TestCase()
        self.m_checks.maxDiff = 4000

    # To be given by the test.

    def set_nodes(self):
        """Adds the nodes the test wants; one without arguments unless overridden."""
        self.add_node()

    def run(self):
        raise NotImplementedError

    # For use by the test.

    @property
    def node(self):
        """The first node."""
        return self.nodes[0]

    def add_node(self, *arguments, start=True, chain="regtest"):
        """Adds a node with `arguments` for all its starts; with start=False the test starts it itself."""
        node = Node(self.folder / f"node{len(self.nodes)}", arguments, chain)
        self.nodes.append(node)
        if start and self.m_runs:
            node.start()
        elif start:
            self.m_waiting.append(node)
        return node

    def step(self, text):
        """Says what is being done now; a failure shows how far the test came."""
        print(f"{time.monotonic() - self.m_began:7.2f} {text}", flush=True)

    def skip(self, reason):
        raise Skip(reason)

    def data(self, *parts):
        """A file or folder of the test data; skips the test when there is none."""
        folder = programs.data_folder()
        if folder is None:
            self.skip("QUANTA_TEST_DATA is not set")
        path = folder.joinpath(*parts)
        if not path.exists():
            self.skip(f"{'/'.join(parts)} is not in the test data")
        return path

    def equal(self, found, expected, what=None):
        self.m_checks.assertEqual(found, expected, what)

    def true(self, condition, what="condition does not hold"):
        if not condition:
            raise AssertionError(what)

    def contains(self, whole, part):
        self.m_checks.assertIn(part, whole)

    def matches(self, text, pattern):
        self.m_checks.assertRegex(text, pattern)

    def rpc_fails(self, code, message, call, *params, **named):
        """`call` must raise an RpcError of this code whose message is `message`; None leaves it open."""
        try:
            found = call(*params, **named)
        except RpcError as error:
            self.equal((error.code, error.message if message is not None else None), (code, message))
            return
        raise AssertionError(f"the call gave {found!r} where error {code} was expected")

    # Running one test.

    def execute(self):
        """Runs the test from start to end. Returns PASSED, FAILED or SKIPPED."""
        try:
            missing = programs.missing_programs()
            if missing:
                raise AssertionError(f"not built: {', '.join(missing)}")
            self.set_nodes()
            for node in self.m_waiting:
                node.start()
            self.m_runs = True
            self.run()
            self.stop_nodes()
            return PASSED
        except Skip as reason:
            print(f"skipped: {reason}")
            return SKIPPED
        except Exception:
            traceback.print_exc(file=sys.stdout)
            return FAILED
        finally:
            for node in self.nodes:
                node.kill()

    def stop_nodes(self):
        for node in self.nodes:
            if node.process is not None:
                node.stop()


def main(test_class):
    """The main function of a test file."""
    parser = argparse.ArgumentParser(description=test_class.__doc__)
    parser.add_argument("--folder", help="where nodes live; kept. Otherwise a temporary one, kept on failure")
    parser.add_argument("--full", action="store_true", help="the long form, for tests that have one")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FAILED))
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-test-")
    os.makedirs(folder, exist_ok=True)
    test = test_class(folder)
    test.full = options.full
    result = test.execute()
    if not options.folder:
        if result == FAILED:
            print(f"left for inspection: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(result)
