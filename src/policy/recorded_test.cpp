// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <sstream>

#include "base/hex.h"
#include "json/parser.h"
#include "policy/dust.h"
#include "policy/standard.h"
#include "policy/test_support.h"
#include "testing/test_data.h"

namespace quanta::policy {
namespace {

using primitives::Transaction;
using testing::text_of;
using testing::TransactionRef;

/// A transaction offered by itself and the whole answer; "" where it was taken.
struct Sample {
    TransactionRef transaction;
    std::string answer;
};

std::vector<json::Value> read_lines(const std::filesystem::path& path) {
    std::vector<json::Value> values;
    std::istringstream lines(quanta::testing::read_text(path));
    for (std::string line; std::getline(lines, line);)
        values.push_back(json::parse(line).value());
    return values;
}

/// The parameter that comes first, by whichever of the names it goes.
const json::Value* first_argument(const json::Value& params) {
    if (params.is_array()) return params.array().empty() ? nullptr : &params.array()[0];
    if (const json::Value* args = params.find("args")) return first_argument(*args);
    const json::Value* raw = params.find("rawtxs");
    return raw ? raw : params.find("hexstring");
}

/// Nothing for text that is cut short or no transaction.
TransactionRef parse(const json::Value& hex) {
    if (!hex.is_string()) return nullptr;
    const auto bytes = base::from_hex(hex.string());
    if (!bytes) return nullptr;
    auto parsed = primitives::parse_transaction(*bytes);
    return parsed ? *std::move(parsed) : nullptr;
}

std::optional<Sample> accept_sample(const json::Value& line) {
    const json::Value* raw = first_argument(*line.find("params"));
    const json::Value* reply = line.find("reply");
    if (!raw || !reply || !raw->is_array() || raw->array().size() != 1) return std::nullopt;
    const json::Value& result = reply->array()[0];
    const json::Value* reason = result.find("reject-details");
    if (!reason) reason = result.find("reject-reason");
    return Sample{parse(raw->array()[0]), reason ? reason->string() : std::string()};
}

std::optional<Sample> send_sample(const json::Value& line) {
    const json::Value* raw = first_argument(*line.find("params"));
    if (!raw) return std::nullopt;
    const json::Value* error = line.find("error");
    return Sample{parse(*raw), error ? error->find("message")->string() : std::string()};
}

/// Answers that say nothing but what the transaction itself says, under default options.
const std::set<std::string> kContextFree = {
    "bad-txns-vin-empty",
    "bad-txns-vout-empty",
    "bad-txns-vout-negative",
    "bad-txns-vout-toolarge",
    "bad-txns-txouttotal-toolarge",
    "bad-txns-inputs-duplicate",
    "coinbase",
    "version",
    "scriptsig-size",
    "scriptsig-not-pushonly",
    "scriptpubkey",
    "tx-size-small",
};

/// The options of the node that gave the answer, as far as it shows.
Options options_for(const std::string& answer) {
    Options options;
    options.permit_bare_multisig = answer != "bare-multisig";
    if (answer == "datacarrier") options.datacarrier_bytes = std::nullopt;
    return options;
}

/// Whether what we say of `sample` by itself goes with the answer recorded.
void check_sample(const Sample& sample) {
    const Transaction& transaction = *sample.transaction;
    const Options options = options_for(sample.answer);
    const std::string ours = text_of(check_context_free(transaction, options));
    const bool by_options = sample.answer == "bare-multisig" || sample.answer == "datacarrier";
    if (by_options || kContextFree.contains(sample.answer)) {
        EXPECT_EQ(ours, sample.answer);
        return;
    }
    // What got further may have been offered to a node that asks for no standard forms.
    Options any = options;
    any.require_standard = false;
    EXPECT_EQ(text_of(check_context_free(transaction, any)), "") << sample.answer;
    if (sample.answer.starts_with("dust, ")) {
        EXPECT_EQ(ours, "");
        EXPECT_EQ(dust_outputs(transaction, options.dust).size(), 1u);
        EXPECT_EQ(text_of(check_dust_fee(transaction, {1}, {1}, options.dust)), sample.answer);
    }
}

void check_recorded(const char* file, std::optional<Sample> (*read)(const json::Value&)) {
    const auto path = quanta::testing::test_data(QUANTA_TEST_DATA, file);
    if (!path) GTEST_SKIP() << "needs " << file << " of QUANTA_TEST_DATA";
    size_t count = 0;
    for (const json::Value& line : read_lines(*path)) {
        const std::optional<Sample> sample = read(line);
        if (!sample || !sample->transaction) continue;
        SCOPED_TRACE(sample->transaction->txid().to_text());
        check_sample(*sample);
        ++count;
    }
    std::printf("%s: %zu cases\n", file, count);
    EXPECT_GT(count, 20u);
}

TEST(Recorded, TestMempoolAccept) {
    check_recorded("reference/rpc-transcripts/testmempoolaccept.jsonl", accept_sample);
}

TEST(Recorded, SendRawTransaction) {
    check_recorded("reference/rpc-transcripts/sendrawtransaction.jsonl", send_sample);
}

}  // namespace
}  // namespace quanta::policy
