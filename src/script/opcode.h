// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace quanta::script {

/// What a byte of a script does. Bytes 1 to 75 push that many of the bytes that follow. Every value of the
/// byte may occur in a script; those without a name here do nothing but fail.
enum Opcode : uint8_t {
    // Pushes.
    OP_0 = 0x00, OP_PUSHDATA1 = 0x4c, OP_PUSHDATA2, OP_PUSHDATA4,
    OP_1NEGATE, OP_RESERVED,
    OP_1, OP_2, OP_3, OP_4, OP_5, OP_6, OP_7, OP_8, OP_9, OP_10, OP_11, OP_12, OP_13, OP_14, OP_15, OP_16,
    // Flow.
    OP_NOP, OP_VER, OP_IF, OP_NOTIF, OP_VERIF, OP_VERNOTIF, OP_ELSE, OP_ENDIF, OP_VERIFY, OP_RETURN,
    // Stack.
    OP_TOALTSTACK, OP_FROMALTSTACK, OP_2DROP, OP_2DUP, OP_3DUP, OP_2OVER, OP_2ROT, OP_2SWAP, OP_IFDUP,
    OP_DEPTH, OP_DROP, OP_DUP, OP_NIP, OP_OVER, OP_PICK, OP_ROLL, OP_ROT, OP_SWAP, OP_TUCK,
    // Bytes.
    OP_CAT, OP_SUBSTR, OP_LEFT, OP_RIGHT, OP_SIZE,
    OP_INVERT, OP_AND, OP_OR, OP_XOR, OP_EQUAL, OP_EQUALVERIFY, OP_RESERVED1, OP_RESERVED2,
    // Numbers.
    OP_1ADD, OP_1SUB, OP_2MUL, OP_2DIV, OP_NEGATE, OP_ABS, OP_NOT, OP_0NOTEQUAL,
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_LSHIFT, OP_RSHIFT,
    OP_BOOLAND, OP_BOOLOR, OP_NUMEQUAL, OP_NUMEQUALVERIFY, OP_NUMNOTEQUAL,
    OP_LESSTHAN, OP_GREATERTHAN, OP_LESSTHANOREQUAL, OP_GREATERTHANOREQUAL, OP_MIN, OP_MAX, OP_WITHIN,
    // Hashes and signatures.
    OP_RIPEMD160, OP_SHA1, OP_SHA256, OP_HASH160, OP_HASH256, OP_CODESEPARATOR,
    OP_CHECKSIG, OP_CHECKSIGVERIFY, OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY,
    // Room for later rules; two of them are in use (BIP65, BIP112).
    OP_NOP1, OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY,
    OP_NOP4, OP_NOP5, OP_NOP6, OP_NOP7, OP_NOP8, OP_NOP9, OP_NOP10,
    // Tapscript (BIP342).
    OP_CHECKSIGADD,
    OP_INVALIDOPCODE = 0xff,
};

/// The name RPC shows: "OP_DUP"; "0", "-1", "1" to "16" for those that push numbers; "OP_UNKNOWN" for a byte
/// without a name, which includes 1 to 75.
std::string_view opcode_name(Opcode opcode);

/// The opcode called `name`, with its OP_: "OP_DUP". Numbers go by their OP_ names here, too: "OP_0",
/// "OP_1NEGATE", "OP_16"; "OP_FALSE", "OP_TRUE", "OP_NOP2" and "OP_NOP3" are other names of OP_0, OP_1 and the
/// lock time checks.
std::optional<Opcode> opcode_from_name(std::string_view name);

/// Whether `opcode` is one of OP_1 to OP_16.
constexpr bool is_small_number(Opcode opcode) { return opcode >= OP_1 && opcode <= OP_16; }
/// 0 for OP_0, 1 to 16 for OP_1 to OP_16; of no use for others.
constexpr int small_number(Opcode opcode) { return opcode == OP_0 ? 0 : opcode - OP_1 + 1; }
/// OP_0 for 0, OP_1 to OP_16 for 1 to 16.
constexpr Opcode small_number_opcode(int number) {
    return number == 0 ? OP_0 : static_cast<Opcode>(OP_1 + number - 1);
}

/// Whether `opcode` makes a tapscript succeed by being in it (BIP342 OP_SUCCESSx).
constexpr bool is_op_success(uint8_t opcode) {
    return opcode == OP_RESERVED || opcode == OP_VER || (opcode >= OP_CAT && opcode <= OP_RIGHT) ||
           (opcode >= OP_INVERT && opcode <= OP_XOR) || opcode == OP_RESERVED1 || opcode == OP_RESERVED2 ||
           opcode == OP_2MUL || opcode == OP_2DIV || (opcode >= OP_MUL && opcode <= OP_RSHIFT) ||
           (opcode > OP_CHECKSIGADD && opcode < OP_INVALIDOPCODE);
}

/// Whether `opcode` fails a legacy or witness v0 script by being in it, executed or not (CVE-2010-5137).
constexpr bool is_disabled(uint8_t opcode) {
    return (opcode >= OP_CAT && opcode <= OP_RIGHT) || (opcode >= OP_INVERT && opcode <= OP_XOR) ||
           opcode == OP_2MUL || opcode == OP_2DIV || (opcode >= OP_MUL && opcode <= OP_RSHIFT);
}

}  // namespace quanta::script
