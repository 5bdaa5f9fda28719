// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Two ends with somebody between them who changes, drops, repeats and cuts what goes by: what arrives is what
// was sent, from the first message on, up to where it was meddled with.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "wire/v2_manual_end.h"
#include "wire/v2_responder.h"
#include "wire/v2_transport.h"

namespace base = quanta::base;
namespace wire = quanta::wire;

namespace {

constexpr size_t kMessages = 6;

/// The message number `i` of an end.
wire::Envelope message(size_t i) {
    return {i % 2 == 0 ? "ping" : "version", wire::noise("payload " + std::to_string(i), 11 * i)};
}

/// What the input does to the bytes that go by, three bytes for each deed.
class Meddler {
public:
    explicit Meddler(base::ByteSpan deeds) : m_deeds(deeds) {}

    bool has_meddled() const { return m_meddled; }
    base::Bytes pass(base::Bytes bytes) {
        // About one deed for each piece that is sent.
        if (m_deeds.size() < 3 || bytes.empty()) return bytes;
        const auto at = static_cast<std::ptrdiff_t>((m_deeds[1] | size_t{m_deeds[2]} << 8) % bytes.size());
        const uint8_t deed = m_deeds[0];
        m_deeds = m_deeds.subspan(3);
        m_meddled |= deed % 8 < 5;
        switch (deed % 8) {
            case 0:
                bytes[static_cast<size_t>(at)] ^= static_cast<uint8_t>(deed | 1);
                break;
            case 1:
                bytes.erase(bytes.begin() + at);
                break;
            case 2:
                bytes.insert(bytes.begin() + at, deed);
                break;
            case 3:
                bytes.resize(static_cast<size_t>(at));
                break;
            case 4:
                bytes.insert(bytes.end(), bytes.begin() + at, bytes.end());
                break;
            default:
                break;
        }
        return bytes;
    }

private:
    base::ByteSpan m_deeds;
    bool m_meddled = false;
};

/// Whether the messages that have come are those of message(), from number `from` on, which it advances.
void check_received(wire::Transport& end, size_t& from) {
    while (const auto received = end.next()) {
        // A first message of v1 can be made of a key by nobody in these few changes.
        CHECK(end.kind() == wire::TransportKind::V2);
        CHECK(from < kMessages);
        CHECK(received->envelope.type == message(from).type &&
              received->envelope.payload == message(from).payload);
        ++from;
    }
    CHECK(end.dropped() == 0);
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {{},
            {5, 0, 0, 6, 0, 0},
            {0, 70, 0},
            {5, 0, 0, 0, 70, 0},
            {5, 0, 0, 5, 0, 0, 5, 0, 0, 0, 9, 0},
            {7, 0, 0, 7, 0, 0, 4, 0, 0},
            {1, 3, 0},
            {2, 3, 0, 3, 30, 0},
            {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 1, 40, 0}};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Meddler meddler({data, size});
    const auto initiator = wire::make_v2_initiator(wire::kTestMagic, wire::test_secrets("initiator", 40));
    const auto responder = wire::make_v2_responder(wire::kTestMagic, wire::test_secrets("responder", 0));
    size_t at_initiator = 0;
    size_t at_responder = 0;
    bool intact = true;
    for (size_t round = 0; intact && round < kMessages + 3; ++round) {
        if (round < kMessages) {
            initiator->send(message(round));
            responder->send(message(round));
        }
        intact = responder->feed(meddler.pass(initiator->take_output())).has_value();
        check_received(*responder, at_responder);
        if (!intact) break;
        intact = initiator->feed(meddler.pass(responder->take_output())).has_value();
        check_received(*initiator, at_initiator);
    }
    if (meddler.has_meddled()) return 0;
    CHECK(intact && at_initiator == kMessages && at_responder == kMessages);
    CHECK(initiator->session_id() == responder->session_id());
    return 0;
}
