// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "interfaces/init.h"
#include "ipc/fake_pool.h"
#include "ipc/fake_values.h"

namespace quanta::ipc {

class FakeTemplate final : public interfaces::BlockTemplate {
public:
    base::Bytes get_block_header() override { return base::Bytes(80, 7); }
    base::Bytes get_block() override { return base::Bytes(200, 8); }
    std::vector<primitives::Amount> get_tx_fees() override { return {{1}, {2'100'000'000'000'000}}; }
    std::vector<int64_t> get_tx_sigops() override { return {4, 0, 80'000}; }
    interfaces::CoinbaseTx get_coinbase_tx() override {
        return {2, 0xfffffffe, {1, 2}, base::Bytes(32, 0), {5'000'000'000}, {{9, 9}, {}}, 77};
    }
    std::vector<base::Bytes> get_coinbase_merkle_path() override {
        return {base::Bytes(32, 1), base::Bytes(32, 2)};
    }
    bool submit_solution_old7(uint32_t version, uint32_t, uint32_t, const base::Bytes&) override {
        return version == 1;
    }
    std::unique_ptr<interfaces::BlockTemplate> wait_next(
        const interfaces::BlockWaitOptions& options) override {
        if (options.timeout_ms == 0) return nullptr;
        return std::make_unique<FakeTemplate>();
    }
    void interrupt_wait() override {}
    bool submit_solution(uint32_t, uint32_t, uint32_t nonce, const base::Bytes& coinbase, std::string& reason,
                         std::string& debug) override {
        reason = std::to_string(nonce);
        debug = std::to_string(coinbase.size());
        return false;
    }
};

class FakeMining final : public interfaces::Mining {
public:
    bool is_test_chain() override { return true; }
    bool is_initial_block_download() override { return false; }
    std::optional<interfaces::BlockRef> get_tip() override { return block_of(3); }
    std::optional<interfaces::BlockRef> wait_tip_changed(const base::Bytes& current,
                                                         double timeout_ms) override {
        if (timeout_ms == interfaces::kNoTimeout_ms && current.size() == 32) return block_of(4);
        return std::nullopt;
    }
    std::unique_ptr<interfaces::BlockTemplate> create_new_block(const interfaces::BlockCreateOptions& options,
                                                                bool cooldown) override {
        if (!cooldown) return nullptr;
        if (options.block_reserved_weight < 2000) throw std::runtime_error("too low");
        return std::make_unique<FakeTemplate>();
    }
    bool check_block(const base::Bytes& block, const interfaces::BlockCheckOptions& options,
                     std::string& reason, std::string& debug) override {
        reason = options.check_pow ? "pow" : "";
        debug = options.check_merkle_root ? "root" : "";
        return block.size() == 1'000'000;
    }
    void interrupt() override {}
    bool submit_block(const base::Bytes& block, std::string& reason, std::string& debug) override {
        reason = "duplicate";
        debug = "";
        return block.empty();
    }
    std::vector<base::Bytes> get_transactions_by_txid(const std::vector<base::Bytes>& txids) override {
        return std::vector<base::Bytes>(txids.size());
    }
    std::vector<base::Bytes> get_transactions_by_witness_id(const std::vector<base::Bytes>& wtxids) override {
        return wtxids;
    }
};

class FakeChain final : public interfaces::Chain {
public:
    interfaces::ChainInfo info() override { return {"signet", "51", position_of(5), true}; }
    interfaces::BlocksPage blocks_after(const std::vector<primitives::BlockHash>& locator,
                                        uint64_t max_bytes) override {
        return {block_of(6),
                {{block_of(7), base::Bytes(max_bytes, 1)}, {block_of(8), {}}},
                locator,
                position_of(9),
                true};
    }
    interfaces::FiltersPage filters_after(const std::vector<primitives::BlockHash>& locator,
                                          uint64_t max_bytes) override {
        return {true, block_of(6), {{block_of(7), base::Bytes(max_bytes, 2)}}, locator, position_of(9), true};
    }
    std::vector<interfaces::RawBlock> blocks(const std::vector<primitives::BlockHash>& hashes,
                                             uint64_t max_bytes) override {
        return {{{hashes[1], 3}, base::Bytes(max_bytes, 3)}, {{hashes[0], -1}, {}}};
    }
    std::vector<primitives::BlockHash> tip_locator() override { return {hash_of(10), hash_of(11)}; }
    std::vector<primitives::BlockHash> locator_before(int64_t time_s) override {
        return {hash_of(static_cast<uint8_t>(time_s))};
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::ChainSink> sink) override {
        sink->chain_changed(position_of(12));
        return std::make_unique<FakeHandler>();
    }
    std::vector<primitives::BlockHash> locator_at(int32_t height) override {
        return {hash_of(static_cast<uint8_t>(height))};
    }
    std::unique_ptr<interfaces::Pool> make_pool() override { return std::make_unique<FakePool>(); }
    void notify_wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                                   const std::optional<interfaces::BlockRef>& block) override {
        throw std::runtime_error(wallet + " " + txid.to_text().substr(62) + (block ? " in a block" : ""));
    }
};

class FakeRpc final : public interfaces::Rpc {
public:
    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        return request + "|" + uri + "|" + user;
    }
};

class FakeNode final : public interfaces::Node {
public:
    interfaces::NodeStatus status() override {
        interfaces::NodeStatus made{1,
                                    interfaces::NodePhase::Stopping,
                                    "text",
                                    "main",
                                    block_of(1),
                                    2,
                                    block_of(3),
                                    4,
                                    0.5,
                                    false,
                                    6,
                                    {},
                                    {"one", "two"},
                                    7,
                                    "/data",
                                    "0.1.0",
                                    4,
                                    false};
        made.work = {{"import", "40%", 0.4, 12.5}};
        return made;
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::NodeSink> sink) override {
        sink->status_changed(status());
        return std::make_unique<FakeHandler>();
    }
    interfaces::LogPage read_log(uint64_t position, uint64_t max_bytes) override {
        return {"line \xff\n", position + max_bytes};
    }
    void request_shutdown() override { throw std::runtime_error("not now"); }
    interfaces::NetworkStatus network() override {
        interfaces::PeerStatus peer{1, "a", "b", "ipv6", "c", "d", "manual", "v2", "e", "f \xff"};
        peer.services = {"NETWORK", "WITNESS"};
        peer.permissions = {"noban"};
        peer.blocks_in_flight = {2, 3};
        peer.ping_s = 0.25;
        return {.available = true, .time_s = 4, .peers = {peer, {}}, .bans = {{"10.0.0.0/8", 5, 6}}};
    }
    void set_network_active(bool active) override { throw std::runtime_error(active ? "on" : "off"); }
    void disconnect_peers(const std::vector<int64_t>& ids) override {
        throw std::runtime_error(std::to_string(ids.front()) + " " + std::to_string(ids.size()));
    }
    void ban(const std::vector<std::string>& subnets, int64_t seconds) override {
        throw std::runtime_error(subnets.front() + " " + std::to_string(seconds));
    }
    void unban(const std::vector<std::string>& subnets) override { throw std::runtime_error(subnets.back()); }
};

class FakeWallet final : public interfaces::Wallet {
public:
    interfaces::WalletStatus status() override {
        return {1, "w", {2}, {3}, {4}, 5, block_of(6), 0.75, false};
    }
    interfaces::TransactionPage transactions(uint64_t skip, uint64_t count) override {
        interfaces::TransactionPage page{skip, count, {}};
        page.transactions.resize(count);
        if (count > 0) {
            page.transactions[0] = {primitives::Txid(hash_of(1).bytes()),
                                    interfaces::TransactionKind::Immature,
                                    {-5},
                                    {6},
                                    "addr",
                                    "label",
                                    block_of(2),
                                    3,
                                    4};
        }
        return page;
    }
    std::string new_address(const std::string& type, const std::string& label) override {
        return type + label;
    }
};

class FakeWallets final : public interfaces::WalletLoader {
public:
    std::vector<std::string> wallets() override { return {"", "b"}; }
    std::vector<std::string> wallet_directory() override { return {"c"}; }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        if (!options.load_on_startup) throw std::runtime_error("not said");
        if (*options.load_on_startup && options.blank) return std::make_unique<FakeWallet>();
        return nullptr;
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        throw std::runtime_error(name);
    }
    void unload(const std::string&) override {}
    std::unique_ptr<interfaces::Wallet> wallet(const std::string&) override {
        return std::make_unique<FakeWallet>();
    }
    interfaces::WalletRpcReply execute_rpc(const interfaces::WalletRpcRequest& request) override {
        return {request.method + request.params, request.wallet ? 1 : -18, request.wallet.value_or("none")};
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::WalletSink> sink) override {
        sink->wallet_changed({7, "b"});
        return std::make_unique<FakeHandler>();
    }
};

/// Offers everything, all of it fake. A wallet process as well, which asks the chain it is given.
class FakeInit final : public interfaces::QuantaInit {
public:
    std::unique_ptr<interfaces::Echo> make_echo() override { return interfaces::make_echo(); }
    std::unique_ptr<interfaces::Mining> make_mining() override { return std::make_unique<FakeMining>(); }
    std::unique_ptr<interfaces::Rpc> make_rpc() override { return std::make_unique<FakeRpc>(); }
    std::unique_ptr<interfaces::Node> make_node() override { return std::make_unique<FakeNode>(); }
    std::unique_ptr<interfaces::Chain> make_chain() override { return std::make_unique<FakeChain>(); }
    std::unique_ptr<interfaces::WalletLoader> make_wallet_loader() override {
        return std::make_unique<FakeWallets>();
    }
    std::unique_ptr<interfaces::Handler> attach_wallets(
        std::unique_ptr<interfaces::WalletLoader> wallets) override {
        attached = wallets->wallets();
        return std::make_unique<FakeHandler>();
    }
    std::unique_ptr<interfaces::WalletLoader> serve_wallets(
        std::unique_ptr<interfaces::Chain> chain) override {
        served = chain->info().name;
        return std::make_unique<FakeWallets>();
    }

    std::vector<std::string> attached;
    std::string served;
};

}  // namespace quanta::ipc
