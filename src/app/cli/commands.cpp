// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/cli/commands.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "rpc/conversion.h"
#include "rpc/error.h"
#include "sys/rough_time.h"

namespace quanta::cli {

namespace {

using base::Err;

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr double kPercent = 100;

Output show_outcome(const base::Result<Session::Outcome, std::string>& outcome) {
    if (!outcome) return show_failure(outcome.error());
    return outcome->error.is_null() ? show_result(outcome->result) : show_error(outcome->error);
}

/// Lines `name: value` under a bold first one.
class Overview {
public:
    explicit Overview(Colour colour) : m_colour(colour) {}

    void section(std::string_view name, const std::string& text) {
        if (!m_text.empty()) m_text += "\n";
        const bool bold = m_colour == Colour::On;
        m_text += fmt::format("{}{}: {}{}\n", bold ? kBold : "", name, text, bold ? kPlain : "");
    }
    /// Nothing when `object` has no such member.
    void line(std::string_view name, const json::Value& object, std::string_view member) {
        if (const json::Value* value = object.find(member))
            m_text += fmt::format("{}: {}\n", name, plain(*value));
    }
    void line(std::string_view name, const std::string& text) {
        m_text += fmt::format("{}: {}\n", name, text);
    }

    static std::string plain(const json::Value& value) {
        return value.is_string() ? value.string() : json::to_text(value);
    }

    std::string text() const { return m_text.substr(0, m_text.size() - (m_text.empty() ? 0 : 1)); }

private:
    Colour m_colour;
    std::string m_text;
};

std::string member_text(const json::Value& object, std::string_view name) {
    const json::Value* value = object.find(name);
    return value ? Overview::plain(*value) : "";
}

std::string warnings_of(const json::Value& chain) {
    const json::Value* warnings = chain.find("warnings");
    if (!warnings) return "(none)";
    if (!warnings->is_array()) return Overview::plain(*warnings);
    std::string out;
    for (const json::Value& warning : warnings->array()) {
        out += (out.empty() ? "" : "\n") + Overview::plain(warning);
    }
    return out.empty() ? "(none)" : out;
}

/// "reindexing 43.1%, about 2 min left", a line for each piece of work; empty when there is none.
std::string work_of(const json::Value& progress) {
    const json::Value* work = progress.is_object() ? progress.find("work") : nullptr;
    if (!work || !work->is_array()) return "";
    std::string out;
    for (const json::Value& task : work->array()) {
        out += (out.empty() ? "" : "\n") + member_text(task, "name");
        const json::Value* part = task.find("progress");
        out += part ? fmt::format(" {:.1f}%", part->as_double().value_or(0) * kPercent)
                    : fmt::format(" {} {}", member_text(task, "done"), member_text(task, "unit"));
        const json::Value* left_s = task.find("eta");
        if (left_s) out += fmt::format(", about {} left", sys::rough_time(left_s->as_double().value_or(0)));
    }
    return out;
}

/// A result, or null when the node has no such method or no wallet for it.
json::Value result_or_null(const Session& session, std::string_view method) {
    auto outcome = session.call(method, json::Value(json::Value::Array{}));
    return outcome && outcome->error.is_null() ? std::move(outcome->result) : json::Value();
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
    const auto address = session.call("getnewaddress", json::Value(json::Value::Array{}));
    if (!address || !address->error.is_null()) return show_outcome(address);
    std::vector<std::string> params{words.empty() ? "1" : words[0], Overview::plain(address->result)};
    if (words.size() > 1) params.push_back(words[1]);
    const auto converted = rpc::positional_params("generatetoaddress", params);
    if (!converted) return show_failure(converted.error().message);
    const auto blocks = session.call("generatetoaddress", *converted);
    if (!blocks || !blocks->error.is_null()) return show_outcome(blocks);
    return show_result(
        json::Value(json::Value::Object{{"address", address->result}, {"blocks", blocks->result}}));
}

base::Result<Colour, std::string> choose_colour(const std::string& when, bool is_terminal) {
    if (when == "always") return Colour::On;
    if (when == "never") return Colour::Off;
    if (when == "auto") return is_terminal ? Colour::On : Colour::Off;
    return Err("Invalid value for -color option. Valid values: always, auto, never.");
}

std::string getinfo_text(const NodeInfo& info, Colour colour) {
    const auto& [chain, network, wallet, progress] = info;
    Overview out(colour);
    out.section("Chain", member_text(chain, "chain"));
    out.line("Blocks", chain, "blocks");
    out.line("Headers", chain, "headers");
    if (const json::Value* verified = chain.find("verificationprogress")) {
        out.line("Verification progress",
                 fmt::format("{:.4f}%", verified->as_double().value_or(0) * kPercent));
    }
    out.line("Difficulty", chain, "difficulty");
    if (network.is_object()) {
        out.section("Network", fmt::format("in {}, out {}, total {}", member_text(network, "connections_in"),
                                           member_text(network, "connections_out"),
                                           member_text(network, "connections")));
        out.line("Version", network, "version");
        out.line("Time offset (s)", network, "timeoffset");
        out.line("Min tx relay fee rate (BTC/kvB)", network, "relayfee");
    }
    if (wallet.is_object()) {
        const std::string name = member_text(wallet, "walletname");
        out.section("Wallet", name.empty() ? "\"\"" : name);
        out.line("Keypool size", wallet, "keypoolsize");
        out.line("Unlocked until", wallet, "unlocked_until");
        out.line("Balance", wallet, "balance");
    }
    if (const std::string work = work_of(progress); !work.empty()) out.section("Work", work);
    out.section("Warnings", warnings_of(chain));
    return out.text();
}

Output run_getinfo(const Session& session, Colour colour) {
    const auto chain = session.call("getblockchaininfo", json::Value(json::Value::Array{}));
    if (!chain || !chain->error.is_null()) return show_outcome(chain);
    const NodeInfo info{chain->result, result_or_null(session, "getnetworkinfo"),
                        result_or_null(session, "getwalletinfo"), result_or_null(session, "getprogress")};
    return {getinfo_text(info, colour), 0};
}

}  // namespace quanta::cli
