// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any bytes, in pieces, to an end that opened a connection or to one that answers: both end or go on, hold
// no more than has come, and an error is final.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "crypto/ellswift.h"
#include "wire/v2_manual_end.h"
#include "wire/v2_responder.h"
#include "wire/v2_transport.h"

namespace base = quanta::base;
namespace crypto = quanta::crypto;
namespace wire = quanta::wire;

namespace {

/// Feeds `bytes` in pieces of at most `piece`; nothing that arrives can be a message but over v1.
void feed_all(wire::Transport& end, base::ByteSpan bytes, size_t piece) {
    bool failed = false;
    while (!bytes.empty()) {
        const base::ByteSpan part = bytes.first(std::min(piece, bytes.size()));
        bytes = bytes.subspan(part.size());
        const bool fed = end.feed(part).has_value();
        CHECK(!(failed && fed));
        failed = !fed;
        while (const auto message = end.next()) {
            CHECK(end.kind() == wire::TransportKind::V1);
            end.send(message->envelope);
        }
        end.take_output();
    }
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    const auto v1 = wire::make_v1_transport(wire::kTestMagic);
    v1->send({"version", base::Bytes(20, 1)});
    v1->send({"ping", base::Bytes(8)});
    seeds.push_back(v1->take_output());
    seeds.push_back(wire::ManualEnd(crypto::EllSwiftParty::Initiator, "seed", 100).hello());
    for (const size_t size : {size_t{64}, size_t{80}, size_t{64 + 4095 + 16}, size_t{64 + 4095 + 17}})
        seeds.push_back(wire::noise("seed", size));
    // The first byte is the size of pieces, and who is to get them.
    std::vector<std::vector<uint8_t>> both;
    for (const std::vector<uint8_t>& seed : seeds) {
        for (const uint8_t first : {uint8_t{16}, uint8_t{255}}) {
            both.push_back(seed);
            both.back().insert(both.back().begin(), first);
        }
    }
    return both;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const size_t piece = 1 + 4 * size_t{data[0]};
    const base::ByteSpan bytes(data + 1, size - 1);
    if (data[0] % 2 == 0) {
        wire::V2Responder responder(wire::kTestMagic, wire::test_secrets("responder", 10));
        responder.send({"version", base::Bytes(3)});
        feed_all(responder, bytes, piece);
        return 0;
    }
    wire::V2Secrets secrets = wire::test_secrets("initiator", 10);
    wire::V2Transport initiator(wire::kTestMagic, secrets, crypto::EllSwiftParty::Initiator);
    feed_all(initiator, bytes, piece);
    CHECK(initiator.held_bytes() <= std::max(2 * (wire::kMaxGarbage + 16), 16 * size));
    CHECK(initiator.ready() || !initiator.session_id());
    return 0;
}
