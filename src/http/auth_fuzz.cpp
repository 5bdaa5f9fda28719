// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What operators and clients write about themselves: headers, -rpcauth, -rpcallowip, -rpcwhitelist.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/check.h"
#include "http/allow_list.h"
#include "http/auth.h"
#include "http/message.h"
#include "sys/random.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    namespace base = quanta::base;
    namespace http = quanta::http;
    const std::string text(base::as_text({data, size}));
    if (const auto bytes = base::from_base64(text)) CHECK(base::to_base64(*bytes) == text);
    CHECK(base::from_base64(base::to_base64(text)) == text);
    CHECK(http::decode_percent(http::encode_percent(text)) == text);
    (void)http::decode_percent(text);

    quanta::sys::FakeRandom random(1);
    http::Credentials credentials(random);
    (void)credentials.add_hashed(text);
    CHECK(!credentials.check(text));
    credentials.add_password("u", text);
    CHECK(credentials.check("Basic " + base::to_base64("u:" + text)) == "u");

    http::AllowList list;
    // An address alone lets itself in.
    if (list.add(text) && text.find('/') == std::string::npos) CHECK(list.allows(text));
    const http::Whitelist whitelist({text, "a:b"}, std::nullopt);
    CHECK(!whitelist.allows("a", "c"));
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> texts{
        "Basic dTpw",    "10.0.0.0/255.0.0.0",
        "2001:db8::/32", "127.0.0.1",
        "fe80::1%eth0",  "a:help, stop",
        "a%20b",         "u:salt$0000000000000000000000000000000000000000000000000000000000000000"};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts) seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
