// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/anchors.h"

#include <algorithm>
#include <utility>

#include "addresses/stored_address.h"
#include "base/log.h"
#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::net {
namespace {

using base::Err;

/// Far more than two entries take.
constexpr uint64_t kMaxFileBytes = 64 * 1024;
/// Entries that are looked at.
constexpr uint64_t kMaxEntries = 100;

base::Result<std::vector<wire::KnownAddress>, codec::DecodeError> read_entries(base::ByteSpan contents) {
    codec::Reader reader(contents);
    std::vector<wire::KnownAddress> anchors;
    for (uint64_t left = TRY(reader.read_compact_size(kMaxEntries)); left > 0; --left) {
        wire::KnownAddress known = TRY(addresses::read_stored_address(reader));
        if (known.service.address.is_valid() && anchors.size() < kMaxAnchors)
            anchors.push_back(std::move(known));
    }
    TRY(reader.expect_end());
    return anchors;
}

}  // namespace

base::Bytes serialize_anchors(const addresses::ChainMagic& magic,
                              const std::vector<wire::KnownAddress>& anchors) {
    base::Bytes contents;
    codec::Writer writer(contents);
    const size_t count = std::min(anchors.size(), kMaxAnchors);
    writer.write_compact_size(count);
    for (size_t i = 0; i < count; ++i)
        addresses::write_stored_address(writer, anchors[i]);
    return addresses::frame_contents(magic, contents);
}

base::Result<std::vector<wire::KnownAddress>, std::string> parse_anchors(const addresses::ChainMagic& magic,
                                                                         base::ByteSpan file) {
    const auto entries = read_entries(TRY(addresses::framed_contents(magic, file)));
    if (!entries) return Err(std::string(codec::decode_error_text(entries.error())));
    return *entries;
}

std::vector<wire::KnownAddress> take_anchors(sys::FileSystem& files, const std::string& path,
                                             const addresses::ChainMagic& magic) {
    if (!files.exists(path)) return {};
    const auto bytes = sys::read_whole(files, path, kMaxFileBytes);
    const auto removed = files.remove(path);
    if (!removed) base::log_warning("Cannot remove anchors: {}", removed.error().message());
    if (!bytes) {
        base::log_warning("Cannot read anchors: {}", bytes.error().message());
        return {};
    }
    auto anchors = parse_anchors(magic, *bytes);
    if (anchors) return std::move(*anchors);
    base::log_warning("{} is not used: {}", path, anchors.error());
    return {};
}

base::Result<void, std::string> save_anchors(sys::FileSystem& files, const std::string& path,
                                             const addresses::ChainMagic& magic,
                                             const std::vector<wire::KnownAddress>& anchors) {
    const auto written = sys::write_atomically(files, path, serialize_anchors(magic, anchors));
    if (!written) return Err(written.error().message());
    return {};
}

}  // namespace quanta::net
