// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound_nodes.h"

#include <algorithm>

#include "wire/address.h"

namespace quanta::net {

bool NamedNodes::add(const std::string& name, bool v2) {
    const auto service = wire::Service::from_text(name, m_default_port);
    const bool known = std::ranges::any_of(m_nodes, [&](const Node& node) {
        return node.name == name ||
               (service && wire::Service::from_text(node.name, m_default_port) == service);
    });
    if (known) return false;
    m_nodes.push_back({.name = name, .v2 = v2});
    return true;
}

bool NamedNodes::remove(const std::string& name) {
    return std::erase_if(m_nodes, [&name](const Node& node) { return node.name == name; }) > 0;
}

void NamedNodes::forget_tries() {
    for (Node& node : m_nodes)
        node.next_try_us = node.pause_us = 0;
}

const NamedNodes::Node* NamedNodes::next(int64_t now_us,
                                         const std::function<bool(const std::string&)>& is_connected) {
    for (Node& node : m_nodes) {
        if (now_us < node.next_try_us) continue;
        if (is_connected(node.name)) {
            node.pause_us = 0;
            continue;
        }
        node.pause_us = std::min(node.pause_us + m_first_pause_us, m_last_pause_us);
        node.next_try_us = now_us + node.pause_us;
        return &node;
    }
    return nullptr;
}

}  // namespace quanta::net
