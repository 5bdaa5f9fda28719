// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/tx/program.h"

#include <iterator>
#include <string>

#include "base/hex.h"
#include "json/parser.h"
#include "json/text_buffer.h"
#include "json/writer.h"
#include "tools/editor.h"
#include "tools/fields.h"
#include "txjson/transaction_text.h"

namespace quanta::tx {

namespace {

using base::Err;
using program::ToolResult;

constexpr int kIndent = 4;

base::Result<std::string, std::string> read_all(std::istream& input) {
    const std::string text(std::istreambuf_iterator<char>(input), {});
    if (input.bad()) return Err(std::string("error reading stdin"));
    return std::string(tools::trimmed(text));
}

std::string as_json(const primitives::Transaction& transaction, const params::ChainParams& params) {
    json::TextBuffer compact;
    txjson::TransactionText(compact, params).transaction(transaction, {});
    std::string text;
    json::Writer(text, kIndent).value(json::parse(compact.text()).value());
    return text;
}

/// The transaction after all commands, as `options` want it printed.
ToolResult edit(const config::Options& options, const params::ChainParams& params, std::istream& input,
                sys::FileSystem& files) {
    std::span<const std::string> words = options.words();
    tools::Editor editor(params, files);
    if (!options.get_bool("create", false)) {
        if (words.empty()) return Err(std::string("too few parameters"));
        TRY(editor.read(words[0] == "-" ? TRY(read_all(input)) : words[0]));
        words = words.subspan(1);
    }
    for (const std::string& command : words)
        TRY(editor.apply(command));
    const auto transaction = editor.transaction();
    if (options.get_bool("json", false)) return as_json(*transaction, params);
    if (options.get_bool("txid", false)) return transaction->txid().to_text();
    return base::to_hex(transaction->raw());
}

}  // namespace

program::Tool make_tool(std::istream& input, sys::FileSystem& files) {
    const auto work = [&input, &files](const config::Options& options,
                                       const params::ChainParams& params) -> ToolResult {
        auto result = edit(options, params, input, files);
        if (!result) return Err("error: " + result.error());
        return result;
    };
    return {
        {.name = "quanta-tx",
         .title = "Quanta transaction tool",
         .usage = "[options] <hex-tx> [commands]\nor:     quanta-tx [options] -create [commands]",
         .purpose = "Makes or changes a transaction, by one command after the other, and prints it in hex. "
                    "<hex-tx>\nmay be - for standard input.",
         .options = config::tx_options(),
         .commands = tools::command_help()},
        work};
}

}  // namespace quanta::tx
