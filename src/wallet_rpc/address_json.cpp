// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/address_json.h"

#include <optional>
#include <string>

#include "base/hex.h"
#include "keys/address.h"
#include "keys/key_path.h"
#include "script/script.h"

namespace quanta::wallet_rpc {
namespace {

using wallet::OwnScript;
using wallet::WalletView;

/// A seed id of wallets from before descriptors; always this since.
constexpr const char* kNoSeed = "0000000000000000000000000000000000000000";

/// Says what a script is, and what is known to be inside, from the outside in.
class ScriptWriter {
public:
    /// `expansion` is absent for scripts of others.
    ScriptWriter(json::Writer& out, const params::ChainParams& params, const descriptor::Expansion* expansion)
        : m_out(out), m_params(params), m_expansion(expansion) {}

    /// Members about `script`; `depth` scripts are around it. There are two around one at most.
    void write(base::ByteSpan script, size_t depth) {
        const script::ScriptKind kind = script::classify_kind(script);
        const auto program = script::is_witness_program(script);
        const bool key_only =
            kind == script::ScriptKind::PubkeyHash || kind == script::ScriptKind::WitnessV0KeyHash;
        if (kind != script::ScriptKind::WitnessUnknown) m_out.member("isscript", !key_only);
        m_out.member("iswitness", program.has_value());
        if (program) {
            m_out.member("witness_version", program->version);
            m_out.member("witness_program", base::to_hex(program->program));
        }
        if (m_expansion == nullptr || kind == script::ScriptKind::WitnessV1Taproot) return;
        if (depth < m_expansion->inner.size()) {
            inside(m_expansion->inner[depth], depth + 1);
            return;
        }
        const crypto::PublicKey& key = m_expansion->keys.front().key;
        m_out.member("pubkey", base::to_hex(key.bytes()));
        if (kind == script::ScriptKind::PubkeyHash)
            m_out.member("iscompressed", key.form() == crypto::KeyForm::Compressed);
    }

private:
    void inside(base::ByteSpan script, size_t depth) {
        m_out.member("script", script::script_kind_name(script::classify_kind(script)));
        m_out.member("hex", base::to_hex(script));
        m_out.member("pubkey", base::to_hex(m_expansion->keys.front().key.bytes()));
        const std::string address = keys::encode_address(keys::destination_from_script(script), m_params);
        if (address.empty()) return;
        m_out.key("embedded").begin_object();
        write(script, depth);
        m_out.member("address", address).member("scriptPubKey", base::to_hex(script)).end_object();
    }

    json::Writer& m_out;
    const params::ChainParams& m_params;
    const descriptor::Expansion* const m_expansion;
};

void write_origin(json::Writer& out, const wallet::WalletDescriptor& descriptor,
                  const descriptor::DerivedKey& key) {
    out.member("timestamp", descriptor.row.created_s);
    out.member("hdkeypath", "m" + keys::format_key_path(key.source.path)).member("hdseedid", kNoSeed);
    out.member("hdmasterfingerprint", base::to_hex(key.source.fingerprint));
}

}  // namespace

void write_address_info(json::Writer& out, const WalletView& view, const keys::Destination& destination) {
    const std::string address = keys::encode_address(destination, view.params);
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    const OwnScript* own = view.addresses.find(script);
    const wallet::WalletDescriptor* descriptor = own ? &view.addresses.descriptor(own->descriptor) : nullptr;
    const auto expansion = own ? descriptor->parsed.expand(own->index) : std::nullopt;
    const auto label = view.book.find(address);

    out.begin_object().member("address", address).member("scriptPubKey", base::to_hex(script));
    out.member("ismine", own != nullptr).member("solvable", expansion.has_value());
    if (expansion) {
        out.member("desc", descriptor->parsed.text_at(own->index).value_or(""));
        out.member("parent_desc", descriptor->public_text);
    }
    out.member("iswatchonly", false);
    ScriptWriter(out, view.params, expansion ? &*expansion : nullptr).write(script, 0);
    out.member("ischange", own != nullptr && label == view.book.end());
    if (expansion) write_origin(out, *descriptor, expansion->keys.front());
    out.key("labels").begin_array();
    if (label != view.book.end()) out.value(label->second.label);
    out.end_array().end_object();
}

}  // namespace quanta::wallet_rpc
