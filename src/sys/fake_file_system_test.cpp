// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/fake_file_system.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>

#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::sys {
namespace {

using base::Bytes;

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

class FaultyFileSystemTest : public testing::Test {
protected:
    std::unique_ptr<File> open(const std::string& name, OpenMode mode = OpenMode::Create) {
        auto file = m_files.open(m_directory / name, mode);
        EXPECT_TRUE(file);
        return file ? std::move(*file) : nullptr;
    }
    /// A durable file.
    void create(const std::string& name, std::string_view text) {
        ASSERT_TRUE(write_atomically(m_files, m_directory / name, bytes(text)));
    }
    /// What the disk holds: the truth below the fake.
    std::string on_disk(const std::string& name) {
        const auto read = read_whole(real_file_system(), m_directory / name, 1 << 20);
        return read ? std::string(base::as_text(*read)) : "none";
    }
    size_t names_on_disk() { return real_file_system().list_directory(m_directory.path())->size(); }

    TestDirectory m_directory;
    FaultyFileSystem m_files{real_file_system()};
};

TEST_F(FaultyFileSystemTest, SyncedContentsStayAndOthersGo) {
    create("a", "0123456789");
    const auto file = open("a");
    ASSERT_TRUE(file->write_at(0, bytes("ab")));
    ASSERT_TRUE(file->sync());
    ASSERT_TRUE(file->write_at(1, bytes("XYZ")));
    ASSERT_TRUE(file->write_at(2, bytes("123456789012")));
    EXPECT_EQ(on_disk("a"), "aX123456789012");
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "ab23456789");
}

TEST_F(FaultyFileSystemTest, TruncationAndAllocationAreTakenBack) {
    create("a", "0123456789");
    const auto file = open("a");
    ASSERT_TRUE(file->truncate(3));
    ASSERT_TRUE(file->allocate(0, 50));
    ASSERT_TRUE(file->write_at(4, bytes("x")));
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "0123456789");
}

TEST_F(FaultyFileSystemTest, TwoHandlesOfOneFileShareItsHistory) {
    create("a", "0");
    const auto first = open("a");
    const auto second = open("a");
    ASSERT_TRUE(first->write_at(0, bytes("1")));
    ASSERT_TRUE(second->write_at(0, bytes("2")));
    ASSERT_TRUE(first->sync());
    ASSERT_TRUE(second->write_at(0, bytes("3")));
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "2");
}

TEST_F(FaultyFileSystemTest, NewNamesNeedTheirDirectorySynced) {
    ASSERT_TRUE(open("lost")->sync());
    ASSERT_TRUE(open("kept")->sync());
    m_files.cut_power();
    EXPECT_EQ(names_on_disk(), 0u);

    m_files.restore_power();
    ASSERT_TRUE(open("kept")->sync());
    ASSERT_TRUE(m_files.sync_directory(m_directory.path()));
    ASSERT_TRUE(open("lost")->sync());
    m_files.cut_power();
    EXPECT_EQ(on_disk("kept"), "");
    EXPECT_EQ(names_on_disk(), 1u);
}

TEST_F(FaultyFileSystemTest, RenamedContentsWithoutSyncAreEmpty) {
    create("a", "old");
    ASSERT_TRUE(open("a.new")->write_at(0, bytes("new")));
    ASSERT_TRUE(m_files.rename(m_directory / "a.new", m_directory / "a"));
    ASSERT_TRUE(m_files.sync_directory(m_directory.path()));
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "");
}

TEST_F(FaultyFileSystemTest, RemovedAndReplacedFilesComeBack) {
    create("a", "first");
    create("b", "second");
    ASSERT_TRUE(m_files.remove(m_directory / "a"));
    ASSERT_TRUE(m_files.rename(m_directory / "b", m_directory / "a"));
    ASSERT_TRUE(m_files.remove(m_directory / "a"));
    EXPECT_FALSE(m_files.exists(m_directory / "a"));
    EXPECT_TRUE(m_files.list_directory(m_directory.path())->empty());
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "first");
    EXPECT_EQ(on_disk("b"), "second");
    EXPECT_EQ(names_on_disk(), 2u);
}

TEST_F(FaultyFileSystemTest, SyncedRemovalIsFinal) {
    create("a", "first");
    ASSERT_TRUE(m_files.remove(m_directory / "a"));
    ASSERT_TRUE(m_files.sync_directory(m_directory.path()));
    m_files.cut_power();
    EXPECT_EQ(names_on_disk(), 0u);
}

TEST_F(FaultyFileSystemTest, NothingWorksWithoutPower) {
    create("a", "first");
    const auto file = open("a");
    m_files.cut_power();
    EXPECT_FALSE(m_files.is_powered());
    Bytes out(1);
    EXPECT_EQ(file->read_at(0, out).error().code, FileErrorCode::Io);
    EXPECT_EQ(file->write_at(0, out).error().code, FileErrorCode::Io);
    EXPECT_EQ(file->size().error().code, FileErrorCode::Io);
    EXPECT_EQ(m_files.open(m_directory / "a", OpenMode::Read).error().code, FileErrorCode::Io);
    EXPECT_EQ(m_files.file_size(m_directory / "a").error().code, FileErrorCode::Io);
    EXPECT_EQ(m_files.list_directory(m_directory.path()).error().code, FileErrorCode::Io);
    EXPECT_EQ(m_files.available_bytes(m_directory.path()).error().code, FileErrorCode::Io);
    EXPECT_FALSE(m_files.exists(m_directory / "a"));
    m_files.restore_power();
    EXPECT_EQ(file->write_at(0, out).error().code, FileErrorCode::Io);
    EXPECT_TRUE(open("a")->write_at(0, bytes("x")));
}

TEST_F(FaultyFileSystemTest, FaultsStrikeWhenPlanned) {
    const auto file = open("a");
    m_files.fail_after(FaultTarget::Writes, 1, FileErrorCode::DiskFull, FaultRepeat::Once);
    EXPECT_TRUE(file->write_at(0, bytes("1")));
    EXPECT_EQ(file->write_at(0, bytes("2")).error().code, FileErrorCode::DiskFull);
    EXPECT_TRUE(file->write_at(0, bytes("3")));
    EXPECT_EQ(on_disk("a"), "3");

    m_files.fail_after(FaultTarget::Syncs, 0, FileErrorCode::Io, FaultRepeat::Always);
    EXPECT_EQ(file->sync().error().code, FileErrorCode::Io);
    EXPECT_EQ(m_files.sync_directory(m_directory.path()).error().code, FileErrorCode::Io);
    EXPECT_TRUE(file->write_at(0, bytes("4")));
    m_files.clear_faults();
    EXPECT_TRUE(file->sync());

    m_files.fail_after(FaultTarget::Reads, 0, FileErrorCode::Io, FaultRepeat::Once);
    Bytes out(1);
    EXPECT_EQ(file->read_at(0, out).error().code, FileErrorCode::Io);
    EXPECT_EQ(file->read_at(0, out).value_or(0), 1u);
}

TEST_F(FaultyFileSystemTest, FailedSyncLeavesWritesUnsafe) {
    create("a", "old");
    const auto file = open("a");
    ASSERT_TRUE(file->write_at(0, bytes("new")));
    m_files.fail_after(FaultTarget::Syncs, 0, FileErrorCode::Io, FaultRepeat::Once);
    ASSERT_FALSE(file->sync());
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "old");
}

/// The property write_atomically is for, at each point where the power may go.
TEST_F(FaultyFileSystemTest, WriteAtomicallyIsAllOrNothingAtEveryCut) {
    create("a", "old");
    const uint64_t before = m_files.change_count();
    create("a", "old");
    const uint64_t steps = m_files.change_count() - before;
    ASSERT_GE(steps, 5u);
    for (uint64_t step = 0; step < steps; ++step) {
        m_files.cut_power_after(m_files.change_count() + step);
        EXPECT_FALSE(write_atomically(m_files, m_directory / "a", bytes("new"))) << step;
        EXPECT_FALSE(m_files.is_powered());
        EXPECT_EQ(on_disk("a"), "old") << step;
        m_files.restore_power();
    }
    create("a", "new");
    m_files.cut_power();
    EXPECT_EQ(on_disk("a"), "new");
}

TEST_F(FaultyFileSystemTest, WriteAtomicallyLeavesNothingOnAFullDisk) {
    create("a", "old");
    for (uint64_t passes = 0; passes < 3; ++passes) {
        m_files.fail_after(FaultTarget::Writes, passes, FileErrorCode::DiskFull, FaultRepeat::Once);
        const auto written = write_atomically(m_files, m_directory / "a", bytes("new"));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, FileErrorCode::DiskFull);
        EXPECT_EQ(m_files.list_directory(m_directory.path())->size(), 1u) << passes;
        EXPECT_EQ(on_disk("a"), "old");
    }
}

TEST_F(FaultyFileSystemTest, RandomCutsKeepTheOldestWrites) {
    FakeRandom random(7);
    std::set<std::string> seen;
    for (int round = 0; round < 60; ++round) {
        create("a", "");
        const auto file = open("a");
        for (const char* letter : {"1", "2", "3"}) {
            ASSERT_TRUE(file->write_at(file->size().value_or(0), bytes(letter)));
        }
        m_files.cut_power(&random);
        seen.insert(on_disk("a"));
        m_files.restore_power();
    }
    EXPECT_EQ(seen, (std::set<std::string>{"", "1", "12", "123"}));
}

TEST_F(FaultyFileSystemTest, PlannedCutsKeepTheOldestWritesToo) {
    FakeRandom random(7);
    std::set<std::string> seen;
    for (int round = 0; round < 40; ++round) {
        create("a", "");
        const auto file = open("a");
        m_files.cut_power_after(m_files.change_count() + 2, &random);
        ASSERT_TRUE(file->write_at(0, bytes("1")));
        ASSERT_TRUE(file->write_at(1, bytes("2")));
        ASSERT_FALSE(file->write_at(2, bytes("3")));
        seen.insert(on_disk("a"));
        m_files.restore_power();
    }
    EXPECT_EQ(seen, (std::set<std::string>{"", "1", "12"}));
}

TEST_F(FaultyFileSystemTest, CutsArePlannedBySyncsAndMayLoseNothing) {
    for (const PlannedCut::Loss loss : {PlannedCut::Loss::Unsynced, PlannedCut::Loss::Nothing}) {
        create("a", "");
        const auto file = open("a");
        m_files.plan_cut({1, PlannedCut::Count::Syncs, loss, nullptr});
        ASSERT_TRUE(file->write_at(0, bytes("1")));
        ASSERT_TRUE(file->sync());
        ASSERT_TRUE(file->write_at(1, bytes("2")));
        ASSERT_TRUE(m_files.rename(m_directory / "a", m_directory / "b"));
        const uint64_t syncs = m_files.sync_count();
        ASSERT_FALSE(file->sync());
        EXPECT_EQ(m_files.sync_count(), syncs + 1);
        const bool lost = loss == PlannedCut::Loss::Unsynced;
        EXPECT_EQ(on_disk(lost ? "a" : "b"), lost ? "1" : "12");
        m_files.restore_power();
    }
}

TEST_F(FaultyFileSystemTest, MissingDirectoryCannotBeSynced) {
    EXPECT_EQ(m_files.sync_directory(m_directory / "none").error().code, FileErrorCode::NotFound);
}

TEST_F(FaultyFileSystemTest, CutInTheMidstOfManyThreads) {
    std::atomic<int> failures{0};
    {
        std::vector<Thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back("writer", [&, i] {
                const auto file = m_files.open(m_directory / ("f" + std::to_string(i)), OpenMode::Create);
                while (file && (*file)->write_at(0, bytes("x")) && (*file)->sync()) {}
                ++failures;
            });
        }
        while (m_files.change_count() < 400) {}
        m_files.cut_power();
    }
    EXPECT_EQ(failures, 4);
    EXPECT_EQ(names_on_disk(), 0u);
}

}  // namespace
}  // namespace quanta::sys
