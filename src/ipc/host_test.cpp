// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/host.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ipc/address.h"
#include "ipc/fake_init.h"
#include "sys/test_directory.h"

namespace quanta::ipc {
namespace {

using interfaces::BlockRef;
using namespace std::chrono_literals;

std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "no error";
}

/// Two hosts with a socket pair between them.
class HostTest : public ::testing::Test {
protected:
    HostTest() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        m_server.serve(ends[0], m_init, [this] { m_client_lost.set_value(); });
        m_remote = m_client.connect(ends[1], [this] { m_server_lost.set_value(); });
    }

    FakeInit m_init;
    std::promise<void> m_client_lost;
    std::promise<void> m_server_lost;
    Host m_server{"server"};
    Host m_client{"client"};
    std::unique_ptr<interfaces::QuantaInit> m_remote;
};

class ChainRecorder final : public interfaces::ChainSink {
public:
    void chain_changed(const interfaces::ChainPosition& position) override { heard.set_value(position); }
    std::promise<interfaces::ChainPosition> heard;
};

class NodeRecorder final : public interfaces::NodeSink {
public:
    void status_changed(const interfaces::NodeStatus& status) override { heard.set_value(status); }
    std::promise<interfaces::NodeStatus> heard;
};

class WalletRecorder final : public interfaces::WalletSink {
public:
    void wallet_changed(const interfaces::WalletChanged& change) override { heard.set_value(change); }
    std::promise<interfaces::WalletChanged> heard;
};

TEST_F(HostTest, CarriesEchoAndRpc) {
    EXPECT_EQ(m_remote->make_echo()->echo("h\xc3\xa9llo"), "h\xc3\xa9llo");
    EXPECT_EQ(m_remote->make_rpc()->execute_rpc("{}", "/wallet/a", "me"), "{}|/wallet/a|me");
    EXPECT_EQ(error_of([&] { m_remote->make_mining_old2(); }),
              "remote exception: std::exception: Old mining interface (@2) not supported. Please update your "
              "client!");
}

/// Makes mining clients wait until they give up.
class WaitingInit final : public interfaces::QuantaInit {
public:
    std::unique_ptr<interfaces::Mining> make_mining() override {
        std::promise<void> given_up;
        const auto watch = Host::call_watch()([&] { given_up.set_value(); });
        called.set_value();
        was_told.set_value(given_up.get_future().wait_for(30s) == std::future_status::ready);
        return nullptr;
    }
    std::promise<void> called;
    std::promise<bool> was_told;
};

TEST(HostCallWatch, TellsThatACallIsGivenUp) {
    if (!Host::call_limit()(1s)) GTEST_SKIP() << "this libmultiprocess knows no limits of calls";
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    WaitingInit init;
    Host server("server");
    Host client("client");
    server.serve(ends[0], init);
    const auto remote = client.connect(ends[1]);
    auto error = std::async(std::launch::async, [&] { return error_of([&] { remote->make_mining(); }); });
    init.called.get_future().wait();
    client.give_up_calls();
    EXPECT_EQ(error.get(), "IPC client method call given up.");
    EXPECT_TRUE(init.was_told.get_future().get());
    // Threads that run no call of another process.
    const auto watch = Host::call_watch()([] { ADD_FAILURE() << "nobody has called"; });
}

TEST_F(HostTest, CarriesMining) {
    const auto mining = m_remote->make_mining();
    EXPECT_TRUE(mining->is_test_chain());
    EXPECT_FALSE(mining->is_initial_block_download());
    EXPECT_EQ(mining->get_tip(), block_of(3));
    EXPECT_EQ(mining->wait_tip_changed(base::Bytes(32, 0), interfaces::kNoTimeout_ms), block_of(4));
    EXPECT_EQ(mining->wait_tip_changed(base::Bytes(32, 0), 5), std::nullopt);
    std::string reason = "old";
    std::string debug = "old";
    EXPECT_TRUE(mining->check_block(base::Bytes(1'000'000, 1), {true, false}, reason, debug));
    EXPECT_EQ(reason + "/" + debug, "/root");
    EXPECT_FALSE(mining->submit_block(base::Bytes(1, 1), reason, debug));
    EXPECT_EQ(reason + "/" + debug, "duplicate/");
    EXPECT_EQ(mining->get_transactions_by_txid({base::Bytes(32, 1), {}}), std::vector<base::Bytes>(2));
    EXPECT_EQ(mining->get_transactions_by_witness_id({{1}, {}, {2, 3}}),
              (std::vector<base::Bytes>{{1}, {}, {2, 3}}));
    mining->interrupt();
    EXPECT_EQ(mining->create_new_block({}, false), nullptr);
    EXPECT_EQ(error_of([&] {
                  mining->create_new_block({true, 0, 0}, true);
              }),
              "remote exception: std::exception: too low");
}

TEST_F(HostTest, CarriesTemplates) {
    const auto made = m_remote->make_mining()->create_new_block({}, true);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->get_block_header(), base::Bytes(80, 7));
    EXPECT_EQ(made->get_block(), base::Bytes(200, 8));
    EXPECT_EQ(made->get_tx_fees(), (std::vector<primitives::Amount>{{1}, {2'100'000'000'000'000}}));
    EXPECT_EQ(made->get_tx_sigops(), (std::vector<int64_t>{4, 0, 80'000}));
    const interfaces::CoinbaseTx coinbase = made->get_coinbase_tx();
    EXPECT_EQ(coinbase.version, 2u);
    EXPECT_EQ(coinbase.sequence, 0xfffffffeu);
    EXPECT_EQ(coinbase.script_sig_prefix, (base::Bytes{1, 2}));
    EXPECT_EQ(coinbase.witness, base::Bytes(32, 0));
    EXPECT_EQ(coinbase.block_reward_remaining.sat, 5'000'000'000);
    EXPECT_EQ(coinbase.required_outputs, (std::vector<base::Bytes>{{9, 9}, {}}));
    EXPECT_EQ(coinbase.lock_time, 77u);
    EXPECT_EQ(made->get_coinbase_merkle_path(),
              (std::vector<base::Bytes>{base::Bytes(32, 1), base::Bytes(32, 2)}));
    EXPECT_TRUE(made->submit_solution_old7(1, 0, 0, {}));
    std::string reason;
    std::string debug;
    EXPECT_FALSE(made->submit_solution(1, 2, 3, {4, 5}, reason, debug));
    EXPECT_EQ(reason + "/" + debug, "3/2");
    EXPECT_NE(made->wait_next({}), nullptr);
    EXPECT_EQ(made->wait_next({0, {0}}), nullptr);
    made->interrupt_wait();
}

TEST_F(HostTest, CarriesTheChain) {
    const auto chain = m_remote->make_chain();
    const interfaces::ChainInfo info = chain->info();
    EXPECT_EQ(info.name + info.signet_challenge, "signet51");
    EXPECT_EQ(info.position.tip, block_of(5));
    EXPECT_EQ(info.position.time_s, 1'700'000'000);
    EXPECT_FALSE(info.position.initial_block_download);
    EXPECT_TRUE(info.pruned);
    const interfaces::BlocksPage page = chain->blocks_after({hash_of(1), hash_of(2)}, 4'000'000);
    EXPECT_EQ(page.fork, block_of(6));
    ASSERT_EQ(page.blocks.size(), 2u);
    EXPECT_EQ(page.blocks[0].block, block_of(7));
    EXPECT_EQ(page.blocks[0].raw, base::Bytes(4'000'000, 1));
    EXPECT_EQ(page.locator, (std::vector<primitives::BlockHash>{hash_of(1), hash_of(2)}));
    EXPECT_EQ(page.position.sequence, 9u);
    EXPECT_TRUE(page.pruned_away);
    const interfaces::FiltersPage filters = chain->filters_after({hash_of(1), hash_of(2)}, 20'000);
    EXPECT_TRUE(filters.available && filters.unfinished);
    EXPECT_EQ(filters.fork, block_of(6));
    ASSERT_EQ(filters.filters.size(), 1u);
    EXPECT_EQ(filters.filters[0].block, block_of(7));
    EXPECT_EQ(filters.filters[0].filter, base::Bytes(20'000, 2));
    EXPECT_EQ(filters.locator, (std::vector<primitives::BlockHash>{hash_of(1), hash_of(2)}));
    EXPECT_EQ(filters.position.sequence, 9u);
    const std::vector<interfaces::RawBlock> blocks = chain->blocks({hash_of(3), hash_of(4)}, 4'000'000);
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_EQ(blocks[0].block, (interfaces::BlockRef{hash_of(4), 3}));
    EXPECT_EQ(blocks[0].raw, base::Bytes(4'000'000, 3));
    EXPECT_EQ(blocks[1].block, (interfaces::BlockRef{hash_of(3), -1}));
    EXPECT_TRUE(blocks[1].raw.empty());
    EXPECT_EQ(chain->tip_locator().size(), 2u);
    EXPECT_EQ(chain->locator_before(9), std::vector<primitives::BlockHash>{hash_of(9)});
    EXPECT_EQ(chain->locator_at(8), std::vector<primitives::BlockHash>{hash_of(8)});
    const auto sink = std::make_shared<ChainRecorder>();
    const auto handler = chain->follow(sink);
    EXPECT_EQ(sink->heard.get_future().get().sequence, 12u);
    handler->disconnect();
    EXPECT_EQ(error_of([&] { chain->notify_wallet_transaction("w", primitives::Txid(), block_of(1)); }),
              "remote exception: std::exception: w 00 in a block");
    EXPECT_EQ(error_of([&] { chain->notify_wallet_transaction("w", primitives::Txid(), std::nullopt); }),
              "remote exception: std::exception: w 00");
}

TEST_F(HostTest, CarriesThePool) {
    const auto pool = m_remote->make_chain()->make_pool();
    const interfaces::PoolPage page = pool->changes_after({5, 6}, 3'000'000);
    EXPECT_TRUE(page.reset && page.more);
    ASSERT_EQ(page.changes.size(), 2u);
    EXPECT_EQ(page.changes[0].raw, base::Bytes(3'000'000, 4));
    EXPECT_EQ(page.changes[0].txid.bytes(), hash_of(1).bytes());
    EXPECT_EQ(page.changes[1].event, interfaces::PoolEvent::Reorg);
    EXPECT_EQ(page.changes[1].by.bytes(), hash_of(3).bytes());
    EXPECT_EQ(page.tip, block_of(14));
    EXPECT_EQ(page.next.sequence * 10 + page.next.told, 68u);
    EXPECT_EQ(pool->sequence(), 77u);
    class Recorder final : public interfaces::PoolSink {
    public:
        void pool_changed(uint64_t sequence) override { heard.set_value(sequence); }
        std::promise<uint64_t> heard;
    };
    const auto sink = std::make_shared<Recorder>();
    const auto handler = pool->follow(sink);
    EXPECT_EQ(sink->heard.get_future().get(), 78u);
    EXPECT_EQ(pool->broadcast(base::Bytes(12), 34, true), "12 34 told");
    EXPECT_EQ(pool->broadcast({}, 0, false), "0 0");
    const auto verdicts = pool->test_accept({{1}, {2}});
    ASSERT_EQ(verdicts.size(), 2u);
    EXPECT_TRUE(verdicts[0].accepted);
    EXPECT_EQ(verdicts[0].vsize * 10 + verdicts[0].fee.sat, 28);
    EXPECT_EQ(verdicts[1].reason + verdicts[1].detail, "reasondetail");
    const interfaces::PoolRules rules = pool->rules();
    EXPECT_EQ(rules.min_rate + 10 * rules.relay_rate + 100 * rules.incremental_rate + 1000 * rules.dust_rate,
              4321);
    EXPECT_EQ(rules.cluster_count + 10 * rules.cluster_vsize, 65u);
    EXPECT_TRUE(rules.loaded && rules.estimates);
    EXPECT_EQ(rules.max_target, 1008);
    const interfaces::PoolEstimate estimate = pool->estimate(6, true);
    EXPECT_EQ(estimate.source + estimate.error, "block_policynone");
    EXPECT_EQ(estimate.rate * 10 + estimate.blocks, 96);
    const auto ancestry = pool->ancestry({primitives::Txid(hash_of(9).bytes())});
    ASSERT_EQ(ancestry.size(), 1u);
    EXPECT_EQ(ancestry[0].ancestor_fees.sat * 10 + ancestry[0].descendant_fees.sat, 36);
    EXPECT_EQ(ancestry[0].cluster_vsize * 10 + ancestry[0].version, 89);
    EXPECT_EQ(ancestry[0].fee.sat, 11);
    EXPECT_EQ(ancestry[0].descendant_txids.at(0).bytes(), hash_of(9).bytes());
    const interfaces::PoolBump bump = pool->bump_fees({{primitives::Txid(hash_of(9).bytes()), 4}}, 1000);
    EXPECT_EQ(bump.single, (std::vector<primitives::Amount>{{1000}, {4}}));
    EXPECT_EQ(bump.together.sat, 1);
}

TEST_F(HostTest, CarriesTheNode) {
    const auto node = m_remote->make_node();
    const interfaces::NodeStatus status = node->status();
    EXPECT_EQ(status.phase, interfaces::NodePhase::Stopping);
    EXPECT_EQ(status.phase_text + status.chain + status.data_directory + status.version,
              "textmain/data0.1.0");
    EXPECT_EQ(status.best_header, block_of(3));
    EXPECT_EQ(status.verification_progress, 0.5);
    EXPECT_EQ(status.work.at(0).seconds_left, 12.5);
    EXPECT_EQ(status.warnings, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(status.uptime_s, 7);
    EXPECT_EQ(status.connections_in, 4);
    EXPECT_FALSE(status.network_active);
    const auto sink = std::make_shared<NodeRecorder>();
    const auto handler = node->follow(sink);
    EXPECT_EQ(sink->heard.get_future().get().connections, 6);
    const interfaces::LogPage log = node->read_log(10, 20);
    EXPECT_EQ(log.text, "line \xff\n");
    EXPECT_EQ(log.position, 30u);
    EXPECT_EQ(error_of([&] { node->request_shutdown(); }), "remote exception: std::exception: not now");
}

TEST_F(HostTest, CarriesTheNetwork) {
    const auto node = m_remote->make_node();
    const interfaces::NetworkStatus network = node->network();
    EXPECT_EQ(network, FakeNode().network());
    EXPECT_EQ(network.peers.at(0).user_agent, "f \xff");
    EXPECT_EQ(error_of([&] { node->set_network_active(true); }), "remote exception: std::exception: on");
    EXPECT_EQ(error_of([&] { node->disconnect_peers({-7, 8}); }), "remote exception: std::exception: -7 2");
    EXPECT_EQ(error_of([&] {
                  node->ban({"10.0.0.1", ""}, 9);
              }),
              "remote exception: std::exception: 10.0.0.1 9");
    EXPECT_EQ(error_of([&] {
                  node->unban({"", "10.0.0.0/8"});
              }),
              "remote exception: std::exception: 10.0.0.0/8");
}

TEST_F(HostTest, CarriesWallets) {
    const auto loader = m_remote->make_wallet_loader();
    EXPECT_EQ(loader->wallets(), (std::vector<std::string>{"", "b"}));
    EXPECT_EQ(loader->wallet_directory(), std::vector<std::string>{"c"});
    EXPECT_EQ(loader->create({"n", false, false, false, true}), nullptr);
    EXPECT_NE(loader->create({"n", false, true, false, true}), nullptr);
    EXPECT_EQ(error_of([&] { loader->create({}); }), "remote exception: std::exception: not said");
    EXPECT_EQ(error_of([&] { loader->load("nn"); }), "remote exception: std::exception: nn");
    loader->unload("b");
    const interfaces::WalletRpcReply reply = loader->execute_rpc({"getbalance", "[]", ""});
    EXPECT_EQ(reply.result + std::to_string(reply.error_code) + reply.error_message, "getbalance[]1");
    EXPECT_EQ(loader->execute_rpc({"x", "[]", std::nullopt}).error_message, "none");
    const auto sink = std::make_shared<WalletRecorder>();
    const auto handler = loader->follow(sink);
    EXPECT_EQ(sink->heard.get_future().get().wallet, "b");

    const auto wallet = loader->wallet("b");
    const interfaces::WalletStatus status = wallet->status();
    EXPECT_EQ(status.trusted.sat + 10 * status.untrusted_pending.sat + 100 * status.immature.sat, 432);
    EXPECT_EQ(status.synced, block_of(6));
    EXPECT_EQ(status.scan_progress, 0.75);
    EXPECT_FALSE(status.private_keys);
    const interfaces::TransactionPage page = wallet->transactions(3, 1000);
    EXPECT_EQ(page.total, 1000u);
    const interfaces::WalletTransaction& first = page.transactions.at(0);
    EXPECT_EQ(first.txid.bytes(), hash_of(1).bytes());
    EXPECT_EQ(first.kind, interfaces::TransactionKind::Immature);
    EXPECT_EQ(first.amount.sat, -5);
    EXPECT_EQ(first.address + first.label, "addrlabel");
    EXPECT_EQ(first.block, block_of(2));
    EXPECT_EQ(page.transactions.at(999).block, std::nullopt);
    EXPECT_EQ(wallet->new_address("bech32", "l"), "bech32l");
}

TEST_F(HostTest, PassesObjectsToTheOtherSide) {
    const auto handler = m_remote->attach_wallets(std::make_unique<FakeWallets>());
    EXPECT_EQ(m_init.attached, (std::vector<std::string>{"", "b"}));
    const auto wallets = m_remote->serve_wallets(std::make_unique<FakeChain>());
    EXPECT_EQ(m_init.served, "signet");
    EXPECT_EQ(wallets->wallet_directory(), std::vector<std::string>{"c"});
}

TEST_F(HostTest, TellsWhenAClientHasGone) {
    const auto echo = m_remote->make_echo();
    m_remote.reset();
    EXPECT_EQ(m_client_lost.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_EQ(error_of([&] { echo->echo("x"); }), "IPC client method called after disconnect.");
    // It ended the connection itself.
    EXPECT_EQ(m_server_lost.get_future().wait_for(50ms), std::future_status::timeout);
}

TEST_F(HostTest, TellsWhenAServerHasGone) {
    const auto echo = m_remote->make_echo();
    m_server.close();
    EXPECT_EQ(m_server_lost.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_NE(error_of([&] { echo->echo("x"); }).find("disconnect"), std::string::npos);
}

TEST(Host, RefusesWhatItDoesNotOffer) {
    interfaces::QuantaInit nothing;
    Host server("server");
    Host client("client");
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    server.serve(ends[0], nothing);
    const auto remote = client.connect(ends[1]);
    for (const auto& call : std::vector<std::pair<std::string, std::function<void()>>>{
             {"Echo", [&] { remote->make_echo(); }},
             {"Mining", [&] { remote->make_mining(); }},
             {"Rpc", [&] { remote->make_rpc(); }},
             {"Node", [&] { remote->make_node(); }},
             {"Chain", [&] { remote->make_chain(); }},
             {"WalletLoader", [&] { remote->make_wallet_loader(); }},
             {"WalletLoader", [&] { remote->attach_wallets(nullptr); }},
             {"WalletLoader", [&] { remote->serve_wallets(nullptr); }}}) {
        EXPECT_EQ(error_of(call.second),
                  "remote exception: std::exception: " + call.first + " is not available on this connection");
    }
}

TEST(Host, ServesAllWhoConnect) {
    const sys::TestDirectory directory;
    const std::string path = directory / "node.sock";
    FakeInit init;
    Host server("server");
    Host client("client");
    server.listen(*listen_at(path), init);
    std::vector<std::unique_ptr<interfaces::QuantaInit>> remotes;
    for (int i = 0; i < 20; ++i)
        remotes.push_back(client.connect(*connect_to(path)));
    for (size_t i = 0; i < remotes.size(); i += 2)
        remotes[i].reset();
    for (size_t i = 1; i < remotes.size(); i += 2)
        EXPECT_EQ(remotes[i]->make_echo()->echo("x"), "x");
    server.close();
    EXPECT_EQ(connect_to(path).error().code, ECONNREFUSED);
}

TEST(Host, LimitsCalls) {
    if (!Host::call_limit()(1s)) GTEST_SKIP() << "this libmultiprocess knows no limits of calls";
    class Slow final : public interfaces::QuantaInit {
    public:
        std::unique_ptr<interfaces::Echo> make_echo() override {
            go_on.get_future().wait();
            return interfaces::make_echo();
        }
        std::promise<void> go_on;
    } slow;
    Host server("server");
    Host client("client");
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    server.serve(ends[0], slow);
    const auto remote = client.connect(ends[1]);
    {
        const auto limit = Host::call_limit()(50ms);
        EXPECT_EQ(error_of([&] { remote->make_echo(); }), "IPC client method call timed out.");
    }
    slow.go_on.set_value();
}

TEST(Host, GivesUpCalls) {
    if (!Host::call_limit()(1s)) GTEST_SKIP() << "this libmultiprocess knows no limits of calls";
    class Silent final : public interfaces::QuantaInit {
    public:
        std::unique_ptr<interfaces::Echo> make_echo() override {
            called.set_value();
            go_on.get_future().wait();
            return interfaces::make_echo();
        }
        std::unique_ptr<interfaces::Rpc> make_rpc() override { throw std::runtime_error("here"); }
        std::promise<void> called;
        std::promise<void> go_on;
    } silent;
    Host server("server");
    Host client("client");
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    server.serve(ends[0], silent);
    const auto remote = client.connect(ends[1]);
    auto error = std::async(std::launch::async, [&] { return error_of([&] { remote->make_echo(); }); });
    silent.called.get_future().wait();
    client.give_up_calls();
    EXPECT_EQ(error.get(), "IPC client method call given up.");
    // The connection is there.
    EXPECT_EQ(error_of([&] { remote->make_rpc(); }), "remote exception: std::exception: here");
    silent.go_on.set_value();
}

TEST(Host, LeavesNothingOfAConnectionThatFailed) {
    if (!Host::call_limit()(1s)) GTEST_SKIP() << "this libmultiprocess knows no limits of calls";
    Host client("client");
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    {
        // Nobody answers at the other end.
        const auto limit = Host::call_limit()(20ms);
        EXPECT_EQ(error_of([&] { client.connect(ends[1]); }), "IPC client method call timed out.");
    }
    char byte = 0;
    ssize_t size = 1;
    while (size > 0)
        size = ::recv(ends[0], &byte, 1, 0);
    EXPECT_EQ(size, 0) << "the other side sees the end";
    ::close(ends[0]);
}

TEST(Host, KeepsDescriptorsForOthers) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit few{200, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const sys::TestDirectory directory;
    const std::string path = directory / "node.sock";
    FakeInit init;
    Host server("server");
    Host client("client");
    server.listen(*listen_at(path), init);
    std::vector<int> silent;
    for (int i = 0; i < 50; ++i)
        silent.push_back(*connect_to(path));
    // The next one is beyond the quarter.
    EXPECT_NE(error_of([&] { client.connect(*connect_to(path)); }), "no error");
    for (const int socket : silent)
        ::close(socket);
    std::string error;
    do
        error = error_of([&] { client.connect(*connect_to(path))->make_echo(); });
    while (error != "no error");
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Host, SaysThatThereAreNoDescriptors) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const std::string error = error_of([] { const Host host("host"); });
    ::setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_NE(error.find("open files"), std::string::npos) << error;
}

TEST(Host, SurvivesWhatIsNoMessage) {
    const sys::TestDirectory directory;
    const std::string path = directory / "node.sock";
    FakeInit init;
    Host server("server");
    server.listen(*listen_at(path), init);
    for (const std::string& bytes : {std::string(), std::string("GET / HTTP/1.1\r\n\r\n"),
                                     std::string(4096, '\xff'), std::string(4096, '\0')}) {
        const int socket = *connect_to(path);
        EXPECT_EQ(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
        ::close(socket);
    }
    Host client("client");
    EXPECT_EQ(client.connect(*connect_to(path))->make_echo()->echo("x"), "x");
}

}  // namespace
}  // namespace quanta::ipc
