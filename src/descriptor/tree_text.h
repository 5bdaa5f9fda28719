// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace quanta::descriptor {

/// A walk over the leaves of a binary tree from left to right: at each node on the way down, whether it goes
/// right. Trees are told by the depths of their leaves alone, so that nothing is as deep as its text is long.
/// Internal to this library.
class TreeWalk {
public:
    size_t depth() const { return m_right.size(); }
    void open() { m_right.push_back(false); }
    /// Whether a node whose both sides are done is left behind the leaf just visited; then leaves it.
    bool close() {
        if (m_right.empty() || !m_right.back()) return false;
        m_right.pop_back();
        return true;
    }
    void go_right() { m_right.back() = true; }

private:
    std::vector<bool> m_right;
};

/// Writes a tree of scripts (BIP386).
class TreeText {
public:
    /// Leaves come from left to right, with their depths below the root, and make a tree.
    void add(size_t depth, std::string_view leaf) {
        if (m_begun) {
            m_text += ',';
            m_walk.go_right();
        }
        m_begun = true;
        for (; m_walk.depth() < depth; m_walk.open())
            m_text += '{';
        m_text += leaf;
        while (m_walk.close())
            m_text += '}';
    }
    /// The whole, once all leaves are there.
    const std::string& text() const { return m_text; }

private:
    TreeWalk m_walk;
    std::string m_text;
    bool m_begun = false;
};

}  // namespace quanta::descriptor
