// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any bytes as mempool.dat; what is read is written and read again.
#include "mempool/dump_file.h"

#include "base/check.h"
#include "codec/writer.h"
#include "mempool/test_mempool.h"
#include "store/test_memory_file.h"

namespace base = quanta::base;
namespace mempool = quanta::mempool;
namespace sys = quanta::sys;

namespace {

/// A file that keeps what is written to it.
class WrittenFile final : public sys::File {
public:
    sys::FileResult<size_t> read_at(uint64_t, std::span<uint8_t>) override { return size_t{0}; }
    sys::FileResult<void> write_at(uint64_t offset, base::ByteSpan data) override {
        CHECK(offset == bytes.size());
        bytes.insert(bytes.end(), data.begin(), data.end());
        return {};
    }
    sys::FileResult<uint64_t> size() override { return bytes.size(); }
    sys::FileResult<void> truncate(uint64_t) override { return {}; }
    sys::FileResult<void> allocate(uint64_t, uint64_t) override { return {}; }
    sys::FileResult<void> sync() override { return {}; }

    base::Bytes bytes;
};

/// All that is in a file, if it is sound to its end.
bool read_all(base::ByteSpan bytes, mempool::DumpContents& contents) {
    quanta::store::MemoryFile file(bytes);
    auto reader = mempool::DumpReader::open(file);
    if (!reader) return false;
    for (uint64_t i = 0; i < reader->count(); ++i) {
        auto item = reader->next();
        if (!item) return false;
        mempool::Entry& entry = contents.entries.emplace_back();
        entry.transaction = item->transaction;
        entry.time_s = item->time_s;
        entry.delta = item->delta;
    }
    auto deltas = reader->deltas();
    if (!deltas) return false;
    contents.deltas = std::move(*deltas);
    auto txids = reader->unbroadcast();
    if (!txids) return false;
    contents.unbroadcast.assign(txids->begin(), txids->end());
    return true;
}

base::Bytes write_all(const mempool::DumpContents& contents, mempool::DumpVersion version) {
    WrittenFile file;
    const auto written = write_dump(file, contents, version, {1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(written && *written == file.bytes.size());
    return file.bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    mempool::DumpContents contents;
    if (!read_all({data, size}, contents)) return 0;
    for (const auto version : {mempool::DumpVersion::Plain, mempool::DumpVersion::Obfuscated}) {
        const base::Bytes bytes = write_all(contents, version);
        mempool::DumpContents again;
        CHECK(read_all(bytes, again));
        CHECK(write_all(again, version) == bytes);
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    mempool::TestMempool m;
    mempool::DumpContents contents;
    for (const size_t outputs : {size_t{1}, size_t{2}}) {
        mempool::Entry& entry = contents.entries.emplace_back();
        entry.transaction = mempool::TestMempool::make({.from = {m.coin()}, .outputs = outputs});
        entry.time_s = 1'700'000'000;
    }
    contents.deltas[{}] = {5};
    contents.unbroadcast = {contents.entries[0].transaction->txid()};
    return {write_all(contents, mempool::DumpVersion::Plain),
            write_all(contents, mempool::DumpVersion::Obfuscated)};
}
