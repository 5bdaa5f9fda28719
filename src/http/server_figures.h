// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "metrics/exposition.h"
#include "metrics/metric.h"

namespace quanta::http {

/// What a server has done since its start. Recorded by the loop thread, read by any.
class ServerFigures {
public:
    metrics::Gauge connections;
    metrics::Counter accepted;
    metrics::Counter turned_away;  ///< newcomers closed at once, no other giving way
    metrics::Counter made_way;     ///< closed for a newcomer
    metrics::Counter received_bytes;
    metrics::Counter sent_bytes;

    /// A reply of `status` begins to go out.
    void count_reply(unsigned status);
    /// Writes them as families that begin with `prefix` ("quanta_rpc_http").
    void write(std::string_view prefix, metrics::Exposition& out) const;

private:
    /// Those the server sends; others count as the last one.
    static constexpr std::array<unsigned, 10> kStatuses{200, 204, 400, 401, 403, 404, 405, 413, 503, 500};

    std::array<metrics::Counter, kStatuses.size()> m_replies;
};

}  // namespace quanta::http
