#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""PSBTs from creation to a block, without a wallet: two signers of a multisig, and leaves of a taproot tree."""

from decimal import Decimal

from framework.address import secret_text
from framework.secp256k1 import public_key, x_only_key
from framework.test_case import TestCase, main
from framework.wallet_test import NOBODY

SECRETS = (101, 102, 103, 104)
PAID = Decimal("49.99990000")


def multisig(known):
    """A wsh() of which two of four sign; keys in `known` are private."""
    keys = [f"[0000000{i}/{i}h]" + (secret_text(secret) if secret in known else public_key(secret).hex())
            for i, secret in enumerate(SECRETS)]
    return f"wsh(multi(2,{','.join(keys)}))"


def tree(known):
    """A tr() with a leaf that two keys sign together; keys in `known` are private."""
    keys = [secret_text(secret) if secret in known else x_only_key(secret).hex() for secret in SECRETS]
    return f"tr({keys[0]},{{multi_a(2,{keys[1]},{keys[2]}),{{pk({keys[3]}),and_v(v:pk({keys[1]}),older(5))}}}})"


class PsbtTest(TestCase):
    """Each role by one call, for both kinds of output and both versions."""

    def run(self):
        self.rpc = self.node.rpc
        self.rpc.generatetodescriptor(1, multisig(()))
        self.rpc.generatetodescriptor(2, tree(()))
        self.blocks = [self.rpc.getblockhash(height) for height in (1, 2, 3)]
        self.rpc.generatetoaddress(100 + 3, NOBODY)
        self.check_multisig(0)
        self.check_tree()
        self.check_join()

    def coinbase(self, at):
        return {"txid": self.rpc.getblock(self.blocks[at])["tx"][0], "vout": 0}

    def create(self, at, version):
        return self.rpc.createpsbt([self.coinbase(at)], [{NOBODY: PAID}], 0, True, 2, version)

    def check_mined(self, spent, transaction):
        """A block takes `transaction`: its output is there, what it spends is gone."""
        txid = self.rpc.decoderawtransaction(transaction)["txid"]
        block = self.rpc.generateblock(NOBODY, [transaction])["hash"]
        self.equal(self.rpc.getblock(block)["tx"][1:], [txid])
        self.equal(self.rpc.gettxout(txid, 0)["value"], PAID)
        self.equal(self.rpc.gettxout(spent["txid"], spent["vout"]), None)

    def check_multisig(self, version):
        self.step("two of four keys behind a witness script, each at a place of its own")
        psbt = self.create(0, version)
        self.equal(self.rpc.analyzepsbt(psbt)["next"], "updater")
        updated = self.rpc.utxoupdatepsbt(psbt, [multisig(())])
        shown = self.rpc.decodepsbt(updated)
        self.equal((shown["psbt_version"], shown["fee"]), (version, 50 - PAID))
        self.equal([key["path"] for key in shown["inputs"][0]["bip32_derivs"]].count("m/1h"), 1)
        analysis = self.rpc.analyzepsbt(updated)
        self.equal((analysis["next"], len(analysis["inputs"][0]["missing"]["signatures"])),
                   ("signer", len(SECRETS)))

        parts = [self.rpc.descriptorprocesspsbt(updated, [multisig((secret,))]) for secret in SECRETS[1:3]]
        self.equal([part["complete"] for part in parts], [False, False])
        self.equal(self.rpc.finalizepsbt(parts[0]["psbt"])["complete"], False)
        combined = self.rpc.combinepsbt([part["psbt"] for part in parts])
        self.equal(len(self.rpc.decodepsbt(combined)["inputs"][0]["partial_signatures"]), 2)
        analysis = self.rpc.analyzepsbt(combined)
        self.equal(analysis["next"], "finalizer")
        done = self.rpc.finalizepsbt(combined)
        self.equal(done["complete"], True)
        self.equal(self.rpc.decoderawtransaction(done["hex"])["vsize"], analysis["estimated_vsize"])
        self.check_mined(self.coinbase(0), done["hex"])

    def check_tree(self):
        self.step("a leaf that two keys sign, then the key path")
        updated = self.rpc.utxoupdatepsbt(self.create(1, 2), [tree(())])
        shown = self.rpc.decodepsbt(updated)["inputs"][0]
        self.equal(shown["taproot_internal_key"], x_only_key(SECRETS[0]).hex())
        self.equal(len(shown["taproot_scripts"]), 3)
        part = self.rpc.descriptorprocesspsbt(updated, [tree(SECRETS[2:3])])
        self.equal(part["complete"], False)
        other = self.rpc.descriptorprocesspsbt(updated, [tree(SECRETS[1:2])], None, True, False)
        signatures = self.rpc.decodepsbt(other["psbt"])["inputs"][0]["taproot_script_path_sigs"]
        self.equal({signature["pubkey"] for signature in signatures}, {x_only_key(SECRETS[1]).hex()})
        combined = self.rpc.combinepsbt([part["psbt"], other["psbt"]])
        done = self.rpc.finalizepsbt(combined)
        self.equal(done["complete"], True)
        self.check_mined(self.coinbase(1), done["hex"])

        done = self.rpc.descriptorprocesspsbt(self.create(2, 0), [tree(SECRETS[:1])])
        self.equal(done["complete"], True)
        witness = self.rpc.decodepsbt(done["psbt"])["inputs"][0]["final_scriptwitness"]
        self.equal([len(item) // 2 for item in witness], [64])
        self.equal(self.rpc.finalizepsbt(done["psbt"])["hex"], done["hex"])
        self.check_mined(self.coinbase(2), done["hex"])

    def check_join(self):
        self.step("several transactions into one")
        first, second = self.create(0, 0), self.create(1, 0)
        joined = self.rpc.decodepsbt(self.rpc.joinpsbts([first, second]))["tx"]
        self.equal(sorted(spend["txid"] for spend in joined["vin"]),
                   sorted(self.coinbase(at)["txid"] for at in (0, 1)))
        self.equal(len(joined["vout"]), 2)
        raw = self.rpc.createrawtransaction([self.coinbase(0)], [{NOBODY: PAID}])
        self.equal(self.rpc.converttopsbt(raw, psbt_version=0), first)
        self.rpc_fails(-8, f"Input {self.coinbase(0)['txid']}:0 exists in multiple PSBTs", self.rpc.joinpsbts,
                       [first, first])


if __name__ == "__main__":
    main(PsbtTest)
