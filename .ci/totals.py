#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Adds up what test.sh ran: totals.py <results folder>. Exits 1 when anything failed or nothing passed.

The folder holds CTest's JUnit file, one GoogleTest XML file per unit test program that got to its end,
and a file functional*.txt with the closing line of each run of the functional tests (empty: it broke off).
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

MAX_SKIPS_SHOWN = 40


class Totals:
    def __init__(self):
        self.counts = Counter()
        self.skips = []

    def add_unit_program(self, xml_file):
        """Counts the cases of one GoogleTest program and returns how many failed."""
        failed = 0
        for case in ElementTree.parse(xml_file).iter("testcase"):
            skip = case.find("skipped")
            if case.find("failure") is not None:
                failed += 1
            elif skip is not None or case.get("result") == "skipped":
                self.counts["skipped"] += 1
                message = " ".join((skip.get("message") or "").split()) if skip is not None else ""
                self.skips.append(f"{case.get('classname')}.{case.get('name')}: {message}")
            else:
                self.counts["passed"] += 1
        self.counts["failed"] += failed
        return failed

    def add_ctest(self, folder):
        """Counts CTest's tests: the cases of a unit test program, one for any other."""
        junit = folder / "ctest-junit.xml"
        if not junit.exists():
            self.counts["failed"] += 1
            print("CTest left no results")
            return
        for case in ElementTree.parse(junit).iter("testcase"):
            name, status = case.get("name"), case.get("status")
            xml_file = folder / f"quanta_{name}_test.xml"
            if not xml_file.exists():
                xml_file = folder / f"{name}.xml"
            if xml_file.exists():
                if self.add_unit_program(xml_file) == 0 and status == "fail":
                    self.counts["failed"] += 1
            else:
                self.counts[{"run": "passed", "fail": "failed"}.get(status, "skipped")] += 1

    def add_functional(self, closing):
        """Counts one run of the functional tests, whose last line is in file `closing`."""
        found = re.search(r"(\d+) passed, (\d+) failed, (\d+) skipped", closing.read_text() if closing.exists() else "")
        if not found:
            self.counts["failed"] += 1
            print(f"The functional tests left no results in {closing.name}")
            return
        for key, value in zip(("passed", "failed", "skipped"), found.groups()):
            self.counts[key] += int(value)


def main(folder):
    totals = Totals()
    totals.add_ctest(folder)
    for closing in {folder / "functional.txt", *folder.glob("functional-*.txt")}:
        totals.add_functional(closing)
    for line in totals.skips[:MAX_SKIPS_SHOWN]:
        print("skipped:", line)
    if len(totals.skips) > MAX_SKIPS_SHOWN:
        print(f"skipped: {len(totals.skips) - MAX_SKIPS_SHOWN} more")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(
        **{key: totals.counts[key] for key in ("passed", "failed", "skipped")}))
    return 0 if totals.counts["failed"] == 0 and totals.counts["passed"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
