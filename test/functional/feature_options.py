#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Options from the command line, configuration files and settings.json, and what is refused."""

import json
import subprocess

from framework import programs
from framework.test_case import TestCase, main

CHAINS = {"main": "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
          "test": "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
          "testnet4": "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
          "signet": "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
          "regtest": "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"}


class OptionsTest(TestCase):
    """Each way in: what counts, what is refused, and which option the message names."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_information()
        self.check_refused()
        self.check_bad_values()
        self.check_file()
        self.check_file_errors()
        self.check_included()
        self.check_settings()
        self.check_chains()
        self.check_stop_at()

    def output(self, *arguments):
        return subprocess.run(programs.node_command() + list(arguments), text=True, capture_output=True,
                              cwd=self.folder, timeout=60, check=False)

    def check_information(self):
        self.step("-version and -help")
        done = self.output("-version")
        self.equal((done.returncode, done.stderr), (0, ""))
        self.matches(done.stdout, r"Quanta .*version v?\d+\.\d+\.\d+")
        for option in ("-help", "-h", "-?", "--help"):
            done = self.output(option)
            self.equal((done.returncode, done.stderr), (0, ""), option)
            for name in ("-datadir=<dir>", "-prune=<n>", "-reindex", "-rpcport=<port>"):
                self.contains(done.stdout, name)
            self.true("-checkblocks" not in done.stdout, "options for testing are not shown")
        shown = self.output("-help", "-help-debug").stdout
        for name in ("-checkblocks=<n>", "-stopatheight", "-regtest"):
            self.contains(shown, name)

    def check_refused(self):
        self.step("options that are none, or not there")
        for argument, named in (("-nosuchoption", "nosuchoption"), ("-nosuchoption=1", "nosuchoption"),
                                ("-nonosuchoption", "nosuchoption"), ("--nosuchoption", "nosuchoption"),
                                ("-nodatadir", "-datadir"), ("-includeconf=x.conf", "-includeconf"),
                                ("stray", "stray"), ("-loglevel", "-loglevel")):
            self.node.fails_to_start([argument], named)
        self.step("both spellings of an option, and its opposite")
        for argument in ("--prune=1", "-noprune", "-prune=0"):
            self.node.start(argument)
            self.equal(self.node.rpc.getblockchaininfo()["pruned"], argument == "--prune=1")
            self.node.stop()
        self.step("of an option given twice the last counts")
        self.node.start("-prune=0", "-prune=1")
        self.equal(self.node.rpc.getblockchaininfo()["pruned"], True)
        self.node.stop()

    def check_bad_values(self):
        self.step("values out of range name their option")
        for argument in ("-dbcache=x", "-par=x", "-checklevel=x", "-checkblocks=x", "-stopatheight=x",
                         "-rpcport=0", "-rpcport=65536", "-rpcport=x", "-prune=x", "-prune=-5", "-maxtipage=x",
                         "-assumevalid=zz", "-minimumchainwork=zz", "-loglevel=nosuch", "-loglevel=nosuch:debug",
                         "-rpcthreads=x"):
            self.node.fails_to_start([argument], argument.split("=")[0])
        self.node.fails_to_start(["-chain=nosuch"], "nosuch")
        self.node.fails_to_start(["-testnet4", "-signet"], "(?i)chain|testnet4|signet")

    def check_file(self):
        self.step("the configuration file, its sections, and the command line above it")
        node = self.node
        node.write_conf("# a comment\n[regtest]\nprune=1\n[main]\nprune=0\n")
        node.start()
        self.equal(node.rpc.getblockchaininfo()["pruned"], True)
        node.stop()
        node.write_conf("regtest.checkblocks=2\nprune=1\n[regtest]\nprune=0\n[test]\nprune=1\n")
        node.start()
        self.equal(node.rpc.getblockchaininfo()["pruned"], False)
        node.restart("-prune=1")
        self.equal(node.rpc.getblockchaininfo()["pruned"], True)
        self.step("off mainnet, network options above all sections do not count")
        node.stop()
        node.write_conf("rpcport=1\n")
        node.start()
        node.stop()
        self.step("-noconf and -conf")
        node.write_conf("nosuchoption=1\n")
        node.start("-noconf")
        node.stop()
        node.write_conf("prune=1\n", "other.conf")
        node.fails_to_start(["-conf=other.conf"], "quanta.conf.*ignored")
        (node.datadir / "quanta.conf").unlink()
        node.start("-conf=other.conf")
        self.equal(node.rpc.getblockchaininfo()["pruned"], True)
        node.stop()
        node.fails_to_start(["-conf=nowhere.conf"], "nowhere.conf")

    def check_file_errors(self):
        self.step("mistakes in the file name the line or the option")
        for text, named in (("nosuchoption=1\n", " nosuchoption"), ("justaword\n", "justaword|line 1"),
                            ("-prune=1\n", "prune"), ("conf=x\n", "conf"), ("prune=x\n", "prune"),
                            ("[regtest]\n\nwrong line\n", "line 3|wrong line"),
                            ("[test]\nnosuchoption=1\n", "test.nosuchoption")):
            self.node.write_conf(text)
            self.node.fails_to_start([], named)
        (self.node.datadir / "quanta.conf").unlink()

    def check_included(self):
        self.step("includeconf")
        node = self.node
        node.write_conf("includeconf=more.conf\n[regtest]\nincludeconf=section.conf\n")
        node.write_conf("checkblocks=2\n", "more.conf")
        node.write_conf("[regtest]\nprune=1\n", "section.conf")
        node.start()
        self.equal(node.rpc.getblockchaininfo()["pruned"], True)
        node.stop()
        node.write_conf("nosuchoption=1\n", "more.conf")
        node.fails_to_start([], "nosuchoption")
        (node.datadir / "more.conf").unlink()
        node.fails_to_start([], "more.conf")
        (node.datadir / "quanta.conf").unlink()

    def check_settings(self):
        self.step("settings.json counts above the file and below the command line")
        node = self.node
        settings = node.chain_folder / "settings.json"
        node.write_conf("[regtest]\nprune=0\n")
        settings.write_text(json.dumps({"prune": 1}))
        node.start()
        self.equal(node.rpc.getblockchaininfo()["pruned"], True)
        node.restart("-prune=0")
        self.equal(node.rpc.getblockchaininfo()["pruned"], False)
        node.restart("-nosettings")
        self.equal(node.rpc.getblockchaininfo()["pruned"], False)
        node.stop()
        self.equal(json.loads(settings.read_text())["prune"], 1)
        for text in ("{", "[]", '{"a": 1, "a": 2}'):
            settings.write_text(text)
            node.fails_to_start([], "settings")
        settings.unlink()
        (node.datadir / "quanta.conf").unlink()

    def check_chains(self):
        self.step("each chain by -chain, in a folder of its own")
        for chain, genesis in CHAINS.items():
            node = self.add_node(chain=chain)
            info = node.rpc.getblockchaininfo()
            self.equal((info["chain"], info["bestblockhash"]), (chain, genesis))
            self.true((node.chain_folder / "blocks" / "blk00000.dat").exists(), "the folder of the chain")
            node.stop()
        self.step("the data directory that was asked for must be there")
        node = self.add_node(start=False)
        self.true(self.output(f"-datadir={self.folder / 'nowhere'}", "-regtest").returncode == 1, "exit code")
        node.start("-nodebuglogfile")
        self.true(not (node.chain_folder / "debug.log").exists(), "no log when none is wanted")
        node.stop()

    def check_stop_at(self):
        self.step("-stopatheight ends the node at its block")
        address = "bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw"
        node = self.add_node(start=False)
        node.start("-stopatheight=7")
        try:
            node.rpc.generatetoaddress(20, address)
        except OSError:
            pass
        node.wait_for_exit(0)
        node.start()
        self.equal(node.height(), 7)
        node.stop()


if __name__ == "__main__":
    main(OptionsTest)
