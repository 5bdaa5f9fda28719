#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Every reason of the deployed mempool to refuse a transaction or a package is met by a test: the table below says
which, and is held against the reference and against the tests."""

import json
import re
from pathlib import Path

from framework.test_case import TestCase, main

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("tx_context_free", "tx_inputs", "mempool", "package")
# A word of a detail that is looked for, too, has so many letters.
LEAST_DETAIL = 4
# By reason and circumstances: the file and the test, or why there can be none.
REASONS = {
    ("bad-txns-vin-empty", "no inputs"):
        ("src/policy/rejection_test.cpp", "OfConsensus"),
    ("bad-txns-vout-empty", "no outputs"):
        ("src/mempool/acceptance_test.cpp", "ContextFreeRulesComeFirst"),
    ("bad-txns-oversize", "stripped size x4 above block weight"):
        ("src/mempool/acceptance_test.cpp", "AmountsAndSizesComeBeforePolicy"),
    ("bad-txns-vout-negative", "an output value below zero"):
        ("src/mempool/acceptance_test.cpp", "AmountsAndSizesComeBeforePolicy"),
    ("bad-txns-vout-toolarge", "an output value above max money"):
        ("src/mempool/acceptance_test.cpp", "AmountsAndSizesComeBeforePolicy"),
    ("bad-txns-txouttotal-toolarge", "output sum outside money range"):
        ("src/mempool/acceptance_test.cpp", "AmountsAndSizesComeBeforePolicy"),
    ("bad-txns-inputs-duplicate", "same outpoint twice"):
        ("src/policy/standard_test.cpp", "ConsensusBeforePolicy"),
    ("bad-cb-length", "coinbase script not 2..100 bytes"):
        ("src/mempool/acceptance_test.cpp", "ContextFreeRulesComeFirst"),
    ("bad-txns-prevout-null", "null outpoint in ordinary tx"):
        ("src/mempool/acceptance_test.cpp", "AmountsAndSizesComeBeforePolicy"),
    ("bad-txns-inputs-missingorspent", "a coin is not available"):
        ("src/mempool/acceptance_test.cpp", "MissingCoinsNameTheirParentsOnce"),
    ("bad-txns-premature-spend-of-coinbase", "coinbase younger than 100"):
        ("src/mempool/acceptance_test.cpp", "CoinbasesMature"),
    ("bad-txns-inputvalues-outofrange", "input value or sum out of range"):
        ("src/mempool/acceptance_test.cpp", "AmountsStayWithinAllMoney"),
    ("bad-txns-in-belowout", "outputs exceed inputs"):
        ("src/mempool/acceptance_test.cpp", "NothingIsMadeOfNothing"),
    ("bad-txns-fee-outofrange", "fee outside money range"):
        "inputs and outputs within range, and outputs not above inputs, leave a fee within range",
    ("coinbase", "loose coinbase offered"):
        ("src/mempool/acceptance_test.cpp", "ContextFreeRulesComeFirst"),
    ("version", "tx version outside 1..3"):
        ("src/policy/standard_test.cpp", "Version"),
    ("tx-size", "weight above 400000"):
        ("src/policy/standard_test.cpp", "Weight"),
    ("scriptsig-size", "scriptSig above 1650 bytes"):
        ("src/policy/standard_test.cpp", "ScriptSigSize"),
    ("scriptsig-not-pushonly", "scriptSig has non-push opcode"):
        ("src/policy/standard_test.cpp", "ScriptSigPushesAlone"),
    ("scriptpubkey", "output script type unknown"):
        ("src/policy/standard_test.cpp", "OutputScripts"),
    ("datacarrier", "data outputs exceed byte allowance"):
        ("src/policy/standard_test.cpp", "DataOfOneOutput"),
    ("bare-multisig", "bare multisig disallowed"):
        ("src/policy/standard_test.cpp", "BareMultisig"),
    ("dust", "more than one dust output"):
        ("src/policy/standard_test.cpp", "OneOutputMayBeDust"),
    ("dust", "dust output and nonzero fee"):
        ("src/policy/dust_test.cpp", "NoneWithDust"),
    ("tx-size-small", "stripped size below 65"):
        ("src/policy/standard_test.cpp", "LeastSize"),
    ("non-final", "locktime not reached for next block"):
        ("src/mempool/acceptance_test.cpp", "LockTimesCountForTheNextBlock"),
    ("txn-already-in-mempool", "same wtxid present"):
        ("src/mempool/acceptance_test.cpp", "ATestHasNoEffect"),
    ("txn-same-nonwitness-data-in-mempool", "same txid, other witness present"):
        ("src/mempool/acceptance_test.cpp", "PresenceIsToldBeforeMissingCoins"),
    ("bip125-replacement-disallowed", "conflict while replacement not allowed"):
        ("src/mempool/package_test.cpp", "ATestOfSeveralReplacesNothing"),
    ("txn-already-known", "an output already in coin cache"):
        ("src/mempool/acceptance_test.cpp", "WhatIsConfirmedIsKnown"),
    ("non-BIP68-final", "relative lock not reached"):
        ("src/mempool/acceptance_test.cpp", "RelativeLocksCountFromTheCoin"),
    ("bad-txns-nonstandard-inputs", "legacy sigops above 2500"):
        ("src/policy/spends_test.cpp", "SignatureOperationsThatRun"),
    ("bad-txns-nonstandard-inputs", "spent script type unknown"):
        ("src/policy/spends_test.cpp", "KnownScripts"),
    ("bad-txns-nonstandard-inputs", "spends undefined witness version"):
        ("src/policy/spends_test.cpp", "KnownScripts"),
    ("bad-txns-nonstandard-inputs", "P2SH scriptSig fails to evaluate"):
        ("src/policy/spends_test.cpp", "ScriptBehindP2sh"),
    ("bad-txns-nonstandard-inputs", "P2SH spend leaves empty stack"):
        ("src/policy/spends_test.cpp", "ScriptBehindP2sh"),
    ("bad-txns-nonstandard-inputs", "P2SH script above 15 sigops"):
        ("src/policy/spends_test.cpp", "ScriptBehindP2sh"),
    ("bad-witness-nonstandard", "witness breaks standardness limits"):
        ("src/mempool/acceptance_test.cpp", "InputsHaveStandardForms"),
    ("bad-txns-too-many-sigops", "sigop cost above 16000"):
        ("src/policy/standard_test.cpp", "Limit"),
    ("mempool min fee not met", "below dynamic pool minimum"):
        ("src/policy/fees_test.cpp", "OfThePoolFirst"),
    ("min relay fee not met", "below relay rate"):
        ("src/mempool/acceptance_test.cpp", "TheFeeIsWhatIsAskedFor"),
    ("TRUC-violation", "version 3 topology or size rule"):
        ("src/mempool/replacement_test.cpp", "VersionThreeKeepsToItself"),
    ("too many potential replacements", "over 100 conflicting clusters"):
        ("src/policy/fees_test.cpp", "Limit"),
    ("too many potential replacements (including sibling eviction)", "same, sibling eviction tried"):
        ("src/policy/fees_test.cpp", "Limit"),
    ("insufficient fee", "replacement pays less in total"):
        ("src/policy/fees_test.cpp", "NoLessThanBefore"),
    ("insufficient fee", "replacement extra fee too low"):
        ("src/policy/fees_test.cpp", "OwnRelayOnTop"),
    ("insufficient fee (including sibling eviction)", "same, sibling eviction tried"):
        ("src/policy/fees_test.cpp", "SiblingsAreNamed"),
    ("too-large-cluster", "cluster count or size limit"):
        ("src/mempool/acceptance_test.cpp", "ClustersHaveLimits"),
    ("replacement-failed", "feerate diagram not improved"):
        ("src/mempool/replacement_test.cpp", "MustMakeTheDiagramBetter"),
    ("bad-txns-spends-conflicting-tx", "spends a tx it replaces"):
        ("src/policy/fees_test.cpp", "None"),
    ("max feerate exceeded", "client-given feerate cap passed"):
        ("src/mempool/acceptance_test.cpp", "TheCallersCapIsKept"),
    ("mempool-script-verify-flag-failed (%s)", "script fails under standard flags"):
        ("src/policy/spends_test.cpp", "BareOrBehindP2shButNoAnchor"),
    ("missing-ephemeral-spends", "child leaves parent dust unspent"):
        ("test/functional/mempool_package.py", "check_dust"),
    ("mempool full", "evicted at once by size limit"):
        ("src/mempool/structure_test.cpp", "TheWorstChunkGoesAndSetsTheFee"),
    ("no-mempool", "node runs without pool"):
        ("src/mempool/chain_follower_test.cpp", "SubmittedOnesKeepTheOrderOfFamilies"),
    ("package-too-many-transactions", "over 25 members"):
        ("src/policy/package_test.cpp", "Count"),
    ("package-too-large", "total weight above 404000"):
        ("src/policy/package_test.cpp", "Weight"),
    ("package-contains-duplicates", "same tx twice"):
        ("src/policy/package_test.cpp", "Duplicates"),
    ("package-not-sorted", "child before parent"):
        ("src/policy/package_test.cpp", "Order"),
    ("conflict-in-package", "two members spend one coin"):
        ("src/policy/package_test.cpp", "Conflicts"),
    ("package-not-child-with-parents", "shape not child plus parents"):
        ("src/policy/package_test.cpp", "Shapes"),
    ("transaction failed", "some member failed"):
        ("src/mempool/package_test.cpp", "TogetherTheyMustPayEnough"),
    ("unspent-dust", "child leaves package dust unspent"):
        ("src/mempool/package_test.cpp", "DustLivesWithAChildThatSpendsIt"),
    ("TRUC-violation", "version 3 rule inside package"):
        ("src/mempool/package_test.cpp", "VersionThreeRulesHoldInPackages"),
    ("too-large-cluster", "cluster limit"):
        ("src/mempool/package_test.cpp", "ClustersHaveLimitsForPackagesToo"),
    ("package RBF failed: package must be 1-parent-1-child", "replacement with other shape"):
        ("src/mempool/package_test.cpp", "OnlyAPairReplaces"),
    ("package RBF failed: new transaction cannot have mempool ancestors", "replacing package depends on pool"):
        ("src/mempool/package_test.cpp", "OnlyAPairReplaces"),
    ("package RBF failed: too many potential replacements", "over 100 clusters"):
        ("src/mempool/package_test.cpp", "APairReplacesOfAHundredClustersAtMost"),
    ("package RBF failed: insufficient anti-DoS fees", "total or extra fee too low"):
        ("src/mempool/package_test.cpp", "APackageReplacesByItsRate"),
    ("package RBF failed: package feerate is less than or equal to parent feerate", "child does not raise rate"):
        ("src/mempool/package_test.cpp", "APackageReplacesByItsRate"),
    ("package RBF failed: insufficient feerate: does not improve feerate diagram", "diagram not better"):
        ("src/mempool/package_test.cpp", "APackageReplacesByItsRate"),
}
TRUC = {
    "version=3 tx %s (wtxid=%s) is too big: %u > %u virtual bytes": ("src/policy/truc_test.cpp", "SizeAlone"),
    "version=3 child tx %s (wtxid=%s) is too big: %u > %u virtual bytes":
        ("test/functional/mempool_package.py", "check_version_3"),
    "tx %s (wtxid=%s) would have too many ancestors": ("src/policy/truc_test.cpp", "Ancestors"),
    "tx %s (wtxid=%s) would exceed descendant count limit": ("src/policy/truc_test.cpp", "Siblings"),
    "version=3 tx %s (wtxid=%s) cannot spend from non-version=3 tx %s (wtxid=%s)":
        ("src/policy/truc_test.cpp", "VersionsGoTogether"),
    "non-version=3 tx %s (wtxid=%s) cannot spend from version=3 tx %s (wtxid=%s)":
        ("src/policy/truc_test.cpp", "VersionsGoTogether"),
}


def longest_word(text):
    """The longest part of a format between what is filled in."""
    return max(re.split(r"(?:tx )?%[a-z0-9]+", text), key=len).strip(" ,:()<>;=")


def bodies(path, name):
    """The tests of that name in a file, texts that are cut in two put together."""
    text = (ROOT / path).read_text()
    cut = r"(?m)^(?=    def )" if path.endswith(".py") else r"(?m)^(?=TEST)"
    head = re.compile(rf"    def {name}\(|TEST\w*\(\w+,\s*{name}\)")
    return [re.sub(r'"\s*"', "", part) for part in re.split(cut, text) if head.match(part)]


class ReasonsTest(TestCase):
    """No node: tests are read."""

    def set_nodes(self):
        pass

    def run(self):
        table = json.loads(self.data("reference", "reject-reasons.json").read_text())
        if not (ROOT / "src").exists():
            self.skip("the source is not here")
        rows = [row for section in SECTIONS for row in table[section]]
        self.step(f"{len(rows)} reasons, {len(table['truc_details'])} details of version 3")
        self.equal({(row["reason"], row["when"]) for row in rows}, set(REASONS))
        for row in rows:
            self.check(row["reason"], row.get("detail", ""), REASONS[row["reason"], row["when"]])
        self.equal(set(table["truc_details"]), set(TRUC))
        for detail, place in TRUC.items():
            self.check("", detail, place)

    def check(self, reason, detail, place):
        """The test is there and names the reason."""
        if isinstance(place, str):
            return
        found = bodies(*place)
        self.true(found, f"{place} is not there")
        words = [longest_word(reason)] if reason else []
        word = longest_word(detail)
        # In the pool a missing coin has no detail, and version 3 has a list of its own.
        if len(word) >= LEAST_DETAIL and word not in ("inputs missing/spent", "see truc_details"):
            words.append(word)
        self.true(any(all(one in body for one in words) for body in found), f"{place} does not meet {words}")


if __name__ == "__main__":
    main(ReasonsTest)
