// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/wiring/services.h"
#include "base/result.h"
#include "interfaces/call_limit.h"
#include "interfaces/call_watch.h"
#include "interfaces/chain.h"
#include "interfaces/wallet.h"
#include "metrics/exposition.h"

namespace quanta::daemon {

/// What is put around a node, and differs between programs: where its wallets are, and who may reach it. Used
/// by the thread that runs the daemon, where nothing else is said.
class Wiring {
public:
    virtual ~Wiring() = default;
    /// Bounds the calls of the node's threads to other processes.
    virtual interfaces::CallLimit call_limit() { return interfaces::no_call_limit(); }
    /// Tells that another process has given up its call.
    virtual interfaces::CallWatch call_watch() { return interfaces::no_call_watch(); }
    /// Starts wallets that follow `chain`. `lost` is called at most once, when they have gone. Any thread;
    /// throws std::runtime_error.
    virtual std::shared_ptr<interfaces::WalletLoader> start_wallets(std::unique_ptr<interfaces::Chain> chain,
                                                                    std::function<void()> lost) = 0;
    /// Lets others reach the node, which is not loaded yet. Error: a sentence for the operator.
    virtual base::Result<void, std::string> open(const wiring::Services& services) = 0;
    /// Writes figures of connections with other processes. Any thread, between open() and close().
    virtual void write_metrics(metrics::Exposition& /*out*/) {}
    /// Calls to other processes that are under way fail: the node is to stop. Any thread.
    virtual void give_up_calls() {}
    /// Ends all that open() has begun: nobody uses the services any more. Idempotent.
    virtual void close() = 0;
};

}  // namespace quanta::daemon
