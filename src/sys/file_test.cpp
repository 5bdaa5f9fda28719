// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "sys/file_lock.h"
#include "sys/test_directory.h"

namespace quanta::sys {
namespace {

using base::Bytes;

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

class FileTest : public testing::Test {
protected:
    std::string content(const std::string& path) {
        const auto read = read_whole(m_files, path, 1 << 20);
        return read ? std::string(base::as_text(*read)) : read.error().message();
    }
    mode_t permissions(const std::string& path) {
        struct stat status;
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
    }

    TestDirectory m_directory;
    FileSystem& m_files = real_file_system();
};

TEST_F(FileTest, ReadsAndWritesAtOffsets) {
    const auto file = m_files.open(m_directory / "a", OpenMode::CreateNew);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->write_at(3, bytes("def")));
    ASSERT_TRUE((*file)->write_at(0, bytes("abc")));
    Bytes out(10);
    EXPECT_EQ((*file)->read_at(0, out).value_or(0), 6u);
    EXPECT_EQ(base::as_text({out.data(), 6}), "abcdef");
    EXPECT_EQ((*file)->read_at(6, out).value_or(9), 0u);
    EXPECT_EQ((*file)->size().value_or(0), 6u);
    ASSERT_TRUE((*file)->truncate(2));
    ASSERT_TRUE((*file)->sync());
    EXPECT_EQ(content(m_directory / "a"), "ab");
    EXPECT_EQ(m_files.file_size(m_directory / "a").value_or(0), 2u);
}

TEST_F(FileTest, AllocateGrowsWithZerosAndKeepsContents) {
    const auto file = m_files.open(m_directory / "a", OpenMode::Create);
    ASSERT_TRUE((*file)->write_at(0, bytes("x")));
    ASSERT_TRUE((*file)->allocate(0, 100));
    ASSERT_TRUE((*file)->allocate(0, 0));
    EXPECT_EQ((*file)->size().value_or(0), 100u);
    EXPECT_EQ(content(m_directory / "a"), "x" + std::string(99, '\0'));
}

TEST_F(FileTest, OpenModes) {
    const std::string path = m_directory / "a";
    EXPECT_EQ(m_files.open(path, OpenMode::Read).error().code, FileErrorCode::NotFound);
    EXPECT_EQ(m_files.open(path, OpenMode::ReadWrite).error().code, FileErrorCode::NotFound);
    ASSERT_TRUE(m_files.open(path, OpenMode::CreateNew));
    EXPECT_EQ(m_files.open(path, OpenMode::CreateNew).error().code, FileErrorCode::Exists);
    ASSERT_TRUE(m_files.open(path, OpenMode::Create));
    EXPECT_EQ(m_files.open(m_directory.path(), OpenMode::Read).error().code, FileErrorCode::NotDirectory);
    EXPECT_EQ(m_files.open(path + "/b", OpenMode::Read).error().code, FileErrorCode::NotDirectory);
    EXPECT_EQ(permissions(path), 0600u);
    const auto reader = m_files.open(path, OpenMode::Read);
    EXPECT_EQ((*reader)->write_at(0, bytes("x")).error().code, FileErrorCode::Io);
}

TEST_F(FileTest, Directories) {
    ASSERT_TRUE(m_files.create_directories(m_directory / "x/y/z"));
    ASSERT_TRUE(m_files.create_directories(m_directory / "x/y/z"));
    EXPECT_EQ(permissions(m_directory / "x/y"), 0700u);
    EXPECT_TRUE(m_files.is_directory(m_directory / "x"));
    ASSERT_TRUE(m_files.open(m_directory / "x/b", OpenMode::Create));
    ASSERT_TRUE(m_files.open(m_directory / "x/a", OpenMode::Create));
    EXPECT_FALSE(m_files.is_directory(m_directory / "x/a"));
    EXPECT_EQ(m_files.create_directories(m_directory / "x/a").error().code, FileErrorCode::Exists);
    const auto names = m_files.list_directory(m_directory / "x");
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, (std::vector<std::string>{"a", "b", "y"}));
    EXPECT_EQ(m_files.list_directory(m_directory / "none").error().code, FileErrorCode::NotFound);
    EXPECT_EQ(m_files.sync_directory(m_directory / "none").error().code, FileErrorCode::NotFound);
    EXPECT_EQ(m_files.remove(m_directory / "x").error().code, FileErrorCode::Exists);
    EXPECT_EQ(m_files.remove(m_directory / "none").error().code, FileErrorCode::NotFound);
    ASSERT_TRUE(m_files.remove(m_directory / "x/y/z"));
    EXPECT_FALSE(m_files.exists(m_directory / "x/y/z"));
    EXPECT_GT(m_files.available_bytes(m_directory.path()).value_or(0), 0u);
    EXPECT_EQ(m_files.available_bytes(m_directory / "none").error().code, FileErrorCode::NotFound);
    EXPECT_EQ(m_files.file_size(m_directory / "none").error().code, FileErrorCode::NotFound);
}

TEST_F(FileTest, RenameReplaces) {
    ASSERT_TRUE(write_atomically(m_files, m_directory / "a", bytes("new")));
    ASSERT_TRUE(write_atomically(m_files, m_directory / "b", bytes("old")));
    ASSERT_TRUE(m_files.rename(m_directory / "a", m_directory / "b"));
    EXPECT_EQ(content(m_directory / "b"), "new");
    EXPECT_EQ(m_files.rename(m_directory / "a", m_directory / "b").error().code, FileErrorCode::NotFound);
}

TEST_F(FileTest, WriteAtomicallyReplacesAndLeavesNothingBehind) {
    const std::string path = m_directory / "a";
    ASSERT_TRUE(write_atomically(m_files, path, bytes("a long first version")));
    ASSERT_TRUE(write_atomically(m_files, path, bytes("second")));
    EXPECT_EQ(content(path), "second");
    EXPECT_EQ(permissions(path), 0600u);
    EXPECT_EQ(m_files.list_directory(m_directory.path())->size(), 1u);
    EXPECT_EQ(write_atomically(m_files, m_directory / "none/a", {}).error().code, FileErrorCode::NotFound);
}

TEST_F(FileTest, ReadWholeHasALimit) {
    ASSERT_TRUE(write_atomically(m_files, m_directory / "a", bytes("1234")));
    EXPECT_TRUE(read_whole(m_files, m_directory / "a", 4));
    EXPECT_EQ(read_whole(m_files, m_directory / "a", 3).error().code, FileErrorCode::TooLarge);
}

TEST_F(FileTest, SystemErrorsHaveTheirCode) {
    const auto code = [](int number) { return FileError::from_errno(number, "write", "/x").code; };
    EXPECT_EQ(code(ENOSPC), FileErrorCode::DiskFull);
    EXPECT_EQ(code(EDQUOT), FileErrorCode::DiskFull);
    EXPECT_EQ(code(EACCES), FileErrorCode::Permission);
    EXPECT_EQ(code(EROFS), FileErrorCode::Permission);
    EXPECT_EQ(code(EMFILE), FileErrorCode::TooManyOpen);
    EXPECT_EQ(code(EIO), FileErrorCode::Io);
    EXPECT_EQ(FileError::from_errno(ENOSPC, "write", "/x").message(), "write /x: No space left on device");
    EXPECT_EQ((FileError{FileErrorCode::Locked, "/x", 0, "lock"}).message(), "lock /x: Locked");
}

TEST_F(FileTest, FullDeviceAndLimits) {
    const auto full = m_files.open("/dev/full", OpenMode::ReadWrite);
    if (full) {
        EXPECT_EQ((*full)->write_at(0, bytes("x")).error().code, FileErrorCode::DiskFull);
    }
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{3, 3};
        ::setrlimit(RLIMIT_NOFILE, &few);
        const auto opened = m_files.open("/dev/null", OpenMode::Read);
        ::_exit(!opened && opened.error().code == FileErrorCode::TooManyOpen ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST_F(FileTest, FileSizeLimitIsTooLarge) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{10, 10};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto file = m_files.open(m_directory / "a", OpenMode::Create);
        const auto written = (*file)->write_at(0, Bytes(11));
        ::_exit(!written && written.error().code == FileErrorCode::TooLarge ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST_F(FileTest, Paths) {
    EXPECT_EQ(parent_directory("a"), ".");
    EXPECT_EQ(parent_directory("/a"), "/");
    EXPECT_EQ(parent_directory("/a/b"), "/a");
    EXPECT_EQ(join_path("/a", "b"), "/a/b");
    EXPECT_EQ(join_path("/a/", "b"), "/a/b");
    EXPECT_EQ(join_path("/a", "/b"), "/b");
    EXPECT_EQ(join_path("", "b"), "b");
}

TEST_F(FileTest, LockIsHeldOnceAndNamesItsHolder) {
    const std::string path = m_directory / ".lock";
    auto first = FileLock::acquire(path);
    ASSERT_TRUE(first);
    const auto second = FileLock::acquire(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, FileErrorCode::Locked);
    EXPECT_EQ(second.error().operation, "lock (held by process " + std::to_string(::getpid()) + ")");
    first->reset();
    EXPECT_TRUE(FileLock::acquire(path));
    EXPECT_EQ(FileLock::acquire(m_directory / "none/.lock").error().code, FileErrorCode::NotFound);
}

}  // namespace
}  // namespace quanta::sys
