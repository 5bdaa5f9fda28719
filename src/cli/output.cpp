// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/output.h"

#include <cstdint>
#include <cstdlib>
#include <optional>

#include <fmt/core.h>

#include "json/writer.h"

namespace quanta::cli {

namespace {

constexpr int64_t kWalletNotSpecified = -19;

}  // namespace

Output show_result(const json::Value& result) {
    if (result.is_null()) return {};
    if (result.is_string()) return {result.string(), 0};
    std::string text;
    json::Writer(text, 2).value(result);
    return {text, 0};
}

Output show_error(const json::Value& error) {
    const json::Value* code_value = error.find("code");
    const json::Value* message = error.find("message");
    const std::optional<int64_t> code = code_value ? code_value->as_int64() : std::nullopt;
    if (!code || !message || !message->is_string()) return {"error: " + json::to_text(error), 1};
    std::string text = fmt::format("error code: {}\nerror message:\n{}", *code, message->string());
    if (*code == kWalletNotSpecified) {
        text +=
            "\nName it with -rpcwallet=<walletname> before the command; \"quanta-cli listwallets\" shows "
            "which "
            "are loaded.";
    }
    return {text, static_cast<int>(std::abs(*code % 1'000'000))};
}

Output show_failure(const std::string& text) {
    return {"error: " + text, 1};
}

}  // namespace quanta::cli
