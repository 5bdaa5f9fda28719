#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Kills a node again and again at random moments of its heavy work, and checks that it always goes on.

    crash.py --count 200 --folder /tmp/crash        200 kills; the same call again goes on where it was
    crash.py --count 50 --chain data/utxo-small     with a chain of the test data instead of a made one

Each round starts one kind of work, kills the node within it, and starts it again without any help: it must
come up, stand on the known chain, and, once all blocks are offered again, have the coins of a node that was
never disturbed.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True

from framework import blocktools, script  # noqa: E402
from framework.blocktools import REGTEST_GENESIS  # noqa: E402
from framework.messages import Block, Output, block_record, block_records  # noqa: E402
from framework.node import Node  # noqa: E402
from framework.rpc import RpcError  # noqa: E402
from framework.wait import until  # noqa: E402

MADE_BLOCKS = 420
FAN_OUT = 6
BULK_BYTES = 1500
FIRST_GUESS_SECONDS = 1.5
FINISH_SECONDS = 300
KINDS = ("import", "flush", "reorg", "prune", "reindex", "reindex-chainstate")


def make_chain_file(path):
    """Writes a chain whose blocks spend and make coins, big enough for several small block files."""
    records, coins, previous = [], [], REGTEST_GENESIS
    for height in range(1, MADE_BLOCKS + 1):
        spends = []
        for source, index in coins[:3] if height > 160 else []:
            tx = blocktools.spend(source, index, pay_to=script.ANYONE_WITNESS, fee=10)
            tx.outputs = [Output(tx.outputs[0].value // FAN_OUT, script.ANYONE_WITNESS)] * FAN_OUT
            spends.append(tx)
        coins = coins[len(spends):] + [(tx, index) for tx in spends for index in range(FAN_OUT - 1)]
        first = blocktools.coinbase(height, script.ANYONE_WITNESS)
        first.outputs.append(Output(0, script.script(script.OP_RETURN, bytes(BULK_BYTES))))
        block = blocktools.make_block(previous, height, blocktools.REGTEST_GENESIS_TIME + height, spends, first)
        if height <= 60:
            coins.append((first, 0))
        records.append(block_record(block.serialise()))
        previous = block.hash()
    path.write_bytes(b"".join(records))


class KnownChain:
    """The chain all rounds work on: its file, and the hash of each height."""

    def __init__(self, files):
        self.files = files
        self.hashes = []
        for path in files:
            self.hashes += [Block.parse(record).hash_text() for record in block_records(path)]
        if self.hashes[0] != REGTEST_GENESIS:
            self.hashes.insert(0, REGTEST_GENESIS)
        self.height = len(self.hashes) - 1
        self.coins = None

    def load_arguments(self):
        return [f"-loadblock={path}" for path in self.files]


class Helper(threading.Thread):
    """Does `work` with the node again and again until the node is killed under it."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work = work
        self.ended = threading.Event()
        self.problem = None

    def run(self):
        while not self.ended.is_set():
            try:
                self.work()
            except RpcError as error:
                if error.code not in (-28, -1, None):
                    self.problem = error
                    return
            except (OSError, ValueError):
                if self.ended.wait(0.02):
                    return


class CrashRun:
    """Rounds of kills in one folder, whose state.json remembers what was done."""

    def __init__(self, folder, seed, chain_folder=None, say=print):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.say = say
        self.state_file = self.folder / "state.json"
        self.state = {"seed": seed, "rounds": 0, "kills": dict.fromkeys(KINDS, 0), "seconds": {}, "coins": {}}
        if self.state_file.exists():
            self.state = json.loads(self.state_file.read_text())
        made = self.folder / "made.dat"
        if not made.exists():
            make_chain_file(made)
        self.made = KnownChain([made])
        self.given = self.made
        if chain_folder:
            names = [one["name"] for one in json.loads((Path(chain_folder) / "manifest.json").read_text())["files"]]
            self.given = KnownChain([Path(chain_folder) / name for name in names])
        self.node = None

    def kills(self):
        return sum(self.state["kills"].values())

    def run(self, count):
        """Goes on until `count` kills are done. Raises at the first thing that is wrong."""
        for chain in {id(chain): chain for chain in (self.made, self.given)}.values():
            self.learn_coins(chain)
        while self.kills() < count:
            rounds = self.state["rounds"]
            self.random = random.Random(f"{self.state['seed']} {rounds}")
            kind = KINDS[rounds % len(KINDS)]
            self.round(kind)
            self.state["rounds"] += 1
            self.state["kills"][kind] += 1
            self.save()

    def save(self):
        draft = self.state_file.with_suffix(".new")
        draft.write_text(json.dumps(self.state, indent=1))
        draft.replace(self.state_file)

    def fresh_node(self, name, arguments=()):
        """A node in an empty data directory."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.old_node(name, arguments)

    def old_node(self, name, arguments=()):
        """The node in the data directory that an earlier round left."""
        return Node(self.folder / name, ["-checkblocks=3", *arguments])

    def learn_coins(self, chain):
        """The coins at the end of `chain`, from an import that nothing disturbs."""
        key = str(chain.files[0])
        if key not in self.state["coins"]:
            self.node = self.fresh_node("undisturbed")
            self.node.start(*chain.load_arguments())
            self.node.wait_for_height(chain.height, FINISH_SECONDS)
            self.state["coins"][key] = self.node.utxo_hash()
            self.node.stop()
            self.save()
        chain.coins = self.state["coins"][key]

    # One round.

    def round(self, kind):
        chain = self.made if kind == "prune" else self.given
        cache = self.random.choice((4, 4, 20, 450))
        arguments, helper = [f"-dbcache={cache}"], None
        starts = chain.load_arguments()
        if kind in ("import", "flush", "prune"):
            if kind == "prune":
                arguments += ["-prune=1", "-fastprune"]
            self.node = self.fresh_node(kind, arguments)
            helper = {"flush": self.ask_for_flushes, "prune": lambda: self.prune(chain)}.get(kind)
        else:
            self.node = self.complete_node(chain, arguments)
            starts = [] if kind == "reorg" else [f"-{kind}"]
            helper = (lambda: self.reorganise(chain)) if kind == "reorg" else None
        moment = self.kill_within(kind, chain, starts, helper)
        height = self.check_restart(kind, chain)
        self.say(f"{self.kills() + 1:4} {kind}: killed after {moment:.2f} s, found at height {height}")
        self.finish(chain)

    def complete_node(self, chain, arguments):
        """A node that has the whole chain, for work on it."""
        node = self.old_node("complete", arguments)
        if not (node.chain_folder / "blocks").exists():
            node.start(*chain.load_arguments())
            node.wait_for_height(chain.height, FINISH_SECONDS)
            node.stop()
        return node

    def kill_within(self, kind, chain, starts, work):
        """Starts the node and kills it at a random moment of the time this kind of work takes."""
        longest = self.state["seconds"].get(kind, FIRST_GUESS_SECONDS)
        moment = self.random.uniform(0, longest)
        began = time.monotonic()
        self.node.launch(*starts)
        helper = Helper(work) if work else None
        if helper:
            helper.start()
        until(lambda: time.monotonic() - began >= moment or self.node.process.poll() is not None, moment + 60)
        if self.node.process.poll() is not None:
            raise AssertionError(f"the node ended by itself: {self.node.stderr()}")
        self.node.kill()
        if helper:
            helper.ended.set()
            helper.join(60)
            if helper.problem:
                raise helper.problem
        return moment

    def ask_for_flushes(self):
        self.node.rpc.gettxoutsetinfo("none")

    def prune(self, chain):
        height = self.node.height()
        if height > 300:
            self.node.rpc.pruneblockchain(self.random.randint(1, min(height, chain.height - 288)))

    def reorganise(self, chain):
        block = chain.hashes[chain.height - self.random.randint(1, min(100, chain.height - 1))]
        self.node.rpc.invalidateblock(block)
        self.node.rpc.reconsiderblock(block)

    def check_restart(self, kind, chain):
        """The node must come up as it is, on the known chain. Returns its height."""
        self.node.start(seconds=FINISH_SECONDS)
        if kind.startswith("reindex"):
            began = time.monotonic()
            self.node.wait_for_height(chain.height, FINISH_SECONDS)
            self.remember_seconds(kind, time.monotonic() - began)
        height, tip = self.node.height(), self.node.tip()
        if chain.hashes[self.node.rpc.getblockheader(tip)["height"]] != tip:
            raise AssertionError(f"block {tip} at height {height} is not of the chain")
        return height

    def remember_seconds(self, kind, seconds):
        known = self.state["seconds"].get(kind, FIRST_GUESS_SECONDS)
        self.state["seconds"][kind] = max(0.3, (known + seconds) / 2)

    def finish(self, chain):
        """Offers all blocks again: the coins must be those of the undisturbed node."""
        for tip in self.node.rpc.getchaintips():
            if tip["status"] == "invalid":
                self.node.rpc.reconsiderblock(tip["hash"])
        if self.node.height() != chain.height:
            began = time.monotonic()
            self.node.stop()
            self.node.start(*chain.load_arguments())
            self.node.wait_for_height(chain.height, FINISH_SECONDS)
            self.remember_seconds("import", time.monotonic() - began)
            self.state["seconds"]["flush"] = self.state["seconds"]["prune"] = self.state["seconds"]["import"]
        found = self.node.utxo_hash()
        if found != chain.coins:
            raise AssertionError(f"the coins are {found}, expected {chain.coins}")
        self.node.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="kills in all, those of earlier calls included")
    parser.add_argument("--seed", type=int, default=1, help="of the moments; counts in a new folder only")
    parser.add_argument("--folder", help="where the work is done and remembered")
    parser.add_argument("--chain", help="folder with manifest.json and block files of a regtest chain")
    options = parser.parse_args()
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-crash-")
    run = CrashRun(folder, options.seed, options.chain)
    try:
        run.run(options.count)
    finally:
        if run.node:
            run.node.kill()
        print(f"{run.kills()} kills done: {run.state['kills']}; folder {folder}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
