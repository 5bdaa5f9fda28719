// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/console_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "json/parser.h"
#include "json/writer.h"
#include "rpc/conversion.h"

namespace quanta::gui {

namespace {

using base::Err;

constexpr int kIndent = 2;
constexpr std::string_view kNamed = "-named";

/// Methods that take passphrases or private keys, sorted.
constexpr std::array<std::string_view, 14> kSensitive = {
    "createwallet",     "createwalletdescriptor", "descriptorprocesspsbt",
    "dumpprivkey",      "encryptwallet",          "importdescriptors",
    "importmulti",      "importprivkey",          "migratewallet",
    "sethdseed",        "signmessagewithprivkey", "signrawtransactionwithkey",
    "walletpassphrase", "walletpassphrasechange",
};
static_assert(std::is_sorted(kSensitive.begin(), kSensitive.end()));

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes one word after the other off a line.
class Splitter {
public:
    explicit Splitter(std::string_view line) : m_rest(line) {}

    bool at_end() {
        while (!m_rest.empty() && is_space(m_rest.front()))
            m_rest.remove_prefix(1);
        return m_rest.empty();
    }

    base::Result<std::string, std::string> word() {
        if (m_rest.front() == '[' || m_rest.front() == '{') return json_word();
        std::string out;
        while (!m_rest.empty() && !is_space(m_rest.front())) {
            const char c = take();
            if (c != '"' && c != '\'') {
                out += c;
                continue;
            }
            if (!quoted(c, out)) return Err(fmt::format("The quotation mark {} is not closed.", c));
        }
        return out;
    }

private:
    char take() {
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }

    /// Appends what stands before the next `mark`; false when there is none.
    bool quoted(char mark, std::string& out) {
        while (!m_rest.empty()) {
            const char c = take();
            if (c == mark) return true;
            const bool escape = mark == '"' && c == '\\' && !m_rest.empty() &&
                                (m_rest.front() == '"' || m_rest.front() == '\\');
            out += escape ? take() : c;
        }
        return false;
    }

    base::Result<std::string, std::string> json_word() {
        size_t depth = 0;
        bool in_string = false;
        for (size_t i = 0; i < m_rest.size(); ++i) {
            const char c = m_rest[i];
            if (in_string) {
                if (c == '\\')
                    ++i;
                else if (c == '"')
                    in_string = false;
                continue;
            }
            if (c == '"') in_string = true;
            if (c == '[' || c == '{') ++depth;
            if ((c == ']' || c == '}') && --depth == 0) return first(i + 1);
        }
        return Err(fmt::format("The bracket {} is not closed.", m_rest.front()));
    }

    std::string first(size_t size) {
        std::string out(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        return out;
    }

    std::string_view m_rest;
};

std::string shortened(std::string text, size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    const size_t left_out = text.size() - max_bytes;
    // Not within a character.
    while (max_bytes > 0 && (static_cast<uint8_t>(text[max_bytes]) & 0xc0) == 0x80)
        --max_bytes;
    text.resize(max_bytes);
    return text + fmt::format("\n… {} bytes more: quanta-cli shows all of them.", left_out);
}

std::string result_text(const json::Value* result) {
    if (!result || result->is_null()) return "null";
    if (result->is_string()) return result->string();
    std::string out;
    json::Writer(out, kIndent).value(*result);
    return out;
}

std::string error_text(const json::Value& error) {
    const json::Value* message = error.find("message");
    const json::Value* code = error.find("code");
    const std::string text = message && message->is_string() ? message->string() : json::to_text(error);
    const auto number = code ? code->number_text() : std::nullopt;
    return number ? fmt::format("{} (code {})", text, *number) : text;
}

}  // namespace

base::Result<std::vector<std::string>, std::string> split_line(std::string_view line) {
    std::vector<std::string> words;
    Splitter splitter(line);
    while (!splitter.at_end()) {
        auto word = splitter.word();
        if (!word) return Err(std::move(word).error());
        words.push_back(std::move(*word));
    }
    return words;
}

bool is_sensitive(std::string_view method) {
    return std::binary_search(kSensitive.begin(), kSensitive.end(), method);
}

std::string kept_line(const std::string& line) {
    // By hand and not by split_line(): a line with a mistake in it may hold a secret as well.
    size_t begin = 0;
    for (;;) {
        while (begin < line.size() && is_space(line[begin]))
            ++begin;
        size_t end = begin;
        while (end < line.size() && !is_space(line[end]))
            ++end;
        std::string word = line.substr(begin, end - begin);
        std::erase_if(word, [](char c) { return c == '"' || c == '\''; });
        if (is_sensitive(word)) return word + " …";
        if (word != kNamed) return line;
        begin = end;
    }
}

base::Result<std::string, std::string> request_of(std::vector<std::string> words) {
    const bool named = !words.empty() && words.front() == kNamed;
    if (named) words.erase(words.begin());
    if (words.empty()) return Err(std::string("There is no method."));
    const std::string method = std::move(words.front());
    words.erase(words.begin());
    const auto params = named ? rpc::named_params(method, words) : rpc::positional_params(method, words);
    if (!params) return Err(params.error().message);
    std::string out;
    json::Writer writer(out);
    writer.begin_object().member("jsonrpc", "2.0").member("id", 1).member("method", method);
    writer.key("params").value(*params).end_object();
    return out;
}

ConsoleReply read_reply(std::string_view reply, size_t max_bytes) {
    const auto parsed = json::parse(reply, reply.size());
    if (!parsed || !parsed->is_object()) return {"The node's reply is no JSON-RPC.", true};
    const json::Value* error = parsed->find("error");
    if (error && !error->is_null()) return {shortened(error_text(*error), max_bytes), true};
    return {shortened(result_text(parsed->find("result")), max_bytes), false};
}

std::string wallet_path(const std::string* wallet) {
    if (!wallet) return "/";
    std::string out = "/wallet/";
    for (const char c : *wallet) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<uint8_t>(c));
    }
    return out;
}

std::vector<std::string> method_names(std::string_view help) {
    std::vector<std::string> names;
    while (!help.empty()) {
        const std::string_view line = help.substr(0, help.find('\n'));
        help.remove_prefix(std::min(help.size(), line.size() + 1));
        const std::string_view name = line.substr(0, line.find(' '));
        if (!name.empty() && name.front() != '=') names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace quanta::gui
