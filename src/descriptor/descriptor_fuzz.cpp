// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "descriptor/descriptor.h"
#include "descriptor/known_expansion.h"

namespace params = quanta::params;
namespace descriptor = quanta::descriptor;

namespace {

const params::ChainParams& chain() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

/// What is written reads as the same again.
void check_texts(const descriptor::Descriptor& parsed) {
    const std::string text = parsed.to_text(descriptor::TextForm::Private).value();
    const auto again = descriptor::Descriptor::parse(text, chain(), descriptor::ChecksumRule::Required);
    CHECK(again && again->to_text(descriptor::TextForm::Private) == text);
    const auto expansion = parsed.expand(1);
    const auto other = again->expand(1);
    CHECK(expansion.has_value() == other.has_value());
    CHECK(!expansion || expansion->script == other->script);
}

/// So does what is written about one of its scripts, by its keys or by what is known.
void check_scripts(const descriptor::Descriptor& parsed) {
    const auto expansion = parsed.expand(1);
    const auto concrete = parsed.text_at(1);
    CHECK(concrete.has_value() == expansion.has_value());
    if (!concrete) return;
    const auto single = descriptor::Descriptor::parse(*concrete, chain(), descriptor::ChecksumRule::Required);
    CHECK(single && single->expand(0)->script == expansion->script);
    const std::string told =
        descriptor::infer_descriptor(expansion->script, descriptor::KnownExpansion(*expansion), chain());
    const auto inferred = descriptor::Descriptor::parse(told, chain(), descriptor::ChecksumRule::Required);
    CHECK(!inferred || inferred->expand(0)->script == expansion->script);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto all = descriptor::Descriptor::parse_all(quanta::base::as_text({data, size}), chain());
    if (!all) return 0;
    for (size_t i = 0; i < all->size() && i < 3; ++i) {
        check_texts((*all)[i]);
        check_scripts((*all)[i]);
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::string tree =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjy"
        "EmNUWwx8UbK";
    const std::string x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    const std::string x2 = "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
    const std::string key = "02" + x;
    const std::string key2 = "02" + x2;
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string& text : std::vector<std::string>{
             "wpkh([00aabbcc/1'/2]" + tree + "/84h/0/*)", "sh(wsh(pkh(" + key + ")))", "tr(" + x + ")",
             "pkh(cUeKHd5orzT3mz8P9pxyREHfsWtVfgsfDjiZZBcjUBAaGk1BTj7N)#ny3gq67h",
             "sh(multi(1," + key + "," + tree + "/<0;1>/*))", "combo(" + key + ")", "raw(6a00)",
             "addr(mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca)", "rawtr(musig(" + key + "," + key2 + "))",
             "tr(musig(" + tree + ")/0/*,{sortedmulti_a(1," + x + "," + x2 + "),pk(" + x + ")})",
             "wsh(thresh(2,pk(" + key + "),s:pk(" + key2 + "),sln:after(5)))",
             "wsh(or_d(pk(" + key + "),and_v(v:pkh(" + key2 + "),older(10))))",
             "tr(" + x + ",and_v(v:pk(" + x2 + "),or_i(older(5),j:multi_a(1," + x + "))))"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}
