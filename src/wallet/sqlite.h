// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wallet/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace quanta::wallet {

/// Why a database did not do what it was asked.
struct DatabaseError {
    enum class Code : uint8_t {
        Locked,   ///< Somebody else has it open.
        Damaged,  ///< It is no database or its contents are broken.
        Failed,   ///< Anything else: disk full, not allowed, I/O.
    };
    Code code = Code::Failed;
    std::string message;  ///< a sentence with the path

    operator WalletError() const { return {ErrorCode::Failed, message}; }
};

template <typename T>
using DatabaseResult = base::Result<T, DatabaseError>;

class Database;

/// A prepared statement. Belongs to its database's thread and goes before it.
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // The next parameter, from left to right.
    Statement& bind(int64_t value);
    Statement& bind(std::string_view text);
    Statement& bind(base::ByteSpan blob);

    /// Runs it to its end and makes it ready for other parameters.
    DatabaseResult<void> run();
    /// Steps to the next row; false after the last.
    DatabaseResult<bool> next();
    /// Ready for other parameters, from its first row on.
    void reset();

    // Of the row at hand. Views live until the next step.
    int64_t integer(int column) const;
    std::string_view text(int column) const;
    base::ByteSpan blob(int column) const;

private:
    friend class Database;
    Statement(const Database& database, sqlite3_stmt* handle) : m_database(&database), m_handle(handle) {}

    const Database* m_database;
    sqlite3_stmt* m_handle;
    int m_bound = 0;
};

/// A statement that its database keeps prepared, for one use: ready for the next when this goes. Not within
/// another use of the same.
class Query {
public:
    explicit Query(Statement& statement) : m_statement(&statement) {}
    Query(Query&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Query& operator=(Query&&) = delete;
    ~Query() {
        if (m_statement != nullptr) m_statement->reset();
    }
    Statement* operator->() const { return m_statement; }
    Statement& operator*() const { return *m_statement; }

private:
    Statement* m_statement;
};

/// An SQLite file, written so that a commit survives a power cut. One thread at a time.
class Database {
public:
    enum class Mode : uint8_t { Create, Existing };

    /// Opens `path`, exclusively. Create makes an empty one where there is none.
    static DatabaseResult<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
    /// Writes back the log and closes.
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs statements without parameters.
    DatabaseResult<void> execute(const char* sql);
    DatabaseResult<Statement> prepare(std::string_view sql) const;
    /// The statement of a literal, which is prepared once.
    DatabaseResult<Query> query(const char* sql);
    /// The one number that a statement answers.
    DatabaseResult<int64_t> number(std::string_view sql) const;
    /// Empty when the file is sound, otherwise what is wrong.
    DatabaseResult<std::string> check() const;

private:
    friend class Statement;
    Database(std::string path, sqlite3* handle) : m_path(std::move(path)), m_handle(handle) {}
    DatabaseError error() const;

    const std::string m_path;
    sqlite3* const m_handle;
    std::map<const char*, Statement> m_prepared;
};

/// A transaction: taken back when it goes without commit().
class DatabaseTransaction {
public:
    static DatabaseResult<std::unique_ptr<DatabaseTransaction>> begin(Database& database);
    ~DatabaseTransaction();
    DatabaseTransaction(const DatabaseTransaction&) = delete;
    DatabaseTransaction& operator=(const DatabaseTransaction&) = delete;
    /// Returns when it is on the device.
    DatabaseResult<void> commit();

private:
    explicit DatabaseTransaction(Database& database) : m_database(database) {}
    Database& m_database;
    bool m_open = true;
};

}  // namespace quanta::wallet
