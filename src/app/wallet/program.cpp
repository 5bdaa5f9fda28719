// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wallet/program.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "app/common/about.h"
#include "app/common/log_settings.h"
#include "app/wallet/wallet_settings.h"
#include "base/log.h"
#include "config/command_line.h"
#include "ipc/address.h"
#include "ipc/spawn.h"
#include "sys/descriptor_broker.h"
#include "sys/event_loop.h"
#include "sys/sandbox.h"
#include "sys/signals.h"
#include "wallet_rpc/loader.h"

namespace quanta::wallet_program {

namespace {

using base::Err;
using program::print_error;

/// How long a connection to the node may take.
constexpr std::chrono::seconds kConnectTime{10};

/// One run, with its options.
class Run {
public:
    Run(const config::Options& options, sys::FileSystem& files) : m_options(options), m_files(files) {}

    base::Result<void, std::string> run() {
        const auto started_by = m_options.get("ipcfd");
        std::optional<int> socket;
        if (started_by)
            socket = TRY(ipc::take_spawned_socket(*started_by));
        else
            TRY(start_broker());
        TRY(prepare());
        if (socket)
            serve(*socket);
        else
            attach();
        base::log_info("wallet process done");
        return {};
    }

private:
    /// Makes the child that connects to the node once this process cannot.
    base::Result<void, std::string> start_broker() {
        const std::string address = m_options.get_string("ipcconnect", "unix");
        const auto path =
            ipc::socket_path(address.empty() ? "unix" : address, m_options.directories().network);
        if (!path) return Err("-ipcconnect=" + address + ": " + path.error());
        m_place = *path;
        auto broker = sys::DescriptorBroker::start([path = *path]() -> base::Result<int, std::string> {
            auto socket = ipc::connect_to(path);
            if (!socket) return Err(socket.error().message);
            return *socket;
        });
        if (!broker) return Err("Cannot start a process to connect with: " + broker.error().message());
        m_broker = std::move(*broker);
        return {};
    }

    /// Opens the log and gives up what is not needed; before any thread.
    base::Result<void, std::string> prepare() {
        const std::string& network = m_options.directories().network;
        if (const auto made = m_files.create_directories(network); !made)
            return Err("Cannot create directory " + network + ": " + made.error().message());
        const auto log =
            TRY(program::make_log_settings(m_options, {.file = "wallet.log", .to_console = false}));
        TRY(program::start_log(log, m_files, m_log.sink));
        m_wallets = TRY(program::make_wallet_options(m_options, m_files));
        m_wallets->limit = ipc::Host::call_limit();
        base::log_info("Quanta wallet process v" QUANTA_VERSION ", process {}, wallets in {}", ::getpid(),
                       m_wallets->directory);
        const std::string word = m_options.get_string("sandbox", "auto");
        const auto mode = sys::parse_sandbox_mode(word);
        if (!mode) return Err("Unknown -sandbox mode '" + word + "', known are auto, off, require");
        sys::SandboxPolicy policy;
        policy.read_write.push_back(m_wallets->directory);
        if (!log.output.file_path.empty()) policy.read_write.push_back(log.output.file_path);
        TRY(sys::enter_sandbox(policy, *mode));
        return {};
    }

    WalletInit::Make make() {
        return [this](std::unique_ptr<interfaces::Chain> chain) {
            wallet::WalletOptions options = *m_wallets;
            options.chain = std::move(chain);
            return wallet_rpc::make_wallet_loader(std::move(options));
        };
    }

    /// Until the node that started this process has gone.
    void serve(int socket) {
        WalletInit init(make());
        sys::EventLoop loop;
        sys::SignalWatcher signals(loop, [&](sys::Signal signal) { on_signal(signal, loop); });
        // A terminal interrupts all of its processes: the node ends this one in order.
        ::signal(SIGINT, SIG_IGN);
        ipc::Host host("quanta-wallet");
        host.serve(socket, init, [&] { loop.stop(); });
        loop.run();
        host.close();
        // What follows the chain refers to the host.
        init.close();
    }

    /// Until it is asked to stop.
    void attach() {
        sys::EventLoop loop;
        sys::SignalWatcher signals(loop, [&](sys::Signal signal) { on_signal(signal, loop); });
        ipc::Host host("quanta-wallet");
        const Attachment attachment(host, {m_place, [this] { return m_broker->request(kConnectTime); },
                                           m_options.get_list("wallet"), make()});
        loop.run();
        // Calls in progress end with the connection.
        host.close();
    }

    void on_signal(sys::Signal signal, sys::EventLoop& loop) {
        if (signal == sys::Signal::Stop) loop.stop();
        if (signal == sys::Signal::Reopen) m_log.sink.reopen();
    }

    const config::Options& m_options;
    sys::FileSystem& m_files;
    program::InstalledLog m_log;
    std::string m_place;                              ///< the node's socket, for attached wallets
    std::unique_ptr<sys::DescriptorBroker> m_broker;  ///< connects to it
    std::optional<wallet::WalletOptions> m_wallets;
};

}  // namespace

int run_program(const std::vector<std::string>& arguments, sys::FileSystem& files) {
    auto line = config::parse_command_line(config::wallet_options(), arguments);
    if (!line) return print_error(line.error().message);
    const program::About about{
        "quanta-wallet", "Quanta wallet process", "[-ipcconnect=<address>] [options]",
        "Keeps the wallets of a Quanta node in a process of their own. A node starts it when it needs it;\n"
        "started by hand it attaches to a running node.",
        config::wallet_options()};
    if (const auto status = program::answer_about(about, *line)) return *status;
    const auto options = config::load(config::wallet_options(), std::move(*line),
                                      {.files = files,
                                       .default_data_directory = config::default_data_directory(),
                                       .unknown_options = config::UnknownOptions::Ignore});
    if (!options) return print_error(options.error().message);
    // The log stays open for the error.
    Run run(*options, files);
    const auto outcome = run.run();
    return outcome ? 0 : print_error(outcome.error());
}

}  // namespace quanta::wallet_program
