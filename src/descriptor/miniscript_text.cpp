// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "descriptor/miniscript.h"

namespace quanta::descriptor {
namespace {

std::string_view name_of(Fragment fragment) {
    const auto names = fragment_names();
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const FragmentName& known) { return known.fragment == fragment; });
    return found == names.end() ? std::string_view() : found->name;
}

/// What can be written as a letter before an expression.
struct Wrapping {
    char letter;
    uint32_t inner;
};

/// Writes from left to right; what is still to be written is on a list, next thing last.
class TextWriter {
public:
    TextWriter(const Miniscript& script, const std::function<std::optional<std::string>(uint32_t)>& write_key)
        : m_script(script), m_write_key(write_key) {}

    std::optional<std::string> write(uint32_t node) {
        m_todo.push_back({node, "", false});
        while (!m_todo.empty()) {
            const Item item = std::move(m_todo.back());
            m_todo.pop_back();
            m_out += item.before;
            if (item.node && !write_node(*item.node, item.wrapped)) return std::nullopt;
        }
        return std::move(m_out);
    }

private:
    /// A text, and perhaps an expression behind it, which may have letters before it.
    struct Item {
        std::optional<uint32_t> node;
        std::string before;
        bool wrapped;
    };

    const MiniNode& at(uint32_t node) const { return m_script.nodes[node]; }
    bool is(uint32_t node, Fragment fragment) const { return at(node).fragment == fragment; }

    std::optional<Wrapping> wrapping(const MiniNode& node) const {
        const auto& inner = node.children;
        if (node.fragment == Fragment::Check &&
            (is(inner[0], Fragment::PkK) || is(inner[0], Fragment::PkH))) {
            return std::nullopt;
        }
        if (const char letter = wrapper_letter(node.fragment)) return Wrapping{letter, inner[0]};
        if (node.fragment == Fragment::AndV && is(inner[1], Fragment::True)) return Wrapping{'t', inner[0]};
        if (node.fragment != Fragment::OrI) return std::nullopt;
        if (is(inner[0], Fragment::False)) return Wrapping{'l', inner[1]};
        if (is(inner[1], Fragment::False)) return Wrapping{'u', inner[0]};
        return std::nullopt;
    }

    bool write_node(uint32_t index, bool wrapped) {
        const MiniNode& node = at(index);
        if (const auto wrapper = wrapping(node)) {
            m_out += wrapper->letter;
            m_todo.push_back({wrapper->inner, "", true});
            return true;
        }
        if (wrapped) m_out += ':';
        if (node.fragment == Fragment::False || node.fragment == Fragment::True) {
            m_out += node.fragment == Fragment::False ? '0' : '1';
            return true;
        }
        if (node.fragment == Fragment::Check) {
            m_out += is(node.children[0], Fragment::PkK) ? "pk(" : "pkh(";
            return write_keys(at(node.children[0]), "");
        }
        if (!node.children.empty()) {
            write_function(node);
            return true;
        }
        return write_leaf(node);
    }

    bool write_leaf(const MiniNode& node) {
        m_out += name_of(node.fragment);
        m_out += '(';
        if (node.key_count > 0) {
            const bool counts = node.fragment == Fragment::Multi || node.fragment == Fragment::MultiA;
            return write_keys(node, counts ? std::to_string(node.number) : "");
        }
        m_out += node.hash.empty() ? std::to_string(node.number) : base::to_hex(node.hash);
        m_out += ')';
        return true;
    }

    bool write_keys(const MiniNode& node, const std::string& first) {
        m_out += first;
        for (uint32_t i = 0; i < node.key_count; ++i) {
            const std::optional<std::string> key = m_write_key(node.first_key + i);
            if (!key) return false;
            if (i > 0 || !first.empty()) m_out += ',';
            m_out += *key;
        }
        m_out += ')';
        return true;
    }

    void write_function(const MiniNode& node) {
        const bool and_n = node.fragment == Fragment::AndOr && is(node.children[2], Fragment::False);
        const size_t count = node.children.size() - (and_n ? 1 : 0);
        m_out += and_n ? std::string_view("and_n") : name_of(node.fragment);
        m_out += '(';
        if (node.fragment == Fragment::Thresh) m_out += std::to_string(node.number);
        m_todo.push_back({std::nullopt, ")", false});
        for (size_t i = count; i > 0; --i) {
            const bool comma = i > 1 || node.fragment == Fragment::Thresh;
            m_todo.push_back({node.children[i - 1], comma ? "," : "", false});
        }
    }

    const Miniscript& m_script;
    const std::function<std::optional<std::string>(uint32_t)>& m_write_key;
    std::string m_out;
    std::vector<Item> m_todo;
};

}  // namespace

std::optional<std::string> miniscript_text(
    const Miniscript& script, uint32_t node,
    const std::function<std::optional<std::string>(uint32_t)>& write_key) {
    return TextWriter(script, write_key).write(node);
}

}  // namespace quanta::descriptor
