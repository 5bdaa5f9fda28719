// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace quanta::net {

/// Nodes an operator wants to be connected to (-addnode, -connect), and when each is to be tried again.
class NamedNodes {
public:
    struct Node {
        std::string name;
        bool v2 = true;
        int64_t next_try_us = 0;
        int64_t pause_us = 0;
    };

    /// The pause after a try grows from `first_pause_us` by itself each time up to `last_pause_us`.
    /// `default_port` is that of names that have none.
    NamedNodes(int64_t first_pause_us, int64_t last_pause_us, uint16_t default_port)
        : m_first_pause_us(first_pause_us), m_last_pause_us(last_pause_us), m_default_port(default_port) {}

    /// False when it is there already, perhaps in another form of the same address.
    bool add(const std::string& name, bool v2);
    /// False when it is not there.
    bool remove(const std::string& name);
    const std::vector<Node>& all() const { return m_nodes; }
    /// All may be tried at once, as if they never had been: it was not their fault.
    void forget_tries();
    /// The node to be tried now, whose next try is put off; null when there is none. Those that are
    /// connected, or being so, are passed over and may be tried at once when they no longer are.
    const Node* next(int64_t now_us, const std::function<bool(const std::string&)>& is_connected);

private:
    const int64_t m_first_pause_us;
    const int64_t m_last_pause_us;
    const uint16_t m_default_port;
    std::vector<Node> m_nodes;
};

}  // namespace quanta::net
