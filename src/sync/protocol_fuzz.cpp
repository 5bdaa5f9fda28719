// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/protocol.h"

#include <array>
#include <memory>
#include <string>

#include "addresses/address_book.h"
#include "addresses/local_addresses.h"
#include "base/check.h"
#include "codec/reader.h"
#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "relay/block_reconstruction.h"
#include "relay/test_pool.h"
#include "serving/filter_source.h"
#include "sync/block_download.h"
#include "sync/test_headers.h"
#include "testing/block_builder.h"
#include "testing/chain_builder.h"
#include "wire/codec.h"

namespace wire = quanta::wire;
using quanta::codec::Reader;
using quanta::net::PeerId;
using quanta::primitives::Block;
using quanta::primitives::BlockHash;

namespace {

constexpr int64_t kGenesisTime = 1'296'688'602;
constexpr PeerId kPeers = 3;
constexpr size_t kBlocks = 40;

constexpr uint8_t kTransactions = 12;

constexpr std::array<const char*, 34> kTypes{
    "inv",        "getdata",      "getblocks",    "getheaders",  "headers",   "block",       "notfound",
    "ping",       "pong",         "sendheaders",  "sendcmpct",   "feefilter", "addr",        "addrv2",
    "getaddr",    "tx",           "cmpctblock",   "getblocktxn", "blocktxn",  "getcfilters", "mempool",
    "filterload", "getcfheaders", "getcfcheckpt", "merkleblock", "filteradd", "filterclear", "wtxidrelay",
    "sendaddrv2", "feature",      "version",      "verack",      "cfilter",   "unheard-of"};

const quanta::testing::ChainBuilder& blocks() {
    static const auto& kChain = *[] {
        auto* chain = new quanta::testing::ChainBuilder();
        chain->mine_empty(kBlocks);
        return chain;
    }();
    return kChain;
}

/// Transactions each of which but the first spends the one before it.
const std::vector<quanta::relay::TransactionPtr>& transactions() {
    static const auto& kAll = *[] {
        auto* all = new std::vector<quanta::relay::TransactionPtr>();
        for (uint8_t i = 0; i < kTransactions; ++i) {
            quanta::primitives::MutableTransaction made;
            made.inputs.push_back({});
            if (i > 0) made.inputs[0].prevout = {all->back()->txid(), 0};
            made.outputs.push_back({{1}, {0x51, i}});
            all->push_back(made.freeze());
        }
        return all;
    }();
    return kAll;
}

/// A block on top of all others with these transactions.
const std::shared_ptr<const Block>& crowded() {
    static const auto& kBlock = *[] {
        auto draft = quanta::testing::draft_block(blocks().tip(), blocks().params().consensus);
        for (const auto& transaction : transactions())
            draft.transactions.emplace_back(*transaction);
        return new std::shared_ptr<const Block>(quanta::testing::finish_block(draft));
    }();
    return kBlock;
}

const Block& block_of(uint8_t number) {
    return number % (kBlocks + 1) == kBlocks ? *crowded() : *blocks().blocks()[number % (kBlocks + 1)];
}

/// Filters of nothing, late, or none.
class LateFilters final : public quanta::serving::FilterSource {
public:
    explicit LateFilters(quanta::net::Scheduler& scheduler) : m_scheduler(scheduler) {}
    bool there = true;

    void read_filters(const quanta::serving::BlockStretch& stretch,
                      Done<std::vector<quanta::base::Bytes>> done) override {
        answer(std::move(done), std::vector<quanta::base::Bytes>(stretch.size(), {0}));
    }
    void read_hashes(const quanta::serving::BlockStretch& stretch,
                     Done<quanta::serving::FilterHashes> done) override {
        answer(std::move(done),
               quanta::serving::FilterHashes{{}, std::vector<wire::FilterHash>(stretch.size())});
    }
    void read_headers(std::vector<const quanta::chain::HeaderNode*> nodes,
                      Done<std::vector<wire::FilterHash>> done) override {
        answer(std::move(done), std::vector<wire::FilterHash>(nodes.size()));
    }

private:
    template <typename T>
    void answer(Done<T> done, T value) {
        m_scheduler.post([done = std::move(done), value = std::move(value), given = there] {
            done(given ? std::optional<T>(value) : std::nullopt);
        });
    }
    quanta::net::Scheduler& m_scheduler;
};

/// A node and three peers that say what the input says.
class Scene {
public:
    explicit Scene(quanta::base::ByteSpan input)
        : m_reader(input),
          m_environment(kGenesisTime + 100'000),
          m_chain(blocks().params(), m_environment.clock, m_environment.scheduler, chain_options()),
          m_protocol({m_chain, m_peers, m_environment.get()}, protocol_options(),
                     {&m_book, &m_local, nullptr, &m_pool, &m_filters, {}}) {
        m_pool.coins.insert({});
        m_pool.packages = true;
        m_chain.set_tip_changed([this](const auto& snapshot) { m_protocol.tip_changed(snapshot); });
        for (PeerId peer = 0; peer < kPeers; ++peer)
            connect(peer);
    }

    void run() {
        while (m_reader.remaining() > 0)
            step();
        // Whatever was asked of us is done with in the end, and nobody is left waiting.
        m_peers.full.clear();
        for (PeerId peer = 0; peer < m_next; ++peer)
            m_protocol.send_queue_drained(peer);
        m_environment.run_for(std::chrono::seconds(5));
        CHECK(m_peers.paused.empty());
        CHECK(m_chain.in_work() == 0);
    }

private:
    quanta::peers::FakeChain::Options chain_options() {
        quanta::peers::FakeChain::Options options;
        if (byte() % 4 != 0) options.max_tip_age_s *= 10'000;  // as if all blocks but these were there
        options.block_time = std::chrono::milliseconds(10);
        options.max_blocks_in_work = 4;
        return options;
    }
    static quanta::sync::ProtocolOptions protocol_options() {
        quanta::sync::ProtocolOptions options;
        options.services = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceCompactFilters;
        options.listen_port = 18444;
        options.user_agent = "/fuzz/";
        return options;
    }

    uint8_t byte() { return m_reader.read<uint8_t>().value_or(0); }
    PeerId& slot() { return m_ids[byte() % kPeers]; }

    void connect(PeerId place) {
        quanta::net::PeerOrigin origin;
        origin.id = m_next++;
        origin.type = static_cast<quanta::net::ConnectionType>(byte() % 4);
        m_ids[static_cast<size_t>(place)] = origin.id;
        m_protocol.peer_connected(origin);
    }
    /// Peers that are paused or whose answers wait are not handed over, as connections see to it.
    void say(PeerId peer, wire::Message message) {
        if (m_peers.paused.contains(peer) || m_peers.full.contains(peer) || m_peers.gone(peer)) return;
        m_protocol.message_received(peer, std::move(message));
        const quanta::sync::PeerReport report = m_protocol.report(peer);
        CHECK(report.in_flight_heights.size() <= quanta::sync::BlockDownload::kMaxInFlightPerPeer);
        // Whatever is sent keeps to the limits of its message.
        for (const auto& sent : m_peers.sent)
            (void)wire::encode(sent.message);
        m_peers.sent.clear();
    }
    void shake_hands(PeerId peer) {
        wire::Version version;
        version.services = wire::kServiceNetwork | wire::kServiceWitness;
        version.nonce = byte();
        version.version = 70'012 + byte() % 8;
        const uint8_t how = byte();
        version.relay = (how & 4) == 0;
        say(peer, version);
        if (how & 1) say(peer, wire::WtxidRelay{});
        if (how & 2) say(peer, wire::SendAddrV2{});
        say(peer, wire::Verack{});
        if (how & 8) say(peer, wire::SendCompact{(how & 16) != 0, 2});
    }
    void say_headers(PeerId peer) {
        const size_t first = byte() % kBlocks;
        const size_t count = byte() % kBlocks;
        wire::Headers message;
        for (size_t i = first; i < std::min(kBlocks, first + count); ++i)
            message.headers.push_back(blocks().blocks()[i]->header());
        say(peer, std::move(message));
    }
    void say_fork(PeerId peer) {
        const size_t parent = byte() % kBlocks;
        const auto& header = blocks().blocks()[parent]->header();
        say(peer, wire::Headers{quanta::sync::test_headers(header.hash(), header.time, byte() % 20 + 1u, 3)});
    }
    void say_block(PeerId peer) {
        const Block& block = block_of(byte());
        wire::RawBlock message{quanta::base::Bytes(block.raw().begin(), block.raw().end())};
        if (const uint8_t damage = byte(); damage > 200) message.raw.back() ^= damage;
        say(peer, std::move(message));
    }
    void ask_for_blocks(PeerId peer) {
        wire::GetData message;
        for (int i = byte() % 8; i >= 0; --i) {
            constexpr std::array kForms{wire::InventoryType::WitnessBlock, wire::InventoryType::Block,
                                        wire::InventoryType::CompactBlock};
            const uint8_t which = byte();
            message.entries.push_back(
                {kForms[which % kForms.size()], wire::InventoryHash(block_of(which).hash().bytes())});
        }
        say(peer, std::move(message));
    }
    void ask_for_anything(PeerId peer) {
        const BlockHash hash = block_of(byte()).hash();
        const std::vector<BlockHash> locator{hash, block_of(byte()).hash()};
        switch (byte() % 12) {
            case 0:
                return say(peer, wire::GetHeaders{locator, {}});
            case 1:
                return say(peer, wire::GetBlocks{locator, hash});
            case 2:
                return say(peer, wire::GetBlockTransactions{hash, {0, byte() % 16u + 1}});
            case 3:
                return say(peer, wire::GetFilters{0, byte(), hash});
            case 4:
                return say(peer, wire::GetFilterHeaders{0, byte(), hash});
            case 5:
                return say(peer, wire::GetFilterCheckpoints{0, hash});
            case 6:
                return say(peer, wire::Ping{.nonce = byte()});
            case 7:
                // Of the answer to a ping, whose number the environment of the test has drawn.
                return answer_ping(peer);
            case 8:
                return say(peer, wire::FeeFilter{int64_t{byte()} * 1'000});
            case 9:
                return say(peer, wire::Addresses{{{{wire::Address::ipv4({20, byte(), 1, 1}), 8333}, 9, 0}}});
            default:
                m_filters.there = !m_filters.there;
                return say(peer, wire::GetAddresses{});
        }
    }
    void answer_ping(PeerId peer) {
        uint64_t nonce = byte();
        for (const auto& sent : m_peers.sent) {
            const auto* ping = std::get_if<wire::Ping>(&sent.message);
            if (sent.peer == peer && ping != nullptr && ping->nonce) nonce = *ping->nonce;
        }
        say(peer, wire::Pong{.nonce = nonce});
    }
    void say_compact(PeerId peer) {
        const uint8_t which = byte();
        const auto block = which % 4 == 0 ? blocks().blocks()[which % kBlocks] : crowded();
        const std::vector<uint32_t> prefill{byte() % 3u + 1};
        const bool one = block == crowded();
        wire::CompactBlock message =
            quanta::relay::make_compact(block, byte(), one ? prefill : std::vector<uint32_t>());
        if (const uint8_t damage = byte(); damage > 200 && !message.short_ids.empty())
            message.short_ids[damage % message.short_ids.size()] ^= 1;
        say(peer, std::move(message));
    }
    /// Some transactions of the crowded block, those a peer may have been asked for among them.
    void say_block_transactions(PeerId peer) {
        wire::BlockTransactions message{crowded()->hash(), {}};
        const uint8_t first = byte() % kTransactions;
        for (uint8_t left = byte() % (kTransactions + 1); left > 0; --left)
            message.transactions.push_back(
                transactions()[(first + message.transactions.size()) % kTransactions]);
        say(peer, std::move(message));
    }
    wire::Inventory entry() {
        const uint8_t which = byte();
        const auto& transaction = *transactions()[which % kTransactions];
        if (which & 0x80) return {wire::InventoryType::Wtx, wire::InventoryHash(transaction.wtxid().bytes())};
        return {wire::InventoryType::WitnessTx, wire::InventoryHash(transaction.txid().bytes())};
    }
    void relay_transactions(PeerId peer) {
        switch (byte() % 5) {
            case 0:
                return say(peer, wire::Inv{{entry(), entry()}});
            case 1:
                return say(peer, wire::GetData{{entry(), entry()}});
            case 2:
                return say(peer, wire::NotFound{{entry()}});
            case 3:
                m_pool.verdicts[transactions()[byte() % kTransactions]->wtxid()] =
                    static_cast<quanta::relay::Verdict>(byte() % 6);
                return;
            default:
                return say(peer, wire::Tx{transactions()[byte() % kTransactions]});
        }
    }
    void tell_of_addresses(PeerId peer) {
        std::vector<wire::KnownAddress> entries;
        for (int left = byte() % 16; left >= 0; --left) {
            const uint8_t which = byte();
            const wire::Address address =
                which % 3 == 0 ? wire::Address::onion({which}) : wire::Address::ipv4({20, which, 1, 1});
            entries.push_back({{address, 8333}, byte(), m_environment.clock.system_time_s() - byte()});
        }
        say(peer, wire::AddressesV2{std::move(entries)});
    }
    void say_anything(PeerId peer) {
        wire::Envelope envelope{kTypes[byte() % kTypes.size()], {}};
        for (size_t left = byte(); left > 0; --left)
            envelope.payload.push_back(byte());
        const std::string type = envelope.type;
        auto message = wire::decode(std::move(envelope));
        if (message)
            say(peer, std::move(*message));
        else if (message.error().error == wire::MessageError::TooMany)
            m_protocol.message_refused(peer, type);
    }
    void reconnect(PeerId& peer) {
        const PeerId gone = peer;
        m_peers.full.erase(gone);
        m_protocol.peer_disconnected(gone);
        m_peers.paused.erase(gone);
        connect(&peer - m_ids.data());
    }
    void step() {
        const uint8_t what = byte() % 15;
        PeerId& peer = slot();
        switch (what) {
            case 0:
                return shake_hands(peer);
            case 1:
                return say_headers(peer);
            case 2:
                return say_block(peer);
            case 3:
                return ask_for_blocks(peer);
            case 4:
                return say_fork(peer);
            case 5:
                return m_environment.run_for(std::chrono::milliseconds(1 << (byte() % 20)));
            case 6:
                return reconnect(peer);
            case 7:
                m_peers.full.insert(peer);
                return;
            case 8:
                m_peers.full.erase(peer);
                return m_protocol.send_queue_drained(peer);
            case 9:
                return say_anything(peer);
            case 10:
                return ask_for_anything(peer);
            case 11:
                return say_compact(peer);
            case 12:
                return say_block_transactions(peer);
            case 13:
                return relay_transactions(peer);
            default:
                return tell_of_addresses(peer);
        }
    }

    Reader m_reader;
    quanta::peers::TestEnvironment m_environment;
    quanta::peers::FakeChain m_chain;
    quanta::peers::TestPeers m_peers;
    quanta::addresses::NetworkGroups m_groups;
    quanta::addresses::AddressBook m_book{m_groups, m_environment.clock, m_environment.random};
    quanta::addresses::LocalAddresses m_local{{wire::Network::Ipv4, wire::Network::Onion}};
    quanta::relay::TestPool m_pool{m_environment.scheduler};
    LateFilters m_filters{m_environment.scheduler};
    std::array<PeerId, kPeers> m_ids{};
    PeerId m_next = 0;
    quanta::sync::Protocol m_protocol;
};

}  // namespace

namespace {

/// What three peers do after they have connected.
class Story {
public:
    explicit Story(uint8_t tip_age = 1) : m_bytes{tip_age, 1, 0, 0} {}
    Story& then(std::initializer_list<uint8_t> step) {
        m_bytes.insert(m_bytes.end(), step);
        return *this;
    }
    Story& shake_hands() {
        for (uint8_t peer = 0; peer < kPeers; ++peer)
            then({0, peer, 5, 4, 0x1b});
        return *this;
    }
    Story& wait() { return then({5, 0, 12}); }
    /// All headers by the first peer, and blocks of all, one of which was not asked for.
    Story& synchronise() {
        then({1, 0, 0, 39}).wait();
        for (uint8_t block = 0; block <= kBlocks; ++block)
            then({2, static_cast<uint8_t>(block % kPeers), static_cast<uint8_t>(block ^ 1), 0}).wait();
        return *this;
    }
    std::vector<uint8_t> bytes() const { return m_bytes; }

private:
    std::vector<uint8_t> m_bytes;
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    Story sync(0);
    sync.shake_hands().synchronise().then({3, 1, 4, 0, 1, 2, 3, 4, 5, 0, 8, 4, 1, 10, 30, 6, 0, 1});
    Story asks;
    asks.shake_hands().synchronise();
    for (uint8_t what = 0; what < 11; ++what)
        asks.then({10, 1, 40, 3, what, 9}).wait();
    Story compact;
    compact.shake_hands().synchronise().then({13, 1, 4, 0}).wait();
    compact.then({11, 1, 1, 1, 7, 0}).wait().then({12, 1, 2, 10}).wait().then({11, 2, 1, 0, 8, 255}).wait();
    Story relay;
    relay.shake_hands();
    for (uint8_t i = 0; i < kTransactions; ++i) {
        const auto name = static_cast<uint8_t>(0x80 | i);
        relay.then({13, 0, 0,  name, name, 5, 0,    12, 13, 0, 4, static_cast<uint8_t>(i ^ 1),
                    5,  0, 14, 13,   1,    1, name, i});
    }
    Story addresses;
    addresses.shake_hands()
        .then({14, 1, 3, 1, 9, 1, 2, 9, 1, 3, 9, 1, 4, 9, 1})
        .wait()
        .then({10, 2, 0, 0, 11});
    Story raw;
    raw.shake_hands();
    for (uint8_t type = 0; type < kTypes.size(); ++type)
        raw.then({9, 0, type, 5, 1, 2, 3, 4, 5});
    return {sync.bytes(), asks.bytes(), compact.bytes(), relay.bytes(), addresses.bytes(), raw.bytes()};
}

/// Any sequence of messages of three peers, of time passing, and of connections coming and going.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto scene = std::make_unique<Scene>(quanta::base::ByteSpan(data, std::min<size_t>(size, 4'096)));
    scene->run();
    return 0;
}
