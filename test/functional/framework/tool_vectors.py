# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Runs of programs that need no node, and the recorded cases of such programs."""

import json
import subprocess


def run_tool(command, *arguments, stdin="", **more):
    """Runs a program to its end. Returns its exit code and what it printed: (code, output, errors)."""
    done = subprocess.run([*command, *arguments], input=stdin, text=True, capture_output=True, timeout=120,
                          check=False, **more)
    return done.returncode, done.stdout, done.stderr


class ToolCases:
    """The cases of one program in a folder of vectors."""

    def __init__(self, folder, program):
        self.folder = folder
        listed = json.loads((folder / "bitcoin-util-test.json").read_text())
        self.cases = [case for case in listed if case["exec"].endswith(program)]

    def findings(self, command):
        """A line for each case that `command` does otherwise."""
        return [f"{' '.join(case['args'])}: {problem}"
                for case in self.cases for problem in self.problems(case, command)]

    def problems(self, case, command):
        stdin = (self.folder / case["input"]).read_text() if "input" in case else ""
        code, output, errors = run_tool(command, *case["args"], stdin=stdin)
        if code != case.get("return_code", 0):
            yield f"exit code {code}: {errors}"
        if case.get("error_txt", "") not in errors:
            yield f"printed as error: {errors}"
        expected = (self.folder / case["output_cmp"]).read_text() if "output_cmp" in case else ""
        if output != expected:
            yield f"printed {output!r}, not {expected!r}"
