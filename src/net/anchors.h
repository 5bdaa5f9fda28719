// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "addresses/peers_file.h"
#include "base/bytes.h"
#include "base/result.h"
#include "sys/file.h"
#include "wire/address.h"

/// @file
/// The deployed anchors.dat: block-relay-only peers of the last run, to be connected to first. Rationale: an
/// attacker who makes us restart must not thereby choose all our peers anew.

namespace quanta::net {

inline constexpr size_t kMaxAnchors = 2;

base::Bytes serialize_anchors(const addresses::ChainMagic& magic,
                              const std::vector<wire::KnownAddress>& anchors);
/// At most kMaxAnchors; those of unknown networks are left out. The error says what is wrong.
base::Result<std::vector<wire::KnownAddress>, std::string> parse_anchors(const addresses::ChainMagic& magic,
                                                                         base::ByteSpan file);

/// What the file at `path` holds, which is removed then: anchors that bring the node down do so once. None
/// when there is no file or it cannot be used, which the log tells.
std::vector<wire::KnownAddress> take_anchors(sys::FileSystem& files, const std::string& path,
                                             const addresses::ChainMagic& magic);
base::Result<void, std::string> save_anchors(sys::FileSystem& files, const std::string& path,
                                             const addresses::ChainMagic& magic,
                                             const std::vector<wire::KnownAddress>& anchors);

}  // namespace quanta::net
