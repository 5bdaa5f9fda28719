#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Each recorded chain goes from node to node, over both transports, to full and to pruned ones: tip and coins are those
recorded. With --full also a chain of 400 large blocks, which shared/tools/chaingen makes in /tmp/chains."""

import json
import shutil
import subprocess
from pathlib import Path

from framework.messages import Block, block_records
from framework.p2p_steps import ANY_AGE, NetworkTest
from framework.test_case import main

TIME_LIMIT = 900
MAINNET_MAGIC = bytes.fromhex("f9beb4d9")
V1 = "-v2transport=0"
NO_MINIMUM = "-minimumchainwork=0"
MADE = Path("/tmp/chains")
# Blocks a pruned node keeps; recorded chains begin with blocks so small that they fit one file.
KEPT = 288
COINBASES_ALONE = 105
MEDIUM = ("--blocks", "400", "--block-bytes", "345000", "--utxo-target", "50000")


class ChainsTest(NetworkTest):
    """A node that has a chain, and others that get it from it or from each other."""

    def set_nodes(self):
        pass

    def run(self):
        self.check_chain("signed-small", self.data("data", "signed-small"), in_a_row=True)
        self.check_chain("utxo-small", self.data("data", "utxo-small"))
        self.check_mainnet()
        if self.full:
            self.check_chain("signed-medium", self.medium_chain(), in_a_row=True, seconds=600)

    def check_chain(self, name, folder, in_a_row=False, seconds=120):
        manifest = json.loads((folder / "manifest.json").read_text())
        self.step(f"{name}: a node that has it")
        source = self.listening(*(f"-loadblock={folder / one['name']}" for one in manifest["files"]))
        self.reaches(source, manifest, seconds)
        others = {"v2": self.listening(), "v1, pruned": self.listening(V1, "-prune=1", "-fastprune")}
        for what, node in others.items():
            self.step(f"{name}: {what}")
            self.join(node, source)
            self.reaches(node, manifest, seconds)
            (peer,) = node.rpc.getpeerinfo()
            self.equal(peer["transport_protocol_type"], what[:2])
        self.check_pruned(others["v1, pruned"], source, manifest)
        if in_a_row:
            self.check_row(name, others["v2"], manifest, seconds)
        for node in self.nodes:
            if node.process:
                node.stop()

    def check_pruned(self, node, source, manifest):
        """It promises the last blocks alone, and goes on without the old ones."""
        (services,) = (peer["servicesnames"] for peer in source.rpc.getpeerinfo() if not peer["session_id"])
        self.true("NETWORK" not in services and "NETWORK_LIMITED" in services, services)
        last = manifest["height"] - KEPT
        pruned = node.rpc.pruneblockchain(last) if last > 0 else 0
        self.true(pruned > 0 or last <= COINBASES_ALONE, f"nothing was pruned up to {last}")
        node.restart()
        self.equal((node.height(), node.utxo_hash()), (manifest["height"], manifest["utxo"]["hash_serialized_3"]))

    def check_row(self, name, second, manifest, seconds):
        """Nodes that get the chain while the one before them is still getting it, from one peer and from two."""
        self.step(f"{name}: in a row")
        third, fourth = self.listening(), self.listening(V1)
        self.leave(second)
        self.join(fourth, third)
        self.join(third, second)
        self.join(fourth, second)
        for node in (third, fourth):
            self.reaches(node, manifest, seconds)

    def check_mainnet(self):
        self.step("mainnet to 255, with its proof of work, over both transports")
        path = self.data("vectors", "blocks", "mainnet-1-255.blk")
        tip = Block.parse(list(block_records(path, MAINNET_MAGIC))[-1]).hash_text()
        source, new, old = (self.listening(*arguments, NO_MINIMUM, chain="main")
                            for arguments in ((f"-loadblock={path}",), (), (V1,)))
        source.wait_for_height(255)
        for node, transport in ((new, "v2"), (old, "v1")):
            self.join(node, source)
            node.wait_for_height(255)
            self.equal(node.tip(), tip)
            self.equal(node.utxo_hash(), source.utxo_hash())
            self.equal([peer["transport_protocol_type"] for peer in node.rpc.getpeerinfo()], [transport])
            node.stop()
        source.stop()

    # What steps are made of.

    def listening(self, *arguments, chain="regtest"):
        return self.add_node("-listen=1", "-bind=127.0.0.1", "-dbcache=50", ANY_AGE, *arguments, chain=chain)

    def reaches(self, node, manifest, seconds):
        node.wait_for_height(manifest["height"], seconds)
        self.equal(node.tip(), manifest["tip"])
        self.equal(node.utxo_hash(), manifest["utxo"]["hash_serialized_3"])

    def medium_chain(self):
        """The folder of a chain of 138 MB, made once."""
        folder = MADE / "signed-medium"
        if not (folder / "manifest.json").exists():
            self.step("make signed-medium")
            source = self.data("tools", "chaingen")
            tool = MADE / "chaingen"
            shutil.copytree(source, tool, dirs_exist_ok=True)
            subprocess.run(["make", "-C", tool], check=True, capture_output=True)
            subprocess.run([tool / "build" / "chaingen", *MEDIUM, "--out", folder], check=True, capture_output=True)
        return folder


if __name__ == "__main__":
    main(ChainsTest)
