// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/hex.h"
#include "json/value.h"
#include "script/script.h"
#include "script/test_support.h"
#include "script/test_vectors.h"

/// What deployed RPC shows of scripts.

namespace quanta::script {
namespace {

using json::Value;

/// The text member `key` when it is whole: recordings mark what they left out.
const std::string* whole_text(const Value& object, std::string_view key) {
    const Value* found = object.find(key);
    if (!found || !found->is_string() || found->string().find("…") != std::string::npos) return nullptr;
    return &found->string();
}

/// Compares asm and type shown for a script; whether there was something to compare.
bool check_shown(const std::string& hex, const Value& shown, AsmSigHash sighash) {
    const std::string* text = whole_text(shown, "asm");
    const auto script = base::from_hex(hex);
    if (!text || !script) return false;
    EXPECT_EQ(to_asm(*script, sighash), *text) << hex;
    if (const std::string* type = whole_text(shown, "type")) {
        EXPECT_EQ(script_kind_name(classify(*script).type), *type) << hex;
    }
    return true;
}

/// A value to look into, and the name it has in the object around it.
struct Open {
    const Value* value;
    std::string_view name;
};

/// Every script shown anywhere in `root`.
int check_scripts_in(const Value& root) {
    int count = 0;
    std::vector<Open> open = {{&root, ""}};
    while (!open.empty()) {
        const Open next = open.back();
        open.pop_back();
        if (next.value->is_array()) {
            for (const Value& item : next.value->array()) open.push_back({&item, ""});
        }
        if (!next.value->is_object()) continue;
        for (const auto& [name, member] : next.value->object()) open.push_back({&member, name});
        const std::string* hex = whole_text(*next.value, "hex");
        const bool signs = next.name == "scriptSig" || next.name == "final_scriptSig";
        const AsmSigHash sighash = signs ? AsmSigHash::Decode : AsmSigHash::Plain;
        if (hex && check_shown(*hex, *next.value, sighash)) ++count;
    }
    return count;
}

TEST(TextVectors, DecodedScripts) {
    LOAD_OR_SKIP(cases, "rpc/rpc_decodescript.json");
    int count = 0;
    for (const Value& entry : cases->array()) {
        const Value::Array& fields = entry.array();
        EXPECT_TRUE(check_shown(fields[0].string(), fields[1], AsmSigHash::Plain));
        count += 1 + check_scripts_in(fields[1]);
    }
    std::printf("rpc_decodescript.json: %d scripts\n", count);
    EXPECT_GT(count, 0);
}

TEST(TextVectors, RecordedReplies) {
    for (const char* method : {"decodescript", "decoderawtransaction", "getrawtransaction", "getblock", "gettxout",
                               "decodepsbt"}) {
        const std::string path = "../reference/rpc-transcripts/" + std::string(method) + ".jsonl";
        const auto lines = testing::load_lines(path);
        if (!lines) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: the scripts of " << path << " are not shown";
        int count = 0;
        for (const Value& line : *lines) {
            const Value* reply = line.find("reply");
            if (!reply) continue;
            const Value* params = line.find("params");
            const bool is_script = std::string_view(method) == "decodescript" && params->is_array();
            if (is_script && check_shown(params->array()[0].string(), *reply, AsmSigHash::Plain)) ++count;
            count += check_scripts_in(*reply);
        }
        std::printf("%s.jsonl: %d scripts\n", method, count);
        EXPECT_GT(count, 0) << method;
    }
}

}  // namespace
}  // namespace quanta::script
