// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/ipc_route.h"

#include <exception>
#include <utility>

namespace quanta::cli {

using base::Err;

namespace {

constexpr std::string_view kAdvice =
    "\n\nMake sure that quanta-node is running (\"quanta -m node\") and that you are connecting to its "
    "socket.\nUse \"quanta-cli -help\" for more info.";

}  // namespace

IpcRoute::IpcRoute(IpcConnect connect, IpcTarget target, Need need)
    : m_connect(std::move(connect)), m_target(std::move(target)), m_need(need) {}

base::Result<std::unique_ptr<IpcRoute>, std::string> IpcRoute::create(const config::Options& options,
                                                                      IpcConnect connect,
                                                                      std::chrono::milliseconds timeout) {
    std::string address = options.get_string("ipcconnect", "auto");
    if (address == "0") return std::unique_ptr<IpcRoute>();
    const bool over_http = options.is_set("rpcconnect") && !options.is_negated("rpcconnect");
    const Need need = address == "auto" ? Need::Wished : Need::Required;
    if (need == Need::Wished) {
        if (over_http || !connect) return std::unique_ptr<IpcRoute>();
        address = "unix";
    }
    if (over_http) return Err("-rpcconnect and -ipcconnect options cannot both be enabled");
    if (!connect) {
        return Err("-ipcconnect=" + address +
                   " is not possible: this program was built without IPC (ENABLE_IPC=OFF)");
    }
    // Without a value.
    if (address.empty()) address = "unix";
    IpcTarget target{std::move(address), options.directories().network, timeout};
    return std::unique_ptr<IpcRoute>(new IpcRoute(std::move(connect), std::move(target), need));
}

base::Result<void, IpcFailure> IpcRoute::connect() {
    if (m_rpc) return {};
    m_rpc = TRY(m_connect(m_target));
    return {};
}

base::Result<std::optional<std::string>, Failure> IpcRoute::exchange(const IpcRequest& request) {
    if (const auto connected = connect(); !connected) {
        if (m_need == Need::Wished) return std::optional<std::string>();
        const IpcFailure& why = connected.error();
        return Err(Failure{why.nobody_there ? why.text + std::string(kAdvice) : why.text, why.nobody_there});
    }
    try {
        std::string reply = m_rpc->execute_rpc(std::string(request.body), request.uri, request.user);
        if (reply.empty()) return Err(Failure{"no response from server", false});
        return std::optional(std::move(reply));
    } catch (const std::exception& error) {
        m_rpc.reset();
        // The node may have done what it was asked.
        return Err(Failure{"The node at " + m_target.address + " did not answer: " + error.what(), false});
    }
}

}  // namespace quanta::cli
