// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/passphrase.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "crypto/aes.h"
#include "crypto/hmac.h"
#include "vault/record.h"

namespace quanta::vault {

namespace {

using base::Err;
using crypto::ScryptCost;

constexpr uint8_t kVersion = 1;
constexpr size_t kSaltSize = 16;
constexpr size_t kEncryptedSize = crypto::aes_cbc_size(MasterKey::kSize);
constexpr size_t kMacSize = 32;
constexpr size_t kRecordSize = 1 + 1 + 4 + 4 + kSaltSize + kEncryptedSize + kMacSize + kChecksumSize;
/// 256 MiB with r = 8.
constexpr uint8_t kMaxCalibratedLog2N = 18;

/// What a passphrase becomes.
struct Stretched {
    static constexpr size_t kSize = 32 + crypto::kAesBlockSize + 32;
    sys::SecretBytes bytes = sys::SecretBytes(kSize);

    crypto::AesKey cipher_key() const { return crypto::AesKey(bytes.data(), 32); }
    crypto::AesIv iv() const {
        crypto::AesIv iv;
        std::copy_n(bytes.begin() + 32, iv.size(), iv.begin());
        return iv;
    }
    base::ByteSpan mac_key() const { return base::ByteSpan(bytes).last(32); }
};

base::Result<Stretched, VaultError> stretch(std::string_view passphrase, base::ByteSpan salt,
                                            const ScryptCost& cost) {
    Stretched stretched;
    if (!crypto::scrypt(base::as_bytes(passphrase), salt, cost, kMemoryLimit, stretched.bytes))
        return Err(VaultError::TooCostly);
    return stretched;
}

/// The fields of a whole record.
struct Fields {
    ScryptCost cost;
    base::ByteSpan salt, encrypted, mac;
    base::ByteSpan before_mac;
};

base::Result<Fields, VaultError> fields_of(base::ByteSpan record) {
    if (!has_checksum(record)) return Err(VaultError::Damaged);
    if (record[0] != kVersion) return Err(VaultError::UnknownFormat);
    if (record.size() != kRecordSize) return Err(VaultError::Damaged);
    codec::Reader reader(record.subspan(1));
    Fields fields;
    fields.cost.log2_n = reader.read<uint8_t>().value();
    fields.cost.r = reader.read<uint32_t>().value();
    fields.cost.p = reader.read<uint32_t>().value();
    fields.salt = reader.read_bytes(kSaltSize).value();
    fields.encrypted = reader.read_bytes(kEncryptedSize).value();
    fields.mac = reader.read_bytes(kMacSize).value();
    fields.before_mac = record.first(kRecordSize - kMacSize - kChecksumSize);
    return fields;
}

}  // namespace

ScryptCost calibrated_cost(const sys::Clock& clock, int64_t target_us) {
    ScryptCost cost = kLeastCost;
    std::array<uint8_t, Stretched::kSize> unused;
    while (cost.log2_n < kMaxCalibratedLog2N) {
        const int64_t start_us = clock.steady_us();
        if (!crypto::scrypt({}, {}, cost, kMemoryLimit, unused)) return kLeastCost;
        // The next step doubles the time: it is taken while that comes nearer to the target.
        if ((clock.steady_us() - start_us) * 3 / 2 >= target_us) return cost;
        ++cost.log2_n;
    }
    return cost;
}

base::Result<base::Bytes, VaultError> wrap(const MasterKey& key, std::string_view passphrase,
                                           const WrapOptions& options) {
    const auto salt = options.random.bytes<kSaltSize>();
    const Stretched stretched = TRY(stretch(passphrase, salt, options.cost));
    base::Bytes record;
    record.reserve(kRecordSize);
    codec::Writer(record)
        .write(kVersion)
        .write(options.cost.log2_n)
        .write(options.cost.r)
        .write(options.cost.p)
        .write_bytes(salt)
        .write_bytes(crypto::aes256_cbc_encrypt(stretched.cipher_key(), stretched.iv(), key.bytes()));
    const crypto::Digest256 mac = crypto::hmac_sha256(stretched.mac_key(), record);
    record.insert(record.end(), mac.begin(), mac.end());
    append_checksum(record);
    CHECK(record.size() == kRecordSize);
    return record;
}

base::Result<MasterKey, VaultError> unwrap(base::ByteSpan record, std::string_view passphrase) {
    const Fields fields = TRY(fields_of(record));
    const Stretched stretched = TRY(stretch(passphrase, fields.salt, fields.cost));
    const crypto::Digest256 mac = crypto::hmac_sha256(stretched.mac_key(), fields.before_mac);
    if (!crypto::equal_in_constant_time(fields.mac, mac)) return Err(VaultError::WrongPassphrase);
    sys::SecretBytes key(kEncryptedSize);
    const auto size =
        crypto::aes256_cbc_decrypt(stretched.cipher_key(), stretched.iv(), fields.encrypted, key);
    if (size != MasterKey::kSize) return Err(VaultError::Damaged);
    return MasterKey(sys::secret_copy(base::ByteSpan(key).first(MasterKey::kSize)));
}

base::Result<ScryptCost, VaultError> cost_of(base::ByteSpan record) {
    return TRY(fields_of(record)).cost;
}

}  // namespace quanta::vault
