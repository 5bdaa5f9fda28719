// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// banlist.json: what is accepted is written and read back the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "addresses/ban_file.h"
#include "base/bytes.h"
#include "base/check.h"

namespace addresses = quanta::addresses;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto file = addresses::decode_bans(quanta::base::as_text({data, size}));
    if (!file) return 0;
    const std::string text = addresses::encode_bans(file->bans);
    const auto again = addresses::decode_bans(text);
    CHECK(again && again->passed_over == 0 && again->bans.size() == file->bans.size());
    CHECK(addresses::encode_bans(again->bans) == text);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (
        const std::string_view text :
        {R"({"banned_nets":[{"version":1,"ban_created":5,"banned_until":19,"address":"1.2.3.0/24"}]})",
         R"({"banned_nets":[{"version":1,"ban_created":5,"banned_until":19,"address":"::1/64"},{"version":2}]})"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}
