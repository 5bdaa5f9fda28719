// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/horizon.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "fees/range_search.h"

namespace quanta::fees {

using primitives::Height;

namespace {

void fade(std::vector<double>& numbers, double decay) {
    for (double& number : numbers)
        number *= decay;
}

void fade(std::vector<std::vector<double>>& rows, double decay) {
    for (std::vector<double>& row : rows)
        fade(row, decay);
}

template <typename Number>
void add(std::vector<int64_t>& sums, const std::vector<Number>& numbers) {
    for (size_t i = 0; i < sums.size(); ++i)
        sums[i] += numbers[i];
}

void take_one(int32_t& count) {
    if (count > 0) --count;
}

}  // namespace

HorizonData HorizonData::empty(const HorizonShape& shape, size_t buckets) {
    const std::vector<double> row(buckets);
    const std::vector<std::vector<double>> rows(shape.periods, row);
    return {shape.decay, shape.scale, row, row, rows, rows};
}

Horizon::Horizon(HorizonData data, size_t buckets)
    : m_data(std::move(data)),
      m_waiting(m_data.confirmed.size() * m_data.scale, std::vector<int32_t>(buckets)),
      m_waiting_longer(buckets) {
    CHECK(!m_waiting.empty() && m_waiting.size() <= kMaxHorizonBlocks);
    CHECK(m_data.counts.size() == buckets && m_data.rate_sums.size() == buckets);
    CHECK(m_data.failed.size() == m_data.confirmed.size());
}

void Horizon::start_block(Height height) {
    std::vector<int32_t>& oldest = m_waiting[slot(height)];
    for (size_t bucket = 0; bucket < oldest.size(); ++bucket)
        m_waiting_longer[bucket] += std::exchange(oldest[bucket], 0);
    fade(m_data.rate_sums, m_data.decay);
    fade(m_data.counts, m_data.decay);
    fade(m_data.confirmed, m_data.decay);
    fade(m_data.failed, m_data.decay);
}

void Horizon::entered(Height height, size_t bucket) {
    ++m_waiting[slot(height)][bucket];
}

void Horizon::confirmed(int blocks, size_t bucket, double rate) {
    CHECK(blocks >= 1);
    const size_t period = (static_cast<size_t>(blocks) - 1) / m_data.scale;
    for (size_t i = period; i < m_data.confirmed.size(); ++i)
        ++m_data.confirmed[i][bucket];
    ++m_data.counts[bucket];
    m_data.rate_sums[bucket] += rate;
}

void Horizon::left(const Wait& wait, Outcome outcome) {
    if (wait.best < wait.entered) return;
    const auto blocks = static_cast<size_t>(wait.best - wait.entered);
    const bool is_recent = blocks < m_waiting.size();
    take_one(is_recent ? m_waiting[slot(wait.entered)][wait.bucket] : m_waiting_longer[wait.bucket]);
    if (outcome == Outcome::Confirmed) return;
    const size_t periods = std::min(blocks / m_data.scale, m_data.failed.size());
    for (size_t i = 0; i < periods; ++i)
        ++m_data.failed[i][wait.bucket];
}

std::vector<int64_t> Horizon::waiting_since(int blocks, Height best) const {
    std::vector<int64_t> sums(m_waiting_longer.size());
    add(sums, m_waiting_longer);
    const int longest = std::min(max_target() - 1, best);
    for (int age = blocks; age <= longest; ++age)
        add(sums, m_waiting[slot(best - age)]);
    return sums;
}

HorizonEstimate Horizon::estimate(const Buckets& buckets, const HorizonQuery& query) const {
    CHECK(query.target >= 1 && query.target <= max_target());
    const size_t period = (static_cast<size_t>(query.target) - 1) / m_data.scale;
    const std::vector<int64_t> waiting = waiting_since(query.target, query.best_height);
    RangeSearch search(query.sufficient / (1 - m_data.decay), query.success);
    for (size_t bucket = buckets.size(); bucket-- > 0;) {
        search.take(bucket, {m_data.confirmed[period][bucket], m_data.counts[bucket],
                             static_cast<double>(waiting[bucket]), m_data.failed[period][bucket]});
    }
    return search.finish(buckets, m_data);
}

}  // namespace quanta::fees
