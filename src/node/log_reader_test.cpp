// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/log_reader.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/bytes.h"
#include "testing/temp_dir.h"

namespace quanta::node {
namespace {

constexpr uint64_t kEnd = std::numeric_limits<uint64_t>::max();

class LogReaderTest : public ::testing::Test {
protected:
    /// The file holds `text` and nothing else.
    void write(const std::string& text) {
        auto file = m_files.open(m_path, sys::OpenMode::Create);
        ASSERT_TRUE(file);
        ASSERT_TRUE((*file)->truncate(0));
        ASSERT_TRUE((*file)->write_at(0, base::as_bytes(text)));
    }
    /// "text@position" of a page.
    std::string read(uint64_t position, uint64_t max_bytes = 100) {
        const interfaces::LogPage page = read_log_page(m_files, m_path, position, max_bytes);
        return page.text + "@" + std::to_string(page.position);
    }

    testing::TempDir m_directory{"log"};
    sys::FileSystem& m_files = sys::real_file_system();
    const std::string m_path = m_directory / "debug.log";
};

TEST_F(LogReaderTest, ReadsOnInWholeLines) {
    write("one\ntwo\nthr");
    EXPECT_EQ(read(0), "one\ntwo\n@8");
    EXPECT_EQ(read(8), "@8");
    write("one\ntwo\nthree\n");
    EXPECT_EQ(read(8), "three\n@14");
    EXPECT_EQ(read(14), "@14");
}

TEST_F(LogReaderTest, GivesNoMoreThanAskedFor) {
    write("one\ntwo\nthree\n");
    EXPECT_EQ(read(0, 3), "one@3");
    EXPECT_EQ(read(0, 4), "one\n@4");
    EXPECT_EQ(read(0, 7), "one\n@4");
    EXPECT_EQ(read(0, 8), "one\ntwo\n@8");
    EXPECT_EQ(read(0, 0), "o@1");
}

TEST_F(LogReaderTest, BeyondTheEndMeansTheLastLines) {
    write("one\ntwo\nthree\n");
    EXPECT_EQ(read(kEnd), "one\ntwo\nthree\n@14");
    EXPECT_EQ(read(15), "one\ntwo\nthree\n@14");
    EXPECT_EQ(read(kEnd, 14), "one\ntwo\nthree\n@14");
    EXPECT_EQ(read(kEnd, 13), "two\nthree\n@14");
    EXPECT_EQ(read(kEnd, 7), "three\n@14");
    EXPECT_EQ(read(kEnd, 6), "three\n@14");
    EXPECT_EQ(read(kEnd, 5), "@14");
    write("a\nb");
    EXPECT_EQ(read(14), "a\n@2");
    EXPECT_EQ(read(kEnd, 1), "b@3");
}

TEST_F(LogReaderTest, NothingIsThereWithoutAFile) {
    EXPECT_EQ(read(0), "@0");
    EXPECT_EQ(read(7), "@7");
    write("");
    EXPECT_EQ(read(0), "@0");
    EXPECT_EQ(read(7), "@0");
}

TEST_F(LogReaderTest, HasABound) {
    write(std::string(3 << 20, 'x') + "\nend\n");
    const interfaces::LogPage page = read_log_page(m_files, m_path, 0, kEnd);
    EXPECT_EQ(page.text.size(), kMaxLogPageBytes);
    EXPECT_EQ(page.position, kMaxLogPageBytes);
    EXPECT_EQ(read_log_page(m_files, m_path, kEnd, kEnd).text, "end\n");
}

}  // namespace
}  // namespace quanta::node
