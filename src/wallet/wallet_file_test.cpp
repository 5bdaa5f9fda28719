// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/wallet_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "sys/fake_file_system.h"
#include "testing/temp_dir.h"

namespace quanta::wallet {
namespace {

Changes some_changes() {
    Changes changes;
    changes.properties = Properties{"regtest", 1'700'000'000, true, false, true};
    primitives::BlockHash a;
    a.bytes().fill(1);
    primitives::BlockHash b;
    b.bytes().fill(2);
    changes.position = Position{{a, 7}, {a, b}};
    changes.descriptors.push_back({1, "wpkh(xyz)#abc", 5, true, false, 3, 9});
    changes.descriptors.push_back({2, "tr(xyz)#abc", 6, false, true, 0, 0x7fffffff});
    changes.scripts.push_back({{0, 20, 1}, 1, 4});
    changes.scripts.push_back({{0x51, 32, 1}, 2, 5});
    changes.labels.push_back({"addr", "", "receive"});
    changes.labels.push_back({"other", "имя", "send"});
    return changes;
}

class WalletFileTest : public ::testing::Test {
protected:
    std::string directory(const std::string& name = "w") const { return m_directory / name; }
    std::string path(const std::string& name = "w") const { return directory(name) + "/wallet.dat"; }

    std::unique_ptr<WalletFile> make(const std::string& name = "w") {
        auto file = WalletFile::create(m_files, directory(name), some_changes());
        EXPECT_TRUE(file) << (file ? "" : file.error().message);
        return file ? std::move(*file) : nullptr;
    }
    /// What opening and reading says.
    std::string open_error(const std::string& name = "w") {
        auto file = WalletFile::open(m_files, directory(name));
        if (!file) return file.error().message;
        const auto contents = (*file)->load();
        return contents ? "none" : contents.error().message;
    }
    void write(const std::string& name, uint64_t offset, const std::string& bytes) const {
        std::fstream out(path(name), std::ios::in | std::ios::out | std::ios::binary);
        out.seekp(static_cast<std::streamoff>(offset));
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    sys::FileSystem& m_files = sys::real_file_system();
    testing::TempDir m_directory{"wallet_file"};
};

void expect_same(const Contents& contents, const Changes& changes) {
    EXPECT_EQ(contents.properties.chain, changes.properties->chain);
    EXPECT_EQ(contents.properties.created_s, changes.properties->created_s);
    EXPECT_EQ(contents.properties.avoid_reuse, changes.properties->avoid_reuse);
    EXPECT_EQ(contents.position.tip, changes.position->tip);
    EXPECT_EQ(contents.position.locator, changes.position->locator);
    ASSERT_EQ(contents.descriptors.size(), 2u);
    EXPECT_EQ(contents.descriptors[1].text, "tr(xyz)#abc");
    EXPECT_EQ(contents.descriptors[1].range_end, 0x7fffffffu);
    EXPECT_TRUE(contents.descriptors[1].internal);
    EXPECT_EQ(contents.scripts.size(), 2u);
    ASSERT_EQ(contents.labels.size(), 2u);
    EXPECT_EQ(contents.labels[1].label, "имя");
}

TEST_F(WalletFileTest, KeepsWhatItIsGiven) {
    expect_same(make()->load().value(), some_changes());
    const auto again = WalletFile::open(m_files, directory()).value();
    expect_same(again->load().value(), some_changes());
}

TEST_F(WalletFileTest, RowsReplaceThoseOfTheirKey) {
    const auto file = make();
    Changes changes;
    changes.labels.push_back({"addr", "new", "receive"});
    changes.position = Position{};
    ASSERT_TRUE(file->write(changes));
    const Contents contents = file->load().value();
    EXPECT_EQ(contents.labels[0].label, "new");
    EXPECT_EQ(contents.labels.size(), 2u);
    EXPECT_TRUE(contents.position.locator.empty());
}

/// What stands on disk at any moment, without closing, opens as the last write left it.
TEST_F(WalletFileTest, SurvivesTheEndOfItsProcess) {
    const auto file = make();
    for (int i = 0; i < 50; ++i) {
        Changes changes;
        changes.labels.push_back({"addr", std::to_string(i), "receive"});
        ASSERT_TRUE(file->write(changes));
        if (i % 10 != 0) continue;
        const std::string copy = "copy" + std::to_string(i);
        std::filesystem::copy(directory(), directory(copy));
        const auto other = WalletFile::open(m_files, directory(copy));
        ASSERT_TRUE(other) << other.error().message;
        EXPECT_EQ((*other)->load().value().labels[0].label, std::to_string(i));
    }
}

TEST_F(WalletFileTest, OneOpenerAtATime) {
    auto file = make();
    EXPECT_EQ(
        open_error(),
        "SQLiteDatabase: Unable to obtain an exclusive lock on the database, is it being used by another "
        "instance of Quanta?\n");
    file.reset();
    EXPECT_EQ(open_error(), "none");
}

TEST_F(WalletFileTest, NothingIsOverwritten) {
    make().reset();
    const auto again = WalletFile::create(m_files, directory(), some_changes());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message,
              "Failed to create database path '" + directory() + "'. Database already exists.");
    EXPECT_EQ(open_error(), "none");
    std::filesystem::create_directories(directory("other"));
    std::ofstream(path("other")) << "letters to keep";
    EXPECT_FALSE(WalletFile::create(m_files, directory("other"), some_changes()));
    EXPECT_EQ(open_error("other"),
              "Failed to load database path '" + directory("other") + "'. Data is not in recognized format.");
    EXPECT_EQ(std::filesystem::file_size(path("other")), 15u);
}

TEST_F(WalletFileTest, WhatWasNeverFinishedIsBegunAnew) {
    std::filesystem::create_directories(directory());
    std::ofstream{path()};
    EXPECT_EQ(wallet_file_kind(m_files, path()), FileKind::Empty);
    EXPECT_EQ(open_error(),
              "Failed to load database path '" + directory() + "'. Data is not in recognized format.");
    EXPECT_TRUE(make());
    // As it stands once the file is opened, before the first write.
    std::filesystem::create_directories(directory("opened"));
    { const auto database = Database::open(path("opened"), Database::Mode::Create).value(); }
    EXPECT_EQ(wallet_file_kind(m_files, path("opened")), FileKind::Empty);
    EXPECT_TRUE(make("opened"));
}

/// The first commit has come as far as the log.
TEST_F(WalletFileTest, AWalletInTheLogAlone) {
    std::filesystem::create_directories(directory());
    const auto database = Database::open(path(), Database::Mode::Create).value();
    std::filesystem::copy(directory(), directory("before"));
    ASSERT_TRUE(
        database->execute("PRAGMA application_id = 1366647150; PRAGMA user_version = 1; CREATE TABLE t(a)"));
    EXPECT_EQ(wallet_file_kind(m_files, path()), FileKind::Empty);
    for (const std::string name : {"loaded", "made"})
        std::filesystem::copy(directory(), directory(name));
    EXPECT_EQ(open_error("before"), "Failed to load database path '" + directory("before") +
                                        "'. Data is not in recognized format.");
    EXPECT_EQ(open_error("loaded"), "Error loading " + path("loaded") + ": Wallet corrupted");
    EXPECT_EQ(WalletFile::create(m_files, directory("made"), some_changes()).error().message,
              "Failed to create database path '" + directory("made") + "'. Database already exists.");
}

TEST_F(WalletFileTest, NobodyElseMayReadIt) {
    const auto file = make();
    using std::filesystem::perms;
    for (const char* name : {"wallet.dat", "wallet.dat-wal", ".walletlock"}) {
        const perms given = std::filesystem::status(directory() + "/" + name).permissions();
        EXPECT_EQ(given & (perms::group_all | perms::others_all), perms::none) << name;
    }
}

TEST_F(WalletFileTest, MissingPaths) {
    EXPECT_EQ(open_error("nope"),
              "Failed to load database path '" + directory("nope") + "'. Path does not exist.");
    std::filesystem::create_directories(directory("empty"));
    EXPECT_EQ(open_error("empty"),
              "Failed to load database path '" + directory("empty") + "'. Data is not in recognized format.");
    std::ofstream(m_directory / "file") << "x";
    const auto below = WalletFile::create(m_files, directory("file/bad"), some_changes());
    ASSERT_FALSE(below);
    EXPECT_EQ(below.error().message,
              "filesystem error: cannot create directories: Not a directory [" + directory("file/bad") + "]");
}

TEST_F(WalletFileTest, NewerVersionsAreLeftAlone) {
    make().reset();
    constexpr uint64_t kUserVersionOffset = 60;
    write("w", kUserVersionOffset, std::string("\0\0\0\2", 4));
    EXPECT_EQ(open_error(), "Error loading " + path() + ": Wallet requires newer version of Quanta");
    write("w", kUserVersionOffset, std::string("\0\0\0\0", 4));
    EXPECT_EQ(open_error(), "Error loading " + path() + ": Wallet corrupted");
    write("w", kUserVersionOffset, std::string("\0\0\0\1", 4));
    EXPECT_EQ(open_error(), "none");
}

TEST_F(WalletFileTest, OtherApplicationsAreNoWallets) {
    make().reset();
    constexpr uint64_t kApplicationIdOffset = 68;
    write("w", kApplicationIdOffset, "\xf9\xbe\xb4\xd9");
    EXPECT_EQ(wallet_file_kind(m_files, path()), FileKind::Other);
    EXPECT_EQ(open_error(),
              "Failed to load database path '" + directory() + "'. Data is not in recognized format.");
}

/// Damage of the structure is an error; of what stands in a row, which SQLite cannot see, no crash.
TEST_F(WalletFileTest, DamageIsNoticed) {
    make().reset();
    const uint64_t size = std::filesystem::file_size(path());
    int noticed = 0;
    for (uint64_t offset = 100; offset < size; offset += 257) {
        const std::string name = "damaged" + std::to_string(offset);
        std::filesystem::copy(directory(), directory(name));
        write(name, offset, std::string(64, '\xa5'));
        const std::string error = open_error(name);
        if (error != "none") {
            EXPECT_EQ(error, "Error loading " + path(name) + ": Wallet corrupted");
            ++noticed;
        }
        std::filesystem::remove_all(directory(name));
    }
    EXPECT_GT(noticed, 5) << size;
    std::filesystem::resize_file(path(), size / 2);
    EXPECT_EQ(open_error(), "Error loading " + path() + ": Wallet corrupted");
}

TEST_F(WalletFileTest, FoldersThatCannotBeMadeAreNamed) {
    sys::FaultyFileSystem faulty(m_files);
    faulty.fail_after(sys::FaultTarget::Syncs, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Always);
    const auto unsynced = WalletFile::create(faulty, directory("unsynced"), some_changes());
    ASSERT_FALSE(unsynced);
    EXPECT_NE(unsynced.error().message.find("unsynced"), std::string::npos) << unsynced.error().message;
}

TEST(Database, ErrorsNameTheFile) {
    const testing::TempDir directory("database");
    const std::string path = directory / "db";
    const auto database = Database::open(path, Database::Mode::Create).value();
    const auto failed = database->execute("SELECT nonsense");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, path + ": no such column: nonsense");
    EXPECT_FALSE(database->prepare("ALSO nonsense"));
    ASSERT_TRUE(database->execute("CREATE TABLE t(a INTEGER PRIMARY KEY)"));
    Statement put = database->prepare("INSERT INTO t VALUES(?)").value();
    ASSERT_TRUE(put.bind(int64_t{1}).run());
    EXPECT_FALSE(put.bind(int64_t{1}).run());
    // A statement goes on after an error.
    EXPECT_TRUE(put.bind(int64_t{2}).run());
    EXPECT_EQ(database->number("SELECT count(*) FROM t").value(), 2);
    EXPECT_FALSE(Database::open(directory / "none", Database::Mode::Existing));
}

TEST(Database, TransactionsAreTakenBack) {
    const testing::TempDir directory("database");
    const auto database = Database::open(directory / "db", Database::Mode::Create).value();
    ASSERT_TRUE(database->execute("CREATE TABLE t(a)"));
    {
        const auto transaction = DatabaseTransaction::begin(*database).value();
        ASSERT_TRUE(database->execute("INSERT INTO t VALUES(1)"));
    }
    EXPECT_EQ(database->number("SELECT count(*) FROM t").value(), 0);
    {
        const auto transaction = DatabaseTransaction::begin(*database).value();
        ASSERT_TRUE(database->execute("INSERT INTO t VALUES(1)"));
        ASSERT_TRUE(transaction->commit());
    }
    EXPECT_EQ(database->number("SELECT count(*) FROM t").value(), 1);
}

}  // namespace
}  // namespace quanta::wallet
