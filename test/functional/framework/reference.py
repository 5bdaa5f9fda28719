# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What deployed clients know of the RPC interface, from the test data: declarations, errors, recorded calls."""

import json
import re
from collections import defaultdict
from decimal import Decimal

NAMES = (("bitcoin-cli", "quanta-cli"), ("bitcoind", "quantad"), ("bitcoin.conf", "quanta.conf"),
         ("Bitcoin Core", "Quanta"))
HELP_TEXT = "<help text>"
HASH = re.compile("[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z_]\w*")
SPECIAL = {"oneOf", "anyOf", "tuple", "const"}
JSON_TYPES = {"str": "string", "hex": "string", "num": "number", "int": "number", "time": "number", "bool": "bool"}


def with_our_names(text):
    """A recorded text with the names of our programs in place of theirs."""
    for theirs, ours in NAMES:
        text = text.replace(theirs, ours)
    return text


def json_type(spec):
    """The JSON type that `spec` asks of a parameter, None when the method decides."""
    if isinstance(spec, str):
        return JSON_TYPES.get(spec)
    if isinstance(spec, list):
        return "array"
    if "type" in spec and len(spec) <= 2:
        return json_type(spec["type"])
    return None if set(spec) & SPECIAL else "object"


class Reference:
    """The reference as read from `folder`."""

    def __init__(self, folder):
        self.methods = json.loads((folder / "rpc.json").read_text())["methods"]
        self.errors = json.loads((folder / "rpc-errors.json").read_text())
        self.calls = {}
        for path in sorted((folder / "rpc-transcripts").glob("*.jsonl")):
            lines = path.read_text().splitlines()
            self.calls[path.stem] = [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]

    def errors_of(self, method):
        return [(code, with_our_names(message)) for code, message in self.errors.get(method, [])]


def general(place):
    """The place with a star for keys that are data, as "246/38" or a hash."""
    return tuple(key if key == "[]" or NAME.fullmatch(key) and not HASH.fullmatch(key) else "*" for key in place)


class KeyOrder:
    """Which keys came before which in recorded replies, by place in the reply."""

    def __init__(self):
        self.pairs = defaultdict(set)

    def learn(self, value, place=()):
        if isinstance(value, dict):
            keys = list(value)
            self.pairs[general(place)].update((first, second) for i, first in enumerate(keys) for second in keys[i + 1:])
            for key, inner in value.items():
                self.learn(inner, place + (key,))
        elif isinstance(value, list):
            for inner in value:
                self.learn(inner, place + ("[]",))

    def wrong_pair(self, value, spec_keys, place=()):
        """Two neighbours of an object in an order that neither a recorded reply nor the declaration has."""
        known = self.pairs[general(place)]
        keys = list(value)
        for first, second in zip(keys, keys[1:]):
            if (first, second) in known:
                continue
            declared = first in spec_keys and second in spec_keys
            backwards = declared and spec_keys.index(first) > spec_keys.index(second)
            if (second, first) in known or backwards:
                return first, second
        return None


class ShapeCheck:
    """Compares replies of one method with its declaration."""

    def __init__(self, order):
        self.order = order

    def faults(self, value, spec, place=()):
        """What is wrong with `value`, as texts; empty when nothing is."""
        if isinstance(spec, str):
            return self.scalar_faults(value, spec, place)
        if isinstance(spec, list):
            return self.array_faults(value, spec, place)
        if len(set(spec) & SPECIAL) == 1 and len(spec) == 1:
            return self.special_faults(value, spec, place)
        return self.object_faults(value, spec, place)

    def scalar_faults(self, value, kind, place):
        number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        fits = {
            "any": lambda: True,
            "null": lambda: value is None,
            "bool": lambda: isinstance(value, bool),
            "str": lambda: isinstance(value, str),
            "hex": lambda: isinstance(value, str) and re.fullmatch("([0-9a-f]{2})*", value) is not None,
            "num": lambda: number,
            "int": lambda: number and isinstance(value, int),
            "time": lambda: number and isinstance(value, int),
            "amount": lambda: isinstance(value, Decimal) and -value.as_tuple().exponent == 8,
        }
        return [] if fits[kind]() else [f"{where(place)}: {value!r} is no {kind}"]

    def array_faults(self, value, spec, place):
        if not isinstance(value, list):
            return [f"{where(place)}: {type(value).__name__} is no array"]
        found = []
        for inner in value:
            found += self.best([self.faults(inner, one, place + ("[]",)) for one in spec])
        return found

    def special_faults(self, value, spec, place):
        if "const" in spec:
            return [] if value == spec["const"] else [f"{where(place)}: {value!r} is not {spec['const']!r}"]
        if "tuple" in spec:
            kinds = spec["tuple"]
            if not isinstance(value, list) or len(value) != len(kinds):
                return [f"{where(place)}: is no array of {len(kinds)}"]
            return [text for inner, kind in zip(value, kinds) for text in self.faults(inner, kind, place + ("[]",))]
        (choices,) = spec.values()
        return self.best([self.faults(value, one, place) for one in choices])

    @staticmethod
    def best(lists):
        return min(lists, key=len) if lists else []

    def object_faults(self, value, spec, place):
        if not isinstance(value, dict):
            return [f"{where(place)}: {type(value).__name__} is no object"]
        declared = {key.rstrip("?"): key for key in spec}
        found = []
        for key, inner in value.items():
            name = declared.get(key, "*" if "*" in spec else None)
            if name is None:
                found.append(f"{where(place)}: {key} is not declared")
            else:
                found += self.faults(inner, spec[name], place + (key,))
        missing = [key for key in spec if key != "*" and not key.endswith("?") and key not in value]
        found += [f"{where(place)}: {key} is missing" for key in missing]
        wrong = self.order.wrong_pair(value, list(declared), place)
        if wrong and "*" not in spec:
            found.append(f"{where(place)}: {wrong[0]} stands before {wrong[1]}")
        return found


def where(place):
    return ".".join(place) or "the reply"
