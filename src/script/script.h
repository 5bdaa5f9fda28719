// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/flags.h"
#include "script/opcode.h"
#include "script/script_num.h"

namespace quanta::script {

/// Largest legacy or witness v0 script that is executed, bytes.
inline constexpr size_t kMaxScriptSize = 10'000;
/// Largest item on the stack, bytes.
inline constexpr size_t kMaxElementSize = 520;
/// Operations above OP_16 in a legacy or witness v0 script.
inline constexpr int kMaxOps = 201;
/// Items on stack and alternative stack together.
inline constexpr size_t kMaxStackSize = 1000;
/// Keys of one OP_CHECKMULTISIG.
inline constexpr int kMaxMultisigKeys = 20;
/// Lock times below are block heights, others are seconds since 1970.
inline constexpr uint32_t kLockTimeThreshold = 500'000'000;

/// Walks over the operations of a script it does not own.
class ScriptReader {
public:
    explicit ScriptReader(base::ByteSpan script) : m_script(script) {}

    /// Reads the next operation; false at the end and when a push asks for more bytes than there are.
    bool next() {
        if (m_position >= m_script.size()) return false;
        m_opcode = static_cast<Opcode>(m_script[m_position]);
        if (m_opcode <= OP_PUSHDATA4) return read_push();
        m_data = {};
        ++m_position;
        return true;
    }
    /// Whether the last next() met a push cut short. The position stays before it.
    bool failed() const { return m_failed; }

    Opcode opcode() const { return m_opcode; }
    /// The bytes pushed by the operation just read; empty for one that is not a push of bytes.
    base::ByteSpan data() const { return m_data; }
    /// Bytes read so far.
    size_t position() const { return m_position; }
    bool at_end() const { return m_position == m_script.size(); }

private:
    bool read_push();

    base::ByteSpan m_script;
    size_t m_position = 0;
    base::ByteSpan m_data;
    Opcode m_opcode = OP_INVALIDOPCODE;
    bool m_failed = false;
};

/// Puts a script together.
class ScriptBuilder {
public:
    ScriptBuilder& op(Opcode opcode) {
        m_bytes.push_back(opcode);
        return *this;
    }
    /// Pushes `data` with the shortest length prefix; never as a number opcode. Empty data is OP_0.
    ScriptBuilder& push(base::ByteSpan data);
    /// Pushes `number` in the shortest way: one opcode for -1 to 16.
    ScriptBuilder& number(int64_t number);
    /// Appends the operations of `script` as they are.
    ScriptBuilder& append(base::ByteSpan script);

    const base::Bytes& bytes() const& { return m_bytes; }
    base::Bytes bytes() && { return std::move(m_bytes); }

private:
    base::Bytes m_bytes;
};

/// What the shortest push of `size` bytes begins with, numbers aside: their count, or one of OP_PUSHDATA1
/// to 4.
Opcode push_opcode(size_t size);
/// Whether `opcode` is the shortest way to push `data` (policy MINIMALDATA).
bool is_minimal_push(base::ByteSpan data, Opcode opcode);
/// Whether `script` holds pushes alone, numbers and OP_RESERVED among them, and is not cut short.
bool is_push_only(base::ByteSpan script);
/// Whether `script` is a pay-to-script-hash output (BIP16).
bool is_p2sh(base::ByteSpan script);
/// Whether nobody can ever spend an output of `script`: OP_RETURN comes first or it is too big to run.
bool is_unspendable(base::ByteSpan script);

/// A witness version and program (BIP141).
struct WitnessProgram {
    int version;             ///< 0 to 16
    base::ByteSpan program;  ///< 2 to 40 bytes, inside the script

    bool is_v0_keyhash() const { return version == 0 && program.size() == 20; }
    bool is_v0_scripthash() const { return version == 0 && program.size() == 32; }
    bool is_taproot() const { return version == 1 && program.size() == 32; }
    /// Pay to anchor: an output anyone may spend to raise a fee.
    bool is_anchor() const {
        return version == 1 && program.size() == 2 && program[0] == 0x4e && program[1] == 0x73;
    }
};
/// The program when `script` is one number opcode and one direct push of 2 to 40 bytes.
std::optional<WitnessProgram> is_witness_program(base::ByteSpan script);

/// The forms of output scripts, as RPC tells them apart.
enum class ScriptKind : uint8_t {
    NonStandard,
    Pubkey,
    PubkeyHash,
    ScriptHash,
    Multisig,
    NullData,
    WitnessV0KeyHash,
    WitnessV0ScriptHash,
    WitnessV1Taproot,
    Anchor,
    WitnessUnknown,
};
/// "nonstandard", "pubkey", "pubkeyhash", "scripthash", "multisig", "nulldata", "witness_v0_keyhash",
/// "witness_v0_scripthash", "witness_v1_taproot", "anchor", "witness_unknown".
std::string_view script_kind_name(ScriptKind kind);

/// The form of an output script and the parts that vary in it.
struct ScriptType {
    ScriptKind type = ScriptKind::NonStandard;
    /// Views into the script: the key, the keys of a multisig in order, the hash, or the witness program.
    std::vector<base::ByteSpan> solutions;
    /// Signatures a multisig asks for (1 to 20), or the version of a witness program (0 to 16).
    int number = 0;
};
ScriptType classify(base::ByteSpan script);
/// As classify, without the parts and without an allocation.
ScriptKind classify_kind(base::ByteSpan script);

/// How OP_CHECKMULTISIG counts as signature operations.
enum class SigopCount : uint8_t {
    Legacy,    ///< as 20
    Accurate,  ///< as the number of keys where a number opcode precedes it, else 20
};
/// Signature operations in `script`, up to where it is cut short.
int64_t count_sigops(base::ByteSpan script, SigopCount count);
/// Of the script that `script_sig` hands to the pay-to-script-hash output `coin_script`; 0 for other outputs.
int64_t count_p2sh_sigops(base::ByteSpan script_sig, base::ByteSpan coin_script);
/// Of the witness program spent by `input`, bare or inside pay-to-script-hash (BIP141); 0 without the witness
/// flag.
int64_t count_witness_sigops(const primitives::TxIn& input, base::ByteSpan coin_script, VerifyFlags flags);
/// Of all scriptSigs and output scripts of `transaction`, counted the legacy way.
int64_t legacy_sigops(const primitives::Transaction& transaction);
/// Signature operation cost of `transaction` (BIP141: legacy and P2SH ones by 4, those of witnesses by 1).
/// `coins` are those of its inputs in order; a coinbase needs none.
int64_t sigop_cost(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins,
                   VerifyFlags flags);

/// Whether to_asm shows the hash type of what looks like a signature: "…[ALL]".
enum class AsmSigHash : uint8_t { Plain, Decode };
/// `script` as RPC shows it: operations by name, pushes of up to 4 bytes as numbers and longer ones in hex,
/// "[error]" where it is cut short.
std::string to_asm(base::ByteSpan script, AsmSigHash sighash = AsmSigHash::Plain);

}  // namespace quanta::script
