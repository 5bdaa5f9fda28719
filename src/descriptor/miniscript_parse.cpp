// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/hex.h"
#include "descriptor/miniscript.h"
#include "descriptor/text_split.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

/// Lock times are below this: what the stack takes for a number that is not negative.
constexpr uint32_t kLockTimeEnd = 0x80000000;
constexpr size_t kMaxTapKeys = script::kMaxStackSize - 1;

/// A number without sign, white space or leading zeros other than its own.
std::optional<uint32_t> parse_number(std::string_view text) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Fragment> wrapper_of(char letter) {
    constexpr Fragment kWrappers[] = {Fragment::Alt,         Fragment::Swap,   Fragment::Check,
                                      Fragment::DupIf,       Fragment::Verify, Fragment::NonZero,
                                      Fragment::ZeroNotEqual};
    for (const Fragment wrapper : kWrappers) {
        if (wrapper_letter(wrapper) == letter) return wrapper;
    }
    return std::nullopt;
}

/// Reads expressions from left to right. What is open is on a list, not on the stack of calls: text may nest
/// as deep as it likes.
class Parser {
public:
    Parser(std::string_view text, ScriptRules rules, const std::function<bool(std::string_view)>& add_key)
        : m_text(text), m_add_key(add_key) {
        m_script.rules = rules;
    }

    std::optional<Miniscript> parse() {
        do {
            if (!begin_expression()) return std::nullopt;
            if (m_script.nodes.size() + m_open.size() > kMaxMiniNodes) return std::nullopt;
        } while (!m_open.empty());
        if (!m_text.empty()) return std::nullopt;
        return std::move(m_script);
    }

private:
    /// An expression whose arguments are still being read.
    struct Open {
        MiniNode node;
        size_t wanted = 0;        ///< arguments in the text
        bool false_last = false;  ///< a False that the text leaves out follows them
        bool true_last = false;   ///< the same of a True
        bool bracket = true;      ///< ends with a closing bracket: all but wrappers
    };

    uint32_t add(MiniNode node) {
        m_script.nodes.push_back(std::move(node));
        return m_script.root();
    }
    uint32_t add_constant(Fragment fragment) {
        MiniNode node;
        node.fragment = fragment;
        return add(std::move(node));
    }
    Open& open(Fragment fragment, size_t wanted) {
        Open& opened = m_open.emplace_back();
        opened.node.fragment = fragment;
        opened.wanted = wanted;
        return opened;
    }

    /// Reads up to the end of an expression without children, or to the first child.
    bool begin_expression() {
        const size_t end = m_text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789");
        if (end != m_text.npos && m_text[end] == ':') {
            if (!open_wrappers(m_text.substr(0, end))) return false;
            m_text.remove_prefix(end + 1);
        }
        const std::string_view name =
            m_text.substr(0, m_text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"));
        m_text.remove_prefix(name.size());
        if (name == "0" || name == "1")
            return close(add_constant(name == "0" ? Fragment::False : Fragment::True));
        return take_token(m_text, "(") && begin_function(name);
    }

    bool open_wrappers(std::string_view letters) {
        if (letters.empty() || letters.size() > kMaxMiniNodes) return false;
        return std::all_of(letters.begin(), letters.end(),
                           [this](char letter) { return open_wrapper(letter); });
    }

    bool open_wrapper(char letter) {
        Open opened;
        opened.wanted = 1;
        opened.bracket = false;
        opened.node.fragment = letter == 't' ? Fragment::AndV : Fragment::OrI;
        opened.true_last = letter == 't';
        opened.false_last = letter == 'u';
        if (letter == 'l') opened.node.children.push_back(add_constant(Fragment::False));
        if (letter != 't' && letter != 'u' && letter != 'l') {
            const std::optional<Fragment> wrapper = wrapper_of(letter);
            if (!wrapper) return false;
            opened.node.fragment = *wrapper;
        }
        m_open.push_back(std::move(opened));
        return true;
    }

    bool begin_function(std::string_view name) {
        if (name == "pk" || name == "pkh") {
            open(Fragment::Check, 1).bracket = false;
            return keyed(name == "pk" ? Fragment::PkK : Fragment::PkH);
        }
        if (name == "and_n") {
            open(Fragment::AndOr, 2).false_last = true;
            return true;
        }
        for (const FragmentName& known : fragment_names()) {
            if (known.name != name) continue;
            if (known.children == 0) return begin_special(known.fragment);
            open(known.fragment, known.children);
            return true;
        }
        return false;
    }

    bool begin_special(Fragment fragment) {
        switch (fragment) {
            case Fragment::PkK:
            case Fragment::PkH:
                return keyed(fragment);
            case Fragment::Older:
            case Fragment::After:
                return locked(fragment);
            case Fragment::Multi:
            case Fragment::MultiA:
                return multi(fragment);
            case Fragment::Thresh:
                return begin_thresh();
            default:
                return hashed(fragment);
        }
    }

    /// Gives the next argument to add_key.
    bool take_key() {
        const std::string_view key = take_argument(m_text);
        if (!m_add_key(key)) return false;
        ++m_script.key_count;
        return true;
    }

    bool keyed(Fragment fragment) {
        MiniNode node;
        node.fragment = fragment;
        node.first_key = m_script.key_count;
        node.key_count = 1;
        return take_key() && take_token(m_text, ")") && close(add(std::move(node)));
    }

    bool locked(Fragment fragment) {
        const std::optional<uint32_t> number = parse_number(take_argument(m_text));
        if (!number || *number == 0 || *number >= kLockTimeEnd) return false;
        MiniNode node;
        node.fragment = fragment;
        node.number = *number;
        return take_token(m_text, ")") && close(add(std::move(node)));
    }

    bool hashed(Fragment fragment) {
        std::optional<base::Bytes> hash = base::from_hex(take_argument(m_text));
        if (!hash || hash->size() != hash_size(fragment)) return false;
        MiniNode node;
        node.fragment = fragment;
        node.hash = std::move(*hash);
        return take_token(m_text, ")") && close(add(std::move(node)));
    }

    bool multi(Fragment fragment) {
        const ScriptRules needed =
            fragment == Fragment::Multi ? ScriptRules::WitnessV0 : ScriptRules::Tapscript;
        const size_t most = fragment == Fragment::Multi ? size_t{script::kMaxMultisigKeys} : kMaxTapKeys;
        const std::optional<uint32_t> number = parse_number(take_argument(m_text));
        if (!number || m_script.rules != needed) return false;
        MiniNode node;
        node.fragment = fragment;
        node.number = *number;
        node.first_key = m_script.key_count;
        while (take_token(m_text, ",")) {
            if (node.key_count == most || !take_key()) return false;
            ++node.key_count;
        }
        if (node.number == 0 || node.number > node.key_count) return false;
        return take_token(m_text, ")") && close(add(std::move(node)));
    }

    bool begin_thresh() {
        const std::optional<uint32_t> number = parse_number(take_argument(m_text));
        if (!number || *number == 0 || !take_token(m_text, ",")) return false;
        open(Fragment::Thresh, kMaxThreshArguments).node.number = *number;
        return true;
    }

    /// Hands the finished expression `node` to what it stands in, and so on outwards while that ends with it.
    bool close(uint32_t node) {
        while (!m_open.empty()) {
            Open& outer = m_open.back();
            outer.node.children.push_back(node);
            if (outer.bracket && take_token(m_text, ",")) return more_wanted(outer);
            if (outer.bracket && !take_token(m_text, ")")) return false;
            if (!finish(outer)) return false;
            MiniNode finished = std::move(outer.node);
            m_open.pop_back();
            node = add(std::move(finished));
        }
        return true;
    }

    static bool more_wanted(const Open& outer) { return outer.node.children.size() < outer.wanted; }

    /// Adds what the text leaves out; whether there were as many arguments as there must be.
    bool finish(Open& outer) {
        MiniNode& node = outer.node;
        if (node.fragment == Fragment::Thresh) return node.number <= node.children.size();
        if (outer.bracket && node.children.size() != outer.wanted) return false;
        if (outer.false_last) node.children.push_back(add_constant(Fragment::False));
        if (outer.true_last) node.children.push_back(add_constant(Fragment::True));
        return true;
    }

    std::string_view m_text;
    const std::function<bool(std::string_view)>& m_add_key;
    Miniscript m_script;
    std::vector<Open> m_open;
};

}  // namespace

std::optional<Miniscript> parse_miniscript(std::string_view text, ScriptRules rules,
                                           const std::function<bool(std::string_view)>& add_key) {
    return Parser(text, rules, add_key).parse();
}

}  // namespace quanta::descriptor
