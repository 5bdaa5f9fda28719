// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "interfaces/chain.h"
#include "interfaces/echo.h"
#include "interfaces/handler.h"
#include "interfaces/mining.h"
#include "interfaces/node.h"
#include "interfaces/rpc.h"
#include "interfaces/wallet.h"

namespace quanta::interfaces {

/// The first object of a connection, as clients of the mining interface know it. What a process does not
/// offer, or not to this client, throws std::runtime_error.
class Init {
public:
    virtual ~Init() = default;
    virtual std::unique_ptr<Echo> make_echo();
    /// For clients of an interface that is gone: throws. Does not wait.
    virtual void make_mining_old2();
    /// Waits until the chain is loaded.
    virtual std::unique_ptr<Mining> make_mining();
    virtual std::unique_ptr<Rpc> make_rpc();
};

/// The first object of a connection between processes of ours.
class QuantaInit : public Init {
public:
    // Of a node.
    virtual std::unique_ptr<Node> make_node();
    /// Waits until the chain is loaded.
    virtual std::unique_ptr<Chain> make_chain();
    /// All wallets of the node's, wherever they are.
    virtual std::unique_ptr<WalletLoader> make_wallet_loader();
    /// Adds the wallets of another process to those of the node, as long as the handler lives.
    virtual std::unique_ptr<Handler> attach_wallets(std::unique_ptr<WalletLoader> wallets);

    // Of a wallet process.
    /// Begins to serve wallets that follow `chain`. Once.
    virtual std::unique_ptr<WalletLoader> serve_wallets(std::unique_ptr<Chain> chain);
};

}  // namespace quanta::interfaces
