// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/protocol.h"

#include <array>
#include <memory>
#include <string>

#include "base/check.h"
#include "codec/reader.h"
#include "sync/block_download.h"
#include "sync/fake_chain.h"
#include "sync/test_headers.h"
#include "sync/test_peers.h"
#include "testing/chain_builder.h"
#include "wire/codec.h"

namespace wire = quanta::wire;
using quanta::codec::Reader;
using quanta::net::PeerId;
using quanta::primitives::Block;

namespace {

constexpr int64_t kGenesisTime = 1'296'688'602;
constexpr PeerId kPeers = 3;
constexpr size_t kBlocks = 40;

constexpr std::array<const char*, 22> kTypes{
    "inv",        "getdata",     "getblocks", "getheaders",  "headers", "block",     "notfound", "ping",
    "pong",       "sendheaders", "sendcmpct", "feefilter",   "addr",    "addrv2",    "getaddr",  "tx",
    "cmpctblock", "getblocktxn", "blocktxn",  "getcfilters", "mempool", "filterload"};

const quanta::testing::ChainBuilder& blocks() {
    static const auto& kChain = *[] {
        auto* chain = new quanta::testing::ChainBuilder();
        chain->mine_empty(kBlocks);
        return chain;
    }();
    return kChain;
}

/// A node and three peers that say what the input says.
class Scene {
public:
    explicit Scene(quanta::base::ByteSpan input)
        : m_reader(input),
          m_environment(kGenesisTime + 100'000),
          m_chain(blocks().params(), m_environment.clock, m_environment.scheduler, chain_options()),
          m_protocol({m_chain, m_peers, m_environment.get()}, protocol_options()) {
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
    static quanta::sync::FakeChain::Options chain_options() {
        quanta::sync::FakeChain::Options options;
        options.block_time = std::chrono::milliseconds(10);
        options.max_blocks_in_work = 4;
        return options;
    }
    static quanta::sync::ProtocolOptions protocol_options() {
        quanta::sync::ProtocolOptions options;
        options.services = wire::kServiceNetwork | wire::kServiceWitness;
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
        m_peers.sent.clear();
    }
    void shake_hands(PeerId peer) {
        wire::Version version;
        version.services = wire::kServiceNetwork | wire::kServiceWitness;
        version.nonce = byte();
        version.version = 70'012 + byte() % 8;
        say(peer, version);
        say(peer, wire::Verack{});
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
        const Block& block = *blocks().blocks()[byte() % kBlocks];
        wire::RawBlock message{quanta::base::Bytes(block.raw().begin(), block.raw().end())};
        if (const uint8_t damage = byte(); damage > 200) message.raw.back() ^= damage;
        say(peer, std::move(message));
    }
    void ask_for_blocks(PeerId peer) {
        wire::GetData message;
        for (int i = byte() % 8; i >= 0; --i) {
            const auto& hash = blocks().blocks()[byte() % kBlocks]->hash();
            message.entries.push_back({wire::InventoryType::WitnessBlock, wire::InventoryHash(hash.bytes())});
        }
        say(peer, std::move(message));
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
        const uint8_t what = byte() % 10;
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
            default:
                return say_anything(peer);
        }
    }

    Reader m_reader;
    quanta::sync::TestEnvironment m_environment;
    quanta::sync::FakeChain m_chain;
    quanta::sync::TestPeers m_peers;
    std::array<PeerId, kPeers> m_ids{};
    PeerId m_next = 0;
    quanta::sync::Protocol m_protocol;
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    // Two peers shake hands and give the headers; one gives blocks, out of order; somebody asks for some.
    std::vector<uint8_t> seed{1, 0, 1, 0, 0, 1, 5, 0, 1, 2, 5, 1, 0, 0, 40, 5, 0, 2, 1, 1, 0, 39};
    for (uint8_t block = 0; block < 20; ++block)
        seed.insert(seed.end(), {2, 0, static_cast<uint8_t>(block ^ 1), 0});
    seed.insert(seed.end(), {5, 0, 8, 3, 1, 4, 0, 1, 2, 3, 4, 5, 0, 8, 4, 1, 10, 30, 6, 0, 1});
    std::vector<uint8_t> raw{0, 0, 0, 0, 0, 1, 5};
    for (uint8_t type = 0; type < kTypes.size(); ++type)
        raw.insert(raw.end(), {9, 0, type, 5, 1, 2, 3, 4, 5});
    return {seed, raw};
}

/// Any sequence of messages of three peers, of time passing, and of connections coming and going.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto scene = std::make_unique<Scene>(quanta::base::ByteSpan(data, std::min<size_t>(size, 4'096)));
    scene->run();
    return 0;
}
