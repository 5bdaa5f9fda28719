// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>
#include <filesystem>

#include "chain/chain_fixture.h"
#include "chain/importer.h"
#include "testing/test_data.h"

namespace quanta::chain {
namespace {

class Import : public ChainFixture {
protected:
    /// Imports data/<name> and compares tip and coins with the manifest's.
    void import_data(const std::string& name, const std::string& tip_hash, const std::string& coins_hash) {
        const auto file = testing::test_data(QUANTA_TEST_DATA, "data/" + name + "/blk00000.dat");
        if (!file) GTEST_SKIP() << "needs data/" << name << " of QUANTA_TEST_DATA";
        open();
        auto imported = import_file(*m_chain, *file);
        ASSERT_TRUE(imported) << imported.error();
        EXPECT_EQ(tip(), tip_hash);
        EXPECT_EQ(utxo_hash(), coins_hash);
        std::printf("data/%s: %d blocks\n", name.c_str(), height());
        close();
        open();
        EXPECT_EQ(tip(), tip_hash);
        EXPECT_EQ(utxo_hash(), coins_hash);
    }
};

TEST_F(Import, SignedSmall) {
    import_data("signed-small", "7de5a076de05fc41c7ec317360d9335016d440cf7cc170738a1d11ff397c9638",
                "82dc9d7f6fafcfac22fafaaea800c880bdbf778e4e874e95f89c9df042fc732e");
}

TEST_F(Import, UtxoSmall) {
    import_data("utxo-small", "609cdcc0cf84890192729ff7e4a2e00d496236d9ce24a9f05f55dd110ccd90c2",
                "b7d416445959a0018007cb795f71b23d44f6719080b92ddac40507f2fcb2e39e");
}

TEST_F(Import, MainnetStart) {
    const auto file = testing::test_data(QUANTA_TEST_DATA, "vectors/blocks/mainnet-1-255.blk");
    if (!file) GTEST_SKIP() << "needs vectors/blocks/mainnet-1-255.blk of QUANTA_TEST_DATA";
    m_params = params::make_params(params::Chain::Main).value();
    open();
    ASSERT_TRUE(import_file(*m_chain, *file));
    EXPECT_EQ(height(), 255);
    std::printf("vectors/blocks/mainnet-1-255.blk: %d blocks\n", height());
}

TEST_F(Import, MissingFileIsNamed) {
    open();
    auto imported = import_file(*m_chain, m_directory / "nothing.dat");
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().find("nothing.dat"), std::string::npos) << imported.error();
}

}  // namespace
}  // namespace quanta::chain
