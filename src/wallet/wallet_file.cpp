// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/wallet_file.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/log.h"

namespace quanta::wallet {
namespace {

using base::Err;

/// "Quan": what the file's header says it is for.
constexpr int64_t kApplicationId = 0x5175616e;
/// Counts changes of the layout that older versions could not read.
constexpr int64_t kVersion = 1;

// Of the file's header.
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kApplicationIdOffset = 68;
constexpr size_t kHeaderSize = 100;

constexpr const char* kSchema =
    "CREATE TABLE property(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE descriptor(id INTEGER PRIMARY KEY, text TEXT NOT NULL, created INTEGER NOT NULL,"
    " active INTEGER NOT NULL, internal INTEGER NOT NULL, next INTEGER NOT NULL, range_end INTEGER NOT NULL);"
    "CREATE TABLE script(script BLOB PRIMARY KEY, descriptor INTEGER NOT NULL, place INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE label(address TEXT PRIMARY KEY, label TEXT NOT NULL, purpose TEXT NOT NULL) WITHOUT ROWID;";

WalletError locked() {
    return {ErrorCode::Failed,
            "SQLiteDatabase: Unable to obtain an exclusive lock on the database, is it being used by another "
            "instance of Quanta?\n"};
}

WalletError damaged(const std::string& path) {
    return {ErrorCode::Failed, fmt::format("Error loading {}: Wallet corrupted", path)};
}

WalletError exists(const std::string& directory) {
    return {ErrorCode::Failed,
            fmt::format("Failed to create database path '{}'. Database already exists.", directory)};
}

WalletError unrecognized(const std::string& directory) {
    return {ErrorCode::NotFound,
            fmt::format("Failed to load database path '{}'. Data is not in recognized format.", directory)};
}

base::Bytes join(const std::vector<primitives::BlockHash>& locator) {
    base::Bytes bytes;
    for (const primitives::BlockHash& hash : locator)
        bytes.insert(bytes.end(), hash.bytes().begin(), hash.bytes().end());
    return bytes;
}

primitives::BlockHash hash_at(base::ByteSpan bytes) {
    primitives::BlockHash hash;
    std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.data());
    return hash;
}

std::vector<primitives::BlockHash> split(base::ByteSpan bytes) {
    std::vector<primitives::BlockHash> locator;
    for (; bytes.size() >= primitives::BlockHash::kSize; bytes = bytes.subspan(primitives::BlockHash::kSize))
        locator.push_back(hash_at(bytes));
    return locator;
}

constexpr std::string_view kPutProperty = "INSERT OR REPLACE INTO property VALUES(?,?)";

DatabaseResult<void> put_properties(Statement& put, const Properties& properties) {
    TRY(put.bind("chain").bind(properties.chain).run());
    TRY(put.bind("created").bind(properties.created_s).run());
    TRY(put.bind("private_keys").bind(int64_t{properties.private_keys}).run());
    TRY(put.bind("blank").bind(int64_t{properties.blank}).run());
    TRY(put.bind("rescan_next").bind(int64_t{properties.rescan_next}).run());
    TRY(put.bind("rescan_last").bind(int64_t{properties.rescan_last}).run());
    return put.bind("avoid_reuse").bind(int64_t{properties.avoid_reuse}).run();
}

DatabaseResult<void> put_position(Statement& put, const Position& position) {
    TRY(put.bind("tip").bind(base::ByteSpan(position.tip.hash.bytes())).run());
    TRY(put.bind("height").bind(int64_t{position.tip.height}).run());
    return put.bind("locator").bind(base::ByteSpan(join(position.locator))).run();
}

void take_property(const Statement& row, Contents& contents) {
    const std::string_view name = row.text(0);
    if (name == "chain") contents.properties.chain = row.text(1);
    if (name == "created") contents.properties.created_s = row.integer(1);
    if (name == "private_keys") contents.properties.private_keys = row.integer(1) != 0;
    if (name == "blank") contents.properties.blank = row.integer(1) != 0;
    if (name == "avoid_reuse") contents.properties.avoid_reuse = row.integer(1) != 0;
    const auto height = static_cast<primitives::Height>(row.integer(1));
    if (name == "rescan_next") contents.properties.rescan_next = height;
    if (name == "rescan_last") contents.properties.rescan_last = height;
    if (name == "tip") contents.position.tip.hash = hash_at(row.blob(1));
    if (name == "height") contents.position.tip.height = height;
    if (name == "locator") contents.position.locator = split(row.blob(1));
}

DescriptorRow take_descriptor(const Statement& row) {
    return {row.integer(0),
            std::string(row.text(1)),
            row.integer(2),
            row.integer(3) != 0,
            row.integer(4) != 0,
            static_cast<uint32_t>(row.integer(5)),
            static_cast<uint32_t>(row.integer(6))};
}

base::Bytes to_bytes(base::ByteSpan span) {
    return {span.begin(), span.end()};
}

}  // namespace

FileKind wallet_file_kind(sys::FileSystem& files, const std::string& path) {
    if (!files.exists(path)) return FileKind::Missing;
    auto file = files.open(path, sys::OpenMode::Read);
    if (!file) return FileKind::Other;
    std::array<uint8_t, kHeaderSize> header;
    const auto size = (*file)->read_at(0, header);
    if (!size) return FileKind::Other;
    if (*size == 0) return FileKind::Empty;
    if (*size < header.size() || base::as_text(header).substr(0, kMagic.size()) != kMagic)
        return FileKind::Other;
    const uint32_t id = base::read_be<uint32_t>(header.data() + kApplicationIdOffset);
    if (id == kApplicationId) return FileKind::Wallet;
    // The first page alone is written before anything is committed.
    const auto whole = (*file)->size();
    return id == 0 && whole && *whole <= 4096 ? FileKind::Empty : FileKind::Other;
}

WalletResult<std::unique_ptr<WalletFile>> WalletFile::open_at(const std::string& directory,
                                                              Database::Mode mode) {
    auto lock = sys::FileLock::acquire(sys::join_path(directory, kWalletLockName));
    if (!lock) {
        if (lock.error().code == sys::FileErrorCode::Locked) return Err(locked());
        return fail(ErrorCode::Failed, lock.error().message());
    }
    const std::string path = sys::join_path(directory, kWalletFileName);
    auto database = Database::open(path, mode);
    if (!database) {
        if (database.error().code == DatabaseError::Code::Locked) return Err(locked());
        if (database.error().code == DatabaseError::Code::Damaged) return Err(damaged(path));
        return Err(database.error());
    }
    return std::unique_ptr<WalletFile>(new WalletFile(path, std::move(*lock), std::move(*database)));
}

WalletResult<std::unique_ptr<WalletFile>> WalletFile::create(sys::FileSystem& files,
                                                             const std::string& directory,
                                                             const Changes& first) {
    const std::string path = sys::join_path(directory, kWalletFileName);
    const FileKind kind = wallet_file_kind(files, path);
    if (kind == FileKind::Wallet || kind == FileKind::Other) return Err(exists(directory));
    const auto made = files.create_directories(directory);
    if (!made && (made.error().code == sys::FileErrorCode::NotDirectory ||
                  made.error().code == sys::FileErrorCode::Exists)) {
        return fail(
            ErrorCode::Failed,
            fmt::format("filesystem error: cannot create directories: Not a directory [{}]", directory));
    }
    if (!made) return fail(ErrorCode::Failed, made.error().message());
    // SQLite would let others read it.
    const auto empty = files.open(path, sys::OpenMode::Create);
    if (!empty) return fail(ErrorCode::Failed, empty.error().message());
    std::unique_ptr<WalletFile> wallet = TRY(open_at(directory, Database::Mode::Existing));
    const auto tables = wallet->m_database->number("SELECT count(*) FROM sqlite_master");
    if (!tables) return Err(tables.error());
    // One whose making was interrupted at its very end is complete.
    if (*tables != 0) return Err(exists(directory));
    TRY(wallet->write_all(first));
    const auto synced = files.sync_directory(directory);
    if (!synced) return fail(ErrorCode::Failed, synced.error().message());
    return wallet;
}

/// The first write of a wallet: layout and contents in one transaction, then into the main file, whose header
/// says from then on that it is one.
DatabaseResult<void> WalletFile::write_all(const Changes& changes) {
    const auto transaction = TRY(DatabaseTransaction::begin(*m_database));
    TRY(m_database->execute(kSchema));
    TRY(m_database->execute(TransactionTable::kSchema));
    TRY(m_database->execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str()));
    TRY(m_database->execute(fmt::format("PRAGMA user_version = {}", kVersion).c_str()));
    TRY(write_rows(changes));
    TRY(transaction->commit());
    return m_database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

WalletResult<std::unique_ptr<WalletFile>> WalletFile::open(sys::FileSystem& files,
                                                           const std::string& directory) {
    const std::string path = sys::join_path(directory, kWalletFileName);
    if (!files.exists(directory)) {
        return fail(ErrorCode::NotFound,
                    fmt::format("Failed to load database path '{}'. Path does not exist.", directory));
    }
    const FileKind kind = wallet_file_kind(files, path);
    // What was committed first may be in the log alone.
    const bool perhaps = kind == FileKind::Empty && files.exists(path + "-wal");
    if (kind != FileKind::Wallet && !perhaps) return Err(unrecognized(directory));
    std::unique_ptr<WalletFile> wallet = TRY(open_at(directory, Database::Mode::Existing));
    const auto id = wallet->m_database->number("PRAGMA application_id");
    if (!id || *id != kApplicationId) return Err(unrecognized(directory));
    TRY(wallet->check_version());
    return wallet;
}

WalletResult<void> WalletFile::check_version() {
    const auto problem = m_database->check();
    if (!problem || !problem->empty()) {
        base::log_error("{} is damaged: {}", m_path, problem ? *problem : problem.error().message);
        return Err(damaged(m_path));
    }
    const auto version = m_database->number("PRAGMA user_version");
    if (!version || *version < 1) return Err(damaged(m_path));
    if (*version > kVersion) {
        return fail(ErrorCode::Failed,
                    fmt::format("Error loading {}: Wallet requires newer version of Quanta", m_path));
    }
    return {};
}

DatabaseResult<Contents> WalletFile::read_all() {
    Contents contents;
    {
        Statement rows = TRY(m_database->prepare("SELECT name,value FROM property"));
        while (TRY(rows.next()))
            take_property(rows, contents);
    }
    {
        Statement rows = TRY(m_database->prepare(
            "SELECT id,text,created,active,internal,next,range_end FROM descriptor ORDER BY id"));
        while (TRY(rows.next()))
            contents.descriptors.push_back(take_descriptor(rows));
    }
    {
        Statement rows = TRY(m_database->prepare("SELECT script,descriptor,place FROM script"));
        while (TRY(rows.next())) {
            contents.scripts.push_back(
                {to_bytes(rows.blob(0)), rows.integer(1), static_cast<uint32_t>(rows.integer(2))});
        }
    }
    {
        Statement rows = TRY(m_database->prepare("SELECT address,label,purpose FROM label"));
        while (TRY(rows.next())) {
            contents.labels.push_back(
                {std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))});
        }
    }
    return contents;
}

WalletResult<Contents> WalletFile::load() {
    auto contents = read_all();
    if (contents) return std::move(*contents);
    base::log_error("{}", contents.error().message);
    return Err(damaged(m_path));
}

DatabaseResult<void> WalletFile::write_rows(const Changes& changes) {
    {
        Statement put = TRY(m_database->prepare(kPutProperty));
        if (changes.properties) TRY(put_properties(put, *changes.properties));
        if (changes.position) TRY(put_position(put, *changes.position));
    }
    {
        Statement put = TRY(m_database->prepare("INSERT OR REPLACE INTO descriptor VALUES(?,?,?,?,?,?,?)"));
        for (const DescriptorRow& row : changes.descriptors) {
            put.bind(row.id).bind(row.text).bind(row.created_s).bind(int64_t{row.active});
            TRY(put.bind(int64_t{row.internal}).bind(int64_t{row.next}).bind(int64_t{row.range_end}).run());
        }
    }
    {
        Statement put = TRY(m_database->prepare("INSERT OR REPLACE INTO script VALUES(?,?,?)"));
        for (const ScriptRow& row : changes.scripts)
            TRY(put.bind(base::ByteSpan(row.script)).bind(row.descriptor).bind(int64_t{row.index}).run());
    }
    {
        Statement put = TRY(m_database->prepare("INSERT OR REPLACE INTO label VALUES(?,?,?)"));
        for (const LabelRow& row : changes.labels)
            TRY(put.bind(row.address).bind(row.label).bind(row.purpose).run());
    }
    return {};
}

WalletResult<std::unique_ptr<DatabaseTransaction>> WalletFile::begin() {
    return TRY(DatabaseTransaction::begin(*m_database));
}

WalletResult<void> WalletFile::put(const Changes& changes) {
    TRY(write_rows(changes));
    return {};
}

WalletResult<void> WalletFile::write(const Changes& changes) {
    const auto transaction = TRY(begin());
    TRY(put(changes));
    TRY(transaction->commit());
    return {};
}

}  // namespace quanta::wallet
