// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interfaces/block_ref.h"
#include "interfaces/handler.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"

namespace quanta::interfaces {

/// A wallet at one moment.
struct WalletStatus {
    uint64_t sequence = 0;  ///< grows with every change; starts anew with each load
    std::string name;
    primitives::Amount trusted;            ///< can be spent
    primitives::Amount untrusted_pending;  ///< not in a block yet
    primitives::Amount immature;           ///< of coinbases with less than 100 blocks on top
    uint64_t transactions = 0;
    BlockRef synced;           ///< all up to this block is known
    double scan_progress = 1;  ///< 0 to 1 while it catches up with the chain
    bool private_keys = true;
};

/// How a transaction came to pay or take.
enum class TransactionKind : uint8_t { Receive, Send, Generate, Immature };

/// One line of a wallet's history.
struct WalletTransaction {
    primitives::Txid txid;
    TransactionKind kind = TransactionKind::Receive;
    primitives::Amount amount;  ///< negative when sent
    primitives::Amount fee;     ///< of what is sent; zero otherwise
    std::string address;        ///< empty when there is none
    std::string label;
    std::optional<BlockRef> block;  ///< absent: in none
    int32_t confirmations = 0;
    int64_t time_s = 0;  ///< of the block, or first seen
};

/// Lines of a history, newest first.
struct TransactionPage {
    uint64_t sequence = 0;  ///< of the wallet: pages of another one may overlap or leave gaps
    uint64_t total = 0;
    std::vector<WalletTransaction> transactions;
};

/// A loaded wallet. Errors are std::runtime_error with a sentence, as of all interfaces. Any thread.
class Wallet {
public:
    virtual ~Wallet() = default;
    virtual WalletStatus status() = 0;
    /// `count` (at most 10,000) lines, leaving out the first `skip`.
    virtual TransactionPage transactions(uint64_t skip, uint64_t count) = 0;
    /// An address that was never given out. `type` is "legacy", "p2sh-segwit", "bech32", "bech32m", or empty
    /// for the wallet's own.
    virtual std::string new_address(const std::string& type, const std::string& label) = 0;
};

/// What changed. Issued by a wallet loader, handled by a GUI, in this or another process.
struct WalletChanged {
    uint64_t sequence = 0;  ///< of the loader: a gap means that changes were told as one
    std::string wallet;     ///< empty: the list of loaded wallets
};

class WalletSink {
public:
    virtual ~WalletSink() = default;
    /// Calls come one at a time; of several changes of a wallet meanwhile the last one is told.
    virtual void wallet_changed(const WalletChanged& change) = 0;
};

/// How a wallet is made.
struct CreateWalletOptions {
    std::string name;
    bool disable_private_keys = false;
    bool blank = false;
    bool avoid_reuse = false;
    std::optional<bool> load_on_startup;
};

/// A wallet RPC, its parameters checked for number and type.
struct WalletRpcRequest {
    std::string method;
    std::string params;                 ///< JSON, an array by position or an object by name
    std::optional<std::string> wallet;  ///< the one that the path names
};

/// What came of it: an error unless `error_code` is 0.
struct WalletRpcReply {
    std::string result;  ///< JSON; empty for null
    int32_t error_code = 0;
    std::string error_message;
};

/// Makes, loads and lists wallets. Errors are std::runtime_error with a sentence. Any thread.
class WalletLoader {
public:
    virtual ~WalletLoader() = default;
    /// Names of the wallets that are loaded.
    virtual std::vector<std::string> wallets() = 0;
    /// Names of those in the wallet directory, loaded or not.
    virtual std::vector<std::string> wallet_directory() = 0;
    virtual std::unique_ptr<Wallet> create(const CreateWalletOptions& options) = 0;
    virtual std::unique_ptr<Wallet> load(const std::string& name) = 0;
    virtual void unload(const std::string& name) = 0;
    /// A loaded wallet.
    virtual std::unique_ptr<Wallet> wallet(const std::string& name) = 0;
    /// Runs one wallet RPC.
    virtual WalletRpcReply execute_rpc(const WalletRpcRequest& request) = 0;
    virtual std::unique_ptr<Handler> follow(std::shared_ptr<WalletSink> sink) = 0;
};

}  // namespace quanta::interfaces
