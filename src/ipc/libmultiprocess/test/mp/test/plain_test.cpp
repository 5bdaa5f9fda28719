// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Clients that know nothing of this library: plain Cap'n Proto, as scripts and programs of others use it.

#include <capnp/rpc-twoparty.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

namespace mp::test {
namespace {

class PlainTest : public ::testing::Test {
protected:
    PlainTest() {
        const auto [ours, theirs] = SocketPair();
        ServeStream<messages::Shop>(server.get(), theirs, shop);
        plain = std::make_unique<Plain>(ours);
    }
    ~PlainTest() override { shop.released.set(); }

    template <typename Promise>
    auto wait(Promise&& promise) {
        return promise.wait(plain->io.waitScope);
    }
    template <typename Promise>
    std::string failure(Promise&& promise) {
        KJ_IF_MAYBE (exception, kj::runCatchingExceptions([&] { promise.wait(plain->io.waitScope); })) {
            EXPECT_EQ(exception->getType(), kj::Exception::Type::FAILED);
            return exception->getDescription().cStr();
        }
        return "";
    }
    auto add(int a, int b, kj::Maybe<Thread::Client> thread) {
        auto request = plain->remote.addHereRequest();
        request.setA(a);
        request.setB(b);
        KJ_IF_MAYBE (own, thread) request.initContext().setThread(*own);
        return request.send();
    }
    ThreadMap::Client threads() { return plain->remote.constructRequest().send().getThreads(); }
    Thread::Client thread(const char* name) {
        auto request = threads().makeThreadRequest();
        request.setName(name);
        return request.send().getResult();
    }

    Counter shop;
    LoggedLoop server{"server"};
    /// Their destructors may throw, which those of tests may not.
    struct Plain {
        explicit Plain(SocketId socket)
            : stream(io.lowLevelProvider->wrapSocketFd(socket, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP)),
              rpc(*stream),
              remote(rpc.bootstrap().castAs<messages::Shop>()) {}
        kj::AsyncIoContext io = kj::setupAsyncIo();
        kj::Own<kj::AsyncIoStream> stream;
        capnp::TwoPartyClient rpc;
        messages::Shop::Client remote;
    };
    std::unique_ptr<Plain> plain;
};

TEST_F(PlainTest, CallsWithoutAContextNeedNothing) {
    auto request = plain->remote.addRequest();
    request.setA(2);
    request.setB(3);
    EXPECT_EQ(wait(request.send()).getResult(), 5);
}

TEST_F(PlainTest, PipelinedOnThreadsThatAreNotMadeYet) {
    // construct, makeThread and the call leave in one go.
    EXPECT_EQ(wait(add(2, 3, thread("mine"))).getResult(), 5);
    auto made = thread("named");
    EXPECT_STREQ(wait(made.getNameRequest().send()).getResult().cStr(), "named");
}

TEST_F(PlainTest, PipelinedOnObjectsThatAreNotMadeYet) {
    auto own = thread("mine");
    auto request = plain->remote.clerkRequest();
    request.initContext().setThread(own);
    request.setGrade(4);
    auto grade = request.send().getResult().gradeRequest();
    grade.initContext().setThread(own);
    EXPECT_EQ(wait(grade.send()).getResult(), 4);
}

TEST_F(PlainTest, WithoutAThreadOrAPool) {
    EXPECT_EQ(failure(add(1, 2, nullptr)),
              "remote exception: std::exception: no thread specified and no pool configured");
}

TEST_F(PlainTest, Pool) {
    auto request = threads().makePoolRequest();
    request.setCount(2);
    wait(request.send());
    EXPECT_EQ(wait(add(1, 2, nullptr)).getResult(), 3);
    // Two calls that block, and one that finds no thread free but is answered in the end.
    auto first = plain->remote.blockRequest().send();
    auto second = plain->remote.blockRequest().send();
    auto third = add(3, 4, nullptr);
    plain->io.waitScope.poll();  // sends them
    ASSERT_TRUE(shop.blocked.wait());
    shop.released.set();
    EXPECT_EQ(wait(third).getResult(), 7);
    wait(first);
    wait(second);
    EXPECT_EQ(shop.finished, 2);
    EXPECT_NE(failure(threads().makePoolRequest().send()).find("the connection has a pool already"),
              std::string::npos);
}

TEST_F(PlainTest, PoolsHaveBounds) {
    EXPECT_NE(failure(threads().makePoolRequest().send()).find("a pool without threads"), std::string::npos);
    auto request = threads().makePoolRequest();
    request.setCount(100000);
    EXPECT_NE(failure(request.send()).find("too many threads"), std::string::npos);
}

TEST_F(PlainTest, ForeignHandles) {
    class Imitation final : public Thread::Server {
        kj::Promise<void> getName(GetNameContext context) override {
            context.getResults().setResult("no thread of yours");
            return kj::READY_NOW;
        }
    };
    const std::string said = "remote exception: std::exception: invalid thread handle";
    EXPECT_EQ(failure(add(1, 2, Thread::Client(kj::heap<Imitation>()))), said);
    // An object of the server that is no thread.
    EXPECT_EQ(failure(add(1, 2, threads().castAs<Thread>())), said);
    EXPECT_EQ(wait(add(1, 2, thread("mine"))).getResult(), 3);
}

TEST_F(PlainTest, CallsOnAThreadRunInOrder) {
    auto own = thread("mine");
    const auto block = [&] {
        auto request = plain->remote.blockRequest();
        request.initContext().setThread(own);
        return request.send();
    };
    auto first = block();
    auto second = block();
    auto third = block();
    auto last = add(1, 2, own);
    shop.released.set();
    EXPECT_EQ(wait(last).getResult(), 3);
    EXPECT_EQ(shop.finished, 3);
    wait(first);
    wait(second);
    wait(third);
}

TEST_F(PlainTest, Errors) {
    auto request = plain->remote.crashRequest();
    request.initContext().setThread(thread("mine"));
    request.setWhat("disk full");
    EXPECT_EQ(failure(request.send()), "remote exception: std::exception: disk full");
    auto number = plain->remote.crashRequest();
    number.initContext().setThread(thread("mine"));
    number.setWhat("number");
    EXPECT_EQ(failure(number.send()), "remote exception: unknown exception in Shop.crash");
}

TEST_F(PlainTest, MissingObjects) {
    auto request = plain->remote.askRequest();
    request.initContext().setThread(thread("mine"));
    EXPECT_NE(failure(request.send()).find("no object where one is needed"), std::string::npos);
}

TEST_F(PlainTest, DestroyedObjects) {
    auto own = thread("mine");
    auto request = plain->remote.clerkRequest();
    request.initContext().setThread(own);
    auto clerk = wait(request.send()).getResult();
    auto destroy = clerk.destroyRequest();
    destroy.initContext().setThread(own);
    wait(destroy.send());
    EXPECT_EQ(shop.clerks, 0);
    auto grade = clerk.gradeRequest();
    grade.initContext().setThread(own);
    EXPECT_NE(failure(grade.send()).find("the object was destroyed"), std::string::npos);
}

TEST_F(PlainTest, CallsThatAreGivenUp) {
    auto own = thread("mine");
    auto request = plain->remote.blockRequest();
    request.initContext().setThread(own);
    {
        auto call = request.send();
        plain->io.waitScope.poll();
        ASSERT_TRUE(shop.blocked.wait());
    }
    plain->io.waitScope.poll();  // says so
    EXPECT_TRUE(shop.given_up.wait());
    shop.released.set();
    EXPECT_EQ(wait(add(1, 2, own)).getResult(), 3);
    EXPECT_EQ(shop.given_up_before, 1);
}

TEST_F(PlainTest, CallsOfClientsThatHaveGone) {
    auto request = plain->remote.blockRequest();
    request.initContext().setThread(thread("mine"));
    auto call = request.send();
    plain->io.waitScope.poll();
    ASSERT_TRUE(shop.blocked.wait());
    plain->stream->shutdownWrite();
    EXPECT_TRUE(shop.given_up.wait());
}

TEST_F(PlainTest, CallsThatAreAnsweredAreNotGivenUp) {
    shop.released.set();
    auto own = thread("mine");
    auto request = plain->remote.blockRequest();
    request.initContext().setThread(own);
    wait(request.send());
    // A thread that runs no call.
    bool told = false;
    const OnCancel none([&told] { told = true; });
    EXPECT_EQ(wait(add(1, 2, own)).getResult(), 3);
    EXPECT_FALSE(told);
    EXPECT_EQ(shop.given_up_before, 0);
}

TEST_F(PlainTest, TooManyCalls) {
    auto own = thread("mine");
    kj::Vector<kj::Promise<void>> calls;
    for (int i = 0; i < 4096; ++i) {
        auto request = plain->remote.blockRequest();
        request.initContext().setThread(own);
        calls.add(request.send().ignoreResult());
    }
    EXPECT_NE(failure(add(1, 2, own)).find("too many calls in flight"), std::string::npos);
    shop.released.set();
    for (auto& call : calls)
        wait(call);
    EXPECT_EQ(wait(add(1, 2, own)).getResult(), 3);
}

TEST_F(PlainTest, ClientsThatGoAtOnce) {
    for (int i = 0; i < 100; ++i) {
        const auto [ours, theirs] = SocketPair();
        ServeStream<messages::Shop>(server.get(), theirs, shop);
        plain.reset();  // a thread has one event loop of KJ's
        plain = std::make_unique<Plain>(ours);
        auto first = add(1, 2, thread("mine"));
        auto second = add(1, 2, thread("another"));
        // Sent, and nobody waits for the answers.
        for (int turn = 0; turn < i % 10; ++turn)
            plain->io.waitScope.poll();
    }
    const auto [ours, theirs] = SocketPair();
    ServeStream<messages::Shop>(server.get(), theirs, shop);
    plain.reset();
    plain = std::make_unique<Plain>(ours);
    EXPECT_EQ(wait(add(1, 2, thread("mine"))).getResult(), 3);
}

/// Sends bytes that are no message; only its own connection suffers.
class HostileTest : public PlainTest {
protected:
    void send(const std::vector<unsigned char>& bytes) {
        const auto [ours, theirs] = SocketPair();
        ServeStream<messages::Shop>(server.get(), theirs, shop);
        ASSERT_EQ(::send(ours, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
        ::shutdown(ours, SHUT_WR);
        EXPECT_TRUE(server.lines.wait_for("IPC server: socket disconnected."));
        ::close(ours);
        EXPECT_EQ(wait(add(1, 2, thread("mine"))).getResult(), 3);
    }
};

TEST_F(HostileTest, Nothing) {
    send({});
}
TEST_F(HostileTest, HalfAFrame) {
    send({0, 0, 0, 0, 200, 0, 0, 0, 1});
}
TEST_F(HostileTest, AFrameOfGigabytes) {
    send({0, 0, 0, 0, 255, 255, 255, 127, 0, 0, 0, 0, 0, 0, 0, 0});
}
TEST_F(HostileTest, ManySegments) {
    send({255, 255, 255, 255, 0, 0, 0, 0});
}
TEST_F(HostileTest, APointerOutOfBounds) {
    send({0, 0, 0, 0, 1, 0, 0, 0, 0xfc, 0xff, 0xff, 0x7f, 1, 0, 1, 0});
}
TEST_F(HostileTest, Noise) {
    std::vector<unsigned char> noise(1000);
    for (size_t i = 0; i < noise.size(); ++i)
        noise[i] = static_cast<unsigned char>(i * 151 + 7);
    send(noise);
}

}  // namespace
}  // namespace mp::test
