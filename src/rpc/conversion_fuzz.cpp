// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Lines of input are a method and words: what the command line makes of them is JSON that survives its text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "json/parser.h"
#include "rpc/conversion.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    namespace base = quanta::base;
    namespace json = quanta::json;
    namespace rpc = quanta::rpc;
    std::string_view text = base::as_text({data, size});
    std::vector<std::string> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (lines.empty()) return 0;
    const std::string method = lines.front();
    lines.erase(lines.begin());
    const auto positional = rpc::positional_params(method, lines);
    CHECK(!positional || positional->array().size() == lines.size());
    const auto named = rpc::named_params(method, lines);
    CHECK(!named || named->is_object());
    if (positional) (void)json::parse(json::to_text(*positional));
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> texts{"getblock\n00ff\nverbosity=2",
                                              "echojson\n[1]\narg3={\"a\":0.1}", "gettxoutsetinfo\nnone\n12",
                                              "decodepsbt\ncHNidP8="};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts)
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
