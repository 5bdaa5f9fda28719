// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/permissions.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "net/peer.h"

namespace quanta::net {
namespace {

std::string whitelist_error(std::string_view text) {
    const auto parsed = parse_whitelist(text);
    return parsed ? "" : parsed.error();
}

std::string whitebind_error(std::string_view text) {
    const auto parsed = parse_whitebind(text);
    return parsed ? "" : parsed.error();
}

TEST(Permissions, HaveTheNamesOfGetpeerinfo) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(permission_names(0), Names());
    EXPECT_EQ(permission_names(kPermitRelay), Names{"relay"});
    EXPECT_EQ(permission_names(kPermitForceRelay), (Names{"forcerelay", "relay"}));
    EXPECT_EQ(permission_names(kPermitNoBan), (Names{"noban", "download"}));
    EXPECT_EQ(permission_names(1 << 4), Names());  // half of noban
    EXPECT_EQ(permission_names(~0u),
              (Names{"bloomfilter", "noban", "forcerelay", "relay", "mempool", "download", "addr"}));
}

TEST(Permissions, WithoutNamesAreForTheOptionsToSay) {
    const WhitelistEntry entry = parse_whitelist("1.2.3.0/24").value();
    EXPECT_TRUE(entry.grant.implicit);
    EXPECT_EQ(entry.subnet.to_text(), "1.2.3.0/24");
    EXPECT_TRUE(entry.grant.inbound);
    EXPECT_FALSE(entry.grant.outbound);
    const uint32_t always = kPermitNoBan | kPermitMempool;
    EXPECT_EQ(effective_permissions(entry.grant, false, false), always);
    EXPECT_EQ(effective_permissions(entry.grant, true, false), always | kPermitRelay);
    EXPECT_EQ(effective_permissions(entry.grant, false, true), always | kPermitForceRelay);
}

TEST(Permissions, ByNameAreThoseAlone) {
    const Grant grant = parse_whitelist("bloom,noban,,addr,@1.2.3.4")->grant;
    EXPECT_EQ(grant.permissions, kPermitBloom | kPermitNoBan | kPermitAddresses);
    EXPECT_EQ(effective_permissions(grant, true, true), grant.permissions);
    EXPECT_FALSE(grant.implicit);
    EXPECT_TRUE(grant.inbound);
    EXPECT_EQ(permission_names(parse_whitelist("all@::1")->grant.permissions).size(), 7u);
    for (const std::string& name : permission_names(~0u)) {
        const auto single = parse_whitelist(name + "@1.2.3.4");
        ASSERT_TRUE(single) << name;
        EXPECT_EQ(permission_names(single->grant.permissions).empty(), false) << name;
    }
    const auto none = parse_whitelist("@1.2.3.4");
    ASSERT_TRUE(none);
    EXPECT_EQ(effective_permissions(none->grant, true, true), 0u);
}

TEST(Permissions, HaveDirections) {
    const Grant out = parse_whitelist("out,relay@1.2.3.4")->grant;
    EXPECT_FALSE(out.inbound);
    EXPECT_TRUE(out.outbound);
    const Grant both = parse_whitelist("in,out,relay@1.2.3.4")->grant;
    EXPECT_TRUE(both.inbound && both.outbound);
    EXPECT_EQ(whitelist_error("out@1.2.3.4"), "Only direction was set, no permissions: 'out@1.2.3.4'");
    EXPECT_TRUE(parse_whitebind("in,relay@1.2.3.4:5"));
    EXPECT_EQ(whitebind_error("out,relay@1.2.3.4:5"),
              "whitebind may only be used for incoming connections (\"out\" was passed)");
}

TEST(Permissions, ErrorsNameWhatIsWrong) {
    EXPECT_EQ(whitelist_error("oopsie@1.2.3.4"), "Invalid P2P permission: 'oopsie'");
    EXPECT_EQ(whitelist_error("relay@1.2.3.4/99"), "Invalid netmask specified in -whitelist: '1.2.3.4/99'");
    EXPECT_EQ(whitelist_error(""), "Invalid netmask specified in -whitelist: ''");
    EXPECT_EQ(whitelist_error("relay@noban@1.2.3.4"),
              "Invalid netmask specified in -whitelist: 'noban@1.2.3.4'");
    EXPECT_EQ(whitebind_error("relay@1.2.3.4"), "Need to specify a port with -whitebind: '1.2.3.4'");
    EXPECT_EQ(whitebind_error("nowhere:8333"), "Cannot resolve -whitebind address: 'nowhere:8333'");
    const WhiteBind bind = parse_whitebind("noban@[::1]:8333").value();
    EXPECT_EQ(bind.service.to_text(), "[::1]:8333");
    EXPECT_EQ(bind.grant.permissions, kPermitNoBan);
}

}  // namespace
}  // namespace quanta::net
