// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "node/wait_gate.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// The calls that wait for blocks: so many at a time that there are threads left for others. Any thread.
class BlockWaits {
public:
    explicit BlockWaits(ContextPtr context)
        : m_context(std::move(context)), m_gate(m_context->node.changes(), m_context->node.shutdown()) {}

    const Context& context() const { return *m_context; }

    /// Waits until `done` holds for the tip, the call's time is over or the node is to stop, and writes the
    /// tip.
    template <typename Done>
    RpcResult<void> wait(const rpc::Call& call, json::Writer& out, const Done& done) {
        const int timeout_ms = TRY(call.args.integer_or<int>("timeout", 0));
        if (timeout_ms < 0) return rpc::fail(rpc::kMisc, "Negative timeout");
        if (!done(*tip())) TRY(wait_for(done, timeout_ms));
        const HeaderNode* now = tip();
        out.begin_object().member("hash", now->hash.to_text()).member("height", now->height).end_object();
        return {};
    }

    const HeaderNode* tip() const { return m_context->chain().snapshot()->tip; }

private:
    /// Counts a call while it waits.
    class Place {
    public:
        explicit Place(std::atomic<size_t>& count) : m_count(count), m_number(++count) {}
        ~Place() { --m_count; }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        size_t number() const { return m_number; }

    private:
        std::atomic<size_t>& m_count;
        const size_t m_number;
    };

    template <typename Done>
    RpcResult<void> wait_for(const Done& done, int timeout_ms) {
        const Place place(m_waiting);
        if (place.number() > m_context->options.max_waiting) {
            return rpc::fail(rpc::kMisc, "Too many calls wait for blocks already; see -rpcthreads");
        }
        const node::WaitGate::Wait wait(m_gate);
        const auto deadline = timeout_ms == 0 ? std::nullopt : node::deadline_after(timeout_ms);
        static_cast<void>(wait.until([&] { return done(*tip()); }, deadline));
        return {};
    }

    const ContextPtr m_context;
    node::WaitGate m_gate;
    std::atomic<size_t> m_waiting{0};
};

RpcResult<void> waitfornewblock(BlockWaits& waits, const rpc::Call& call, json::Writer& out) {
    primitives::BlockHash known = waits.tip()->hash;
    if (call.args.has("current_tip")) known = TRY(call.args.hash<primitives::BlockHash>("current_tip"));
    return waits.wait(call, out, [&](const HeaderNode& tip) { return tip.hash != known; });
}

RpcResult<void> waitforblock(BlockWaits& waits, const rpc::Call& call, json::Writer& out) {
    const auto wanted = TRY(call.args.hash<primitives::BlockHash>("blockhash"));
    return waits.wait(call, out, [&](const HeaderNode& tip) { return tip.hash == wanted; });
}

RpcResult<void> waitforblockheight(BlockWaits& waits, const rpc::Call& call, json::Writer& out) {
    const int height = TRY(call.args.integer<int>("height"));
    return waits.wait(call, out, [&](const HeaderNode& tip) { return tip.height >= height; });
}

rpc::Param timeout_param() {
    return {.name = "timeout",
            .kind = Kind::Number,
            .text = "Milliseconds to wait; 0 is for ever",
            .optional = true,
            .default_json = "0"};
}

rpc::Method waiting(std::string name, std::string description, std::vector<rpc::Param> params) {
    return {
        .name = std::move(name),
        .category = Category::Blockchain,
        .description =
            std::move(description) + " or the time is over.\nAt a stop of the node it answers early.",
        .params = std::move(params),
        .results = {{"",
                     {Kind::Object,
                      "",
                      "The tip then",
                      {{Kind::Hex, "hash", "Its hash"}, {Kind::Number, "height", "Its height"}}}}},
        .examples = {},
    };
}

}  // namespace

void add_wait_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    const auto waits = std::make_shared<BlockWaits>(context);
    using WaitMethod = RpcResult<void> (*)(BlockWaits&, const rpc::Call&, json::Writer&);
    const auto add_wait = [&](rpc::Method declaration, WaitMethod run) {
        dispatcher.add(std::move(declaration), [waits, run](const rpc::Call& call, json::Writer& out) {
            return run(*waits, call, out);
        });
    };
    add_wait(waiting("waitfornewblock", "Waits until there is another tip",
                     {timeout_param(),
                      {.name = "current_tip",
                       .kind = Kind::Hex,
                       .text = "Hash of the tip that the caller knows: another one is answered at once",
                       .optional = true,
                       .default_hint = "the present tip"}}),
             waitfornewblock);
    add_wait(waiting("waitforblock", "Waits until a block is the tip",
                     {{.name = "blockhash", .kind = Kind::Hex, .text = "The block's hash"}, timeout_param()}),
             waitforblock);
    add_wait(waiting("waitforblockheight", "Waits until the chain is as high as this",
                     {{.name = "height", .kind = Kind::Number, .text = "The height"}, timeout_param()}),
             waitforblockheight);
}

}  // namespace quanta::node_rpc
