// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "interfaces/call_limit.h"
#include "interfaces/node.h"
#include "interfaces/rpc.h"
#include "interfaces/wallet.h"

namespace quanta::gui {

/// A connection to a node. Everything in it is used and destroyed off the window's thread.
struct Session {
    std::unique_ptr<interfaces::Node> node;
    /// Null when the node knows no wallets.
    std::unique_ptr<interfaces::WalletLoader> wallets;
    std::unique_ptr<interfaces::Rpc> rpc;
    /// Bounds calls of the thread that asks; may be empty where calls do not leave the process.
    interfaces::CallLimit limit;
    /// Whatever must outlive the others; may be null.
    std::shared_ptr<void> connection;
};

/// The node that ends with the window was stopped: the window closes.
class NodeStopped : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where the window gets its node from.
///
/// A node that has gone is recognised by its calls: Node::status() throws at once. In one process, too, it
/// must throw as soon as the node has been taken down: that is how the window learns that it may close.
class SessionSource {
public:
    /// Says what is waited for, as a sentence without full stop: "Starting quanta-node".
    using WaitingFor = std::function<void(const std::string&)>;

    virtual ~SessionSource() = default;
    /// Waits until there is a node. Called on a thread of the window's, again whenever a connection was lost.
    /// Throws std::runtime_error with a sentence when there is none: it is called again after a while, unless
    /// that is NodeStopped.
    virtual std::unique_ptr<Session> connect(const WaitingFor& waiting_for) = 0;
    /// Ends a connect() in progress and lets later ones throw: the window closes. Does not wait.
    virtual void interrupt() = 0;
    /// Whether the node ends with the window. Does not wait.
    virtual bool owns_node() = 0;
};

/// What the command line says about the window.
struct GuiOptions {
    std::string chain = "main";    ///< "main", "test", "testnet4", "signet", "regtest": for the title
    std::string version;           ///< "0.1.0"
    std::string data_directory;    ///< of the chain; gui.ini is in it, once it exists. Empty: nothing is kept
    bool start_minimized = false;  ///< -min
    bool start_page = true;        ///< -splash: say large what a start waits for
    std::string language;          ///< -lang: "de", "pt_BR"; empty: the system's
    bool reset_settings = false;   ///< -resetguisettings
    /// SIGINT and SIGTERM close the window as its user would. Not where the node of this process hears them.
    bool closes_on_signals = false;
};

/// Shows the window until its user closes it; the exit status. `source` must outlive the call. Main thread.
///
/// Should a call to another process hang when the window is closed for good, the process ends right here.
int run(int argc, char** argv, const GuiOptions& options, SessionSource& source);

/// -choosedatadir: asks for the data directory, `proposed` first; nothing when the user gives up. Before
/// run(), main thread.
std::optional<std::string> choose_data_directory(int argc, char** argv, const std::string& proposed);

}  // namespace quanta::gui
