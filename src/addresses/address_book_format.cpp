// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_book_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "addresses/stored_address.h"
#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::addresses {

namespace {

using base::Err;
using codec::DecodeError;

/// Written, and by which readers it can be understood at least.
constexpr uint8_t kFormat = 4;
/// The first that has addresses as they are read here.
constexpr uint8_t kOldestFormat = 3;
/// Added to the oldest format whose readers understand the file.
constexpr uint8_t kCompatibleBase = 32;
/// Told from a number of buckets of earlier formats by this bit.
constexpr int32_t kBucketsFlag = 1 << 30;
constexpr int kMaxAttempts = 1'000'000;

void write_record(codec::Writer& writer, const AddressRecord& record) {
    write_stored_address(writer, record.known);
    write_stored_network_address(writer, record.source);
    writer.write<int64_t>(record.last_success_s).write<int32_t>(record.attempts);
}

base::Result<AddressRecord, DecodeError> read_record(codec::Reader& reader, int64_t now_s) {
    AddressRecord record;
    record.known = TRY(read_stored_address(reader));
    record.source = TRY(read_stored_network_address(reader));
    record.last_success_s = std::clamp<int64_t>(TRY(reader.read<int64_t>()), 0, now_s);
    record.attempts = std::clamp<int32_t>(TRY(reader.read<int32_t>()), 0, kMaxAttempts);
    return record;
}

struct Header {
    AddressPlaces::Key key{};
    int32_t new_count = 0;
    int32_t tried_count = 0;
    int32_t buckets = 0;
};

/// The new table as it is written: which entries each bucket has.
using Buckets = std::vector<std::vector<int32_t>>;

/// Reads a file from front to back into tables.
class Decoder {
public:
    Decoder(base::ByteSpan bytes, int64_t now_s, AddressTables& tables)
        : m_reader(bytes), m_now_s(now_s), m_tables(tables) {}

    base::Result<void, std::string> decode() {
        TRY(read_header());
        m_tables.reset(m_header.key);
        for (int32_t i = 0; i < m_header.new_count; ++i)
            TRY(read_new());
        for (int32_t i = 0; i < m_header.tried_count; ++i)
            TRY(read_tried());
        TRY(read_buckets());
        place_new();
        return {};
    }

private:
    template <typename T>
    base::Result<T, std::string> named(base::Result<T, DecodeError> result, std::string_view what) const {
        if constexpr (std::is_void_v<T>) {
            if (result) return {};
        } else {
            if (result) return std::move(result).value();
        }
        return Err(fmt::format("{} at byte {}: {}", what, m_reader.position(),
                               codec::decode_error_text(result.error())));
    }

    base::Result<void, std::string> read_header() {
        const uint8_t format = TRY(named(m_reader.read<uint8_t>(), "format"));
        const uint8_t compatible = TRY(named(m_reader.read<uint8_t>(), "oldest reader"));
        if (compatible < kCompatibleBase || compatible - kCompatibleBase > kFormat) {
            return Err(fmt::format("format {} is only for later versions than this one", format));
        }
        if (format < kOldestFormat)
            return Err(fmt::format("format {} is older than {}", format, kOldestFormat));
        TRY(named(m_reader.read_into(m_header.key), "key"));
        m_header.new_count = TRY(named(m_reader.read<int32_t>(), "number of new addresses"));
        m_header.tried_count = TRY(named(m_reader.read<int32_t>(), "number of tried addresses"));
        m_header.buckets = TRY(named(m_reader.read<int32_t>(), "number of buckets")) ^ kBucketsFlag;
        TRY(check_count("new addresses", m_header.new_count, kNewBuckets * kBucketSize));
        TRY(check_count("tried addresses", m_header.tried_count, kTriedBuckets * kBucketSize));
        return check_count("buckets", m_header.buckets, kNewBuckets);
    }

    static base::Result<void, std::string> check_count(std::string_view what, int32_t count, int32_t limit) {
        if (count >= 0 && count <= limit) return {};
        return Err(fmt::format("{} {}, at most {} are possible", count, what, limit));
    }

    /// A record in no place yet; kNoAddress when it is not to be taken.
    AddressId add(const AddressRecord& read) {
        const wire::Service& service = read.known.service;
        if (!service.address.is_routable() || m_tables.find(service) != kNoAddress) return kNoAddress;
        const AddressId id = m_tables.create(read.known, read.source);
        AddressRecord& record = m_tables.record(id);
        record.last_success_s = read.last_success_s;
        record.attempts = read.attempts;
        return id;
    }

    base::Result<void, std::string> read_new() {
        m_new.push_back(add(TRY(named(read_record(m_reader, m_now_s), "new address"))));
        return {};
    }

    base::Result<void, std::string> read_tried() {
        const AddressRecord read = TRY(named(read_record(m_reader, m_now_s), "tried address"));
        if (m_tables.at(Table::Tried, m_tables.places().in_tried(read.known.service)) != kNoAddress)
            return {};
        const AddressId id = add(read);
        if (id != kNoAddress) m_tables.make_tried(id);
        return {};
    }

    base::Result<void, std::string> read_buckets() {
        m_buckets.resize(static_cast<size_t>(m_header.buckets));
        for (std::vector<int32_t>& bucket : m_buckets) {
            const int32_t size = TRY(named(m_reader.read<int32_t>(), "size of a bucket"));
            TRY(check_count("entries of a bucket", size, kBucketSize));
            for (int32_t i = 0; i < size; ++i)
                bucket.push_back(TRY(named(m_reader.read<int32_t>(), "entry of a bucket")));
        }
        std::array<uint8_t, 32> map_version;
        TRY(named(m_reader.read_into(map_version), "map version"));
        TRY(named(m_reader.expect_end(), "end"));
        m_same_places =
            m_header.buckets == kNewBuckets && map_version == m_tables.places().groups().map_version();
        return {};
    }

    /// Puts a new record where it was or, when places have changed, where it belongs now.
    void place(int32_t index, int bucket) {
        if (index < 0 || index >= m_header.new_count || m_new[index] == kNoAddress) return;
        const AddressId id = m_new[index];
        const AddressRecord& record = m_tables.record(id);
        const wire::Service& service = record.known.service;
        const Place where = m_same_places ? m_tables.places().in_bucket(Table::New, bucket, service)
                                          : m_tables.places().in_new(service, record.source);
        const bool is_free = m_tables.at(Table::New, where) == kNoAddress;
        if (is_free && record.new_places < kNewPlacesPerAddress) m_tables.put_new(id, where);
    }

    void place_new() {
        for (size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
            for (const int32_t index : m_buckets[bucket])
                place(index, static_cast<int>(bucket));
        }
        for (const AddressId id : m_new) {
            if (id != kNoAddress && m_tables.record(id).new_places == 0) m_tables.erase(id);
        }
    }

    codec::Reader m_reader;
    int64_t m_now_s;
    AddressTables& m_tables;
    Header m_header;
    std::vector<AddressId> m_new;
    Buckets m_buckets;
    bool m_same_places = false;
};

}  // namespace

base::Bytes encode_tables(const AddressTables& tables) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    const std::vector<AddressId> ids = tables.ids();
    writer.write<uint8_t>(kFormat).write<uint8_t>(kCompatibleBase + kFormat);
    writer.write_bytes(tables.places().key());
    writer.write(static_cast<int32_t>(tables.count(Table::New)));
    writer.write(static_cast<int32_t>(tables.count(Table::Tried)));
    writer.write<int32_t>(kNewBuckets ^ kBucketsFlag);
    std::unordered_map<AddressId, int32_t> index;
    for (const Table table : {Table::New, Table::Tried}) {
        for (const AddressId id : ids) {
            if (tables.record(id).table != table) continue;
            write_record(writer, tables.record(id));
            index.emplace(id, static_cast<int32_t>(index.size()));
        }
    }
    for (int bucket = 0; bucket < kNewBuckets; ++bucket) {
        std::vector<int32_t> there;
        for (int position = 0; position < kBucketSize; ++position) {
            const AddressId id = tables.at(Table::New, {bucket, position});
            if (id != kNoAddress) there.push_back(index.at(id));
        }
        writer.write(static_cast<int32_t>(there.size()));
        for (const int32_t entry : there)
            writer.write(entry);
    }
    writer.write_bytes(tables.places().groups().map_version());
    return bytes;
}

base::Result<void, std::string> decode_tables(base::ByteSpan bytes, int64_t now_s, AddressTables& tables) {
    const AddressPlaces::Key key = tables.places().key();
    auto decoded = Decoder(bytes, now_s, tables).decode();
    if (!decoded) tables.reset(key);
    return decoded;
}

}  // namespace quanta::addresses
