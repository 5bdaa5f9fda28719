// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/memory_files.h"

#include <gtest/gtest.h>

#include "sys/fake_file_system.h"

namespace quanta::simulator {
namespace {

using sys::FileErrorCode;
using sys::OpenMode;

base::Bytes bytes_of(MemoryFiles& files, const std::string& path) {
    auto read = sys::read_whole(files, path, 1'000);
    return read ? *read : base::Bytes{};
}

TEST(MemoryFiles, keep_what_is_written) {
    MemoryFiles files;
    ASSERT_TRUE(sys::write_atomically(files, "/a/one", base::Bytes{1, 2, 3}));
    EXPECT_TRUE(files.exists("/a/one"));
    EXPECT_FALSE(files.exists("/a/one.new"));
    EXPECT_EQ(bytes_of(files, "/a/one"), (base::Bytes{1, 2, 3}));
    EXPECT_EQ(files.file_size("/a/one").value(), 3u);
    EXPECT_EQ(files.total_bytes(), 3u);
    auto file = files.open("/a/one", OpenMode::ReadWrite).value();
    ASSERT_TRUE(file->write_at(5, base::Bytes{9}));
    EXPECT_EQ(bytes_of(files, "/a/one"), (base::Bytes{1, 2, 3, 0, 0, 9}));
    ASSERT_TRUE(file->truncate(2));
    ASSERT_TRUE(file->allocate(0, 3));
    ASSERT_TRUE(file->sync());
    EXPECT_EQ(file->size().value(), 3u);
    base::Bytes out(8);
    EXPECT_EQ(file->read_at(1, out).value(), 2u);
    EXPECT_EQ(file->read_at(3, out).value(), 0u);
}

TEST(MemoryFiles, say_what_is_wrong) {
    MemoryFiles files;
    EXPECT_EQ(files.open("/none", OpenMode::Read).error().code, FileErrorCode::NotFound);
    EXPECT_EQ(files.file_size("/none").error().code, FileErrorCode::NotFound);
    EXPECT_EQ(files.remove("/none").error().code, FileErrorCode::NotFound);
    EXPECT_EQ(files.rename("/none", "/other").error().code, FileErrorCode::NotFound);
    ASSERT_TRUE(files.open("/some", OpenMode::CreateNew));
    EXPECT_EQ(files.open("/some", OpenMode::CreateNew).error().code, FileErrorCode::Exists);
    EXPECT_TRUE(files.open("/some", OpenMode::Create));
    ASSERT_TRUE(files.remove("/some"));
    EXPECT_FALSE(files.exists("/some"));
}

TEST(MemoryFiles, have_directories_in_name) {
    MemoryFiles files;
    ASSERT_TRUE(files.create_directories("/d"));
    EXPECT_TRUE(files.is_directory("/d"));
    ASSERT_TRUE(sys::write_atomically(files, "/d/b", base::Bytes{1}));
    ASSERT_TRUE(sys::write_atomically(files, "/d/a", base::Bytes{1}));
    EXPECT_EQ(files.list_directory("/d").value(), (std::vector<std::string>{"a", "b"}));
    EXPECT_GT(files.available_bytes("/d").value(), 0u);
}

TEST(MemoryFiles, a_copy_is_one_of_its_own) {
    MemoryFiles files;
    ASSERT_TRUE(sys::write_atomically(files, "/a", base::Bytes{1}));
    MemoryFiles copied = files.copy();
    auto file = files.open("/a", OpenMode::ReadWrite).value();
    ASSERT_TRUE(file->write_at(0, base::Bytes{2}));
    EXPECT_EQ(bytes_of(copied, "/a"), base::Bytes{1});
}

TEST(MemoryFiles, carry_a_file_system_that_loses_what_was_not_synced) {
    MemoryFiles files;
    sys::FaultyFileSystem faulty(files);
    ASSERT_TRUE(faulty.create_directories("/d"));
    ASSERT_TRUE(sys::write_atomically(faulty, "/d/a", base::Bytes{1}));
    auto file = faulty.open("/d/a", OpenMode::ReadWrite).value();
    ASSERT_TRUE(file->write_at(0, base::Bytes{2}));
    faulty.cut_power();
    EXPECT_EQ(bytes_of(files, "/d/a"), base::Bytes{1});
}

}  // namespace
}  // namespace quanta::simulator
