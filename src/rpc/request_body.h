// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "rpc/error.h"
#include "rpc/request.h"

namespace quanta::rpc {

/// Values one request may have. Rationale: memory; the text of a value may have two bytes, but it takes 40
/// and more.
inline constexpr size_t kMaxRequestValues = 1 << 20;
/// Requests one batch may have: more than fit into the largest body, as clients write them.
inline constexpr size_t kMaxBatchRequests = 1 << 20;

/// A body: one request or a batch, read as a whole before any of it runs. The requests of a long batch are
/// not kept, but read again one by one when they are wanted, so that memory is bounded by the text. One
/// thread at a time.
class RequestBody {
public:
    /// Text of a batch from which on its requests are not kept, bytes.
    static constexpr size_t kLongText = 128 * 1024;

    /// `text` outlives the body; `allowed` is asked about each request. Errors: kParse; kInvalidRequest
    /// beyond the limits above.
    static RpcResult<RequestBody> read(std::string_view text,
                                       const std::function<bool(const Request&)>& allowed);

    bool is_batch() const { return m_is_batch; }
    /// Each request is allowed.
    bool all_allowed() const { return m_all_allowed; }
    bool empty() const { return m_count == 0; }
    /// Hands over each request in order. Once.
    void take_each(const std::function<void(Request)>& use);

private:
    std::string_view m_text;
    bool m_is_batch = false;
    bool m_all_allowed = true;
    size_t m_count = 0;
    /// Unless they are read again.
    std::vector<Request> m_requests;
};

}  // namespace quanta::rpc
