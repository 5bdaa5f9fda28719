// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <initializer_list>
#include <utility>

#include "descriptor/miniscript.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using script::Opcode;

/// Length of the preimages that hash locks take, bytes.
constexpr int64_t kPreimageSize = 32;

/// Puts a script together from left to right; what is still to come is on a list, next thing last.
class ScriptWriter {
public:
    ScriptWriter(const Miniscript& script, std::span<const crypto::PublicKey> keys)
        : m_script(script), m_keys(keys) {}

    base::Bytes write() {
        m_todo.push_back(node(m_script.root()));
        while (!m_todo.empty()) {
            const Item item = m_todo.back();
            m_todo.pop_back();
            switch (item.kind) {
                case Kind::Node:
                    write_node(m_script.nodes[item.value], item.verify);
                    break;
                case Kind::Operation:
                    m_out.op(static_cast<Opcode>(item.value));
                    break;
                case Kind::IsNumber:
                    m_out.number(item.value).op(equal(item.verify));
                    break;
            }
        }
        return std::move(m_out).bytes();
    }

private:
    enum class Kind : uint8_t {
        Node,       ///< an expression, by its place
        Operation,  ///< an opcode
        IsNumber,   ///< a number, and that it equals what is below it
    };
    struct Item {
        Kind kind;
        uint32_t value;
        bool verify;  ///< the last operation is to be the one that also verifies
    };
    static Item node(uint32_t index, bool verify = false) { return {Kind::Node, index, verify}; }
    static Item op(Opcode opcode) { return {Kind::Operation, opcode, false}; }
    static Opcode equal(bool verify) { return verify ? script::OP_EQUALVERIFY : script::OP_EQUAL; }

    void then(std::initializer_list<Item> items) {
        m_todo.insert(m_todo.end(), std::rbegin(items), std::rend(items));
    }

    void write_node(const MiniNode& of, bool verify) {
        if (of.fragment == Fragment::Thresh) return write_thresh(of, verify);
        if (of.children.empty()) return write_leaf(of, verify);
        if (of.children.size() == 1) return write_wrapper(of, verify);
        const Item x = node(of.children[0]);
        const Item y = node(of.children[1]);
        switch (of.fragment) {
            case Fragment::AndOr:
                return then({x, op(script::OP_NOTIF), node(of.children[2]), op(script::OP_ELSE), y,
                             op(script::OP_ENDIF)});
            case Fragment::AndV:
                return then({x, node(of.children[1], verify)});
            case Fragment::AndB:
                return then({x, y, op(script::OP_BOOLAND)});
            case Fragment::OrB:
                return then({x, y, op(script::OP_BOOLOR)});
            case Fragment::OrC:
                return then({x, op(script::OP_NOTIF), y, op(script::OP_ENDIF)});
            case Fragment::OrD:
                return then({x, op(script::OP_IFDUP), op(script::OP_NOTIF), y, op(script::OP_ENDIF)});
            default:
                return then({op(script::OP_IF), x, op(script::OP_ELSE), y, op(script::OP_ENDIF)});
        }
    }

    void write_wrapper(const MiniNode& of, bool verify) {
        const Item x = node(of.children[0]);
        switch (of.fragment) {
            case Fragment::Alt:
                return then({op(script::OP_TOALTSTACK), x, op(script::OP_FROMALTSTACK)});
            case Fragment::Swap:
                return then({op(script::OP_SWAP), node(of.children[0], verify)});
            case Fragment::Check:
                return then({x, op(verify ? script::OP_CHECKSIGVERIFY : script::OP_CHECKSIG)});
            case Fragment::DupIf:
                return then({op(script::OP_DUP), op(script::OP_IF), x, op(script::OP_ENDIF)});
            case Fragment::NonZero:
                return then({op(script::OP_SIZE), op(script::OP_0NOTEQUAL), op(script::OP_IF), x,
                             op(script::OP_ENDIF)});
            case Fragment::ZeroNotEqual:
                return then({x, op(script::OP_0NOTEQUAL)});
            default:
                break;
        }
        if (ends_mergeable(of.children[0])) return then({node(of.children[0], true)});
        then({x, op(script::OP_VERIFY)});
    }

    void write_thresh(const MiniNode& of, bool verify) {
        std::vector<Item> items;
        for (const uint32_t child : of.children) {
            items.push_back(node(child));
            if (items.size() > 1) items.push_back(op(script::OP_ADD));
        }
        items.push_back({Kind::IsNumber, of.number, verify});
        m_todo.insert(m_todo.end(), items.rbegin(), items.rend());
    }

    void write_leaf(const MiniNode& of, bool verify) {
        switch (of.fragment) {
            case Fragment::False:
                m_out.op(script::OP_0);
                return;
            case Fragment::True:
                m_out.op(script::OP_1);
                return;
            case Fragment::PkK:
                push_key(of.first_key);
                return;
            case Fragment::PkH:
                push_key_hash(of.first_key);
                return;
            case Fragment::Older:
                m_out.number(of.number).op(script::OP_CHECKSEQUENCEVERIFY);
                return;
            case Fragment::After:
                m_out.number(of.number).op(script::OP_CHECKLOCKTIMEVERIFY);
                return;
            case Fragment::Multi:
                write_multi(of, verify);
                return;
            case Fragment::MultiA:
                write_multi_a(of, verify);
                return;
            default:
                write_hash(of, verify);
                return;
        }
    }

    void write_multi(const MiniNode& of, bool verify) {
        m_out.number(of.number);
        for (uint32_t i = 0; i < of.key_count; ++i)
            push_key(of.first_key + i);
        m_out.number(of.key_count).op(verify ? script::OP_CHECKMULTISIGVERIFY : script::OP_CHECKMULTISIG);
    }

    void write_multi_a(const MiniNode& of, bool verify) {
        for (uint32_t i = 0; i < of.key_count; ++i) {
            push_key(of.first_key + i);
            m_out.op(i == 0 ? script::OP_CHECKSIG : script::OP_CHECKSIGADD);
        }
        m_out.number(of.number).op(verify ? script::OP_NUMEQUALVERIFY : script::OP_NUMEQUAL);
    }

    void write_hash(const MiniNode& of, bool verify) {
        m_out.op(script::OP_SIZE).number(kPreimageSize).op(script::OP_EQUALVERIFY);
        m_out.op(hash_operation(of.fragment)).push(of.hash).op(equal(verify));
    }

    static Opcode hash_operation(Fragment fragment) {
        switch (fragment) {
            case Fragment::Sha256:
                return script::OP_SHA256;
            case Fragment::Hash256:
                return script::OP_HASH256;
            case Fragment::Ripemd160:
                return script::OP_RIPEMD160;
            default:
                return script::OP_HASH160;
        }
    }

    void push_key(uint32_t place) {
        if (m_script.rules == ScriptRules::Tapscript) {
            m_out.push(m_keys[place].xonly());
        } else {
            m_out.push(m_keys[place].bytes());
        }
    }

    void push_key_hash(uint32_t place) {
        const crypto::PublicKey& key = m_keys[place];
        const bool tapscript = m_script.rules == ScriptRules::Tapscript;
        m_out.op(script::OP_DUP).op(script::OP_HASH160);
        m_out.push(tapscript ? crypto::hash160(key.xonly()) : key.hash()).op(script::OP_EQUALVERIFY);
    }

    /// Whether the script of `index` ends with an operation that has a form which also verifies.
    bool ends_mergeable(uint32_t index) const {
        const MiniNode* of = &m_script.nodes[index];
        while (of->fragment == Fragment::AndV || of->fragment == Fragment::Swap)
            of = &m_script.nodes[of->children.back()];
        return has_verify_form(of->fragment);
    }

    const Miniscript& m_script;
    const std::span<const crypto::PublicKey> m_keys;
    script::ScriptBuilder m_out;
    std::vector<Item> m_todo;
};

}  // namespace

bool has_verify_form(Fragment fragment) {
    switch (fragment) {
        case Fragment::Sha256:
        case Fragment::Hash256:
        case Fragment::Ripemd160:
        case Fragment::Hash160:
        case Fragment::Multi:
        case Fragment::MultiA:
        case Fragment::Thresh:
        case Fragment::Check:
            return true;
        default:
            return false;
    }
}

base::Bytes miniscript_script(const Miniscript& script, std::span<const crypto::PublicKey> keys) {
    return ScriptWriter(script, keys).write();
}

}  // namespace quanta::descriptor
