// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v1_transport.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"

namespace base = quanta::base;
namespace wire = quanta::wire;

namespace {

constexpr wire::Magic kMagic = {1, 2, 3, 4};

/// All that comes of a stream that arrives in pieces of `step` bytes.
struct Outcome {
    std::vector<wire::Received> received;
    bool failed = false;
    uint64_t dropped = 0;
};

Outcome receive(base::ByteSpan stream, size_t step) {
    Outcome outcome;
    wire::V1Transport transport(kMagic);
    while (!stream.empty() && !outcome.failed) {
        const size_t size = std::min(step, stream.size());
        outcome.failed = !transport.feed(stream.first(size));
        stream = stream.subspan(size);
        CHECK(transport.held_bytes() <= wire::kMaxPayload);
        while (auto received = transport.next())
            outcome.received.push_back(std::move(*received));
    }
    outcome.dropped = transport.dropped();
    return outcome;
}

void check_same(const Outcome& a, const Outcome& b) {
    CHECK(a.failed == b.failed && a.dropped == b.dropped && a.received.size() == b.received.size());
    for (size_t i = 0; i < a.received.size(); ++i) {
        CHECK(a.received[i].envelope.type == b.received[i].envelope.type);
        CHECK(a.received[i].envelope.payload == b.received[i].envelope.payload);
        CHECK(a.received[i].wire_size == b.received[i].wire_size);
    }
}

base::Bytes sent(const std::vector<wire::Received>& messages) {
    wire::V1Transport transport(kMagic);
    for (const wire::Received& message : messages) {
        CHECK(transport.send(message.envelope) == message.wire_size);
    }
    return transport.take_output();
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const base::Bytes stream =
        sent({{{"version", base::Bytes(90, 1)}, 114}, {{"verack", {}}, 24}, {{"tx", {7}}, 25}});
    std::vector<uint8_t> seed{10};
    seed.insert(seed.end(), stream.begin(), stream.end());
    std::vector<uint8_t> bad_checksum = seed;
    bad_checksum[22] ^= 1;
    std::vector<uint8_t> bad_type = seed;
    bad_type[5] = 0;
    return {seed, bad_checksum, bad_type};
}

/// The first byte says how the stream is cut, which changes nothing; what has been received is sent again and
/// received again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const base::ByteSpan stream(data + 1, size - 1);
    const Outcome whole = receive(stream, stream.size());
    check_same(whole, receive(stream, size_t{data[0]} + 1));
    const Outcome again = receive(sent(whole.received), 1000);
    check_same(again, {whole.received, false, 0});
    return 0;
}
