// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

#include "sys/file.h"
#include "sys/file_lock.h"
#include "wallet/error.h"
#include "wallet/records.h"
#include "wallet/sqlite.h"
#include "wallet/transaction_table.h"

namespace quanta::wallet {

/// The name of the file in a wallet's directory.
inline constexpr const char* kWalletFileName = "wallet.dat";
/// The name of the file beside it that says who has it open.
inline constexpr const char* kWalletLockName = ".walletlock";

/// What stands at a path.
enum class FileKind : uint8_t {
    Missing,
    Empty,   ///< Nothing was ever committed to it.
    Wallet,  ///< A wallet of ours, of this version or another.
    Other,   ///< Anything else.
};
/// Judges by the first bytes; anything that cannot be read is Other.
FileKind wallet_file_kind(sys::FileSystem& files, const std::string& path);

/// A wallet on disk: an SQLite file in a directory of its own, held by one process at a time. Each write is
/// there as a whole or not at all, whatever happens. One thread at a time.
class WalletFile {
public:
    /// Makes a wallet in `directory`, which is made as well, that holds `first`. A wallet that is there stays
    /// as it is: Failed "Failed to create database path '…'. Database already exists."
    static WalletResult<std::unique_ptr<WalletFile>> create(sys::FileSystem& files,
                                                            const std::string& directory,
                                                            const Changes& first);
    /// Opens the wallet in `directory`. NotFound when there is none; Failed when another process has it, it
    /// is damaged, or of a newer version.
    static WalletResult<std::unique_ptr<WalletFile>> open(sys::FileSystem& files,
                                                          const std::string& directory);

    const std::string& path() const { return m_path; }
    /// All of it but its transactions. Failed when something in it is broken.
    WalletResult<Contents> load();
    TransactionTable& transactions() { return m_transactions; }
    /// Begins what is to be written as a whole: taken back unless it is committed, which returns when all is
    /// on the device.
    WalletResult<std::unique_ptr<DatabaseTransaction>> begin();
    /// Writes all of `changes`, within what begin() began.
    WalletResult<void> put(const Changes& changes);
    /// Writes all of `changes` as a whole.
    WalletResult<void> write(const Changes& changes);

private:
    WalletFile(std::string path, std::unique_ptr<sys::FileLock> lock, std::unique_ptr<Database> database)
        : m_path(std::move(path)),
          m_lock(std::move(lock)),
          m_database(std::move(database)),
          m_transactions(*m_database) {}

    static WalletResult<std::unique_ptr<WalletFile>> open_at(const std::string& directory,
                                                             Database::Mode mode);
    WalletResult<void> check_version();
    DatabaseResult<void> write_all(const Changes& changes);
    DatabaseResult<void> write_rows(const Changes& changes);
    DatabaseResult<Contents> read_all();

    const std::string m_path;
    // The lock goes last.
    const std::unique_ptr<sys::FileLock> m_lock;
    const std::unique_ptr<Database> m_database;
    TransactionTable m_transactions;
};

}  // namespace quanta::wallet
