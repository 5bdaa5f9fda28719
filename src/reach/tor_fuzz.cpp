// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What Tor's control port may answer: lines, values, and a whole session of them.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "reach/tor_reply.h"
#include "reach/tor_session.h"

namespace base = quanta::base;
namespace reach = quanta::reach;

namespace {

void read_values(std::string_view text) {
    const auto values = reach::parse_tor_values(text);
    if (!values) return;
    for (const auto& [key, value] : *values) {
        const auto again = reach::parse_tor_values("K=" + reach::quote_for_tor(value));
        CHECK(again && again->at("K") == value);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan bytes{data, size};
    read_values(base::as_text(bytes));
    reach::TorRequest request;
    request.read_cookie = [](const std::string&) -> base::Result<base::Bytes, std::string> {
        return base::Bytes(32);
    };
    reach::TorSession session(request);
    session.begin();
    reach::TorReplyParser parser;
    bool alive = true;
    for (size_t at = 0; at < size && alive; at += 100) {
        alive = parser.feed(bytes.subspan(at, std::min<size_t>(100, size - at))).has_value();
        while (std::optional<reach::TorReply> reply = parser.next()) {
            CHECK(reply->lines.size() <= reach::kMaxTorReplyLines);
            alive = alive && session.on_reply(*reply).has_value();
        }
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text :
         {"250-PROTOCOLINFO 1\r\n250-AUTH METHODS=NULL\r\n250 OK\r\n250 "
          "OK\r\n250-net/listeners/socks=\"127.0.0.1:9050\"\r\n"
          "250 OK\r\n250-ServiceID=pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd\r\n"
          "250-PrivateKey=ED25519-V3:QUJD\r\n250 OK\r\n",
          "250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE=\"/a \\\"b\\\\\"\r\n250 OK\r\n"
          "250 AUTHCHALLENGE SERVERHASH=00 SERVERNONCE=00\r\n",
          "250+data\r\n..x\r\n.\r\n250 OK\r\n650 event\r\n", "A=b C=\"d\\101\\n\" F"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}
