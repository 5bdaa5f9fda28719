// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "keys/address.h"
#include "script/script.h"
#include "wallet_rpc/address_json.h"
#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {
namespace {

using rpc::Call;
using rpc::RpcResult;
using wallet::OutputType;
using wallet::Purpose;
using wallet::Wallets;
using wallet::WalletView;
using WalletPointer = Registrar::WalletPointer;

RpcResult<std::optional<OutputType>> read_type(const Call& call) {
    if (!call.args.has("address_type")) return std::optional<OutputType>();
    const std::string_view name = TRY(call.args.string("address_type"));
    const std::optional<OutputType> type = wallet::output_type_from_name(name);
    if (!type) return rpc::fail(rpc::kUnknownKey, fmt::format("Unknown address type '{}'", name));
    return type;
}

RpcResult<std::string_view> read_label(const Call& call) {
    const std::string_view label = TRY(call.args.string_or("label", ""));
    if (label == "*") return rpc::fail(kInvalidLabel, "Invalid label name");
    return label;
}

RpcResult<void> give_address(Wallets& wallets, const WalletPointer& wallet, const Call& call, Purpose purpose,
                             json::Writer& out) {
    const bool receive = purpose == Purpose::Receive;
    const std::string label(receive ? TRY(read_label(call)) : "");
    const std::optional<OutputType> type = TRY(read_type(call));
    out.value(TRY(checked(wallet->new_address(type, purpose, label))));
    wallets.note_change(wallet->name());
    return {};
}

/// A descriptor as listdescriptors sorts it.
struct ListedDescriptor {
    std::string text;
    const wallet::WalletDescriptor* descriptor;
};

void write_descriptor(json::Writer& out, const ListedDescriptor& listed) {
    const wallet::DescriptorRow& row = listed.descriptor->row;
    out.begin_object()
        .member("desc", listed.text)
        .member("timestamp", row.created_s)
        .member("active", row.active);
    if (row.active) out.member("internal", row.internal);
    if (listed.descriptor->parsed.is_ranged()) {
        const uint32_t last = row.range_end == 0 ? 0 : row.range_end - 1;
        out.key("range").begin_array().value(0).value(last).end_array();
        out.member("next", row.next).member("next_index", row.next);
    }
    out.end_object();
}

RpcResult<void> listdescriptors(const WalletView& view, const Call& call, json::Writer& out) {
    const bool with_private = TRY(call.args.boolean_or("private", false));
    if (with_private && !view.properties.private_keys) {
        return rpc::fail(rpc::kWallet, "Can't get private descriptor string for watch-only wallets");
    }
    std::vector<ListedDescriptor> all;
    for (const auto& [id, descriptor] : view.addresses.descriptors())
        all.push_back({with_private ? descriptor.row.text : descriptor.public_text, &descriptor});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.text < b.text; });
    out.begin_object().member("wallet_name", view.name).key("descriptors").begin_array();
    for (const ListedDescriptor& listed : all)
        write_descriptor(out, listed);
    out.end_array().end_object();
    return {};
}

RpcResult<void> getaddressesbylabel(const WalletView& view, const Call& call, json::Writer& out) {
    const std::string_view label = TRY(read_label(call));
    bool any = false;
    for (const auto& [address, row] : view.book)
        any = any || row.label == label;
    if (!any) return rpc::fail(kInvalidLabel, fmt::format("No addresses with label {}", label));
    out.begin_object();
    for (const auto& [address, row] : view.book) {
        if (row.label != label) continue;
        out.key(address).begin_object().member("purpose", row.purpose).end_object();
    }
    out.end_object();
    return {};
}

RpcResult<void> listlabels(const WalletView& view, const Call& call, json::Writer& out) {
    const std::string_view purpose = TRY(call.args.string_or("purpose", ""));
    if (call.args.has("purpose") && purpose != "send" && purpose != "receive" && purpose != "refund") {
        return rpc::fail(rpc::kBadParameter,
                         "Invalid 'purpose' argument, must be a known purpose string, typically 'send', or "
                         "'receive'.");
    }
    std::set<std::string_view> labels;
    for (const auto& [address, row] : view.book) {
        if (purpose.empty() || row.purpose == purpose) labels.insert(row.label);
    }
    out.begin_array();
    for (const std::string_view label : labels)
        out.value(label);
    out.end_array();
    return {};
}

RpcResult<void> getaddressinfo(const WalletView& view, const Call& call, json::Writer& out) {
    const std::string_view text = TRY(call.args.string("address"));
    const auto destination = keys::decode_address(text, view.params);
    if (!destination) return rpc::fail(rpc::kUnknownKey, destination.error().message);
    write_address_info(out, view, *destination);
    return {};
}

}  // namespace

void add_address_methods(Registrar& registrar) {
    Wallets& wallets = registrar.wallets();
    registrar.add_of_wallet("getnewaddress", Sync::No,
                            [&wallets](const WalletPointer& wallet, const Call& call, json::Writer& out) {
                                return give_address(wallets, wallet, call, Purpose::Receive, out);
                            });
    registrar.add_of_wallet("getrawchangeaddress", Sync::No,
                            [&wallets](const WalletPointer& wallet, const Call& call, json::Writer& out) {
                                return give_address(wallets, wallet, call, Purpose::Change, out);
                            });
    registrar.add_of_wallet(
        "setlabel", Sync::No,
        [&wallets](const WalletPointer& wallet, const Call& call, json::Writer&) -> RpcResult<void> {
            const std::string address(TRY(call.args.string("address")));
            TRY(checked(wallet->set_label(address, std::string(TRY(call.args.string("label"))))));
            wallets.note_change(wallet->name());
            return {};
        });
    registrar.add_reader("getaddressinfo", Sync::No, getaddressinfo);
    registrar.add_reader("listdescriptors", Sync::No, listdescriptors);
    registrar.add_reader("getaddressesbylabel", Sync::No, getaddressesbylabel);
    registrar.add_reader("listlabels", Sync::No, listlabels);
}

}  // namespace quanta::wallet_rpc
