#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Cuts the power under a chain again and again, and checks that it always goes on.

    power_cuts.py --count 100 --folder /tmp/cuts     100 cuts; the same call again goes on where it was
    power_cuts.py --count 12 --program build/libexec/quanta-powercut

A life is one directory: the power is cut in it one to five times, at writes and syncs drawn from the seed,
the first few of a start among them. Whatever was not synced is gone then, or a random part of it, or nothing
(as when the process alone is killed). After each cut the chain must come up by itself; at the end it must
verify to the last block and have the coins of a chain that nothing disturbed. Only a life that began with a
reindex may find itself reindexing.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ("import", "reorganise", "prune", "flush", "reindex", "reindex-chainstate")
CUT = 10
TIME_LIMIT = 600
MOST_CUTS_OF_A_LIFE = 5
# How many of the first ones are drawn often: those of a start.
FIRST = {"changes": 70, "syncs": 25}
LOSSES = ("all", "all", "all", "part", "nothing")
# Cuts at syncs reach the steps between the parts of a flush; those are few among all writes.
COUNTS = ("syncs", "syncs", "changes")


class Broken(Exception):
    """What a life did that it must not."""


class PowerCuts:
    def __init__(self, program, folder, state_file, seed):
        self.program = program
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state_file = Path(state_file) if state_file else self.folder / "state.json"
        self.state = {"seed": seed, "lives": 0, "passed": 0, "failed": 0}
        self.state |= {"changes": {}, "syncs": {}, "coins": {}}
        if self.state_file.exists():
            self.state = json.loads(self.state_file.read_text())

    def save(self):
        draft = self.state_file.with_suffix(".new")
        draft.write_text(json.dumps(self.state, indent=1))
        draft.replace(self.state_file)

    def done(self):
        return self.state["passed"] + self.state["failed"]

    def call(self, *arguments):
        """Runs the program; its exit code, and what it printed as a dictionary by first word."""
        command = [self.program, *map(str, arguments)]
        made = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT)
        if made.returncode not in (0, CUT):
            said = (made.stdout + made.stderr).strip().splitlines()[-12:]
            raise Broken("\n".join([" ".join(map(str, arguments)) + f" ended with {made.returncode}", *said]))
        return made.returncode, dict(line.split(" ", 1) for line in made.stdout.splitlines())

    def go_on(self, directory, scenario, may_reindex):
        said = self.call("check", directory, scenario)[1]
        if "reindexing" in said["started"] and not may_reindex:
            raise Broken(f"{scenario}: it was reindexing")
        return said

    def learn(self):
        """What a life without a cut ends with, and how many changes each scenario makes."""
        complete = self.folder / "complete"
        for scenario in SCENARIOS:
            if scenario in self.state["changes"]:
                continue
            directory = self.begin(scenario)
            undisturbed = self.call(1, directory, scenario)[1]
            for count in FIRST:
                self.state[count][scenario] = int(undisturbed[count])
            said = self.go_on(directory, "prune" if scenario == "prune" else "import", False)
            self.state["coins"][scenario] = said["utxo"]
            if scenario == "import":
                directory.rename(complete)
            self.save()
        if len(set(self.state["coins"].values())) != 1:
            raise Broken(f"the scenarios end differently: {self.state['coins']}")

    def begin(self, scenario):
        """The directory a life of `scenario` begins with."""
        directory = self.folder / "life"
        shutil.rmtree(directory, ignore_errors=True)
        if scenario.startswith("reindex"):
            shutil.copytree(self.folder / "complete", directory)
        return directory

    def life(self, number, left):
        """One life; the number of cuts in it, `left` at most."""
        draw = random.Random(f"{self.state['seed']} {number}")
        scenario = SCENARIOS[number % len(SCENARIOS)]
        reindexes = scenario == "reindex"
        directory = self.begin(scenario)
        cuts, wanted, doing = 0, min(left, draw.randint(1, MOST_CUTS_OF_A_LIFE)), scenario
        try:
            while cuts < wanted:
                count = draw.choice(COUNTS)
                most = FIRST[count] if draw.random() < 0.25 else self.state[count][scenario]
                cut = (count, draw.randrange(most), draw.choice(LOSSES))
                code, said = self.call(draw.getrandbits(32), directory, doing, *cut)
                if "reindexing" in said.get("started", "") and not reindexes:
                    raise Broken(f"{scenario}: it was reindexing after a cut")
                # A reindex that was begun has to go on without being asked for; sometimes it is.
                if reindexes or scenario == "reindex-chainstate":
                    doing = scenario if draw.random() < 0.2 else "import"
                if code != CUT:
                    break  # it got through: there is nothing left to disturb
                cuts += 1
            said = self.go_on(directory, "prune" if scenario == "prune" else "import", reindexes)
            expected = self.state["coins"]["import"]
            if said["utxo"] != expected:
                raise Broken(f"{scenario}: the coins are {said['utxo']}, expected {expected}")
        except Broken:
            shutil.move(directory, self.folder / f"failed-{number}")
            raise
        return scenario, cuts

    def run(self, count):
        self.learn()
        while self.done() < count:
            number = self.state["lives"]
            began = time.monotonic()
            try:
                scenario, cuts = self.life(number, count - self.done())
                self.state["passed"] += cuts
                print(f"life {number}, {scenario}: {cuts} cuts, {time.monotonic() - began:.1f} s", flush=True)
            except Broken as problem:
                self.state["failed"] += 1
                print(f"life {number} FAILED, see {self.folder}/failed-{number}\n{problem}", flush=True)
            self.state["lives"] += 1
            self.save()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100, help="cuts in all, those of earlier calls included")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn; for a new folder only")
    parser.add_argument("--folder", help="where the work is done and remembered; by default a new one")
    parser.add_argument("--state", help="the file that remembers, instead of state.json in the folder")
    parser.add_argument("--program", default=ROOT / "build/libexec/quanta-powercut")
    options = parser.parse_args()
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-cuts-")
    cuts = PowerCuts(str(options.program), folder, options.state, options.seed)
    cuts.run(options.count)
    if not options.folder and cuts.state["failed"] == 0:
        shutil.rmtree(folder)
    print(f"{cuts.state['passed']} passed, {cuts.state['failed']} failed")
    return 1 if cuts.state["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
