// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/signed_message.h"

#include "base/bytes.h"
#include "codec/writer.h"

namespace quanta::sign {

crypto::Digest256 signed_message_hash(std::string_view message) {
    constexpr std::string_view kMagic = "Bitcoin Signed Message:\n";
    base::Bytes bytes;
    codec::Writer(bytes).write_sized_bytes(base::as_bytes(kMagic)).write_sized_bytes(base::as_bytes(message));
    return crypto::sha256d(bytes);
}

}  // namespace quanta::sign
