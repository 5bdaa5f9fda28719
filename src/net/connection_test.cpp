// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connection.h"

#include <gtest/gtest.h>

#include "net/fake_network.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;
using Stream = std::shared_ptr<sys::TcpConnection>;

constexpr wire::Magic kMagic{1, 2, 3, 4};
constexpr size_t kV1Header = 24;
/// What a message takes besides its payload while it waits.
constexpr size_t kWaiting = kV1Header + Connection::kMessageOverhead;

/// A connection under test at one end, bare bytes at the other.
class ConnectionTest : public testing::Test, protected Connection::Owner {
protected:
    ConnectionTest() : m_host(m_network.add_host({"1.0.0.1"})), m_remote(m_network.add_host({"2.0.0.1"})) {
        m_network.set_default_link({.latency = 1ms});
    }

    void open(Connection::Limits limits) {
        const auto listener = *m_remote.listen({"2.0.0.1", 1}, [this](Stream stream) { m_far = stream; });
        Stream near;
        m_host.connect({"2.0.0.1", 1}, 1s, [&near](auto stream) { near = *stream; });
        m_network.scheduler().run_for(1s);
        m_connection = std::make_shared<Connection>(5, near, wire::make_v1_transport(kMagic), limits,
                                                    Connection::Context{*this, m_network.clock(), m_totals});
        m_connection->start();
    }
    void on_messages(PeerId peer) override {
        EXPECT_EQ(peer, 5);
        ++m_told;
    }
    void on_drained(PeerId) override { ++m_drained; }
    void on_ended(PeerId, std::string_view why) override { m_ended = why; }

    /// Bytes of a message of the other end.
    static base::Bytes framed(size_t payload) {
        const auto transport = wire::make_v1_transport(kMagic);
        transport->send({"filler", base::Bytes(payload, 7)});
        return transport->take_output();
    }
    void far_sends(base::Bytes bytes) {
        m_far->write(std::move(bytes), [](const auto&) {});
        m_network.scheduler().run_for(1s);
    }

    FakeNetwork m_network{5};
    FakeHost& m_host;
    FakeHost& m_remote;
    Stream m_far;
    BufferTotals m_totals;
    size_t m_told = 0;
    size_t m_drained = 0;
    std::string m_ended;
    std::shared_ptr<Connection> m_connection;
};

TEST_F(ConnectionTest, HoldsWhatIsNotTakenAndForgetsWhatIs) {
    open({.receive_bytes = 10'000, .send_bytes = 10'000});
    far_sends(framed(100));
    EXPECT_EQ(m_told, 1u);
    EXPECT_EQ(m_connection->held_bytes(), 100 + kWaiting);
    EXPECT_EQ(m_totals.received, 100 + kWaiting);
    EXPECT_EQ(m_connection->take().envelope.payload.size(), 100u);
    EXPECT_EQ(m_connection->held_bytes(), 0u);
    EXPECT_EQ(m_totals.received, 0u);
    EXPECT_FALSE(m_connection->has_message());
}

TEST_F(ConnectionTest, ReadingStopsWhenWholeMessagesReachTheLimit) {
    open({.receive_bytes = 2 * (1'000 + kWaiting), .send_bytes = 10'000});
    for (int i = 0; i < 5; ++i)
        far_sends(framed(1'000));
    EXPECT_EQ(m_connection->counts().bytes_received, 2 * (1'000 + kV1Header));
    m_connection->take();
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(m_connection->counts().bytes_received, 3 * (1'000 + kV1Header));
    for (int i = 0; i < 4; ++i) {
        m_connection->take();
        m_network.scheduler().run_for(1s);
    }
    EXPECT_EQ(m_connection->counts().bytes_received, 5 * (1'000 + kV1Header));
}

TEST_F(ConnectionTest, ReadingStopsWhenManySmallMessagesWait) {
    constexpr size_t kSent = 10'000;
    open({.receive_bytes = 10'000'000, .send_bytes = 10'000});
    base::Bytes many;
    for (size_t i = 0; i < kSent; ++i) {
        const auto one = framed(8);
        many.insert(many.end(), one.begin(), one.end());
    }
    far_sends(std::move(many));
    // A read that is not for large messages brings no more than its own.
    constexpr size_t kOneRead = 4'096 / (kV1Header + 8);
    for (size_t taken = 0; taken < kSent; ++taken) {
        ASSERT_TRUE(m_connection->has_message());
        EXPECT_LE(m_connection->held_bytes(),
                  (Connection::kMaxWaiting + kOneRead) * (kWaiting + 8) + kV1Header + 8);
        m_connection->take();
        m_network.scheduler().run_for(1ms);
    }
    EXPECT_FALSE(m_connection->has_message());
}

TEST_F(ConnectionTest, WhoYieldsHasOneMessageReadAtATime) {
    open({.receive_bytes = 1'000'000, .send_bytes = 10'000, .yields = true});
    for (int i = 0; i < 3; ++i)
        far_sends(framed(5'000));
    // The first read ends within the first message.
    const size_t first = m_connection->counts().bytes_received;
    EXPECT_LT(first, 2 * (5'000 + kV1Header));
    m_connection->take();
    m_network.scheduler().run_for(1s);
    EXPECT_GT(m_connection->counts().bytes_received, first);
    EXPECT_TRUE(m_connection->has_message());
    m_connection->stop_yielding();
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(m_connection->counts().bytes_received, 3 * (5'000 + kV1Header));
}

TEST_F(ConnectionTest, AMessageLargerThanTheLimitStillComesThrough) {
    open({.receive_bytes = 1'000, .send_bytes = 1'000});
    far_sends(framed(3'000'000));
    m_network.scheduler().run_for(10s);
    ASSERT_TRUE(m_connection->has_message());
    EXPECT_EQ(m_connection->take().envelope.payload.size(), 3'000'000u);
}

TEST_F(ConnectionTest, BytesOfMessagesThatWereDroppedAreNotHeld) {
    open({.receive_bytes = 10'000, .send_bytes = 10'000});
    for (int i = 0; i < 50; ++i) {
        auto wrong = framed(1'000);
        wrong[20] ^= 1;  // checksum
        far_sends(wrong);
    }
    EXPECT_LE(m_connection->held_bytes(), 1'000 + kV1Header);
    far_sends(framed(10));
    EXPECT_TRUE(m_connection->has_message());
    EXPECT_TRUE(m_ended.empty());
}

TEST_F(ConnectionTest, WhoYieldsReadsLittleWhileAllHoldMuch) {
    open({.receive_bytes = 1'000'000, .send_bytes = 10'000, .yields = true});
    m_totals.received = Connection::kBusyBytes + 1;
    auto large = framed(500'000);
    far_sends(large);
    const size_t held = m_connection->held_bytes();
    EXPECT_GE(held, Connection::kBusyShare);
    EXPECT_LE(held, 2 * Connection::kBusyShare);
    EXPECT_TRUE(m_connection->partial_since_us());
    m_totals.received = held;
    m_connection->resume_reading();
    m_network.scheduler().run_for(1s);
    EXPECT_TRUE(m_connection->has_message());
    EXPECT_FALSE(m_connection->partial_since_us());
    EXPECT_EQ(m_totals.received, large.size() + Connection::kMessageOverhead);
}

TEST_F(ConnectionTest, WhoStopsYieldingReadsOn) {
    open({.receive_bytes = 1'000'000, .send_bytes = 10'000, .yields = true});
    m_totals.received = Connection::kBusyBytes + 1;
    far_sends(framed(500'000));
    EXPECT_FALSE(m_connection->has_message());
    m_connection->stop_yielding();
    m_network.scheduler().run_for(1s);
    EXPECT_TRUE(m_connection->has_message());
}

TEST_F(ConnectionTest, WhoDoesNotYieldReadsOn) {
    open({.receive_bytes = 1'000'000, .send_bytes = 10'000});
    m_totals.received = Connection::kBusyBytes + 1;
    far_sends(framed(500'000));
    EXPECT_TRUE(m_connection->has_message());
}

TEST_F(ConnectionTest, TheSendQueueIsFullAboveTheLimitAndSaysWhenItIsNot) {
    open({.receive_bytes = 10'000, .send_bytes = 300'000});
    EXPECT_EQ(m_connection->send({"filler", base::Bytes(300'000 - kV1Header)}), 300'000u);
    EXPECT_FALSE(m_connection->send_queue_full());
    m_connection->send({"filler", {}});
    EXPECT_TRUE(m_connection->send_queue_full());
    EXPECT_EQ(m_totals.queued, 300'000 + kV1Header);
    m_network.scheduler().run_for(1s);
    EXPECT_TRUE(m_connection->send_queue_full());
    size_t read = 0;
    std::function<void()> next = [&] {
        m_far->read_some(100'000, [&](const sys::NetResult<base::Bytes>& bytes) {
            if (!bytes) return;
            read += bytes->size();
            next();
        });
    };
    next();
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(read, 300'000 + kV1Header);
    EXPECT_EQ(m_drained, 1u);
    EXPECT_EQ(m_totals.queued, 0u);
    EXPECT_EQ(m_connection->counts().bytes_sent, 300'000 + kV1Header);
    m_far->close();
    m_network.scheduler().run_for(1s);
}

TEST_F(ConnectionTest, WhoYieldsMayQueueLittleWhileAllQueueMuch) {
    open({.receive_bytes = 10'000, .send_bytes = 300'000, .yields = true});
    m_totals.queued = Connection::kBusyBytes + 1;
    m_connection->send({"filler", base::Bytes(Connection::kBusyShare - kV1Header)});
    EXPECT_FALSE(m_connection->send_queue_full());
    m_connection->send({"filler", {}});
    EXPECT_TRUE(m_connection->send_queue_full());
    m_totals.queued = m_connection->queued_bytes();
    EXPECT_FALSE(m_connection->send_queue_full());
}

TEST_F(ConnectionTest, TheEndAndNonsenseAreTold) {
    open({.receive_bytes = 10'000, .send_bytes = 10'000});
    far_sends(base::Bytes(24, 0xff));
    EXPECT_EQ(m_ended, wire::transport_error_text(wire::TransportError::WrongMagic));
    open({.receive_bytes = 10'000, .send_bytes = 10'000});
    m_far->close();
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(m_ended, "connection closed");
}

TEST_F(ConnectionTest, ClosedItHoldsNothingAndSaysNothing) {
    open({.receive_bytes = 10'000, .send_bytes = 10'000});
    far_sends(framed(100));
    m_connection->send({"filler", {}});
    m_connection->close();
    EXPECT_EQ(m_totals.received, 0u);
    EXPECT_EQ(m_totals.queued, 0u);
    EXPECT_EQ(m_connection->send({"filler", {}}), 0u);
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(m_ended, "");
}

}  // namespace
}  // namespace quanta::net
