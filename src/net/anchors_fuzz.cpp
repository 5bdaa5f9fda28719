// Copyright (c) 2026 The Quanta developers. MIT licence.
// Any anchors.dat, with its checksum made right or not: few anchors come of it, which survive a round trip.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "net/anchors.h"

namespace {

constexpr quanta::addresses::ChainMagic kMagic{0xf9, 0xbe, 0xb4, 0xd9};

void try_file(quanta::base::ByteSpan file) {
    const auto anchors = quanta::net::parse_anchors(kMagic, file);
    if (!anchors) {
        CHECK(!anchors.error().empty());
        return;
    }
    CHECK(anchors->size() <= quanta::net::kMaxAnchors);
    const auto again = quanta::net::parse_anchors(kMagic, quanta::net::serialize_anchors(kMagic, *anchors));
    CHECK(again && *again == *anchors);
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<quanta::wire::KnownAddress> anchors;
    for (const char* text : {"1.2.3.4:8333", "[2001:db9::1]:18333"}) {
        anchors.push_back({*quanta::wire::Service::from_text(text, 0), 1033, 1'700'000'000});
    }
    const auto file = quanta::net::serialize_anchors(kMagic, anchors);
    return {file, std::vector<uint8_t>(file.begin() + 4, file.end() - 32), {0}, {}};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const quanta::base::ByteSpan bytes(data, size);
    try_file(bytes);
    try_file(quanta::addresses::frame_contents(kMagic, bytes));
    return 0;
}
