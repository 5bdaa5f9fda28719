// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/overview.h"

#include <string_view>

#include <fmt/core.h>

#include "cli/figures.h"
#include "sys/rough_time.h"

namespace quanta::cli {

namespace {

using base::Err;

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kAlarm = "\x1b[1;33m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kNoWarnings = "(none)";
constexpr double kPercent = 100;

/// Lines `name: value` under a marked first one.
class Overview {
public:
    explicit Overview(Colour colour) : m_colour(colour) {}

    void section(std::string_view name, const std::string& text, std::string_view mark = kBold) {
        if (!m_text.empty()) m_text += "\n";
        const bool marked = m_colour == Colour::On;
        m_text += fmt::format("{}{}: {}{}\n", marked ? mark : "", name, text, marked ? kPlain : "");
    }
    /// Nothing when `object` has no such member.
    void line(std::string_view name, const json::Value& object, std::string_view member) {
        if (const json::Value* value = object.find(member)) line(name, plain(*value));
    }
    void line(std::string_view name, const std::string& text) {
        m_text += fmt::format("{}: {}\n", name, text);
    }
    /// Lines as they are.
    void lines(const std::string& text) { m_text += text; }

    std::string text() const { return m_text.substr(0, m_text.size() - (m_text.empty() ? 0 : 1)); }

private:
    Colour m_colour;
    std::string m_text;
};

std::string warnings_of(const json::Value& chain) {
    const json::Value* warnings = chain.find("warnings");
    if (!warnings) return std::string(kNoWarnings);
    if (!warnings->is_array()) return plain(*warnings);
    std::string out;
    for (const json::Value& warning : warnings->array())
        out += (out.empty() ? "" : "\n") + plain(warning);
    return out.empty() ? std::string(kNoWarnings) : out;
}

/// "reindexing 43.1%, about 2 min left", a line for each piece of work; empty when there is none.
std::string work_of(const json::Value& progress) {
    std::string out;
    for (const json::Value& task : member_items(progress, "work")) {
        out += (out.empty() ? "" : "\n") + member_text(task, "name");
        const json::Value* part = task.find("progress");
        out += part ? fmt::format(" {:.1f}%", part->as_double().value_or(0) * kPercent)
                    : fmt::format(" {} {}", member_text(task, "done"), member_text(task, "unit"));
        const json::Value* left_s = task.find("eta");
        if (left_s) out += fmt::format(", about {} left", sys::rough_time(left_s->as_double().value_or(0)));
    }
    return out;
}

/// Each proxy once, with the networks that are reached by it: "127.0.0.1:9050 (ipv4, onion)".
std::string proxies_of(const json::Value& network) {
    std::vector<std::pair<std::string, std::string>> proxies;
    for (const json::Value& one : member_items(network, "networks")) {
        const std::string proxy = member_text(one, "proxy");
        if (proxy.empty()) continue;
        const std::string name = member_text(one, "name");
        bool known = false;
        for (auto& [address, names] : proxies) {
            if (address != proxy) continue;
            names += ", " + name;
            known = true;
        }
        if (!known) proxies.emplace_back(proxy, name);
    }
    std::string out;
    for (const auto& [address, names] : proxies) {
        out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", address, names);
    }
    return out.empty() ? "n/a" : out;
}

std::string shown_name(const std::string& wallet) {
    return wallet.empty() ? "\"\"" : wallet;
}

/// What may be spent, as getbalances tells it.
std::string balance_of(const json::Value& balances) {
    const json::Value* mine = balances.find("mine");
    return mine ? member_text(*mine, "trusted") : "";
}

void add_chain(Overview& out, const json::Value& chain) {
    out.section("Chain", member_text(chain, "chain"));
    out.line("Blocks", chain, "blocks");
    out.line("Headers", chain, "headers");
    if (const json::Value* verified = chain.find("verificationprogress")) {
        out.line("Verification progress",
                 fmt::format("{:.4f}%", verified->as_double().value_or(0) * kPercent));
    }
    out.line("Difficulty", chain, "difficulty");
}

void add_network(Overview& out, const json::Value& network) {
    if (!network.is_object()) return;
    out.section("Network",
                fmt::format("in {}, out {}, total {}", member_text(network, "connections_in"),
                            member_text(network, "connections_out"), member_text(network, "connections")));
    out.line("Version", network, "version");
    out.line("Time offset (s)", network, "timeoffset");
    out.line("Proxies", proxies_of(network));
    out.line("Min tx relay fee rate (BTC/kvB)", network, "relayfee");
}

void add_wallets(Overview& out, const NodeInfo& info) {
    if (info.wallet.is_object()) {
        out.section("Wallet", shown_name(member_text(info.wallet, "walletname")));
        out.line("Keypool size", info.wallet, "keypoolsize");
        out.line("Unlocked until", info.wallet, "unlocked_until");
        if (const std::string balance = balance_of(info.balances); !balance.empty())
            out.line("Balance", balance);
    }
    if (info.wallets.empty()) return;
    out.section("Balances", fmt::format("{} wallets", info.wallets.size()));
    Table table;
    table.column("");
    table.column("", Table::Align::Left);
    for (const auto& [name, balances] : info.wallets) {
        const std::string balance = balance_of(balances);
        table.row({balance.empty() ? "unknown" : balance, shown_name(name)});
    }
    // The titles are empty.
    out.lines(table.text().substr(1));
}

}  // namespace

base::Result<Colour, std::string> choose_colour(const std::string& when, bool is_terminal) {
    if (when == "always") return Colour::On;
    if (when == "never") return Colour::Off;
    if (when == "auto") return is_terminal ? Colour::On : Colour::Off;
    return Err("Invalid value for -color option. Valid values: always, auto, never.");
}

std::string getinfo_text(const NodeInfo& info, Colour colour) {
    Overview out(colour);
    add_chain(out, info.chain);
    add_network(out, info.network);
    add_wallets(out, info);
    if (const std::string work = work_of(info.progress); !work.empty()) out.section("Work", work);
    const std::string warnings = warnings_of(info.chain);
    out.section("Warnings", warnings, warnings == kNoWarnings ? kBold : kAlarm);
    return out.text();
}

}  // namespace quanta::cli
