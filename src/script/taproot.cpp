// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/taproot.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "script/preimage.h"

namespace quanta::script {

using base::ByteSpan;
using crypto::Digest256;

Digest256 tapleaf_hash(uint8_t leaf_version, ByteSpan script) {
    static const crypto::Sha256 start = crypto::tagged_sha256("TapLeaf");
    crypto::Sha256 hasher = start;
    hasher.write(Preimage<10>().put(leaf_version).put_size(script.size()).bytes());
    return hasher.write(script).finalize();
}

Digest256 tapbranch_hash(ByteSpan a, ByteSpan b) {
    static const crypto::Sha256 start = crypto::tagged_sha256("TapBranch");
    ASSUME(a.size() == kControlNodeSize && b.size() == kControlNodeSize);
    const bool ordered = std::memcmp(a.data(), b.data(), kControlNodeSize) < 0;
    crypto::Sha256 hasher = start;
    return hasher.write(ordered ? a : b).write(ordered ? b : a).finalize();
}

Digest256 taptweak_hash(std::span<const uint8_t, 32> internal_key, const std::optional<Digest256>& root) {
    static const crypto::Sha256 start = crypto::tagged_sha256("TapTweak");
    crypto::Sha256 hasher = start;
    hasher.write(internal_key);
    if (root) hasher.write(*root);
    return hasher.finalize();
}

bool is_control_size(size_t size) {
    return size >= kControlBaseSize && size <= kControlBaseSize + kControlMaxNodes * kControlNodeSize &&
           (size - kControlBaseSize) % kControlNodeSize == 0;
}

Digest256 taproot_root(ByteSpan control, const Digest256& leaf_hash) {
    CHECK(is_control_size(control.size()));
    Digest256 node = leaf_hash;
    for (size_t at = kControlBaseSize; at < control.size(); at += kControlNodeSize) {
        node = tapbranch_hash(node, control.subspan(at, kControlNodeSize));
    }
    return node;
}

bool is_taproot_commitment(ByteSpan control, std::span<const uint8_t, 32> output_key,
                           const Digest256& leaf_hash) {
    const Digest256 root = taproot_root(control, leaf_hash);
    const auto internal_key = control.subspan(1).first<32>();
    const auto parity = control[0] & 1 ? crypto::Parity::Odd : crypto::Parity::Even;
    return crypto::taproot_tweak_matches(output_key, parity, internal_key, taptweak_hash(internal_key, root));
}

}  // namespace quanta::script
