// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>
#include <deque>
#include <limits>

#include "base/hex.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/witness_commitment.h"
#include "json/parser.h"
#include "testing/memory_coins.h"
#include "testing/test_data.h"

namespace quanta::consensus {
namespace {

using primitives::Block;
using primitives::BlockHeader;
using primitives::BlockUndo;
using primitives::Coin;
using testing::read_text;

using Verdict = base::Result<void, BlockError>;

/// The current time the verdicts were recorded at, roughly.
constexpr int64_t kNow = 1'772'000'000;

json::Value read_json(const std::filesystem::path& path) {
    return json::parse(read_text(path), std::numeric_limits<size_t>::max()).value();
}

Verdict check_all_scripts(const Block& block, const ConnectedBlock& connected) {
    std::span<const Coin> coins = connected.undo.coins;
    for (const primitives::Transaction& transaction : block.transactions().subspan(1)) {
        const size_t count = transaction.inputs().size();
        const script::SpendContext context(transaction, coins.first(count));
        TRY(check_scripts(context, 0, count, connected.flags));
        coins = coins.subspan(count);
    }
    return {};
}

/// A chain read from a block file and its coins.
class FileChain {
public:
    FileChain(const params::ChainParams& params, const std::filesystem::path& file) : m_params(params) {
        for (base::Bytes& raw : testing::read_block_file(file, params.message_start)) {
            const auto block = Block::parse(std::move(raw)).value();
            if (block->hash() == params.consensus.genesis_hash) {
                link(*block, nullptr);
                continue;
            }
            if (m_links.empty()) link(*Block::parse(params.genesis).value(), nullptr);
            const Verdict verdict = submit(*block, Keep::Yes);
            EXPECT_TRUE(verdict) << m_links.size() << ": " << verdict.error().reason;
            if (!verdict) return;
        }
    }

    enum class Keep : uint8_t { Yes, No };

    /// Runs all stages on `block`. The coins end up with it when it is valid and to keep, else as they were.
    Verdict submit(const Block& block, Keep keep) {
        TRY(check_block(block, m_params.consensus));
        TRY(accept_header(block.header(), tip(), m_params.consensus, kNow));
        TRY(accept_block(block, tip(), m_params.consensus));
        HeaderLink added;
        added.link_to(&tip(), block.header(), block.hash());
        const auto connected = connect_block(block, added, m_params.consensus, m_coins);
        if (!connected) {
            m_coins.disconnect(block, connected.error().undo, connected.error().transactions_applied);
            return base::Err(connected.error().error);
        }
        const Verdict verdict = check_all_scripts(block, *connected);
        if (verdict && keep == Keep::Yes) {
            link(block, &tip());
        } else {
            m_coins.disconnect(block, connected->undo, block.transactions().size());
        }
        return verdict;
    }

    const HeaderLink& tip() const { return m_links.back(); }
    const testing::MemoryCoins& coins() const { return m_coins; }

private:
    void link(const Block& block, const HeaderLink* parent) {
        m_links.emplace_back().link_to(parent, block.header(), block.hash());
    }

    const params::ChainParams& m_params;
    std::deque<HeaderLink> m_links;
    testing::MemoryCoins m_coins;
};

/// Whether `log` ends in what this error prints.
bool is_logged(const std::string& log, const BlockError& error) {
    const std::string text = error.detail.empty() ? error.reason : error.reason + ", " + error.detail;
    return log.ends_with(text) || log.ends_with(text + ")");
}

struct InvalidCase {
    std::string name;
    bool valid;
    std::string reason;
    std::string log;
};

InvalidCase read_case(const json::Value::Member& member) {
    const auto& [name, expected] = member;
    InvalidCase result{name, expected.find("verdict")->string() == "valid", {}, {}};
    const json::Value* reason = expected.find("submitblock");
    if (reason && reason->is_string()) result.reason = reason->string();
    for (const char* key : {"log", "loadblock_log"}) {
        if (const json::Value* log = expected.find(key)) result.log = log->string();
    }
    return result;
}

void run_case(FileChain& chain, const InvalidCase& expected, const std::string& block_hex) {
    SCOPED_TRACE(expected.name);
    const auto block = Block::parse(*base::from_hex(block_hex));
    if (!block) {
        EXPECT_EQ(expected.reason, "error: Block decode failed");
        return;
    }
    const Verdict verdict = chain.submit(**block, FileChain::Keep::No);
    ASSERT_EQ(verdict.has_value(), expected.valid) << (verdict ? "accepted" : verdict.error().reason);
    if (expected.valid) return;
    if (!expected.reason.empty()) {
        EXPECT_EQ(verdict.error().reason, expected.reason);
    }
    EXPECT_TRUE(is_logged(expected.log, verdict.error()))
        << verdict.error().reason << ", " << verdict.error().detail << "\n"
        << expected.log;
}

/// Cases by name, from the files beside expected.json.
std::vector<std::pair<std::string, std::string>> block_texts(const std::filesystem::path& folder) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename() == "expected.json") continue;
        const json::Value value = read_json(entry.path());
        texts.emplace_back(value.find("name")->string(), value.find("block")->string());
    }
    return texts;
}

TEST(Data, SignedSmallAndItsInvalidBlocks) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "data/signed-small");
    if (!folder) GTEST_SKIP() << "needs data/signed-small of QUANTA_TEST_DATA";
    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    FileChain chain(params, *folder / "blk00000.dat");
    const json::Value manifest = read_json(*folder / "manifest.json");
    EXPECT_EQ(chain.tip().hash.to_text(), manifest.find("tip")->string());
    EXPECT_EQ(chain.coins().size(), manifest.find("utxo")->find("count")->as_uint64());
    EXPECT_EQ(chain.coins().total().sat, manifest.find("utxo")->find("total_sat")->as_int64());

    const testing::MemoryCoins before = chain.coins();
    const auto texts = block_texts(*folder / "invalid");
    const json::Value expected = read_json(*folder / "invalid/expected.json");
    for (const json::Value::Member& member : expected.find("cases")->object()) {
        const InvalidCase wanted = read_case(member);
        const auto text = std::ranges::find(texts, wanted.name, &std::pair<std::string, std::string>::first);
        ASSERT_NE(text, texts.end()) << wanted.name;
        run_case(chain, wanted, text->second);
        ASSERT_TRUE(chain.coins() == before) << wanted.name;
    }
    std::printf("expected.json: %zu cases\n", expected.find("cases")->object().size());
    EXPECT_EQ(texts.size(), expected.find("cases")->object().size());
}

TEST(Data, UtxoSmall) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "data/utxo-small");
    if (!folder) GTEST_SKIP() << "needs data/utxo-small of QUANTA_TEST_DATA";
    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    const FileChain chain(params, *folder / "blk00000.dat");
    const json::Value manifest = read_json(*folder / "manifest.json");
    EXPECT_EQ(chain.tip().hash.to_text(), manifest.find("tip")->string());
    EXPECT_EQ(chain.coins().size(), manifest.find("utxo")->find("count")->as_uint64());
    EXPECT_EQ(chain.coins().total().sat, manifest.find("utxo")->find("total_sat")->as_int64());
}

TEST(Data, FirstBlocksOfTheMainChain) {
    const auto file = testing::test_data(QUANTA_TEST_DATA, "vectors/blocks/mainnet-1-255.blk");
    if (!file) GTEST_SKIP() << "needs vectors/blocks of QUANTA_TEST_DATA";
    const params::ChainParams params = params::make_params(params::Chain::Main).value();
    const FileChain chain(params, *file);
    EXPECT_EQ(chain.tip().height, 255);
    std::printf("mainnet-1-255.blk: %d blocks\n", chain.tip().height);
}

/// The coinbase of the blocks of mainnet_alt.json.
base::Bytes alternative_coinbase(primitives::Height height) {
    primitives::MutableTransaction coinbase;
    base::Bytes script = coinbase_height_script(height);
    script.resize(std::max(script.size(), kMinCoinbaseScriptSize));
    coinbase.inputs.push_back({{}, script, kSequenceFinal, {}});
    coinbase.outputs.push_back(
        {kInitialSubsidy, *base::from_hex("76a914eadbac7f36c37e39361168b7aaee3cb24a25312d88ac")});
    return coinbase.serialize();
}

TEST(Data, AlternativeMainChainToItsFirstRetarget) {
    const auto file = testing::test_data(QUANTA_TEST_DATA, "vectors/rpc/mainnet_alt.json");
    if (!file) GTEST_SKIP() << "needs vectors/rpc/mainnet_alt.json of QUANTA_TEST_DATA";
    const json::Value alternative = read_json(*file);
    const auto& times = alternative.find("timestamps")->array();
    const auto& nonces = alternative.find("nonces")->array();
    ASSERT_EQ(times.size(), nonces.size());
    const params::ChainParams params = params::make_params(params::Chain::Main).value();
    const auto genesis = Block::parse(params.genesis).value();
    std::deque<HeaderLink> links(1);
    links[0].link_to(nullptr, genesis->header(), genesis->hash());
    for (size_t i = 0; i < times.size(); ++i) {
        const HeaderLink& parent = links.back();
        BlockHeader header;
        header.version = 0x20000000;
        header.previous = parent.hash;
        header.merkle_root = primitives::MerkleRoot(crypto::sha256d(alternative_coinbase(parent.height + 1)));
        header.time = static_cast<uint32_t>(*times[i].as_uint64());
        header.nonce = static_cast<uint32_t>(*nonces[i].as_uint64());
        header.bits = next_bits(parent, header.time, params.consensus);
        ASSERT_TRUE(check_header_work(header.hash(), header.bits, params.consensus)) << i;
        ASSERT_TRUE(accept_header(header, parent, params.consensus, kNow)) << i;
        links.emplace_back().link_to(&parent, header, header.hash());
    }
    std::printf("mainnet_alt.json: %zu headers\n", times.size());
    EXPECT_EQ(links.back().height, params.consensus.retarget_interval());
    EXPECT_EQ(links[2015].bits, 0x1d00ffffu);
    EXPECT_EQ(links.back().bits, 0x1c3fffc0u);
}

TEST(Data, RealBlocksPassTheChecksWithoutContext) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "vectors/blocks");
    if (!folder) GTEST_SKIP() << "needs vectors/blocks of QUANTA_TEST_DATA";
    const params::ConsensusParams main = params::make_params(params::Chain::Main).value().consensus;
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
        if (entry.path().extension() != ".raw") continue;
        const auto block = Block::parse(testing::read_file(entry.path())).value();
        const Verdict verdict = check_block(*block, main);
        EXPECT_TRUE(verdict) << entry.path() << ": " << verdict.error().reason;
        ++count;
    }
    std::printf("vectors/blocks: %zu blocks\n", count);
    EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace quanta::consensus
