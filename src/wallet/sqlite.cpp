// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/sqlite.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace quanta::wallet {
namespace {

using base::Err;

DatabaseError::Code code_of(int result) {
    switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return DatabaseError::Code::Locked;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return DatabaseError::Code::Damaged;
        default:
            return DatabaseError::Code::Failed;
    }
}

/// One process has the file; what is committed is on the device; nothing of it goes elsewhere.
constexpr const char* kPragmas =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA fullfsync = ON;"
    "PRAGMA checkpoint_fullfsync = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA journal_mode = WAL;"
    "BEGIN EXCLUSIVE; COMMIT;";

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database),
      m_handle(std::exchange(other.m_handle, nullptr)),
      m_bound(other.m_bound) {}

Statement::~Statement() {
    sqlite3_finalize(m_handle);
}

Statement& Statement::bind(int64_t value) {
    CHECK(sqlite3_bind_int64(m_handle, ++m_bound, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    CHECK(sqlite3_bind_text64(m_handle, ++m_bound, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8) ==
          SQLITE_OK);
    return *this;
}

Statement& Statement::bind(base::ByteSpan blob) {
    // A null pointer would mean NULL.
    static constexpr uint8_t kEmpty = 0;
    const void* data = blob.empty() ? &kEmpty : blob.data();
    CHECK(sqlite3_bind_blob64(m_handle, ++m_bound, data, blob.size(), SQLITE_TRANSIENT) == SQLITE_OK);
    return *this;
}

DatabaseResult<bool> Statement::next() {
    const int result = sqlite3_step(m_handle);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    return Err(m_database->error());
}

DatabaseResult<void> Statement::run() {
    const int result = sqlite3_step(m_handle);
    if (result != SQLITE_DONE && result != SQLITE_ROW) {
        DatabaseError error = m_database->error();
        reset();
        return Err(std::move(error));
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_handle);
    m_bound = 0;
}

int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_handle, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_column_bytes(m_handle, column))};
}

base::ByteSpan Statement::blob(int column) const {
    const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(m_handle, column));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_column_bytes(m_handle, column))};
}

DatabaseResult<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
    const int create = mode == Mode::Create ? SQLITE_OPEN_CREATE : 0;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | create;
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> database(new Database(path, handle));
    if (result != SQLITE_OK) return Err(database->error());
    TRY(database->execute(kPragmas));
    return database;
}

Database::~Database() {
    m_prepared.clear();
    if (sqlite3_close(m_handle) != SQLITE_OK) base::log_error("{} was not closed", m_path);
}

DatabaseError Database::error() const {
    const int result = m_handle == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(m_handle);
    const char* text = m_handle == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(m_handle);
    return {code_of(result), fmt::format("{}: {}", m_path, text)};
}

DatabaseResult<void> Database::execute(const char* sql) {
    if (sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Err(error());
    return {};
}

DatabaseResult<Statement> Database::prepare(std::string_view sql) const {
    sqlite3_stmt* statement = nullptr;
    const int result =
        sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (result != SQLITE_OK) return Err(error());
    return Statement(*this, statement);
}

DatabaseResult<Query> Database::query(const char* sql) {
    auto found = m_prepared.find(sql);
    if (found == m_prepared.end()) found = m_prepared.emplace(sql, TRY(prepare(sql))).first;
    return Query(found->second);
}

DatabaseResult<int64_t> Database::number(std::string_view sql) const {
    Statement statement = TRY(prepare(sql));
    return TRY(statement.next()) ? statement.integer(0) : 0;
}

DatabaseResult<std::string> Database::check() const {
    Statement statement = TRY(prepare("PRAGMA quick_check(1)"));
    if (!TRY(statement.next())) return std::string("no answer");
    const std::string answer(statement.text(0));
    return answer == "ok" ? std::string() : answer;
}

DatabaseResult<std::unique_ptr<DatabaseTransaction>> DatabaseTransaction::begin(Database& database) {
    TRY(database.execute("BEGIN IMMEDIATE"));
    return std::unique_ptr<DatabaseTransaction>(new DatabaseTransaction(database));
}

DatabaseTransaction::~DatabaseTransaction() {
    if (!m_open) return;
    const auto undone = m_database.execute("ROLLBACK");
    if (!undone) base::log_error("{}", undone.error().message);
}

DatabaseResult<void> DatabaseTransaction::commit() {
    TRY(m_database.execute("COMMIT"));
    m_open = false;
    return {};
}

}  // namespace quanta::wallet
