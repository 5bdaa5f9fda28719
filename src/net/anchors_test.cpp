// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/anchors.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "crypto/hash.h"
#include "sys/fake_file_system.h"
#include "sys/test_directory.h"

namespace quanta::net {
namespace {

constexpr addresses::ChainMagic kMagic{0xf9, 0xbe, 0xb4, 0xd9};

wire::KnownAddress known(const std::string& text, uint64_t services = wire::kServiceNetwork) {
    return {*wire::Service::from_text(text, 8333), services, 1'700'000'000};
}

/// `contents` with the magic before and the right checksum behind.
base::Bytes file_of(base::Bytes contents) {
    contents.insert(contents.begin(), kMagic.begin(), kMagic.end());
    const auto checksum = crypto::sha256d(contents);
    contents.insert(contents.end(), checksum.begin(), checksum.end());
    return contents;
}

TEST(Anchors, TheLayoutIsTheDeployedOne) {
    const auto file = serialize_anchors(kMagic, {known("1.2.3.4:8333", 9)});
    // Magic; count; 0x20035b60, time, services, IPv4 by its number, 4 bytes, port.
    EXPECT_EQ(base::to_hex(base::ByteSpan(file).first(file.size() - 32)),
              "f9beb4d9"
              "01"
              "605b0320"
              "00f15365"
              "09"
              "01"
              "04"
              "01020304"
              "208d");
    EXPECT_EQ(*parse_anchors(kMagic, file), std::vector{known("1.2.3.4:8333", 9)});
}

TEST(Anchors, TwoAreKept) {
    const std::vector<wire::KnownAddress> three{known("1.2.3.4:1"), known("[2001:db9::1]:2"),
                                                known("5.6.7.8:3")};
    const auto parsed = parse_anchors(kMagic, serialize_anchors(kMagic, three));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, std::vector(three.begin(), three.begin() + 2));
    EXPECT_TRUE(parse_anchors(kMagic, serialize_anchors(kMagic, {}))->empty());
}

TEST(Anchors, DamagedFilesAreRefused) {
    const auto file = serialize_anchors(kMagic, {known("1.2.3.4:8333")});
    for (size_t i = 0; i < file.size(); ++i) {
        auto damaged = file;
        damaged[i] ^= 1;
        EXPECT_FALSE(parse_anchors(kMagic, damaged)) << i;
        EXPECT_FALSE(parse_anchors(kMagic, base::ByteSpan(file).first(i))) << i;
    }
    EXPECT_FALSE(parse_anchors({1, 2, 3, 4}, file));
    EXPECT_FALSE(parse_anchors(kMagic, file_of({1})));
    EXPECT_FALSE(parse_anchors(kMagic, file_of({0, 0})));
    EXPECT_FALSE(parse_anchors(kMagic, file_of({101})));
    EXPECT_TRUE(parse_anchors(kMagic, file_of({0})));
}

TEST(Anchors, TheFileIsRemovedWhenItHasBeenRead) {
    const sys::TestDirectory directory;
    sys::FileSystem& files = sys::real_file_system();
    const std::string path = directory / "anchors.dat";
    EXPECT_TRUE(take_anchors(files, path, kMagic).empty());
    const std::vector<wire::KnownAddress> anchors{known("1.2.3.4:1"), known("5.6.7.8:2")};
    ASSERT_TRUE(save_anchors(files, path, kMagic, anchors));
    EXPECT_EQ(take_anchors(files, path, kMagic), anchors);
    EXPECT_FALSE(files.exists(path));
    ASSERT_TRUE(sys::write_atomically(files, path, base::Bytes(40, 7)));
    EXPECT_TRUE(take_anchors(files, path, kMagic).empty());
    EXPECT_FALSE(files.exists(path));
    ASSERT_TRUE(sys::write_atomically(files, path, base::Bytes(64 * 1024 + 1, 7)));
    EXPECT_TRUE(take_anchors(files, path, kMagic).empty());
}

TEST(Anchors, APowerCutLeavesTheOldFileOrTheNew) {
    const std::vector<wire::KnownAddress> old_ones{known("1.2.3.4:1")};
    const std::vector<wire::KnownAddress> new_ones{known("5.6.7.8:2")};
    bool cut = true;
    for (uint64_t changes = 0; cut; ++changes) {
        const sys::TestDirectory directory;
        sys::FaultyFileSystem files(sys::real_file_system());
        const std::string path = directory / "anchors.dat";
        ASSERT_TRUE(save_anchors(files, path, kMagic, old_ones));
        files.cut_power_after(files.change_count() + changes);
        cut = !save_anchors(files, path, kMagic, new_ones);
        files.restore_power();
        files.clear_faults();
        EXPECT_EQ(take_anchors(files, path, kMagic), cut && files.exists(path) ? old_ones
                                                     : cut                     ? old_ones
                                                                               : new_ones)
            << "after " << changes << " changes";
        ASSERT_LT(changes, 50u);
    }
}

}  // namespace
}  // namespace quanta::net
