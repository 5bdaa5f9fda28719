// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "http/message.h"

namespace quanta::http {

/// Bytes a request may have.
struct ParserLimits {
    /// Request line and headers together.
    uint32_t head_size = 8192;
    /// Body, decoded.
    uint64_t body_size = 0x02000000;
};

/// Where a parser stands.
enum class ParseStatus : uint8_t {
    NeedMore,      ///< Feed it.
    HeadDone,      ///< The head is there, told once for each message: look at it and resume.
    Done,          ///< The message is complete: take it.
    BadMessage,    ///< Not HTTP/1.x, or its head is too large. Nothing follows.
    BodyTooLarge,  ///< The body is or will be larger than its limit. Nothing follows.
};

/// Requests out of a stream of bytes, one after another. Holds at most a head, a body and what one feed()
/// gave beyond them. One thread at a time.
class RequestParser {
public:
    explicit RequestParser(ParserLimits limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Goes on with `bytes`. The status before was NeedMore.
    ParseStatus feed(base::ByteSpan bytes);
    /// Goes on with what is there already. The status before was HeadDone, or take() was called.
    ParseStatus resume();
    /// The head; from HeadDone until take().
    const RequestHead& head() const;
    /// The body of this request is dropped, what has arrived of it too. Between HeadDone and Done.
    void discard_body();
    /// Bytes of this request's body that are held. From HeadDone until take().
    uint64_t body_size() const;
    /// The head of the request at hand has been told.
    bool has_head() const;
    /// Head and body of a request that is Done; the next one begins.
    Request take();
    /// No byte of the next request has arrived. After take() or at the start.
    bool is_idle() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// One response out of a stream of bytes; its body has no limit but memory.
class ResponseParser {
public:
    ResponseParser();
    ~ResponseParser();
    ResponseParser(const ResponseParser&) = delete;
    ResponseParser& operator=(const ResponseParser&) = delete;

    /// Goes on with `bytes`: NeedMore, Done or BadMessage.
    ParseStatus feed(base::ByteSpan bytes);
    /// The stream has ended: Done or BadMessage.
    ParseStatus end();
    /// The response once Done.
    Response take();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::http
