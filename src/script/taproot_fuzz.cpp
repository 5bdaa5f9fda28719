// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <span>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/taproot.h"
#include "script/verify.h"

namespace quanta::script {
namespace {

using codec::Reader;
using codec::Writer;

constexpr VerifyFlags kConsensus = kVerifyP2sh | kVerifyWitness | kVerifyTaproot;
constexpr VerifyFlags kPolicy =
    kConsensus | kVerifyDiscourageOpSuccess | kVerifyDiscourageUpgradableTaprootVersion |
    kVerifyDiscourageUpgradablePubkeyType | kVerifyMinimalData | kVerifyDiscourageUpgradableNops;

/// The x coordinate of the generator.
constexpr crypto::XOnlyKey kInternalKey = {0x79, 0xbe, 0x66, 0x7e, 0xf9, 0xdc, 0xbb, 0xac, 0x55, 0xa0, 0x62,
                                           0x95, 0xce, 0x87, 0x0b, 0x07, 0x02, 0x9b, 0xfc, 0xdb, 0x2d, 0xce,
                                           0x28, 0xd9, 0x59, 0xf2, 0x81, 0x5b, 0x16, 0xf8, 0x17, 0x98};

using Items = std::vector<base::Bytes>;

/// Makes the output that commits to `leaf`, and adds script and control block to `witness`.
base::Bytes commit(const base::Bytes& leaf, uint8_t leaf_version, base::ByteSpan path, Items& witness) {
    base::Bytes control(kInternalKey.begin(), kInternalKey.end());
    control.insert(control.begin(), leaf_version);
    control.insert(control.end(), path.begin(), path.end());
    const auto root = taproot_root(control, tapleaf_hash(leaf_version, leaf));
    const auto output = crypto::xonly_tweak_add(kInternalKey, taptweak_hash(kInternalKey, root));
    CHECK(output);
    if (output->parity == crypto::Parity::Odd) control[0] |= 1;
    witness.push_back(leaf);
    witness.push_back(control);
    return ScriptBuilder().op(OP_1).push(output->key).bytes();
}

Items read_items(Reader& reader) {
    Items items;
    while (const auto item = reader.read_sized_bytes())
        items.emplace_back(item->begin(), item->end());
    return items;
}

base::Bytes seed(uint8_t version, uint8_t nodes, const Items& items) {
    base::Bytes out = {version, nodes};
    Writer writer(out);
    for (const base::Bytes& item : items)
        writer.write_sized_bytes(item);
    return out;
}

std::vector<base::Bytes> seeds() {
    const base::Bytes key(kInternalKey.begin(), kInternalKey.end());
    const base::Bytes check = ScriptBuilder().push(key).op(OP_CHECKSIG).op(OP_NOT).bytes();
    const base::Bytes add =
        ScriptBuilder().op(OP_2DUP).op(OP_CODESEPARATOR).push(base::Bytes(33)).op(OP_CHECKSIGADD).bytes();
    return {seed(kTapscriptLeaf, 0, {{OP_1}}),
            seed(kTapscriptLeaf, 2, {check, {}}),
            seed(kTapscriptLeaf, 1, {check, base::Bytes(64, 1)}),
            seed(kTapscriptLeaf, 3, {add, {1}, {}}),
            seed(0xc2, 0, {{OP_RETURN}}),
            seed(kTapscriptLeaf, 0, {{OP_NOP, OP_VER}, base::Bytes(600)}),
            seed(kTapscriptLeaf, 0, {{OP_IF, OP_1, OP_ENDIF, OP_1}, {1}})};
}

/// First byte: leaf version, or for odd ones no commitment but the items as they are. Second: nodes of the
/// path.
void check_spend(base::ByteSpan input) {
    if (input.size() < 2) return;
    Reader reader(input.subspan(2));
    Items items = read_items(reader);
    base::Bytes coin_script = ScriptBuilder().op(OP_1).push(kInternalKey).bytes();
    const bool committed = input[0] % 2 == 0 && !items.empty();
    if (committed) {
        const base::Bytes leaf = items.front();
        items.erase(items.begin());
        const base::Bytes path(kControlNodeSize * (input[1] % 8), input[1]);
        coin_script = commit(leaf, input[0], path, items);
    }
    primitives::MutableTransaction draft;
    draft.inputs.push_back({{{}, 0}, {}, 0, items});
    draft.outputs.push_back({primitives::Amount{1}, {}});
    const auto transaction = draft.freeze();
    const std::array<primitives::Coin, 1> coins = {
        primitives::Coin{primitives::Amount{5}, primitives::ScriptBytes(coin_script)}};
    const SpendContext context(*transaction, coins);
    const auto verified = verify_input(context, 0, kConsensus);
    // Policy forbids more, and what commits to its leaf is never told otherwise.
    if (verify_input(context, 0, kPolicy)) CHECK(verified);
    const bool annex_like = committed && input[0] == kAnnexTag;
    if (committed && !annex_like && !verified) CHECK(verified.error() != ScriptError::WitnessProgramMismatch);
}

}  // namespace
}  // namespace quanta::script

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return quanta::script::seeds();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::script::check_spend({data, size});
    return 0;
}
