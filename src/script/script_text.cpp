// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/script_text.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/hex.h"
#include "script/script.h"

namespace quanta::script {

namespace {

using base::Err;

constexpr int64_t kLargestNumber = std::numeric_limits<uint32_t>::max();
constexpr std::string_view kBlanks = " \t\n";
constexpr std::string_view kRawPrefix = "0x";
constexpr std::string_view kNamePrefix = "OP_";

bool is_number(std::string_view word) {
    if (word.starts_with('-')) word.remove_prefix(1);
    return !word.empty() &&
           std::all_of(word.begin(), word.end(), [](char digit) { return digit >= '0' && digit <= '9'; });
}

base::Result<int64_t, ScriptTextError> read_number(std::string_view word) {
    int64_t number = 0;
    const std::errc failure = std::from_chars(word.data(), word.data() + word.size(), number).ec;
    if (failure != std::errc() || number < -kLargestNumber || number > kLargestNumber) {
        return Err(ScriptTextError::NumberRange);
    }
    return number;
}

std::optional<Opcode> read_operation(std::string_view word) {
    std::string name(word);
    if (!word.starts_with(kNamePrefix)) name.insert(0, kNamePrefix);
    const std::optional<Opcode> opcode = opcode_from_name(name);
    if (!opcode || *opcode > OP_NOP10 || (*opcode < OP_NOP && *opcode != OP_RESERVED)) return std::nullopt;
    return opcode;
}

base::Result<void, ScriptTextError> append_word(std::string_view word, ScriptBuilder& script) {
    if (is_number(word)) {
        script.number(TRY(read_number(word)));
    } else if (word.starts_with(kRawPrefix) && base::is_hex(word.substr(kRawPrefix.size()))) {
        script.append(*base::from_hex(word.substr(kRawPrefix.size())));
    } else if (word.size() >= 2 && word.front() == '\'' && word.back() == '\'') {
        script.push(base::as_bytes(word.substr(1, word.size() - 2)));
    } else if (const auto opcode = read_operation(word)) {
        script.op(*opcode);
    } else {
        return Err(ScriptTextError::UnknownWord);
    }
    return {};
}

}  // namespace

std::string_view script_text_error_text(ScriptTextError error) {
    switch (error) {
        case ScriptTextError::NumberRange:
            return "script parse error: decimal numeric value only allowed in the range "
                   "-0xFFFFFFFF...0xFFFFFFFF";
        case ScriptTextError::UnknownWord:
            break;
    }
    return "script parse error: unknown opcode";
}

base::Result<base::Bytes, ScriptTextError> parse_script_text(std::string_view text) {
    ScriptBuilder script;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
        if (text.empty()) return std::move(script).bytes();
        const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
        TRY(append_word(word, script));
        text.remove_prefix(word.size());
    }
}

}  // namespace quanta::script
