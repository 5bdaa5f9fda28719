// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <deque>

#include "base/check.h"
#include "codec/reader.h"
#include "consensus/rules.h"
#include "testing/block_builder.h"

namespace base = quanta::base;
namespace codec = quanta::codec;
namespace consensus = quanta::consensus;
namespace params = quanta::params;
namespace primitives = quanta::primitives;
using consensus::HeaderLink;
using primitives::BlockHeader;

namespace {

constexpr int64_t kNow = 2'000'000'000;
/// Bytes of one header in the input: which link it stands on, then its fields.
constexpr size_t kRecordSize = 1 + BlockHeader::kSize;

const params::ConsensusParams& rules(uint8_t choice) {
    static const params::ConsensusParams kRules[] = {
        params::make_params(params::Chain::Regtest).value().consensus,
        params::make_params(params::Chain::Testnet4).value().consensus,
        params::make_params(params::Chain::Main).value().consensus,
    };
    return kRules[choice % std::size(kRules)];
}

void check_links(const HeaderLink& link, const HeaderLink& other) {
    for (const HeaderLink* at = &link; at; at = at->previous) {
        CHECK(link.ancestor(at->height) == at);
        CHECK(at->max_time >= at->time);
        const primitives::Uint256 before = at->previous ? at->previous->chain_work : primitives::Uint256();
        CHECK(at->chain_work - before == consensus::work_of(at->bits));
    }
    const HeaderLink* fork = consensus::fork_point(&link, &other);
    CHECK(fork && link.ancestor(fork->height) == fork && other.ancestor(fork->height) == fork);
    CHECK(link.height == fork->height || link.ancestor(fork->height + 1) != other.ancestor(fork->height + 1));
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<uint8_t> seed{0};
    const BlockHeader header{.version = 4,
                             .previous = {},
                             .merkle_root = {},
                             .time = 1'700'000'000,
                             .bits = 0x207fffff,
                             .nonce = 3};
    for (uint8_t parent : {0, 1, 1, 2}) {
        seed.push_back(parent);
        const auto bytes = header.serialize();
        seed.insert(seed.end(), bytes.begin(), bytes.end());
    }
    return {seed};
}

/// A tree of headers, each on a link of the input's choice, whether the rules accept it or not.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const params::ConsensusParams& params = rules(data[0]);
    codec::Reader reader(base::ByteSpan(data + 1, size - 1));
    std::deque<HeaderLink> links(1);
    links[0].link_to(nullptr,
                     BlockHeader{.version = 1,
                                 .previous = {},
                                 .merkle_root = {},
                                 .time = 1'600'000'000,
                                 .bits = 0x207fffff,
                                 .nonce = 0},
                     {});
    while (reader.remaining() >= kRecordSize) {
        const HeaderLink& parent = links[reader.read<uint8_t>().value() % links.size()];
        const BlockHeader header = BlockHeader::parse(reader).value();
        const auto work = consensus::check_header_work(header.hash(), header.bits, params);
        const auto accepted = consensus::accept_header(header, parent, params, kNow);
        CHECK(work || work.error().code == consensus::ErrorCode::HighHash);
        CHECK(!accepted || header.bits == consensus::next_bits(parent, header.time, params));
        links.emplace_back().link_to(&parent, header, header.hash());
        check_links(links.back(), links[header.nonce % links.size()]);
    }
    return 0;
}
