// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "app/wiring/wallet_hub.h"
#include "node/node.h"
#include "node/node_service.h"
#include "rpc/dispatcher.h"
#include "sys/file.h"

namespace quanta::wiring {

/// The parts of a node that others reach, in this or another process. All outlive those who use them.
struct Services {
    node::Node& node;
    rpc::Dispatcher& dispatcher;
    WalletHub* wallets;  ///< null: there are none (-disablewallet)
    sys::FileSystem& files;
    node::NodeServiceOptions about;
};

}  // namespace quanta::wiring
