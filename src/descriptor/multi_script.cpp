// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/multi_script.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/core.h>

#include "descriptor/text_split.h"
#include "script/script.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using KeyPointer = std::unique_ptr<KeyExpression>;

/// The most keys of a bare multisig that is relayed.
constexpr size_t kMaxBareKeys = 3;
/// The most keys of multi_a() and sortedmulti_a(): what the stack holds (BIP342).
constexpr size_t kMaxTapKeys = script::kMaxStackSize - 1;

/// Whether keys go into the script as they are written or in order.
enum class KeyOrder : uint8_t { Written, Sorted };
/// By which operations signatures are counted.
enum class Counting : uint8_t { CheckMultisig, CheckSigAdd };

struct MultiFunction {
    std::string_view name;
    KeyOrder order;
    Counting counting;

    size_t max_keys() const {
        return counting == Counting::CheckMultisig ? size_t{script::kMaxMultisigKeys} : kMaxTapKeys;
    }
};
constexpr MultiFunction kFunctions[] = {
    {"multi", KeyOrder::Written, Counting::CheckMultisig},
    {"sortedmulti", KeyOrder::Sorted, Counting::CheckMultisig},
    {"multi_a", KeyOrder::Written, Counting::CheckSigAdd},
    {"sortedmulti_a", KeyOrder::Sorted, Counting::CheckSigAdd},
};

base::Bytes check_multisig(uint32_t threshold, const std::vector<crypto::PublicKey>& keys) {
    script::ScriptBuilder builder;
    builder.number(threshold);
    for (const crypto::PublicKey& key : keys)
        builder.push(key.bytes());
    builder.number(static_cast<int64_t>(keys.size())).op(script::OP_CHECKMULTISIG);
    return builder.bytes();
}

base::Bytes check_sig_add(uint32_t threshold, const std::vector<crypto::XOnlyKey>& keys) {
    script::ScriptBuilder builder;
    script::Opcode opcode = script::OP_CHECKSIG;
    for (const crypto::XOnlyKey& key : keys) {
        builder.push(key).op(opcode);
        opcode = script::OP_CHECKSIGADD;
    }
    return builder.number(threshold).op(script::OP_NUMEQUAL).bytes();
}

class MultiScript final : public ScriptExpression {
public:
    MultiScript(const MultiFunction& function, uint32_t threshold, std::vector<KeyPointer> keys)
        : m_function(function), m_threshold(threshold), m_keys(std::move(keys)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        std::vector<crypto::PublicKey> keys;
        keys.reserve(m_keys.size());
        for (const KeyPointer& key : m_keys) {
            const auto derived = derive_into(*key, index, into);
            if (!derived) return std::nullopt;
            keys.push_back(*derived);
        }
        if (m_function.counting == Counting::CheckSigAdd) return tap_script(keys);
        if (m_function.order == KeyOrder::Sorted) std::sort(keys.begin(), keys.end());
        return check_multisig(m_threshold, keys);
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const KeyShape shape =
            m_function.counting == Counting::CheckSigAdd ? KeyShape::XOnly : KeyShape::Full;
        std::string out = fmt::format("{}({}", m_function.name, m_threshold);
        for (const KeyPointer& key : m_keys) {
            const std::optional<std::string> written = write(*key, shape);
            if (!written) return std::nullopt;
            out += ',' + *written;
        }
        return out + ')';
    }
    void visit_keys(const KeyVisitor& visit) const override {
        for (const KeyPointer& key : m_keys)
            visit(*key);
    }
    std::optional<OutputType> output_type() const override { return std::nullopt; }

private:
    base::Bytes tap_script(const std::vector<crypto::PublicKey>& keys) const {
        std::vector<crypto::XOnlyKey> xonly(keys.size());
        std::transform(keys.begin(), keys.end(), xonly.begin(), [](const auto& key) { return key.xonly(); });
        if (m_function.order == KeyOrder::Sorted) std::sort(xonly.begin(), xonly.end());
        return check_sig_add(m_threshold, xonly);
    }

    const MultiFunction m_function;
    const uint32_t m_threshold;
    const std::vector<KeyPointer> m_keys;
};

/// What stands between the brackets.
struct Arguments {
    uint32_t threshold = 0;
    std::vector<KeyPointer> keys;
    std::vector<size_t> paths;
};

base::Result<Arguments, std::string> parse_arguments(std::string_view text, Place place,
                                                     const ParseContext& context) {
    Arguments arguments;
    const std::string_view number = take_argument(text);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), arguments.threshold);
    if (error != std::errc() || end != number.data() + number.size()) {
        return Err(fmt::format("Multi threshold '{}' is not valid", number));
    }
    while (!text.empty()) {
        if (!take_token(text, ",")) return Err(fmt::format("Multi: expected ',', got '{}'", text[0]));
        auto key = parse_key(take_argument(text), key_rule(place), context);
        if (!key) return Err(fmt::format("Multi: {}", key.error()));
        arguments.keys.push_back(std::move(key->value));
        arguments.paths.push_back(key->paths);
    }
    return arguments;
}

base::Result<void, std::string> check_place(const std::vector<KeyPointer>& keys, Place place) {
    if (place == Place::Top && keys.size() > kMaxBareKeys) {
        return Err(fmt::format("Cannot have {} pubkeys in bare multisig; only at most {} pubkeys",
                               keys.size(), kMaxBareKeys));
    }
    if (place != Place::InSh) return {};
    // Two numbers and the operation, and a length before each key.
    size_t size = 3;
    for (const KeyPointer& key : keys)
        size += key->size() + 1;
    if (size <= script::kMaxElementSize) return {};
    return Err(fmt::format("P2SH script is too large, {} bytes is larger than {} bytes", size,
                           script::kMaxElementSize));
}

base::Result<void, std::string> check_numbers(const Arguments& arguments, const MultiFunction& function) {
    const size_t count = arguments.keys.size();
    if (count == 0 || count > function.max_keys()) {
        return Err(fmt::format("Cannot have {} keys in {}; must have between 1 and {} keys, inclusive", count,
                               function.counting == Counting::CheckSigAdd ? "multi_a" : "multisig",
                               function.max_keys()));
    }
    if (arguments.threshold == 0)
        return Err(std::string("Multisig threshold cannot be 0, must be at least 1"));
    if (arguments.threshold <= count) return {};
    return Err(
        fmt::format("Multisig threshold cannot be larger than the number of keys; threshold is {} but "
                    "only {} keys specified",
                    arguments.threshold, count));
}

ScriptResult parse_multi(const MultiFunction& function, std::string_view text, Place place,
                         const ParseContext& context) {
    Arguments arguments = TRY(parse_arguments(text, place, context));
    TRY(check_numbers(arguments, function));
    TRY(check_place(arguments.keys, place));
    const std::optional<size_t> paths = common_paths(arguments.paths);
    if (!paths) return Err(std::string("multi(): Multipath derivation paths have mismatched lengths"));
    return ParsedScript{
        std::make_unique<MultiScript>(function, arguments.threshold, std::move(arguments.keys)), *paths};
}

}  // namespace

std::optional<ScriptResult> parse_multi_script(std::string_view text, Place place,
                                               const ParseContext& context) {
    for (const MultiFunction& function : kFunctions) {
        const auto arguments = argument_of(text, function.name);
        if (!arguments) continue;
        const bool in_taproot = place == Place::InTr;
        if (in_taproot == (function.counting == Counting::CheckSigAdd)) {
            return parse_multi(function, *arguments, place, context);
        }
        return ScriptResult(
            Err(std::string(in_taproot ? "Can only have multi/sortedmulti at top level, in sh(), or in wsh()"
                                       : "Can only have multi_a/sortedmulti_a inside tr()")));
    }
    return std::nullopt;
}

}  // namespace quanta::descriptor
