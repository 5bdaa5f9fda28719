// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/console_line.h"

#include <gtest/gtest.h>

namespace quanta::gui {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view line) {
    const auto words = split_line(line);
    return words ? *words : Words{"error: " + words.error()};
}

TEST(ConsoleLine, SplitsAtWhiteSpace) {
    EXPECT_EQ(words_of(""), Words{});
    EXPECT_EQ(words_of(" \t"), Words{});
    EXPECT_EQ(words_of("  getblockhash \t 5 "), (Words{"getblockhash", "5"}));
}

TEST(ConsoleLine, KeepsQuotedWordsTogether) {
    EXPECT_EQ(words_of(R"(a "b c" 'd "e' f"g h"i "")"), (Words{"a", "b c", "d \"e", "fg hi", ""}));
    EXPECT_EQ(words_of(R"("a\"b" "c\\" 'd\' "e\n")"), (Words{"a\"b", "c\\", "d\\", "e\\n"}));
    EXPECT_EQ(words_of("a \"b"), Words{"error: The quotation mark \" is not closed."});
    EXPECT_EQ(words_of("it's"), Words{"error: The quotation mark ' is not closed."});
}

TEST(ConsoleLine, ReadsBracketsAsJson) {
    EXPECT_EQ(words_of(R"(f [{"a ]": "x\"}"}, 1] {"b": 2} c)"),
              (Words{"f", R"([{"a ]": "x\"}"}, 1])", R"({"b": 2})", "c"}));
    EXPECT_EQ(words_of("f [1, [2]"), (Words{"error: The bracket [ is not closed."}));
    EXPECT_EQ(words_of("f {\""), (Words{"error: The bracket { is not closed."}));
    EXPECT_EQ(words_of("f {\"\\"), (Words{"error: The bracket { is not closed."}));
}

TEST(ConsoleLine, KeepsNoSecret) {
    EXPECT_EQ(kept_line("getblock 5"), "getblock 5");
    EXPECT_EQ(kept_line("walletpassphrase secret 60"), "walletpassphrase …");
    EXPECT_EQ(kept_line("  -named \"encryptwallet\" passphrase=secret"), "encryptwallet …");
    EXPECT_EQ(kept_line("walletpassphrase \"not closed"), "walletpassphrase …");
    EXPECT_EQ(kept_line("help walletpassphrase"), "help walletpassphrase");
    EXPECT_EQ(kept_line("-named"), "-named");
    EXPECT_EQ(kept_line(""), "");
    for (const char* method : {"createwallet", "importdescriptors", "signrawtransactionwithkey"})
        EXPECT_TRUE(is_sensitive(method)) << method;
    EXPECT_FALSE(is_sensitive("getbalance"));
}

TEST(ConsoleLine, MakesRequests) {
    EXPECT_EQ(*request_of({"getblockhash", "5"}),
              R"({"jsonrpc":"2.0","id":1,"method":"getblockhash","params":[5]})");
    EXPECT_EQ(*request_of({"-named", "getblockhash", "height=5"}),
              R"({"jsonrpc":"2.0","id":1,"method":"getblockhash","params":{"height":5}})");
    EXPECT_EQ(request_of({"getblockhash", "x"}).error(), "Error parsing JSON: x");
    EXPECT_EQ(request_of({}).error(), "There is no method.");
    EXPECT_EQ(request_of({"-named"}).error(), "There is no method.");
}

TEST(ConsoleLine, ReadsReplies) {
    const auto text = [](std::string_view reply) { return read_reply(reply, 100).text; };
    EXPECT_EQ(text(R"({"result":"a","error":null,"id":1})"), "a");
    EXPECT_EQ(text(R"({"result":null})"), "null");
    EXPECT_EQ(text(R"({"result":[1.50,"b"]})"), "[\n  1.50,\n  \"b\"\n]");
    const ConsoleReply error = read_reply(R"({"error":{"code":-8,"message":"Too high"}})", 100);
    EXPECT_EQ(error.text, "Too high (code -8)");
    EXPECT_TRUE(error.failed);
    EXPECT_EQ(text(R"({"error":"odd"})"), "\"odd\"");
    EXPECT_TRUE(read_reply("<html>", 100).failed);
    EXPECT_TRUE(read_reply("[]", 100).failed);
    EXPECT_FALSE(read_reply("{}", 100).failed);
}

TEST(ConsoleLine, ShortensWithoutCuttingCharacters) {
    EXPECT_EQ(read_reply(R"({"result":"abc"})", 3).text, "abc");
    EXPECT_EQ(read_reply(R"({"result":"abcd"})", 3).text,
              "abc\n… 1 bytes more: quanta-cli shows all of them.");
    EXPECT_EQ(read_reply(R"({"result":"aäb"})", 2).text.substr(0, 2), "a\n");
}

TEST(ConsoleLine, NamesWalletsInPaths) {
    const std::string plain = "alice-1", odd = "a b/ä";
    const std::string empty;
    EXPECT_EQ(wallet_path(nullptr), "/");
    EXPECT_EQ(wallet_path(&empty), "/wallet/");
    EXPECT_EQ(wallet_path(&plain), "/wallet/alice-1");
    EXPECT_EQ(wallet_path(&odd), "/wallet/a%20b%2F%C3%A4");
}

TEST(ConsoleLine, FindsMethodNames) {
    EXPECT_EQ(
        method_names("== Blockchain ==\ngetblock \"hash\" ( n )\ngetbestblockhash\n\n== Control ==\nstop"),
        (Words{"getbestblockhash", "getblock", "stop"}));
    EXPECT_EQ(method_names(""), Words{});
}

}  // namespace
}  // namespace quanta::gui
