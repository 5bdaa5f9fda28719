#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""quanta-util: work for block headers, facts of chains."""

import json

from framework import blocktools, programs
from framework.blocktools import REGTEST_GENESIS
from framework.messages import double_sha256
from framework.test_case import TestCase, main
from framework.tool_vectors import ToolCases, run_tool

HEADER_DIGITS = 160


class UtilToolTest(TestCase):
    """What it prints, its exit codes, and all recorded cases."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_usage()
        self.check_chains()
        self.check_grind()
        self.check_node_takes_it()
        self.check_recorded()

    def tool(self, *arguments):
        return run_tool(programs.util_command(), *arguments, cwd=self.folder)

    def printed(self, *arguments):
        """What it prints; it must succeed."""
        code, output, errors = self.tool(*arguments)
        self.equal((code, errors), (0, ""))
        return output

    def fails(self, arguments, message):
        self.equal(self.tool(*arguments), (1, "", message + "\n"))

    def check_usage(self):
        self.step("help, version, what it does not know")
        usage = self.printed("-help")
        for word in ("\n  grind ", "\n  getchainparams\n", "\n  -chain=<chain>\n"):
            self.contains(usage, word)
        self.equal(self.printed("-?"), usage)
        self.equal(self.tool(), (1, usage, "Error: too few parameters\n"))
        self.true(self.printed("-version").startswith("Quanta utility version v"))
        self.fails(["-nosuch"], "Error parsing command line arguments: Invalid parameter -nosuch")
        self.fails(["nosuch"], "Error parsing command line arguments: Invalid command 'nosuch'")
        self.fails(["-regtest"], "Error: must specify a command")
        self.fails(["-regtest", "-signet", "getchainparams"],
                   "Error: Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. "
                   "Can use at most one.")

    def check_chains(self):
        self.step("facts of chains")
        names = [json.loads(self.printed(*options, "getchainparams"))["chain"]
                 for options in ([], ["-testnet"], ["-testnet4"], ["-signet"], ["-chain=regtest"])]
        self.equal(names, ["main", "test", "testnet4", "signet", "regtest"])
        signet = json.loads(self.printed("-signet", "-signetchallenge=51", "-signetseednode=a.example",
                                         "getchainparams"))
        self.equal((signet["signet"]["challenge"], signet["net"]["dns_seeds"]), ("51", ["a.example"]))

    def check_grind(self):
        self.step("a nonce, or why there is none")
        header = "00" * 72 + "ffff001f" + "00000000"
        found = self.printed("grind", header)
        self.equal(found[:-9], header[:-8])
        work = double_sha256(bytes.fromhex(found))
        self.true(int.from_bytes(work, "little") < 1 << 240, found)
        # Of no value, negative, and beyond 256 bits.
        for bits in ("00000000", "01008004", "ffff7f23"):
            self.fails(["grind", "00" * 72 + bits + "00000000"], "Could not satisfy difficulty target")
        for text in (header[2:], header + "00", "z" + header[1:], ""):
            self.fails(["grind", text], "Could not decode block header")

    def check_node_takes_it(self):
        self.step("a block whose work was done by it")
        self.node.start()
        block = blocktools.make_block(REGTEST_GENESIS, 1, blocktools.REGTEST_GENESIS_TIME + 1)
        whole = block.hex()
        solved = self.printed("grind", whole[:HEADER_DIGITS - 8] + "00000000").strip() + whole[HEADER_DIGITS:]
        self.equal(self.node.rpc.submitblock(solved), None)
        self.equal(self.node.height(), 1)

    def check_recorded(self):
        cases = ToolCases(self.data("vectors", "tx-tool"), "bitcoin-util")
        self.step(f"{len(cases.cases)} recorded cases")
        self.true(len(cases.cases) > 10, "the cases are there")
        self.equal(cases.findings(programs.util_command()), [])


if __name__ == "__main__":
    main(UtilToolTest)
