// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/fake_network.h"

#include <gtest/gtest.h>

#include <optional>

namespace quanta::net {
namespace {

using sys::NetErrorCode;
using namespace std::chrono_literals;
using Stream = std::shared_ptr<sys::TcpConnection>;

/// Two hosts, 10 ms apart, one of which listens at port 8333.
class FakeNetworkTest : public testing::Test {
protected:
    FakeNetworkTest()
        : m_network(1), m_a(m_network.add_host({"1.0.0.1"})), m_b(m_network.add_host({"1.0.0.2"})) {
        m_network.set_default_link({.latency = 10ms});
        auto listener =
            m_b.listen({"0.0.0.0", 8333}, [this](Stream stream) { m_accepted = std::move(stream); });
        m_listener = std::move(*listener);
    }

    /// The outcome of connecting to `address`, and how long it took.
    std::optional<NetErrorCode> connect(const std::string& address, uint16_t port = 8333) {
        std::optional<NetErrorCode> error;
        bool done = false;
        m_a.connect({address, port}, 5s, [&](sys::NetResult<Stream> result) {
            done = true;
            if (result)
                m_stream = *result;
            else
                error = result.error().code;
        });
        EXPECT_TRUE(m_network.scheduler().run_until([&] { return done; }, 10s));
        return error;
    }

    /// What has been read of a stream; a read that is still pending keeps it.
    struct Reading {
        Stream stream;
        size_t wanted;
        base::Bytes data;
        std::optional<NetErrorCode> error;
    };

    static void read_on(const std::shared_ptr<Reading>& reading) {
        reading->stream->read_some(100'000, [reading](sys::NetResult<base::Bytes> bytes) {
            if (!bytes) {
                reading->error = bytes.error().code;
                return;
            }
            reading->data.insert(reading->data.end(), bytes->begin(), bytes->end());
            if (reading->data.size() < reading->wanted) read_on(reading);
        });
    }

    /// Reads until `size` bytes or an error have come, or a minute has passed.
    std::shared_ptr<Reading> read_all(const Stream& stream, size_t size) {
        auto reading = std::make_shared<Reading>(Reading{.stream = stream, .wanted = size});
        read_on(reading);
        m_network.scheduler().run_until([&] { return reading->error || reading->data.size() >= size; }, 60s);
        return reading;
    }
    base::Bytes read(const Stream& stream, size_t size, std::optional<NetErrorCode>* error = nullptr) {
        const auto reading = read_all(stream, size);
        if (error != nullptr) *error = reading->error;
        return reading->data;
    }

    static void ignore(const sys::NetResult<void>&) {}

    FakeNetwork m_network;
    FakeHost& m_a;
    FakeHost& m_b;
    std::unique_ptr<Sockets::Listener> m_listener;
    Stream m_stream;
    Stream m_accepted;
};

TEST_F(FakeNetworkTest, ConnectingTakesARoundTrip) {
    EXPECT_EQ(connect("1.0.0.2"), std::nullopt);
    EXPECT_EQ(m_network.clock().steady_us(), 20'000);
    EXPECT_EQ(m_accepted->peer(), m_stream->local());
    EXPECT_EQ(m_stream->peer(), (sys::Endpoint{"1.0.0.2", 8333}));
    EXPECT_EQ(m_b.attempts_seen(), 1u);
}

TEST_F(FakeNetworkTest, WhoDoesNotListenRefusesAndNobodyTimesOut) {
    EXPECT_EQ(connect("1.0.0.2", 8334), NetErrorCode::Refused);
    m_b.set_mode(FakeHostMode::Refuses);
    EXPECT_EQ(connect("1.0.0.2"), NetErrorCode::Refused);
    m_b.set_mode(FakeHostMode::Silent);
    EXPECT_EQ(connect("1.0.0.2"), NetErrorCode::TimedOut);
    EXPECT_EQ(connect("9.9.9.9"), NetErrorCode::TimedOut);
    m_b.set_mode(FakeHostMode::Normal);
    m_listener.reset();
    EXPECT_EQ(connect("1.0.0.2"), NetErrorCode::Refused);
}

TEST_F(FakeNetworkTest, BytesArriveInOrderAtTheSpeedOfTheLink) {
    connect("1.0.0.2");
    m_network.set_link(m_a, m_b, {.latency = 5ms, .bytes_per_s = 1'000'000});
    const int64_t start_us = m_network.clock().steady_us();
    base::Bytes data(1'000'000);
    for (size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<uint8_t>(i * 7 / 3);
    m_stream->write(data, ignore);
    EXPECT_EQ(read(m_accepted, data.size()), data);
    EXPECT_EQ(m_network.clock().steady_us() - start_us, 1'005'000);
}

TEST_F(FakeNetworkTest, WhoDoesNotReadHoldsTheWriterUp) {
    connect("1.0.0.2");
    bool written = false;
    m_stream->write(base::Bytes(600'000, 1),
                    [&written](sys::NetResult<void> result) { written = result.has_value(); });
    m_network.scheduler().run_for(60s);
    EXPECT_FALSE(written);
    EXPECT_EQ(m_stream->queued_write_bytes(), 600'000u - 256 * 1024);
    EXPECT_EQ(read(m_accepted, 600'000).size(), 600'000u);
    m_network.scheduler().run_for(1s);
    EXPECT_TRUE(written);
}

TEST_F(FakeNetworkTest, TheEndComesAfterTheData) {
    connect("1.0.0.2");
    m_stream->write(base::Bytes(10, 1), ignore);
    m_stream->close();
    EXPECT_FALSE(m_stream->is_open());
    std::optional<NetErrorCode> error;
    EXPECT_EQ(read(m_accepted, 11, &error).size(), 10u);
    EXPECT_EQ(error, NetErrorCode::Closed);
    m_accepted->write(base::Bytes(1), ignore);
    m_network.scheduler().run_for(1s);
    EXPECT_FALSE(m_accepted->is_open());
}

TEST_F(FakeNetworkTest, DestroyingAnEndEndsTheOther) {
    connect("1.0.0.2");
    m_stream.reset();
    std::optional<NetErrorCode> error;
    read(m_accepted, 1, &error);
    EXPECT_EQ(error, NetErrorCode::Closed);
}

TEST_F(FakeNetworkTest, APartitionHoldsBackWhatIsUnderWay) {
    connect("1.0.0.2");
    m_stream->write(base::Bytes(10, 1), ignore);
    m_network.set_partition({{&m_a, 1}});
    const auto reading = read_all(m_accepted, 10);
    EXPECT_TRUE(reading->data.empty());
    const Stream first = m_stream;
    EXPECT_EQ(connect("1.0.0.2"), NetErrorCode::TimedOut);
    first->write(base::Bytes(10, 2), ignore);
    m_network.scheduler().run_for(1s);
    m_network.set_partition({});
    m_network.scheduler().run_for(1ms);
    EXPECT_EQ(reading->data, base::Bytes(10, 1));
    EXPECT_EQ(read(m_accepted, 10), base::Bytes(10, 2));
}

TEST_F(FakeNetworkTest, BrokenConnectionsAreResetAtBothEnds) {
    connect("1.0.0.2");
    m_network.break_connections(m_a, m_b);
    std::optional<NetErrorCode> error;
    read(m_accepted, 1, &error);
    EXPECT_EQ(error, NetErrorCode::Reset);
    read(m_stream, 1, &error);
    EXPECT_EQ(error, NetErrorCode::Reset);
}

TEST_F(FakeNetworkTest, AHostWithoutPowerSaysNothing) {
    connect("1.0.0.2");
    m_b.cut_power();
    EXPECT_EQ(m_b.connection_count(), 0u);
    std::optional<NetErrorCode> error;
    EXPECT_EQ(read(m_stream, 1, &error).size(), 0u);
    EXPECT_EQ(error, std::nullopt);
    EXPECT_EQ(connect("1.0.0.2"), NetErrorCode::Refused);
}

TEST_F(FakeNetworkTest, IdleConnectionsTimeOut) {
    connect("1.0.0.2");
    m_stream->set_idle_timeout(2s);
    const int64_t start_us = m_network.clock().steady_us();
    std::optional<NetErrorCode> error;
    read(m_stream, 1, &error);
    EXPECT_EQ(error, NetErrorCode::TimedOut);
    EXPECT_EQ(m_network.clock().steady_us() - start_us, 2'000'000);
}

TEST_F(FakeNetworkTest, PlacesToListenAtAreTakenOnce) {
    const auto accept = [](const Stream&) {};
    EXPECT_EQ(m_b.listen({"0.0.0.0", 8333}, accept).error().code, NetErrorCode::AddressInUse);
    EXPECT_EQ(m_b.listen({"1.0.0.1", 1}, accept).error().code, NetErrorCode::BadAddress);
    EXPECT_NE((*m_b.listen({"127.0.0.1", 0}, accept))->local().port, 0);
}

TEST_F(FakeNetworkTest, NamesHaveTheAddressesTheyWereGiven) {
    m_network.set_name("seed.example", {"1.0.0.2", "1.0.0.3"});
    std::vector<std::string> addresses{"none"};
    const auto keep = [&addresses](std::vector<std::string> found) { addresses = std::move(found); };
    m_a.resolve("seed.example", keep);
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(addresses, (std::vector<std::string>{"1.0.0.2", "1.0.0.3"}));
    m_a.resolve("nobody.example", keep);
    m_network.scheduler().run_for(1s);
    EXPECT_TRUE(addresses.empty());
}

TEST(FakeScheduler, EventsRunInOrderOfTimeAndThenOfMaking) {
    sys::FakeClock clock;
    FakeScheduler scheduler(clock);
    std::string order;
    const auto late = scheduler.after(20ms, [&] { order += "c"; });
    const auto early = scheduler.after(10ms, [&] { order += "b"; });
    auto cancelled = scheduler.after(5ms, [&] { order += "x"; });
    scheduler.post([&] { order += "a"; });
    cancelled.reset();
    scheduler.run_for(15ms);
    EXPECT_EQ(order, "ab");
    EXPECT_EQ(clock.steady_us(), 15'000);
    scheduler.run_for(5ms);
    EXPECT_EQ(order, "abc");
    EXPECT_EQ(scheduler.events_run(), 3u);
}

}  // namespace
}  // namespace quanta::net
