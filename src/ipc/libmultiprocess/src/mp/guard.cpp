// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "guard.h"

#include <capnp/rpc.capnp.h>

#include <algorithm>
#include <string>
#include <utility>

#include "mp/connection.h"

namespace mp {

namespace {

/// What an entry in the table of objects of a message takes up here, bytes; it is 16 in the message.
constexpr uint64_t kObjectBytes = 256;

/// How often a message may be read over, and what is allowed to the smallest, in words.
/// Rationale: pointers may overlap and elements may have no size, so that a few words stand for gigabytes.
constexpr uint64_t kTimesRead = 8;
constexpr uint64_t kMinWordsRead = 8192;

/// A message of which no more is read than its size warrants.
class BoundedReader final : public capnp::MessageReader {
public:
    BoundedReader(kj::Own<capnp::MessageReader> message, capnp::ReaderOptions options)
        : MessageReader(options), m_message(kj::mv(message)) {}
    kj::ArrayPtr<const capnp::word> getSegment(uint id) override { return m_message->getSegment(id); }

private:
    kj::Own<capnp::MessageReader> m_message;
};

/// The reader's own count may be asked for only after its first word was read.
uint64_t size_words(capnp::MessageReader& message) {
    uint64_t words = 0;
    for (uint id = 0;; ++id) {
        const auto segment = message.getSegment(id);
        if (segment.begin() == nullptr) return words;
        words += segment.size();
    }
}

}  // namespace

// ---- In ----

kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> MessageGuard::tryReadMessage(
    kj::ArrayPtr<kj::AutoCloseFd> fd_space, capnp::ReaderOptions options, kj::ArrayPtr<capnp::word> scratch) {
    using Read = kj::Maybe<capnp::MessageReaderAndFds>;
    return m_stream.tryReadMessage(fd_space, options, scratch)
        .then([this, options](Read&& read) mutable -> Read {
            KJ_IF_MAYBE (message, read) {
                const uint64_t words = size_words(*message->reader);
                options.traversalLimitInWords =
                    std::min(options.traversalLimitInWords, words * kTimesRead + kMinWordsRead);
                message->reader = kj::heap<BoundedReader>(kj::mv(message->reader), options);
                received(*message->reader, words * sizeof(capnp::word));
                check();
                if (m_connection.ended()) return nullptr;  // reads no more
            }
            return kj::mv(read);
        });
}

void MessageGuard::received(capnp::MessageReader& message, uint64_t size_bytes) {
    const auto content = message.getRoot<capnp::rpc::Message>();
    switch (content.which()) {
        case capnp::rpc::Message::CALL: {
            const auto call = content.getCall();
            const uint64_t objects = call.getParams().getCapTable().size();
            asked(call.getQuestionId(), {.held_bytes = size_bytes + objects * kObjectBytes,
                                         .kept = !call.getSendResultsTo().isCaller()});
            break;
        }
        case capnp::rpc::Message::BOOTSTRAP:
            asked(content.getBootstrap().getQuestionId(), {.held_bytes = size_bytes});
            break;
        case capnp::rpc::Message::FINISH:
            finished(content.getFinish().getQuestionId());
            break;
        default:
            break;
    }
}

void MessageGuard::asked(uint32_t id, const Question& question) {
    // An id in use ends the connection soon.
    if (!m_questions.emplace(id, question).second) return;
    ++m_unanswered;
    m_held_bytes += question.held_bytes;
    if (question.kept) ++m_kept;
}

void MessageGuard::finished(uint32_t id) {
    const auto found = m_questions.find(id);
    if (found == m_questions.end()) return;
    found->second.finished = true;
    if (found->second.answered) close(found);
}

void MessageGuard::close(std::unordered_map<uint32_t, Question>::iterator question) {
    m_held_bytes -= question->second.held_bytes;
    if (question->second.kept) --m_kept;
    m_questions.erase(question);
}

// ---- Out ----

kj::Promise<void> MessageGuard::writeMessage(kj::ArrayPtr<const int> fds, Segments segments) {
    sent(segments);
    return m_stream.writeMessage(fds, segments);
}

kj::Promise<void> MessageGuard::writeMessages(kj::ArrayPtr<Segments> messages) {
    for (const Segments segments : messages)
        sent(segments);
    return m_stream.writeMessages(messages);
}

void MessageGuard::sent(Segments segments) {
    uint64_t size_bytes = 0;
    for (const auto& segment : segments)
        size_bytes += segment.size() * sizeof(capnp::word);
    capnp::SegmentArrayMessageReader message(segments);
    const auto content = message.getRoot<capnp::rpc::Message>();
    if (content.isCall()) m_own_bytes -= std::min(m_own_bytes, size_bytes);
    if (!content.isReturn()) return;
    const auto answer = content.getReturn();
    // The other side may call objects of an answer until it has finished it, so it stays as it is.
    const uint64_t objects = answer.isResults() ? answer.getResults().getCapTable().size() : 0;
    answered(answer.getAnswerId(), objects == 0 ? 0 : size_bytes + objects * kObjectBytes);
}

void MessageGuard::answered(uint32_t id, uint64_t kept_bytes) {
    const auto found = m_questions.find(id);
    if (found == m_questions.end() || found->second.answered) return;
    Question& question = found->second;
    question.answered = true;
    --m_unanswered;
    m_held_bytes += kept_bytes - question.held_bytes;
    question.held_bytes = kept_bytes;
    if (question.finished) close(found);
}

// ---- Limits ----

void MessageGuard::check() {
    const char* const what = excess();
    if (what) m_connection.end(what);
}

const char* MessageGuard::excess() const {
    const ConnectionLimits& limits = m_connection.m_limits;
    capnp::TwoPartyVatNetwork& network = m_connection.m_network;
    // Answers that were not written, and calls that wait for an answer of another call.
    if (m_unanswered > limits.calls_in_flight + m_connection.m_calls_in_flight.size())
        return "the other side does not read answers";
    if (m_questions.size() > limits.calls_open) return "the other side does not finish its calls";
    if (m_held_bytes > limits.held_bytes) return "the calls of the other side hold too much memory";
    if (m_kept > limits.depth) return "the other side has too many results kept here";
    const size_t unsent = network.getCurrentQueueCount();
    if (unsent == 0) return nullptr;
    if (unsent > limits.objects + 2 * limits.calls_in_flight) return "the other side does not read";
    const uint64_t unsent_bytes = network.getCurrentQueueSize();
    if (unsent_bytes - std::min(m_own_bytes, unsent_bytes) > limits.message_bytes)
        return "the other side does not read large answers";
    return nullptr;
}

}  // namespace mp
