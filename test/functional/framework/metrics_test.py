# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Tests of metrics.py; framework_test.py runs them."""

import unittest

from .metrics import Metrics


class MetricsText(unittest.TestCase):
    """The strict reader of what /metrics shows."""

    HISTOGRAM = ('# HELP quanta_x_seconds Time.\n# TYPE quanta_x_seconds histogram\n'
                 'quanta_x_seconds_bucket{m="a",le="0.1"} 1\nquanta_x_seconds_bucket{m="a",le="+Inf"} 3\n'
                 'quanta_x_seconds_sum{m="a"} 2.5\nquanta_x_seconds_count{m="a"} 3\n')
    COUNTER = '# HELP quanta_c_total Calls.\n# TYPE quanta_c_total counter\nquanta_c_total{m="a\\"\\\\\\n"} %s\n'

    def test_reads(self):
        found = Metrics(self.HISTOGRAM + self.COUNTER % 5)
        self.assertEqual(found["quanta_x_seconds_count", {"m": "a"}], 3)
        self.assertEqual(found["quanta_c_total", {"m": 'a"\\\n'}], 5)
        self.assertIsNone(found.get("quanta_c_total"))

    def test_sees_what_falls(self):
        before, after = (Metrics(self.HISTOGRAM + self.COUNTER % value) for value in (5, 4))
        self.assertEqual(after.fallen_since(before), [("quanta_c_total", (("m", 'a"\\\n'),))])
        self.assertEqual(before.fallen_since(after), [])
        self.assertEqual(len(Metrics(self.COUNTER % 5).fallen_since(before)), 4)

    def test_forgives_nothing(self):
        good = self.HISTOGRAM + self.COUNTER % 5
        for old, new in ((" 5\n", " 5"), (" 5\n", " -5\n"), (" 5\n", " five\n"), ("c_total counter", "c_total gauge"),
                         ("_seconds histogram", "_seconds summary"), ("# HELP quanta_c_total Calls.\n", ""),
                         ('le="+Inf"} 3', 'le="+Inf"} 4'), ('le="0.1"} 1', 'le="0.1"} 7'), ('le="+Inf"', 'le="9"'),
                         ('_sum{m="a"}', '_sum{m="b"}'), ('{m="a\\"', '{m="a"'), ("quanta_c_total{", "quanta_d_total{"),
                         ('_bucket{m="a",le="0.1"}', '_bucket{m="a"}'), (" 5\n", " 5\n\n")):
            self.assertIn(old, good)
            with self.assertRaises((ValueError, KeyError), msg=(old, new)):
                Metrics(good.replace(old, new))
        with self.assertRaises(ValueError):
            Metrics(good + self.COUNTER % 5)
