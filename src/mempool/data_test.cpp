// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// A recorded pool on top of a recorded chain.
#include <gtest/gtest.h>

#include "base/hex.h"
#include "mempool/chain_fixture.h"
#include "testing/test_data.h"

namespace quanta::mempool {
namespace {

/// The value of string member `name` in one line of JSON.
std::string member(const std::string& line, const std::string& name) {
    const std::string key = "\"" + name + "\":\"";
    const size_t at = line.find(key);
    if (at == std::string::npos) return {};
    const size_t begin = at + key.size();
    return line.substr(begin, line.find('"', begin) - begin);
}

class DataTest : public ChainPoolTest {
protected:
    void open_with(const std::filesystem::path& folder) {
        clock.set_system_time_s(1'700'180'000);
        open();
        const auto blocks = testing::read_block_file(folder / "blk00000.dat", builder.params().message_start);
        for (const base::Bytes& raw : blocks) {
            const auto parsed = primitives::Block::parse(raw);
            ASSERT_TRUE(parsed);
            if ((*parsed)->header().previous.is_null()) continue;
            chain->submit(*parsed, {});
        }
        const auto last = primitives::Block::parse(blocks.back()).value();
        for (auto at = chain->snapshot(); at->tip->hash != last->hash();)
            at = chain->wait_for_tip_change(at->tip, std::chrono::seconds(10));
        pool->sync();
        ASSERT_EQ(pool->reader().info().tip->hash, last->hash());
    }
    static std::vector<TransactionRef> transactions_of(const std::filesystem::path& file) {
        std::vector<TransactionRef> transactions;
        const std::string text = testing::read_text(file);
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find('\n', at), text.size());
            const std::string line = text.substr(at, end - at);
            at = end + 1;
            if (line.empty()) continue;
            transactions.push_back(
                std::move(primitives::parse_transaction(*base::from_hex(member(line, "hex")))).value());
            EXPECT_EQ(transactions.back()->txid().to_text(), member(line, "txid"));
        }
        return transactions;
    }
};

TEST_F(DataTest, TheRecordedPoolIsAcceptedWhole) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "data/signed-small");
    if (!folder) GTEST_SKIP() << "needs data/signed-small of QUANTA_TEST_DATA";
    options.check_every = 0;
    open_with(*folder);
    const auto transactions = transactions_of(*folder / "mempool.jsonl");
    std::printf("mempool.jsonl: %zu transactions\n", transactions.size());
    size_t accepted = 0;
    for (const TransactionRef& transaction : transactions) {
        const std::string answer = offer(transaction);
        EXPECT_EQ(answer, "ok") << transaction->txid().to_text();
        if (answer == "ok") ++accepted;
    }
    EXPECT_EQ(accepted, transactions.size());
    // All at once, in a pool of its own.
    make_pool();
    std::atomic<size_t> again{0};
    for (const TransactionRef& transaction : transactions) {
        pool->submit(transaction, {}, [&](const TransactionResult& result) {
            if (result.accepted()) ++again;
        });
    }
    while (pool->reader().info().count < transactions.size())
        std::this_thread::yield();
    pool->stop();
    EXPECT_EQ(again.load(), transactions.size());
}

}  // namespace
}  // namespace quanta::mempool
