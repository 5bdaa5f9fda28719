#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Kills a node at random moments while it saves its mempool, stops, loads, or imports: mempool.dat is always whole, what the
last save held is there again, and estimates of fees can be read. Then the same with a disk that is full. With --full 100
kills, else 8."""

import random
import shutil
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException

from framework.mempool_file import read_mempool_file
from framework.mempool_steps import NO_LIMIT, MempoolTest, raw, txid
from framework.pool_floods import data_output, paying
from framework.rpc import RpcError, to_json
from framework.test_case import main
from framework.wait import until

TIME_LIMIT = 900
SHORT, FULL = 8, 100
KINDS = ("save", "stop", "load", "import")
# How long after its beginning the end comes, at most, seconds.
LONGEST = {"save": 0.15, "stop": 0.6, "load": 0.6, "import": 0.3}
COINS = 70
DATA_BYTES = 60_000
RATE = 2
SECONDS = 60
HOUR = 3600
SAVES = 20
# Less than the file of the mempool, more than any other that is written then.
FULL_DISK_BYTES = 2 << 20
# The same for estimates of fees.
FEW_BYTES = 100_000
FEE_FILE = "block_policy_estimates.dat"


class KillTest(MempoolTest):
    """One node, the mempool of which has a file of megabytes."""

    def set_nodes(self):
        self.add_node("-checkmempool=0")

    def run(self):
        self.random = random.Random(7)
        self.file = self.node.chain_folder / "mempool.dat"
        self.copy = self.folder / "copy.dat"
        self.coins = iter(self.mine_coins(self.node, COINS))
        # From now on the blocks outlive a kill.
        self.node.restart()
        for _ in range(COINS // 2):
            self.send_one()
        self.saved = set(self.node.rpc.getrawmempool())
        self.node.rpc.savemempool()
        self.node.rpc.mockscheduler(HOUR)
        shutil.copy(self.file, self.copy)
        self.kills = Counter()
        count = FULL if self.full else SHORT
        while sum(self.kills.values()) < count:
            self.round(KINDS[sum(self.kills.values()) % len(KINDS)])
        self.step(f"{sum(self.kills.values())} kills {dict(self.kills)}")
        self.check_full_disk()

    def send_one(self):
        """A transaction more, as long as there are coins."""
        coin = next(self.coins, None)
        if coin is None:
            return
        one = paying(RATE, coin)
        one.outputs[0].value -= RATE * (DATA_BYTES + 100)
        one.outputs.append(data_output(DATA_BYTES))
        self.node.rpc.sendrawtransaction(raw(one), NO_LIMIT)

    def loaded(self):
        until(lambda: self.node.rpc.getmempoolinfo()["loaded"], SECONDS, "the mempool is loaded")

    # One kill.

    def round(self, kind):
        """From a loaded mempool to one that is loaded again."""
        self.send_one()
        now = set(self.node.rpc.getrawmempool())
        if kind == "load":
            self.node.stop()
            self.saved = now
            self.node.launch()
        else:
            act = {"save": self.save, "stop": self.node.rpc.stop, "import": self.load_copy}[kind]
            asking = threading.Thread(target=self.in_vain, args=(act,))
            asking.start()
        moment = self.random.uniform(0, LONGEST[kind])
        time.sleep(moment)
        self.node.kill()
        if kind != "load":
            asking.join()
        held = self.check_file()
        self.true(held in (self.saved, now), f"{len(held)} transactions, before {len(self.saved)}, then {len(now)}")
        self.step(f"{sum(self.kills.values()):4} {kind}: killed after {moment:.2f} s, "
                  f"{'saved' if held == now else 'not saved'}: {len(held)} of {len(now)}")
        self.kills[kind] += 1
        self.start()
        found = set(self.node.rpc.getrawmempool())
        self.true(found == held, f"{len(found)} of {len(held)} were loaded, and {len(found - held)} others")
        self.saved = held

    def start(self):
        began = len(self.node.log())
        self.node.start()
        self.loaded()
        # What it says when a file of estimates is damaged.
        self.true("are not used:" not in self.node.log()[began:], "a file of fee estimates is torn")
        self.true("mempool.dat:" not in self.node.log()[began:] or
                  "damaged" not in self.node.log()[began:], "mempool.dat is torn")

    def in_vain(self, act):
        """The node ends before it has answered, or just after."""
        with suppress(OSError, HTTPException, RpcError):
            act()

    def save(self):
        body = [{"jsonrpc": "2.0", "id": place, "method": "savemempool"} for place in range(SAVES)]
        body.insert(1, {"jsonrpc": "2.0", "id": SAVES, "method": "mockscheduler", "params": [HOUR]})
        self.node.http.request(to_json(body), "/")

    def load_copy(self):
        self.node.rpc.importmempool(str(self.copy))

    def check_file(self):
        return {txid(one) for one in read_mempool_file(self.file.read_bytes())}

    # No room.

    def check_full_disk(self):
        self.step("a disk without room: the file stays as it was")
        self.node.stop()
        before = self.file.read_bytes()
        self.true(len(before) > FULL_DISK_BYTES, len(before))
        self.node.max_file_bytes = FULL_DISK_BYTES
        self.start()
        expected = set(self.node.rpc.getrawmempool())
        self.rpc_fails(-1, "Unable to dump mempool to disk", self.node.rpc.savemempool)
        self.equal(self.file.read_bytes(), before)
        self.equal(self.leftovers(), [])
        self.node.rpc.stop()
        self.node.wait_for_exit()
        self.equal(self.file.read_bytes(), before)
        self.equal(self.leftovers(), [])
        self.node.max_file_bytes = None
        self.start()
        self.equal(set(self.node.rpc.getrawmempool()), expected)
        self.check_no_room_for_fees()

    def check_no_room_for_fees(self):
        self.step("nor any for estimates of fees")
        self.node.stop()
        path = self.node.chain_folder / "fees" / FEE_FILE
        before = path.read_bytes()
        self.true(len(before) > FEW_BYTES, len(before))
        self.node.max_file_bytes = FEW_BYTES
        self.node.start("-debuglogfile=0", "-persistmempool=0")
        self.node.rpc.mockscheduler(HOUR)
        self.node.rpc.stop()
        self.node.wait_for_exit()
        self.equal(path.read_bytes(), before)
        self.node.max_file_bytes = None
        self.start()

    def leftovers(self):
        return [path.name for path in self.node.chain_folder.iterdir() if path.name.startswith("mempool.dat.")]


if __name__ == "__main__":
    main(KillTest)
