// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/vault.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "vault/record.h"

namespace quanta::vault {
namespace {

/// Tests need no work per guess.
constexpr crypto::ScryptCost kCheap{1, 1, 1};

base::ByteSpan bytes_of(std::string_view text) {
    return base::as_bytes(text);
}

std::string text_of(const base::Result<sys::SecretBytes, VaultError>& opened) {
    return opened ? std::string(base::as_text(*opened)) : std::string(vault_error_text(opened.error()));
}

class VaultTest : public ::testing::Test {
protected:
    Vault make(std::string_view passphrase) { return Vault::create(passphrase, {kCheap, m_random}).value(); }
    MasterKey key() { return MasterKey::create(m_random); }

    sys::FakeRandom m_random{1};
};

TEST_F(VaultTest, SealsAndOpensAnySize) {
    const MasterKey key = this->key();
    for (size_t size = 0; size < 200; ++size) {
        const base::Bytes secret(size, static_cast<uint8_t>(size));
        const base::Bytes sealed = key.seal(bytes_of("name"), secret);
        const auto opened = key.open(bytes_of("name"), sealed);
        ASSERT_TRUE(opened);
        EXPECT_EQ(base::Bytes(opened->begin(), opened->end()), secret);
    }
}

TEST_F(VaultTest, EqualSecretsLookDifferentUnderOtherNames) {
    const MasterKey key = this->key();
    const base::Bytes one = key.seal(bytes_of("one"), base::Bytes(32, 5));
    const base::Bytes two = key.seal(bytes_of("two"), base::Bytes(32, 5));
    EXPECT_NE(base::to_hex(one).substr(18, 32), base::to_hex(two).substr(18, 32));
    EXPECT_EQ(one, key.seal(bytes_of("one"), base::Bytes(32, 5)));
}

TEST_F(VaultTest, TellsWrongKeysFromDamage) {
    const MasterKey key = this->key();
    const MasterKey another = this->key();
    const base::Bytes sealed = key.seal(bytes_of("name"), bytes_of("secret"));
    EXPECT_EQ(another.open(bytes_of("name"), sealed).error(), VaultError::WrongKey);
    EXPECT_EQ(key.open(bytes_of("nam"), sealed).error(), VaultError::WrongKey);
    EXPECT_EQ(key.open({}, {}).error(), VaultError::Damaged);
    // Every bit and every cut.
    for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        base::Bytes damaged = sealed;
        damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ 1 << bit % 8);
        EXPECT_EQ(key.open(bytes_of("name"), damaged).error(), VaultError::Damaged) << bit;
    }
    for (size_t size = 0; size < sealed.size(); ++size)
        EXPECT_EQ(key.open(bytes_of("name"), base::ByteSpan(sealed).first(size)).error(),
                  VaultError::Damaged);
}

TEST_F(VaultTest, AForgerWithAChecksumIsFound) {
    const MasterKey key = this->key();
    const base::Bytes sealed = key.seal(bytes_of("name"), bytes_of("secret"));
    for (size_t at = 1; at < sealed.size() - kChecksumSize; ++at) {
        base::Bytes forged(sealed.begin(), sealed.end() - kChecksumSize);
        forged[at] ^= 1;
        append_checksum(forged);
        EXPECT_EQ(key.open(bytes_of("name"), forged).error(), VaultError::WrongKey) << at;
    }
    base::Bytes of_tomorrow(sealed.begin(), sealed.end() - kChecksumSize);
    of_tomorrow[0] = 2;
    append_checksum(of_tomorrow);
    EXPECT_EQ(key.open(bytes_of("name"), of_tomorrow).error(), VaultError::UnknownFormat);
    base::Bytes brief{1, 2, 3};
    append_checksum(brief);
    EXPECT_EQ(key.open(bytes_of("name"), brief).error(), VaultError::Damaged);
}

TEST_F(VaultTest, LocksAndUnlocks) {
    Vault vault = make("open sesame");
    EXPECT_FALSE(vault.is_locked());
    const base::Bytes sealed = vault.seal(bytes_of("name"), bytes_of("secret")).value();
    vault.lock();
    EXPECT_TRUE(vault.is_locked());
    EXPECT_EQ(vault.seal(bytes_of("name"), {}).error(), VaultError::Locked);
    EXPECT_EQ(text_of(vault.open(bytes_of("name"), sealed)), "The wallet is locked");
    EXPECT_EQ(vault.unlock("open barley").error(), VaultError::WrongPassphrase);
    EXPECT_TRUE(vault.is_locked());
    ASSERT_TRUE(vault.unlock("open sesame"));
    EXPECT_EQ(text_of(vault.open(bytes_of("name"), sealed)), "secret");
    // A wrong guess does not lock what is open.
    EXPECT_EQ(vault.unlock("").error(), VaultError::WrongPassphrase);
    EXPECT_FALSE(vault.is_locked());
}

TEST_F(VaultTest, IsLoadedLocked) {
    Vault vault = make("a");
    const base::Bytes sealed = vault.seal(bytes_of("name"), bytes_of("secret")).value();
    Vault loaded = Vault::load(vault.record()).value();
    EXPECT_TRUE(loaded.is_locked());
    ASSERT_TRUE(loaded.unlock("a"));
    EXPECT_EQ(text_of(loaded.open(bytes_of("name"), sealed)), "secret");
    base::Bytes damaged = vault.record();
    damaged.back() ^= 1;
    EXPECT_EQ(Vault::load(damaged).error(), VaultError::Damaged);
}

TEST_F(VaultTest, AnotherPassphraseKeepsTheSecrets) {
    Vault vault = make("old");
    const base::Bytes sealed = vault.seal(bytes_of("name"), bytes_of("secret")).value();
    vault.lock();
    EXPECT_EQ(vault.rewrapped("wrong", "new", {kCheap, m_random}).error(), VaultError::WrongPassphrase);
    const base::Bytes record = vault.rewrapped("old", "new", {kCheap, m_random}).value();
    EXPECT_NE(record, vault.record());
    ASSERT_TRUE(vault.unlock("old"));  // not stored yet
    vault.lock();
    vault.set_record(record);
    EXPECT_EQ(vault.unlock("old").error(), VaultError::WrongPassphrase);
    ASSERT_TRUE(vault.unlock("new"));
    EXPECT_EQ(text_of(vault.open(bytes_of("name"), sealed)), "secret");
}

TEST_F(VaultTest, LockingOverwritesTheKey) {
    const sys::SecretBytes neighbour(16);  // keeps the memory mapped
    MasterKey key = this->key();
    const uint8_t* place = key.bytes().data();
    const base::Bytes copy(place, place + MasterKey::kSize);
    EXPECT_NE(copy, base::Bytes(MasterKey::kSize));
    const size_t used = sys::secret_memory_figures().used;
    { const MasterKey moved = std::move(key); }
    EXPECT_EQ(base::Bytes(place, place + MasterKey::kSize), base::Bytes(MasterKey::kSize));
    EXPECT_LT(sys::secret_memory_figures().used, used);
}

TEST_F(VaultTest, NothingSecretStaysInUse) {
    const size_t before = sys::secret_memory_figures().used;
    {
        Vault vault = make("a");
        const size_t unlocked = sys::secret_memory_figures().used;
        EXPECT_GT(unlocked, before);
        vault.lock();
        EXPECT_EQ(sys::secret_memory_figures().used, before);
        EXPECT_FALSE(vault.unlock("b"));
        EXPECT_EQ(sys::secret_memory_figures().used, before);
        EXPECT_TRUE(vault.unlock("a"));
        EXPECT_EQ(sys::secret_memory_figures().used, unlocked);
    }
    EXPECT_EQ(sys::secret_memory_figures().used, before);
}

TEST(VaultErrors, HaveTexts) {
    for (const VaultError error : {VaultError::Locked, VaultError::WrongPassphrase, VaultError::WrongKey,
                                   VaultError::Damaged, VaultError::UnknownFormat, VaultError::TooCostly})
        EXPECT_FALSE(vault_error_text(error).empty());
}

}  // namespace
}  // namespace quanta::vault
