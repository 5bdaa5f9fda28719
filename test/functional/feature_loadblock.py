#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Block files go in through -loadblock, or by lying in the blocks folder of another node."""

from framework import blocktools
from framework.blocktools import REGTEST_GENESIS
from framework.messages import block_record
from framework.test_case import TestCase, main
from framework.wait import until

NOISE = b"noise" * 7


class LoadBlockTest(TestCase):
    """Several files, blocks out of order, files with damage, plain and obfuscated block folders."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        time = blocktools.REGTEST_GENESIS_TIME
        self.blocks = blocktools.make_chain(REGTEST_GENESIS, 0, time, 30)
        self.records = [block_record(block.serialise()) for block in self.blocks]
        rival = blocktools.make_chain(REGTEST_GENESIS, 0, time, 5, b"\x01")
        self.rival = [block_record(block.serialise()) for block in rival]
        self.check_made_files()
        self.check_missing_file()
        self.check_folder_of_another_node(None)
        self.check_folder_of_another_node(bytes.fromhex("a1b2c3d4e5f60718"))

    def check_made_files(self):
        self.step("several files, blocks out of order, twice, and noise between them")
        records = self.records
        files = [self.write("first.dat", [NOISE] + records[1:3] + [NOISE] + records[:1]),
                 self.write("second.dat", records[15:] + records[3:15][::-1] + records[:5] + [records[9][:50]]),
                 self.write("third.dat", self.rival)]
        self.load(*files)
        self.node.wait_for_height(30)
        self.equal(self.node.tip(), self.blocks[-1].hash_text())
        until(lambda: len(self.node.rpc.getchaintips()) == 2, what="the fork is stored, too")
        self.step("a second time nothing changes")
        before = self.node.utxo_hash()
        self.node.stop()
        self.load(*files)
        self.equal((self.node.height(), self.node.utxo_hash()), (30, before))
        self.node.stop()

    def write(self, name, records):
        path = self.folder / name
        path.write_bytes(b"".join(records))
        return path

    def load(self, *files):
        self.node.start(*(f"-loadblock={path}" for path in files))

    def check_missing_file(self):
        self.step("a file that is not there is said, and the node goes on")
        self.load(self.folder / "nowhere.dat")
        self.equal(self.node.height(), 30)
        self.node.wait_for_log("nowhere.dat")
        self.node.stop()

    def check_folder_of_another_node(self, key):
        self.step("a blocks folder " + ("obfuscated with a key" if key else "without obfuscation"))
        node = self.add_node(start=False)
        folder = node.chain_folder / "blocks"
        folder.mkdir(parents=True)
        data = b"".join(self.records[::-1])
        if key:
            (folder / "xor.dat").write_bytes(key)
            data = bytes(byte ^ key[at % len(key)] for at, byte in enumerate(data))
        (folder / "blk00000.dat").write_bytes(data)
        node.start("-reindex")
        node.wait_for_height(30)
        self.equal(node.tip(), self.blocks[-1].hash_text())
        self.equal(node.rpc.getblock(self.blocks[7].hash_text(), 0), self.blocks[7].hex())
        self.step("and the node goes on writing there")
        more = blocktools.make_chain(self.blocks[-1].hash(), 30, self.blocks[-1].header.time, 3)
        for block in more:
            self.equal(node.rpc.submitblock(block.hex()), None)
        node.restart()
        self.equal(node.rpc.getblock(more[-1].hash_text(), 0), more[-1].hex())
        node.stop()


if __name__ == "__main__":
    main(LoadBlockTest)
