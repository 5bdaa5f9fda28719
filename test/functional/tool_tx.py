#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""quanta-tx: transactions made, changed and signed on the command line."""

import json
import subprocess

from framework import programs
from framework.messages import Transaction, hash_text
from framework.test_case import TestCase, main
from framework.tool_vectors import ToolCases, run_tool

EMPTY = "02000000000000000000"
TXID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
# The private key 1 on regtest, and the hash of its public key.
KEY = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"
KEY_HASH = "751e76e8199196d454941c45d1b3a323f1433bd6"
ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
COMMANDS = ("delin", "delout", "in", "load", "locktime", "nversion", "outaddr", "outdata", "outmultisig",
            "outpubkey", "outscript", "replaceable", "set", "sign")


class TxToolTest(TestCase):
    """What it prints, its exit codes, and all recorded cases."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_usage()
        self.check_input()
        self.check_files()
        self.check_signing()
        self.check_node_agrees()
        self.check_recorded()

    def tool(self, *arguments, stdin="", **more):
        return run_tool(programs.tx_command(), *arguments, stdin=stdin, cwd=self.folder, **more)

    def printed(self, *arguments, stdin=""):
        """The line it prints; it must succeed."""
        code, output, errors = self.tool(*arguments, stdin=stdin)
        self.equal((code, errors), (0, ""))
        self.true(output.endswith("\n"), "ends its line")
        return output[:-1]

    def fails(self, arguments, message, stdin=""):
        self.equal(self.tool(*arguments, stdin=stdin), (1, "", message + "\n"))

    def check_usage(self):
        self.step("help, version, options it does not have")
        usage = self.printed("-help") + "\n"
        for command in COMMANDS:
            self.matches(usage, rf"\n  {command}\W")
        for option in ("-h", "-?", "--help"):
            self.equal(self.printed(option) + "\n", usage)
        self.equal(self.tool(), (1, usage, "Error: too few parameters\n"))
        self.true(self.printed("-version").startswith("Quanta transaction tool version v"))
        self.fails(["-nosuch"], "Error parsing command line arguments: Invalid parameter -nosuch")
        self.fails(["-datadir=x"], "Error parsing command line arguments: Invalid parameter -datadir=x")
        self.fails(["-chain=nosuch", "-create"], "Error: Unknown chain nosuch.")
        self.fails(["-json"], "error: too few parameters")
        self.fails(["-create", "nosuch=1"], "error: unknown command 'nosuch'")

    def check_input(self):
        self.step("where the transaction comes from")
        self.equal(self.printed("-create"), EMPTY)
        self.equal(self.printed(EMPTY, "locktime=7"), "02000000000007000000")
        self.equal(self.printed("-", stdin=f"  {EMPTY}\r\n\n"), EMPTY)
        self.fails(["-"], "error: invalid transaction encoding")
        self.fails(["-"], "error: invalid transaction encoding", stdin=EMPTY + "zz")
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([*programs.tx_command(), "-create"], stdout=full, timeout=60, check=False)
        self.equal(done.returncode, 1)

    def check_files(self):
        self.step("registers from files")
        (self.folder / "keys.json").write_text(json.dumps([KEY]))
        (self.folder / "broken.json").write_text("[")
        self.equal(self.printed("-create", "load=privatekeys:keys.json"), EMPTY)
        self.fails(["-create", "load=a:broken.json"], "error: Cannot parse JSON for key a")
        self.fails(["-create", "load=a:nowhere.json"], "error: Cannot open file nowhere.json")

    def coins(self, script, amount):
        return "set=prevtxs:" + json.dumps([{"txid": TXID, "vout": 0, "scriptPubKey": script, "amount": amount}])

    def check_signing(self):
        self.step("signatures")
        made = ("-regtest", "-create", f"in={TXID}:0", f"outaddr=0.9:{ADDRESS}")
        keys = "load=privatekeys:keys.json"
        done = json.loads(self.printed("-json", *made, keys, self.coins(f"0014{KEY_HASH}", 1), "sign=ALL"))
        self.equal([len(item) for item in done["vin"][0]["txinwitness"]][1], 66)
        self.equal(done["vout"][0]["scriptPubKey"]["address"], ADDRESS)
        self.equal(self.printed("-txid", *made), done["txid"])
        self.equal(self.printed("-regtest", done["hex"], "set=privatekeys:[]", self.coins(f"0014{KEY_HASH}", 1), "sign"),
                   done["hex"])
        self.fails(["-regtest", done["hex"], "sign=ALL"], "error: privatekeys register variable must be set.")

    def check_node_agrees(self):
        self.step("a node takes the same coins for the same signatures")
        self.node.start()
        node = self.node.rpc
        block = node.getblock(node.generatetoaddress(101, ADDRESS)[0], 2)
        coinbase = block["tx"][0]
        script = coinbase["vout"][0]["scriptPubKey"]["hex"]
        coins = [{"txid": coinbase["txid"], "vout": 0, "scriptPubKey": script, "amount": 50}]
        hexed = self.printed("-regtest", "-create", f"in={coinbase['txid']}:0", f"outaddr=49.9:{ADDRESS}",
                             "load=privatekeys:keys.json", "set=prevtxs:" + json.dumps(coins), "sign=ALL")
        unsigned = node.createrawtransaction([{"txid": coinbase["txid"], "vout": 0, "sequence": 0xFFFFFFFF}],
                                             {ADDRESS: "49.9"}, 0, False)
        self.equal(node.signrawtransactionwithkey(unsigned, [KEY]), {"hex": hexed, "complete": True})
        shown = json.loads(self.printed("-regtest", "-json", hexed))
        self.equal(shown.pop("hex"), hexed)
        self.equal(json.dumps(shown), json.dumps(node.decoderawtransaction(hexed), default=float))
        self.equal(hash_text(Transaction.parse(bytes.fromhex(hexed)).txid()), shown["txid"])
        mined = node.generateblock(ADDRESS, [hexed])["hash"]
        self.equal(node.getblock(mined)["tx"][1], shown["txid"])

    def check_recorded(self):
        cases = ToolCases(self.data("vectors", "tx-tool"), "bitcoin-tx")
        self.step(f"{len(cases.cases)} recorded cases")
        self.true(len(cases.cases) > 100, "the cases are there")
        self.equal(cases.findings(programs.tx_command()), [])


if __name__ == "__main__":
    main(TxToolTest)
