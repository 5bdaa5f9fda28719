// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_keeper.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "node/node_fixture.h"
#include "testing/spending.h"

namespace quanta::node {
namespace {

class PoolKeeperTest : public NodeFixture {
protected:
    NodeOptions wanted() const {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        return wanted;
    }
    std::string file() const { return (m_directory / "mempool.dat").string(); }
    bool has_file() const { return sys::real_file_system().exists(file()); }
    /// A node at height 101 with a transaction in its pool.
    void start_with_transaction(const NodeOptions& wanted) {
        start(wanted);
        grow(101);
        wait_until_loaded();
        const auto transaction = testing::spend_to(std::vector{m_builder.coinbase_coin(1)},
                                                   testing::anyone_witness_script(), {10'000})
                                     .freeze();
        pool().sync();
        ASSERT_TRUE(pool().accept(transaction).accepted());
    }
    void wait_until_loaded() {
        while (!m_node->pool().loaded())
            std::this_thread::yield();
    }
    mempool::Mempool& pool() { return m_node->pool().pool(); }
    size_t count() { return pool().reader().info().count; }
};

TEST_F(PoolKeeperTest, ThePoolIsThereAfterARestart) {
    start_with_transaction(wanted());
    m_node->stop();
    EXPECT_TRUE(has_file());
    start(wanted());
    wait_until_loaded();
    EXPECT_EQ(count(), 1u);
}

TEST_F(PoolKeeperTest, NothingIsWrittenOrReadUnasked) {
    NodeOptions unkept = wanted();
    unkept.pool.persist = false;
    start_with_transaction(unkept);
    m_node->stop();
    EXPECT_FALSE(has_file());

    start_with_transaction(wanted());
    m_node->stop();
    EXPECT_TRUE(has_file());
    start(unkept);
    wait_until_loaded();
    EXPECT_EQ(count(), 0u);
}

TEST_F(PoolKeeperTest, ItIsSavedAndImportedOnRequest) {
    NodeOptions unkept = wanted();
    unkept.pool.persist = false;
    start_with_transaction(unkept);
    const auto saved = m_node->pool().save();
    ASSERT_TRUE(saved) << saved.error();
    EXPECT_EQ(*saved, file());
    m_node->stop();
    start(unkept);
    wait_until_loaded();
    const auto imported = m_node->pool().import(*saved, {});
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->accepted, 1u);
    EXPECT_EQ(count(), 1u);
    EXPECT_FALSE(m_node->pool().import(file() + ".not", {}));
}

TEST_F(PoolKeeperTest, AFileThatIsNoneIsLeftAlone) {
    const base::Bytes bytes(100, 7);
    ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), file(), bytes));
    start(wanted());
    wait_until_loaded();
    EXPECT_EQ(count(), 0u);
}

}  // namespace
}  // namespace quanta::node
