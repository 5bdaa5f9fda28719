// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "descriptor/descriptor.h"

namespace params = quanta::params;
namespace descriptor = quanta::descriptor;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    const auto parsed = descriptor::Descriptor::parse(quanta::base::as_text({data, size}), params);
    if (!parsed) return 0;
    // What is written reads as the same again.
    const std::string text = parsed->to_text(descriptor::TextForm::Private).value();
    const auto again = descriptor::Descriptor::parse(text, params, descriptor::ChecksumRule::Required);
    CHECK(again && again->to_text(descriptor::TextForm::Private) == text);
    const auto expansion = parsed->expand(1);
    const auto other = again->expand(1);
    CHECK(expansion.has_value() == other.has_value());
    CHECK(!expansion || expansion->script == other->script);
    const auto concrete = parsed->text_at(1);
    CHECK(concrete.has_value() == expansion.has_value());
    if (!concrete) return 0;
    const auto single = descriptor::Descriptor::parse(*concrete, params, descriptor::ChecksumRule::Required);
    CHECK(single && single->expand(0)->script == expansion->script);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    constexpr std::string_view kTree =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjy"
        "EmNUWwx8UbK";
    constexpr std::string_view kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string& text :
         {"wpkh([00aabbcc/1'/2]" + std::string(kTree) + "/84h/0/*)",
          "sh(wsh(pkh(" + std::string(kKey) + ")))", "tr(" + std::string(kKey.substr(2)) + ")",
          std::string("pkh(cUeKHd5orzT3mz8P9pxyREHfsWtVfgsfDjiZZBcjUBAaGk1BTj7N)#ny3gq67h")}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}
