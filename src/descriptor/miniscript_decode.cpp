// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <utility>

#include "descriptor/miniscript.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using script::Opcode;

/// An operation of a script. Those that also verify are two: the last is OP_VERIFY.
struct Token {
    Opcode opcode;
    base::ByteSpan data;
};

/// Nothing for a script that is cut short.
std::optional<std::vector<Token>> tokens_of(base::ByteSpan bytes) {
    std::vector<Token> tokens;
    script::ScriptReader reader(bytes);
    const auto add = [&](Opcode opcode) { tokens.push_back({opcode, {}}); };
    while (reader.next()) {
        switch (reader.opcode()) {
            case script::OP_CHECKSIGVERIFY:
                add(script::OP_CHECKSIG);
                break;
            case script::OP_CHECKMULTISIGVERIFY:
                add(script::OP_CHECKMULTISIG);
                break;
            case script::OP_EQUALVERIFY:
                add(script::OP_EQUAL);
                break;
            case script::OP_NUMEQUALVERIFY:
                add(script::OP_NUMEQUAL);
                break;
            default:
                tokens.push_back({reader.opcode(), reader.data()});
                continue;
        }
        add(script::OP_VERIFY);
    }
    if (reader.failed()) return std::nullopt;
    return tokens;
}

/// A number that is not negative, pushed by one opcode or as bytes.
std::optional<uint32_t> number_of(const Token& token) {
    if (token.opcode == script::OP_0) return 0;
    if (script::is_small_number(token.opcode))
        return static_cast<uint32_t>(script::small_number(token.opcode));
    if (token.data.empty() || token.data.size() > 4) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = token.data.size(); i > 0; --i)
        value = value << 8 | token.data[i - 1];
    // The highest bit is the sign.
    if ((token.data.back() & 0x80) != 0) return std::nullopt;
    return value;
}

/// Reads a script from left to right. Expressions stand on a list until an operation takes them into another;
/// marks on the list stand where branches and wrappers begin. What follows a mark are expressions of which
/// all but the last only verify: and_v().
class Decoder {
public:
    Decoder(std::vector<Token> tokens, ScriptRules rules, const KeyFinder& find_key,
            std::vector<crypto::PublicKey>& keys)
        : m_tokens(std::move(tokens)), m_find_key(find_key), m_keys(keys) {
        m_script.rules = rules;
    }

    std::optional<Miniscript> decode() {
        while (m_at < m_tokens.size()) {
            if (!step() || m_script.nodes.size() > kMaxMiniNodes) return std::nullopt;
        }
        if (!fold(Mark::None)) return std::nullopt;
        m_script.key_count = static_cast<uint32_t>(m_keys.size());
        return std::move(m_script);
    }

private:
    enum class Mark : uint8_t { None, If, NotIf, IfDupNotIf, DupIf, SizeIf, Alt, Swap };
    struct Item {
        Mark mark = Mark::None;
        uint32_t node = 0;                   ///< when there is no mark
        std::optional<uint32_t> first = {};  ///< the branch before OP_ELSE, on a mark
    };

    // The list.
    uint32_t add(MiniNode node) {
        m_script.nodes.push_back(std::move(node));
        return m_script.root();
    }
    bool push(MiniNode node) {
        m_items.push_back({Mark::None, add(std::move(node))});
        return true;
    }
    bool push(Fragment fragment, std::vector<uint32_t> children) {
        MiniNode node;
        node.fragment = fragment;
        node.children = std::move(children);
        return push(std::move(node));
    }
    bool mark(Mark mark, size_t tokens) {
        m_items.push_back({mark});
        m_at += tokens;
        return true;
    }
    /// Takes the last expression.
    std::optional<uint32_t> pop() {
        if (m_items.empty() || m_items.back().mark != Mark::None) return std::nullopt;
        const uint32_t node = m_items.back().node;
        m_items.pop_back();
        return node;
    }
    /// Makes one expression of those behind the last mark, which is to be `wanted`, and leaves it on the
    /// list.
    bool fold(Mark wanted) {
        size_t begin = m_items.size();
        while (begin > 0 && m_items[begin - 1].mark == Mark::None)
            --begin;
        const Mark last = begin > 0 ? m_items[begin - 1].mark : Mark::None;
        if (last != wanted || begin == m_items.size()) return false;
        uint32_t whole = m_items[begin].node;
        for (size_t i = begin + 1; i < m_items.size(); ++i) {
            MiniNode both;
            both.fragment = Fragment::AndV;
            both.children = {whole, m_items[i].node};
            whole = add(std::move(both));
        }
        m_items.resize(begin);
        m_items.push_back({Mark::None, whole});
        return true;
    }

    // The script.
    const Token* peek(size_t ahead) const {
        return m_at + ahead < m_tokens.size() ? &m_tokens[m_at + ahead] : nullptr;
    }
    bool is(size_t ahead, Opcode opcode) const {
        const Token* token = peek(ahead);
        return token != nullptr && token->opcode == opcode;
    }
    std::optional<uint32_t> number(size_t ahead) const {
        const Token* token = peek(ahead);
        return token != nullptr ? number_of(*token) : std::nullopt;
    }
    bool is_key(size_t ahead) const {
        const Token* token = peek(ahead);
        const size_t size = m_script.rules == ScriptRules::Tapscript ? 32 : 33;
        return token != nullptr && token->data.size() == size;
    }

    bool step() {
        if (is_key(0)) return key();
        if (const auto value = number(0)) return numbered(*value);
        switch (m_tokens[m_at].opcode) {
            case script::OP_DUP:
                return is(1, script::OP_IF) ? mark(Mark::DupIf, 2) : key_hash();
            case script::OP_SIZE:
                return sized();
            case script::OP_IF:
                return mark(Mark::If, 1);
            case script::OP_NOTIF:
                return mark(Mark::NotIf, 1);
            case script::OP_IFDUP:
                return is(1, script::OP_NOTIF) && mark(Mark::IfDupNotIf, 2);
            case script::OP_TOALTSTACK:
                return mark(Mark::Alt, 1);
            case script::OP_SWAP:
                return mark(Mark::Swap, 1);
            default:
                break;
        }
        const Opcode opcode = m_tokens[m_at++].opcode;
        switch (opcode) {
            case script::OP_CHECKSIG:
                return wrap(Fragment::Check);
            case script::OP_VERIFY:
                return wrap(Fragment::Verify);
            case script::OP_0NOTEQUAL:
                return wrap(Fragment::ZeroNotEqual);
            case script::OP_BOOLAND:
                return both(Fragment::AndB);
            case script::OP_BOOLOR:
                return both(Fragment::OrB);
            case script::OP_ADD:
                return both(Fragment::Thresh);
            case script::OP_FROMALTSTACK:
                return end_alt();
            case script::OP_ELSE:
                return otherwise();
            case script::OP_ENDIF:
                return end_if();
            default:
                return false;
        }
    }

    bool wrap(Fragment wrapper) {
        const auto inner = pop();
        return inner && push(wrapper, {*inner});
    }

    /// Two expressions and what joins them, the second in a: or s:. Sums grow as thresh() does until their
    /// number comes.
    bool both(Fragment fragment) {
        const bool in_alt = !m_items.empty() && m_items.back().mark == Mark::None &&
                            m_script.nodes[m_items.back().node].fragment == Fragment::Alt;
        if (!in_alt && !end_swap()) return false;
        const auto second = pop();
        const auto first = pop();
        if (!first || !second) return false;
        if (fragment != Fragment::Thresh) return push(fragment, {*first, *second});
        if (!m_sums.empty() && m_sums.back().last == *first) {
            m_sums.back().parts.push_back(*second);
        } else {
            m_sums.push_back({{*first, *second}, 0});
        }
        m_sums.back().last = *second;
        m_items.push_back({Mark::None, *second});
        return m_sums.back().parts.size() <= kMaxThreshArguments;
    }
    bool end_swap() {
        if (!fold(Mark::Swap)) return false;
        const auto inner = pop();
        m_items.pop_back();
        return push(Fragment::Swap, {*inner});
    }
    bool end_alt() {
        if (!fold(Mark::Alt)) return false;
        const auto inner = pop();
        m_items.pop_back();
        return push(Fragment::Alt, {*inner});
    }

    bool otherwise() {
        const Mark last = last_mark();
        if ((last != Mark::If && last != Mark::NotIf) || !fold(last)) return false;
        const auto branch = pop();
        if (m_items.back().first) return false;
        m_items.back().first = branch;
        return true;
    }
    Mark last_mark() const {
        const auto found = std::find_if(m_items.rbegin(), m_items.rend(),
                                        [](const Item& item) { return item.mark != Mark::None; });
        return found == m_items.rend() ? Mark::None : found->mark;
    }
    bool end_if() {
        const Mark last = last_mark();
        if (last == Mark::None || !fold(last)) return false;
        const auto inner = pop();
        const Item begun = m_items.back();
        m_items.pop_back();
        if (last == Mark::DupIf) return push(Fragment::DupIf, {*inner});
        if (last == Mark::SizeIf) return push(Fragment::NonZero, {*inner});
        if (last == Mark::If) return begun.first && push(Fragment::OrI, {*begun.first, *inner});
        const auto condition = pop();
        if (!condition) return false;
        if (last == Mark::IfDupNotIf) return push(Fragment::OrD, {*condition, *inner});
        if (last != Mark::NotIf) return false;
        if (begun.first) return push(Fragment::AndOr, {*condition, *inner, *begun.first});
        return push(Fragment::OrC, {*condition, *inner});
    }

    // Expressions that stand for themselves.
    bool add_key(base::ByteSpan bytes) {
        std::optional<crypto::PublicKey> key = crypto::PublicKey::from_bytes(bytes);
        if (m_script.rules == ScriptRules::Tapscript) {
            crypto::XOnlyKey xonly;
            std::copy(bytes.begin(), bytes.end(), xonly.begin());
            key = crypto::PublicKey::from_xonly(xonly);
        }
        if (!key || !key->is_valid()) return false;
        m_keys.push_back(*key);
        return true;
    }
    MiniNode keyed(Fragment fragment) const {
        MiniNode node;
        node.fragment = fragment;
        node.first_key = static_cast<uint32_t>(m_keys.size());
        return node;
    }

    bool key() {
        const size_t counted = keys_of_multi_a();
        if (counted > 0) return multi_a(counted);
        MiniNode node = keyed(Fragment::PkK);
        node.key_count = 1;
        return add_key(m_tokens[m_at++].data) && push(std::move(node));
    }
    /// How many keys are checked one by one from here, when a comparison with a number follows; else 0.
    size_t keys_of_multi_a() const {
        if (m_script.rules != ScriptRules::Tapscript || !is(1, script::OP_CHECKSIG)) return 0;
        size_t count = 1;
        while (is_key(2 * count) && is(2 * count + 1, script::OP_CHECKSIGADD))
            ++count;
        return number(2 * count) && is(2 * count + 1, script::OP_NUMEQUAL) ? count : 0;
    }
    bool multi_a(size_t count) {
        MiniNode node = keyed(Fragment::MultiA);
        node.key_count = static_cast<uint32_t>(count);
        node.number = *number(2 * count);
        for (size_t i = 0; i < count; ++i) {
            if (!add_key(m_tokens[m_at + 2 * i].data)) return false;
        }
        m_at += 2 * count + 2;
        return count < script::kMaxStackSize && node.number > 0 && node.number <= count &&
               push(std::move(node));
    }
    bool multi(uint32_t wanted) {
        MiniNode node = keyed(Fragment::Multi);
        node.number = wanted;
        ++m_at;
        for (; is_key(0); ++m_at) {
            if (!add_key(m_tokens[m_at].data)) return false;
            ++node.key_count;
        }
        if (node.key_count > script::kMaxMultisigKeys || number(0) != node.key_count ||
            !is(1, script::OP_CHECKMULTISIG))
            return false;
        m_at += 2;
        return wanted > 0 && wanted <= node.key_count && push(std::move(node));
    }
    /// OP_DUP OP_HASH160, a hash, OP_EQUALVERIFY.
    bool key_hash() {
        if (!is(1, script::OP_HASH160) || !is(3, script::OP_EQUAL) || !is(4, script::OP_VERIFY)) return false;
        const base::ByteSpan data = m_tokens[m_at + 2].data;
        crypto::Digest160 hash;
        if (data.size() != hash.size()) return false;
        std::copy(data.begin(), data.end(), hash.begin());
        const std::optional<crypto::PublicKey> key = m_find_key(hash);
        if (!key) return false;
        MiniNode node = keyed(Fragment::PkH);
        node.key_count = 1;
        m_keys.push_back(*key);
        m_at += 5;
        return push(std::move(node));
    }
    /// OP_SIZE begins j:, or a hash lock: a size, OP_EQUALVERIFY, a hash function, the hash, OP_EQUAL.
    bool sized() {
        if (is(1, script::OP_0NOTEQUAL) && is(2, script::OP_IF)) return mark(Mark::SizeIf, 3);
        if (!is(2, script::OP_EQUAL) || !is(3, script::OP_VERIFY) || !is(6, script::OP_EQUAL)) return false;
        const auto fragment = hash_fragment(m_tokens[m_at + 4].opcode);
        const base::ByteSpan hash = m_tokens[m_at + 5].data;
        if (!fragment || hash.size() != hash_size(*fragment)) return false;
        MiniNode node;
        node.fragment = *fragment;
        node.hash.assign(hash.begin(), hash.end());
        m_at += 7;
        return push(std::move(node));
    }
    static std::optional<Fragment> hash_fragment(Opcode opcode) {
        switch (opcode) {
            case script::OP_SHA256:
                return Fragment::Sha256;
            case script::OP_HASH256:
                return Fragment::Hash256;
            case script::OP_RIPEMD160:
                return Fragment::Ripemd160;
            case script::OP_HASH160:
                return Fragment::Hash160;
            default:
                return std::nullopt;
        }
    }

    /// A number is a lock time, how many of a sum or of keys, or stands for itself.
    bool numbered(uint32_t value) {
        if (is(1, script::OP_CHECKSEQUENCEVERIFY)) return locked(Fragment::Older, value);
        if (is(1, script::OP_CHECKLOCKTIMEVERIFY)) return locked(Fragment::After, value);
        if (is(1, script::OP_EQUAL)) return end_sum(value);
        if (m_script.rules == ScriptRules::WitnessV0 && is_key(1)) return multi(value);
        ++m_at;
        return value <= 1 && push(value == 0 ? Fragment::False : Fragment::True, {});
    }
    bool locked(Fragment fragment, uint32_t value) {
        MiniNode node;
        node.fragment = fragment;
        node.number = value;
        m_at += 2;
        return value > 0 && push(std::move(node));
    }
    bool end_sum(uint32_t wanted) {
        const auto last = pop();
        if (!last) return false;
        MiniNode node;
        node.fragment = Fragment::Thresh;
        node.number = wanted;
        node.children = {*last};
        if (!m_sums.empty() && m_sums.back().last == *last) {
            node.children = std::move(m_sums.back().parts);
            m_sums.pop_back();
        }
        m_at += 2;
        return wanted > 0 && wanted <= node.children.size() && push(std::move(node));
    }

    /// Expressions added up so far; the last of them stands for all on the list.
    struct Sum {
        std::vector<uint32_t> parts;
        uint32_t last;
    };

    const std::vector<Token> m_tokens;
    const KeyFinder& m_find_key;
    std::vector<crypto::PublicKey>& m_keys;
    Miniscript m_script;
    size_t m_at = 0;
    std::vector<Item> m_items;
    std::vector<Sum> m_sums;
};

}  // namespace

std::optional<Miniscript> decode_miniscript(base::ByteSpan script, ScriptRules rules,
                                            const KeyFinder& find_key, std::vector<crypto::PublicKey>& keys) {
    std::optional<std::vector<Token>> tokens = tokens_of(script);
    if (!tokens || tokens->empty()) return std::nullopt;
    std::optional<Miniscript> decoded = Decoder(std::move(*tokens), rules, find_key, keys).decode();
    // What could be written in another way is found out here: longer pushes, and sums left without a number.
    if (!decoded || miniscript_script(*decoded, keys) != base::Bytes(script.begin(), script.end())) {
        return std::nullopt;
    }
    return decoded;
}

}  // namespace quanta::descriptor
