# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A strict reader of the Prometheus text format 0.0.4, which forgives nothing that a node should not write."""

import re

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

NAME = r"quanta_[a-z][a-z0-9_]*"
HELP = re.compile(rf"# HELP ({NAME}) (\S.*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram)")
NUMBER = r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN"
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? ({NUMBER})")
LABEL = re.compile(r'([a-z][a-z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


class Metrics:
    """The figures of one scrape: `metrics["quanta_height"]`, `metrics["quanta_x_total", {"status": "200"}]`."""

    def __init__(self, text):
        self.kinds = {}
        self.help = {}
        self.samples = {}
        if not text.endswith("\n"):
            raise ValueError("the last line has no end")
        self.family = None
        for line in text[:-1].split("\n"):
            self.read(line)
        for family, kind in self.kinds.items():
            if kind == "histogram":
                self.check_histogram(family)

    def read(self, line):
        found = HELP.fullmatch(line)
        if found:
            self.family = found[1]
            if self.family in self.help:
                raise ValueError(f"{self.family} comes twice")
            self.help[self.family] = found[2]
            return
        found = TYPE.fullmatch(line)
        if found:
            if found[1] != self.family or self.family in self.kinds:
                raise ValueError(f"out of place: {line}")
            if (found[2] == "counter") != self.family.endswith("_total"):
                raise ValueError(f"{self.family} is a {found[2]}")
            self.kinds[self.family] = found[2]
            return
        found = SAMPLE.fullmatch(line)
        if not found or self.family not in self.kinds:
            raise ValueError(f"not a line of metrics: {line!r}")
        self.add_sample(found[1], labels_of(found[2]), float(found[3]))

    def add_sample(self, name, labels, value):
        kind = self.kinds[self.family]
        suffix = name[len(self.family):]
        if not name.startswith(self.family) or suffix not in SUFFIXES[kind]:
            raise ValueError(f"{name} in the family {self.family}")
        if (suffix == "_bucket") != any(label == "le" for label, _ in labels):
            raise ValueError(f"bounds of {name}: {labels}")
        if kind == "counter" and not value >= 0:
            raise ValueError(f"{name} is {value}")
        if (name, labels) in self.samples:
            raise ValueError(f"{name} {labels} comes twice")
        self.samples[name, labels] = value

    def check_histogram(self, family):
        series = {}
        for (name, labels), value in self.samples.items():
            if name == family + "_bucket":
                bound = float(dict(labels)["le"])
                others = tuple(label for label in labels if label[0] != "le")
                series.setdefault(others, []).append((bound, value))
        for labels, buckets in series.items():
            if buckets != sorted(buckets) or [count for _, count in buckets] != sorted(c for _, c in buckets):
                raise ValueError(f"buckets of {family} {labels}: {buckets}")
            if buckets[-1] != (float("inf"), self.samples[family + "_count", labels]):
                raise ValueError(f"the last bucket of {family} {labels} does not hold all")
            self.samples[family + "_sum", labels]

    def __getitem__(self, key):
        name, labels = key if isinstance(key, tuple) else (key, {})
        return self.samples[name, tuple(labels.items())]

    def get(self, name, labels=None, default=None):
        return self.samples.get((name, tuple((labels or {}).items())), default)

    def counters(self):
        """All that may only grow."""
        return {key: value for key, value in self.samples.items()
                if self.kinds.get(key[0]) == "counter" or key[0] not in self.kinds}

    def fallen_since(self, earlier):
        """Counters that are gone or smaller than in `earlier`."""
        mine = self.counters()
        return [key for key, value in earlier.counters().items() if not mine.get(key, -1) >= value]


SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def labels_of(text):
    """The labels between the braces, in their order."""
    labels = []
    place = 0
    while text is not None and place < len(text):
        found = LABEL.match(text, place)
        if not found:
            raise ValueError(f"labels {text!r}")
        labels.append((found[1], re.sub(r"\\.", lambda escape: ESCAPES[escape[0]], found[2])))
        place = found.end()
    if len(dict(labels)) != len(labels):
        raise ValueError(f"a label twice: {text!r}")
    return tuple(labels)
