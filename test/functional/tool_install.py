#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What `cmake --install` puts where, and that it runs from there."""

import shutil
import subprocess

from framework import programs
from framework.test_case import TestCase, main

FOR_USERS = {"quanta", "quantad", "quanta-qt", "quanta-cli", "quanta-tx", "quanta-util", "quanta-wallet"}
FOR_PROGRAMS = {"quanta-node", "quanta-gui", "quanta-chainstate"}
FOR_TESTS = {"quanta-bench", "quanta-powercut", "test_quanta", "test_quanta-qt"}
TIME_LIMIT = 600


class InstallTest(TestCase):
    """Installs this build below a folder, whole and in parts."""

    def set_nodes(self):
        pass

    def run(self):
        if not shutil.which("cmake"):
            self.skip("there is no cmake to install with")
        self.check_everything()
        self.check_programs_alone()

    def install(self, name, *arguments):
        """Installs below a folder of this name. Returns it and the paths of the files, relative to it."""
        prefix = self.folder / name
        done = subprocess.run(["cmake", "--install", str(programs.BUILD), "--prefix", str(prefix), *arguments],
                              text=True, capture_output=True, timeout=300, check=False)
        self.equal(done.returncode, 0, done.stdout + done.stderr)
        return prefix, {str(path.relative_to(prefix)) for path in prefix.rglob("*") if not path.is_dir()}

    def built(self, names, folder):
        """Those of `names` that the build has."""
        return {f"{folder}/{name}" for name in names if (programs.BUILD / folder / name).exists()}

    def check_everything(self):
        self.step("everything")
        prefix, files = self.install("whole")
        tests = {name for name in files if name.startswith("libexec/test/")}
        self.equal(files - tests, self.built(FOR_USERS, "bin") | self.built(FOR_PROGRAMS | FOR_TESTS, "libexec"))
        for name in ("bin/quanta", "bin/quantad", "bin/quanta-cli", "bin/quanta-tx", "bin/quanta-util",
                     "libexec/quanta-chainstate"):
            self.contains(files, name)
        self.step("the installed programs run")
        for arguments, text in ((["-M", "node", "-version"], "Quanta daemon version v"),
                                (["rpc", "-version"], "Quanta RPC client version v"),
                                (["tx", "-create"], "02000000000000000000\n"),
                                (["util", "-regtest", "getchainparams"], '"chain": "regtest"'),
                                (["chainstate", "-help"], "quanta-chainstate")):
            self.contains(self.output(prefix, *arguments), text)
        if "libexec/quanta-node" in files:
            self.contains(self.output(prefix, "-m", "node", "-version"), "version v")
        if "libexec/test_quanta" in files:
            listed = set(self.output(prefix, "test", "--list").split())
            self.equal({f"libexec/test/quanta_{name}_test" for name in listed}, tests)
            self.contains(self.output(prefix, "test", "base"), "1 libraries, 0 failed")

    def output(self, prefix, *arguments):
        """What the installed command prints; it must succeed."""
        done = subprocess.run([str(prefix / "bin" / "quanta"), *arguments], text=True, capture_output=True,
                              timeout=120, cwd=self.folder, check=False,
                              env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        self.equal((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def check_programs_alone(self):
        self.step("the programs without what tests them")
        files = self.install("programs", "--component", "programs")[1]
        self.equal(files, self.built(FOR_USERS, "bin") | self.built(FOR_PROGRAMS, "libexec"))


if __name__ == "__main__":
    main(InstallTest)
