// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hex.h"
#include "descriptor/miniscript.h"
#include "descriptor/miniscript_check.h"
#include "descriptor/miniscript_limits.h"
#include "descriptor/miniscript_type.h"

namespace base = quanta::base;
namespace descriptor = quanta::descriptor;

namespace quanta::descriptor {
namespace {

/// The key of the secret 1.
const crypto::PublicKey& one_key() {
    static const crypto::PublicKey key =
        crypto::PublicKey::from_bytes(
            base::from_hex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798").value())
            .value();
    return key;
}

std::string text_of(const Miniscript& script) {
    return miniscript_text(script, script.root(), [](uint32_t) { return std::optional<std::string>("K"); })
        .value();
}

/// What is counted is what the script has; it reads back, and what it reads as writes and reads the same.
void check(const Miniscript& script) {
    const std::vector<crypto::PublicKey> keys(script.key_count, one_key());
    const std::vector<int64_t> different(script.key_count, kNoKey);
    const base::Bytes bytes = miniscript_script(script, keys);
    const MiniType type = miniscript_types(script).back();
    CHECK(miniscript_limits(script).back().script_size == bytes.size() || !type.valid());
    const auto fault =
        miniscript_fault(script, different, [](uint32_t) { return std::optional<std::string>("K"); });
    std::vector<crypto::PublicKey> found;
    const auto decoded = decode_miniscript(
        bytes, script.rules, [](const crypto::Digest160&) { return std::optional(one_key()); }, found);
    if (fault) return;
    CHECK(decoded && miniscript_types(*decoded).back().has("Bms"));
}

void check_text(std::string_view text, ScriptRules rules) {
    const auto is_key = [](std::string_view key) { return key == "K"; };
    const auto script = parse_miniscript(text, rules, is_key);
    if (!script) return;
    const std::string written = text_of(*script);
    const auto again = parse_miniscript(written, rules, is_key);
    CHECK(again && text_of(*again) == written);
    check(*script);
}

void check_bytes(base::ByteSpan bytes, ScriptRules rules) {
    std::vector<crypto::PublicKey> keys;
    const auto decoded = decode_miniscript(
        bytes, rules, [](const crypto::Digest160&) { return std::optional<crypto::PublicKey>(); }, keys);
    if (decoded) CHECK(std::ranges::equal(miniscript_script(*decoded, keys), bytes));
}

}  // namespace
}  // namespace quanta::descriptor

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const auto rules =
        data[0] % 2 == 0 ? descriptor::ScriptRules::WitnessV0 : descriptor::ScriptRules::Tapscript;
    const base::ByteSpan rest(data + 1, size - 1);
    descriptor::check_text(base::as_text(rest), rules);
    descriptor::check_bytes(rest, rules);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text :
         {"0pk(K)", "1and_v(v:pkh(K),or_i(older(5),multi_a(1,K,K)))",
          "0thresh(2,pk(K),s:pk(K),sln:after(500000001))", "0andor(multi(2,K,K,K),njdv:after(1),tv:pk(K))",
          "0or_d(pk(K),and_b(n:pk(K),a:or_b(pk(K),s:pk(K))))", "1t:or_c(pk(K),v:pk(K))",
          "0and_v(v:hash160(1111111111111111111111111111111111111111),and_n(pk(K),lu:pk(K)))"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    const auto script = base::from_hex(
        "00210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac7c2102c6047f9441ed7d6d"
        "3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5ac9a");
    seeds.push_back(script.value());
    return seeds;
}
