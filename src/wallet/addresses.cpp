// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/addresses.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace quanta::wallet {
namespace {

using base::Err;

constexpr std::array<std::string_view, 4> kTypeNames = {"legacy", "p2sh-segwit", "bech32", "bech32m"};

bool is_internal(Purpose purpose) {
    return purpose == Purpose::Change;
}

}  // namespace

std::string_view output_type_name(OutputType type) {
    return kTypeNames[static_cast<size_t>(type)];
}

std::optional<OutputType> output_type_from_name(std::string_view name) {
    const auto found = std::find(kTypeNames.begin(), kTypeNames.end(), name);
    if (found == kTypeNames.end()) return std::nullopt;
    return static_cast<OutputType>(found - kTypeNames.begin());
}

Addresses::Addresses(const params::ChainParams& params, uint32_t lookahead, FingerprintSet& watched)
    : m_params(params), m_lookahead(std::max<uint32_t>(lookahead, 1)), m_watched(watched) {}

base::Result<void, std::string> Addresses::restore(const DescriptorRow& row) {
    auto parsed = TRY(descriptor::Descriptor::parse(row.text, m_params, descriptor::ChecksumRule::Required));
    std::string text = parsed.to_text(descriptor::TextForm::Normalized)
                           .value_or(parsed.to_text(descriptor::TextForm::Public).value_or(""));
    m_descriptors.insert_or_assign(row.id, WalletDescriptor{row, std::move(parsed), std::move(text)});
    return {};
}

void Addresses::restore(const ScriptRow& row) {
    insert(row.script, {row.descriptor, row.index});
}

base::Result<void, std::string> Addresses::add(const std::string& text, Purpose purpose, int64_t now_s,
                                               Changes& changes) {
    const auto parsed = TRY(descriptor::Descriptor::parse(text, m_params));
    DescriptorRow row;
    row.id = m_descriptors.empty() ? 1 : m_descriptors.rbegin()->first + 1;
    row.text = parsed.to_text(descriptor::TextForm::Private).value_or("");
    row.created_s = now_s;
    row.active = parsed.output_type().has_value();
    row.internal = is_internal(purpose);
    if (row.active) {
        if (WalletDescriptor* before = active(*parsed.output_type(), purpose)) {
            before->row.active = false;
            changes.descriptors.push_back(before->row);
        }
    }
    TRY(restore(row));
    changes.descriptors.push_back(row);
    top_up(m_descriptors.at(row.id), changes);
    return {};
}

void Addresses::insert(base::Bytes script, const OwnScript& own) {
    m_watched.insert(script_fingerprint(script));
    m_scripts.try_emplace(std::move(script), own);
}

void Addresses::top_up(Changes& changes) {
    for (auto& [id, descriptor] : m_descriptors)
        top_up(descriptor, changes);
}

void Addresses::top_up(WalletDescriptor& descriptor, Changes& changes) {
    DescriptorRow& row = descriptor.row;
    const uint64_t wanted = descriptor.parsed.is_ranged() ? uint64_t{row.next} + m_lookahead : 1;
    const uint32_t end = static_cast<uint32_t>(std::min<uint64_t>(wanted, descriptor::kMaxRange));
    if (row.range_end >= end) return;
    while (row.range_end < end) {
        std::optional<descriptor::Expansion> expansion = descriptor.parsed.expand(row.range_end);
        if (!expansion) break;
        changes.scripts.push_back({expansion->script, row.id, row.range_end});
        insert(std::move(expansion->script), {row.id, row.range_end});
        ++row.range_end;
    }
    changes.descriptors.push_back(row);
}

const OwnScript* Addresses::find(base::ByteSpan script) const {
    if (!m_watched.contains(script_fingerprint(script))) return nullptr;
    const auto found = m_scripts.find(base::Bytes(script.begin(), script.end()));
    return found == m_scripts.end() ? nullptr : &found->second;
}

WalletDescriptor* Addresses::active(OutputType type, Purpose purpose) {
    for (auto& [id, descriptor] : m_descriptors) {
        if (!descriptor.row.active || descriptor.row.internal != is_internal(purpose)) continue;
        if (descriptor.parsed.output_type() == type) return &descriptor;
    }
    return nullptr;
}

WalletResult<base::Bytes> Addresses::take(OutputType type, Purpose purpose, Changes& changes) {
    WalletDescriptor* descriptor = active(type, purpose);
    if (descriptor == nullptr) {
        return fail(ErrorCode::NoKeys,
                    fmt::format("Error: No {} addresses available.", output_type_name(type)));
    }
    top_up(*descriptor, changes);
    DescriptorRow& row = descriptor->row;
    const auto expansion = row.next < row.range_end ? descriptor->parsed.expand(row.next) : std::nullopt;
    if (!expansion) {
        return fail(ErrorCode::NoKeys, "Error: Keypool ran out, please call keypoolrefill first");
    }
    if (descriptor->parsed.is_ranged()) ++row.next;
    changes.descriptors.push_back(row);
    top_up(*descriptor, changes);
    return expansion->script;
}

void Addresses::mark_used(const OwnScript& script, Changes& changes) {
    WalletDescriptor& descriptor = m_descriptors.at(script.descriptor);
    if (!descriptor.parsed.is_ranged() || script.index < descriptor.row.next) return;
    descriptor.row.next = script.index + 1;
    changes.descriptors.push_back(descriptor.row);
    top_up(descriptor, changes);
}

bool Addresses::can_give_addresses() const {
    return std::any_of(m_descriptors.begin(), m_descriptors.end(),
                       [](const auto& entry) { return entry.second.row.active; });
}

uint64_t Addresses::keypool_size(Purpose purpose) const {
    uint64_t size = 0;
    for (const auto& [id, descriptor] : m_descriptors) {
        const DescriptorRow& row = descriptor.row;
        if (row.active && row.internal == is_internal(purpose)) size += row.range_end - row.next;
    }
    return size;
}

}  // namespace quanta::wallet
