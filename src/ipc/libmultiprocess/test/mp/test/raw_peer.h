// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/message.h>
#include <capnp/rpc.capnp.h>
#include <capnp/serialize.h>
#include <mp/proxy.capnp.h>
#include <mp/test/shop.capnp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mp::test {

/// A message of the RPC protocol, written by hand.
class RawMessage {
public:
    capnp::rpc::Message::Builder operator*() { return m_builder.getRoot<capnp::rpc::Message>(); }
    std::vector<uint8_t> bytes() {
        const auto words = capnp::messageToFlatArray(m_builder);
        const auto flat = words.asBytes();
        return {flat.begin(), flat.end()};
    }

private:
    capnp::MallocMessageBuilder m_builder;
};

/// What calls are made of.
struct RawCall {
    uint32_t question = 0;
    uint32_t target = 0;  ///< a question: its answer
    int field = -1;       ///< the pointer of that answer which is called; -1: the answer itself
    uint64_t interface_id = 0;
    uint16_t method = 0;
};

inline void set_target(capnp::rpc::PromisedAnswer::Builder to, uint32_t question, int field) {
    to.setQuestionId(question);
    if (field >= 0) to.initTransform(1)[0].setGetPointerField(static_cast<uint16_t>(field));
}

inline std::vector<uint8_t> raw_bootstrap(uint32_t question) {
    RawMessage message;
    (*message).initBootstrap().setQuestionId(question);
    return message.bytes();
}

/// `fill` sets the parameters.
inline std::vector<uint8_t> raw_call(const RawCall& made,
                                     const std::function<void(capnp::rpc::Call::Builder)>& fill) {
    RawMessage message;
    auto call = (*message).initCall();
    call.setQuestionId(made.question);
    set_target(call.getTarget().initPromisedAnswer(), made.target, made.field);
    call.setInterfaceId(made.interface_id);
    call.setMethodId(made.method);
    fill(call);
    return message.bytes();
}

/// A call of a method of the shop, the first object, which question 0 asked for.
template <typename Params>
std::vector<uint8_t> raw_shop_call(uint32_t question, uint16_t method,
                                   const std::function<void(typename Params::Builder)>& fill) {
    return raw_call(
        {.question = question, .interface_id = capnp::typeId<messages::Shop>(), .method = method},
        [&](capnp::rpc::Call::Builder call) { fill(call.getParams().getContent().initAs<Params>()); });
}

inline std::vector<uint8_t> raw_add(uint32_t question) {
    return raw_shop_call<messages::Shop::AddParams>(question, 2, [](auto params) {
        params.setA(1);
        params.setB(2);
    });
}

/// Asks for the thread map, as `question`.
inline std::vector<uint8_t> raw_construct(uint32_t question) {
    return raw_shop_call<messages::Shop::ConstructParams>(question, 0, [](auto) {});
}

/// Makes a pool of the thread map that `construct` asked for.
inline std::vector<uint8_t> raw_make_pool(uint32_t question, uint32_t construct, uint32_t threads) {
    return raw_call({question, construct, 0, capnp::typeId<ThreadMap>(), 1}, [&](auto call) {
        call.getParams().getContent().template initAs<ThreadMap::MakePoolParams>().setCount(threads);
    });
}

/// Makes a thread of the thread map that `construct` asked for.
inline std::vector<uint8_t> raw_make_thread(uint32_t question, uint32_t construct) {
    return raw_call({question, construct, 0, capnp::typeId<ThreadMap>(), 0}, [&](auto call) {
        call.getParams().getContent().template initAs<ThreadMap::MakeThreadParams>().setName("raw");
    });
}

inline std::vector<uint8_t> raw_finish(uint32_t question, bool release = true) {
    RawMessage message;
    auto finish = (*message).initFinish();
    finish.setQuestionId(question);
    finish.setReleaseResultCaps(release);
    return message.bytes();
}

/// The other end of a connection: sends what it is told, and reads only when it is told.
class RawPeer {
public:
    explicit RawPeer(int socket) : m_socket(socket) {
        const timeval patience{30, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    ~RawPeer() { ::close(m_socket); }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    /// False: the connection has ended.
    bool send(std::span<const uint8_t> bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes = bytes.subspan(static_cast<size_t>(sent));
        }
        return true;
    }
    /// Reads what has come and drops it.
    void drain() {
        char buffer[65536];
        while (::recv(m_socket, buffer, sizeof(buffer), MSG_DONTWAIT) > 0) {
        }
    }
    /// Reads until `text` has come. False: the other side has closed before.
    bool read_until(std::string_view text) {
        std::string all;
        char buffer[65536];
        while (all.find(text) == std::string::npos) {
            const ssize_t size = ::recv(m_socket, buffer, sizeof(buffer), 0);
            if (size <= 0) return false;
            all.append(buffer, static_cast<size_t>(size));
        }
        return true;
    }
    void end_sending() { ::shutdown(m_socket, SHUT_WR); }

private:
    const int m_socket;
};

}  // namespace mp::test
