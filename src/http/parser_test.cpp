// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace quanta::http {
namespace {

/// Feeds all of `text` in one piece and answers the first status that is neither NeedMore nor HeadDone.
ParseStatus feed(RequestParser& parser, std::string_view text) {
    ParseStatus status = parser.feed(base::as_bytes(text));
    if (status == ParseStatus::HeadDone) status = parser.resume();
    return status;
}

ParseStatus status_of(std::string_view text, ParserLimits limits = {}) {
    RequestParser parser(limits);
    return feed(parser, text);
}

TEST(RequestParser, Head) {
    RequestParser parser({});
    EXPECT_TRUE(parser.is_idle());
    EXPECT_EQ(parser.feed(base::as_bytes("POST /a?b HTTP/1.1\r\nauthorization: Basic x\r\n")),
              ParseStatus::NeedMore);
    EXPECT_FALSE(parser.is_idle());
    EXPECT_EQ(parser.feed(base::as_bytes("Expect: 100-Continue\r\nContent-Length: 3\r\n\r\nab")),
              ParseStatus::HeadDone);
    EXPECT_EQ(parser.head().method, "POST");
    EXPECT_EQ(parser.head().target, "/a?b");
    EXPECT_EQ(parser.head().path(), "/a");
    EXPECT_EQ(parser.head().authorization, "Basic x");
    EXPECT_EQ(parser.head().content_length, 3u);
    EXPECT_TRUE(parser.head().keep_alive);
    EXPECT_TRUE(parser.head().expects_continue);
    EXPECT_EQ(parser.resume(), ParseStatus::NeedMore);
    EXPECT_EQ(parser.feed(base::as_bytes("cGET")), ParseStatus::Done);
    EXPECT_EQ(parser.take().body, "abc");
    EXPECT_FALSE(parser.is_idle());
    EXPECT_EQ(parser.resume(), ParseStatus::NeedMore);
    EXPECT_EQ(feed(parser, " / HTTP/1.0\r\n\r\n"), ParseStatus::Done);
    EXPECT_FALSE(parser.head().keep_alive);
    EXPECT_TRUE(parser.head().is_version_1_0);
    EXPECT_EQ(parser.take().body, "");
    EXPECT_TRUE(parser.is_idle());
}

TEST(RequestParser, HalfABodyMayBeDropped) {
    RequestParser parser({});
    EXPECT_FALSE(parser.has_head());
    EXPECT_EQ(feed(parser, "POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc"), ParseStatus::NeedMore);
    EXPECT_TRUE(parser.has_head());
    EXPECT_EQ(parser.body_size(), 3u);
    parser.discard_body();
    EXPECT_EQ(parser.body_size(), 0u);
    EXPECT_EQ(feed(parser, "def"), ParseStatus::Done);
    EXPECT_EQ(parser.take().body, "");
    EXPECT_FALSE(parser.has_head());
}

/// Two servers in a row must not read one stream of bytes as different requests.
TEST(RequestParser, AmbiguousLengthsAreRefused) {
    const auto status = [](std::string_view headers) {
        return status_of("POST / HTTP/1.1\r\nHost: x\r\n" + std::string(headers) +
                         "\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    };
    constexpr std::string_view kRefused[] = {
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding:\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5a\r\n",
        "Content-Length:\r\n",
        "Content-Length: 18446744073709551621\r\n",
        "Content-Length : 5\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer\x00-Encoding: chunked\r\n",
    };
    for (const std::string_view headers : kRefused)
        EXPECT_EQ(status(headers), ParseStatus::BadMessage) << headers;
    EXPECT_EQ(status("Content-Length: 5\r\n"), ParseStatus::Done);
    EXPECT_EQ(status("Transfer-Encoding: Chunked\r\n"), ParseStatus::Done);
    EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              ParseStatus::BadMessage);
}

TEST(RequestParser, OddRequestLines) {
    for (const std::string_view line :
         {"GET /", "GET / HTTP/0.9", "GET / HTTP/2.0", "GET / HTTP/1.2", "GET  HTTP/1.1", "GET / http/1.1",
          "G@T@ / HTTP/1.1", " / HTTP/1.1", "PRI * HTTP/2.0", "GET /\x01 HTTP/1.1", "GET / x HTTP/1.1"})
        EXPECT_EQ(status_of(std::string(line) + "\r\n\r\n"), ParseStatus::BadMessage) << line;
    for (const std::string_view line : {"OPTIONS * HTTP/1.1", "BREW /pot HTTP/1.1", "CONNECT a:1 HTTP/1.1"})
        EXPECT_EQ(status_of(std::string(line) + "\r\n\r\n"), ParseStatus::Done) << line;
}

TEST(RequestParser, BodyMayBeDropped) {
    RequestParser parser({});
    EXPECT_EQ(parser.feed(base::as_bytes("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcX")),
              ParseStatus::HeadDone);
    parser.discard_body();
    EXPECT_EQ(parser.resume(), ParseStatus::Done);
    EXPECT_EQ(parser.take().body, "");
    EXPECT_FALSE(parser.is_idle());
}

TEST(RequestParser, HeadLimit) {
    const std::string start = "GET / HTTP/1.1\r\nX: ";
    const auto of_size = [&](size_t size) {
        return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(status_of(of_size(8192)), ParseStatus::Done);
    EXPECT_EQ(status_of(of_size(8500)), ParseStatus::BadMessage);
    EXPECT_EQ(status_of(std::string(8191, 'x')), ParseStatus::NeedMore);
    EXPECT_EQ(status_of(std::string(8192, 'x')), ParseStatus::BadMessage);
}

TEST(RequestParser, BodyLimit) {
    ParserLimits limits;
    limits.body_size = 5;
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345", limits), ParseStatus::Done);
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n", limits), ParseStatus::BodyTooLarge);
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(status_of(chunked + "3\r\n123\r\n2\r\n45\r\n0\r\n\r\n", limits), ParseStatus::Done);
    EXPECT_EQ(status_of(chunked + "3\r\n123\r\n3\r\n", limits), ParseStatus::BodyTooLarge);
    EXPECT_EQ(status_of(chunked + "3" + std::string(9000, ';'), limits), ParseStatus::BadMessage);
    EXPECT_EQ(status_of(chunked + "x\r\n", limits), ParseStatus::BadMessage);
}

/// With assertions on, an end that came in pieces ended the program when no chunk stood before it.
TEST(RequestParser, ChunksMayComeByteByByte) {
    const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string body : {"0\r\n\r\n", "0\r\nA: b\r\n\r\n", "00;x\r\n\r\n", "1\r\n0\r\n0\r\n\r\n"}) {
        RequestParser parser({});
        ASSERT_EQ(parser.feed(base::as_bytes(head)), ParseStatus::HeadDone);
        ASSERT_EQ(parser.resume(), ParseStatus::NeedMore);
        for (size_t i = 0; i + 1 < body.size(); ++i)
            ASSERT_EQ(feed(parser, body.substr(i, 1)), ParseStatus::NeedMore) << body << i;
        EXPECT_EQ(feed(parser, body.substr(body.size() - 1)), ParseStatus::Done) << body;
        EXPECT_EQ(parser.take().body, body[0] == '1' ? "0" : "");
        EXPECT_TRUE(parser.is_idle());
    }
    EXPECT_EQ(status_of(head + "0\r\nA b\r\n\r\n"), ParseStatus::BadMessage);
}

TEST(RequestParser, BadMessages) {
    for (const std::string_view text :
         {"\r\n\r\n", "POST\r\n\r\n", "POST / HTTP/2.0\r\n\r\n", "POST / FTP/1.1\r\n\r\n",
          "POST / HTTP/1.1\r\nNo colon\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
        EXPECT_EQ(status_of(text), ParseStatus::BadMessage) << text;
    }
}

TEST(ResponseParser, WithAndWithoutLength) {
    ResponseParser sized;
    EXPECT_EQ(
        sized.feed(base::as_bytes("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Le")),
        ParseStatus::NeedMore);
    EXPECT_EQ(sized.feed(base::as_bytes("ngth: 2\r\n\r\nab")), ParseStatus::Done);
    EXPECT_EQ(sized.end(), ParseStatus::Done);
    const Response response = sized.take();
    EXPECT_EQ(response.status, 401u);
    EXPECT_EQ(response.body, "ab");
    EXPECT_EQ(response.challenge, "Basic");

    // A head that comes alone.
    ResponseParser split;
    EXPECT_EQ(split.feed(base::as_bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")),
              ParseStatus::NeedMore);
    EXPECT_EQ(split.feed(base::as_bytes("ab")), ParseStatus::Done);

    ResponseParser open_ended;
    EXPECT_EQ(open_ended.feed(base::as_bytes("HTTP/1.0 200 OK\r\n\r\nab")), ParseStatus::NeedMore);
    EXPECT_EQ(open_ended.end(), ParseStatus::Done);
    EXPECT_EQ(open_ended.take().body, "ab");

    ResponseParser cut;
    EXPECT_EQ(cut.feed(base::as_bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")),
              ParseStatus::NeedMore);
    EXPECT_EQ(cut.end(), ParseStatus::BadMessage);
    EXPECT_EQ(ResponseParser().end(), ParseStatus::BadMessage);
    EXPECT_EQ(ResponseParser().feed(base::as_bytes("SSH-2.0\r\n")), ParseStatus::BadMessage);
}

}  // namespace
}  // namespace quanta::http
