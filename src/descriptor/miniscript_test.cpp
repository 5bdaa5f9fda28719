// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/hex.h"
#include "descriptor/miniscript_check.h"
#include "descriptor/miniscript_limits.h"
#include "descriptor/miniscript_type.h"

namespace quanta::descriptor {
namespace {

/// The key called 'A' to 'Z': that of the secret 1 to 26.
crypto::PublicKey key_of(char letter) {
    std::array<uint8_t, 32> secret{};
    secret[31] = static_cast<uint8_t>(letter - 'A' + 1);
    return crypto::PrivateKey::from_bytes(secret)->public_key();
}

/// An expression whose keys are single letters, and whose hashes may be written as '#' for all bytes 0x11.
class Expression {
public:
    explicit Expression(std::string text, ScriptRules rules = ScriptRules::WitnessV0) {
        fill_hashes(text);
        const auto add = [this](std::string_view key) {
            if (key.size() != 1 || key[0] < 'A' || key[0] > 'Z') return false;
            m_letters += key;
            return true;
        };
        m_parsed = parse_miniscript(text, rules, add);
    }

    bool parsed() const { return m_parsed.has_value(); }
    const Miniscript& script() const { return *m_parsed; }
    MiniType type() const { return miniscript_types(*m_parsed).back(); }
    MiniLimits limits() const { return miniscript_limits(*m_parsed).back(); }
    std::string text() const { return miniscript_text(*m_parsed, m_parsed->root(), writer()).value(); }
    base::Bytes bytes() const {
        std::vector<crypto::PublicKey> keys;
        for (const char letter : m_letters)
            keys.push_back(key_of(letter));
        return miniscript_script(*m_parsed, keys);
    }
    /// As if all keys were different.
    std::string fault_of_itself() const {
        const std::vector<int64_t> none(m_letters.size(), kNoKey);
        return miniscript_fault(*m_parsed, none, writer()).value_or("");
    }
    std::string fault() const {
        std::vector<int64_t> same_before;
        for (size_t i = 0; i < m_letters.size(); ++i) {
            const size_t before = i == 0 ? std::string::npos : m_letters.rfind(m_letters[i], i - 1);
            same_before.push_back(before == std::string::npos ? kNoKey : static_cast<int64_t>(before));
        }
        return miniscript_fault(*m_parsed, same_before, writer()).value_or("");
    }

private:
    static void fill_hashes(std::string& text) {
        for (size_t at = text.find('#'); at != std::string::npos; at = text.find('#')) {
            const bool small = text.substr(0, at).ends_with("160(");
            text.replace(at, 1, std::string(small ? 40 : 64, '1'));
        }
    }
    std::function<std::optional<std::string>(uint32_t)> writer() const {
        return [this](uint32_t place) { return std::optional(std::string(1, m_letters[place])); };
    }

    std::optional<Miniscript> m_parsed;
    std::string m_letters;
};

std::string hex_of(const std::string& text, ScriptRules rules = ScriptRules::WitnessV0) {
    const Expression expression(text, rules);
    return expression.parsed() ? base::to_hex(expression.bytes()) : "none";
}
std::string fault_of(const std::string& text, ScriptRules rules = ScriptRules::WitnessV0) {
    const Expression expression(text, rules);
    return expression.parsed() ? expression.fault() : "none";
}
std::string push_of(char letter) {
    return "21" + base::to_hex(key_of(letter).bytes());
}
std::string x_push_of(char letter) {
    return "20" + base::to_hex(key_of(letter).xonly());
}

std::string hash_hex() {
    return std::string(64, '1');
}

TEST(Miniscript, ScriptsOfEachExpression) {
    const std::string a = push_of('A');
    const std::string b = push_of('B');
    const std::string hash = std::string(64, '1');
    const std::string short_hash = std::string(40, '1');
    EXPECT_EQ(hex_of("0"), "00");
    EXPECT_EQ(hex_of("1"), "51");
    EXPECT_EQ(hex_of("pk_k(A)"), a);
    EXPECT_EQ(hex_of("pk_h(A)"), "76a914" + base::to_hex(key_of('A').hash()) + "88");
    EXPECT_EQ(hex_of("pk(A)"), a + "ac");
    EXPECT_EQ(hex_of("v:pk(A)"), a + "ad");
    EXPECT_EQ(hex_of("older(16)"), "60b2");
    EXPECT_EQ(hex_of("after(17)"), "0111b1");
    EXPECT_EQ(hex_of("after(2147483647)"), "04ffffff7fb1");
    EXPECT_EQ(hex_of("sha256(#)"), "82012088a820" + hash + "87");
    EXPECT_EQ(hex_of("v:hash256(#)"), "82012088aa20" + hash + "88");
    EXPECT_EQ(hex_of("ripemd160(#)"), "82012088a614" + short_hash + "87");
    EXPECT_EQ(hex_of("hash160(#)"), "82012088a914" + short_hash + "87");
    EXPECT_EQ(hex_of("multi(1,A,B)"), "51" + a + b + "52ae");
    EXPECT_EQ(hex_of("v:multi(1,A,B)"), "51" + a + b + "52af");
    EXPECT_EQ(hex_of("andor(pk(A),1,0)"), a + "ac6400675168");
    EXPECT_EQ(hex_of("and_n(pk(A),1)"), a + "ac6400675168");
    EXPECT_EQ(hex_of("and_v(v:pk(A),pk(B))"), a + "ad" + b + "ac");
    EXPECT_EQ(hex_of("v:and_v(v:pk(A),pk(B))"), a + "ad" + b + "ad");
    EXPECT_EQ(hex_of("and_b(pk(A),s:pk(B))"), a + "ac7c" + b + "ac9a");
    EXPECT_EQ(hex_of("or_b(pk(A),a:pk(B))"), a + "ac6b" + b + "ac6c9b");
    EXPECT_EQ(hex_of("t:or_c(pk(A),v:pk(B))"), a + "ac64" + b + "ad6851");
    EXPECT_EQ(hex_of("or_d(pk(A),pk(B))"), a + "ac7364" + b + "ac68");
    EXPECT_EQ(hex_of("or_i(pk(A),pk(B))"), "63" + a + "ac67" + b + "ac68");
    EXPECT_EQ(hex_of("thresh(2,pk(A),s:pk(B))"), a + "ac7c" + b + "ac935287");
    EXPECT_EQ(hex_of("v:thresh(1,pk(A))"), a + "ac5188");
    EXPECT_EQ(hex_of("l:pk(A)"), "630067" + a + "ac68");
    EXPECT_EQ(hex_of("u:pk(A)"), "63" + a + "ac670068");
    EXPECT_EQ(hex_of("dv:older(1)"), "766351b26968");
    EXPECT_EQ(hex_of("j:pk(A)"), "829263" + a + "ac68");
    EXPECT_EQ(hex_of("n:pk(A)"), a + "ac92");
}

TEST(Miniscript, ScriptsInTaproot) {
    constexpr ScriptRules kTap = ScriptRules::Tapscript;
    const std::string a = x_push_of('A');
    EXPECT_EQ(hex_of("pk(A)", kTap), a + "ac");
    EXPECT_EQ(hex_of("pkh(A)", kTap), "76a914" + base::to_hex(crypto::hash160(key_of('A').xonly())) + "88ac");
    EXPECT_EQ(hex_of("multi_a(2,A,B,C)", kTap), a + "ac" + x_push_of('B') + "ba" + x_push_of('C') + "ba529c");
    EXPECT_EQ(hex_of("v:multi_a(1,A)", kTap), a + "ac519d");
    EXPECT_EQ(hex_of("multi(1,A)", kTap), "none");
    EXPECT_EQ(hex_of("multi_a(1,A)"), "none");
    EXPECT_TRUE(Expression("dv:older(1)", kTap).type().has('u'));
    EXPECT_FALSE(Expression("dv:older(1)").type().has('u'));
}

TEST(Miniscript, TextsInTheirShortForm) {
    for (const char* text : {"pk(A)", "pkh(A)", "v:pk(A)", "and_n(pk(A),pk(B))", "tv:pk(A)", "l:pk(A)",
                             "u:pk(A)", "dv:older(1)", "thresh(2,pk(A),s:pk(B),sjtv:pk(C))",
                             "andor(multi(1,A,B),after(5),pk_k(C))", "lltvln:after(1231488000)"}) {
        const Expression expression(text);
        ASSERT_TRUE(expression.parsed()) << text;
        EXPECT_EQ(expression.text(), text);
    }
    EXPECT_EQ(Expression("c:pk_k(A)").text(), "pk(A)");
    EXPECT_EQ(Expression("vc:pk_h(A)").text(), "v:pkh(A)");
    EXPECT_EQ(Expression("andor(pk(A),pk(B),0)").text(), "and_n(pk(A),pk(B))");
    EXPECT_EQ(Expression("and_v(v:pk(A),1)").text(), "tv:pk(A)");
    EXPECT_EQ(Expression("or_i(0,or_i(pk(A),0))").text(), "lu:pk(A)");
    EXPECT_EQ(Expression("or_i(0,0)").text(), "l:0");
}

TEST(Miniscript, WhatIsNoExpression) {
    for (const char* text : {"",
                             "2",
                             "pk()",
                             "pk(A",
                             "pk(A)x",
                             "pk(A))",
                             "pk(A,B)",
                             "x:pk(A)",
                             ":pk(A)",
                             "v:",
                             "v:v:pk(A)",
                             "pkk(A)",
                             "older(0)",
                             "older(2147483648)",
                             "older(-1)",
                             "older(x)",
                             "older()",
                             "after(0)",
                             "after(4294967296)",
                             "sha256(11)",
                             "hash160(11)",
                             "sha256(xx)",
                             "multi(0,A)",
                             "multi(2,A)",
                             "multi(1)",
                             "multi(x,A)",
                             "multi(1,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U)",
                             "and_v(v:pk(A))",
                             "and_v(v:pk(A),pk(B),pk(C))",
                             "and_n(pk(A))",
                             "thresh(0,pk(A))",
                             "thresh(2,pk(A))",
                             "thresh(1)",
                             "thresh(1,)",
                             "andor(pk(A),1)",
                             "0(A)",
                             "and_v(v:pk(A) ,pk(B))"}) {
        EXPECT_FALSE(Expression(text).parsed()) << text;
    }
    EXPECT_TRUE(Expression("multi(1,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T)").parsed());
    EXPECT_TRUE(Expression("older(2147483647)").parsed());
}

/// Published with BIP379: bytes, operations, items of the witness without the script, and of the properties
/// whether lock times mix, and whether nobody else can change a witness.
struct Known {
    const char* text;
    uint64_t size;
    uint64_t operations;
    int64_t items;
    bool mixes;
    bool sound;
};

TEST(Miniscript, PublishedProperties) {
    const std::vector<Known> cases = {
        {"c:and_v(v:after(1),andor(multi(2,A,B,C),pk_k(D),pk_k(E)))", 180, 10, 4, false, true},
        {"c:and_v(v:after(1),andor(sha256(#),pk_h(A),pk_k(B)))", 104, 13, 3, false, false},
        {"c:and_v(v:after(1),and_v(v:after(1),pk_h(A)))", 31, 8, 2, false, true},
        {"c:and_v(v:after(1),and_v(v:after(500000001),pk_h(A)))", 35, 8, 2, true, true},
        {"c:and_v(v:after(500000001),andor(multi(2,A,B,C),pk_h(D),pk_h(E)))", 164, 16, 5, false, true},
        {"c:and_v(v:and_b(after(1),a:after(1)),pk_h(A))", 33, 10, 2, false, true},
        {"c:and_v(v:and_b(after(1),an:after(500000001)),pk_k(A))", 48, 8, 1, true, true},
        {"c:and_v(v:and_b(after(1),s:or_d(sha256(#),after(1))),pk_h(A))", 74, 16, 3, false, false},
        {"c:and_v(v:and_b(c:pk_k(A),s:sha256(#)),pk_k(B))", 112, 9, 3, false, true},
        {"c:and_v(v:andor(and_b(multi(2,A,B,C),s:sha256(#)),after(500000001),after(500000001)),pk_h(D))", 187,
         20, 6, false, false},
        {"c:and_v(v:andor(c:pk_h(A),after(500000001),after(1)),pk_h(B))", 62, 14, 4, false, true},
        {"c:and_v(v:andor(multi(2,A,B,C),after(1),after(500000001)),pk_h(D))", 142, 14, 5, false, true},
        {"c:and_v(v:andor(multi(2,A,B,C),njdv:after(1),after(500000001)),pk_h(D))", 151, 23, 6, false, true},
        {"c:and_v(v:andor(multi(2,A,B,C),sha256(#),sha256(#)),pk_h(D))", 212, 20, 6, false, true},
        {"c:and_v(v:and_v(v:sha256(#),1),pk_h(A))", 66, 9, 3, false, true},
        {"c:and_v(vc:and_v(v:sha256(#),pk_k(A)),pk_h(B))", 99, 9, 4, false, true},
        {"c:and_v(vdv:after(500000001),pk_h(A))", 36, 10, 3, false, true},
        {"c:and_v(vjc:pk_h(A),pk_h(B))", 55, 13, 4, false, true},
        {"c:and_v(vj:multi(2,A,B,C),pk_k(D))", 145, 10, 4, false, true},
        {"c:and_v(vn:or_d(multi(2,A,B,C),after(1)),pk_h(D))", 137, 14, 5, false, true},
        {"c:and_v(v:or_b(multi(2,A,B,C),a:multi(2,D,E,F)),pk_h(G))", 239, 16, 8, false, true},
        {"c:and_v(v:or_d(multi(2,A,B,C),multi(2,D,E,F)),pk_k(G))", 249, 13, 7, false, true},
        {"c:and_v(v:or_d(c:pk_h(A),sha256(#)),pk_h(B))", 93, 16, 5, false, true},
        {"c:and_v(v:or_i(0,sha256(#)),pk_h(A))", 69, 12, 4, false, true},
        {"c:and_v(v:or_i(after(500000001),0),pk_k(A))", 46, 6, 2, false, true},
        {"c:pk_h(A)", 25, 4, 2, false, true},
        {"hash160(#)", 27, 4, 1, false, true},
    };
    for (const Known& known : cases) {
        const Expression expression(known.text);
        ASSERT_TRUE(expression.parsed()) << known.text;
        const MiniType type = expression.type();
        const MiniLimits limits = expression.limits();
        EXPECT_TRUE(type.has('B')) << known.text;
        EXPECT_EQ(type.has('k'), !known.mixes) << known.text;
        EXPECT_EQ(type.has('m'), known.sound) << known.text;
        EXPECT_EQ(limits.script_size, known.size) << known.text;
        EXPECT_EQ(expression.bytes().size(), known.size) << known.text;
        if (!known.sound) continue;
        EXPECT_EQ(limits.operations + *limits.ways.satisfied_keys, known.operations) << known.text;
        EXPECT_EQ(limits.ways.satisfied_stack->taken + 1, known.items) << known.text;
    }
    std::printf("BIP379: %zu of the published properties\n", cases.size());
}

/// The size that is counted is that of the script.
TEST(Miniscript, SizesAreThoseOfScripts) {
    for (const char* text :
         {"thresh(17,pk(A),s:pk(B),s:pk(C),s:pk(D),s:pk(E),s:pk(F),s:pk(G),s:pk(H),s:pk(I),s:pk(J),"
          "s:pk(K),s:pk(L),s:pk(M),s:pk(N),s:pk(O),s:pk(P),s:pk(Q))",
          "older(127)", "older(128)", "older(32767)", "older(32768)", "older(8388607)", "older(8388608)",
          "or_c(pk(A),v:hash256(#))", "v:and_v(v:thresh(1,pk(A)),multi(1,B))",
          "multi(17,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q)", "as:pk(A)", "v:after(5)"}) {
        const Expression expression(text);
        ASSERT_TRUE(expression.parsed()) << text;
        EXPECT_EQ(expression.limits().script_size, expression.bytes().size()) << text;
    }
}

TEST(Miniscript, TypesThatDoNotFit) {
    for (const char* text : {"and_v(pk(A),pk(B))",
                             "and_v(v:pk(A),s:pk(B))",
                             "and_b(pk(A),pk(B))",
                             "and_b(v:pk(A),s:pk(B))",
                             "or_b(pk(A),pk(B))",
                             "or_b(after(1),s:pk(B))",
                             "or_b(pk(A),a:after(1))",
                             "or_c(pk(A),pk(B))",
                             "or_c(after(1),v:pk(B))",
                             "or_d(pk(A),v:pk(B))",
                             "or_d(dv:after(1),pk(B))",
                             "or_i(pk(A),v:pk(B))",
                             "or_i(s:pk(A),s:pk(B))",
                             "andor(after(1),pk(A),pk(B))",
                             "andor(pk(A),pk(B),v:pk(C))",
                             "thresh(1,after(1))",
                             "thresh(1,pk(A),pk(B))",
                             "thresh(1,s:pk(A))",
                             "v:v:pk(A)",
                             "a:pk_k(A)",
                             "s:multi(1,A)",
                             "c:pk(A)",
                             "d:pk(A)",
                             "dv:pk(A)",
                             "v:pk_k(A)",
                             "j:after(1)",
                             "n:v:pk(A)",
                             "vv:pk(A)"}) {
        const Expression expression(text);
        if (!expression.parsed()) continue;
        EXPECT_FALSE(expression.type().valid()) << text;
    }
    EXPECT_EQ(fault_of("and_b(pk(A),pk(B))"), "and_b(pk(A),pk(B)) is invalid");
    EXPECT_EQ(fault_of("or_i(and_v(pk(A),1),pk(B))"), "t:pk(A) is invalid");
}

TEST(Miniscript, Faults) {
    EXPECT_EQ(fault_of("and_v(v:pk(A),pk(B))"), "");
    EXPECT_EQ(fault_of("0"), "0 is not satisfiable");
    EXPECT_EQ(fault_of("pk_k(A)"), "pk_k(A) is not sane");
    EXPECT_EQ(fault_of("after(1)"), "after(1) is not sane: witnesses without signature exist");
    EXPECT_EQ(fault_of("or_i(and_v(v:pk(A),or_i(sha256(#),hash160(#))),pk(B))"),
              "or_i(sha256(" + std::string(64, '1') + "),hash160(" + std::string(40, '1') +
                  ")) is not sane: malleable witnesses exist");
    EXPECT_EQ(
        fault_of("and_v(v:pk(A),and_b(after(1),a:after(500000000)))"),
        "and_b(after(1),a:after(500000000)) is not sane: contains mixes of timelocks expressed in blocks and "
        "seconds");
    EXPECT_EQ(fault_of("and_v(v:pk(A),or_i(pk(B),pk(B)))"),
              "or_i(pk(B),pk(B)) is not sane: contains duplicate public keys");
    EXPECT_EQ(fault_of("and_v(v:pk(A),or_i(pk(A),pk(B)))"),
              "and_v(v:pk(A),or_i(pk(A),pk(B))) is not sane: contains duplicate public keys");
}

/// Lock times mix where both must hold, are of one kind, and count differently.
TEST(Miniscript, MixedLockTimes) {
    const auto mixes = [](const std::string& text) { return !Expression(text).type().has('k'); };
    const auto both = [&](const std::string& a, const std::string& b) {
        return mixes("and_v(v:" + a + "," + b + ")");
    };
    EXPECT_FALSE(both("after(499999999)", "after(1)"));
    EXPECT_TRUE(both("after(499999999)", "after(500000000)"));
    EXPECT_FALSE(both("older(4194303)", "older(1)"));
    EXPECT_TRUE(both("older(4194303)", "older(4194304)"));
    EXPECT_TRUE(both("older(4194304)", "older(4194303)"));
    EXPECT_FALSE(both("after(500000000)", "older(1)"));
    EXPECT_FALSE(both("after(1)", "older(4194304)"));
    EXPECT_FALSE(mixes("or_i(after(1),after(500000000))"));
    EXPECT_TRUE(mixes("andor(and_b(pk(A),a:after(1)),after(500000000),pk(B))") ||
                !Expression("andor(and_b(pk(A),a:after(1)),after(500000000),pk(B))").type().valid());
    EXPECT_FALSE(mixes("andor(pk(A),after(1),after(500000000))"));
    const std::string three = ",pk(A),sltv:after(1),sltv:after(500000000))";
    const std::string wrapped = ",pk(A),sln:after(1),sln:after(500000000))";
    EXPECT_FALSE(mixes("thresh(1" + wrapped)) << three;
    EXPECT_TRUE(mixes("thresh(2" + wrapped));
    EXPECT_TRUE(mixes("thresh(3" + wrapped));
}

TEST(Miniscript, LimitsOfOperations) {
    // Each n: is one operation; with the signature check that makes 201 at the most.
    const auto wrapped = [](size_t count) { return std::string(count, 'n') + ":pk(A)"; };
    EXPECT_EQ(fault_of(wrapped(200)), "");
    EXPECT_EQ(fault_of(wrapped(201)),
              wrapped(201) + " is not sane: needs witnesses that may exceed resource limits");
    EXPECT_EQ(fault_of(wrapped(201), ScriptRules::Tapscript), "");
}

TEST(Miniscript, LimitsOfWitnesses) {
    // A signature for each key.
    const auto keys = [](size_t count) {
        std::string text;
        for (size_t i = 1; i < count; ++i)
            text += "and_v(v:pk(A),";
        return text + "pk(A)" + std::string(count - 1, ')');
    };
    EXPECT_EQ(Expression(keys(100)).fault_of_itself(), "");
    EXPECT_EQ(Expression(keys(101)).fault_of_itself(),
              keys(101) + " is not sane: needs witnesses that may exceed resource limits");
    EXPECT_EQ(Expression(keys(101), ScriptRules::Tapscript).fault_of_itself(), "");
    // One item more for each letter; all there at the begin.
    const auto branches = [](size_t count) { return std::string(count, 'u') + ":pk(A)"; };
    EXPECT_EQ(fault_of(branches(998), ScriptRules::Tapscript), "");
    EXPECT_EQ(fault_of(branches(999), ScriptRules::Tapscript), "");
    EXPECT_EQ(fault_of(branches(1000), ScriptRules::Tapscript),
              branches(1000) + " is not sane: needs witnesses that may exceed resource limits");
}

TEST(Miniscript, LimitOfSize) {
    const std::string twenty = "multi(1,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T)";
    const auto long_script = [&](size_t letters) {
        std::string text = std::string(letters, 'n') + ":or_i(multi(1,A,B,C,D)," + twenty + ")";
        for (int i = 0; i < 4; ++i)
            text = "or_i(" + twenty + "," + text + ")";
        return text;
    };
    const Expression fits(long_script(26));
    EXPECT_EQ(fits.limits().script_size, 3600u);
    EXPECT_EQ(fits.fault_of_itself(), "");
    const Expression exceeds(long_script(27));
    EXPECT_EQ(exceeds.limits().script_size, 3601u);
    EXPECT_TRUE(exceeds.fault_of_itself().ends_with(" is invalid"));
    EXPECT_EQ(Expression(long_script(26), ScriptRules::Tapscript).parsed(), false);
    const std::string long_text = std::string(90'000, 'n') + ":pk(A)";
    EXPECT_EQ(fault_of(long_text, ScriptRules::Tapscript), "");
}

/// The expression that has the same script, read from it.
std::string decoded(const std::string& text, ScriptRules rules) {
    const Expression expression(text, rules);
    EXPECT_TRUE(expression.parsed()) << text;
    std::vector<crypto::PublicKey> keys;
    const auto find = [rules](const crypto::Digest160& hash) -> std::optional<crypto::PublicKey> {
        for (char letter = 'A'; letter <= 'Z'; ++letter) {
            const crypto::PublicKey key = key_of(letter);
            if (hash == (rules == ScriptRules::Tapscript ? crypto::hash160(key.xonly()) : key.hash()))
                return key;
        }
        return std::nullopt;
    };
    const base::Bytes bytes = expression.bytes();
    const auto script = decode_miniscript(bytes, rules, find, keys);
    if (!script) return "none";
    EXPECT_EQ(miniscript_script(*script, keys), bytes) << text;
    return miniscript_text(*script, script->root(),
                           [&](uint32_t place) -> std::optional<std::string> {
                               for (char letter = 'A'; letter <= 'Z'; ++letter) {
                                   if (key_of(letter).xonly() == keys[place].xonly())
                                       return std::string(1, letter);
                               }
                               return std::nullopt;
                           })
        .value_or("?");
}

TEST(Miniscript, ScriptsReadBack) {
    const std::string hash(64, '1');
    const std::string short_hash(40, '1');
    for (const std::string& text : std::vector<std::string>{
             "0",
             "1",
             "pk(A)",
             "pkh(A)",
             "pk_k(A)",
             "v:pk(A)",
             "older(1)",
             "after(17)",
             "after(2147483647)",
             "sha256(" + hash + ")",
             "hash256(" + hash + ")",
             "ripemd160(" + short_hash + ")",
             "v:hash160(" + short_hash + ")",
             "multi(1,A,B)",
             "v:multi(17,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q)",
             "andor(pk(A),older(5),pk(B))",
             "and_n(pk(A),pk(B))",
             "and_v(v:pk(A),pk(B))",
             "and_v(and_v(v:pk(A),v:pk(B)),pk(C))",
             "and_b(pk(A),s:pk(B))",
             "and_b(pk(A),a:multi(1,B))",
             "and_b(pk(A),s:and_b(pk(B),s:pk(C)))",
             "or_b(pk(A),s:pk(B))",
             "or_b(or_b(pk(A),s:pk(B)),a:pk(C))",
             "t:or_c(pk(A),v:pk(B))",
             "or_d(pk(A),pk(B))",
             "or_i(pk(A),pk(B))",
             "l:pk(A)",
             "u:pk(A)",
             "dv:older(1)",
             "j:pk(A)",
             "n:pk(A)",
             "thresh(1,pk(A))",
             "thresh(2,pk(A),s:pk(B),sln:after(5))",
             "thresh(2,thresh(1,pk(A),s:pk(B)),a:thresh(1,pk(C)),a:thresh(2,pk(D),s:pk(E)))",
             "andor(pk(A),or_i(and_v(v:pkh(B),older(7)),pk(C)),and_v(v:sha256(" + hash + "),pk(D)))",
             "or_d(multi(2,A,B,C),and_v(v:thresh(2,pkh(D),a:pkh(E),a:pkh(F)),older(10)))"}) {
        EXPECT_EQ(decoded(text, ScriptRules::WitnessV0), text);
        if (text.find("multi") != text.npos) continue;
        EXPECT_EQ(decoded(text, ScriptRules::Tapscript), text);
    }
    EXPECT_EQ(decoded("and_v(v:multi_a(2,A,B,C),pk(D))", ScriptRules::Tapscript),
              "and_v(v:multi_a(2,A,B,C),pk(D))");
    EXPECT_EQ(decoded("or_i(multi_a(1,A),pk(B))", ScriptRules::Tapscript), "or_i(multi_a(1,A),pk(B))");
    // Two expressions with one script: the simpler one is found.
    EXPECT_EQ(decoded("and_v(v:pk(A),and_v(v:pk(B),pk(C)))", ScriptRules::WitnessV0),
              "and_v(and_v(v:pk(A),v:pk(B)),pk(C))");
    EXPECT_EQ(decoded("v:and_v(v:pk(A),pk(B))", ScriptRules::WitnessV0), "and_v(v:pk(A),v:pk(B))");
}

TEST(Miniscript, ScriptsThatAreNone) {
    const auto find = [](const crypto::Digest160&) { return std::optional<crypto::PublicKey>(); };
    const std::string a = push_of('A');
    for (const std::string& hex : std::vector<std::string>{"",
                                                           "52",
                                                           "ac",
                                                           "69",
                                                           "87",
                                                           "93",
                                                           "9a",
                                                           "67",
                                                           "68",
                                                           "6b",
                                                           "6c",
                                                           "7c",
                                                           "63",
                                                           "6351",
                                                           "635168",
                                                           "6367",
                                                           "635167",
                                                           "63516751",
                                                           "635167516868",
                                                           "63516751675168",
                                                           a + "64",
                                                           a + "ac7364" + a + "ac67" + a + "ac68",
                                                           a + "ac" + a + "ac9a",
                                                           a + "ac7c" + a + "ac93",
                                                           a + "ac7c" + a + "ac935387",
                                                           a + "ac0087",
                                                           "4c" + a + "ac",
                                                           "0101b2",
                                                           "00b2",
                                                           "0500000000b0b2",
                                                           "51" + a + "51",
                                                           "51" + a + "52ae",
                                                           "52" + a + "51ae",
                                                           "76a914" + std::string(40, '1') + "88ac",
                                                           "82012088a8",
                                                           "82012088a820" + hash_hex() + "9c",
                                                           "8263",
                                                           "21",
                                                           a + "ae",
                                                           a + "ac6a"}) {
        std::vector<crypto::PublicKey> keys;
        EXPECT_FALSE(decode_miniscript(base::from_hex(hex).value(), ScriptRules::WitnessV0, find, keys))
            << hex;
    }
}

TEST(Miniscript, NothingIsAsDeepAsItsText) {
    EXPECT_FALSE(Expression(std::string(900'000, 'n') + ":pk(A)", ScriptRules::Tapscript).parsed());
    std::string deep;
    for (int i = 0; i < 40'000; ++i)
        deep += "or_i(0,";
    EXPECT_FALSE(Expression(deep).parsed());
    deep += "pk(A)" + std::string(40'000, ')');
    const Expression expression(deep, ScriptRules::Tapscript);
    ASSERT_TRUE(expression.parsed());
    EXPECT_EQ(expression.text(), std::string(40'000, 'l') + ":pk(A)");
    EXPECT_EQ(expression.bytes().size(), expression.limits().script_size);
    EXPECT_FALSE(expression.fault().empty());
}

TEST(Miniscript, ThreshOfMany) {
    std::string text = "thresh(2,pk(A)";
    for (size_t i = 1; i < kMaxThreshArguments; ++i)
        text += ",a:0";
    EXPECT_TRUE(Expression(text + ")").parsed());
    EXPECT_FALSE(Expression(text + ",a:0)").parsed());
    EXPECT_EQ(fault_of("thresh(2,pk(A),a:0)"), "thresh(2,pk(A),a:0) is not satisfiable");
}

}  // namespace
}  // namespace quanta::descriptor
