// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanta::daemon {
namespace {

TEST(ProcessMetrics, NamesTheProgramAndWhatItUses) {
    metrics::Exposition out;
    write_process_metrics("1.2.3", out);
    EXPECT_THAT(out.text(), ::testing::HasSubstr("quanta_build_info{version=\"1.2.3\"} 1\n"));
    EXPECT_THAT(out.text(), ::testing::ContainsRegex("quanta_process_cpu_seconds_total [0-9.]+\n"));
#if defined(__linux__)
    EXPECT_THAT(out.text(), ::testing::ContainsRegex("quanta_process_resident_memory_bytes [1-9][0-9]+\n"));
    EXPECT_THAT(out.text(), ::testing::ContainsRegex("quanta_process_threads [1-9]"));
    EXPECT_THAT(out.text(), ::testing::ContainsRegex("quanta_process_open_fds [1-9]"));
#endif
}

}  // namespace
}  // namespace quanta::daemon
