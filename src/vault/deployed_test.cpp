// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/deployed.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "base/hex.h"

namespace quanta::vault {
namespace {

base::Bytes from_hex(std::string_view hex) {
    return base::from_hex(hex).value();
}

crypto::PrivateKey key(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes[31] = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

base::Bytes counted(size_t size, uint8_t first) {
    base::Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

// Made with hashlib and `openssl enc`: passphrase "correct horse", master key 00 01 … 1f, private keys 1
// and 2.
DeployedMasterKey made_elsewhere() {
    return {from_hex("f4e572d66c4020223a0127ea64eed90ba3012c67658e3ed7f4fee65704468e4d"
                     "b0b6b4ec1f3115e73c08f3c6712a879b"),
            counted(8, 1), 0, 25'000};
}
constexpr std::string_view kKeyOne =
    "2441496926c27bd7dd108c7e3e6ae81d5802946847721d5cd2a91da0224f5244"
    "93baca80841337640ba1cd7edcee0954";
constexpr std::string_view kKeyTwoUnderNameOfOne =
    "2441496926c27bd7dd108c7e3e6ae81d617221605ac025225360903739be390401f725413981cf8f361683516851708e";
constexpr std::string_view kFortyBytes =
    "0ba695c44c5c0affb6f42712671dcfb197ba834ffe42cad6023d3a7380bdb917"
    "8dfe998b151b8e13983ffc171074c7ba";

TEST(Deployed, ReadsWhatOthersMade) {
    const auto master = unwrap_deployed(made_elsewhere(), "correct horse");
    ASSERT_TRUE(master);
    EXPECT_EQ(base::to_hex(*master), base::to_hex(counted(32, 0)));
    const auto opened = open_deployed(*master, key(1).public_key(), from_hex(kKeyOne));
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, key(1));
}

TEST(Deployed, WritesWhatOthersRead) {
    sys::FakeRandom random(3);
    const base::Bytes master = counted(32, 0);
    EXPECT_EQ(base::to_hex(seal_deployed(master, key(1).public_key(), key(1))), kKeyOne);
    const DeployedMasterKey record = wrap_deployed(master, "\xc3\xa4", 3, random);
    EXPECT_EQ(record.encrypted.size(), 48u);
    EXPECT_EQ(record.salt.size(), 8u);
    EXPECT_EQ(record.method, 0u);
    EXPECT_EQ(record.iterations, 3u);
    EXPECT_EQ(base::to_hex(unwrap_deployed(record, "\xc3\xa4").value()), base::to_hex(master));
    EXPECT_DEATH(wrap_deployed(master, "a", 0, random), "check failed");
    const crypto::PublicKey longer = key(1).public_key(crypto::KeyForm::Uncompressed);
    EXPECT_EQ(open_deployed(master, longer, seal_deployed(master, longer, key(1))).value(), key(1));
}

TEST(Deployed, RefusesWhatCannotBe) {
    const auto error_of = [](auto change) {
        DeployedMasterKey record = made_elsewhere();
        record.iterations = 2;
        change(record);
        return unwrap_deployed(record, "a").error();
    };
    using Record = DeployedMasterKey;
    EXPECT_EQ(error_of([](Record& r) { r.method = 1; }), VaultError::UnknownFormat);
    EXPECT_EQ(error_of([](Record& r) { r.salt.pop_back(); }), VaultError::Damaged);
    EXPECT_EQ(error_of([](Record& r) { r.salt.push_back(0); }), VaultError::Damaged);
    EXPECT_EQ(error_of([](Record& r) { r.encrypted.resize(47); }), VaultError::Damaged);
    EXPECT_EQ(error_of([](Record& r) { r.encrypted.resize(64); }), VaultError::Damaged);
    EXPECT_EQ(error_of([](Record& r) { r.iterations = 0; }), VaultError::Damaged);
    EXPECT_EQ(error_of([](Record& r) { r.iterations = kMostIterations + 1; }), VaultError::TooCostly);
    EXPECT_EQ(error_of([](Record&) {}), VaultError::WrongPassphrase);
}

TEST(Deployed, AKeyMustFitItsName) {
    const base::Bytes master = counted(32, 0);
    const crypto::PublicKey name = key(1).public_key();
    EXPECT_EQ(open_deployed(counted(32, 1), name, from_hex(kKeyOne)).error(), VaultError::WrongKey);
    EXPECT_EQ(open_deployed(master, key(2).public_key(), from_hex(kKeyOne)).error(), VaultError::WrongKey);
    EXPECT_EQ(open_deployed(master, name, from_hex(kKeyTwoUnderNameOfOne)).error(), VaultError::WrongKey);
    EXPECT_EQ(open_deployed(master, name, from_hex(kFortyBytes)).error(), VaultError::WrongKey);
    EXPECT_EQ(open_deployed(master, name, counted(32, 0)).error(), VaultError::Damaged);
    EXPECT_EQ(open_deployed(master, name, {}).error(), VaultError::Damaged);
}

}  // namespace
}  // namespace quanta::vault
