// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "descriptor/descriptor.h"
#include "params/params.h"
#include "wallet/error.h"
#include "wallet/fingerprint_set.h"
#include "wallet/records.h"

namespace quanta::wallet {

using descriptor::OutputType;

/// What addresses are for.
enum class Purpose : uint8_t { Receive, Change };

/// The word of a type in RPC: "legacy", "p2sh-segwit", "bech32", "bech32m".
std::string_view output_type_name(OutputType type);
std::optional<OutputType> output_type_from_name(std::string_view name);

/// A descriptor of a wallet's.
struct WalletDescriptor {
    DescriptorRow row;
    descriptor::Descriptor parsed;
    std::string public_text;  ///< normalized, where that is possible
};

/// The descriptors of a wallet and their scripts: gives out addresses, and watches a number of them ahead of
/// the last one used. Writes what changes to a Changes. Not thread-safe.
class Addresses {
public:
    /// `watched` hears of new scripts; it and `params` outlive this. `lookahead` is -keypool, at least 1.
    Addresses(const params::ChainParams& params, uint32_t lookahead, FingerprintSet& watched);

    /// Adds what was stored. Error: a descriptor that does not read.
    base::Result<void, std::string> restore(const DescriptorRow& row);
    void restore(const ScriptRow& row);
    /// Adds a new descriptor of `text` as the active one of its type and purpose, with its first scripts.
    base::Result<void, std::string> add(const std::string& text, Purpose purpose, int64_t now_s,
                                        Changes& changes);
    /// Watches as many scripts ahead as it should: for stored wallets and another lookahead.
    void top_up(Changes& changes);

    /// Null for a script that is not the wallet's.
    const OwnScript* find(base::ByteSpan script) const;
    /// Every script that is watched, in no particular order.
    void for_each_script(const std::function<void(const base::Bytes&)>& visit) const {
        for (const auto& [script, own] : m_scripts)
            visit(script);
    }
    size_t script_count() const { return m_scripts.size(); }
    /// By its id, which exists.
    const WalletDescriptor& descriptor(int64_t id) const { return m_descriptors.at(id); }
    const std::map<int64_t, WalletDescriptor>& descriptors() const { return m_descriptors; }

    /// Gives out the next script. NoKeys when there is no descriptor for it or no more scripts can be
    /// derived.
    WalletResult<base::Bytes> take(OutputType type, Purpose purpose, Changes& changes);
    /// Notes that `script` was seen in the chain: it and those before it will not be given out.
    void mark_used(const OwnScript& script, Changes& changes);

    bool can_give_addresses() const;
    /// Scripts ahead of those given out.
    uint64_t keypool_size(Purpose purpose) const;

private:
    struct ScriptHash {
        size_t operator()(const base::Bytes& script) const {
            return static_cast<size_t>(script_fingerprint(script) * 0x9e3779b97f4a7c15u);
        }
    };

    WalletDescriptor* active(OutputType type, Purpose purpose);
    void top_up(WalletDescriptor& descriptor, Changes& changes);
    void insert(base::Bytes script, const OwnScript& own);

    const params::ChainParams& m_params;
    const uint32_t m_lookahead;
    FingerprintSet& m_watched;
    std::map<int64_t, WalletDescriptor> m_descriptors;
    std::unordered_map<base::Bytes, OwnScript, ScriptHash> m_scripts;
};

}  // namespace quanta::wallet
