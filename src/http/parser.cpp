// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/parser.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/check.h"

namespace quanta::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast::http;
using ErrorCode = boost::system::error_code;

/// A body's announced size is believed up to here before its bytes are there.
constexpr uint64_t kReserveLimit = 256 * 1024;

/// A body that is kept or dropped while it is read.
struct Body {
    struct value_type {
        std::string data;
        bool dropped = false;
    };

    class reader {
    public:
        template <bool isRequest, class Fields>
        reader(beast::header<isRequest, Fields>&, value_type& value) : m_value(value) {}

        void init(const boost::optional<uint64_t>& length, ErrorCode& error) {
            error = {};
            if (length && !m_value.dropped) m_value.data.reserve(std::min(*length, kReserveLimit));
        }

        template <class Buffers>
        size_t put(const Buffers& buffers, ErrorCode& error) {
            error = {};
            size_t size = 0;
            for (const auto piece : boost::beast::buffers_range_ref(buffers)) {
                if (!m_value.dropped)
                    m_value.data.append(static_cast<const char*>(piece.data()), piece.size());
                size += piece.size();
            }
            return size;
        }

        void finish(ErrorCode& error) { error = {}; }

    private:
        value_type& m_value;
    };
};

/// Whether `rest` may begin a last chunk ("0", end of line, end of line) that is not all there. Beast 1.74
/// asserts that it sees such a chunk whole or not at all; every body in chunks ends with one, so holding back
/// what is shorter delays nothing.
template <class Parser>
bool is_start_of_last_chunk(const Parser& parser, base::ByteSpan rest) {
    constexpr size_t kLastChunkSize = 5;
    return parser.is_header_done() && parser.chunked() && rest.size() < kLastChunkSize && rest.front() == '0';
}

/// Gives `parser` what is in `buffer` until it wants more, stops or fails, and drops what it used.
template <class Parser>
ErrorCode advance(Parser& parser, base::Bytes& buffer) {
    ErrorCode error;
    size_t used = 0;
    while (used < buffer.size() && !parser.is_done()) {
        const base::ByteSpan rest = base::ByteSpan(buffer).subspan(used);
        if (is_start_of_last_chunk(parser, rest)) break;
        const size_t step = parser.put(asio::buffer(rest.data(), rest.size()), error);
        used += step;
        const bool stopped_at_head = !parser.eager() && parser.is_header_done();
        if (error || step == 0 || stopped_at_head) break;
    }
    buffer.erase(buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(used));
    if (error == beast::error::need_more) error = {};
    return error;
}

/// Whether everybody sees the same length of the body behind `message`'s head. Rationale: where a proxy and
/// this server count differently, one client's body becomes another's request.
template <class Message>
bool is_length_plain(const Message& message) {
    const size_t lengths = message.count(beast::field::content_length);
    const size_t codings = message.count(beast::field::transfer_encoding);
    if (lengths + codings > 1) return false;
    if (codings == 1) {
        return message.version() == 11 &&
               boost::beast::iequals(message[beast::field::transfer_encoding], "chunked");
    }
    const auto length = message[beast::field::content_length];
    return std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string text_of(boost::beast::string_view view) {
    return std::string(view.data(), view.size());
}

}  // namespace

struct RequestParser::Impl {
    explicit Impl(ParserLimits parser_limits) : limits(parser_limits) { begin(); }

    void begin() {
        parser.emplace();
        parser->header_limit(limits.head_size);
        parser->body_limit(limits.body_size);
        head_told = false;
    }

    ParseStatus advance_to_event() {
        const ErrorCode error = advance(*parser, buffer);
        if (error == beast::error::body_limit) return ParseStatus::BodyTooLarge;
        if (error) return ParseStatus::BadMessage;
        if (!parser->is_header_done()) return ParseStatus::NeedMore;
        if (!head_told) return tell_head();
        if (parser->is_done()) return ParseStatus::Done;
        // The library bounds a head and a body, but not the size line of a chunk.
        return buffer.size() > limits.head_size ? ParseStatus::BadMessage : ParseStatus::NeedMore;
    }

    ParseStatus tell_head() {
        const auto& message = parser->get();
        if (!is_length_plain(message)) return ParseStatus::BadMessage;
        head = {};
        head.method = text_of(message.method_string());
        head.target = text_of(message.target());
        const auto authorization = message.find(beast::field::authorization);
        if (authorization != message.end()) head.authorization = text_of(authorization->value());
        if (const auto length = parser->content_length()) head.content_length = *length;
        head.keep_alive = message.keep_alive();
        head.is_version_1_0 = message.version() == 10;
        head.expects_continue =
            boost::beast::iequals(message[beast::field::expect], "100-continue") && !head.is_version_1_0;
        head_told = true;
        parser->eager(true);
        return ParseStatus::HeadDone;
    }

    const ParserLimits limits;
    /// Bytes not yet parsed.
    base::Bytes buffer;
    std::optional<beast::request_parser<Body>> parser;
    RequestHead head;
    bool head_told = false;
};

RequestParser::RequestParser(ParserLimits limits) : m_impl(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

ParseStatus RequestParser::feed(base::ByteSpan bytes) {
    m_impl->buffer.insert(m_impl->buffer.end(), bytes.begin(), bytes.end());
    return m_impl->advance_to_event();
}

ParseStatus RequestParser::resume() {
    return m_impl->advance_to_event();
}

const RequestHead& RequestParser::head() const {
    CHECK(m_impl->head_told);
    return m_impl->head;
}

void RequestParser::discard_body() {
    Body::value_type& body = m_impl->parser->get().body();
    body.dropped = true;
    // Assignment would keep the memory.
    std::string().swap(body.data);
}

uint64_t RequestParser::body_size() const {
    return m_impl->parser->get().body().data.size();
}

bool RequestParser::has_head() const {
    return m_impl->head_told;
}

Request RequestParser::take() {
    CHECK(m_impl->parser->is_done());
    Request request{std::move(m_impl->head), std::move(m_impl->parser->get().body().data), {}, {}};
    m_impl->begin();
    return request;
}

bool RequestParser::is_idle() const {
    return m_impl->buffer.empty() && !m_impl->parser->got_some();
}

struct ResponseParser::Impl {
    Impl() {
        // Not boost::none: Beast 1.74 compares an announced length with the empty optional and refuses it.
        parser.body_limit(std::numeric_limits<uint64_t>::max());
        parser.eager(true);
    }

    base::Bytes buffer;
    beast::response_parser<beast::string_body> parser;
};

ResponseParser::ResponseParser() : m_impl(std::make_unique<Impl>()) {}
ResponseParser::~ResponseParser() = default;

ParseStatus ResponseParser::feed(base::ByteSpan bytes) {
    m_impl->buffer.insert(m_impl->buffer.end(), bytes.begin(), bytes.end());
    if (advance(m_impl->parser, m_impl->buffer)) return ParseStatus::BadMessage;
    return m_impl->parser.is_done() ? ParseStatus::Done : ParseStatus::NeedMore;
}

ParseStatus ResponseParser::end() {
    if (m_impl->parser.is_done()) return ParseStatus::Done;
    if (!m_impl->parser.got_some()) return ParseStatus::BadMessage;
    ErrorCode error;
    m_impl->parser.put_eof(error);
    return error || !m_impl->parser.is_done() ? ParseStatus::BadMessage : ParseStatus::Done;
}

Response ResponseParser::take() {
    auto message = m_impl->parser.release();
    Response response;
    response.status = message.result_int();
    response.body = std::move(message.body());
    const auto challenge = message.find(beast::field::www_authenticate);
    if (challenge != message.end()) response.challenge = text_of(challenge->value());
    response.content_type = text_of(message[beast::field::content_type]);
    response.keep_alive = message.keep_alive();
    return response;
}

}  // namespace quanta::http
