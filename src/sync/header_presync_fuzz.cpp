// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/header_presync.h"

#include <algorithm>

#include "base/check.h"
#include "codec/reader.h"
#include "consensus/header_link.h"
#include "sync/test_headers.h"

namespace primitives = quanta::primitives;
using primitives::BlockHash;
using primitives::BlockHeader;
using quanta::codec::Reader;
using quanta::sync::HeaderPresync;
using Phase = HeaderPresync::Phase;

namespace {

constexpr uint32_t kRequiredBlocks = 60;
constexpr size_t kBuffer = 20;
constexpr size_t kMaxBatch = 40;

quanta::params::ChainParams small_params() {
    auto params = quanta::params::make_params(quanta::params::Chain::Regtest).value();
    params.headers_sync_commitment_period = 3;
    params.headers_sync_redownload_buffer = kBuffer;
    return params;
}

/// Headers on top of a block of the input's choice: where the state is, the first one, or one seen before.
std::vector<BlockHeader> next_batch(Reader& reader, const HeaderPresync& presync,
                                    const std::vector<BlockHeader>& seen, uint32_t start_time) {
    const uint8_t place = reader.read<uint8_t>().value_or(0);
    const size_t count = reader.read<uint8_t>().value_or(1) % kMaxBatch + 1;
    const uint8_t salt = reader.read<uint8_t>().value_or(0) % 4;
    BlockHash previous = presync.last();
    if (place % 8 == 6) previous = presync.start().hash;
    if (place % 8 == 7 && !seen.empty()) previous = seen[salt * 7919u % seen.size()].hash();
    auto headers = quanta::sync::test_headers(previous, start_time, count, salt % 2);
    if (place >= 248) headers.back().bits ^= 1u << (place % 8);
    return headers;
}

/// What was let out is one chain from the start on, of enough work once the state says that it is done.
class Checker {
public:
    explicit Checker(const quanta::chain::HeaderNode& start) : m_last(start.hash), m_work(start.chain_work) {}

    void take(const HeaderPresync::Step& step) {
        CHECK(step.failure == HeaderPresync::Failure::None || step.ready.empty());
        for (const BlockHeader& header : step.ready) {
            CHECK(header.previous == m_last);
            m_last = header.hash();
            m_work += quanta::consensus::work_of(header.bits);
        }
    }
    const primitives::Uint256& work() const { return m_work; }

private:
    BlockHash m_last;
    primitives::Uint256 m_work;
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<uint8_t> twice{0};
    for (int i = 0; i < 4; ++i)
        twice.insert(twice.end(), {0, 39, 0, 1});
    std::vector<uint8_t> other = twice;
    other[11] = 1;
    return {twice, other, {0, 0, 10, 0, 0}};
}

/// A peer's headers, whatever they are, to a state of small parameters.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const quanta::params::ChainParams kParams = small_params();
    Reader reader(quanta::base::ByteSpan(data, size));
    quanta::chain::HeaderTree tree;
    const auto genesis = primitives::Block::parse(kParams.genesis).value();
    const auto& start = tree.add(nullptr, genesis->header(), genesis->hash());
    quanta::sys::FakeRandom random(reader.read<uint8_t>().value_or(0));
    const auto required = start.chain_work + quanta::consensus::work_of(0x207fffff) * kRequiredBlocks;
    HeaderPresync presync(start, kParams, required, random, static_cast<int64_t>(start.time) + 600);
    Checker checker(start);
    std::vector<BlockHeader> seen;
    bool failed = false;
    while (reader.remaining() > 0 && presync.phase() != Phase::Done) {
        // A second look often means the same headers as before.
        const auto headers = next_batch(reader, presync, seen, start.time);
        const bool more = reader.read<uint8_t>().value_or(0) % 4 != 0;
        seen.insert(seen.end(), headers.begin(), headers.end());
        const auto step = presync.take(headers, quanta::sync::hashes_of(headers), more);
        checker.take(step);
        failed = step.failure != HeaderPresync::Failure::None;
        CHECK(!failed || presync.phase() == Phase::Done);
        // Four numbers a header, its root, and the bits of what six a second can be in the time.
        CHECK(presync.memory() <= (kBuffer + kMaxBatch) * 48 + 6 * (600 + 7'200) / 8);
    }
    if (presync.phase() == Phase::Done && !failed) CHECK(checker.work() >= required);
    return 0;
}
