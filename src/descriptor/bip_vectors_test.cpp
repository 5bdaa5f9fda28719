// Copyright (c) 2026 The Quanta developers. MIT licence.
// The vectors published with BIP380 to 387, 389 and 390, with keys that come again under names: $x1 and the
// like.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "base/hex.h"
#include "descriptor/checksum.h"
#include "descriptor/descriptor.h"

namespace quanta::descriptor {
namespace {

const params::ChainParams& main_chain() {
    static const params::ChainParams params = params::make_params(params::Chain::Main).value();
    return params;
}

const std::map<std::string, std::string, std::less<>> kKeys = {
    // One key in its forms: hex compressed, uncompressed and x-only, WIF of both.
    {"c", "03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd"},
    {"u",
     "04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa7"
     "3"
     "aa03918ba2d492eea75abea235"},
    {"x", "a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd"},
    {"wc", "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"},
    {"wu", "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"},
    // Extended keys, private and public where both are used.
    {"p1",
     "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdE"
     "XVYsCzC2U"},
    {"x1",
     "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8U"
     "B7WEGuduB"},
    {"p2",
     "xprv9uPDJpEQgRQfDcW7BkF7eTya6RPxXeJCqCJGHuCJ4GiRVLzkTXBAJMu2qaMWPrS7AANYqdq6vcBcBUdJCVVFceUvJFjaPdGZ2y"
     "9WACViL4L"},
    {"x2",
     "xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN"
     "3ih19Zm4Y"},
    {"p3",
     "xprvA1RpRA33e1JQ7ifknakTFpgNXPmW2YvmhqLQYMmrj4xJXXWYpDPS3xz7iAxn8L39njGVyuoseXzU6rcxFLJ8HFsTjSyQbLYnMp"
     "CqE2VbFWc"},
    {"x3",
     "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvL"
     "JuZZvRcEL"},
    {"p4",
     "xprv9vHkqa6EV4sPZHYqZznhT2NPtPCjKuDKGY38FBWLvgaDx45zo9WQRUT3dKYnjwih2yJD9mkrocEZXo1ex8G81dwSM1fwqWpWke"
     "S3v86pgKt"},
    {"x4",
     "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFx"
     "HmwMkQTPH"},
    {"p5",
     "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33y"
     "uGBxrMPHi"},
    {"p6",
     "xprvA2JDeKCSNNZky6uBCviVfJSKyQ1mDYahRjijr5idH2WwLsEd4Hsb2Tyh8RfQMuPh7f7RtyzTtdrbdqqsunu5Mm3wDvUAKRHSC3"
     "4sJ7in334"},
    {"x7",
     "xpub661MyMwAqRbcGDZQUKLqmWodYLcoBQnQH33yYkkF3jjxeLvY8qr2wWGEWkiKFaaQfJCoi3HeEq3Dc5DptfbCyjD38fNhSqtKc1"
     "UHaP4ba3t"},
    {"x8",
     "xpub661MyMwAqRbcF3yVrV2KyYetLMYA5mCbv4BhrKwUrFE9LZM6JRR1AEt8Jq4V4C8LwtTke6YEEdCZqgXp85YRk2j74EfJKhe3Qy"
     "bQ9kcUjs4"},
    {"h1",
     "xpub69H7F5dQzmVd3vPuLKtcXJziMEQByuDidnX3YdwgtNsecY5HRGtAAQC5mXTt4dsv9RzyjgDjAQs9VGVV6ydYCHnprc9vvaA5Yt"
     "qWyL6hyds"},
    // Others.
    {"k", "0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600"},
    {"n", "669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0"},
    {"nums", "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"},
    {"wn", "KzoAz5CanayRKex3fSLQ2BwJpN7U52gZvxMyk78nDMHuqrUxuSJy"},
    {"m1", "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9"},
    {"m1x", "f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9"},
    {"m2", "03dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659"},
    {"m3", "023590a94e768f8e1815c2f24b4d80a8e3149316c3518ce7b7ad338368d038ca66"},
    {"sixteen",
     "03669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0,"
     "0260b2003c386519fc9eadf2b5cf124dd8eea4c4e6"
     "8d5e154050a9346ea98ce600,0362a74e399c39ed5593852a30147f2959b56bb827dfa3e60e464b02ccf87dc5e8,"
     "0261345b53de74a4d"
     "721ef877c255429961b7e43714171ac06168d7e08c542a8b8,"
     "02da72e8b46901a65d4374fe6315538d8f368557dda3a1dcf9ea903f3af"
     "e7314c8,0318c82dd0b53fd3a932d16e0ba9e278fcc937c582d5781be626ff16e201f72286,"
     "0297ccef1ef99f9d73dec9ad37476ddb23"
     "2f1238aff877af19e72ba04493361009,02e502cfd5c3f972fe9a3e2a18827820638f96b6f347e54d63deb839011fd5765d,"
     "03e687710"
     "f0e3ebe81c1037074da939d409c0025f17eb86adb9427d28f0f7ae0e9,"
     "02c04d3a5274952acdbc76987f3184b346a483d43be40874624"
     "b29e3692c1df5af,02ed06e0f418b5b43a7ec01d1d7d27290fa15f75771cb69b642a51471c29c84acd,"
     "036d46073cbb9ffee90473f3da"
     "429abc8de7f8751199da44485682a989a4bebb24,"
     "02f5d1ff7c9029a80a4e36b9a5497027ef7f3e73384a4a94fbfe7c4e9164eec8bc,0"
     "2e41deffd1b7cce11cde209a781adcffdabd1b91c0ba0375857a2bfd9302419f3,"
     "02d76625f7956a7fc505ab02556c23ee72d832f1bac"
     "391bcd2d3abce5710a13d06,0399eb0a5487515802dc14544cf10b3666623762fbed2ec38a3975716e2c29c232"},
    {"twenty",
     "KzoAz5CanayRKex3fSLQ2BwJpN7U52gZvxMyk78nDMHuqrUxuSJy,"
     "KwGNz6YCCQtYvFzMtrC6D3tKTKdBBboMrLTsjr2NYVBwapCkn7Mr,Kxo"
     "gYhiNfwxuswvXV66eFyKcCpm7dZ7TqHVqujHAVUjJxyivxQ9X,L2BUNduTSyZwZjwNHynQTF14mv2uz2NRq5n5sYWTb4FkkmqgEE9f,"
     "L1okJG"
     "HGn1kFjdXHKxXjwVVtmCMR2JA5QsbKCSpSb7ReQjezKeoD,KxDCNSST75HFPaW5QKpzHtAyaCQC7p9Vo3FYfi2u4dXD1vgMiboK,"
     "L5edQjFtn"
     "kcf5UWURn6UuuoFrabgDQUHdheKCziwN42aLwS3KizU,KzF8UWFcEC7BYTq8Go1xVimMkDmyNYVmXV5PV7RuDicvAocoPB8i,"
     "L3nHUboKG2w4"
     "VSJ5jYZ5CBM97oeK6YuKvfZxrefdShECcjEYKMWZ,KyjHo36dWkYhimKmVVmQTq3gERv3pnqA4xFCpvUgbGDJad7eS8WE,"
     "KwsfyHKRUTZPQty"
     "sN7M3tZ4GXTnuov5XRgjdF2XCG8faAPmFruRF,KzCUbGhN9LJhdeFfL9zQgTJMjqxdBKEekRGZX24hXdgCNCijkkap,"
     "KzgpMBwwsDLwkaC5Ur"
     "mBgCYaBD2WgZ7PBoGYXR8KT7gCA9UTN5a3,KyBXTPy4T7YG4q9tcAM3LkvfRpD1ybHMvcJ2ehaWXaSqeGUxEdkP,"
     "KzJDe9iwJRPtKP2F2AoN6"
     "zBgzS7uiuAwhWCfGdNeYJ3PC1HNJ8M8,L1xbHrxynrqLKkoYc4qtoQPx6uy5qYXR5ZDYVYBSRmCV5piU3JG9,"
     "KzRedjSwMggebB3VufhbzpYJ"
     "nvHfHe9kPJSjCU5QpJdAW3NSZxYS,Kyjtp5858xL7JfeV4PNRCKy2t6XvgqNNepArGY9F9F1SSPqNEMs3,"
     "L2D4RLHPiHBidkHS8ftx11jJk1h"
     "GFELvxh8LoxNQheaGT58dKenW,KyLPZdwY4td98bKkXqEXTEBX3vwEYTQo1yyLjX2jKXA63GBpmSjv"},
};

/// `text` with keys for their names.
std::string filled(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const size_t dollar = std::min(text.find('$'), text.size());
        out += text.substr(0, dollar);
        text.remove_prefix(dollar);
        if (text.empty()) break;
        text.remove_prefix(1);
        const size_t end =
            std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), text.size());
        out += kKeys.find(text.substr(0, end))->second;
        text.remove_prefix(end);
    }
    return out;
}

struct Valid {
    const char* text;
    std::vector<const char*> scripts;  ///< at index 0, 1 and 2 where there is a range
};

void check_valid(const char* name, const std::vector<Valid>& cases) {
    for (const Valid& item : cases) {
        const auto parsed = Descriptor::parse(filled(item.text), main_chain());
        ASSERT_TRUE(parsed) << item.text << ": " << parsed.error();
        EXPECT_EQ(parsed->is_ranged(), item.scripts.size() > 1) << item.text;
        for (uint32_t index = 0; index < item.scripts.size(); ++index) {
            const auto expansion = parsed->expand(index);
            ASSERT_TRUE(expansion) << item.text;
            EXPECT_EQ(base::to_hex(expansion->script), item.scripts[index]) << item.text << ' ' << index;
        }
        EXPECT_EQ(parsed->to_text(TextForm::Private), with_checksum(filled(item.text)));
    }
    std::printf("%s: %zu valid descriptors\n", name, cases.size());
}

void check_invalid(const char* name, const std::vector<const char*>& cases) {
    for (const char* text : cases)
        EXPECT_FALSE(Descriptor::parse_all(filled(text), main_chain())) << text;
    std::printf("%s: %zu invalid descriptors\n", name, cases.size());
}

TEST(BipVectors, Bip380Checksums) {
    const auto with = [](std::string_view text, ChecksumRule rule) {
        return Descriptor::parse(text, main_chain(), rule).has_value();
    };
    EXPECT_TRUE(with("raw(deadbeef)#89f8spxm", ChecksumRule::Required));
    EXPECT_TRUE(with("raw(deadbeef)", ChecksumRule::Optional));
    EXPECT_FALSE(with("raw(deadbeef)", ChecksumRule::Required));
    for (const char* text : {"raw(deadbeef)#", "raw(deadbeef)#89f8spxmx", "raw(deadbeef)#89f8spx",
                             "raw(deedbeef)#89f8spxm", "raw(deedbeef)##9f8spxm", "raw(\xc3\x9c)#00000000"}) {
        EXPECT_FALSE(with(text, ChecksumRule::Optional)) << text;
    }
}

TEST(BipVectors, Bip380Keys) {
    const std::vector<const char*> valid = {"$k",
                                            "$u",
                                            "[deadbeef/0h/0h/0h]$k",
                                            "[deadbeef/0'/0'/0']$k",
                                            "[deadbeef/0'/0h/0']$k",
                                            "$wu",
                                            "$wc",
                                            "$x3",
                                            "[deadbeef/0h/1h/2h]$x3",
                                            "[deadbeef/0h/1h/2h]$x3/3/4/5",
                                            "[deadbeef/0h/1h/2h]$x3/3/4/5/*",
                                            "$x3/3h/4h/5h/*",
                                            "$x3/3h/4h/5h/*h",
                                            "[deadbeef/0h/1h/2]$x3/3h/4h/5h/*h",
                                            "$p3",
                                            "[deadbeef/0h/1h/2h]$p3",
                                            "[deadbeef/0h/1h/2h]$p3/3/4/5",
                                            "[deadbeef/0h/1h/2h]$p3/3/4/5/*",
                                            "$p3/3h/4h/5h/*",
                                            "$p3/3h/4h/5h/*h",
                                            "[deadbeef/0h/1h/2]$p3/3h/4h/5h/*h"};
    for (const char* key : valid)
        EXPECT_TRUE(Descriptor::parse("pk(" + filled(key) + ")", main_chain())) << key;
    const std::vector<const char*> invalid = {"[deadbeef/0h/0h/0h/*]$k",
                                              "[deadbeef/0h/0h/0h/]$k",
                                              "[deadbef/0h/0h/0h]$k",
                                              "[deadbeeef/0h/0h/0h]$k",
                                              "[deadbeef/0f/0f/0f]$k",
                                              "[deadbeef/0H/0H/0H]$k",
                                              "[deadbeef/-0/-0/-0]$k",
                                              "$wc/0",
                                              "$wc/*",
                                              "$p1/2147483648",
                                              "$p1/1aa",
                                              "[aaaaaaaa][aaaaaaaa]$p1/2147483647'/0",
                                              "aaaaaaaa]$p1/2147483647'/0",
                                              "[gaaaaaaa]$p1/2147483647'/0",
                                              "[deadbeef]"};
    for (const char* key : invalid)
        EXPECT_FALSE(Descriptor::parse("pk(" + filled(key) + ")", main_chain())) << key;
    std::printf("BIP380: %zu valid, %zu invalid keys\n", valid.size(), invalid.size());
}

TEST(BipVectors, Bip381) {
    constexpr const char* kPk = "2103a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bdac";
    constexpr const char* kPkh = "76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac";
    constexpr const char* kLongPk =
        "4104a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559"
        "e3aa73aa"
        "03918ba2d492eea75abea235ac";
    constexpr const char* kLongPkh = "76a914b5bd079c4d57cc7fc28ecf8213a6b791625b818388ac";
    constexpr const char* kShPk = "a9141857af51a5e516552b3086430fd8ce55f7c1a52487";
    constexpr const char* kShPkh = "a9141a31ad23bf49c247dd531a623c2ef57da3c400c587";
    constexpr const char* kTreePkh = "76a914ebdc90806a9c4356c1c88e42216611e1cb4c1c1788ac";
    constexpr const char* kTreePk = "210379e45b3cf75f9c5f9befd8e9506fb962f6a9d185ac87001ec44a8d3df8d4a9e3ac";
    check_valid("BIP381", {{"pk($wc)", {kPk}},
                           {"pk($c)", {kPk}},
                           {"pkh([deadbeef/1/2'/3/4']$wc)", {kPkh}},
                           {"pkh([deadbeef/1/2'/3/4']$c)", {kPkh}},
                           {"pkh([deadbeef/1/2h/3/4h]$c)", {kPkh}},
                           {"pk($wu)", {kLongPk}},
                           {"pk($u)", {kLongPk}},
                           {"pkh($wu)", {kLongPkh}},
                           {"pkh($u)", {kLongPkh}},
                           {"sh(pk($wc))", {kShPk}},
                           {"sh(pk($c))", {kShPk}},
                           {"sh(pkh($wc))", {kShPkh}},
                           {"sh(pkh($c))", {kShPkh}},
                           {"pkh($p1/2147483647'/0)", {kTreePkh}},
                           {"pkh([bd16bee5/2147483647h]$h1/0)", {kTreePkh}},
                           {"pk($p2/0)", {kTreePk}},
                           {"pk($x2/0)", {kTreePk}}});
    check_invalid("BIP381", {"pk(pk($c))", "pkh(pk($c))", "sh($c)", "sh(sh(pkh($c)))"});
}

TEST(BipVectors, Bip382) {
    constexpr const char* kWpkh = "00149a1c78a507689f6f54b847ad1cef1e614ee23f1e";
    constexpr const char* kTree = "0014326b2249e3a25d5dc60935f044ee835d090ba859";
    const std::vector<const char*> nested = {"a9149a4d9901d6af519b2a23d4a2f51650fcba87ce7b87",
                                             "a914bed59fc0024fae941d6e20a3b44a109ae740129287",
                                             "a9148483aa1116eb9c05c482a72bada4b1db24af654387"};
    constexpr const char* kWshPkh = "0020338e023079b91c58571b20e602d7805fb808c22473cbc391a41b1bd3a192e75b";
    constexpr const char* kWshPk = "00202e271faa2325c199d25d22e1ead982e45b64eeb4f31e73dbdf41bd4b5fec23fa";
    constexpr const char* kShWsh = "a914b61b92e2ca21bac1e72a3ab859a742982bea960a87";
    check_valid("BIP382", {{"wpkh($wc)", {kWpkh}},
                           {"wpkh($c)", {kWpkh}},
                           {"wpkh([ffffffff/13']$p4/1/2/0)", {kTree}},
                           {"wpkh([ffffffff/13']$x4/1/2/*)",
                            {kTree, "0014af0bd98abc2f2cae66e36896a39ffe2d32984fb7",
                             "00141fa798efd1cbf95cebf912c031b8a4a6e9fb9f27"}},
                           {"sh(wpkh($p5/10/20/30/40/*'))", nested},
                           {"sh(wpkh($p5/10/20/30/40/*h))", nested},
                           {"wsh(pkh($wc))", {kWshPkh}},
                           {"wsh(pkh($c))", {kWshPkh}},
                           {"wsh(pk($wc))", {kWshPk}},
                           {"wsh(pk($c))", {kWshPk}},
                           {"sh(wsh(pkh($wc)))", {kShWsh}},
                           {"sh(wsh(pkh($c)))", {kShWsh}}});
    check_invalid("BIP382", {"wpkh($wu)", "sh(wpkh($wu))", "wpkh($u)", "sh(wpkh($u))", "wsh(pk($wu))",
                             "wsh(pk($u))", "wsh(wpkh($c))", "wsh(wsh(pkh($c)))", "sh(wsh(wsh(pkh($c))))",
                             "wpkh(wsh(pkh($c)))", "wsh($c)"});
}

TEST(BipVectors, Bip383) {
    constexpr const char* kOneOfTwo =
        "512103a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd4104a34b99f22c790c4e36b2b3c2c3"
        "5a36db06"
        "226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea23552ae";
    check_valid(
        "BIP383",
        {{"multi(1,$wc,$wu)", {kOneOfTwo}},
         {"multi(1,$c,$u)", {kOneOfTwo}},
         {"sortedmulti(1,$u,$c)", {kOneOfTwo}},
         {"sh(multi(2,[00000000/111'/222]$p3,$p2/0))", {"a91445a9a622a8b0a1269944be477640eedc447bbd8487"}},
         {"sortedmulti(2,$x3/*,$x2/0/0/*)",
          {"5221025d5fc65ebb8d44a5274b53bac21ff8307fec2334a32df05553459f8b1f7fe1b62102fbd47cc8034098f0e6a94c6"
           "aeee8528a"
           "bf0a2153a5d8e46d325b7284c046784652ae",
           "52210264fd4d1f5dea8ded94c61e9641309349b62f27fbffe807291f664e286bfbe6472103f4ece6dfccfa37b211eb3d0"
           "af4d0c61d"
           "ba9ef698622dc17eecdf764beeb005a652ae",
           "5221022ccabda84c30bad578b13c89eb3b9544ce149787e5b538175b1d1ba259cbb83321024d902e1a2fc7a8755ab5b69"
           "4c575fce7"
           "42c48d9ff192e63df5193e4c7afe1f9c52ae"}},
         {"wsh(multi(2,$p1/2147483647'/0,$p4/1/2/*,$p5/10/20/30/40/*'))",
          {"0020b92623201f3bb7c3771d45b2ad1d0351ea8fbf8cfe0a0e570264e1075fa1948f",
           "002036a08bbe4923af41cf4316817c93b8d37e2f635dd25cfff06bd50df6ae7ea203",
           "0020a96e7ab4607ca6b261bfe3245ffda9c746b28d3f59e83d34820ec0e2b36c139c"}},
         {"sh(wsh(multi(16,$sixteen)))", {"a9147fc63e13dc25e8a95a3cee3d9a714ac3afd96f1e87"}},
         {"wsh(multi(20,$twenty))", {"0020376bd8344b8b6ebe504ff85ef743eaa1aa9272178223bcb6887e9378efb341ac"}},
         {"sh(wsh(multi(20,$twenty)))", {"a914c2c9c510e9d7f92fd6131e94803a8d34a8ef675e87"}}});
    check_invalid("BIP383",
                  {"sh(multi(16,$sixteen))", "multi(a,$c,$u)", "multi(0,$c,$u)", "multi(3,$wc,$wu)"});
}

TEST(BipVectors, Bip385) {
    constexpr const char* kMulti =
        "512103a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd4104a34b99f22c790c4e36b2b3c2c3"
        "5a36db06"
        "226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea23552ae";
    check_valid("BIP385", {{"raw(deadbeef)", {"deadbeef"}},
                           {"raw("
                            "512103a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd4104a34b99"
                            "f22c790c4e36b2b3c2c3"
                            "5a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03"
                            "918ba2d492eea75abea2355"
                            "2ae)",
                            {kMulti}},
                           {"raw(a9149a4d9901d6af519b2a23d4a2f51650fcba87ce7b87)",
                            {"a9149a4d9901d6af519b2a23d4a2f51650fcba87ce7b87"}},
                           {"addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j)",
                            {"a914eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee87"}}});
    check_invalid("BIP385", {"raw(asdf)", "addr(asdf)", "sh(raw(deadbeef))", "wsh(raw(deadbeef))",
                             "sh(addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j))",
                             "wsh(addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j))"});
}

TEST(BipVectors, Bip386) {
    constexpr const char* kBare = "512077aab6e066f8a7419c5ab714c12c67d25007ed55a43cadcacb4d7a970a093f11";
    check_valid("BIP386",
                {{"tr($x)", {kBare}},
                 {"tr($wc)", {kBare}},
                 {"tr($p3/0/*,pk($p3/1/*))",
                  {"512078bc707124daa551b65af74de2ec128b7525e10f374dc67b64e00ce0ab8b3e12",
                   "512001f0a02a17808c20134b78faab80ef93ffba82261ccef0a2314f5d62b6438f11",
                   "512021024954fcec88237a9386fce80ef2ced5f1e91b422b26c59ccfc174c8d1ad25"}},
                 {"tr($x,pk($n))", {"512017cf18db381d836d8923b1bdb246cfcd818da1a9f0e6e7907f187f0b2f937754"}},
                 {"tr($x,{pk($p6/"
                  "0),{{pk($x3),pk(02df12b7035bdac8e3bab862a3a83d06ea6b17b6753d52edecba9be46f5d09e076)},"
                  "pk($wc)}})",
                  {"512071fff39599a7b78bc02623cbe814efebf1a404f5d8ad34ea80f213bd8943f574"}}});
    check_invalid("BIP386", {"tr($wu)", "tr($u)", "wsh(tr($x))", "sh(tr($x))", "tr($x, pkh($wc))"});
}

TEST(BipVectors, Bip387) {
    constexpr const char* kOne = "5120eb5bd3894327d75093891cc3a62506df7d58ec137fcd104cdd285d67816074f3";
    check_valid("BIP387", {{"tr($wc,multi_a(1,$wn))", {kOne}},
                           {"tr($x,multi_a(1,$n))", {kOne}},
                           {"tr($nums,multi_a(2,[00000000/111'/222]$p3,$p2/0))",
                            {"51202eea93581594a43c0c8423b70dc112e5651df63984d108d4fc8ccd3b63b4eafa"}},
                           {"tr($nums,sortedmulti_a(2,[00000000/111'/222]$p3,$p2/0))",
                            {"512016fa6a6ba7e98c54b5bf43b3144912b78a61b60b02f6a74172b8dcb35b12bc30"}},
                           {"tr($nums,sortedmulti_a(2,$x3/*,$x2/0/0/*))",
                            {"5120abd47468515223f58a1a18edfde709a7a2aab2b696d59ecf8c34f0ba274ef772",
                             "5120fe62e7ed20705bd1d3678e072bc999acb014f07795fa02cb8f25a7aa787e8cbd",
                             "51201311093750f459039adaa2a5ed23b0f7a8ae2c2ffb07c5390ea37e2fb1050b41"}},
                           {"tr($nums,multi_a(2,$p1/2147483647'/0,$p4/1/2/*,$p5/10/20/30/40/*'))",
                            {"5120e4c8f2b0a7d3a688ac131cb03248c0d4b0a59bbd4f37211c848cfbd22a981192",
                             "5120827faedaa21e52fca2ac83b53afd1ab7d4d1e6ce67ff42b19f2723d48b5a19ab",
                             "5120647495ed09de61a3a324704f9203c130d655bf3141f9b748df8f7be7e9af55a4"}}});
    check_invalid("BIP387", {"multi_a(1,03$n)", "sh(multi_a(1,03$n))", "wsh(multi_a(1,03$n))",
                             "tr($nums,multi_a(a,$c))", "tr($nums,multi_a(0,$c))", "tr($nums,multi_a(1,$u))",
                             "tr($nums,multi_a(3,$wc,$wu))"});
}

TEST(BipVectors, Bip389) {
    struct Expanded {
        const char* text;
        std::vector<const char*> paths;
    };
    const std::vector<Expanded> cases = {
        {"pk($x2/<0;1>)", {"pk($x2/0)", "pk($x2/1)"}},
        {"pkh($p1/<2147483647h;0>/0)", {"pkh($p1/2147483647h/0)", "pkh($p1/0/0)"}},
        {"wpkh([ffffffff/13h]$x4/<1;3>/2/*)",
         {"wpkh([ffffffff/13h]$x4/1/2/*)", "wpkh([ffffffff/13h]$x4/3/2/*)"}},
        {"multi(2,$x3/<1;2>/*,$x2/<3;4>/0/*)", {"multi(2,$x3/1/*,$x2/3/0/*)", "multi(2,$x3/2/*,$x2/4/0/*)"}},
        {"pkh($x1/<0;1;2>)", {"pkh($x1/0)", "pkh($x1/1)", "pkh($x1/2)"}},
        {"sh(multi(2,$x3/<1;2;3>/0/*,$x2/0/*,$x7/0/0/<3;4;5>/*))",
         {"sh(multi(2,$x3/1/0/*,$x2/0/*,$x7/0/0/3/*))", "sh(multi(2,$x3/2/0/*,$x2/0/*,$x7/0/0/4/*))",
          "sh(multi(2,$x3/3/0/*,$x2/0/*,$x7/0/0/5/*))"}},
    };
    for (const Expanded& item : cases) {
        const auto all = Descriptor::parse_all(filled(item.text), main_chain());
        ASSERT_TRUE(all) << item.text << ": " << all.error();
        ASSERT_EQ(all->size(), item.paths.size());
        for (size_t i = 0; i < all->size(); ++i)
            EXPECT_EQ((*all)[i].to_text(TextForm::Private), with_checksum(filled(item.paths[i])));
    }
    std::printf("BIP389: %zu valid descriptors\n", cases.size());
    check_invalid("BIP389", {"pkh($p1/<0;1>/<2;3>)", "pkh([deadbeef/<0;1>]$x1/0)",
                             "tr($x8/<6;7;8;9>/*,{pk($x3/<1;2;3>/0/*),pk($x7/0/0/<3;4;5>/*)})",
                             "sh(multi(2,$p3/<1;2;3>/0/*,$p2/0/*,$p1/0/0/<3;4>/*))", "wpkh($x1/<>/*)",
                             "wpkh($x1/0>/*)", "wpkh($x1/<0/*)", "wpkh($x1/<0;>/*)"});
}

TEST(BipVectors, Bip390) {
    check_valid("BIP390", {{"rawtr(musig(KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU74sHUHy8S,$m2,$m3))",
                            {"5120789d937bade6673538f3e28d8368dda4d0512f94da44cf477a505716d26a1575"}},
                           {"tr(musig($m1,$m2,$m3))",
                            {"512079e6c3e628c9bfbce91de6b7fb28e2aec7713d377cf260ab599dcbc40e542312"}},
                           {"rawtr(musig($x3,$x2)/0/*)",
                            {"51209508c08832f3bb9d5e8baf8cb5cfa3669902e2f2da19acea63ff47b93faa9bfc",
                             "51205ca1102663025a83dd9b5dbc214762c5a6309af00d48167d2d6483808525a298",
                             "51207dbed1b89c338df6a1ae137f133a19cae6e03d481196ee6f1a5c7d1aeb56b166"}},
                           {"tr(musig($x3,$x2)/0/*,pk($m1x))",
                            {"51201d377b637b5c73f670f5c8a96a2c0bb0d1a682a1fca6aba91fe673501a189782",
                             "51208950c83b117a6c208d5205ffefcf75b187b32512eb7f0d8577db8d9102833036",
                             "5120a49a477c61df73691b77fcd563a80a15ea67bb9c75470310ce5c0f25918db60d"}},
                           {"tr($m1x,pk(musig($x3,$x2)/0/*))",
                            {"512068983d461174afc90c26f3b2821d8a9ced9534586a756763b68371a404635cc8",
                             "5120368e2d864115181bdc8bb5dc8684be8d0760d5c33315570d71a21afce4afd43e",
                             "512097a1e6270b33ad85744677418bae5f59ea9136027223bc6e282c47c167b471d5"}}});
    check_invalid(
        "BIP390",
        {"pk(musig($m1,$m2,$m3))", "pkh(musig($m1,$m2,$m3))", "wpkh(musig($m1,$m2,$m3))",
         "combo(musig($m1,$m2,$m3))", "sh(wpkh(musig($m1,$m2,$m3)))", "sh(wsh(pk(musig($m1,$m2,$m3))))",
         "wsh(musig($m1,$m2,$m3))", "sh(musig($m1,$m2,$m3))", "tr(musig($m1,$m2,$m3)/0/0)",
         "tr(musig($x3/*,$x2)/0/*)", "tr(musig($x3,$x2)/0h/*)", "tr(musig($x3,$x2)/0/*h)"});
}

}  // namespace
}  // namespace quanta::descriptor
