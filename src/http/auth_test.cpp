// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/auth.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hmac.h"
#include "http/allow_list.h"
#include "http/cookie.h"
#include "http/message.h"
#include "sys/test_directory.h"

namespace quanta::http {
namespace {

TEST(Credentials, ClearAndHashed) {
    sys::FakeRandom random(1);
    Credentials credentials(random);
    credentials.add_password("u", "p:q");
    const std::string salt = "abc";
    const auto hash = base::to_hex(crypto::hmac_sha256(base::as_bytes(salt), base::as_bytes("secret")));
    EXPECT_TRUE(credentials.add_hashed("hashed:" + salt + "$" + hash));
    EXPECT_EQ(credentials.check("Basic " + base::to_base64("u:p:q")), "u");
    EXPECT_EQ(credentials.check("Basic " + base::to_base64("hashed:secret")), "hashed");
    EXPECT_EQ(credentials.check("Basic " + base::to_base64("hashed:secret2")), std::nullopt);
    EXPECT_EQ(credentials.check("Basic " + base::to_base64("u")), std::nullopt);
    EXPECT_EQ(credentials.check("basic " + base::to_base64("u:p:q")), std::nullopt);
    EXPECT_EQ(credentials.check("Basic !"), std::nullopt);
    for (const std::string& bad :
         std::vector<std::string>{"x", "x:salt", "x:salt$", "x:salt$00", "x$salt:" + hash,
                                  "x:salt$" + hash + "00", "x:salt$" + hash.substr(1) + "g"}) {
        EXPECT_FALSE(credentials.add_hashed(bad)) << bad;
    }
}

TEST(Credentials, RightsOfUsers) {
    sys::FakeRandom random(1);
    Credentials credentials(random);
    const std::string secret = "s$" + std::string(64, '0');
    EXPECT_TRUE(credentials.add_hashed("reader:" + secret + ":read"));
    EXPECT_TRUE(credentials.add_hashed("some:" + secret + ":help, stop"));
    EXPECT_TRUE(credentials.add_hashed("both:" + secret + ":read,stop"));
    EXPECT_TRUE(credentials.add_hashed("several:" + secret + ":help"));
    EXPECT_TRUE(credentials.add_hashed("several:" + secret + ":stop"));
    EXPECT_TRUE(credentials.add_hashed("all:" + secret));
    credentials.add_password("clear", "p");
    for (const char* user : {"reader", "both", "all", "clear"})
        EXPECT_TRUE(credentials.allow(user, "getblock")) << user;
    for (const char* user : {"some", "both", "several", "all", "clear"})
        EXPECT_TRUE(credentials.allow(user, "stop")) << user;
    EXPECT_FALSE(credentials.allow("reader", "stop"));
    EXPECT_FALSE(credentials.allow("reader", "read"));
    EXPECT_FALSE(credentials.allow("some", "getblock"));
    EXPECT_FALSE(credentials.allow("both", "setmocktime"));
    EXPECT_TRUE(credentials.allow("several", "help"));
    EXPECT_FALSE(credentials.allow("several", "getblock"));
    EXPECT_FALSE(credentials.allow("unknown", "help"));
    for (const char* rights : {":", ":,", ": "})
        EXPECT_FALSE(credentials.add_hashed("x:" + secret + rights)) << rights;
}

TEST(Whitelist, Rules) {
    const Whitelist none({}, std::nullopt);
    EXPECT_TRUE(none.allows("anyone", "stop"));
    const Whitelist some({"a:help,uptime", "b:", "c", "d: help , stop", "a:uptime,stop"}, std::nullopt);
    EXPECT_TRUE(some.allows("a", "uptime"));
    EXPECT_FALSE(some.allows("a", "help"));
    EXPECT_FALSE(some.allows("a", "stop"));
    EXPECT_FALSE(some.allows("b", "help"));
    EXPECT_FALSE(some.allows("b", ""));
    EXPECT_FALSE(some.allows("c", "help"));
    EXPECT_TRUE(some.allows("d", "help"));
    EXPECT_TRUE(some.allows("d", "stop"));
    EXPECT_FALSE(some.allows("other", "help"));
    EXPECT_TRUE(Whitelist({"a:help"}, false).allows("other", "stop"));
    EXPECT_FALSE(Whitelist({}, true).allows("other", "stop"));
}

TEST(AllowList, Subnets) {
    AllowList list;
    EXPECT_TRUE(list.allows("127.0.0.1"));
    EXPECT_TRUE(list.allows("127.255.255.255"));
    EXPECT_FALSE(list.allows("126.255.255.255"));
    EXPECT_FALSE(list.allows("128.0.0.0"));
    EXPECT_TRUE(list.allows("::1"));
    EXPECT_TRUE(list.allows("::ffff:127.0.0.1"));
    EXPECT_FALSE(list.allows("::2"));
    EXPECT_FALSE(list.allows("nothing"));
    for (const std::string_view good :
         {"1.2.3.4", "10.0.0.77/8", "192.168.4.0/255.255.254.0", "fe80::/10", "2001:db8::5"}) {
        EXPECT_TRUE(list.add(good)) << good;
    }
    EXPECT_TRUE(list.allows("1.2.3.4"));
    EXPECT_FALSE(list.allows("1.2.3.5"));
    EXPECT_TRUE(list.allows("10.255.0.1"));
    EXPECT_FALSE(list.allows("11.0.0.0"));
    EXPECT_TRUE(list.allows("192.168.5.255"));
    EXPECT_FALSE(list.allows("192.168.6.0"));
    EXPECT_TRUE(list.allows("febf::1%eth0"));
    EXPECT_FALSE(list.allows("fec0::1"));
    EXPECT_FALSE(list.allows("2001:db8::6"));
    for (const std::string_view bad :
         {"", "1.2.3", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/255.0.255.0", "::/129",
          "::1/255.0.0.0", "1.2.3.4/::", "1.2.3.4%1", "host", "1.2.3.4/8/8", "/8"}) {
        EXPECT_FALSE(list.add(bad)) << bad;
    }
    EXPECT_FALSE(list.allows("::5"));
    EXPECT_TRUE(list.add("0.0.0.0/0"));
    EXPECT_TRUE(list.allows("200.1.1.1"));
    EXPECT_FALSE(list.allows("::5"));
    EXPECT_TRUE(list.add("::/0"));
    EXPECT_TRUE(list.allows("::5"));
}

TEST(Cookie, IsRemovedUnlessReplaced) {
    sys::FileSystem& files = sys::real_file_system();
    const sys::TestDirectory directory;
    const std::string path = directory / "c";
    sys::FakeRandom random(1);
    {
        const auto cookie = Cookie::create(files, path, CookieReaders::Owner, random);
        ASSERT_TRUE(cookie);
        EXPECT_EQ(*read_cookie(files, path), "__cookie__:" + cookie->password());
        EXPECT_EQ(cookie->password().size(), 64u);
    }
    EXPECT_FALSE(files.exists(path));
    {
        const auto cookie = Cookie::create(files, path, CookieReaders::Owner, random);
        ASSERT_TRUE(cookie);
        ASSERT_TRUE(sys::write_atomically(files, path, base::as_bytes("__cookie__:other\n")));
    }
    EXPECT_EQ(*read_cookie(files, path), "__cookie__:other");
    EXPECT_FALSE(read_cookie(files, directory / "missing"));
    EXPECT_FALSE(Cookie::create(files, directory / "no/such/c", CookieReaders::Owner, random));
}

TEST(Cookie, Permissions) {
    using std::filesystem::perms;
    const sys::TestDirectory directory;
    sys::FakeRandom random(1);
    const auto mode_with = [&](CookieReaders readers) {
        const std::string path = directory / "c";
        const auto cookie = Cookie::create(sys::real_file_system(), path, readers, random);
        EXPECT_TRUE(cookie);
        return static_cast<unsigned>(std::filesystem::status(path).permissions());
    };
    EXPECT_EQ(mode_with(CookieReaders::Owner), 0600u);
    EXPECT_EQ(mode_with(CookieReaders::Group), 0640u);
    EXPECT_EQ(mode_with(CookieReaders::All), 0644u);
}

}  // namespace
}  // namespace quanta::http
