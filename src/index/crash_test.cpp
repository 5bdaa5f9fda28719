// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Disks that are full, devices that fail and power that goes while the index is built.
#include <string>

#include "index/index_fixture.h"
#include "kv/test_environment.h"
#include "sys/random.h"

namespace quanta::index {
namespace {

using sys::FileErrorCode;

class IndexCrashTest : public IndexFixture {
protected:
    void SetUp() override {
        m_batch_bytes = 300;
        mine_spends(60);
        open_chain(options());
        submit_all();
    }

    /// One life of the index on `environment`, a few blocks a write; whether it reached the tip.
    bool live(kv::TestEnvironment& environment) {
        FilterIndexOptions settings;
        settings.directory = m_directory / ("filters" + std::to_string(m_round));
        settings.environment = &environment;
        auto opened = FilterIndex::open(settings);
        if (!opened) return false;
        m_index = std::move(opened).value();
        const bool started = follow(*m_index).empty();
        const bool reached = started && m_follower->wait_until_reached(*m_chain->snapshot());
        m_follower.reset();
        m_index.reset();
        return reached;
    }
    /// On sound disks it goes on and is complete.
    void expect_goes_on() {
        m_failures.clear();
        // Sound, but never waiting for the machine's disk.
        kv::TestEnvironment environment;
        FilterIndexOptions settings;
        settings.directory = m_directory / ("filters" + std::to_string(m_round));
        settings.environment = &environment;
        auto opened = FilterIndex::open(settings);
        ASSERT_TRUE(opened) << opened.error().message;
        m_index = std::move(opened).value();
        ASSERT_EQ(follow(*m_index), "");
        catch_up();
        expect_complete();
        EXPECT_TRUE(m_failures.empty());
        m_follower.reset();
        m_index.reset();
        ++m_round;
    }

    int m_round = 0;  ///< each with a directory of its own
};

TEST_F(IndexCrashTest, FailingWrites) {
    for (const FileErrorCode code : {FileErrorCode::DiskFull, FileErrorCode::Io}) {
        int struck = 0;
        for (uint64_t point = 0; point < 120 && !HasFailure(); point += 3) {
            SCOPED_TRACE("write " + std::to_string(point));
            kv::TestEnvironment environment;
            environment.fail_writes_after(point, code);
            struck += live(environment) ? 0 : 1;
            environment.files().clear_faults();
            expect_goes_on();
        }
        EXPECT_GT(struck, 3);
    }
}

TEST_F(IndexCrashTest, PowerCuts) {
    sys::FakeRandom random(5);
    for (uint64_t point = 0; point < 60 && !HasFailure(); point += 2) {
        SCOPED_TRACE("operation " + std::to_string(point));
        kv::TestEnvironment environment;
        environment.files().cut_power_after(point, &random);
        live(environment);
        environment.files().cut_power(&random);
        environment.restore_power();
        expect_goes_on();
    }
}

}  // namespace
}  // namespace quanta::index
