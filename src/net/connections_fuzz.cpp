// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What strangers send to a listening node, byte by byte: either transport, any pieces, any time in between.
// What connections hold stays bounded, and whoever behaves is served after all of it.

#include "net/connections.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "net/test_connections.h"
#include "wire/codec.h"
#include "wire/transport.h"

namespace net = quanta::net;
namespace wire = quanta::wire;
using quanta::codec::Reader;
using Stream = std::shared_ptr<quanta::sys::TcpConnection>;

namespace {

constexpr size_t kStrangers = 3;
constexpr size_t kMaxSteps = 200;
constexpr const char* kServer = "1.0.0.1";

class Scene {
public:
    explicit Scene(quanta::base::ByteSpan input)
        : m_reader(input),
          m_directory(std::filesystem::temp_directory_path()),
          m_node(m_network.add_host({kServer}).environment(), options(), m_directory.string()) {
        m_network.set_default_link({.latency = std::chrono::milliseconds(1)});
        CHECK(m_node.connections->start());
        for (size_t place = 0; place < kStrangers; ++place)
            m_hosts[place] = &m_network.add_host({"2.0.0." + std::to_string(place + 1)});
        for (size_t place = 0; place < kStrangers; ++place)
            connect(place);
    }

    void run() {
        for (size_t step = 0; step < kMaxSteps && m_reader.remaining() > 0; ++step)
            do_something();
        for (const net::PeerState& peer : m_node.connections->peers())
            m_node.connections->set_paused(peer.origin.id, false);
        m_network.scheduler().run_for(std::chrono::seconds(1));
        serve_another();
    }

private:
    static net::NetOptions options() {
        net::NetOptions options = net::test_options();
        options.max_connections = 11 + kStrangers + 1;
        options.receive_buffer_bytes = 5'000;
        options.send_buffer_bytes = 1'000;
        return options;
    }
    uint8_t byte() { return m_reader.read<uint8_t>().value_or(0); }

    void connect(size_t place) {
        m_framing[place] = wire::make_v1_transport(net::test_options().magic);
        m_hosts[place]->connect({kServer, 18444}, std::chrono::seconds(1), [this, place](auto stream) {
            m_streams[place] = stream ? *stream : nullptr;
        });
        m_network.scheduler().run_for(std::chrono::milliseconds(10));
    }
    void write(size_t place, quanta::base::Bytes bytes) {
        if (m_streams[place] == nullptr || bytes.empty()) return;
        m_streams[place]->write(std::move(bytes), [](const auto&) {});
        m_network.scheduler().run_for(std::chrono::milliseconds(5));
    }
    quanta::base::Bytes some_bytes() {
        quanta::base::Bytes bytes;
        for (size_t left = byte(); left > 0; --left)
            bytes.push_back(byte());
        return bytes;
    }
    /// A message of v1, of the input's type, whole or without its end.
    void say(size_t place) {
        constexpr std::array<const char*, 6> kTypes{"version", "verack", "ping", "inv", "addr", "nonsense"};
        m_framing[place]->send({kTypes[byte() % kTypes.size()], some_bytes()});
        quanta::base::Bytes bytes = m_framing[place]->take_output();
        if (const uint8_t cut = byte(); cut > 200) bytes.resize(bytes.size() / 2);
        write(place, std::move(bytes));
    }
    void do_something() {
        const uint8_t what = byte();
        const size_t place = what / 8 % kStrangers;
        switch (what % 8) {
            case 0:
                return write(place, some_bytes());
            case 1:
            case 2:
                return say(place);
            case 3:
                return m_network.scheduler().run_for(std::chrono::milliseconds(1 << (byte() % 18)));
            case 4:
                if (m_streams[place] != nullptr) m_streams[place]->close();
                return connect(place);
            case 5:
                return m_node.connections->set_paused(static_cast<net::PeerId>(byte()), byte() % 2 == 0);
            case 6:
                return m_node.connections->send(static_cast<net::PeerId>(byte()),
                                                wire::Unknown{.type = "filler", .payload = some_bytes()});
            default:
                // The beginning of a key that none of these can finish.
                return write(place, quanta::base::Bytes(byte() % 2 == 0 ? 64 : 5'000, byte()));
        }
    }
    /// One that behaves still gets in and is answered.
    void serve_another() {
        net::TestNode friendly(m_network.add_host({"3.0.0.1"}).environment(), options(),
                               m_directory.string());
        CHECK(friendly.connections->start());
        const bool v2 = byte() % 2 == 0;
        CHECK(friendly.connections->connect_once("1.0.0.1:18444", net::ConnectionType::Manual, v2));
        m_network.scheduler().run_for(std::chrono::seconds(5));
        CHECK(friendly.protocol.count<wire::Verack>(0) == 1);
        CHECK(m_node.peer_at("3.0.0.1") >= 0);
        friendly.connections->stop();
        m_node.connections->stop();
        CHECK(m_node.protocol.live() == 0);
    }

    Reader m_reader;
    net::FakeNetwork m_network{7};
    const std::filesystem::path m_directory;
    net::TestNode m_node;
    std::array<net::FakeHost*, kStrangers> m_hosts{};
    std::array<Stream, kStrangers> m_streams;
    std::array<std::unique_ptr<wire::Transport>, kStrangers> m_framing;
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<uint8_t> talk{1, 1, 0, 0, 1, 2, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 2, 0, 0, 3, 10};
    const std::vector<uint8_t> keys{7, 0, 5, 3, 10, 15, 1, 9, 3, 16, 4, 12, 0, 3, 0xfa, 0xbf, 0xb5, 3, 17};
    const std::vector<uint8_t> pauses{5, 0, 0, 1, 2, 3, 7, 7, 7, 0, 6, 1, 4, 9, 9, 9, 9, 5, 0, 1, 3, 12};
    return {talk, keys, pauses};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto scene = std::make_unique<Scene>(quanta::base::ByteSpan(data, size));
    scene->run();
    return 0;
}
