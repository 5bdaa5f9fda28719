#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The mempool between two runs: stops, kills, files saved, imported, damaged, and those of fee estimates."""

import shutil
import threading
from contextlib import suppress
from http.client import HTTPException

from framework.mempool_steps import MempoolTest, pay, txid
from framework.rpc import to_json
from framework.test_case import main
from framework.wait import until

COINS = 30
KILLS = 5
SAVES = 200
SECONDS = 60
HOUR = 3600
FORTNIGHT = 14 * 24 * HOUR


class PersistTest(MempoolTest):
    """One node that is stopped and killed, and others without a file."""

    def set_nodes(self):
        self.add_node()

    def run(self):
        self.file = self.node.chain_folder / "mempool.dat"
        self.coins = iter(self.mine_coins(self.node, COINS))
        self.check_restart()
        self.check_fees()
        self.check_kills()
        self.check_requests()
        self.check_damage()
        self.check_unwanted()
        self.check_age()

    def coin(self):
        return next(self.coins)

    def loaded(self, node):
        until(lambda: node.rpc.getmempoolinfo()["loaded"], SECONDS, "the mempool is loaded")

    def restart(self, *arguments):
        self.node.restart(*arguments)
        self.loaded(self.node)

    def check_restart(self):
        self.step("transactions, priorities and what has not been broadcast outlive a stop")
        parent = self.send(self.node, pay(self.coin()))
        child = self.send(self.node, pay(parent))
        absent = pay(self.coin())
        self.node.rpc.prioritisetransaction(txid(parent), 0, 500)
        self.node.rpc.prioritisetransaction(txid(absent), 0, 700)
        before = self.node.rpc.getrawmempool(True)
        self.true(before[txid(parent)]["unbroadcast"])
        self.restart()
        after = self.node.rpc.getrawmempool(True)
        self.equal(after, before)
        self.equal(self.node.rpc.getprioritisedtransactions()[txid(absent)], {"fee_delta": 700, "in_mempool": False})
        self.equal(self.node.rpc.getmempoolinfo()["unbroadcastcount"], 2)
        self.step("in both forms of the file")
        self.restart("-persistmempoolv1")
        self.node.stop()
        self.equal(self.file.read_bytes()[:8], (1).to_bytes(8, "little"))
        self.node.start()
        self.loaded(self.node)
        self.equal(self.node.rpc.getrawmempool(True), before)
        self.restart()
        self.equal(self.file.read_bytes()[:8], (2).to_bytes(8, "little"))
        self.equal(self.node.rpc.getrawmempool(True), before)
        self.kept = [parent, child]

    def check_fees(self):
        self.step("estimates of fees are written at the end, and each hour")
        folder = self.node.chain_folder / "fees"
        names = ["block_policy_estimates.dat", "mempool_policy_estimator.dat"]
        for name in names:
            self.true((folder / name).exists(), name)
            (folder / name).unlink()
        self.node.rpc.mockscheduler(HOUR - 1)
        self.true(not (folder / names[0]).exists())
        self.node.rpc.mockscheduler(HOUR)
        for name in names:
            self.true((folder / name).exists(), name)

    def check_kills(self):
        self.step("after a kill there is what was saved last, and the file is whole")
        for _ in range(KILLS):
            self.node.rpc.savemempool()
            lost = self.send(self.node, pay(self.coin()))
            self.node.kill()
            self.node.start()
            self.loaded(self.node)
            self.pool_is(self.node, *self.kept)
            self.kept.append(self.send(self.node, lost))
        self.step("killed while it saves")
        for _ in range(KILLS):
            self.save_and_kill()
            self.node.start()
            self.loaded(self.node)
            self.pool_is(self.node, *self.kept)

    def save_and_kill(self):
        """The node ends while it answers many calls of savemempool, or just after."""
        body = to_json([{"jsonrpc": "2.0", "id": place, "method": "savemempool"} for place in range(SAVES)])
        asking = threading.Thread(target=self.ask_in_vain, args=(body,))
        asking.start()
        stamp = self.file.stat().st_mtime_ns
        until(lambda: self.file.exists() and self.file.stat().st_mtime_ns != stamp, SECONDS, "it saves")
        self.node.kill()
        asking.join()

    def ask_in_vain(self, body):
        """The node ends before it has answered, or else it is not fast enough to be killed at work."""
        with suppress(OSError, HTTPException):
            self.node.http.request(body, "/")

    def check_requests(self):
        self.step("savemempool and importmempool")
        path = self.node.rpc.savemempool()["filename"]
        self.equal(path, str(self.file))
        copy = self.folder / "copy.dat"
        shutil.copy(path, copy)
        other = self.add_node("-persistmempool=0")
        for height in range(1, self.node.height() + 1):
            other.rpc.submitblock(self.node.rpc.getblock(self.node.rpc.getblockhash(height), 0))
        self.equal(other.rpc.importmempool(str(copy)), {})
        self.equal(sorted(other.rpc.getrawmempool()), sorted(self.node.rpc.getrawmempool()))
        info = other.rpc.getmempoolentry(txid(self.kept[0]))
        mine = self.node.rpc.getmempoolentry(txid(self.kept[0]))
        self.true(info["time"] >= mine["time"])
        self.equal((info["fees"]["modified"], info["fees"]["base"], info["unbroadcast"]),
                   (mine["fees"]["base"], mine["fees"]["base"], False), "by default nothing but transactions is taken")
        other.restart()
        self.loaded(other)
        self.pool_is(other)
        other.rpc.importmempool(str(copy), {"use_current_time": False, "apply_fee_delta_priority": True,
                                            "apply_unbroadcast_set": True})
        self.equal(other.rpc.getrawmempool(True), self.node.rpc.getrawmempool(True))
        self.rpc_fails(-1, None, other.rpc.importmempool, str(copy) + ".not")
        other.stop()
        self.true(not (other.chain_folder / "mempool.dat").exists())

    def check_damage(self):
        self.step("a file that is damaged costs what comes after the damage, not the start")
        self.node.stop()
        whole = self.file.read_bytes()
        for data in (b"", whole[:5], whole[:40], whole[:len(whole) // 2], bytes(len(whole)), b"\x09" + whole[1:]):
            self.file.write_bytes(data)
            self.node.start()
            self.loaded(self.node)
            self.true(set(self.node.rpc.getrawmempool()) <= set(map(txid, self.kept)))
            self.node.stop()
        self.file.write_bytes(whole)
        self.node.start()
        self.loaded(self.node)
        self.pool_is(self.node, *self.kept)

    def check_unwanted(self):
        self.step("-persistmempool=0 reads and writes nothing")
        self.node.stop()
        before = self.file.read_bytes()
        self.node.start("-persistmempool=0")
        self.loaded(self.node)
        self.pool_is(self.node)
        self.send(self.node, pay(self.coin()))
        self.node.stop()
        self.equal(self.file.read_bytes(), before)
        self.node.start()
        self.loaded(self.node)

    def check_age(self):
        self.step("what has waited for too long is left out")
        self.pool_is(self.node, *self.kept)
        now = self.node.rpc.getmempoolentry(txid(self.kept[0]))["time"]
        self.node.restart(f"-mocktime={now + FORTNIGHT + HOUR}")
        self.loaded(self.node)
        self.pool_is(self.node)


if __name__ == "__main__":
    main(PersistTest)
