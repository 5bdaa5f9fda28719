// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript_type.h"

#include "script/script.h"

namespace quanta::descriptor {
namespace {

/// Bit of a relative lock time that counts time and not blocks (BIP68).
constexpr uint32_t kRelativeTime = 1u << 22;
constexpr std::string_view kLocks = "thTH";

/// Whether conditions that must both hold lock by time and by height.
bool clash(MiniType a, MiniType b) {
    const auto clashes = [&](char time, char height) {
        return (a.has(time) && b.has(height)) || (a.has(height) && b.has(time));
    };
    return clashes('t', 'h') || clashes('T', 'H');
}

MiniType leaf_type(const MiniNode& node) {
    switch (node.fragment) {
        case Fragment::False:
            return "Bzudsemk";
        case Fragment::True:
            return "Bzufmk";
        case Fragment::PkK:
            return "Kondusemk";
        case Fragment::PkH:
            return "Kndusemk";
        case Fragment::Older:
            return MiniType("Bzfmk") | ((node.number & kRelativeTime) != 0 ? "t" : "h");
        case Fragment::After:
            return MiniType("Bzfmk") | (node.number >= script::kLockTimeThreshold ? "T" : "H");
        case Fragment::Multi:
            return "Bndusemk";
        case Fragment::MultiA:
            return "Bdusemk";
        default:
            return "Bondumk";
    }
}

MiniType wrapper_type(Fragment fragment, MiniType x, ScriptRules rules) {
    const MiniType kept = x.only("mk") | x.only(kLocks);
    switch (fragment) {
        case Fragment::Alt:
            return (kept | x.only("dusfe") | "W").where(x.has('B'));
        case Fragment::Swap:
            return (kept | x.only("dusfe") | "W").where(x.has("Bo"));
        case Fragment::Check:
            return (kept | x.only("ondfe") | "Bus").where(x.has('K'));
        case Fragment::DupIf:
            return (kept | x.only("s") | "Bonde" | MiniType("u").where(rules == ScriptRules::Tapscript))
                .where(x.has("Vz"));
        case Fragment::Verify:
            return (kept | x.only("zons") | "Vf").where(x.has('B'));
        case Fragment::NonZero:
            return (kept | x.only("ous") | "Bnd" | MiniType("e").where(x.has('f'))).where(x.has("Bn"));
        default:
            return (kept | x.only("zondsfe") | "Bu").where(x.has('B'));
    }
}

/// o of two expressions that both run: one of them takes one item, the other none.
MiniType one_of_both(MiniType x, MiniType y) {
    return MiniType("o").where((x.has('z') && y.has('o')) || (x.has('o') && y.has('z')));
}

/// m and k of expressions, one of which is chosen or all of which run.
MiniType sound(bool not_malleable, MiniType children) {
    return children.only("k") | children.only("m").where(not_malleable);
}

MiniType and_v(MiniType x, MiniType y) {
    const MiniType both = x & y;
    const MiniType n = MiniType("n").where(x.has('n') || (x.has('z') && y.has('n')));
    const MiniType f = MiniType("f").where(x.has('s') || y.has('f'));
    return (y.only("BKVu") | both.only("z") | one_of_both(x, y) | n | (x | y).only("s") | f |
            sound(true, both))
        .where(x.has('V') && y.only("BKV").valid());
}

MiniType and_b(MiniType x, MiniType y) {
    const MiniType both = x & y;
    const MiniType n = MiniType("n").where(x.has('n') || (x.has('z') && y.has('n')));
    const MiniType f = MiniType("f").where(both.has('f') || x.has("sf") || y.has("sf"));
    const MiniType e = MiniType("e").where(both.has("es"));
    return (MiniType("Bu") | both.only("zd") | one_of_both(x, y) | n | (x | y).only("s") | f | e |
            sound(true, both))
        .where(x.has('B') && y.has('W'));
}

MiniType or_b(MiniType x, MiniType z) {
    const MiniType both = x & z;
    return (MiniType("Bdue") | both.only("zs") | one_of_both(x, z) |
            sound(both.has('e') && (x | z).has('s'), both))
        .where(x.has("Bd") && z.has("Wd"));
}

/// or_c and or_d: what `z` is must be said, and what it gives the whole.
MiniType or_else(MiniType x, MiniType z, MiniType given) {
    const MiniType both = x & z;
    const MiniType o = MiniType("o").where(x.has('o') && z.has('z'));
    return (given | both.only("zs") | o | sound(x.has('e') && (x | z).has('s'), both)).where(x.has("Bdu"));
}

MiniType or_i(MiniType x, MiniType z) {
    const MiniType both = x & z;
    const MiniType o = MiniType("o").where(both.has('z'));
    const MiniType e = MiniType("e").where((x.has('e') && z.has('f')) || (z.has('e') && x.has('f')));
    return (both.only("BKVusf") | o | (x | z).only("d") | e | sound((x | z).has('s'), both))
        .where(both.only("BKV").valid());
}

MiniType and_or(MiniType x, MiniType y, MiniType z) {
    const MiniType all = x & y & z;
    const bool o = (x.has('z') && y.has('o') && z.has('o')) || (x.has('o') && y.has('z') && z.has('z'));
    const bool forced = x.has('s') || y.has('f');
    return ((y & z).only("BKVu") | all.only("z") | MiniType("o").where(o) | z.only("d") |
            z.only("s").where((x | y).has('s')) | z.only("fe").where(forced) |
            sound(x.has('e') && (x | y | z).has('s'), all))
        .where(x.has("Bdu") && (y & z).only("BKV").valid());
}

MiniType binary_type(Fragment fragment, MiniType x, MiniType y) {
    switch (fragment) {
        case Fragment::AndV:
            return and_v(x, y);
        case Fragment::AndB:
            return and_b(x, y);
        case Fragment::OrB:
            return or_b(x, y);
        case Fragment::OrC:
            return or_else(x, y, "Vf").where(y.has('V'));
        case Fragment::OrD:
            return or_else(x, y, y.only("dufe") | "B").where(y.has('B'));
        default:
            return or_i(x, y);
    }
}

/// Whether the first two children must both hold.
bool needs_both(Fragment fragment) {
    return fragment == Fragment::AndV || fragment == Fragment::AndB || fragment == Fragment::AndOr;
}

/// thresh(), child by child.
class ThreshType {
public:
    explicit ThreshType(uint32_t wanted) : m_wanted(wanted) {}

    void add(MiniType child) {
        m_valid = m_valid && child.has(m_count == 0 ? "Bdu" : "Wdu");
        m_all = m_count == 0 ? child : m_all & child;
        m_mixed = m_mixed || (m_wanted > 1 && clash(m_locks, child));
        m_locks = m_locks | child.only(kLocks);
        if (!child.has('z')) ++m_taking;
        if (child.has('o')) ++m_taking_one;
        if (!child.has('s')) ++m_unsigned;
        ++m_count;
    }

    MiniType type() const {
        const bool one = m_taking == 1 && m_taking_one == 1;
        const MiniType type = MiniType("Bdu") | m_all.only("z") | MiniType("o").where(one) |
                              MiniType("s").where(m_unsigned < m_wanted) |
                              MiniType("e").where(m_all.has("es")) |
                              m_all.only("m").where(m_all.has('e') && m_unsigned <= m_wanted) |
                              m_all.only("k").where(!m_mixed) | m_locks;
        return type.where(m_valid);
    }

private:
    const uint32_t m_wanted;
    uint32_t m_count = 0;
    uint32_t m_taking = 0;
    uint32_t m_taking_one = 0;
    uint32_t m_unsigned = 0;
    bool m_valid = true;
    bool m_mixed = false;
    MiniType m_all;
    MiniType m_locks;
};

MiniType type_of(const MiniNode& node, const std::vector<MiniType>& types, ScriptRules rules) {
    if (node.fragment == Fragment::Thresh) {
        ThreshType thresh(node.number);
        for (const uint32_t child : node.children)
            thresh.add(types[child]);
        return thresh.type();
    }
    if (node.children.empty()) return leaf_type(node);
    const MiniType x = types[node.children[0]];
    if (node.children.size() == 1) return wrapper_type(node.fragment, x, rules);
    const MiniType y = types[node.children[1]];
    const bool three = node.children.size() == 3;
    const MiniType z = three ? types[node.children[2]] : y;
    if (!x.valid() || !y.valid() || !z.valid()) return {};
    const MiniType type = three ? and_or(x, y, z) : binary_type(node.fragment, x, y);
    if (!type.valid()) return {};
    const bool mixes = needs_both(node.fragment) && clash(x, y);
    const MiniType unlocked = mixes ? type.only("BVKWzondusfem") : type;
    return unlocked | (x | y | z).only(kLocks);
}

}  // namespace

std::vector<MiniType> miniscript_types(const Miniscript& script) {
    std::vector<MiniType> types;
    types.reserve(script.nodes.size());
    for (const MiniNode& node : script.nodes)
        types.push_back(type_of(node, types, script.rules));
    return types;
}

}  // namespace quanta::descriptor
