# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Runs the functional tests, several at a time. The build makes test_runner.py, which calls main()."""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, Queue

HERE = Path(__file__).resolve().parent
AREAS = ("feature", "interface", "mempool", "mining", "p2p", "rpc", "tool", "wallet", "ipc")
PASSED, SKIPPED = 0, 77
DEFAULT_SECONDS = 300
TAIL_LINES = 30
# A test takes more time than the default by a line `TIME_LIMIT = <seconds>` in its file.
TIME_LIMIT = re.compile(r"^TIME_LIMIT = (\d+)", re.M)


class Result:
    def __init__(self, name, status, seconds, output):
        self.name = name
        self.status = status
        self.seconds = seconds
        self.output = output


def all_tests():
    """Names of the tests, without .py, longest time limit first so that the end is not one long test."""
    files = [path for path in HERE.glob("*.py") if path.name.split("_")[0] in AREAS]
    return [path.stem for path in sorted(files, key=lambda path: (-time_limit(path.stem), path.name))]


def time_limit(name):
    found = TIME_LIMIT.search((HERE / f"{name}.py").read_text())
    return int(found.group(1)) if found else DEFAULT_SECONDS


def tail(path, lines=TAIL_LINES):
    text = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join(text[-lines:])


def end_group(process):
    """Ends a test and what it started: politely first, so that it can clean up."""
    for sign, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def end_daemons(folder):
    """Ends nodes that left the test's process group, by the pid files in their data directories."""
    for path in folder.rglob("*.pid"):
        try:
            pid = int(path.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if str(folder).encode() in command:
                os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):
            continue


class Runner:
    """Hands tests to worker threads and prints results as they come."""

    def __init__(self, options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="quanta-functional-", dir=options.tmpdir))
        self.waiting = Queue()
        self.results = []
        self.m_print = threading.Lock()

    def run(self, names):
        for name in names:
            self.waiting.put(name)
        workers = [threading.Thread(target=self.work) for _ in range(self.options.jobs)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()
        return self.results

    def work(self):
        while True:
            try:
                name = self.waiting.get_nowait()
            except Empty:
                return
            result = self.run_one(name)
            self.results.append(result)
            with self.m_print:
                self.show(result)

    def run_one(self, name):
        folder = self.folder / name
        folder.mkdir()
        began = time.monotonic()
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
        with open(folder / "output.txt", "wb") as output:
            process = subprocess.Popen([sys.executable, str(HERE / f"{name}.py"), "--folder", str(folder)],
                                       stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                       env=environment, start_new_session=True)
            try:
                status = process.wait(time_limit(name) * self.options.time_factor)
            except subprocess.TimeoutExpired:
                status = "time limit"
            end_group(process)
        end_daemons(folder)
        text = (folder / "output.txt").read_text(errors="replace")
        if status in (PASSED, SKIPPED) and not self.options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        return Result(name, status, time.monotonic() - began, text)

    def show(self, result):
        word = {PASSED: "passed", SKIPPED: "skipped"}.get(result.status, "FAILED")
        reason = re.search(r"^skipped: (.*)", result.output, re.M) if result.status == SKIPPED else None
        print(f"{word:8} {result.name} ({result.seconds:.1f} s)" + (f": {reason.group(1)}" if reason else ""),
              flush=True)
        if word != "FAILED":
            return
        folder = self.folder / result.name
        if result.status == "time limit":
            print("         it ran into its time limit")
        print("\n".join("    " + line for line in result.output.splitlines()[-TAIL_LINES:]))
        for log in sorted(folder.rglob("debug.log")):
            print(f"  the end of {log}:\n" + "\n".join("    " + line for line in tail(log).splitlines()))
        print(f"  left for inspection: {folder}", flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(description="Runs the functional tests.")
    parser.add_argument("names", nargs="*", help="tests to run, or parts of their names; all when none is given")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 2, help="tests at a time")
    parser.add_argument("-l", "--list", action="store_true", help="print the names and end")
    parser.add_argument("--exclude", action="append", default=[], help="part of the names to leave out")
    parser.add_argument("--keep", action="store_true", help="keep the folders of tests that pass, too")
    parser.add_argument("--tmpdir", help="where the folders of the tests are made")
    parser.add_argument("--time-factor", type=float, default=float(os.environ.get("QUANTA_TIME_FACTOR", "1")),
                        help="multiplies every time limit, for slow machines and sanitizers")
    parser.add_argument("--results", help="file that gets the closing line")
    return parser.parse_args(arguments)


def choose(options):
    """The tests that the command line asks for; SystemExit when a name fits none."""
    names = all_tests()
    for part in options.names:
        if not any(Path(part).stem in name for name in names):
            raise SystemExit(f"no test is called like {part}")
    wanted = [Path(part).stem for part in options.names]
    exact = {part for part in wanted if part in names}
    return [name for name in names
            if (not wanted or name in exact or any(part in name for part in wanted if part not in exact))
            and not any(part in name for part in options.exclude)]


def main(arguments=None):
    options = parse(arguments)
    names = choose(options)
    if options.list:
        print("\n".join(sorted(names)))
        return 0
    os.environ["QUANTA_TIME_FACTOR"] = str(options.time_factor)
    results = Runner(options).run(names)
    passed = sum(result.status == PASSED for result in results)
    skipped = sum(result.status == SKIPPED for result in results)
    failed = len(results) - passed - skipped
    for result in sorted(results, key=lambda one: one.name):
        if result.status not in (PASSED, SKIPPED):
            print(f"failed: {result.name}")
    closing = f"{passed} passed, {failed} failed, {skipped} skipped"
    print(closing)
    if options.results:
        Path(options.results).write_text(closing + "\n")
    return 1 if failed else 0
