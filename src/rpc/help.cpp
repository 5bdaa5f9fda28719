// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/help.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/check.h"
#include "json/parser.h"
#include "json/writer.h"

namespace quanta::rpc {

namespace {

constexpr int kIndentStep = 2;
/// Blanks between a value's form and what is said about it.
constexpr int kColumnGap = 4;

/// Lines of two columns, which are aligned when all are known.
class Table {
public:
    void add(int indent, std::string left, std::string right = {}) {
        m_lines.push_back(
            {std::string(static_cast<size_t>(indent), ' ') + std::move(left), std::move(right)});
    }

    std::string text() const {
        size_t width = 0;
        for (const auto& [left, right] : m_lines) {
            if (!right.empty()) width = std::max(width, left.size());
        }
        std::string out;
        for (const auto& [left, right] : m_lines) {
            out += left;
            if (!right.empty()) append_right(out, width + kColumnGap, left.size(), right);
            out += '\n';
        }
        return out;
    }

private:
    /// A line end in the right column goes on in the right column.
    static void append_right(std::string& out, size_t column, size_t used, std::string_view right) {
        out.append(column - used, ' ');
        for (const char c : right) {
            out += c;
            if (c == '\n') out.append(column, ' ');
        }
    }

    std::vector<std::pair<std::string, std::string>> m_lines;
};

/// How a value looks in a usage line.
std::string sample(Kind kind, const std::string& name, const std::vector<Shape>& inner);

std::string sample_inner(const std::vector<Shape>& inner, bool with_keys) {
    std::string out;
    for (const Shape& shape : inner) {
        if (!out.empty()) out += ',';
        if (with_keys) out += fmt::format("\"{}\":", shape.name);
        out += sample(shape.kind, shape.name, shape.inner);
    }
    return out;
}

std::string sample(Kind kind, const std::string& name, const std::vector<Shape>& inner) {
    switch (kind) {
        case Kind::String: return fmt::format("\"{}\"", name.empty() ? "text" : name);
        case Kind::Hex: return fmt::format("\"{}\"", name.empty() ? "hex" : name);
        case Kind::Array: return fmt::format("[{},...]", sample_inner(inner, false));
        case Kind::Object: return fmt::format("{{{}}}", sample_inner(inner, true));
        case Kind::Map: return fmt::format("{{{},...}}", sample_inner(inner, true));
        default: return name.empty() ? "n" : name;
    }
}

/// How a value looks in the description of an argument or result.
std::string_view result_sample(Kind kind) {
    switch (kind) {
        case Kind::String: return "\"str\"";
        case Kind::Hex: return "\"hex\"";
        case Kind::Number:
        case Kind::Amount: return "n";
        case Kind::Time: return "xxx";
        case Kind::Bool: return "true|false";
        case Kind::Null: return "null";
        default: return "...";
    }
}

std::string words_about(const Shape& shape) {
    const std::string_view word = kind_word(shape.kind);
    const std::string_view may_lack = shape.optional ? ", optional" : "";
    return fmt::format("({}{}){}{}", word, may_lack, shape.text.empty() ? "" : " ", shape.text);
}

/// Adds the lines of `shape`, and of what is inside it. Declarations are shallow, so recursion is safe.
void describe(Table& table, const Shape& shape, int indent, bool with_key, bool more_follow) {
    const std::string key = with_key ? fmt::format("\"{}\" : ", shape.name) : "";
    const std::string comma = more_follow ? "," : "";
    const bool array = shape.kind == Kind::Array;
    if (!array && shape.kind != Kind::Object && shape.kind != Kind::Map) {
        table.add(indent, key + std::string(result_sample(shape.kind)) + comma, words_about(shape));
        return;
    }
    table.add(indent, key + (array ? "[" : "{"), words_about(shape));
    const bool open_ended = array || shape.kind == Kind::Map;
    for (size_t i = 0; i < shape.inner.size(); ++i) {
        const bool last = i + 1 == shape.inner.size();
        describe(table, shape.inner[i], indent + kIndentStep, !array, open_ended || !last);
    }
    if (open_ended) table.add(indent + kIndentStep, "...");
    table.add(indent, (array ? "]" : "}") + comma);
}

std::string words_about(const Param& param) {
    std::string out =
        fmt::format("({}, ", param.type_words.empty() ? kind_word(param.kind) : param.type_words);
    if (!param.optional) out += "required";
    else if (!param.default_json.empty()) out += "optional, default=" + param.default_json;
    else if (!param.default_hint.empty()) out += "optional, default: " + param.default_hint;
    else out += "optional";
    out += ')';
    if (!param.text.empty()) out += ' ' + param.text;
    return out;
}

std::string arguments_text(const Method& method) {
    Table table;
    for (size_t i = 0; i < method.params.size(); ++i) {
        const Param& param = method.params[i];
        if (param.hidden) continue;
        table.add(0, fmt::format("{}. {}", i + 1, param.name), words_about(param));
        if (param.inner.empty()) continue;
        const Shape value{param.kind, "", "", param.inner};
        describe(table, value, kIndentStep * 2, false, false);
    }
    const std::string text = table.text();
    return text.empty() ? "" : "\nArguments:\n" + text;
}

std::string results_text(const Method& method) {
    std::string out;
    for (const ResultCase& result : method.results) {
        out += result.condition.empty() ? "\nResult:\n" : fmt::format("\nResult ({}):\n", result.condition);
        Table table;
        describe(table, result.shape, 0, false, false);
        out += table.text();
    }
    return out;
}

/// A value as one types it at a shell.
std::string shell_word(const json::Value& value) {
    const std::string text = json::to_text(value);
    return value.is_array() || value.is_object() ? fmt::format("'{}'", text) : text;
}

std::string examples_text(const Method& method) {
    std::string out;
    for (const std::string& example : method.examples) {
        const auto params = json::parse(example);
        CHECK(params && params->is_array());
        out += fmt::format("> quanta-cli {}", method.name);
        for (const json::Value& value : params->array()) out += ' ' + shell_word(value);
        out += fmt::format(
            "\n> curl --user myusername --data-binary '{{\"jsonrpc\":\"2.0\",\"id\":\"example\","
            "\"method\":\"{}\",\"params\":{}}}' -H 'content-type: application/json' "
            "http://127.0.0.1:8332/\n",
            method.name, json::to_text(*params));
    }
    return out.empty() ? "" : "\nExamples:\n" + out;
}

}  // namespace

std::string usage_line(const Method& method) {
    std::string out = method.name;
    bool in_optional = false;
    for (const Param& param : method.params) {
        if (param.hidden) continue;
        if (param.optional != in_optional) out += param.optional ? " (" : " )";
        in_optional = param.optional;
        out += ' ' + sample(param.kind, param.name, param.inner);
    }
    if (in_optional) out += " )";
    return out;
}

std::string method_help(const Method& method) {
    return fmt::format("{}\n\n{}\n{}{}{}", usage_line(method), method.description, arguments_text(method),
                       results_text(method), examples_text(method));
}

std::string list_methods(std::span<const Method* const> methods) {
    std::vector<const Method*> sorted(methods.begin(), methods.end());
    std::sort(sorted.begin(), sorted.end(), [](const Method* a, const Method* b) {
        return std::pair(a->category, std::string_view(a->name)) <
               std::pair(b->category, std::string_view(b->name));
    });
    std::string out;
    std::optional<Category> open;
    for (const Method* method : sorted) {
        if (method->category == Category::Hidden) continue;
        if (open != method->category) {
            out += fmt::format("{}== {} ==\n", open ? "\n" : "", category_title(method->category));
        }
        open = method->category;
        out += usage_line(*method) + '\n';
    }
    if (!out.empty()) out.pop_back();
    return out;
}

}  // namespace quanta::rpc
