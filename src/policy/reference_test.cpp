// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

#include "json/parser.h"
#include "policy/dust.h"
#include "policy/fees.h"
#include "policy/limits.h"
#include "policy/package.h"
#include "policy/standard.h"
#include "policy/test_support.h"
#include "policy/truc.h"
#include "testing/test_data.h"

// Limits, defaults and reasons against the tables of what is deployed.

namespace quanta::policy {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using primitives::MutableTransaction;
using testing::child_of;
using testing::coins_of;
using testing::ordinary;
using testing::TransactionRef;

std::optional<json::Value> read_table(const char* file) {
    const auto path = quanta::testing::test_data(QUANTA_TEST_DATA, file);
    if (!path) return std::nullopt;
    return json::parse(quanta::testing::read_text(*path)).value();
}

class PolicyTable : public ::testing::Test {
protected:
    void SetUp() override {
        if (!m_table) GTEST_SKIP() << "needs reference/policy.json of QUANTA_TEST_DATA";
    }

    const json::Value& value(const char* group, const char* name) const {
        return *m_table->find(group)->find(name);
    }
    int64_t number(const char* group, const char* name) const {
        return value(group, name).as_int64().value();
    }

    const std::optional<json::Value> m_table = read_table("reference/policy.json");
    const Options m_options;
};

TEST_F(PolicyTable, Rates) {
    EXPECT_EQ(m_options.min_relay, FeeRate::per_kvb(number("fees_sat_per_kvB", "min_relay")));
    EXPECT_EQ(m_options.incremental, FeeRate::per_kvb(number("fees_sat_per_kvB", "incremental_relay")));
    EXPECT_EQ(m_options.dust, FeeRate::per_kvb(number("fees_sat_per_kvB", "dust_relay")));
}

TEST_F(PolicyTable, Transactions) {
    EXPECT_EQ(kMaxTransactionWeight, number("tx", "max_weight"));
    EXPECT_EQ(kMinStrippedSize, number("tx", "min_nonwitness_size"));
    EXPECT_EQ(kMinVersion, number("tx", "min_version"));
    EXPECT_EQ(kMaxVersion, number("tx", "max_version"));
    EXPECT_EQ(kMaxScriptSigSize, number("tx", "max_scriptsig"));
    EXPECT_EQ(kMaxSigopCost, number("tx", "max_sigops_cost"));
    EXPECT_EQ(kMaxP2shSigops, number("tx", "max_p2sh_sigops"));
    EXPECT_EQ(kMaxLegacySigops, number("tx", "max_legacy_sigops_bip54"));
    EXPECT_EQ(kMaxBareMultisigKeys, number("tx", "max_bare_multisig_keys"));
    EXPECT_EQ(m_options.bytes_per_sigop, number("tx", "bytes_per_sigop"));
    EXPECT_EQ(m_options.datacarrier_bytes, number("tx", "max_datacarrier_bytes_total"));
    EXPECT_EQ(m_options.permit_bare_multisig, value("tx", "permit_bare_multisig").boolean());
}

TEST_F(PolicyTable, Witnesses) {
    EXPECT_EQ(kMaxP2wshItems, number("tx", "p2wsh_stack_items"));
    EXPECT_EQ(kMaxP2wshItemSize, number("tx", "p2wsh_stack_item_size"));
    EXPECT_EQ(kMaxP2wshScriptSize, number("tx", "p2wsh_script"));
    EXPECT_EQ(kMaxTapscriptItemSize, number("tx", "tapscript_stack_item_size"));
}

TEST_F(PolicyTable, Dust) {
    EXPECT_EQ(kSpendSizeLegacy, number("dust", "spend_cost_bytes_legacy"));
    EXPECT_EQ(kSpendSizeWitness, number("dust", "spend_cost_bytes_witness"));
    EXPECT_EQ(kMaxDustOutputs, number("dust", "dust_outputs_allowed"));
    const std::pair<const char*, base::Bytes> kForms[] = {
        {"p2pkh", testing::p2pkh()},        {"p2sh", testing::p2sh()},         {"p2wpkh", testing::p2wpkh()},
        {"p2wsh", testing::program(0, 32)}, {"p2tr", testing::program(1, 32)}, {"p2a", testing::anchor()}};
    const json::Value& examples = value("dust", "examples_sat_at_3000");
    EXPECT_EQ(examples.object().size(), std::size(kForms));
    for (const auto& [name, script] : kForms)
        EXPECT_EQ(dust_threshold(script, m_options.dust).sat, examples.find(name)->as_int64()) << name;
}

TEST_F(PolicyTable, Packages) {
    EXPECT_EQ(kMaxPackageCount, number("package", "max_count"));
    EXPECT_EQ(kMaxPackageWeight, number("package", "max_weight"));
    EXPECT_EQ(kMaxReplacedClusters, number("rbf", "max_conflicting_clusters"));
    EXPECT_EQ(kTrucVersion, number("truc", "version"));
    EXPECT_EQ(kTrucMaxSize, number("truc", "max_vsize"));
    EXPECT_EQ(kTrucChildMaxSize, number("truc", "child_max_vsize"));
    EXPECT_EQ(kTrucAncestors, number("truc", "ancestors_incl_self"));
    EXPECT_EQ(kTrucDescendants, number("truc", "descendants_incl_self"));
}

/// The name tables give a kind.
std::string kind_name(Rejection::Kind kind) {
    switch (kind) {
        case Rejection::Kind::Consensus:
            return "CONSENSUS";
        case Rejection::Kind::InputsNotStandard:
            return "INPUTS_NOT_STANDARD";
        case Rejection::Kind::NotStandard:
            return "NOT_STANDARD";
        case Rejection::Kind::MissingInputs:
            return "MISSING_INPUTS";
        case Rejection::Kind::PrematureSpend:
            return "PREMATURE_SPEND";
        case Rejection::Kind::WitnessMutated:
            return "WITNESS_MUTATED";
        case Rejection::Kind::WitnessStripped:
            return "WITNESS_STRIPPED";
        case Rejection::Kind::Conflict:
            return "CONFLICT";
        case Rejection::Kind::MempoolPolicy:
            return "MEMPOOL_POLICY";
        case Rejection::Kind::NoMempool:
            return "NO_MEMPOOL";
        case Rejection::Kind::Reconsiderable:
            return "RECONSIDERABLE";
    }
    return {};
}

bool is_word_part(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.';
}

/// What stands for a word of a text: a place where it is a number or a hash.
std::string word_shape(const std::string& word) {
    const bool is_number = word.find_first_not_of("0123456789.") == std::string::npos;
    const bool is_hash = word.size() == 64;
    return is_number || is_hash ? "#" : word;
}

/// `text` with its numbers and hashes, or the places for them, made alike: "input 3 of …", "input %u of …".
std::string shape_of(const std::string& text) {
    std::string shape;
    for (size_t i = 0; i < text.size();) {
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(i);
        const std::string word(begin, std::find_if_not(begin, text.end(), is_word_part));
        const bool is_place = text[i] == '%';
        if (is_place)
            shape += '#';
        else if (word.empty())
            shape += text[i];
        else
            shape += word_shape(word);
        i += is_place ? 2 : std::max<size_t>(word.size(), 1);
    }
    return shape;
}

MutableTransaction with_output(const base::Bytes& script, int64_t value) {
    MutableTransaction transaction = ordinary();
    transaction.outputs.push_back({{value}, script});
    return transaction;
}

/// Rejections of transactions by themselves.
std::vector<Rejection> form_rejections() {
    std::vector<Rejection> all;
    const auto add = [&](const MutableTransaction& transaction, const Options& options = {}) {
        all.push_back(check_context_free(*transaction.freeze(), options).error());
    };
    MutableTransaction transaction = ordinary();
    transaction.version = 0;
    add(transaction);
    add(with_output(testing::data_script(100'000), 0));
    transaction = ordinary();
    transaction.inputs[0].script_sig = base::Bytes(kMaxScriptSigSize + 1, script::OP_1);
    add(transaction);
    transaction.inputs[0].script_sig = {script::OP_NOP};
    add(transaction);
    add(with_output({script::OP_1}, 9999));
    Options options;
    options.datacarrier_bytes = 1;
    add(with_output(testing::data_script(2), 0), options);
    options.permit_bare_multisig = false;
    add(with_output(testing::multisig(1), 9999), options);
    transaction = with_output(testing::p2pkh(), 0);
    transaction.outputs.push_back(transaction.outputs[1]);
    add(transaction);
    transaction = ordinary();
    transaction.outputs = {{{9999}, testing::data_script(1)}};
    add(transaction);
    transaction.inputs[0] = {{}, base::Bytes(2), 0, {}};
    add(transaction);
    all.push_back(
        check_dust_fee(*with_output(testing::p2pkh(), 0).freeze(), {1}, {1}, Options().dust).error());
    all.push_back(check_sigop_cost(kMaxSigopCost + 1).error());
    return all;
}

/// Rejections of what transactions spend.
std::vector<Rejection> spend_rejections() {
    std::vector<Rejection> all;
    const auto add = [&](const base::Bytes& script, const base::Bytes& script_sig,
                         const std::vector<base::Bytes>& witness = {}) {
        MutableTransaction transaction = ordinary();
        transaction.inputs[0].script_sig = script_sig;
        transaction.inputs[0].witness = witness;
        all.push_back(check_inputs(*transaction.freeze(), coins_of(script)).error());
    };
    add(testing::p2pkh(), testing::checksigs(kMaxLegacySigops));
    add({script::OP_1}, {});
    add(testing::program(2, 2), {});
    add(testing::p2sh(), {});
    add(testing::p2sh(), script::ScriptBuilder().push(testing::checksigs(16)).bytes());
    add(testing::p2pkh(), {}, {base::Bytes(1)});
    return all;
}

/// Rejections for what is paid, and of replacements.
std::vector<Rejection> fee_rejections() {
    const FeeRate relay = Options().min_relay;
    Replacement replacement{testing::numbered_txid(1), {5}, 200, {9}, Replacing::Conflicts};
    std::vector<Rejection> all{check_fee_rate({0}, 100, {FeeRate(), relay}).error(),
                               check_fee_rate({0}, 100, {relay, relay}).error(),
                               check_replacement_fee(replacement, relay).error(),
                               check_replaced_clusters(replacement, 101).error()};
    replacement.replaced_fees = {4};
    all.push_back(check_replacement_fee(replacement, relay).error());
    const primitives::Txid ids[] = {testing::numbered_txid(2)};
    all.push_back(check_no_conflicting_ancestor(replacement.txid, ids, ids).error());
    const TransactionRef parent = with_output(testing::p2pkh(), 0).freeze();
    const primitives::Transaction* parents[] = {parent.get()};
    all.push_back(check_dust_spends(*child_of({parent}).freeze(), parents, Options().dust).error());
    return all;
}

TEST(RejectReasons, AreThoseDeployed) {
    const auto table = read_table("reference/reject-reasons.json");
    if (!table) GTEST_SKIP() << "needs reference/reject-reasons.json of QUANTA_TEST_DATA";
    std::set<std::string> deployed;
    for (const json::Value& row : table->find("mempool")->array()) {
        const json::Value* detail = row.find("detail");
        deployed.insert(row.find("reason")->string() + "|" + row.find("result")->string() + "|" +
                        (detail ? shape_of(detail->string()) : ""));
    }
    size_t count = 0;
    for (const auto& rejections : {form_rejections(), spend_rejections(), fee_rejections()}) {
        for (const Rejection& one : rejections) {
            const std::string ours = one.reason + "|" + kind_name(one.kind) + "|" + shape_of(one.detail);
            EXPECT_TRUE(deployed.contains(ours)) << ours;
            ++count;
        }
    }
    std::printf("reject-reasons.json: %zu of %zu reasons\n", count, deployed.size());
}

TEST(RejectReasons, OfVersion3) {
    const auto table = read_table("reference/reject-reasons.json");
    if (!table) GTEST_SKIP() << "needs reference/reject-reasons.json of QUANTA_TEST_DATA";
    std::set<std::string> deployed;
    for (const json::Value& detail : table->find("truc_details")->array())
        deployed.insert(shape_of(detail.string()));
    std::set<std::string> ours;
    const auto add = [&](const MutableTransaction& transaction, int64_t vsize,
                         std::vector<PoolParent> parents) {
        const auto verdict = check_truc(*transaction.freeze(), vsize, parents);
        ours.insert(shape_of(verdict.error().rejection.detail));
    };
    MutableTransaction truc = ordinary();
    truc.version = kTrucVersion;
    const PoolParent parent{TransactionIds(*truc.freeze()), kTrucVersion, 1, 1, {}};
    PoolParent plain = parent;
    plain.version = 2;
    PoolParent with_child = parent;
    with_child.descendants = 2;
    add(truc, kTrucMaxSize + 1, {});
    add(truc, kTrucChildMaxSize + 1, {parent});
    add(truc, 1, {parent, parent});
    add(truc, 1, {with_child});
    add(truc, 1, {plain});
    add(ordinary(), 1, {parent});
    EXPECT_EQ(ours, deployed);
}

}  // namespace
}  // namespace quanta::policy
