// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/opcode.h"

#include <algorithm>
#include <array>

namespace quanta::script {
namespace {

/// Names of the bytes from OP_1NEGATE up without a gap.
constexpr uint8_t kFirstNamed = OP_1NEGATE;
constexpr std::array<std::string_view, OP_CHECKSIGADD - kFirstNamed + 1> kNames = {
    "OP_1NEGATE", "OP_RESERVED",
    "OP_1", "OP_2", "OP_3", "OP_4", "OP_5", "OP_6", "OP_7", "OP_8",
    "OP_9", "OP_10", "OP_11", "OP_12", "OP_13", "OP_14", "OP_15", "OP_16",
    "OP_NOP", "OP_VER", "OP_IF", "OP_NOTIF", "OP_VERIF", "OP_VERNOTIF", "OP_ELSE", "OP_ENDIF",
    "OP_VERIFY", "OP_RETURN",
    "OP_TOALTSTACK", "OP_FROMALTSTACK", "OP_2DROP", "OP_2DUP", "OP_3DUP", "OP_2OVER", "OP_2ROT", "OP_2SWAP",
    "OP_IFDUP", "OP_DEPTH", "OP_DROP", "OP_DUP", "OP_NIP", "OP_OVER", "OP_PICK", "OP_ROLL", "OP_ROT",
    "OP_SWAP", "OP_TUCK",
    "OP_CAT", "OP_SUBSTR", "OP_LEFT", "OP_RIGHT", "OP_SIZE",
    "OP_INVERT", "OP_AND", "OP_OR", "OP_XOR", "OP_EQUAL", "OP_EQUALVERIFY", "OP_RESERVED1", "OP_RESERVED2",
    "OP_1ADD", "OP_1SUB", "OP_2MUL", "OP_2DIV", "OP_NEGATE", "OP_ABS", "OP_NOT", "OP_0NOTEQUAL",
    "OP_ADD", "OP_SUB", "OP_MUL", "OP_DIV", "OP_MOD", "OP_LSHIFT", "OP_RSHIFT",
    "OP_BOOLAND", "OP_BOOLOR", "OP_NUMEQUAL", "OP_NUMEQUALVERIFY", "OP_NUMNOTEQUAL",
    "OP_LESSTHAN", "OP_GREATERTHAN", "OP_LESSTHANOREQUAL", "OP_GREATERTHANOREQUAL",
    "OP_MIN", "OP_MAX", "OP_WITHIN",
    "OP_RIPEMD160", "OP_SHA1", "OP_SHA256", "OP_HASH160", "OP_HASH256", "OP_CODESEPARATOR",
    "OP_CHECKSIG", "OP_CHECKSIGVERIFY", "OP_CHECKMULTISIG", "OP_CHECKMULTISIGVERIFY",
    "OP_NOP1", "OP_CHECKLOCKTIMEVERIFY", "OP_CHECKSEQUENCEVERIFY",
    "OP_NOP4", "OP_NOP5", "OP_NOP6", "OP_NOP7", "OP_NOP8", "OP_NOP9", "OP_NOP10",
    "OP_CHECKSIGADD",
};
static_assert(!kNames.back().empty());

/// Names outside that run, and second names.
struct Alias {
    std::string_view name;
    Opcode opcode;
};
constexpr Alias kAliases[] = {
    {"OP_0", OP_0}, {"OP_FALSE", OP_0}, {"OP_TRUE", OP_1},
    {"OP_PUSHDATA1", OP_PUSHDATA1}, {"OP_PUSHDATA2", OP_PUSHDATA2}, {"OP_PUSHDATA4", OP_PUSHDATA4},
    {"OP_NOP2", OP_CHECKLOCKTIMEVERIFY}, {"OP_NOP3", OP_CHECKSEQUENCEVERIFY},
    {"OP_INVALIDOPCODE", OP_INVALIDOPCODE},
};

}  // namespace

std::string_view opcode_name(Opcode opcode) {
    constexpr std::string_view kPrefix = "OP_";
    if (opcode == OP_0) return "0";
    if (opcode == OP_1NEGATE) return "-1";
    if (opcode == OP_INVALIDOPCODE) return "OP_INVALIDOPCODE";
    if (opcode >= OP_PUSHDATA1 && opcode <= OP_PUSHDATA4) {
        constexpr std::array<std::string_view, 3> kPushes = {"OP_PUSHDATA1", "OP_PUSHDATA2", "OP_PUSHDATA4"};
        return kPushes[opcode - OP_PUSHDATA1];
    }
    if (opcode < kFirstNamed || opcode > OP_CHECKSIGADD) return "OP_UNKNOWN";
    const std::string_view name = kNames[opcode - kFirstNamed];
    return is_small_number(opcode) ? name.substr(kPrefix.size()) : name;
}

std::optional<Opcode> opcode_from_name(std::string_view name) {
    for (const Alias& alias : kAliases) {
        if (alias.name == name) return alias.opcode;
    }
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Opcode>(kFirstNamed + (found - kNames.begin()));
}

}  // namespace quanta::script
