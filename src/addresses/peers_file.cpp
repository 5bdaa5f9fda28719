// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/peers_file.h"

#include <algorithm>

#include "crypto/hash.h"

namespace quanta::addresses {

namespace {

using base::Err;

constexpr size_t kChecksumBytes = 32;

base::Result<void, std::string> read_book(const ChainMagic& magic, base::ByteSpan file, AddressBook& book) {
    const auto contents = framed_contents(magic, file);
    if (!contents) return Err(contents.error());
    return book.deserialize(*contents);
}

}  // namespace

base::Bytes frame_contents(const ChainMagic& magic, base::ByteSpan contents) {
    base::Bytes file;
    file.reserve(magic.size() + contents.size() + kChecksumBytes);
    file.insert(file.end(), magic.begin(), magic.end());
    file.insert(file.end(), contents.begin(), contents.end());
    const crypto::Digest256 checksum = crypto::sha256d(file);
    file.insert(file.end(), checksum.begin(), checksum.end());
    return file;
}

base::Result<base::ByteSpan, std::string> framed_contents(const ChainMagic& magic, base::ByteSpan file) {
    if (file.size() < magic.size() + kChecksumBytes) return Err(std::string("too short"));
    const base::ByteSpan checked = file.first(file.size() - kChecksumBytes);
    if (!std::equal(magic.begin(), magic.end(), checked.begin())) return Err(std::string("of another chain"));
    const crypto::Digest256 checksum = crypto::sha256d(checked);
    if (!std::equal(checksum.begin(), checksum.end(), file.last(kChecksumBytes).begin())) {
        return Err(std::string("wrong checksum"));
    }
    return checked.subspan(magic.size());
}

base::Result<void, std::string> load_peers(sys::FileSystem& files, const std::string& path,
                                           const ChainMagic& magic, AddressBook& book) {
    if (!files.exists(path)) return {};
    const auto bytes = sys::read_whole(files, path, kMaxPeersFileBytes);
    // What the system cannot read now it may read the next time; a file of another kind stays one.
    if (!bytes && bytes.error().code != sys::FileErrorCode::TooLarge) return Err(bytes.error().message());
    const auto loaded = bytes ? read_book(magic, *bytes, book) : Err(bytes.error().message());
    if (loaded) return {};
    const std::string aside = path + ".bak";
    const auto renamed = files.rename(path, aside);
    return Err(path + ": " + loaded.error() + ". " +
               (renamed ? "It is now " + aside : renamed.error().message()));
}

base::Result<void, std::string> save_peers(sys::FileSystem& files, const std::string& path,
                                           const ChainMagic& magic, const AddressBook& book) {
    const auto written = sys::write_atomically(files, path, frame_contents(magic, book.serialize()));
    if (!written) return Err(written.error().message());
    return {};
}

}  // namespace quanta::addresses
