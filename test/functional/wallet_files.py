#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Files of wallets: damaged, foreign, shared, moved, of another chain. Nothing that is not ours is written to."""

import os
import random
import shutil
import sqlite3
from threading import Thread

from framework import processes
from framework.test_case import main
from framework.wallet_test import WalletTest, file_hash

VERIFY = "Wallet file verification failed. "
LOADING = "Wallet loading failed. "
LOCKED = (-4, VERIFY + "SQLiteDatabase: Unable to obtain an exclusive lock on the database, is it being used by another "
                       "instance of Quanta?\n")
OWN_VERSION = 1
LEAVE_SECONDS = 2


class WalletFileTest(WalletTest):
    """What loadwallet, createwallet and listwalletdir make of files of all kinds."""

    def set_nodes(self):
        self.add_node("-keypool=5")

    def run(self):
        self.folder_of_wallets = self.node.chain_folder / "wallets"
        self.make_good()
        self.check_no_wallets()
        self.check_versions()
        self.check_truncated()
        self.check_damaged()
        self.check_shared()
        self.check_same_file_twice()
        self.check_moved()
        self.check_other_chain()
        self.check_crash_while_making()

    def make_good(self):
        self.step("a wallet to take apart")
        self.rpc.createwallet("good")
        self.address = self.rpc.getnewaddress("to find again")
        self.rpc.generatetoaddress(3, self.address)
        self.equal(self.balances(self.rpc), (0, 150 * 100_000_000))
        self.rpc.unloadwallet("good")
        self.good = self.wallet_file("good").read_bytes()

    def put(self, name, data):
        """Puts `data` where a wallet's file would be."""
        path = self.wallet_file(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    def refuses(self, name, code, words):
        """Loading fails with words that tell, creating does not overwrite, and the file stays as it is."""
        path = self.wallet_file(name)
        before = file_hash(path)
        for _ in range(2):
            found = self.error_of(self.rpc.loadwallet, name)
            self.true(found is not None, f"{name} was loaded")
            self.equal(found[0], code)
            self.contains(found[1], words)
        created = (-4, f"{VERIFY}Failed to create database path '{path.parent}'. Database already exists.")
        self.fails(created, self.rpc.createwallet, name)
        self.equal(file_hash(path), before, name)
        self.equal(self.rpc.listwallets(), [])

    def listed(self):
        return [one["name"] for one in self.rpc.listwalletdir()["wallets"]]

    def check_no_wallets(self):
        self.step("files that are no wallets of ours")
        foreign = sqlite3.connect(self.put("foreign", b""))
        foreign.execute("CREATE TABLE main(key BLOB PRIMARY KEY, value BLOB)")
        foreign.executemany("INSERT INTO main VALUES(?, ?)", [(bytes([at]) * 40, bytes(400)) for at in range(100)])
        foreign.commit()
        foreign.close()
        self.put("text", b"Dear diary, today I bought a coin. " * 300)
        self.put("short", b"SQLite format 3\0")
        self.put("noise", random.Random(1).randbytes(20_000))
        self.put("zeros", bytes(8_192))
        # The other kind of database of old wallets.
        self.put("old", bytes(12) + bytes.fromhex("62310500") + bytes(20_000))
        for name in ("foreign", "text", "short", "noise", "zeros", "old"):
            self.refuses(name, -18, "Data is not in recognized format.")
        self.equal(self.listed(), ["good"])
        self.step("a folder where the file would be")
        (self.folder_of_wallets / "folder" / "wallet.dat").mkdir(parents=True)
        self.rpc_fails(-18, None, self.rpc.loadwallet, "folder")
        self.rpc_fails(-4, None, self.rpc.createwallet, "folder")
        self.true((self.folder_of_wallets / "folder" / "wallet.dat").is_dir(), "the folder stays")

    def altered(self, name, *statements):
        """A copy of the good wallet after SQL `statements`."""
        path = self.put(name, self.good)
        database = sqlite3.connect(path)
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()
        for rest in path.parent.glob("wallet.dat-*"):
            rest.unlink()
        return path

    def check_versions(self):
        self.step("versions to come, and none")
        path = self.altered("newer", f"PRAGMA user_version = {OWN_VERSION + 1}")
        self.refuses("newer", -4, f"Error loading {path}: Wallet requires newer version of Quanta")
        self.altered("newest", "PRAGMA user_version = 2147483647")
        self.refuses("newest", -4, "Wallet requires newer version of Quanta")
        for name, version in (("none", 0), ("negative", -5)):
            path = self.altered(name, f"PRAGMA user_version = {version}")
            self.refuses(name, -4, f"Error loading {path}: Wallet corrupted")
        self.equal(self.listed(), ["good", "negative", "newer", "newest", "none"])
        self.step("contents that make no sense")
        for name, statement in (("untold", "DROP TABLE tx"), ("unscripted", "DELETE FROM descriptor"),
                                ("unread", "UPDATE descriptor SET text = 'x'")):
            path = self.altered(name, statement)
            self.refuses(name, -4, "Wallet corrupted")
        self.step("a transaction that makes no sense: what needs it says so")
        self.altered("untrue", "UPDATE tx SET raw = x'00'")
        self.rpc.loadwallet("untrue")
        self.fails((-4, "Transaction number 2 of the wallet cannot be read"), self.wallet("untrue").listtransactions)
        self.rpc.unloadwallet("untrue")

    def check_truncated(self):
        self.step("files cut short")
        for kept in (100, 4_096, len(self.good) // 2, len(self.good) - 4_097, len(self.good) - 4_096):
            self.put(f"cut{kept}", self.good[:kept])
            found = self.error_of(self.rpc.loadwallet, f"cut{kept}")
            self.true(found is not None and found[0] in (-4, -18), f"{kept} bytes give {found}")
            self.equal(self.wallet_file(f"cut{kept}").read_bytes(), self.good[:kept])
            self.equal(self.rpc.listwallets(), [])

    def check_damaged(self):
        self.step("damage at many places: an error, or a wallet that works, and never a crash")
        chance = random.Random(7)
        refused = 0
        for number in range(40):
            data = bytearray(self.good)
            begin = chance.randrange(100, len(data) - 600)
            data[begin:begin + 500] = chance.randbytes(500)
            path = self.put("hurt", bytes(data))
            before = file_hash(path)
            found = self.error_of(self.rpc.loadwallet, "hurt")
            if found is None:
                self.wallet("hurt").getwalletinfo()
                self.wallet("hurt").listtransactions()
                self.rpc.unloadwallet("hurt")
            else:
                refused += 1
                self.equal(found[0], -4, f"damage {number} at {begin}: {found}")
                self.equal(file_hash(path), before)
            for rest in path.parent.iterdir():
                rest.unlink()
        # The rest hit what is unused, for the most part of the file is.
        self.true(refused >= 5, f"{refused} of 40 were refused")
        self.rpc.loadwallet("good")
        self.equal(self.rpc.getaddressinfo(self.address)["labels"], ["to find again"])
        self.rpc.unloadwallet("good")

    def kill_with_wallets(self, node):
        """Kills a node, and waits until its wallet process has left because of that."""
        started = self.wallet_processes(node)
        node.kill()
        for pid in started:
            processes.wait_for_end(pid, LEAVE_SECONDS)

    def check_shared(self):
        self.step("two nodes and one file")
        other = self.add_node("-keypool=5", f"-walletdir={self.folder_of_wallets}")
        self.rpc.loadwallet("good")
        before = file_hash(self.wallet_file("good"))
        self.fails(LOCKED, other.rpc.loadwallet, "good")
        self.equal(other.rpc.listwallets(), [])
        self.equal(file_hash(self.wallet_file("good")), before)
        self.equal(self.rpc.getaddressinfo(self.address)["ismine"], True)
        self.rpc.unloadwallet("good")
        self.equal(other.rpc.loadwallet("good"), {"name": "good"})
        self.fails(LOCKED, self.rpc.loadwallet, "good")
        self.kill_with_wallets(other)
        self.rpc.loadwallet("good")
        self.rpc.unloadwallet("good")

    def check_same_file_twice(self):
        self.step("one file by several names")
        (self.folder_of_wallets / "alias").symlink_to("good")
        self.rpc.loadwallet("good")
        for name in ("alias", str(self.folder_of_wallets / "good")):
            self.fails(LOCKED, self.rpc.loadwallet, name)
        self.equal(self.rpc.listwallets(), ["good"])
        self.rpc.unloadwallet("good")
        self.rpc.loadwallet("alias")
        self.fails(LOCKED, self.rpc.loadwallet, "good")
        self.rpc.unloadwallet("alias")
        (self.folder_of_wallets / "alias").unlink()

    def check_moved(self):
        self.step("a wallet that was moved and copied")
        shutil.copytree(self.folder_of_wallets / "good", self.folder_of_wallets / "copy of good")
        os.rename(self.folder_of_wallets / "good", self.folder_of_wallets / "better")
        for name in ("better", "copy of good"):
            self.rpc.loadwallet(name)
        self.equal([self.wallet(name).getaddressinfo(self.address)["labels"] for name in ("better", "copy of good")],
                   [["to find again"]] * 2)
        self.fails((-18, f"{VERIFY}Failed to load database path '{self.folder_of_wallets / 'good'}'. Path does not "
                         "exist."), self.rpc.loadwallet, "good")
        self.equal(self.wallet("better").getnewaddress(), self.wallet("copy of good").getnewaddress())
        for name in ("better", "copy of good"):
            self.rpc.unloadwallet(name)
        os.rename(self.folder_of_wallets / "better", self.folder_of_wallets / "good")

    def check_other_chain(self):
        self.step("a wallet of another chain")
        path = self.put("theirs", self.good)
        other = self.add_node("-keypool=5", start=False, chain="signet")
        theirs = other.chain_folder / "wallets" / "theirs" / "wallet.dat"
        theirs.parent.mkdir(parents=True)
        shutil.copy(path, theirs)
        other.start()
        before = file_hash(theirs)
        found = self.error_of(other.rpc.loadwallet, "theirs")
        self.equal(found[0], -4)
        self.contains(found[1], "of chain regtest, not signet")
        self.equal(file_hash(theirs), before)
        other.rpc.createwallet("own")
        self.matches(other.rpc.getnewaddress(), "^tb1q")
        other.stop()

    def check_crash_while_making(self):
        self.step("a node that is killed while it makes wallets: whole, or not there")
        def make(numbers):
            for number in numbers:
                try:
                    self.rpc.createwallet(f"made{number}")
                except (OSError, ValueError):
                    return

        for round_number in range(3):
            numbers = range(round_number * 1000, round_number * 1000 + 1000)
            thread = Thread(target=make, args=(numbers,))
            thread.start()
            until_made = self.wallet_file(f"made{numbers[3]}")
            while not until_made.exists():
                thread.join(0.01)
            self.kill_with_wallets(self.node)
            thread.join()
            self.node.start()
            for folder in sorted(self.folder_of_wallets.glob("made*")):
                if self.error_of(self.rpc.loadwallet, folder.name) is None:
                    self.wallet(folder.name).getnewaddress()
                else:
                    self.equal(self.rpc.createwallet(folder.name), {"name": folder.name})
                self.rpc.unloadwallet(folder.name)


if __name__ == "__main__":
    main(WalletFileTest)
