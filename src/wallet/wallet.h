// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interfaces/chain.h"
#include "interfaces/wallet.h"
#include "params/params.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "sys/random.h"
#include "wallet/addresses.h"
#include "wallet/block_scanner.h"
#include "wallet/error.h"
#include "wallet/history.h"
#include "wallet/ledger.h"
#include "wallet/wallet_file.h"

namespace quanta::wallet {

/// What every wallet of a process is given. All of it outlives the wallets.
struct WalletContext {
    const params::ChainParams& params;
    sys::FileSystem& files;
    sys::Random& random;
    const sys::Clock& clock;
    uint32_t keypool = 1000;  ///< scripts watched ahead of those used, for each descriptor
    OutputType address_type = OutputType::Bech32;
    std::optional<OutputType> change_type = std::nullopt;  ///< as address_type without
};

/// What is in memory of a wallet's file.
struct WalletMemory {
    WalletMemory(const params::ChainParams& params, uint32_t lookahead)
        : addresses(params, lookahead, watched.scripts), ledger(addresses, watched.outpoints) {}
    WalletMemory(const WalletMemory&) = delete;
    WalletMemory& operator=(const WalletMemory&) = delete;

    Properties properties;
    Position position;  ///< the file's may be behind it
    Watched watched;
    Addresses addresses;
    Ledger ledger;
    AddressBook book;
};

/// All that a wallet knows, for reading while it does not change.
struct WalletView {
    const std::string& name;
    const params::ChainParams& params;
    const Properties& properties;
    const Addresses& addresses;
    const Ledger& ledger;
    const AddressBook& book;
    const interfaces::BlockRef& tip;   ///< all up to here is known
    double scan_progress = 1;          ///< 1 when it is where the chain is
    uint64_t sequence = 0;             ///< grows with every change
    const Watched* watched = nullptr;  ///< null: not while it changes

    History history() const { return {book, params, tip.height}; }
    Reuse reuse() const { return properties.avoid_reuse ? Reuse::Apart : Reuse::Counted; }
};

/// A transaction whose place has changed.
struct TouchedTransaction {
    primitives::Txid txid;
    std::optional<interfaces::BlockRef> block;
};

/// A loaded wallet: keys, addresses and history in memory, and in its file before anybody is told. Any
/// thread.
class Wallet {
public:
    /// Makes a wallet in `directory`: with private keys and unless blank, from a fresh seed, two descriptors
    /// for each of pkh, sh(wpkh), wpkh and tr (BIP44, 49, 84, 86). It knows the chain up to `position`.
    static WalletResult<std::shared_ptr<Wallet>> create(const WalletContext& context,
                                                        const std::string& directory,
                                                        const interfaces::CreateWalletOptions& options,
                                                        const Position& position);
    /// Opens the wallet in `directory`. Errors as of WalletFile, and Failed for a wallet of another chain.
    static WalletResult<std::shared_ptr<Wallet>> load(const WalletContext& context, const std::string& name,
                                                      const std::string& directory);
    ~Wallet();
    Wallet(const Wallet&) = delete;
    Wallet& operator=(const Wallet&) = delete;

    const std::string& name() const { return m_name; }
    const params::ChainParams& params() const { return m_context.params; }
    int64_t created_s() const { return m_created_s; }
    /// Writes what is left and lets go of the file: from then on everything fails.
    void close() QUANTA_EXCLUDES(m_mutex);

    /// Up to where the chain is known.
    Position position() const QUANTA_EXCLUDES(m_mutex);
    interfaces::BlockRef tip() const QUANTA_EXCLUDES(m_mutex);
    /// Takes in the next blocks; `touched` gets the transactions this changed. What they change is in the
    /// file before this returns; a place in the chain alone is written now and then. Failed: it stands where
    /// it stood, or before a block that does not parse.
    WalletResult<void> apply(const interfaces::BlocksPage& page, std::vector<TouchedTransaction>& touched)
        QUANTA_EXCLUDES(m_mutex);
    /// Looks through blocks of the chain once more, those above tip() left out; `next` is the height from
    /// which on a rescan has still to do so, -1 at its end. The transactions it changed. Errors as of
    /// update().
    WalletResult<std::vector<TouchedTransaction>> look_through(std::span<const interfaces::RawBlock> blocks,
                                                               primitives::Height next)
        QUANTA_EXCLUDES(m_mutex);
    /// Writes what apply() has not.
    WalletResult<void> flush() QUANTA_EXCLUDES(m_mutex);

    /// As interfaces::Wallet.
    WalletResult<interfaces::WalletStatus> status() const QUANTA_EXCLUDES(m_mutex);
    WalletResult<interfaces::TransactionPage> transactions(uint64_t skip, uint64_t count) const
        QUANTA_EXCLUDES(m_mutex);
    /// An address that was never given out, of the wallet's own type if there is none. For Receive it is
    /// called `label`. Errors: NoKeys, BadLabel.
    WalletResult<std::string> new_address(std::optional<OutputType> type, Purpose purpose,
                                          const std::string& label) QUANTA_EXCLUDES(m_mutex);
    /// Names an address of the chain. BadAddress, BadLabel.
    WalletResult<void> set_label(const std::string& address, const std::string& label)
        QUANTA_EXCLUDES(m_mutex);
    /// Runs `reader`, which calls no method of this. Not for closed wallets: false.
    bool read(const std::function<void(const WalletView&)>& reader) const QUANTA_EXCLUDES(m_mutex);
    /// Changes memory and file as a whole: `change` changes what is in memory and puts the rows that say so
    /// into a Changes, but for the ledger's, which writes for itself; it calls no method of this. When it
    /// fails, or what it has done cannot be written, both are as before. The transactions it changed.
    using Change = std::function<WalletResult<void>(WalletMemory& memory, Changes& changes)>;
    WalletResult<std::vector<TouchedTransaction>> update(const Change& change) QUANTA_EXCLUDES(m_mutex);

private:
    Wallet(const WalletContext& context, std::string name);

    base::Result<void, std::string> make_descriptors(int64_t now_s, Changes& changes)
        QUANTA_REQUIRES(m_mutex);
    /// Memory from the file, as at the start.
    WalletResult<void> reload() QUANTA_REQUIRES(m_mutex);
    WalletResult<void> restore(Contents contents, WalletMemory& memory) const QUANTA_REQUIRES(m_mutex);
    WalletResult<void> check_open() const QUANTA_REQUIRES(m_mutex);
    /// As check_open(), and memory is what the file says.
    WalletResult<void> make_ready() QUANTA_REQUIRES(m_mutex);
    /// What update() does.
    WalletResult<std::vector<TouchedTransaction>> run(const Change& change) QUANTA_REQUIRES(m_mutex);
    WalletResult<std::vector<TouchedTransaction>> finish(Changes& changes) QUANTA_REQUIRES(m_mutex);
    WalletResult<void> write_position() QUANTA_REQUIRES(m_mutex);
    WalletResult<void> take_page(const interfaces::BlocksPage& page, Changes& changes,
                                 WalletResult<void>& parsed) QUANTA_REQUIRES(m_mutex);
    WalletResult<void> scan(const interfaces::RawBlock& block, Changes& changes, WalletResult<void>& parsed)
        QUANTA_REQUIRES(m_mutex);
    WalletResult<void> take_match(const Match& match, const Place& place, Changes& changes)
        QUANTA_REQUIRES(m_mutex);
    double progress() const QUANTA_REQUIRES(m_mutex);
    std::string address_of(base::ByteSpan script) const;

    // Constant after construction.
    const WalletContext m_context;
    const std::string m_name;
    int64_t m_created_s = 0;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::unique_ptr<WalletFile> m_file QUANTA_GUARDED_BY(m_mutex);
    std::unique_ptr<WalletMemory> m_memory QUANTA_GUARDED_BY(m_mutex);
    bool m_stale QUANTA_GUARDED_BY(m_mutex) = false;  ///< memory is not what the file says
    primitives::Height m_chain_height QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_sequence QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_position_waits QUANTA_GUARDED_BY(m_mutex) = false;  ///< the file's is behind
    /// Where it was after the last change that is in the file.
    std::optional<Position> m_reached QUANTA_GUARDED_BY(m_mutex);
    int64_t m_written_us QUANTA_GUARDED_BY(m_mutex) = 0;
};

}  // namespace quanta::wallet
