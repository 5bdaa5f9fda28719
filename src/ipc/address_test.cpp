// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/address.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "ipc/spawn.h"
#include "sys/test_directory.h"

namespace quanta::ipc {
namespace {

mode_t mode_of(const std::string& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

class Address : public ::testing::Test {
protected:
    std::string path(const std::string& name) const { return m_directory / name; }
    sys::TestDirectory m_directory;
};

TEST_F(Address, NamesASocket) {
    EXPECT_EQ(*socket_path("unix", "/data/regtest"), "/data/regtest/node.sock");
    EXPECT_EQ(*socket_path("unix:", "/data"), "/data/node.sock");
    EXPECT_EQ(*socket_path("unix:a/b.sock", "/data"), "/data/a/b.sock");
    EXPECT_EQ(*socket_path("unix:/run/x", "/data"), "/run/x");
    for (const std::string_view bad : {"", "tcp", "unixx", "unix/x", "auto"})
        EXPECT_EQ(socket_path(bad, "/data").error(), "Unrecognized address, use unix or unix:<path>") << bad;
    EXPECT_FALSE(socket_path(std::string_view("unix:a\0b", 8), "/data"));
}

TEST_F(Address, ListensForItsOwnerAlone) {
    const std::string socket = path("sub/folder/x.sock");
    const auto listening = listen_at(socket);
    ASSERT_TRUE(listening) << listening.error();
    EXPECT_EQ(mode_of(socket), 0600u);
    EXPECT_EQ(mode_of(path("sub/folder")), 0700u);
    EXPECT_EQ(mode_of(path("sub")), 0700u);

    const auto client = connect_to(socket);
    ASSERT_TRUE(client) << client.error().message;
    const auto accepted = accept_from(*listening);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(peer_user(*accepted), ::geteuid());
    EXPECT_EQ(peer_user(*client), ::geteuid());
    EXPECT_FALSE(accept_from(*listening));
    for (const int descriptor : {*listening, *client, *accepted})
        ::close(descriptor);
}

TEST_F(Address, ReplacesWhatADeadProcessLeft) {
    const std::string socket = path("x.sock");
    ::close(*listen_at(socket));
    EXPECT_EQ(connect_to(socket).error().code, ECONNREFUSED);
    const auto second = listen_at(socket);
    ASSERT_TRUE(second) << second.error();
    const auto third = listen_at(socket);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error(), "Another process is listening on '" + socket + "'");
    // The live one is not harmed.
    const auto client = connect_to(socket);
    ASSERT_TRUE(client);
    ::close(*client);
    ::close(*second);
}

TEST_F(Address, LeavesOtherFilesAlone) {
    const std::string file = path("wallet.dat");
    std::ofstream(file) << "precious";
    const auto refused = listen_at(file);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), "'" + file + "' exists and is not a socket");
    EXPECT_EQ(std::filesystem::file_size(file), 8u);
    EXPECT_FALSE(listen_at(file + "/x.sock"));
}

TEST_F(Address, PathsHaveALimit) {
    const size_t limit = sizeof(sockaddr_un{}.sun_path) - 1;
    const std::string folder = path("");
    ASSERT_LT(folder.size() + 1, limit);
    std::string longest = folder + (folder.ends_with('/') ? "" : "/");
    longest.append(limit - longest.size(), 'x');
    const auto listening = listen_at(longest);
    ASSERT_TRUE(listening) << listening.error();
    const auto client = connect_to(longest);
    EXPECT_TRUE(client);
    ::close(*client);
    ::close(*listening);

    const auto refused = listen_at(longest + "x");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("is too long for a socket"), std::string::npos);
    const auto unreachable = connect_to(longest + "x");
    EXPECT_EQ(unreachable.error().code, ENAMETOOLONG);
    EXPECT_TRUE(unreachable.error().nobody_there());
}

TEST_F(Address, TellsWhenNobodyIsThere) {
    std::ofstream(path("file")) << "x";
    EXPECT_TRUE(connect_to(path("none")).error().nobody_there());
    EXPECT_TRUE(connect_to(path("file/none")).error().nobody_there());
    EXPECT_EQ(connect_to(path("none")).error().code, ENOENT);
    EXPECT_FALSE(ConnectError({EACCES, ""}).nobody_there());
}

TEST(Spawn, RefusesWhatIsNoSocket) {
    for (const std::string value : {"", "x", "-1", "0", "2", "3x", "99999999999", "9999"}) {
        const auto taken = take_spawned_socket(value);
        ASSERT_FALSE(taken) << value;
        EXPECT_TRUE(taken.error().starts_with("-ipcfd=" + value + " is not a socket")) << taken.error();
    }
    const int file = ::dup(STDIN_FILENO);
    EXPECT_FALSE(take_spawned_socket(std::to_string(file)));
    ::close(file);
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    EXPECT_EQ(*take_spawned_socket(std::to_string(ends[0])), ends[0]);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(Spawn, GivesTheChildOneEnd) {
    auto spawned = spawn("/bin/sh", {"-c", "case $0 in -ipcfd=3) printf heard >&3;; esac"});
    ASSERT_TRUE(spawned) << spawned.error();
    char heard[6] = {};
    EXPECT_EQ(::read(spawned->socket, heard, 5), 5);
    EXPECT_STREQ(heard, "heard");
    EXPECT_EQ(spawned->child.wait(), 0);
    EXPECT_EQ(::read(spawned->socket, heard, 5), 0);
    ::close(spawned->socket);
    EXPECT_FALSE(spawn("/nonexistent/program", {}));
}

}  // namespace
}  // namespace quanta::ipc
