# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What the CMakeLists.txt files under src/ say about libraries and programs."""

import re
from pathlib import Path

KEYWORDS = ("HDRS", "SRCS", "DEPS", "EXTERNAL", "TESTS", "TEST_DEPS", "BENCHES", "FUZZERS")
CALL = re.compile(r"\b(quanta_library|quanta_program)\s*\(([^()]*)\)")


class Target:
    """One quanta_library() or quanta_program() call: its folder, its name and its keyword lists."""

    def __init__(self, folder, kind, words):
        self.folder = folder
        self.is_program = kind == "quanta_program"
        self.name = words[1] if self.is_program and len(words) > 1 else words[0]
        self.lists = {keyword: [] for keyword in KEYWORDS}
        current = None
        for word in words[1:]:
            if word in self.lists:
                current = word
            elif current:
                self.lists[current].append(word)

    def sources(self):
        """Every .cpp the call names, tests and all."""
        return [name for keyword in ("SRCS", "TESTS", "BENCHES", "FUZZERS") for name in self.lists[keyword]]

    def is_test_source(self, name):
        """Whether `name` is only for tests: named as such in the call, or a fixture they share."""
        return name.endswith("_fixture.h") or any(name in self.lists[keyword] for keyword in ("TESTS", "BENCHES", "FUZZERS"))


def strip_comments(text):
    return "\n".join(line.split("#", 1)[0] for line in text.splitlines())


def targets_of(cmake_file):
    """The targets declared in `cmake_file`."""
    folder = cmake_file.parent.name
    return [Target(folder, kind, body.split())
            for kind, body in CALL.findall(strip_comments(cmake_file.read_text()))]


class Graph:
    """Libraries of the tree, the order they are listed in, and who may reach whom."""

    def __init__(self, source_folder):
        self.folder = Path(source_folder)
        listed = re.search(r"set\(\s*all\s+([^)]*)\)", strip_comments((self.folder / "CMakeLists.txt").read_text()))
        self.order = listed.group(1).split() if listed else []
        self.targets = []
        for cmake_file in sorted(self.folder.glob("*/CMakeLists.txt")):
            self.targets += targets_of(cmake_file)
        self.libraries = {target.name: target for target in self.targets if not target.is_program}

    def closure(self, names):
        """`names` and every library they depend on, directly or not."""
        reached, open_names = set(), list(names)
        while open_names:
            name = open_names.pop()
            if name in reached:
                continue
            reached.add(name)
            if name in self.libraries:
                open_names += self.libraries[name].lists["DEPS"]
        return reached

    def reach(self, library):
        """What `library` depends on, itself included."""
        return self.closure([library])

    def allowed_for(self, folder, file_name):
        """Libraries whose headers src/`folder`/`file_name` may include."""
        names = set()
        targets = [target for target in self.targets if target.folder == folder]
        listed = {name for target in targets for name in target.sources()}
        for target in targets:
            mine = [] if target.is_program else [target.name]
            extra = target.lists["TEST_DEPS"] + ["testing"] if target.is_test_source(file_name) else []
            if file_name in target.sources() or file_name not in listed:
                names |= self.closure(mine + target.lists["DEPS"] + extra)
        return names | {folder}
