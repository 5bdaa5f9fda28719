// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/asmap.h"

#include <bit>
#include <vector>

namespace quanta::addresses {

namespace {

using base::Err;

constexpr int kAddressBits = 128;

enum class Kind : uint8_t { Return = 0, Jump = 1, Match = 2, Default = 3 };

struct Instruction {
    Kind kind = Kind::Return;
    uint32_t operand = 0;
};

/// How numbers of a kind are written: `classes` classes whose members have `first_bits` bits, one more in
/// each; a 1 for each class that is passed over, a 0 before the member unless it is of the last class, the
/// member's bits, highest first. The smallest number is `from`.
struct NumberCode {
    uint32_t from;
    int first_bits;
    int classes;
};
constexpr NumberCode kSystemCode{1, 15, 10};
constexpr NumberCode kJumpCode{17, 5, 26};
constexpr NumberCode kMatchCode{2, 1, 8};

/// Reads a program bit by bit; past its end there is nothing.
class Program {
public:
    explicit Program(base::ByteSpan bytes) : m_bytes(bytes) {}

    size_t position() const { return m_position; }
    size_t remaining() const { return m_bytes.size() * 8 - m_position; }
    void skip(size_t bits) { m_position += bits; }

    std::optional<Instruction> next() {
        const std::optional<Kind> kind = read_kind();
        if (!kind) return std::nullopt;
        const NumberCode& code = *kind == Kind::Jump    ? kJumpCode
                                 : *kind == Kind::Match ? kMatchCode
                                                        : kSystemCode;
        const std::optional<uint32_t> operand = read_number(code);
        if (!operand) return std::nullopt;
        return Instruction{*kind, *operand};
    }

    /// Whether only zeros are left, fewer than a byte.
    bool rest_is_padding() {
        if (remaining() >= 8) return false;
        while (remaining() > 0) {
            if (*read_bit()) return false;
        }
        return true;
    }

private:
    std::optional<bool> read_bit() {
        if (remaining() == 0) return std::nullopt;
        const bool bit = m_bytes[m_position / 8] >> (m_position % 8) & 1;
        ++m_position;
        return bit;
    }

    std::optional<Kind> read_kind() {
        int ones = 0;
        for (; ones < 2; ++ones) {
            const std::optional<bool> bit = read_bit();
            if (!bit) return std::nullopt;
            if (!*bit) break;
        }
        if (ones < 2) return static_cast<Kind>(ones);
        const std::optional<bool> last = read_bit();
        if (!last) return std::nullopt;
        return *last ? Kind::Default : Kind::Match;
    }

    std::optional<uint32_t> read_number(const NumberCode& code) {
        uint32_t number = code.from;
        int bits = code.first_bits;
        for (const int last = code.first_bits + code.classes - 1; bits < last; ++bits) {
            const std::optional<bool> beyond = read_bit();
            if (!beyond) return std::nullopt;
            if (!*beyond) break;
            number += uint32_t{1} << bits;
        }
        uint32_t member = 0;
        for (int i = 0; i < bits; ++i) {
            const std::optional<bool> bit = read_bit();
            if (!bit) return std::nullopt;
            member = member << 1 | static_cast<uint32_t>(*bit);
        }
        return number + member;
    }

    base::ByteSpan m_bytes;
    size_t m_position = 0;
};

/// Bits that a match compares.
int match_length(uint32_t operand) {
    return std::bit_width(operand) - 1;
}

/// The bits of an address, from the highest.
class AddressBits {
public:
    explicit AddressBits(const std::array<uint8_t, 16>& bytes) : m_bytes(bytes) {}
    int remaining() const { return kAddressBits - m_used; }
    bool next() {
        const bool bit = m_bytes[m_used / 8] >> (7 - m_used % 8) & 1;
        ++m_used;
        return bit;
    }

private:
    const std::array<uint8_t, 16>& m_bytes;
    int m_used = 0;
};

/// Whether the next bits are those of a match. There are enough of them.
bool matches(AddressBits& bits, uint32_t operand) {
    for (int i = match_length(operand) - 1; i >= 0; --i) {
        if (bits.next() != (operand >> i & 1)) return false;
    }
    return true;
}

/// Follows all ways through a program at once: it is read from front to back, as jumps only go forward and
/// the part that a jump skips is a whole subtree.
class Checker {
public:
    explicit Checker(base::ByteSpan asmap) : m_program(asmap) {}

    base::Result<void, std::string> check() {
        while (!m_done) {
            if (!m_branches.empty() && m_program.position() >= m_branches.back().at) {
                return fail("a jump leads into an instruction");
            }
            const std::optional<Instruction> instruction = m_program.next();
            if (!instruction) return fail("it ends within an instruction");
            TRY(take(*instruction));
            m_previous = instruction->kind;
        }
        if (!m_program.rest_is_padding()) return fail("something follows the last instruction");
        return {};
    }

private:
    /// Where the other branch of a jump begins, and what is left of the address there.
    struct Branch {
        size_t at;
        int bits;
    };

    Err<std::string> fail(std::string_view reason) const {
        return Err("bit " + std::to_string(m_program.position()) + ": " + std::string(reason));
    }

    base::Result<void, std::string> take(const Instruction& instruction) {
        switch (instruction.kind) {
            case Kind::Return:
                return take_return();
            case Kind::Jump:
                return take_jump(instruction.operand);
            case Kind::Match:
                return take_match(match_length(instruction.operand));
            case Kind::Default:
                break;
        }
        if (m_previous == Kind::Default) return fail("a default follows a default");
        return {};
    }

    base::Result<void, std::string> take_return() {
        if (m_previous == Kind::Default) return fail("a return follows a default");
        if (m_branches.empty()) {
            m_done = true;
            return {};
        }
        if (m_program.position() != m_branches.back().at) return fail("unreachable instructions");
        m_bits = m_branches.back().bits;
        m_branches.pop_back();
        m_short_match = false;
        return {};
    }

    base::Result<void, std::string> take_jump(uint32_t distance) {
        if (m_bits == 0) return fail("a jump after the end of the address");
        if (distance >= m_program.remaining()) return fail("a jump beyond the end");
        const size_t target = m_program.position() + distance;
        if (!m_branches.empty() && target >= m_branches.back().at) return fail("jumps that cross");
        --m_bits;
        m_branches.push_back({target, m_bits});
        return {};
    }

    base::Result<void, std::string> take_match(int length) {
        if (m_previous != Kind::Match) m_short_match = false;
        // Of a run of matches only one may be shorter than it could be.
        const bool is_short = length < kMatchCode.classes;
        if (is_short && m_short_match) return fail("matches that could be one");
        m_short_match = m_short_match || is_short;
        if (length > m_bits) return fail("a match beyond the end of the address");
        m_bits -= length;
        return {};
    }

    Program m_program;
    std::vector<Branch> m_branches;  ///< each at a higher bit of the address: at most 128
    int m_bits = kAddressBits;
    Kind m_previous = Kind::Jump;
    bool m_short_match = false;
    bool m_done = false;
};

}  // namespace

base::Result<void, std::string> check_asmap(base::ByteSpan asmap) {
    if (asmap.size() > kMaxAsmapBytes) return Err(std::string("it is too large"));
    return Checker(asmap).check();
}

uint32_t asmap_lookup(base::ByteSpan asmap, const std::array<uint8_t, 16>& address) {
    Program program(asmap);
    AddressBits bits(address);
    uint32_t otherwise = 0;
    while (const std::optional<Instruction> instruction = program.next()) {
        const uint32_t operand = instruction->operand;
        switch (instruction->kind) {
            case Kind::Return:
                return operand;
            case Kind::Default:
                otherwise = operand;
                break;
            case Kind::Match:
                if (match_length(operand) > bits.remaining()) return 0;
                if (!matches(bits, operand)) return otherwise;
                break;
            case Kind::Jump:
                if (bits.remaining() == 0 || operand >= program.remaining()) return 0;
                if (bits.next()) program.skip(operand);
                break;
        }
    }
    return 0;
}

}  // namespace quanta::addresses
