// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/request_body.h"

#include <utility>

#include "base/check.h"
#include "json/parser.h"

namespace quanta::rpc {

namespace {

using json::Value;

constexpr json::ParseLimits kLimits{.max_values = kMaxRequestValues};

}  // namespace

RpcResult<RequestBody> RequestBody::read(std::string_view text,
                                         const std::function<bool(const Request&)>& allowed) {
    RequestBody body;
    body.m_text = text;
    const bool kept = text.size() < kLongText;
    const auto take = [&](Value item) {
        Request request = read_request(std::move(item));
        body.m_all_allowed = body.m_all_allowed && allowed(request);
        ++body.m_count;
        if (kept) body.m_requests.push_back(std::move(request));
    };
    auto value = json::parse_items(text, kLimits, take);
    if (!value && value.error().code == json::ParseErrorCode::TooMany)
        return fail(kInvalidRequest, "Too many values in a request");
    if (!value) return fail(kParse, "Parse error");
    body.m_is_batch = value->is_array();
    if (body.m_count > kMaxBatchRequests) return fail(kInvalidRequest, "Too many requests in a batch");
    if (body.m_is_batch) return body;
    if (!value->is_object()) return fail(kParse, "Top-level object parse error");
    body.m_requests.push_back(read_request(std::move(*value)));
    body.m_all_allowed = allowed(body.m_requests.front());
    body.m_count = 1;
    return body;
}

void RequestBody::take_each(const std::function<void(Request)>& use) {
    if (!m_requests.empty()) {
        for (Request& request : m_requests)
            use(std::move(request));
        return;
    }
    const auto again =
        json::parse_items(m_text, kLimits, [&](Value item) { use(read_request(std::move(item))); });
    CHECK(again.has_value());
}

}  // namespace quanta::rpc
