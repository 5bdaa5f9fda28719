// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/filter_gate.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "base/log.h"

namespace quanta::node {
namespace {

using base::Bytes;
using chain::HeaderNode;
using serving::BlockStretch;
using serving::FilterHashes;
using wire::FilterHash;

wire::FilterHash to_wire(const filters::FilterHash& hash) {
    return wire::FilterHash(hash.bytes());
}

/// What was read; nothing, and a word in the log, when that failed.
template <typename T>
std::optional<T> unless_failed(base::Result<T, store::StoreError> result) {
    if (result) return std::move(*result);
    base::log_warning("cannot read block filters for a peer: {}", result.error().message);
    return std::nullopt;
}

std::optional<std::vector<Bytes>> filters_of(const index::FilterIndex& index, const BlockStretch& stretch) {
    auto filters = unless_failed(index.filters({stretch.first, stretch.last}, UINT64_MAX));
    return filters && filters->size() == stretch.size() ? std::move(filters) : std::nullopt;
}

std::optional<FilterHashes> hashes_of(const index::FilterIndex& index, const BlockStretch& stretch) {
    // The header of the block before comes first where there is one.
    const primitives::Height first = stretch.first > 0 ? stretch.first - 1 : 0;
    const size_t before = static_cast<size_t>(stretch.first - first);
    const auto links = unless_failed(index.links({first, stretch.last}));
    if (!links || links->size() != stretch.size() + before) return std::nullopt;
    FilterHashes answer;
    if (before > 0) answer.previous_header = to_wire(links->front().header);
    for (size_t i = before; i < links->size(); ++i)
        answer.hashes.push_back(to_wire((*links)[i].hash));
    return answer;
}

std::optional<std::vector<FilterHash>> headers_of(const index::FilterIndex& index,
                                                  const std::vector<const HeaderNode*>& nodes) {
    std::vector<FilterHash> headers;
    for (const HeaderNode* node : nodes) {
        const auto link = unless_failed(index.link(*node));
        if (!link || !*link) return std::nullopt;
        headers.push_back(to_wire((*link)->header));
    }
    return headers;
}

}  // namespace

/// Has the reader call `read`, and `done` take what it gives; nothing when too much waits already.
template <typename T, typename Read>
void FilterGate::answer(Done<T> done, Read read) {
    const auto shared = std::make_shared<Done<T>>(std::move(done));
    const auto pass_on = [this, shared](std::optional<T> found) {
        auto kept = std::make_shared<std::optional<T>>(std::move(found));
        m_scheduler.post([open = m_watch, shared, kept] {
            if (open.lock()) (*shared)(std::move(*kept));
        });
    };
    if (!m_reader.try_post([this, read, pass_on] { pass_on(read(m_index)); })) pass_on(std::nullopt);
}

void FilterGate::read_filters(const BlockStretch& stretch, Done<std::vector<Bytes>> done) {
    answer(std::move(done),
           [stretch](const index::FilterIndex& index) { return filters_of(index, stretch); });
}

void FilterGate::read_hashes(const BlockStretch& stretch, Done<FilterHashes> done) {
    answer(std::move(done), [stretch](const index::FilterIndex& index) { return hashes_of(index, stretch); });
}

void FilterGate::read_headers(std::vector<const HeaderNode*> nodes, Done<std::vector<FilterHash>> done) {
    answer(std::move(done),
           [nodes = std::move(nodes)](const index::FilterIndex& index) { return headers_of(index, nodes); });
}

}  // namespace quanta::node
