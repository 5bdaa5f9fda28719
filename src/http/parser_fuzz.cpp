// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Requests in one piece and byte by byte are the same requests, and bounds hold.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "http/parser.h"

namespace {

namespace base = quanta::base;
namespace http = quanta::http;

constexpr http::ParserLimits kLimits{512, 64};

/// All requests in `data`, fed in pieces of `step` bytes, as one text, and how it ended.
std::string requests_in(base::ByteSpan data, size_t step) {
    http::RequestParser parser(kLimits);
    std::string out;
    http::ParseStatus status = http::ParseStatus::NeedMore;
    while (!data.empty() && status == http::ParseStatus::NeedMore) {
        const size_t size = std::min(step, data.size());
        status = parser.feed(data.first(size));
        data = data.subspan(size);
        while (status == http::ParseStatus::HeadDone || status == http::ParseStatus::Done) {
            if (status == http::ParseStatus::HeadDone) {
                status = parser.resume();
                continue;
            }
            const http::Request request = parser.take();
            CHECK(request.body.size() <= kLimits.body_size);
            out += request.head.method + " " + request.head.target + " " + request.body + "\n";
            status = parser.resume();
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    // A large piece may show an excess that small ones show later: what came before it must be the same.
    const std::string whole = requests_in({data, size}, size + 1);
    const std::string drop_by_drop = requests_in({data, size}, 1);
    CHECK(drop_by_drop.starts_with(whole) || whole.starts_with(drop_by_drop));
    http::ResponseParser response;
    http::ParseStatus status = response.feed({data, size});
    if (status == http::ParseStatus::NeedMore) status = response.end();
    if (status == http::ParseStatus::Done) (void)response.take();
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> texts{
        "POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\nContent-Length: 2\r\n\r\n{}GET /x HTTP/1.0\r\n\r\n",
        "POST /wallet/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: "
        "100-continue\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 401 Unauthorized\r\n\r\n"};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts) seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
