// Copyright (c) 2026 The Quanta developers. MIT licence.
// Any answer of a proxy: no more is wanted than an answer has, and what is sent is what the state asks for.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "net/socks5.h"

namespace {

constexpr size_t kLongestPiece = 255 + 2;
constexpr size_t kMostPieces = 5;

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {{1, 5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 1},
            {0, 5, 2, 1, 0, 5, 0, 0, 3, 2, 'a', 'b', 0, 1},
            {0, 5, 2, 1, 1},
            {1, 5, 0, 5, 0xf0, 0, 1}};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    std::optional<quanta::net::Socks5Credentials> credentials;
    if (data[0] % 2 == 0) credentials = quanta::net::Socks5Credentials{"user", "password"};
    quanta::net::Socks5Client client("host.example", 8333, credentials);
    CHECK(!client.take_output().empty());
    quanta::base::ByteSpan left(data + 1, size - 1);
    size_t pieces = 0;
    while (!client.connected() && client.wanted() <= left.size()) {
        CHECK(client.wanted() > 0 && client.wanted() <= kLongestPiece);
        const auto piece = left.first(client.wanted());
        left = left.subspan(piece.size());
        const auto fed = client.feed(piece);
        if (!fed) {
            CHECK(!fed.error().empty() && !client.connected());
            return 0;
        }
        CHECK(++pieces <= kMostPieces);
    }
    return 0;
}
