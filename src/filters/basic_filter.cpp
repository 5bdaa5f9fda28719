// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/basic_filter.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/siphash.h"
#include "filters/golomb_set.h"

namespace quanta::filters {
namespace {

using base::ByteSpan;

/// First byte of scripts that carry data.
constexpr uint8_t kReturn = 0x6a;
/// As many buckets hashes are sorted into first.
constexpr int kBucketBits = 11;

/// A script and its hash.
struct Hashed {
    uint64_t hash;
    ByteSpan script;

    friend bool operator<(const Hashed& a, const Hashed& b) { return a.hash < b.hash; }
    friend bool operator==(const Hashed& a, const Hashed& b) {
        return a.hash == b.hash && std::ranges::equal(a.script, b.script);
    }
};

constexpr size_t bucket_of(const Hashed& item) {
    return item.hash >> (64 - kBucketBits);
}

/// By hash: hashes are spread evenly, so each bucket gets few.
std::vector<Hashed> sorted(std::span<const Hashed> items) {
    std::array<size_t, (1 << kBucketBits) + 1> ends{};
    for (const Hashed& item : items)
        ++ends[bucket_of(item) + 1];
    for (size_t i = 1; i < ends.size(); ++i)
        ends[i] += ends[i - 1];
    std::vector<Hashed> out(items.size());
    // What begins as the start of a bucket is its end when all is placed.
    for (const Hashed& item : items)
        out[ends[bucket_of(item)]++] = item;
    size_t begin = 0;
    for (const size_t end : ends) {
        std::sort(out.begin() + static_cast<ptrdiff_t>(begin), out.begin() + static_cast<ptrdiff_t>(end));
        begin = end;
    }
    return out;
}

/// Takes out of each row of equal hashes, which is one script nearly always, what is there twice.
void remove_repeated(std::vector<Hashed>& items) {
    const auto by_script = [](const Hashed& a, const Hashed& b) {
        return std::ranges::lexicographical_compare(a.script, b.script);
    };
    for (auto row = items.begin(); row != items.end();) {
        const auto end = std::find_if(row, items.end(), [&](const Hashed& h) { return h.hash != row->hash; });
        if (end - row > 1) std::sort(row, end, by_script);
        row = end;
    }
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

crypto::SipHashKey filter_key(const primitives::BlockHash& block) {
    return {base::read_le<uint64_t>(block.data()), base::read_le<uint64_t>(block.data() + 8)};
}

std::vector<ByteSpan> basic_filter_scripts(const primitives::Block& block,
                                           std::span<const primitives::Coin> spent) {
    std::vector<ByteSpan> scripts;
    scripts.reserve(block.all_outputs().size() + spent.size());
    for (const primitives::TxOut& output : block.all_outputs()) {
        if (!output.script.empty() && output.script[0] != kReturn) scripts.push_back(output.script);
    }
    for (const primitives::Coin& coin : spent) {
        if (coin.script.size() > 0) scripts.push_back(coin.script);
    }
    return scripts;
}

base::Bytes make_filter(const primitives::BlockHash& block, std::span<const ByteSpan> scripts) {
    const crypto::SipHashKey key = filter_key(block);
    std::vector<Hashed> hashed;
    hashed.reserve(scripts.size());
    for (const ByteSpan script : scripts)
        hashed.push_back({crypto::siphash(key.k0, key.k1, script), script});
    hashed = sorted(hashed);
    remove_repeated(hashed);
    std::vector<uint64_t> values;
    values.reserve(hashed.size());
    for (const Hashed& item : hashed)
        values.push_back(place_in(range_of(hashed.size()), item.hash));
    return encode_golomb_set(values);
}

base::Bytes make_basic_filter(const primitives::Block& block, const primitives::BlockUndo& undo) {
    return make_filter(block.hash(), basic_filter_scripts(block, undo.coins));
}

FilterHash filter_hash(ByteSpan filter) {
    return FilterHash(crypto::sha256d(filter));
}

FilterHash filter_header(const FilterHash& filter, const FilterHash& previous) {
    std::array<uint8_t, 2 * FilterHash::kSize> both;
    std::memcpy(both.data(), filter.data(), FilterHash::kSize);
    std::memcpy(both.data() + FilterHash::kSize, previous.data(), FilterHash::kSize);
    return FilterHash(crypto::sha256d(both));
}

}  // namespace quanta::filters
