// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Addresses, private keys and extended keys: whatever decodes is written and read back as the same.

#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "keys/address.h"
#include "keys/extended_key.h"
#include "keys/key_path.h"
#include "keys/private_key_text.h"

namespace base = quanta::base;
namespace keys = quanta::keys;
namespace params = quanta::params;

namespace {

const std::vector<params::ChainParams>& chains() {
    static const std::vector<params::ChainParams> all = {params::make_params(params::Chain::Main).value(),
                                                         params::make_params(params::Chain::Regtest).value()};
    return all;
}

void check_texts(std::string_view text, const params::ChainParams& chain) {
    if (const auto decoded = keys::decode_address(text, chain)) {
        const auto script = keys::script_for_destination(*decoded);
        CHECK(keys::destination_from_script(script.span()) == *decoded);
        CHECK(keys::decode_address(keys::encode_address(*decoded, chain), chain).value() == *decoded);
    } else {
        CHECK(!decoded.error().message.empty());
    }
    if (const auto key = keys::decode_private_key(text, chain)) {
        CHECK(keys::decode_private_key(keys::encode_private_key(*key, chain), chain)->key == key->key);
    }
    if (const auto key = keys::decode_extended_public_key(text, chain)) {
        CHECK(keys::decode_extended_public_key(keys::encode_extended_key(*key, chain), chain) == key);
    }
    if (const auto key = keys::decode_extended_private_key(text, chain)) {
        CHECK(keys::decode_extended_private_key(keys::encode_extended_key(*key, chain), chain) == key);
    }
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    const auto add = [&](std::string_view text) { seeds.emplace_back(text.begin(), text.end()); };
    add("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    add("bcrt1pzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsqysakq");
    add("2N42Djbnk2KJ5jYgTeWoHfse8smSx1yN5DZ");
    add("cVpF924EspNh8KjYsfhgY96mmxvT6DgdWiTYMtMjuM74hJaU5psW");
    add("m/84h/0'/5");
    const auto key = keys::ExtendedPrivateKey::from_seed(base::Bytes(16, 1)).value();
    add(keys::encode_extended_key(key, chains()[0]));
    add(keys::encode_extended_key(key.neuter(), chains()[1]));
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan input(data, size);
    const std::string_view text = base::as_text(input);
    for (const params::ChainParams& chain : chains()) check_texts(text, chain);
    if (const auto path = keys::parse_key_path(text); path && !path->empty()) {
        CHECK(keys::parse_key_path("m" + keys::format_key_path(*path)) == path);
    }
    const keys::Destination destination = keys::destination_from_script(input);
    if (!std::holds_alternative<keys::NoDestination>(destination)) {
        CHECK(keys::script_for_destination(destination) == quanta::primitives::ScriptBytes(input));
    }
    return 0;
}
