// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/coins_db.h"

#include <fmt/core.h>

#include <atomic>
#include <deque>
#include <utility>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "kv/kv.h"
#include "store/coin_codec.h"
#include "store/coin_key.h"
#include "store/error_mapping.h"

namespace quanta::store {

namespace {

using base::ByteSpan;
using base::Err;
using primitives::BlockHash;
using primitives::Coin;
using primitives::OutPoint;

constexpr uint32_t kFormatVersion = 1;
const std::string kKind = "coins";
/// Key of the block whose state this is. Above all coins, so that a flush ends with it.
constexpr uint8_t kTipKey[] = {'T'};
static_assert(kTipKey[0] > CoinKey::kPrefix);
/// Nothing but the format version goes through memtables.
constexpr uint64_t kWriteBuffer = 1 << 20;

base::Result<BlockHash, StoreError> read_tip(const std::string& path, ByteSpan value) {
    BlockHash tip;
    codec::Reader reader(value);
    if (!reader.read_into(tip.bytes()) || !reader.at_end()) return Err(corruption(path, "bad tip"));
    return tip;
}

base::Result<Coin, codec::DecodeError> read_whole_coin(ByteSpan value) {
    codec::Reader reader(value);
    Coin coin = TRY(read_coin(reader));
    TRY(reader.expect_end());
    return coin;
}

StoreError bad_coin(const std::string& path, const OutPoint& outpoint) {
    return corruption(path, fmt::format("bad coin {}:{}", outpoint.txid.to_text(), outpoint.index));
}

/// The tip, read by any thread and set by one. References stay good: a tip is never removed.
class Tip {
public:
    Tip() : m_current(&m_all.emplace_back()) {}
    const BlockHash& get() const { return *m_current.load(std::memory_order_acquire); }
    void set(const BlockHash& tip) { m_current.store(&m_all.emplace_back(tip), std::memory_order_release); }

private:
    std::deque<BlockHash> m_all;  ///< setting thread only
    std::atomic<const BlockHash*> m_current;
};

class Flush final : public CoinsFlush {
public:
    Flush(std::unique_ptr<kv::SortedWrite> write, Tip& tip) : m_write(std::move(write)), m_tip(tip) {}

    base::Result<void, StoreError> put(const OutPoint& outpoint, const Coin& coin) override {
        m_value.clear();
        codec::Writer writer(m_value);
        write_coin(writer, coin);
        return mapped(m_write->put(CoinKey(outpoint).bytes(), m_value));
    }

    base::Result<void, StoreError> erase(const OutPoint& outpoint) override {
        return mapped(m_write->erase(CoinKey(outpoint).bytes()));
    }

    base::Result<void, StoreError> commit(const BlockHash& tip) override {
        TRY(mapped(m_write->put(kTipKey, tip.bytes())));
        TRY(mapped(m_write->commit()));
        m_tip.set(tip);
        return {};
    }

private:
    const std::unique_ptr<kv::SortedWrite> m_write;
    Tip& m_tip;
    base::Bytes m_value;
};

class SnapshotOfStore final : public CoinsSnapshot {
public:
    SnapshotOfStore(const kv::Store& store, const std::string& path)
        : m_store(store), m_path(path), m_snapshot(store.snapshot()) {
        const auto iterator = m_store.iterate(m_snapshot);
        iterator->seek(kTipKey);
        if (const auto error = iterator->error()) m_error = to_store_error(*error);
        if (!iterator->valid() || iterator->key()[0] != kTipKey[0]) return;
        const auto tip = read_tip(path, iterator->value());
        if (tip)
            m_tip = *tip;
        else
            m_error = tip.error();
    }

    const BlockHash& tip() const override { return m_tip; }

    base::Result<void, StoreError> walk(uint8_t first, uint8_t last, const Visit& visit) const override {
        if (m_error) return Err(*m_error);
        const auto iterator = m_store.iterate(m_snapshot);
        const uint8_t begin[] = {CoinKey::kPrefix, first};
        for (iterator->seek(begin); iterator->valid(); iterator->next()) {
            const ByteSpan key = iterator->key();
            if (key[0] != CoinKey::kPrefix || (key.size() > 1 && key[1] > last)) break;
            const auto outpoint = CoinKey::parse(key);
            if (!outpoint) return Err(corruption(m_path, "bad key"));
            const auto coin = read_whole_coin(iterator->value());
            if (!coin) return Err(bad_coin(m_path, *outpoint));
            if (!visit(*outpoint, *coin)) return {};
        }
        if (const auto error = iterator->error()) return Err(to_store_error(*error));
        return {};
    }

private:
    const kv::Store& m_store;
    const std::string m_path;
    const std::shared_ptr<const kv::Snapshot> m_snapshot;
    BlockHash m_tip;
    std::optional<StoreError> m_error;
};

}  // namespace

struct CoinsDb::Impl {
    std::string path;
    std::unique_ptr<kv::Store> store;
    Tip tip;
};

CoinsDb::CoinsDb(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
CoinsDb::~CoinsDb() = default;

base::Result<std::unique_ptr<CoinsDb>, StoreError> CoinsDb::open(const Options& options) {
    kv::StoreOptions store_options;
    store_options.path = options.directory.string();
    store_options.block_cache_bytes = options.cache_bytes;
    store_options.write_buffer_bytes = kWriteBuffer;
    store_options.environment = options.environment;
    auto impl = std::make_unique<Impl>();
    impl->path = store_options.path;
    impl->store = TRY(mapped(kv::Store::open(store_options)));
    TRY(check_format(*impl->store, impl->path, kKind, kFormatVersion));
    if (const auto value = TRY(mapped(impl->store->get(kTipKey)))) {
        impl->tip.set(TRY(read_tip(impl->path, *value)));
    }
    return std::unique_ptr<CoinsDb>(new CoinsDb(std::move(impl)));
}

const BlockHash& CoinsDb::tip() const {
    return m_impl->tip.get();
}

base::Result<std::optional<Coin>, StoreError> CoinsDb::get(const OutPoint& outpoint) const {
    const auto value = TRY(mapped(m_impl->store->get(CoinKey(outpoint).bytes())));
    if (!value) return std::optional<Coin>();
    auto coin = read_whole_coin(*value);
    if (!coin) return Err(bad_coin(m_impl->path, outpoint));
    return std::optional<Coin>(std::move(*coin));
}

base::Result<std::vector<std::optional<Coin>>, StoreError> CoinsDb::multi_get(
    std::span<const OutPoint> outpoints) const {
    const std::vector<CoinKey> keys(outpoints.begin(), outpoints.end());
    std::vector<ByteSpan> spans;
    spans.reserve(keys.size());
    for (const CoinKey& key : keys)
        spans.push_back(key.bytes());
    std::vector<std::optional<Coin>> coins(outpoints.size());
    std::optional<size_t> bad;
    TRY(mapped(m_impl->store->look_up(spans, [&](size_t index, ByteSpan value) {
        auto coin = read_whole_coin(value);
        if (coin)
            coins[index] = std::move(*coin);
        else
            bad = index;
    })));
    if (bad) return Err(bad_coin(m_impl->path, outpoints[*bad]));
    return coins;
}

base::Result<std::vector<uint32_t>, StoreError> CoinsDb::indexes_of(const primitives::Txid& txid) const {
    std::vector<uint32_t> indexes;
    const auto iterator = m_impl->store->iterate();
    for (iterator->seek(CoinKey({txid, 0}).bytes()); iterator->valid(); iterator->next()) {
        if (iterator->key()[0] != CoinKey::kPrefix) break;
        const auto outpoint = CoinKey::parse(iterator->key());
        if (!outpoint) return Err(corruption(m_impl->path, "bad key"));
        if (outpoint->txid != txid) break;
        indexes.push_back(outpoint->index);
    }
    if (const auto error = iterator->error()) return Err(to_store_error(*error));
    return indexes;
}

base::Result<std::unique_ptr<CoinsFlush>, StoreError> CoinsDb::begin_flush() {
    auto write = TRY(mapped(m_impl->store->begin_sorted_write()));
    return std::unique_ptr<CoinsFlush>(std::make_unique<Flush>(std::move(write), m_impl->tip));
}

std::unique_ptr<CoinsSnapshot> CoinsDb::snapshot() const {
    return std::make_unique<SnapshotOfStore>(*m_impl->store, m_impl->path);
}

uint64_t CoinsDb::disk_size_bytes() const {
    return m_impl->store->approximate_size_bytes();
}

}  // namespace quanta::store
