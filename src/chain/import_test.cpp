// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>
#include <filesystem>

#include "chain/chain_fixture.h"
#include "chain/importer.h"
#include "codec/writer.h"
#include "store/xor_key.h"
#include "sys/file.h"
#include "testing/test_data.h"

namespace quanta::chain {
namespace {

class Import : public ChainFixture {
protected:
    /// Appends a record with `block` to `file`.
    void append(base::Bytes& file, base::ByteSpan block) const {
        codec::Writer(file)
            .write_bytes(m_params.message_start)
            .write(static_cast<uint32_t>(block.size()))
            .write_bytes(block);
    }
    void write(const std::string& name, base::ByteSpan bytes) const {
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), (m_directory / name).string(), bytes));
    }

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

TEST_F(Import, OrderDoesNotMatterInAFileOfAnotherNode) {
    testing::ChainBuilder builder;
    builder.mine_empty(9);
    const auto& all = builder.blocks();
    const store::XorKey key = {1, 2, 3, 4, 5, 6, 7, 8};
    base::Bytes file;
    for (const size_t i : {0, 8, 3, 2, 1, 7, 6, 5, 4}) append(file, all[i]->raw());
    store::apply_xor(file, key, 0);
    write("xor.dat", key);
    write("blk00000.dat", file);
    open();
    ASSERT_TRUE(import_file(*m_chain, m_directory / "blk00000.dat"));
    EXPECT_EQ(tip(), all.back()->hash().to_text());
}

TEST_F(Import, ParentsMayBeInALaterFile) {
    testing::ChainBuilder builder;
    builder.mine_empty(6);
    const auto& all = builder.blocks();
    base::Bytes first;
    base::Bytes second;
    for (const size_t i : {2, 4, 5}) append(first, all[i]->raw());
    for (const size_t i : {3, 1, 0}) append(second, all[i]->raw());
    write("first.dat", first);
    write("second.dat", second);
    open();
    FileImporter importer(*m_chain);
    ASSERT_TRUE(importer.import(m_directory / "first.dat"));
    EXPECT_EQ(height(), 0);
    ASSERT_TRUE(importer.import(m_directory / "second.dat"));
    EXPECT_EQ(tip(), all.back()->hash().to_text());
}

TEST_F(Import, DamagedCopyDoesNotCostTheBlocksAfterIt) {
    testing::ChainBuilder builder;
    builder.mine_empty(6);
    const auto& all = builder.blocks();
    base::Bytes damaged(all[2]->raw().begin(), all[2]->raw().end());
    damaged[primitives::BlockHeader::kSize + 60] ^= 1;  // in the coinbase
    base::Bytes file;
    for (const size_t i : {0, 1}) append(file, all[i]->raw());
    append(file, damaged);
    for (const size_t i : {3, 4, 5, 2}) append(file, all[i]->raw());
    write("blk00000.dat", file);
    open();
    ASSERT_TRUE(import_file(*m_chain, m_directory / "blk00000.dat"));
    EXPECT_EQ(tip(), all.back()->hash().to_text());
}

TEST_F(Import, MissingFileIsNamed) {
    open();
    auto imported = import_file(*m_chain, m_directory / "nothing.dat");
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().find("nothing.dat"), std::string::npos) << imported.error();
}

}  // namespace
}  // namespace quanta::chain
