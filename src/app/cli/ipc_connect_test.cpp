// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/cli/ipc_connect.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "cli/program.h"
#include "interfaces/init.h"
#include "ipc/address.h"
#include "ipc/host.h"
#include "json/parser.h"
#include "sys/test_directory.h"

namespace quanta::cli {
namespace {

using std::chrono::milliseconds;

/// Tells what it was asked. Its method `die` throws, `hang` waits until it is released.
class TellingRpc final : public interfaces::Rpc {
public:
    explicit TellingRpc(std::shared_future<void> released) : m_released(std::move(released)) {}
    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        const std::string method = json::parse(request)->find("method")->string();
        if (method == "die") throw std::runtime_error("as wished");
        if (method == "hang") m_released.wait();
        const std::string params = json::to_text(*json::parse(request)->find("params"));
        return json::to_text(json::Value(
            json::Value::Object{{"result", method + " " + params + " " + user + "@" + uri}, {"error", {}}}));
    }

private:
    const std::shared_future<void> m_released;
};

class FakeNode final : public interfaces::QuantaInit {
public:
    std::unique_ptr<interfaces::Rpc> make_rpc() override {
        ++connections;
        if (!grants) throw std::runtime_error("Rpc is not offered here");
        return std::make_unique<TellingRpc>(released);
    }
    std::atomic<int> connections{0};
    std::atomic<bool> grants{true};
    std::promise<void> release;
    const std::shared_future<void> released{release.get_future()};
};

/// A data directory, and a node that listens in it once start() was called.
class IpcCliTest : public testing::Test {
protected:
    void start(const std::string& address = "unix") {
        const auto listening = ipc::listen_at(*ipc::socket_path(address, m_home / "regtest"));
        ASSERT_TRUE(listening) << listening.error();
        m_host.listen(*listening, m_node);
    }
    Output run(std::vector<std::string> arguments) {
        // Nothing listens on this port for HTTP.
        arguments.insert(arguments.begin(), {"-datadir=" + m_home.path(), "-regtest", "-rpcport=1"});
        std::istringstream input;
        return run_program(arguments,
                           {sys::real_file_system(), m_home.path(), input, {}, false, connect_ipc});
    }

    sys::TestDirectory m_home;
    FakeNode m_node;
    ipc::Host m_host{"node"};
};

TEST_F(IpcCliTest, AsksTheNodeAtItsSocket) {
    start();
    EXPECT_EQ(run({"getblockhash", "5"}).text, "getblockhash [5] @/");
    EXPECT_EQ(run({"-ipcconnect=unix", "-rpcuser=me", "-rpcwallet=a b", "f"}).text, "f [] me@/wallet/a%20b");
    EXPECT_EQ(run({"-ipcconnect", "-named", "f", "x=y"}).text, "f {\"x\":\"y\"} @/");
    EXPECT_EQ(m_node.connections, 3);
}

TEST_F(IpcCliTest, OtherSockets) {
    start("unix:folder/other.sock");
    EXPECT_EQ(run({"-ipcconnect=unix:folder/other.sock", "f"}).exit_code, 0);
    EXPECT_EQ(run({"-ipcconnect=unix:" + (m_home / "regtest/folder/other.sock"), "f"}).exit_code, 0);
    const Output bad = run({"-ipcconnect=tcp:1", "f"});
    EXPECT_EQ(bad.text,
              "error: Invalid -ipcconnect address 'tcp:1': Unrecognized address, use unix or unix:<path>");
    EXPECT_EQ(bad.exit_code, 1);
}

TEST_F(IpcCliTest, FallsBackWhereNobodyListens) {
    const auto expect_http = [&](const std::string& what) {
        const Output output = run({"f"});
        EXPECT_EQ(output.exit_code, 1) << what;
        EXPECT_TRUE(output.text.starts_with(
            "error: timeout on transient error: Could not connect to the server 127.0.0.1:1"))
            << what << ": " << output.text;
    };
    const auto expect_failure = [&](const std::string& reason) {
        const Output output = run({"-ipcconnect=unix", "f"});
        EXPECT_EQ(output.exit_code, 1);
        EXPECT_TRUE(output.text.starts_with("error: timeout on transient error: ")) << output.text;
        EXPECT_NE(output.text.find(reason), std::string::npos) << output.text;
        EXPECT_NE(output.text.find("Make sure that quanta-node is running"), std::string::npos);
    };
    expect_http("no folder");
    expect_failure("No such file or directory");
    std::ofstream(m_home / "regtest") << "no folder";
    expect_http("a file where a folder should be");
    expect_failure("Not a directory");
    std::filesystem::remove(m_home / "regtest");
    ::close(*ipc::listen_at(m_home / "regtest/node.sock"));
    expect_http("a dead socket");
    expect_failure("Connection refused");

    const std::string deep = m_home / std::string(120, 'd');
    std::filesystem::create_directory(deep);
    EXPECT_NE(run({"-datadir=" + deep, "f"}).text.find("127.0.0.1:1"), std::string::npos);
    EXPECT_NE(run({"-datadir=" + deep, "-ipcconnect=unix", "f"}).text.find("is too long for a socket"),
              std::string::npos);
}

TEST_F(IpcCliTest, FallsBackWhereRpcIsNotGranted) {
    m_node.grants = false;
    start();
    EXPECT_NE(run({"f"}).text.find("Could not connect to the server 127.0.0.1:1"), std::string::npos);
    const Output alone = run({"-ipcconnect=unix", "f"});
    EXPECT_NE(alone.text.find("does not answer RPC: "), std::string::npos) << alone.text;
    EXPECT_NE(alone.text.find("Rpc is not offered here"), std::string::npos) << alone.text;
    EXPECT_EQ(m_node.connections, 2);
}

TEST_F(IpcCliTest, FailingCalls) {
    start();
    const Output died = run({"die"});
    EXPECT_EQ(died.exit_code, 1);
    EXPECT_NE(died.text.find("The node at unix did not answer: "), std::string::npos) << died.text;
    EXPECT_NE(died.text.find("as wished"), std::string::npos) << died.text;
    EXPECT_EQ(run({"-rpcclienttimeout=0", "f"}).exit_code, 0);
}

TEST_F(IpcCliTest, ANodeThatHangs) {
    if (!ipc::Host::call_limit()(milliseconds(1))) GTEST_SKIP() << "calls have no time limit in this build";
    start();
    const Output hung = run({"-rpcclienttimeout=1", "hang"});
    m_node.release.set_value();
    EXPECT_EQ(hung.exit_code, 1);
    EXPECT_NE(hung.text.find("timed out"), std::string::npos) << hung.text;
}

TEST_F(IpcCliTest, WaitsForTheNode) {
    EXPECT_NE(run({"-ipcconnect=unix", "-rpcwait", "-rpcwaittimeout=1", "f"}).text.find("No such file"),
              std::string::npos);
    std::thread later([this] { start(); });
    EXPECT_EQ(run({"-ipcconnect=unix", "-rpcwait", "f"}).text, "f [] @/");
    later.join();
    EXPECT_EQ(run({"-rpcwait", "f"}).text, "f [] @/");
}

TEST_F(IpcCliTest, ANodeThatGoes) {
    start();
    const auto rpc = connect_ipc({"unix", m_home / "regtest", milliseconds(5000)});
    ASSERT_TRUE(rpc);
    EXPECT_NE((*rpc)->execute_rpc(R"({"method":"f","params":[]})", "/", ""), "");
    m_host.close();
    EXPECT_THROW((*rpc)->execute_rpc(R"({"method":"f","params":[]})", "/", ""), std::runtime_error);
}

}  // namespace
}  // namespace quanta::cli
