// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/editor.h"

#include <gtest/gtest.h>

#include "sys/test_directory.h"
#include "tools/test_edit.h"

namespace quanta::tools {
namespace {

const std::string kInput = "in=" + kTxid + ":0";
const std::string kInputBytes = kTxidBytes + "0000000000";

TEST(TxEditor, BeginsEmptyWithVersion2) {
    EXPECT_EQ(made({}), "02000000000000000000");
}

TEST(TxEditor, ReadsWhatItPrints) {
    for (const char* hex : {"02000000000000000000", "02000000000100000000000000000000000000"}) {
        EditBench bench;
        ASSERT_TRUE(bench.editor().read(hex)) << hex;
        EXPECT_EQ(bench.hex(), hex);
    }
    EditBench bench;
    for (const char* text :
         {"", "zz", "0", "0200000000000000000", "0200000000000000000000", " 02000000000000000000"})
        EXPECT_EQ(bench.editor().read(text).error(), "invalid transaction encoding") << text;
}

TEST(TxEditor, Version) {
    EXPECT_EQ(made({"nversion=1"}), "01000000000000000000");
    EXPECT_EQ(made({"nversion=3"}), "03000000000000000000");
    for (const std::string text : {"0", "4", "", "+1", "-1", "1foo", "4294967297"})
        EXPECT_EQ(made({"nversion=" + text}), "Invalid TX version requested: '" + text + "'");
}

TEST(TxEditor, LockTime) {
    EXPECT_EQ(made({"locktime=4294967295"}), "020000000000ffffffff");
    EXPECT_EQ(made({"locktime=5", "locktime=0"}), "02000000000000000000");
    for (const std::string text : {"4294967296", "-1", "", "+317", "317foo"})
        EXPECT_EQ(made({"locktime=" + text}), "Invalid TX locktime requested: '" + text + "'");
}

TEST(TxEditor, Inputs) {
    EXPECT_EQ(made({kInput}), "0200000001" + kInputBytes + "ffffffff0000000000");
    EXPECT_EQ(made({"in=" + kTxid + ":111111: 7 "}),
              "0200000001" + kTxidBytes + "07b2010000" + "070000000000000000");
    EXPECT_EQ(made({"in=" + kTxid + ":0:4294967295:more"}), made({kInput}));
    EXPECT_EQ(made({"in"}), "TX input missing separator");
    EXPECT_EQ(made({"in=" + kTxid}), "TX input missing separator");
    EXPECT_EQ(made({"in=" + kTxid + "0:0"}), "invalid TX input txid '" + kTxid + "0'");
    EXPECT_EQ(made({"in=:0"}), "invalid TX input txid ''");
    for (const std::string text : {"111112", "-1", "+0", "0x", "", " 0"})
        EXPECT_EQ(made({"in=" + kTxid + ":" + text}), "invalid TX input vout '" + text + "'");
    for (const std::string text : {"4294967296", "-1", "11aa", "", " "})
        EXPECT_EQ(made({kInput + ":" + text}), "invalid TX sequence id '" + text + "'");
}

TEST(TxEditor, Replaceable) {
    const std::string final = "0200000002" + kInputBytes + "ffffffff" + kInputBytes + "ffffffff0000000000";
    EXPECT_EQ(made({kInput, kInput}), final);
    EXPECT_EQ(made({kInput, kInput, "replaceable=1"}),
              "0200000002" + kInputBytes + "ffffffff" + kInputBytes + "fdffffff0000000000");
    EXPECT_EQ(made({kInput + ":4294967294", kInput + ":4294967292", "replaceable"}),
              "0200000002" + kInputBytes + "fdffffff" + kInputBytes + "fcffffff0000000000");
    EXPECT_EQ(made({"replaceable="}), "02000000000000000000");
    for (const std::string text : {"2", "-1", "+0", "0foo", "4294967296"})
        EXPECT_EQ(made({kInput, kInput, "replaceable=" + text}), "Invalid TX input index '" + text + "'");
    EXPECT_EQ(made({"replaceable=0"}), "Invalid TX input index '0'");
}

TEST(TxEditor, Deletions) {
    EXPECT_EQ(made({kInput + ":1", kInput + ":2", kInput + ":3", "delin=1"}),
              "0200000002" + kInputBytes + "01000000" + kInputBytes + "030000000000000000");
    EXPECT_EQ(made({"outscript=0:1", "outscript=0:2", "delout=0"}),
              "0200000000010000000000000000015200000000");
    for (const std::string text : {"1", "-1", "", "+0", "0foo"}) {
        EXPECT_EQ(made({kInput, "delin=" + text}), "Invalid TX input index '" + text + "'");
        EXPECT_EQ(made({"outscript=0:1", "delout=" + text}), "Invalid TX output index '" + text + "'");
    }
}

TEST(TxEditor, UnknownCommands) {
    EXPECT_EQ(made({"nosuch=1"}), "unknown command 'nosuch'");
    EXPECT_EQ(made({""}), "unknown command ''");
    EXPECT_EQ(made({"=1"}), "unknown command ''");
    EXPECT_EQ(made({"LOCKTIME=1"}), "unknown command 'LOCKTIME'");
}

TEST(TxEditor, ARefusedCommandChangesNothing) {
    EditBench bench;
    ASSERT_EQ(bench.apply({kInput, "outdata=00"}), "done");
    const std::string before = bench.hex();
    for (const char* command : {"in=x:0", "outaddr=1:x", "outdata=x", "delin=1", "delout=1", "nversion=9",
                                "locktime=x", "replaceable=1", "sign=ALL", "set=x"})
        EXPECT_NE(bench.apply({command}), "done") << command;
    EXPECT_EQ(bench.hex(), before);
}

TEST(TxEditor, Registers) {
    EXPECT_EQ(made({"set=a:[1]", "set=a:{}", "set=b:\"x:y\""}), "02000000000000000000");
    for (const std::string text : {"", "a", ":1", "a:"}) {
        EXPECT_EQ(made({"set=" + text}), "Register input requires NAME:VALUE");
        EXPECT_EQ(made({"load=" + text}), "Register load requires NAME:FILENAME");
    }
    EXPECT_EQ(made({"set=a:[1"}), "Cannot parse JSON for key a");
}

TEST(TxEditor, LoadedRegisters) {
    const sys::TestDirectory folder;
    const auto load = [&](const std::string& name) { return made({"load=a:" + (folder / name)}); };
    const auto put = [&](const std::string& name, std::string_view text) {
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), folder / name, base::as_bytes(text)));
    };
    put("good", " [\"x\"]\n");
    put("bad", "[");
    EXPECT_EQ(load("good"), "02000000000000000000");
    EXPECT_EQ(load("bad"), "Cannot parse JSON for key a");
    EXPECT_EQ(load("none"), "Cannot open file " + (folder / "none"));
    EXPECT_EQ(load("").find("Error reading file " + (folder / "")), 0u);
}

TEST(TxEditor, HelpNamesEveryCommand) {
    const std::string help = command_help();
    for (const char* usage :
         {"delin=N", "delout=N", "in=TXID:VOUT(:SEQUENCE_NUMBER)", "locktime=N", "nversion=N",
          "outaddr=VALUE:ADDRESS", "outdata=[VALUE:]DATA",
          "outmultisig=VALUE:", "outpubkey=VALUE:PUBKEY[:FLAGS]", "outscript=VALUE:SCRIPT[:FLAGS]",
          "replaceable(=N)", "sign=SIGHASH-FLAGS", "load=NAME:FILENAME", "set=NAME:JSON-STRING"})
        EXPECT_NE(help.find(std::string("\n  ") + usage), std::string::npos) << usage;
}

}  // namespace
}  // namespace quanta::tools
