// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/ipc_route.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "config/command_line.h"
#include "sys/test_directory.h"

namespace quanta::cli {
namespace {

using Words = std::vector<std::string>;

/// What a node behind a socket was asked, and does.
struct Script {
    base::Result<void, IpcFailure> connecting;
    std::string reply = "{}";
    /// Throws instead of replying.
    bool breaks = false;
    int connections = 0;
    std::vector<std::string> requests;
    IpcTarget target;
};

class ScriptedRpc final : public interfaces::Rpc {
public:
    explicit ScriptedRpc(Script& script) : m_script(script) {}
    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        m_script.requests.push_back(user + "@" + uri + " " + request);
        if (m_script.breaks) throw std::runtime_error("gone");
        return m_script.reply;
    }

private:
    Script& m_script;
};

class IpcRouteTest : public testing::Test {
protected:
    base::Result<std::unique_ptr<IpcRoute>, std::string> create(Words arguments, bool with_ipc = true) {
        arguments.insert(arguments.begin(), {"-regtest", "-datadir=" + m_home.path()});
        const auto options =
            config::load(config::cli_options(), *config::parse_command_line(config::cli_options(), arguments),
                         {sys::real_file_system(), m_home.path()});
        return IpcRoute::create(*options, with_ipc ? connector() : IpcConnect(), std::chrono::seconds(5));
    }
    std::unique_ptr<IpcRoute> route(const Words& arguments) {
        auto made = create(arguments);
        EXPECT_TRUE(made) << (made ? "" : made.error());
        return made ? std::move(*made) : nullptr;
    }
    std::string refusal(const Words& arguments, bool with_ipc = true) {
        const auto made = create(arguments, with_ipc);
        if (!made) return made.error();
        return *made ? "ipc" : "http";
    }
    IpcConnect connector() {
        return [this](const IpcTarget& target) -> base::Result<std::unique_ptr<interfaces::Rpc>, IpcFailure> {
            ++m_script.connections;
            m_script.target = target;
            TRY(m_script.connecting);
            return std::unique_ptr<interfaces::Rpc>(std::make_unique<ScriptedRpc>(m_script));
        };
    }

    sys::TestDirectory m_home;
    Script m_script;
};

TEST_F(IpcRouteTest, OptionsChooseTheWay) {
    EXPECT_EQ(refusal({}), "ipc");
    for (const char* option : {"-ipcconnect", "-ipcconnect=auto", "-ipcconnect=unix", "-ipcconnect=unix:x"}) {
        EXPECT_EQ(refusal({option}), "ipc") << option;
    }
    for (const char* option : {"-noipcconnect", "-ipcconnect=0", "-rpcconnect=127.0.0.1", "-rpcconnect="}) {
        EXPECT_EQ(refusal({option}), "http") << option;
    }
    EXPECT_EQ(refusal({"-norpcconnect"}), "ipc");
    EXPECT_EQ(refusal({"-rpcconnect=x", "-ipcconnect=auto"}), "http");
    EXPECT_EQ(refusal({"-rpcconnect=x", "-noipcconnect"}), "http");
    for (const char* option : {"-ipcconnect=unix", "-ipcconnect=unix:x", "-ipcconnect"}) {
        EXPECT_EQ(refusal({"-rpcconnect=x", option}),
                  "-rpcconnect and -ipcconnect options cannot both be enabled");
    }
    EXPECT_EQ(m_script.connections, 0);
}

TEST_F(IpcRouteTest, WithoutIpc) {
    EXPECT_EQ(refusal({}, false), "http");
    EXPECT_EQ(refusal({"-ipcconnect=auto"}, false), "http");
    EXPECT_EQ(refusal({"-noipcconnect"}, false), "http");
    EXPECT_EQ(refusal({"-ipcconnect=unix"}, false),
              "-ipcconnect=unix is not possible: this program was built without IPC (ENABLE_IPC=OFF)");
    EXPECT_EQ(refusal({"-ipcconnect=unix", "-rpcconnect=x"}, false),
              "-rpcconnect and -ipcconnect options cannot both be enabled");
}

TEST_F(IpcRouteTest, OneConnectionForAllRequests) {
    const auto way = route({"-ipcconnect=unix:a/b"});
    for (int i = 0; i < 2; ++i) {
        const auto reply = way->exchange({"[1]", "/wallet/w", "me"});
        ASSERT_TRUE(reply && *reply);
        EXPECT_EQ(**reply, "{}");
    }
    EXPECT_EQ(m_script.connections, 1);
    EXPECT_EQ(m_script.requests, (Words{"me@/wallet/w [1]", "me@/wallet/w [1]"}));
    EXPECT_EQ(m_script.target.address, "unix:a/b");
    EXPECT_EQ(m_script.target.directory, m_home / "regtest");
    EXPECT_EQ(m_script.target.timeout, std::chrono::seconds(5));
    ASSERT_TRUE(route({"-ipcconnect"})->exchange({"", "/", ""}));
    EXPECT_EQ(m_script.target.address, "unix");
    ASSERT_TRUE(route({})->exchange({"", "/", ""}));
    EXPECT_EQ(m_script.target.address, "unix");
}

TEST_F(IpcRouteTest, NobodyThere) {
    m_script.connecting = base::Err(IpcFailure{"No such socket", true});
    const auto either = route({})->exchange({"", "/", ""});
    ASSERT_TRUE(either);
    EXPECT_FALSE(either->has_value());

    const auto way = route({"-ipcconnect=unix"});
    const auto alone = way->exchange({"", "/", ""});
    ASSERT_FALSE(alone);
    EXPECT_TRUE(alone.error().again);
    EXPECT_TRUE(alone.error().text.starts_with("No such socket\n\nMake sure that quanta-node is running"));
    // It is there later.
    m_script.connecting = {};
    EXPECT_TRUE(way->exchange({"", "/", ""}));
}

TEST_F(IpcRouteTest, WhoIsThereDoesNotLetUsAsk) {
    m_script.connecting = base::Err(IpcFailure{"not for you", false});
    const auto either = route({})->exchange({"", "/", ""});
    ASSERT_TRUE(either);
    EXPECT_FALSE(either->has_value());
    const auto alone = route({"-ipcconnect=unix"})->exchange({"", "/", ""});
    ASSERT_FALSE(alone);
    EXPECT_FALSE(alone.error().again);
    EXPECT_EQ(alone.error().text, "not for you");
}

TEST_F(IpcRouteTest, ARequestIsNotSentTwice) {
    m_script.breaks = true;
    const auto way = route({});
    const auto reply = way->exchange({"", "/", ""});
    ASSERT_FALSE(reply);
    EXPECT_FALSE(reply.error().again);
    EXPECT_EQ(reply.error().text, "The node at unix did not answer: gone");
    EXPECT_EQ(m_script.requests.size(), 1u);
    m_script.breaks = false;
    EXPECT_TRUE(way->exchange({"", "/", ""}));
    EXPECT_EQ(m_script.connections, 2);

    m_script.reply = "";
    EXPECT_EQ(way->exchange({"", "/", ""}).error().text, "no response from server");
}

}  // namespace
}  // namespace quanta::cli
