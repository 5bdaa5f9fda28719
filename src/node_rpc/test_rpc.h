// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "json/parser.h"
#include "node/node.h"
#include "node_rpc/methods.h"
#include "rpc/dispatcher.h"
#include "sys/clock.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::node_rpc {

/// A node on regtest in a directory of its own, and calls of its methods.
class RpcFixture : public ::testing::Test {
protected:
    explicit RpcFixture(params::ChainParams params = testing::ChainBuilder::regtest())
        : m_builder(std::move(params)), m_clock(1'296'688'602 + 1'000'000) {}

    node::NodeOptions options() const {
        node::NodeOptions options;
        options.chain.data_directory = m_directory.path();
        options.chain.blocks_directory = m_directory / "blocks";
        options.chain.cache_bytes = 32 << 20;
        options.chain.script_threads = 2;
        return options;
    }

    /// Starts the node; once per test, as the first thing.
    void start(node::NodeOptions options, MethodOptions method_options = {}) {
        m_node = std::make_unique<node::Node>(
            std::move(options), m_builder.params(),
            node::NodeServices{sys::real_file_system(), m_clock, {[](const auto&) {}, [](const auto&) {}}});
        const auto started = m_node->start([](const std::string&) {});
        ASSERT_TRUE(started) << started.error();
        m_dispatcher = std::make_unique<rpc::Dispatcher>(m_clock);
        add_node_methods(*m_dispatcher, *m_node, std::move(method_options));
        m_dispatcher->end_warm_up();
    }
    void start() { start(options()); }

    /// Submits the builder's blocks from `first` height on.
    void submit_built(size_t first = 1) {
        const auto& blocks = m_builder.blocks();
        for (size_t height = first; height <= blocks.size(); ++height) {
            ASSERT_TRUE(m_node->chain().submit_and_wait(blocks[height - 1])) << height;
        }
    }

    /// The reply of `method` to `params` (a JSON array or object) as text, or "code: message".
    std::string call(const std::string& method, const std::string& params = "[]") {
        std::string text;
        json::Writer writer(text);
        auto parsed = json::parse(params);
        EXPECT_TRUE(parsed) << params;
        const auto result = m_dispatcher->call(method, std::move(*parsed), {}, writer);
        if (!result) return std::to_string(result.error().code) + ": " + result.error().message;
        return text.empty() ? "null" : text;
    }
    /// As call, for a method that succeeds.
    json::Value value(const std::string& method, const std::string& params = "[]") {
        const std::string text = call(method, params);
        auto parsed = json::parse(text);
        EXPECT_TRUE(parsed) << method << params << ": " << text;
        return parsed ? std::move(*parsed) : json::Value();
    }
    /// `["text"]`
    static std::string one(const std::string& text) { return "[\"" + text + "\"]"; }
    static std::string hex_of(const primitives::Block& block) { return base::to_hex(block.raw()); }

    testing::TempDir m_directory{"rpc"};
    testing::ChainBuilder m_builder;
    sys::FakeClock m_clock;
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<rpc::Dispatcher> m_dispatcher;
};

}  // namespace quanta::node_rpc
