// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

#include "codec/writer.h"
#include "primitives/block.h"
#include "testing/temp_dir.h"
#include "testing/test_data.h"
#include "wire/codec.h"
#include "wire/transport.h"

namespace quanta::wire {
namespace {

constexpr Magic kMagic = {0xf9, 0xbe, 0xb4, 0xd9};
constexpr size_t kIpHeader = 20;
constexpr size_t kTcpHeader = 20;

/// One direction of a TCP connection as a capture file: a packet for each write.
class Capture {
public:
    Capture() { little<uint32_t>({0xa1b2c3d4, 0x00040002, 0, 0, 0x00040000, kRawIp}); }

    void add(base::ByteSpan bytes) {
        const auto size = static_cast<uint32_t>(kIpHeader + kTcpHeader + bytes.size());
        little<uint32_t>({1'700'000'000, m_packets++, size, size});
        // IPv4: version and header size, total size, time to live, TCP, the two addresses.
        big<uint16_t>({0x4500, static_cast<uint16_t>(size), 0, 0x4000, 0x4006, 0});
        big<uint32_t>({0x01020304, 0x05060708});
        // TCP: ports, sequence, acknowledgement, header size with ACK and PSH, window.
        big<uint16_t>({50000, 8333});
        big<uint32_t>({m_sequence, 1});
        big<uint16_t>({0x5018, 0xffff, 0, 0});
        m_file.insert(m_file.end(), bytes.begin(), bytes.end());
        m_sequence += static_cast<uint32_t>(bytes.size());
    }

    void write_to(const std::filesystem::path& path) const {
        std::ofstream file(path, std::ios::binary);
        file << base::as_text(m_file);
    }

private:
    static constexpr uint32_t kRawIp = 101;

    template <typename T>
    void little(std::initializer_list<T> values) {
        for (T value : values)
            codec::Writer(m_file).write(value);
    }
    template <typename T>
    void big(std::initializer_list<T> values) {
        for (T value : values)
            codec::Writer(m_file).write(base::byte_swap(value));
    }

    base::Bytes m_file;
    uint32_t m_packets = 0;
    uint32_t m_sequence = 1;
};

std::vector<Message> a_conversation() {
    const KnownAddress known{{Address::ipv4({1, 2, 3, 4}), 8333}, kServiceNetwork, 1'700'000'000};
    const std::vector<Inventory> inventory{{InventoryType::WitnessBlock, InventoryHash({1})},
                                           {InventoryType::Wtx, InventoryHash({2})}};
    primitives::MutableTransaction made;
    made.inputs.push_back({{primitives::Txid(), 1}, {0x51}, 5, {{1, 2, 3}}});
    made.outputs.push_back({primitives::Amount{1000}, {0x51}});
    const std::vector<base::Bytes> transactions{made.serialize()};
    Version version;
    version.user_agent = "/Quanta:0.1.0/";
    version.receiver = known.service;
    return {version,
            Verack{},
            WtxidRelay{},
            SendAddrV2{},
            SendHeaders{},
            SendCompact{0, 2},
            FeeFilter{1000},
            Ping{7},
            Pong{7},
            GetAddresses{},
            Addresses{{known}},
            Inv{inventory},
            GetData{inventory},
            NotFound{inventory},
            GetHeaders{{primitives::BlockHash({1})}, {}},
            GetBlocks{{primitives::BlockHash({1})}, {}},
            Headers{{{}, {}}},
            Tx{made.freeze()},
            RawBlock{primitives::Block::assemble({}, transactions)},
            CompactBlock{{}, 7, {1, 2}, {{0, made.freeze()}}},
            GetBlockTransactions{{}, {1, 2}},
            BlockTransactions{{}, {made.freeze()}},
            Mempool{},
            FilterLoad{{1, 2}, 3, 4, 1},
            FilterAdd{{1, 2}},
            FilterClear{}};
}

std::string output_of(const std::string& command, const std::filesystem::path& into) {
    const std::string whole = command + " > '" + into.string() + "' 2>/dev/null";
    EXPECT_EQ(std::system(whole.c_str()), 0) << whole;
    return testing::read_text(into);
}

/// Another implementation of the protocol reads what we write: tshark, where it is installed.
TEST(V1Capture, DecodesInTshark) {
    if (std::system("tshark --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "tshark is not installed";
    const testing::TempDir folder("capture");
    const auto transport = make_v1_transport(kMagic);
    Capture capture;
    std::string expected;
    for (const Message& message : a_conversation()) {
        transport->send(encode(message));
        capture.add(transport->take_output());
        // A name, and nothing that is said to be wrong.
        expected.append(type_of(message)).append("\t\n");
    }
    const std::filesystem::path file = folder / "v1.pcap";
    capture.write_to(file);
    const std::string tshark = "tshark -n -r '" + file.string() + "' -d tcp.port==8333,bitcoin";
    EXPECT_EQ(output_of(tshark + " -T fields -e bitcoin.command -e _ws.malformed", folder / "types"),
              expected);

    const std::string details = output_of(tshark + " -O bitcoin", folder / "details");
    for (const char* part : {"/Quanta:0.1.0/", "1.2.3.4", "Inventory vector"}) {
        EXPECT_NE(details.find(part), details.npos) << part;
    }
}

}  // namespace
}  // namespace quanta::wire
