// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/udp.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>

#include "sys/event_loop_impl.h"
#include "sys/net_error.h"

namespace quanta::sys {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using ErrorCode = boost::system::error_code;

class AsioUdpSocket final : public UdpSocket {
public:
    explicit AsioUdpSocket(EventLoop& loop) : m_state(std::make_shared<State>(loop)) {}
    ~AsioUdpSocket() override {
        ErrorCode ignored;
        m_state->handler = nullptr;
        m_state->socket.close(ignored);
    }

    ErrorCode connect(const udp::endpoint& peer) {
        ErrorCode error;
        udp::socket& socket = m_state->socket;
        socket.open(peer.protocol(), error);
        if (!error) socket.non_blocking(true, error);
        if (!error) socket.connect(peer, error);
        if (!error) {
            const udp::endpoint own = socket.local_endpoint(error);
            m_local = {own.address().to_string(), own.port()};
        }
        return error;
    }

    void send(base::ByteSpan data) override {
        ErrorCode ignored;
        m_state->socket.send(asio::buffer(data.data(), data.size()), 0, ignored);
    }

    void on_receive(ReceiveHandler handler) override {
        const bool reading = static_cast<bool>(m_state->handler);
        m_state->handler = std::move(handler);
        if (!reading) receive_next(m_state);
    }

    const Endpoint& local() const override { return m_local; }

private:
    /// What a pending read needs; outlives the socket until that has been cancelled.
    struct State {
        explicit State(EventLoop& loop) : socket(loop.impl().io) {}
        udp::socket socket;
        ReceiveHandler handler;
        std::array<uint8_t, kMaxDatagramBytes> buffer{};
    };

    static void receive_next(const std::shared_ptr<State>& state) {
        state->socket.async_receive(asio::buffer(state->buffer),
                                    [state](const ErrorCode& error, size_t size) {
                                        if (!state->socket.is_open()) return;
                                        on_received(state, error, size);
                                    });
    }

    static void on_received(const std::shared_ptr<State>& state, const ErrorCode& error, size_t size) {
        // A refusal is the answer to something sent before; the next datagram may still come.
        if (error && error != asio::error::connection_refused) return;
        // The handler may destroy the socket, and itself with it.
        const ReceiveHandler handler = state->handler;
        const auto end = state->buffer.begin() + static_cast<ptrdiff_t>(size);
        if (!error && handler) handler(base::Bytes(state->buffer.begin(), end));
        if (state->socket.is_open()) receive_next(state);
    }

    std::shared_ptr<State> m_state;
    Endpoint m_local;
};

}  // namespace

NetResult<std::unique_ptr<UdpSocket>> udp_connect(EventLoop& loop, const Endpoint& peer) {
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(peer.address, error);
    if (error) return base::Err(NetError{NetErrorCode::BadAddress, "not a numeric address: " + peer.address});
    auto socket = std::make_unique<AsioUdpSocket>(loop);
    const ErrorCode failed = socket->connect(udp::endpoint(address, peer.port));
    if (failed) return base::Err(net_error_from_errno(failed.value()));
    return std::unique_ptr<UdpSocket>(std::move(socket));
}

}  // namespace quanta::sys
