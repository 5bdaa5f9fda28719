// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/peers_file.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "addresses/stored_address.h"
#include "addresses/test_asmap.h"
#include "codec/writer.h"
#include "sys/clock.h"
#include "sys/fake_file_system.h"
#include "sys/random.h"
#include "sys/test_directory.h"

namespace quanta::addresses {
namespace {

using wire::Address;
using wire::KnownAddress;
using wire::Service;

constexpr int64_t kNow = 1'800'000'000;
constexpr ChainMagic kMagic{1, 2, 3, 4};
constexpr int32_t kBuckets = 1024 ^ (1 << 30);

Service numbered(uint32_t i) {
    return {Address::ipv4(
                {20, static_cast<uint8_t>(i >> 16), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}),
            8333};
}

/// Of another group for each of many numbers.
Address source_of(uint32_t i) {
    return Address::ipv4({static_cast<uint8_t>(30 + i % 60), static_cast<uint8_t>(i / 60), 1, 1});
}

/// What a deployed node writes, field by field; each may be changed before.
struct Layout {
    uint8_t format = 4;
    uint8_t compatible = 36;
    int32_t new_count = 1;
    int32_t tried_count = 1;
    int32_t buckets = kBuckets;
    uint32_t address_format = 0x20035b60;
    base::Bytes new_address{20, 0, 0, 1};
    int32_t first_bucket = 1;
    int32_t index = 0;
    std::array<uint8_t, 32> map_version{};

    void entry(codec::Writer& writer, base::ByteSpan address) const {
        writer.write(address_format).write<uint32_t>(kNow - 100).write_compact_size(1'033);
        writer.write<uint8_t>(1).write_sized_bytes(address).write<uint16_t>(0x8d20);  // 8333, highest first
        writer.write<uint8_t>(1).write_sized_bytes(std::array<uint8_t, 4>{9, 9, 9, 9});
        writer.write<int64_t>(kNow - 50).write<int32_t>(2);
    }
    base::Bytes bytes() const {
        base::Bytes out;
        codec::Writer writer(out);
        writer.write(format).write(compatible).write_bytes(std::array<uint8_t, 32>{1});
        writer.write(new_count).write(tried_count).write(buckets);
        entry(writer, new_address);
        entry(writer, std::array<uint8_t, 4>{21, 0, 0, 2});
        for (int i = 0; i < 1024; ++i) {
            const int32_t size = i == 5 ? first_bucket : 0;
            writer.write(size);
            for (int32_t n = 0; n < size; ++n)
                writer.write(index);
        }
        writer.write_bytes(map_version);
        return out;
    }
};

class PeersFileTest : public ::testing::Test {
protected:
    PeersFileTest() { m_clock.set_system_time_s(kNow); }

    void fill(AddressBook& book, uint32_t count) {
        for (uint32_t i = 0; i < count; ++i) {
            const KnownAddress known{numbered(i), 9, kNow - i};
            book.add({&known, 1}, source_of(i));
            if (i % 3 == 0) book.mark_good(known.service);
        }
    }
    /// The error of reading `bytes`, empty when there is none.
    std::string error_of(const base::Bytes& bytes) {
        const auto read = m_book.deserialize(bytes);
        EXPECT_TRUE(read || m_book.size() == 0);
        EXPECT_EQ(m_book.inconsistency(), std::nullopt);
        return read ? "" : read.error();
    }
    /// The same of a layout after `change`.
    std::string error_of(const std::function<void(Layout&)>& change) {
        Layout layout;
        change(layout);
        return error_of(layout.bytes());
    }

    sys::FakeClock m_clock;
    sys::FakeRandom m_random{1};
    NetworkGroups m_groups;
    AddressBook m_book{m_groups, m_clock, m_random};
    sys::TestDirectory m_directory;
    const std::string m_path = m_directory / "peers.dat";
};

TEST_F(PeersFileTest, OfDeployedNodesIsRead) {
    ASSERT_EQ(error_of(Layout().bytes()), "");
    ASSERT_EQ(m_book.size({}, Table::New), 1u);
    const BookEntry entry = m_book.entries(Table::New).front();
    EXPECT_EQ(entry.address, (KnownAddress{numbered(1), 1'033, kNow - 100}));
    EXPECT_EQ(entry.source, Address::ipv4({9, 9, 9, 9}));
    EXPECT_EQ(entry.last_success_s, kNow - 50);
    EXPECT_EQ(entry.attempts, 2);
    EXPECT_EQ(entry.bucket, 5);
    EXPECT_EQ(m_book.size({}, Table::Tried), 1u);
    // And written again byte by byte.
    EXPECT_EQ(m_book.serialize(), Layout().bytes());
}

TEST_F(PeersFileTest, WithAnotherMapFindsNewPlaces) {
    ASSERT_EQ(error_of([](Layout& layout) { layout.map_version[0] = 1; }), "");
    EXPECT_EQ(m_book.size({}, Table::New), 1u);
    const int recomputed = m_book.entries(Table::New).front().bucket;
    ASSERT_EQ(error_of([](Layout& layout) { layout.first_bucket = 0; }), "");
    EXPECT_EQ(m_book.size({}, Table::New), 0u);  // in no bucket
    EXPECT_NE(recomputed, 5);
}

TEST_F(PeersFileTest, UselessEntriesAreLeftOut) {
    EXPECT_EQ(error_of([](Layout& layout) { layout.new_address = {127, 0, 0, 1}; }), "");
    EXPECT_EQ(m_book.size(), 1u);
    EXPECT_EQ(error_of([](Layout& layout) { layout.new_address = {21, 0, 0, 2}; }), "");  // twice
    EXPECT_EQ(m_book.size(), 1u);
    for (const int32_t index : {-1, 1, 2, INT32_MAX, INT32_MIN}) {
        EXPECT_EQ(error_of([index](Layout& layout) { layout.index = index; }), "");
        EXPECT_EQ(m_book.size(), 1u);
    }
    EXPECT_EQ(error_of([](Layout& layout) { layout.first_bucket = 64; }), "");
    EXPECT_EQ(m_book.size(), 2u);
}

TEST_F(PeersFileTest, ErrorsSayWhatIsWrong) {
    const auto has = [](const std::string& error, std::string_view part) {
        EXPECT_NE(error.find(part), std::string::npos) << error << ", not " << part;
    };
    has(error_of([](Layout& layout) { layout.compatible = 37; }), "later versions");
    has(error_of([](Layout& layout) { layout.compatible = 31; }), "later versions");
    has(error_of([](Layout& layout) { layout.format = 2; }), "older");
    EXPECT_EQ(error_of([](Layout& layout) { layout.format = 3; }), "");
    has(error_of([](Layout& layout) { layout.new_count = -1; }), "new addresses");
    has(error_of([](Layout& layout) { layout.new_count = 65'537; }), "at most 65536");
    has(error_of([](Layout& layout) { layout.tried_count = 16'385; }), "at most 16384");
    has(error_of([](Layout& layout) { layout.buckets = 1025 ^ (1 << 30); }), "buckets");
    has(error_of([](Layout& layout) { layout.buckets = 1024; }), "buckets");
    has(error_of([](Layout& layout) { layout.address_format = 220'000; }), "new address");
    EXPECT_EQ(error_of([](Layout& layout) { layout.address_format = 0x20000000 | 210'100; }), "");
    has(error_of([](Layout& layout) { layout.new_address = {1, 2, 3}; }), "new address");
    has(error_of([](Layout& layout) { layout.first_bucket = 65; }), "entries of a bucket");
    has(error_of([](Layout& layout) { layout.first_bucket = -1; }), "entries of a bucket");
    base::Bytes bytes = Layout().bytes();
    bytes.push_back(0);
    has(error_of(bytes), "end");
    for (size_t size = 0; size < Layout().bytes().size(); size += 7) {
        bytes.resize(size);
        bytes.assign(bytes.size(), 0);
        std::copy_n(Layout().bytes().begin(), size, bytes.begin());
        EXPECT_FALSE(m_book.deserialize(bytes)) << size;
    }
}

TEST_F(PeersFileTest, KeepsEverythingWithItsPlaces) {
    fill(m_book, 5'000);
    ASSERT_TRUE(save_peers(sys::real_file_system(), m_path, kMagic, m_book));
    AddressBook other(m_groups, m_clock, m_random);
    ASSERT_TRUE(load_peers(sys::real_file_system(), m_path, kMagic, other));
    EXPECT_EQ(other.inconsistency(), std::nullopt);
    for (const Table table : {Table::New, Table::Tried}) {
        const auto before = m_book.entries(table);
        const auto after = other.entries(table);
        ASSERT_EQ(before.size(), after.size());
        ASSERT_GT(before.size(), 300u);
        for (size_t i = 0; i < before.size(); ++i) {
            EXPECT_EQ(before[i].address, after[i].address);
            EXPECT_EQ(before[i].source, after[i].source);
            EXPECT_EQ(before[i].position, after[i].position);
        }
    }
    EXPECT_EQ(other.serialize().size(), m_book.serialize().size());
}

TEST_F(PeersFileTest, MovesBetweenMaps) {
    fill(m_book, 2'000);
    const NetworkGroups mapped = NetworkGroups::with_map(test_asmap()).value();
    AddressBook other(mapped, m_clock, m_random);
    ASSERT_TRUE(other.deserialize(m_book.serialize()));
    EXPECT_EQ(other.inconsistency(), std::nullopt);
    EXPECT_GT(other.size(), 50u);
    EXPECT_LE(other.size(), m_book.size());
}

TEST_F(PeersFileTest, OneThatCannotBeUsedIsKeptAside) {
    sys::FileSystem& files = sys::real_file_system();
    ASSERT_TRUE(load_peers(files, m_path, kMagic, m_book));  // none
    fill(m_book, 10);
    const base::Bytes good = frame_contents(kMagic, m_book.serialize());
    base::Bytes bad = good;
    bad[100] ^= 1;
    for (const auto& [bytes, reason] : std::vector<std::pair<base::Bytes, std::string>>{
             {bad, "wrong checksum"},
             {base::Bytes(35), "too short"},
             {frame_contents({9, 9, 9, 9}, m_book.serialize()), "another chain"},
             {frame_contents(kMagic, base::Bytes{4}), "oldest reader"}}) {
        ASSERT_TRUE(sys::write_atomically(files, m_path, bytes));
        const auto loaded = load_peers(files, m_path, kMagic, m_book);
        ASSERT_FALSE(loaded);
        EXPECT_NE(loaded.error().find(reason), std::string::npos) << loaded.error();
        EXPECT_FALSE(files.exists(m_path));
        EXPECT_EQ(sys::read_whole(files, m_path + ".bak", 1 << 20).value(), bytes);
    }
    ASSERT_TRUE(files.open(m_path, sys::OpenMode::Create).value()->truncate(kMaxPeersFileBytes + 1));
    EXPECT_FALSE(load_peers(files, m_path, kMagic, m_book));
    EXPECT_FALSE(files.exists(m_path));
    ASSERT_TRUE(sys::write_atomically(files, m_path, good));
    ASSERT_TRUE(load_peers(files, m_path, kMagic, m_book));
    EXPECT_EQ(frame_contents(kMagic, m_book.serialize()), good);
}

TEST_F(PeersFileTest, OneThatCannotBeReadNowStays) {
    ASSERT_TRUE(
        sys::write_atomically(sys::real_file_system(), m_path, frame_contents(kMagic, m_book.serialize())));
    sys::FaultyFileSystem files(sys::real_file_system());
    files.fail_after(sys::FaultTarget::Reads, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Always);
    EXPECT_FALSE(load_peers(files, m_path, kMagic, m_book));
    files.clear_faults();
    EXPECT_TRUE(load_peers(files, m_path, kMagic, m_book));
}

TEST_F(PeersFileTest, PowerCutAtAnyStepLeavesOldOrNew) {
    AddressBook newer(m_groups, m_clock, m_random);
    fill(m_book, 10);
    fill(newer, 20);
    sys::FaultyFileSystem files(sys::real_file_system());
    ASSERT_TRUE(save_peers(files, m_path, kMagic, m_book));
    const uint64_t before = files.change_count();
    ASSERT_TRUE(save_peers(files, m_path, kMagic, newer));
    const uint64_t steps = files.change_count() - before;
    ASSERT_GE(steps, 4u);
    size_t kept_old = 0;
    for (uint64_t step = 0; step < steps; ++step) {
        ASSERT_TRUE(save_peers(files, m_path, kMagic, m_book));
        files.cut_power_after(files.change_count() + step, &m_random);
        EXPECT_FALSE(save_peers(files, m_path, kMagic, newer));
        files.restore_power();
        AddressBook read(m_groups, m_clock, m_random);
        ASSERT_TRUE(load_peers(files, m_path, kMagic, read)) << step;
        EXPECT_TRUE(read.size() == m_book.size() || read.size() == newer.size()) << step;
        kept_old += read.size() == m_book.size();
    }
    EXPECT_GE(kept_old, 3u);
}

TEST(StoredAddress, OfEveryNetworkReadsBack) {
    const std::array<uint8_t, 32> key{7};
    for (const Address& address :
         {Address::ipv4({1, 2, 3, 4}), Address::ipv6({0x2a}), Address::onion(key), Address::i2p(key),
          Address::cjdns({0xfc, 1}).value(), Address::internal("seed.example"), Address()}) {
        const KnownAddress known{{address, 8333}, 0xffff'ffff'ffff, kNow};
        base::Bytes bytes;
        codec::Writer writer(bytes);
        write_stored_address(writer, known);
        codec::Reader reader(bytes);
        EXPECT_EQ(read_stored_address(reader).value(), known) << address.to_text();
        EXPECT_TRUE(reader.at_end());
    }
    // Tor's old addresses and what is not known are read as no address; their size has a limit.
    for (const uint8_t network : {3, 99}) {
        base::Bytes bytes{network, 10};
        bytes.resize(12);
        codec::Reader reader(bytes);
        EXPECT_EQ(read_stored_network_address(reader).value(), Address());
    }
    base::Bytes long_one{99, 0xfd, 1, 2};
    long_one.resize(600);
    codec::Reader reader(long_one);
    EXPECT_EQ(read_stored_network_address(reader).error(), codec::DecodeError::SizeTooLarge);
}

}  // namespace
}  // namespace quanta::addresses
