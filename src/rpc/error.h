// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace quanta::rpc {

/// The numbers callers see in `error.code`. Deployed clients branch on them: none may change.
enum ErrorCode : int {
    kMisc = -1,               ///< A failure of no other kind; also carries help texts.
    kWrongType = -3,          ///< A value of another JSON type, or an amount that is none.
    kWallet = -4,             ///< A wallet operation failed.
    kUnknownKey = -5,         ///< No such address, key, block or transaction.
    kWalletFunds = -6,        ///< Not enough funds.
    kOutOfMemory = -7,        ///< Memory ran out.
    kBadParameter = -8,       ///< A parameter is missing, unknown or out of range.
    kNotConnected = -9,       ///< The node has no peers.
    kInitialDownload = -10,   ///< The node still catches up.
    kDatabase = -20,          ///< A database failed.
    kDecode = -22,            ///< Bytes do not parse.
    kNodeAlreadyAdded = -23,  ///< The node was added before.
    kNodeNotAdded = -24,      ///< The node was not added.
    kVerify = -25,            ///< A block or transaction could not be judged or sent.
    kVerifyRejected = -26,    ///< A rule refused a block or transaction.
    kAlreadyInChain = -27,    ///< The transaction is in the chain.
    kWarmUp = -28,            ///< The node is starting; the message says what it does.
    kNodeNotConnected = -29,  ///< No connection to the node named.
    kIpOrSubnet = -30,        ///< No address or subnet.
    kNetworkDisabled = -31,   ///< The node takes no part in the network.
    kDeprecated = -32,        ///< The method needs -deprecatedrpc.
    kNodeCapacity = -34,      ///< There is no room for a connection of this kind.
    kMethodNotFound = -32601, ///< No method of this name.
    kInvalidRequest = -32600, ///< Not a JSON-RPC request.
    kInvalidParams = -32602,  ///< Parameters that exclude each other.
    kInternal = -32603,       ///< A fault of the node.
    kParse = -32700,          ///< The body is not JSON.
};

/// Why a call failed, as its caller is told.
struct RpcError {
    int code = kMisc;
    std::string message;

    friend bool operator==(const RpcError&, const RpcError&) = default;
};

template <typename T>
using RpcResult = base::Result<T, RpcError>;

/// For return statements: `return fail(kBadParameter, "Block height out of range");`.
inline base::Err<RpcError> fail(int code, std::string message) {
    return base::Err(RpcError{code, std::move(message)});
}

}  // namespace quanta::rpc
