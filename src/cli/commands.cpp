// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/commands.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "cli/figures.h"
#include "cli/network_views.h"
#include "rpc/conversion.h"
#include "rpc/error.h"
#include "sys/clock.h"

namespace quanta::cli {

namespace {

using Outcome = base::Result<Session::Outcome, std::string>;

const json::Value kNothing{json::Value::Array()};

bool succeeded(const Outcome& outcome) {
    return outcome && outcome->error.is_null();
}

Output show_outcome(const Outcome& outcome) {
    if (!outcome) return show_failure(outcome.error());
    return outcome->error.is_null() ? show_result(outcome->result) : show_error(outcome->error);
}

/// Whether the server lives but knows no such method.
bool is_unknown(const Outcome& outcome) {
    return outcome && member_int(outcome->error, "code") == rpc::kMethodNotFound;
}

/// What a command says of a server that lacks a method it is made of.
Output lacks(std::string_view option, std::string_view method) {
    return show_failure(std::string(option) + " is not possible: the server has no method " +
                        std::string(method));
}

/// A result, or null when the node has no such method or no wallet for it.
json::Value result_or_null(const Session& session, std::string_view method) {
    auto outcome = session.call(method, kNothing);
    return succeeded(outcome) ? std::move(outcome->result) : json::Value();
}

/// Names and balances of all loaded wallets, if there are several.
std::vector<std::pair<std::string, json::Value>> several_wallets(const Session& session) {
    std::vector<std::pair<std::string, json::Value>> out;
    const json::Value names = result_or_null(session, "listwallets");
    if (items_of(names).size() < 2) return out;
    for (const json::Value& name : items_of(names)) {
        auto balances = session.call_wallet(plain(name), "getbalances", kNothing);
        out.emplace_back(plain(name), succeeded(balances) ? std::move(balances->result) : json::Value());
    }
    return out;
}

}  // namespace

Output run_method(const Session& session, std::vector<std::string> words, bool named) {
    if (words.empty()) return show_failure("too few parameters (need at least command)");
    const std::string method = std::move(words.front());
    words.erase(words.begin());
    const auto params = named ? rpc::named_params(method, words) : rpc::positional_params(method, words);
    if (!params) return show_failure(params.error().message);
    return show_outcome(session.call(method, *params));
}

Output run_generate(const Session& session, const std::vector<std::string>& words) {
    if (words.size() > 2) return show_failure("too many arguments (maximum 2 for nblocks and maxtries)");
    // The address goes between them.
    std::vector<std::string> params{words.empty() ? "1" : words[0], ""};
    if (words.size() > 1) params.push_back(words[1]);
    auto converted = rpc::positional_params("generatetoaddress", params);
    if (!converted) return show_failure(converted.error().message);
    if (converted->array()[0].as_int64() == 0) {
        return show_failure(
            "the first argument (number of blocks to generate, default: 1) must be an integer value greater "
            "than zero");
    }
    const auto address = session.call("getnewaddress", kNothing);
    if (!succeeded(address)) return show_outcome(address);
    converted->array()[1] = address->result;
    const auto blocks = session.call("generatetoaddress", *converted);
    if (!succeeded(blocks)) return show_outcome(blocks);
    return show_result(
        json::Value(json::Value::Object{{"address", address->result}, {"blocks", blocks->result}}));
}

Output run_getinfo(const Session& session, const std::vector<std::string>& words, Colour colour) {
    if (!words.empty()) return show_failure("-getinfo takes no arguments");
    const auto chain = session.call("getblockchaininfo", kNothing);
    if (!succeeded(chain)) return show_outcome(chain);
    NodeInfo info{chain->result,
                  result_or_null(session, "getnetworkinfo"),
                  result_or_null(session, "getwalletinfo"),
                  {},
                  result_or_null(session, "getprogress")};
    if (info.wallet.is_object())
        info.balances = result_or_null(session, "getbalances");
    else if (!session.names_wallet())
        info.wallets = several_wallets(session);
    return {getinfo_text(info, colour), 0};
}

Output run_addrinfo(const Session& session, const std::vector<std::string>& words) {
    if (!words.empty()) return show_failure("-addrinfo takes no arguments");
    const auto info = session.call("getaddrmaninfo", kNothing);
    if (succeeded(info)) return show_result(known_addresses(info->result));
    if (!is_unknown(info)) return show_outcome(info);
    // Servers that do not count their addresses may tell them all.
    const auto all = session.call("getnodeaddresses", json::Value(json::Value::Array{0}));
    if (succeeded(all)) return show_result(count_addresses(all->result));
    return is_unknown(all) ? lacks("-addrinfo", "getaddrmaninfo") : show_outcome(all);
}

Output run_netinfo(const Session& session, const std::vector<std::string>& words, std::string_view chain) {
    const auto request = parse_netinfo(words);
    if (!request) return show_failure(request.error());
    if (request->help) return {netinfo_help(), 0};
    const auto network = session.call("getnetworkinfo", kNothing);
    if (is_unknown(network)) return lacks("-netinfo", "getnetworkinfo");
    if (!succeeded(network)) return show_outcome(network);
    const auto peers = session.call("getpeerinfo", kNothing);
    if (is_unknown(peers)) return lacks("-netinfo", "getpeerinfo");
    if (!succeeded(peers)) return show_outcome(peers);
    return {
        netinfo_text({network->result, peers->result, chain, sys::system_clock().system_time_s()}, *request),
        0};
}

}  // namespace quanta::cli
