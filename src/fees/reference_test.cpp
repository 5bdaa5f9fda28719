// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "fees/fee_estimator.h"
#include "json/parser.h"
#include "testing/test_data.h"

// Constants against the table of what is deployed.

namespace quanta::fees {
namespace {

class FeeTable : public ::testing::Test {
protected:
    void SetUp() override {
        const auto path = testing::test_data(QUANTA_TEST_DATA, "reference/policy.json");
        if (!path) GTEST_SKIP() << "needs reference/policy.json of QUANTA_TEST_DATA";
        m_table = *json::parse(testing::read_text(*path)).value().find("fee_estimation");
    }

    double number(const char* name) const { return m_table.find(name)->as_double().value(); }
    /// Of a group in the table.
    double number(const char* group, const char* name) const {
        return m_table.find(group)->find(name)->as_double().value();
    }
    void expect_shape(const char* group, const HorizonShape& shape) const {
        EXPECT_EQ(static_cast<double>(shape.periods), number(group, "periods"));
        EXPECT_EQ(shape.scale, number(group, "scale"));
        EXPECT_EQ(shape.decay, number(group, "decay"));
    }

    json::Value m_table;
};

TEST_F(FeeTable, Horizons) {
    expect_shape("short", kShortShape);
    expect_shape("medium", kMediumShape);
    expect_shape("long", kLongShape);
    EXPECT_EQ(kMaxHorizonBlocks, number("max_target"));
    EXPECT_EQ(kOldestHistory, number("oldest_history_blocks"));
}

TEST_F(FeeTable, BucketEdges) {
    const Buckets buckets = Buckets::standard();
    EXPECT_EQ(buckets.upper(0), number("buckets_min"));
    const double highest = buckets.upper(buckets.size() - 2);
    EXPECT_LE(highest, number("buckets_max"));
    EXPECT_GT(highest * number("bucket_ratio"), number("buckets_max"));
    EXPECT_DOUBLE_EQ(buckets.upper(7), buckets.upper(6) * number("bucket_ratio"));
}

TEST_F(FeeTable, Files) {
    EXPECT_EQ(static_cast<double>(kSaveSeconds), number("file_flush_h") * 3600);
    EXPECT_EQ(static_cast<double>(kStaleSeconds), number("max_file_age_h") * 3600);
}

TEST_F(FeeTable, Pool) {
    EXPECT_EQ(kPoolMaxTarget, number("mempool_estimator", "max_target"));
    EXPECT_EQ(static_cast<double>(kPoolRatesSeconds), number("mempool_estimator", "cache_s"));
    EXPECT_EQ(static_cast<double>(kHealthBlocks), number("mempool_estimator", "health_window_blocks"));
    EXPECT_EQ(kHealthShare, number("mempool_estimator", "health_threshold"));
}

}  // namespace
}  // namespace quanta::fees
