// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/server_figures.h"

#include <algorithm>
#include <string>

namespace quanta::http {

void ServerFigures::count_reply(unsigned status) {
    const auto last = kStatuses.end() - 1;
    const auto found = std::find(kStatuses.begin(), last, status);
    m_replies[static_cast<size_t>(found - kStatuses.begin())].add();
}

void ServerFigures::write(std::string_view prefix, metrics::Exposition& out) const {
    const std::string begin(prefix);
    out.gauge(begin + "_connections", "Connections that are open.", connections.value());
    out.counter(begin + "_connections_accepted_total", "Connections that were let in.", accepted.value());
    out.counter(begin + "_connections_refused_total", "Connections closed at once, there being too many.",
                turned_away.value());
    out.counter(begin + "_connections_displaced_total", "Connections closed to make room for another.",
                made_way.value());
    out.counter(begin + "_received_bytes_total", "Bytes of requests.", received_bytes.value());
    out.counter(begin + "_sent_bytes_total", "Bytes of replies.", sent_bytes.value());
    out.family(metrics::Kind::Counter, begin + "_replies_total", "Replies by HTTP status.");
    for (size_t i = 0; i < kStatuses.size(); ++i)
        out.sample(m_replies[i].value(), {{"status", std::to_string(kStatuses[i])}});
}

}  // namespace quanta::http
