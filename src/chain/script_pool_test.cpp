// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/script_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "primitives/transaction.h"
#include "script/opcode.h"
#include "sys/thread.h"

namespace quanta::chain {
namespace {

using primitives::Coin;
using primitives::MutableTransaction;
using primitives::ScriptBytes;

/// A block whose transactions spend as many coins as `sizes` says; the coin with number `bad` of all is one
/// that nobody can spend.
/// With `cache`, transaction number `known` of the block is noted there.
std::shared_ptr<ScriptJob> make_job(const std::vector<uint32_t>& sizes, int bad,
                                    VerifiedCache* cache = nullptr, uint32_t known = 0) {
    MutableTransaction coinbase;
    coinbase.inputs.emplace_back();
    coinbase.outputs.emplace_back();
    std::vector<base::Bytes> transactions{coinbase.serialize()};
    auto undo = std::make_shared<primitives::BlockUndo>();
    for (const uint32_t size : sizes) {
        MutableTransaction transaction;
        transaction.inputs.resize(size);
        transaction.outputs.emplace_back();
        transactions.push_back(transaction.serialize());
        undo->input_counts.push_back(size);
        for (uint32_t i = 0; i < size; ++i) {
            const bool spendable = static_cast<int>(undo->coins.size()) != bad;
            const base::Bytes script{static_cast<uint8_t>(spendable ? script::OP_1 : script::OP_0)};
            undo->coins.push_back(Coin{{1}, ScriptBytes(script), 1, false});
        }
    }
    auto block = primitives::Block::parse(primitives::Block::assemble({}, transactions)).value();
    if (cache != nullptr) cache->add(block->transactions()[known].wtxid(), script::kVerifyP2sh);
    return std::make_shared<ScriptJob>(
        std::move(block), std::move(undo), script::kVerifyP2sh, [] {}, cache);
}

/// The reason the job gives, worked off by three threads.
std::string run(ScriptJob& job) {
    {
        std::vector<sys::Thread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back("worker", [&] {
                while (job.run_one()) {
                }
            });
    }
    EXPECT_TRUE(job.done());
    const auto error = job.error();
    return error ? error->detail.substr(0, error->detail.find(" of ")) : "fine";
}

TEST(ScriptJob, EveryInputIsVerifiedOnceCutIntoUnits) {
    const std::vector<std::vector<uint32_t>> cases = {{1},  {23, 1, 1}, {24},           {64},
                                                      {65}, {200, 3},   {3, 200, 65, 1}};
    for (const std::vector<uint32_t>& sizes : cases) {
        EXPECT_EQ(run(*make_job(sizes, -1)), "fine");
        int coin = 0;
        for (const uint32_t size : sizes) {
            for (uint32_t input = 0; input < size; ++input, ++coin) {
                EXPECT_EQ(run(*make_job(sizes, coin)), "input " + std::to_string(input));
            }
        }
    }
}

TEST(ScriptJob, WhatIsKnownIsNotVerifiedAgain) {
    for (const std::vector<uint32_t>& sizes : {std::vector<uint32_t>{1, 5, 2}, {3, 200, 1}}) {
        VerifiedCache cache(0, {});
        EXPECT_NE(run(*make_job(sizes, 4)), "fine");
        EXPECT_NE(run(*make_job(sizes, 4, &cache, 1)), "fine") << "it is another one that is known";
        EXPECT_EQ(run(*make_job(sizes, 4, &cache, 2)), "fine");
    }
}

TEST(ScriptJob, ACancelledJobEnds) {
    const auto job = make_job({200, 200}, 0);
    job->cancel();
    EXPECT_EQ(run(*job), "fine");
}

}  // namespace
}  // namespace quanta::chain
