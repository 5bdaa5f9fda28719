#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Checks the structure of the source tree: layers, third-party includes, sizes and file form.

Usage: lint.py [root]. Prints one line per finding and exits 1 when there is any.
"""

import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import cmake_graph  # noqa: E402
import cpp_scan  # noqa: E402

MAX_FILE_LINES = 800
MAX_HEADER_LINES = 300
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 5
MAX_NESTING = 3
MAX_PUBLIC_METHODS = 25
MAX_VIRTUALS = 20
MAX_LIBRARY_LINES = 10000

LICENCE = "Copyright (c) 2026 The Quanta developers. MIT licence."

# Header prefix of another project -> the libraries that may include it. The longest prefix decides.
THIRD_PARTY = {
    "boost/": ["sys", "http"],
    "boost/asio": ["sys"],
    "boost/beast": ["http"],
    "spdlog/": ["sys"],
    "secp256k1": ["crypto"],
    "openssl/": ["crypto"],
    "rocksdb/": ["kv"],
    "nlohmann/": ["json"],
    "sqlite3": ["wallet"],
    "capnp/": ["ipc"],
    "kj/": ["ipc"],
    "mp/": ["ipc"],
    "zmq": ["notify"],
    "qrencode": ["gui"],
}
# Tests of libraries below json read their vectors with it, too.
TESTS_MAY = ("nlohmann/",)
QT_HEADER = re.compile(r"^(Q[A-Z]\w*|Qt\w*/.*)$")
TEST_ONLY = ("gtest/", "gmock/", "benchmark/")

# What the design forbids whatever the CMake files say: library -> libraries it must not reach.
NEVER_REACHES = {
    "wallet": ["node", "chain", "store"],
    "wallet_rpc": ["node", "chain", "store"],
    "gui": ["node", "chain", "store"],
    "ipc": ["node", "chain", "store"],
    "net": ["chain"],
    "chain": ["net"],
    "node": ["wallet"],
}
# Programs that must stay small: program -> what they may reach at most.
PROGRAM_REACH = {"quanta-chainstate": ["chain"]}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
# Spelt apart so that this file passes its own check.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.~:/])/(" + "|".join(["work", "root", "farm", r"home/\w+", r"Users/\w+"]) + r")/")
TEXT_SUFFIXES = {".h", ".cpp", ".py", ".sh", ".md", ".cmake", ".txt", ".json", ".capnp"}
CODE_SUFFIXES = {".h", ".cpp", ".py", ".sh"}


class Lint:
    """Runs every check over the tree at `root` and collects findings as `path:line: message`."""

    def __init__(self, root):
        self.root = Path(root)
        self.source = self.root / "src"
        self.graph = cmake_graph.Graph(self.source)
        self.findings = []

    def report(self, path, line, message):
        self.findings.append(f"{path.relative_to(self.root)}:{line}: {message}")

    def run(self):
        self.check_graph()
        for folder in sorted(path for path in self.source.iterdir() if path.is_dir()):
            self.check_folder(folder)
        for path in self.text_files():
            self.check_text(path)
        return self.findings

    # The graph.

    def check_graph(self):
        cmake_file = self.source / "CMakeLists.txt"
        for name, target in self.graph.libraries.items():
            self.check_order(name, target.lists["DEPS"])
        for name, forbidden in NEVER_REACHES.items():
            if name in self.graph.libraries:
                for other in sorted(self.graph.reach(name) & set(forbidden)):
                    self.report(cmake_file, 1, f"{name} must not reach {other}")
        for program in (target for target in self.graph.targets if target.is_program):
            if program.name in PROGRAM_REACH:
                limit = self.graph.closure(PROGRAM_REACH[program.name])
                for other in sorted(self.graph.closure(program.lists["DEPS"]) - limit):
                    self.report(cmake_file, 1, f"{program.name} must not link {other}")

    def check_order(self, name, dependencies):
        order = self.graph.order
        cmake_file = self.source / "CMakeLists.txt"
        for other in dependencies:
            if other not in self.graph.libraries:
                self.report(cmake_file, 1, f"{name} depends on unknown library {other}")
            elif name in order and other in order and order.index(other) >= order.index(name):
                self.report(cmake_file, 1, f"{name} depends on {other}, which is not above it in the list")

    # One folder of src/.

    def check_folder(self, folder):
        nested = [path.parent for path in folder.glob("*/CMakeLists.txt") if "project(" in path.read_text()]
        for project in nested:
            self.check_project(project)
        files = sorted(path for path in folder.rglob("*")
                       if path.suffix in (".h", ".cpp") and not any(project in path.parents for project in nested))
        if not files:
            return
        cmake_file = folder / "CMakeLists.txt"
        if not cmake_file.exists():
            self.report(folder, 1, "has no CMakeLists.txt")
            return
        if folder.name not in self.graph.order:
            self.report(self.source / "CMakeLists.txt", 1, f"src/{folder.name} is not in the list")
        if not (folder / "README.md").exists():
            self.report(folder, 1, "has no README.md")
        self.check_listed(folder, files, cmake_file)
        total = 0
        for path in files:
            total += self.check_cpp_file(folder, path)
        if total > MAX_LIBRARY_LINES:
            self.report(folder, 1, f"library of {total} lines, limit {MAX_LIBRARY_LINES}")

    # A project of its own within src/: only its sizes and its form are ours to check.
    def check_project(self, folder):
        if not (folder / "README.md").exists():
            self.report(folder, 1, "has no README.md")
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".h", ".cpp"))
        total = 0
        for path in files:
            text = path.read_text(errors="replace")
            total += text.count("\n")
            self.check_header(path, text)
            self.check_scan(path, text)
        if total > MAX_LIBRARY_LINES:
            self.report(folder, 1, f"library of {total} lines, limit {MAX_LIBRARY_LINES}")

    def check_header(self, path, text):
        lines = text.count("\n")
        if path.suffix != ".h":
            return
        if lines > MAX_HEADER_LINES:
            self.report(path, 1, f"header of {lines} lines, limit {MAX_HEADER_LINES}")
        if "#pragma once" not in text:
            self.report(path, 1, "has no #pragma once")

    def check_listed(self, folder, files, cmake_file):
        words = set(re.split(r"[\s()]+", cmake_graph.strip_comments(cmake_file.read_text())))
        for path in files:
            name = str(path.relative_to(folder))
            if path.suffix == ".cpp" and name not in words:
                self.report(path, 1, f"is not listed in {folder.name}/CMakeLists.txt")

    def check_cpp_file(self, folder, path):
        text = path.read_text(errors="replace")
        lines = text.count("\n")
        self.check_header(path, text)
        self.check_includes(folder, path, text)
        self.check_scan(path, text)
        return lines

    def check_includes(self, folder, path, text):
        name = str(path.relative_to(folder))
        allowed = self.graph.allowed_for(folder.name, name)
        own = f"{folder.name}/{re.sub(r'(_test)?[.]cpp$', '.h', name)}"
        includes = [(text.count("\n", 0, found.start()) + 1, found.group(2)) for found in INCLUDE.finditer(text)]
        for line, target in includes:
            first = target.split("/")[0]
            if "/" in target and (self.source / first).is_dir():
                if first not in allowed:
                    self.report(path, line, f"includes {target}, but {folder.name} does not depend on {first}")
            else:
                self.check_third_party(folder, path, line, target)
        if path.suffix == ".cpp" and (self.source / own).exists() and includes and includes[0][1] != own:
            self.report(path, includes[0][0], f"must include its own header {own} first")

    def check_third_party(self, folder, path, line, target):
        prefix = max((p for p in THIRD_PARTY if target.startswith(p)), key=len, default=None)
        owners = THIRD_PARTY[prefix] if prefix else ["gui"] if QT_HEADER.match(target) else None
        is_test = re.search(r"_(test|bench|fuzz)\.cpp$|_fixture\.(h|cpp)$|test_\w+\.(h|cpp)$|/testing/", str(path))
        if owners and folder.name not in owners and not (is_test and prefix in TESTS_MAY):
            self.report(path, line, f"includes {target}, which only {' and '.join(owners)} may")
        if target.startswith(TEST_ONLY) and not is_test:
            self.report(path, line, f"includes {target}, which is for tests")

    def check_scan(self, path, text):
        scan = cpp_scan.Scan(text)
        if scan.unbalanced:
            self.report(path, 1, "braces do not match")
        for function in scan.functions:
            measured = ((function.lines(), MAX_FUNCTION_LINES, "lines"),
                        (function.parameters, MAX_PARAMETERS, "parameters"),
                        (function.nesting, MAX_NESTING, "levels of nesting"))
            for value, limit, unit in measured:
                if value > limit:
                    self.report(path, function.first, f"{function.name} has {value} {unit}, limit {limit}")
        for info in scan.classes:
            if info.public_methods > MAX_PUBLIC_METHODS:
                self.report(path, info.line, f"{info.name} has {info.public_methods} public methods, "
                                             f"limit {MAX_PUBLIC_METHODS}")
            if info.virtuals > MAX_VIRTUALS:
                self.report(path, info.line, f"{info.name} has {info.virtuals} virtuals, limit {MAX_VIRTUALS}")
        blanked = cpp_scan.blank(text)
        for found in re.finditer(r"\busing\s+namespace\s+(?!std::(\w+_)?literals\b)", blanked):
            self.report(path, blanked.count("\n", 0, found.start()) + 1, "using namespace")

    # Any text file of the project.

    def text_files(self):
        for path in sorted(self.root.iterdir()):
            if path.is_file() and path.suffix in TEXT_SUFFIXES:
                yield path
        for top in ("src", "test", "cmake", "doc", "tools", ".ci"):
            for path in sorted((self.root / top).rglob("*")):
                if path.is_file() and (path.suffix in TEXT_SUFFIXES or not path.suffix):
                    yield path

    def check_text(self, path):
        text = path.read_text(errors="replace")
        lines = text.splitlines()
        is_code = path.suffix in CODE_SUFFIXES
        if is_code and len(lines) > MAX_FILE_LINES:
            self.report(path, 1, f"file of {len(lines)} lines, limit {MAX_FILE_LINES}")
        if is_code and path.parts[len(self.root.parts)] in ("src", "test", "tools"):
            comment = "// " if path.suffix in (".h", ".cpp") else "# "
            first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
            if first != [comment + LICENCE]:
                self.report(path, 1, f"does not begin with `{comment}{LICENCE}`")
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                self.report(path, number, "mark of unfinished work")
            if MACHINE_PATH.search(line):
                self.report(path, number, "path of one machine")


def main(arguments):
    root = Path(arguments[1] if len(arguments) > 1 else Path(__file__).resolve().parents[2])
    findings = Lint(root.resolve()).run()
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
