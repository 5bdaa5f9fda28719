// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "vault/deployed.h"
#include "vault/passphrase.h"
#include "vault/record.h"
#include "vault/vault.h"

namespace base = quanta::base;
namespace sys = quanta::sys;
namespace vault = quanta::vault;
using vault::VaultError;

namespace {

vault::MasterKey fixed_key() {
    return vault::MasterKey(sys::SecretBytes(vault::MasterKey::kSize, 7));
}

base::Bytes fixed_record() {
    sys::FakeRandom random(1);
    return vault::wrap(fixed_key(), "a", {{1, 1, 1}, random}).value();
}

/// Nothing but what was sealed opens.
void try_open(base::ByteSpan sealed) {
    static const vault::MasterKey key = fixed_key();
    const auto opened = key.open({}, sealed);
    if (!opened) return;
    const base::Bytes again = key.seal({}, *opened);
    CHECK(base::as_text(again) == base::as_text(sealed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    base::Bytes bytes(data, data + size);
    try_open(bytes);
    vault::append_checksum(bytes);
    try_open(bytes);
    // Whatever a record asks for, looking at it costs nothing; a cheap one is tried.
    const auto cost = vault::cost_of(bytes);
    if (cost && cost->log2_n <= 4 && cost->r <= 4 && cost->p <= 4) {
        const auto key = vault::unwrap(bytes, "a");
        CHECK(key || key.error() == VaultError::WrongPassphrase || key.error() == VaultError::TooCostly);
    }
    vault::DeployedMasterKey deployed{bytes, base::Bytes(8, 1), 0, 1};
    if (size >= 48) deployed.encrypted.resize(48);
    const auto master = vault::unwrap_deployed(deployed, "a");
    CHECK(!master || master->size() == 32);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    base::Bytes record = fixed_record();
    record.resize(record.size() - vault::kChecksumSize);
    const base::Bytes sealed = fixed_key().seal({}, record);
    base::Bytes open_end(sealed.begin(), sealed.end() - vault::kChecksumSize);
    return {record, sealed, open_end};
}
