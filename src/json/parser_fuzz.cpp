// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Whatever is accepted must survive writing and parsing again, compact and indented.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "json/number.h"
#include "json/parser.h"
#include "json/writer.h"

namespace base = quanta::base;
namespace json = quanta::json;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = base::as_text({data, size});
    (void)json::parse_fixed_point(text, json::kAmountPlaces);
    const auto value = json::parse(text, 1 << 20);
    if (!value) return 0;
    const std::string compact = json::to_text(*value);
    const auto again = json::parse(compact);
    CHECK(again && *again == *value);
    std::string indented;
    json::Writer(indented, 2).value(*value);
    const auto third = json::parse(indented);
    CHECK(third && json::to_text(*third) == compact);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> texts{R"({"method":"getblock","params":["00ff",2],"id":1})",
                                              R"([1,-2,18446744073709551615,0.00000001,1e-8])",
                                              R"(["\u00e9\ud83d\ude00\n",true,false,null,{}])",
                                              R"({"a":{"a":[[[]]],"a":""}})",
                                              "0.10000000",
                                              "-21e6"};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts) seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
