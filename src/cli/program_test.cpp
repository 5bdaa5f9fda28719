// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/session.h"
#include "http/rpc_server.h"
#include "json/parser.h"
#include "rpc/control.h"
#include "sys/clock.h"
#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::cli {
namespace {

/// A data directory and, once start() was called, a regtest node in it that knows a few methods.
class CliTest : public ::testing::Test {
protected:
    ~CliTest() override { stop(); }

    void start() {
        add_methods();
        m_dispatcher.end_warm_up();
        ASSERT_TRUE(sys::real_file_system().create_directories(m_directory / "regtest"));
        http::RpcOptions options;
        options.port = 0;
        options.cookie_path = m_directory / "regtest/.cookie";
        options.auth = {"alice:salt$ac8e3b39b2a5c5b1e2e1a7ed2fdc0a6cdc2b1e3a4a6d2d4e0a6a1a5f0e3b7c9d"};
        auto server = http::RpcServer::create(
            {m_loop, m_dispatcher, sys::real_file_system(), sys::os_random()}, options);
        ASSERT_TRUE(server);
        m_server = std::move(*server);
        m_port = m_server->endpoints().front().port;
        m_thread = sys::Thread("loop", [this] { m_loop.run(); });
    }

    void stop() {
        if (!m_server) return;
        m_server->stop();
        m_server.reset();
        m_loop.stop();
        m_thread.join();
    }

    void add(std::string name, json::Value result, std::vector<rpc::Param> params = {}) {
        m_dispatcher.add({.name = std::move(name), .params = std::move(params)},
                         [result = std::move(result)](const rpc::Call&, json::Writer& out) {
                             out.value(result);
                             return rpc::RpcResult<void>();
                         });
    }

    void add_methods() {
        rpc::add_control_methods(m_dispatcher, {[] {}, [] { return int64_t{77}; }, ""});
        add("ping", json::Value());
        add("getblockchaininfo", *json::parse(R"({"chain":"regtest","blocks":5,"headers":6,"difficulty":0.5,)"
                                              R"("verificationprogress":0.25,"warnings":["w1","w2"]})"));
        add("getnewaddress", "addr");
        m_dispatcher.add({.name = "generatetoaddress",
                          .params = {{.name = "nblocks", .kind = rpc::Kind::Number},
                                     {.name = "address", .kind = rpc::Kind::String},
                                     {.name = "maxtries", .kind = rpc::Kind::Number, .optional = true}}},
                         [](const rpc::Call& call, json::Writer& out) -> rpc::RpcResult<void> {
                             out.begin_array();
                             for (int i = 0; i < TRY(call.args.integer<int>("nblocks")); ++i)
                                 out.value(i);
                             out.end_array();
                             return {};
                         });
        m_dispatcher.add(
            {.name = "walletpassphrase",
             .params = {{.name = "passphrase", .kind = rpc::Kind::String},
                        {.name = "timeout", .kind = rpc::Kind::Number}}},
            [](const rpc::Call& call, json::Writer& out) -> rpc::RpcResult<void> {
                out.value(call.args.values()[0].string() + "@" + call.caller.wallet.value_or("-"));
                return {};
            });
        m_dispatcher.add({.name = "nowallet"}, [](const rpc::Call&, json::Writer&) -> rpc::RpcResult<void> {
            return rpc::fail(-19, "Wallet file not specified");
        });
    }

    Output run(std::vector<std::string> arguments, const std::string& input = "") {
        arguments.insert(arguments.begin(), {"-datadir=" + m_directory.path(), "-regtest",
                                             "-rpcport=" + std::to_string(m_port)});
        return run_bare(arguments, input);
    }

    Output run_bare(const std::vector<std::string>& arguments, const std::string& input = "") {
        std::istringstream stream(input);
        return run_program(arguments, {sys::real_file_system(), m_directory.path(), stream, {}, false});
    }

    sys::TestDirectory m_directory;
    sys::EventLoop m_loop;
    rpc::Dispatcher m_dispatcher{sys::system_clock()};
    std::unique_ptr<http::RpcServer> m_server;
    sys::Thread m_thread;
    uint16_t m_port = 1;
};

TEST_F(CliTest, ResultsArePrintedAsTheyAre) {
    start();
    const auto text = [&](std::vector<std::string> arguments) {
        const Output output = run(std::move(arguments));
        return std::to_string(output.exit_code) + " " + output.text;
    };
    EXPECT_EQ(text({"uptime"}), "0 77");
    EXPECT_EQ(text({"stop"}), "0 Quanta stopping");
    EXPECT_EQ(text({"ping"}), "0 ");
    EXPECT_EQ(text({"echo", "1", "a"}), "0 [\n  \"1\",\n  \"a\"\n]");
    EXPECT_EQ(text({"echojson", "0.10", "{\"a\":[]}"}), "0 [\n  0.10,\n  {\n    \"a\": [\n    ]\n  }\n]");
    EXPECT_EQ(text({"-named", "echojson", "5", "arg2=true"}), "0 [\n  5,\n  null,\n  true\n]");
}

TEST_F(CliTest, Errors) {
    start();
    Output output = run({"nosuch"});
    EXPECT_EQ(output.text, "error code: -32601\nerror message:\nMethod not found");
    EXPECT_EQ(output.exit_code, 32601);
    output = run({"help", "a", "b"});
    EXPECT_EQ(output.exit_code, 1);
    EXPECT_EQ(output.text.rfind("error code: -1\nerror message:\nhelp ( \"command\" )", 0), 0u);
    output = run({"nowallet"});
    EXPECT_EQ(output.exit_code, 19);
    EXPECT_NE(output.text.find("-rpcwallet=<walletname>"), std::string::npos);
    output = run({"echojson", "{"});
    EXPECT_EQ(output.text, "error: Error parsing JSON: {");
    EXPECT_EQ(output.exit_code, 1);
    EXPECT_EQ(run({}).text, "error: too few parameters (need at least command)");
    EXPECT_EQ(run({"-rpcuser=alice", "-rpcpassword=wrong", "uptime"}).text,
              "error: Authorization failed: Incorrect rpcuser or rpcpassword");
    EXPECT_EQ(run({"-norpccookiefile", "uptime"}).text.rfind("error: Could not locate RPC credentials.", 0),
              0u);
    EXPECT_EQ(run({"-getinfo", "x"}).text, "error: -getinfo takes no arguments");
    EXPECT_EQ(run({"-color=pink", "uptime"}).text,
              "error: Invalid value for -color option. Valid values: always, auto, never.");
    EXPECT_EQ(run({"-rpcconnect=127.0.0.1:x", "uptime"}).text,
              "error: Invalid port provided in -rpcconnect: 127.0.0.1:x");
}

TEST_F(CliTest, NobodyListens) {
    const Output output = run({"uptime"});
    EXPECT_EQ(output.exit_code, 1);
    EXPECT_EQ(
        output.text,
        "error: timeout on transient error: Could not connect to the server 127.0.0.1:1\n\nMake sure the "
        "quantad server is running and that you are connecting to the correct RPC port.\nUse \"quanta-cli "
        "-help\" for more info.");
    EXPECT_EQ(run({"-rpcwait", "-rpcwaittimeout=1", "uptime"}).text, output.text);
}

TEST_F(CliTest, WaitsForTheWarmUp) {
    start();
    m_dispatcher.set_warm_up("Loading…");
    EXPECT_EQ(run({"uptime"}).exit_code, 28);
    EXPECT_EQ(run({"-rpcwait", "-rpcwaittimeout=1", "uptime"}).text,
              "error: timeout on transient error: server in warmup");
    sys::Thread node("node", [this] { m_dispatcher.end_warm_up(); });
    EXPECT_EQ(run({"-rpcwait", "uptime"}).text, "77");
}

TEST_F(CliTest, StandardInput) {
    start();
    EXPECT_EQ(run({"-stdin", "echo", "a"}, "b c\n\nd").text, "[\n  \"a\",\n  \"b c\",\n  \"\",\n  \"d\"\n]");
    EXPECT_EQ(
        run({"-stdinwalletpassphrase", "-rpcwallet=my wallet", "walletpassphrase", "60"}, "secret\n").text,
        "secret@my wallet");
    EXPECT_EQ(run({"-stdinwalletpassphrase", "uptime"}, "secret\n").text,
              "error: -stdinwalletpassphrase is only applicable for walletpassphrase(change)");
    EXPECT_EQ(run({"-stdinrpcpass", "uptime"}).text,
              "error: -stdinrpcpass specified but failed to read from standard input");
    EXPECT_EQ(run({"-stdinrpcpass", "-rpcuser=alice", "uptime"}, "wrong\n").text,
              "error: Authorization failed: Incorrect rpcuser or rpcpassword");
}

TEST_F(CliTest, ConfigurationFile) {
    start();
    std::ofstream(m_directory / "quanta.conf")
        << "chain=regtest\nserver=1\n[regtest]\nrpcport=" << m_port << "\n";
    EXPECT_EQ(run_bare({"-datadir=" + m_directory.path(), "uptime"}).text, "77");
    EXPECT_EQ(
        run_bare({"-datadir=" + m_directory.path(), "-conf=missing.conf", "uptime"}).text.rfind("Error: ", 0),
        0u);
}

TEST_F(CliTest, GetInfo) {
    start();
    EXPECT_EQ(run({"-getinfo"}).text,
              "Chain: regtest\nBlocks: 5\nHeaders: 6\nVerification progress: 25.0000%\nDifficulty: 0.5\n\n"
              "Warnings: w1\nw2");
    const json::Value network =
        *json::parse(R"({"version":10000,"connections":3,"connections_in":1,"connections_out":2,)"
                     R"("timeoffset":0,"relayfee":0.00001})");
    const json::Value wallet = *json::parse(R"({"walletname":"","keypoolsize":9,"unlocked_until":0})");
    const json::Value balances = *json::parse(R"({"mine":{"trusted":1.50000000}})");
    const json::Value chain = *json::parse(R"({"chain":"main","warnings":["old"]})");
    EXPECT_EQ(getinfo_text({chain, network, wallet, balances, *json::parse(R"({"work":[]})")}, Colour::On),
              "\x1b[1mChain: main\x1b[0m\n\n\x1b[1mNetwork: in 1, out 2, total 3\x1b[0m\nVersion: 10000\n"
              "Time offset (s): 0\nProxies: n/a\nMin tx relay fee rate (BTC/kvB): 0.00001\n\n"
              "\x1b[1mWallet: \"\"\x1b[0m\nKeypool size: 9\nUnlocked until: 0\nBalance: 1.50000000\n\n"
              "\x1b[1;33mWarnings: old\x1b[0m");
    const json::Value tor = *json::parse(
        R"({"networks":[{"name":"ipv4","proxy":"p:1"},{"name":"ipv6","proxy":""},{"name":"onion","proxy":"p:1"},)"
        R"({"name":"i2p","proxy":"q:2"}]})");
    const json::Value calm = *json::parse(R"({"chain":"main"})");
    EXPECT_EQ(getinfo_text({calm, tor, {}, {}, {}, {{"", balances}, {"savings", {}}}}, Colour::Off),
              "Chain: main\n\nNetwork: in , out , total \nProxies: p:1 (ipv4, onion), q:2 (i2p)\n\n"
              "Balances: 2 wallets\n1.50000000  \"\"\n   unknown  savings\n\nWarnings: (none)");
    const json::Value work = *json::parse(
        R"({"work":[{"name":"importing x.dat","unit":"bytes","done":431,"total":1000,"progress":0.431,"eta":120},)"
        R"({"name":"reindexing","unit":"bytes","done":1,"total":4,"progress":0.25},)"
        R"({"name":"writing coins","unit":"coins","done":7}]})");
    EXPECT_EQ(getinfo_text({calm, {}, {}, {}, work}, Colour::Off),
              "Chain: main\n\nWork: importing x.dat 43.1%, about 2 min left\nreindexing 25.0%\n"
              "writing coins 7 coins\n\nWarnings: (none)");
}

TEST_F(CliTest, Generate) {
    start();
    EXPECT_EQ(run({"-generate"}).text, "{\n  \"address\": \"addr\",\n  \"blocks\": [\n    0\n  ]\n}");
    EXPECT_EQ(run({"-generate", "2", "9"}).text,
              "{\n  \"address\": \"addr\",\n  \"blocks\": [\n    0,\n    1\n  ]\n}");
    EXPECT_EQ(run({"-generate", "1", "2", "3"}).exit_code, 1);
    EXPECT_EQ(run({"-generate", "x"}).text, "error: Error parsing JSON: x");
    EXPECT_EQ(run({"-generate", "0"}).text,
              "error: the first argument (number of blocks to generate, default: 1) must be an integer value "
              "greater than zero");
    EXPECT_EQ(run({"-generate", "-getinfo"}).text,
              "error: Only one of -generate, -getinfo may be specified.");
}

TEST_F(CliTest, NetworkViews) {
    start();
    EXPECT_EQ(run({"-netinfo"}).text,
              "error: -netinfo is not possible: the server has no method getnetworkinfo");
    EXPECT_EQ(run({"-addrinfo"}).text,
              "error: -addrinfo is not possible: the server has no method getaddrmaninfo");
    EXPECT_EQ(run({"-addrinfo", "x"}).text, "error: -addrinfo takes no arguments");
    EXPECT_EQ(run({"-netinfo", "help"}).exit_code, 0);
    EXPECT_EQ(run({"-netinfo", "x"}).exit_code, 1);
    add("getnetworkinfo", *json::parse(R"({"subversion":"/Quanta/","networkactive":true})"));
    EXPECT_EQ(run({"-netinfo"}).text,
              "error: -netinfo is not possible: the server has no method getpeerinfo");
    add("getpeerinfo", json::Value(json::Value::Array()));
    EXPECT_NE(run({"-netinfo"}).text.find(" on regtest, server /Quanta/ "), std::string::npos);
    add("getnodeaddresses", *json::parse(R"([{"network":"i2p"}])"),
        {{.name = "count", .kind = rpc::Kind::Number, .optional = true}});
    EXPECT_NE(run({"-addrinfo"}).text.find("\"i2p\": 1,"), std::string::npos);
    add("getaddrmaninfo", *json::parse(R"({"i2p":{"total":5}})"));
    EXPECT_NE(run({"-addrinfo"}).text.find("\"i2p\": 5,"), std::string::npos);
}

TEST_F(CliTest, PortGivenTwice) {
    const Output output = run({"-rpcconnect=127.0.0.1:2", "uptime"});
    EXPECT_EQ(output.warning, "Warning: Port specified in both -rpcconnect and -rpcport. Using -rpcport 1");
    EXPECT_NE(output.text.find("127.0.0.1:1"), std::string::npos);
    EXPECT_EQ(run_bare({"-regtest", "-rpcport=x", "uptime"}).text,
              "error: Invalid port provided in -rpcport: x");
}

TEST_F(CliTest, HelpAndVersion) {
    EXPECT_EQ(run_bare({"-version"}).text.rfind("Quanta RPC client version v", 0), 0u);
    const Output help = run_bare({"-help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.text.find("-rpcwaittimeout"), std::string::npos);
    const Output nothing = run_bare({});
    EXPECT_EQ(nothing.exit_code, 1);
    EXPECT_TRUE(nothing.text.ends_with("Error: too few parameters"));
    EXPECT_EQ(run_bare({"-nonsense"}).text.rfind("Error: ", 0), 0u);
}

TEST(Session, HostsAndPorts) {
    const auto split = [](std::string_view text) {
        const auto host = split_host(text);
        return host ? host->address + " " + std::to_string(host->port) : host.error();
    };
    EXPECT_EQ(split("localhost"), "localhost 0");
    EXPECT_EQ(split("localhost:1"), "localhost 1");
    EXPECT_EQ(split("::1"), "::1 0");
    EXPECT_EQ(split("[::1]"), "::1 0");
    EXPECT_EQ(split("[::1]:65535"), "::1 65535");
    for (const std::string bad : {"a:0", "a:65536", "a:", "a:-1", "[::1]x", "[::1]:"}) {
        EXPECT_EQ(split(bad), "Invalid port provided in -rpcconnect: " + bad);
    }
    EXPECT_EQ(default_port("main"), 8332);
    EXPECT_EQ(default_port("test"), 18332);
    EXPECT_EQ(default_port("testnet4"), 48332);
    EXPECT_EQ(default_port("signet"), 38332);
    EXPECT_EQ(default_port("regtest"), 18443);
}

}  // namespace
}  // namespace quanta::cli
