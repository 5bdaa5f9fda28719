// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/estimates_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::fees {
namespace {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;
using primitives::Height;

template <typename T>
using Decoded = base::Result<T, DecodeError>;
using Row = std::vector<double>;

/// No number counted is above.
constexpr double kMaxNumber = 1e40;
constexpr uint64_t kMaxRow = 1000;

void write_row(Writer& writer, const Row& row) {
    writer.write_compact_size(row.size());
    for (const double number : row)
        writer.write(std::bit_cast<uint64_t>(number));
}

void write_rows(Writer& writer, const std::vector<Row>& rows) {
    writer.write_compact_size(rows.size());
    for (const Row& row : rows)
        write_row(writer, row);
}

void write_horizon(Writer& writer, const HorizonData& data) {
    writer.write(std::bit_cast<uint64_t>(data.decay)).write(data.scale);
    write_row(writer, data.rate_sums);
    write_row(writer, data.counts);
    write_rows(writer, data.confirmed);
    write_rows(writer, data.failed);
}

Decoded<double> read_number(Reader& reader) {
    return std::bit_cast<double>(TRY(reader.read<uint64_t>()));
}

Decoded<Row> read_row(Reader& reader) {
    Row row;
    for (uint64_t left = TRY(reader.read_compact_size(kMaxRow)); left > 0; --left)
        row.push_back(TRY(read_number(reader)));
    return row;
}

Decoded<Row> read_counts(Reader& reader, size_t size) {
    Row row = TRY(read_row(reader));
    const bool is_sound =
        std::ranges::all_of(row, [](double number) { return number >= 0 && number <= kMaxNumber; });
    if (row.size() != size || !is_sound) return Err(DecodeError::BadValue);
    return row;
}

Decoded<std::vector<Row>> read_counts_by_period(Reader& reader, size_t size) {
    std::vector<Row> rows;
    for (uint64_t left = TRY(reader.read_compact_size(kMaxHorizonBlocks)); left > 0; --left)
        rows.push_back(TRY(read_counts(reader, size)));
    return rows;
}

/// Blocks of all periods.
uint64_t length_of(const HorizonData& data) {
    return uint64_t{data.scale} * data.confirmed.size();
}

Decoded<HorizonData> read_horizon(Reader& reader, size_t buckets) {
    HorizonData data;
    data.decay = TRY(read_number(reader));
    if (!(data.decay > 0 && data.decay < 1)) return Err(DecodeError::BadValue);
    data.scale = TRY(reader.read<uint32_t>());
    data.rate_sums = TRY(read_counts(reader, buckets));
    data.counts = TRY(read_counts(reader, buckets));
    data.confirmed = TRY(read_counts_by_period(reader, buckets));
    data.failed = TRY(read_counts_by_period(reader, buckets));
    const uint64_t blocks = length_of(data);
    const bool is_sound =
        blocks > 0 && blocks <= kMaxHorizonBlocks && data.failed.size() == data.confirmed.size();
    if (!is_sound) return Err(DecodeError::BadValue);
    return data;
}

Decoded<Height> read_height(Reader& reader) {
    const uint32_t height = TRY(reader.read<uint32_t>());
    if (height > static_cast<uint32_t>(std::numeric_limits<Height>::max())) return Err(DecodeError::BadValue);
    return static_cast<Height>(height);
}

/// All that follows the version.
Decoded<EstimatesData> read_estimates(Reader& reader) {
    EstimatesData data;
    data.best_height = TRY(read_height(reader));
    data.history_first = TRY(read_height(reader));
    data.history_last = TRY(read_height(reader));
    if (data.history_first > data.history_last || data.history_last > data.best_height) {
        return Err(DecodeError::BadValue);
    }
    std::optional<Buckets> buckets = Buckets::from_edges(TRY(read_row(reader)));
    if (!buckets) return Err(DecodeError::BadValue);
    data.buckets = *std::move(buckets);
    data.medium = TRY(read_horizon(reader, data.buckets.size()));
    data.brief = TRY(read_horizon(reader, data.buckets.size()));
    data.distant = TRY(read_horizon(reader, data.buckets.size()));
    TRY(reader.expect_end());
    // What one horizon does not reach is asked of the next.
    const bool is_rising =
        length_of(data.brief) <= length_of(data.medium) && length_of(data.medium) <= length_of(data.distant);
    if (!is_rising) return Err(DecodeError::BadValue);
    return data;
}

}  // namespace

std::string_view file_fault_text(FileFault fault) {
    switch (fault) {
        case FileFault::NewerVersion:
            return "it was made by a later version";
        case FileFault::OlderVersion:
            return "it was made by an earlier version";
        case FileFault::Malformed:
            return "it is damaged";
    }
    return {};
}

base::Bytes encode_estimates(const EstimatesData& data) {
    base::Bytes out;
    Writer writer(out);
    writer.write(kEstimatesVersion);
    writer.write(data.best_height).write(data.history_first).write(data.history_last);
    write_row(writer, data.buckets.edges());
    write_horizon(writer, data.medium);
    write_horizon(writer, data.brief);
    write_horizon(writer, data.distant);
    return out;
}

base::Result<EstimatesData, FileFault> decode_estimates(base::ByteSpan bytes) {
    Reader reader(bytes);
    const auto version = reader.read<int32_t>();
    if (!version) return Err(FileFault::Malformed);
    if (*version > kEstimatesVersion) return Err(FileFault::NewerVersion);
    if (*version < kEstimatesVersion) return Err(FileFault::OlderVersion);
    Decoded<EstimatesData> data = read_estimates(reader);
    if (!data) return Err(FileFault::Malformed);
    return *std::move(data);
}

}  // namespace quanta::fees
