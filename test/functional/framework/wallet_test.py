# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What tests of wallets share: wallets by name, their process, the shape of answers, coins spent from outside."""

import hashlib
import urllib.parse
from decimal import Decimal
from pathlib import Path

from . import blocktools, hd_keys, processes, programs, script
from .address import script_address
from .messages import COIN, Block, Input, Outpoint, Output, Transaction, hash_bytes
from .rpc import Rpc, RpcError
from .test_case import TestCase
from .wait import until

NOBODY = script_address(script.ANYONE_WITNESS)
NO_WALLET = (-18, "No wallet is loaded. Load a wallet using loadwallet or create a new one with createwallet. "
                  "(Note: A default wallet is no longer automatically created)")
NOT_LOADED = (-18, "Requested wallet does not exist or is not loaded")
MANY_WALLETS = (-19, "Multiple wallets are loaded. Please select which wallet to use by requesting the RPC through "
                     "the /wallet/<walletname> URI path.")
ADDRESS_TYPES = ("legacy", "p2sh-segwit", "bech32", "bech32m")
LAST_BLOCK = {"hash": "hex", "height": "num"}


def is_kind(value, kind):
    """Whether `value` is what "str", "num", "bool", "amount" or "hex" stands for."""
    if kind == "amount":
        return isinstance(value, Decimal) and -value.as_tuple().exponent == 8
    if kind == "num":
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if kind == "hex":
        return isinstance(value, str) and len(value) % 2 == 0 and all(letter in "0123456789abcdef" for letter in value)
    return isinstance(value, {"str": str, "bool": bool}[kind])


def to_sat(amount):
    return int(amount * COIN)


def file_hash(path):
    """The digest of a file, or of all files below a folder with their names."""
    path = Path(path)
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for one in files:
        digest.update(str(one.relative_to(path)).encode() + b"\0" + one.read_bytes() + b"\0")
    return digest.hexdigest()


class WalletTest(TestCase):
    """A test of wallets; `self.rpc` are the calls of the first node that name no wallet."""

    @property
    def rpc(self):
        return self.node.rpc

    def wallet(self, name, node=None):
        """The calls of one wallet, by its path."""
        return Rpc((node or self.node).http, "/wallet/" + urllib.parse.quote(name, safe=""))

    def wallet_file(self, name, node=None):
        return (node or self.node).chain_folder / "wallets" / name / "wallet.dat"

    # Processes.

    def needs_processes(self):
        """Skips the test unless nodes are started as separate processes on a system with /proc."""
        if not programs.is_multiprocess():
            self.skip("needs separate processes (QUANTA_CMD=\"quanta -m\")")
        if not Path("/proc/self/status").exists():
            self.skip("needs /proc of Linux")

    def wallet_processes(self, node=None):
        """The wallet processes that a node has started; none where all is one process."""
        return processes.children((node or self.node).process.pid, "quanta-wallet")

    # Answers.

    def fails(self, error, call, *params, **named):
        """`call` must fail with `error`, a code and a message."""
        self.rpc_fails(*error, call, *params, **named)

    def has_shape(self, value, shape, what="answer"):
        """`value` must have the members of `shape` in their order; those whose name ends with ? may be missing.

        A member is a kind (see is_kind), the shape of an object, or a list with the kind or shape of each item.
        """
        if isinstance(shape, str):
            self.true(is_kind(value, shape), f"{what} is {value!r}, expected {shape}")
        elif isinstance(shape, list):
            self.true(isinstance(value, list), f"{what} is {value!r}, expected a list")
            for at, item in enumerate(value):
                self.has_shape(item, shape[0], f"{what}[{at}]")
        else:
            expected = [key.rstrip("?") for key in shape if not key.endswith("?") or key[:-1] in value]
            self.equal(list(value), expected, what)
            for key, inner in shape.items():
                if key.rstrip("?") in value:
                    self.has_shape(value[key.rstrip("?")], inner, f"{what}.{key}")

    # Coins.

    def balances(self, wallet):
        """What a wallet may spend, and what of it is too young, in satoshi."""
        mine = wallet.getbalances()["mine"]
        return to_sat(mine["trusted"]), to_sat(mine["immature"])

    def synced(self, wallet, node=None):
        """Waits until a wallet is where its node is."""
        tip = (node or self.node).tip()
        until(lambda: wallet.getwalletinfo()["lastprocessedblock"]["hash"] == tip, 30, "the wallet is at the tip")

    def spend_of(self, wallet, coins, outputs):
        """A transaction that moves `coins`, as listunspent tells them, to (address, satoshi) pairs, signed here with
        the keys that the wallet tells."""
        spent = [Output(to_sat(coin["amount"]), bytes.fromhex(coin["scriptPubKey"])) for coin in coins]
        tx = Transaction([Input(Outpoint(hash_bytes(coin["txid"]), coin["vout"])) for coin in coins],
                         [Output(value, self.script_of(wallet, address)) for address, value in outputs])
        descriptors = [hd_keys.KeyDescriptor(one["desc"]) for one in wallet.listdescriptors(True)["descriptors"]]
        for at, coin in enumerate(coins):
            kind, secret = self.key_of(descriptors, wallet, coin)
            hd_keys.sign_input(tx, at, spent, kind, secret)
        return tx

    def script_of(self, wallet, address):
        return bytes.fromhex(wallet.getaddressinfo(address)["scriptPubKey"])

    def key_of(self, descriptors, wallet, coin):
        index = int(wallet.getaddressinfo(coin["address"])["hdkeypath"].rsplit("/", 1)[1])
        for descriptor in descriptors:
            if descriptor.script(index).hex() == coin["scriptPubKey"]:
                return descriptor.kind, descriptor.key(index).secret
        raise AssertionError(f"no descriptor has {coin['address']}")

    def make_block(self, transactions=(), node=None, first=None):
        """A block on the tip with `transactions`, not handed over yet."""
        rpc = (node or self.node).rpc
        tip = Block.parse(rpc.getblock(rpc.getbestblockhash(), 0))
        height = rpc.getblockcount() + 1
        return blocktools.make_block(tip.hash(), height, tip.header.time + 1, transactions,
                                     first or blocktools.coinbase(height))

    def mine(self, transactions=(), node=None):
        """Puts `transactions` into a block that the node takes. Returns the block."""
        block = self.make_block(transactions, node)
        self.equal((node or self.node).rpc.submitblock(block.hex()), None)
        return block

    def error_of(self, call, *params, **named):
        """The code and message of the error that `call` gives; None without one."""
        try:
            call(*params, **named)
        except RpcError as error:
            return error.code, error.message
        return None
