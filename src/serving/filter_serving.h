// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "serving/block_serving.h"
#include "serving/filter_source.h"

namespace quanta::serving {

/// Gives filters of blocks to those who ask (BIP157). Net thread.
///
/// Who asks for what it could know not to get (another type of filter, a block that is not known or not
/// shown, too much at once, anything while no filters are offered) has to go. What the index does not have
/// (yet) is not answered. One request of a peer is worked on at a time, and it is not listened to meanwhile;
/// filters are read some at a time, each time there is room in its send queue.
class FilterServing final : public Concern {
public:
    static constexpr uint8_t kBasicFilter = 0;
    static constexpr size_t kMaxFilters = 1'000;  ///< of a getcfilters
    static constexpr size_t kMaxHashes = 2'000;   ///< of a getcfheaders
    static constexpr primitives::Height kCheckpointDistance = 1'000;
    /// Filters read at a time: what one peer makes wait in memory beyond a full send queue.
    static constexpr primitives::Height kBatch = 20;

    struct Parts {
        PeerControl& control;
        const BlockServing& blocks;      ///< which forks are shown
        FilterSource* source = nullptr;  ///< null: none are offered
    };

    FilterServing(const Context& context, Parts parts) : m_context(context), m_parts(parts) {}

    void peer_ready(const PeerFacts& facts) override { m_peers[facts.id()]; }
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void send_queue_drained(PeerId peer) override { go_on(peer); }

    void handle(PeerId peer, const wire::GetFilters& message);
    void handle(PeerId peer, const wire::GetFilterHeaders& message);
    void handle(PeerId peer, const wire::GetFilterCheckpoints& message);

private:
    struct State {
        std::optional<BlockStretch> left;  ///< filters not read yet
        bool reading = false;
        bool paused = false;
    };

    State* idle(PeerId peer);
    const chain::HeaderNode* stop_of(PeerId peer, uint8_t type, const primitives::BlockHash& stop);
    std::optional<BlockStretch> stretch_of(PeerId peer, const chain::HeaderNode* stop, uint32_t first,
                                           size_t limit);
    void go_on(PeerId peer);
    void read_next(PeerId peer, State& state);
    template <typename T>
    FilterSource::Done<T> when_read(PeerId peer, std::function<void(State&, std::optional<T>)> use);

    const Context m_context;
    const Parts m_parts;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::unordered_map<PeerId, State> m_peers;
};

}  // namespace quanta::serving
