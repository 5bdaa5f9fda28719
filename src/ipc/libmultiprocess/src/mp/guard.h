// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/serialize-async.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace mp {

class Connection;

/// The messages of a connection on their way in and out, and the account of what the other side makes this
/// one hold by them: calls until they are answered and finished, answers until they are read. Ends the
/// connection when that is more than its limits allow. Loop thread only.
class MessageGuard final : public capnp::MessageStream {
public:
    using Segments = kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>;

    /// Both outlive it.
    MessageGuard(Connection& connection, kj::AsyncIoStream& stream)
        : m_connection(connection), m_stream(stream) {}

    /// Says that a call of ours waits to be written: what the other side did not ask for does not count.
    void own_call_queued(size_t size_bytes) { m_own_bytes += size_bytes; }
    /// Ends the connection when it is beyond a limit. Cheap.
    void check();

    kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> tryReadMessage(
        kj::ArrayPtr<kj::AutoCloseFd> fd_space, capnp::ReaderOptions options,
        kj::ArrayPtr<capnp::word> scratch) override;
    kj::Promise<void> writeMessage(kj::ArrayPtr<const int> fds, Segments segments) override;
    kj::Promise<void> writeMessages(kj::ArrayPtr<Segments> messages) override;
    kj::Maybe<int> getSendBufferSize() override { return m_stream.getSendBufferSize(); }
    kj::Promise<void> end() override { return m_stream.end(); }

private:
    /// A call, or a request for the first object, of the other side.
    struct Question {
        uint64_t held_bytes = 0;
        bool answered = false;
        bool finished = false;
        bool kept = false;  ///< the result stays here, for another call to use
    };
    void received(capnp::MessageReader& message, uint64_t size_bytes);
    void asked(uint32_t id, const Question& question);
    void finished(uint32_t id);
    void sent(Segments segments);
    void answered(uint32_t id, uint64_t kept_bytes);
    void close(std::unordered_map<uint32_t, Question>::iterator question);
    const char* excess() const;

    Connection& m_connection;
    capnp::AsyncIoMessageStream m_stream;
    std::unordered_map<uint32_t, Question> m_questions;  ///< neither answered nor finished, or one of both
    size_t m_unanswered = 0;
    size_t m_kept = 0;
    uint64_t m_held_bytes = 0;
    uint64_t m_own_bytes = 0;  ///< of calls that wait to be written
};

}  // namespace mp
