#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The node as a service: into the background, signals, the log reopened, pid file and lock."""

import os
import signal
import stat
import subprocess
from pathlib import Path

from framework.test_case import TestCase, main
from framework.wait import TIME_FACTOR, until


def has_ended(pid):
    """Whether the process is gone, or dead and waiting for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class DaemonTest(TestCase):
    """-daemon and -daemonwait, SIGTERM, SIGINT and SIGHUP, quantad.pid and .lock."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_background("-daemonwait")
        self.check_background("-daemon")
        self.check_failing_start()
        self.check_signals()
        self.check_log_reopened()
        self.check_lock()
        self.check_permissions()

    @property
    def pid_file(self):
        return self.node.chain_folder / "quantad.pid"

    def start_in_background(self, *arguments):
        return subprocess.run(self.node.command(arguments), text=True, capture_output=True, cwd=self.folder,
                              timeout=60 * TIME_FACTOR, check=False)

    def check_background(self, option):
        self.step(option)
        done = self.start_in_background(option)
        self.equal((done.returncode, done.stderr), (0, ""))
        self.contains(done.stdout, "Quanta starting")
        if option == "-daemonwait":
            self.equal(self.node.height(), 0)
        self.node.wait_for_rpc()
        pid = int(self.pid_file.read_text())
        try:
            self.true(not has_ended(pid), "the process of the pid file runs")
            self.true(os.getsid(pid) != os.getsid(0), "it has a session of its own")
            self.node.rpc.stop()
            until(lambda: has_ended(pid), what="the node ends")
        finally:
            if not has_ended(pid):
                os.kill(pid, signal.SIGKILL)
        self.true(not self.pid_file.exists(), "the pid file is gone")

    def check_failing_start(self):
        self.step("-daemonwait tells what went wrong")
        done = self.start_in_background("-daemonwait", "-prune=3")
        self.true(done.returncode != 0, "the exit code tells the failure")
        self.matches(done.stderr, "(?i)prune")

    def check_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.step(f"{number.name} ends the node cleanly")
            self.node.start()
            self.node.process.send_signal(number)
            self.node.wait_for_exit(0)
            self.equal(self.node.stderr(), "")
            self.true(not self.pid_file.exists() and not (self.node.chain_folder / ".cookie").exists(),
                      "nothing of the run is left")
        self.step("a signal while it starts ends it, too")
        self.node.launch()
        until(self.pid_file.exists, what="the pid file is there")
        self.node.process.send_signal(signal.SIGTERM)
        self.node.wait_for_exit(0)

    def check_log_reopened(self):
        self.step("SIGHUP")
        self.node.start("-debug=rpc")
        log = self.node.chain_folder / "debug.log"
        self.equal(stat.S_IMODE(log.stat().st_mode), 0o600)
        old = log.rename(log.with_name("old.log"))
        size = old.stat().st_size
        self.node.process.send_signal(signal.SIGHUP)

        def new_log():
            self.node.height()
            return log.exists() and log.stat().st_size > 0
        until(new_log, what="a new log is written")
        self.true(old.stat().st_size >= size, "the old one is kept")
        self.node.stop()

    def check_lock(self):
        self.step("two nodes do not share a data directory")
        self.node.start()
        other = self.add_node(start=False)
        other.datadir, other.chain_folder = self.node.datadir, self.node.chain_folder
        other.fails_to_start([], "(?i)lock")
        self.equal(self.node.height(), 0)
        self.step("-pid elsewhere")
        path = self.folder / "own.pid"
        self.node.restart(f"-pid={path}")
        self.equal(int(path.read_text()), self.node.process.pid)
        self.true(not self.pid_file.exists(), "not at the usual place")
        self.node.stop()
        self.true(not path.exists(), "gone with the node")

    def check_permissions(self):
        self.step("files and folders are the owner's alone")
        node = self.node
        for path in [node.chain_folder, *node.chain_folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            self.equal(mode & 0o077, 0, f"{path} has mode {mode:o}")


if __name__ == "__main__":
    main(DaemonTest)
