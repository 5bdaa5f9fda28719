// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "serving/filter_serving.h"

#include <algorithm>
#include <utility>

namespace quanta::serving {

using base::Bytes;
using chain::HeaderNode;
using primitives::Height;

/// The state of a peer nothing is being done for; null when there is none.
FilterServing::State* FilterServing::idle(PeerId peer) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end() || found->second.reading || found->second.left) return nullptr;
    return &found->second;
}

/// The last block asked for; null when the peer has to go for asking.
const HeaderNode* FilterServing::stop_of(PeerId peer, uint8_t type, const primitives::BlockHash& stop) {
    const char* reason = nullptr;
    const HeaderNode* node = m_context.chain.find(stop);
    if (m_parts.source == nullptr)
        reason = "filters, which are not offered";
    else if (type != kBasicFilter)
        reason = "filters of a type that is not offered";
    else if (node == nullptr || !m_parts.blocks.may_serve(*node))
        reason = "filters of unknown blocks";
    if (reason == nullptr) return node;
    m_context.peers.disconnect(peer, reason);
    return nullptr;
}

/// What is asked for; nothing when the peer has to go, as it has where `stop` is null.
std::optional<BlockStretch> FilterServing::stretch_of(PeerId peer, const HeaderNode* stop, uint32_t first,
                                                      size_t limit) {
    if (stop == nullptr) return std::nullopt;
    const bool backwards = static_cast<int64_t>(first) > stop->height;
    if (!backwards) {
        const BlockStretch stretch{static_cast<Height>(first), stop};
        if (stretch.size() <= limit) return stretch;
    }
    m_context.peers.disconnect(peer, backwards ? "filters up to a block before the first"
                                               : "more filters than may be asked for at once");
    return std::nullopt;
}

/// What runs when the source answers: nothing if the peer or this is gone by then.
template <typename T>
FilterSource::Done<T> FilterServing::when_read(PeerId peer,
                                               std::function<void(State&, std::optional<T>)> use) {
    return [this, peer, use = std::move(use), alive = std::weak_ptr(m_alive)](std::optional<T> answer) {
        if (!alive.lock()) return;
        const auto found = m_peers.find(peer);
        if (found == m_peers.end()) return;
        found->second.reading = false;
        use(found->second, std::move(answer));
        go_on(peer);
    };
}

void FilterServing::handle(PeerId peer, const wire::GetFilters& message) {
    State* state = idle(peer);
    if (state == nullptr) return;
    const HeaderNode* stop = stop_of(peer, message.filter_type, message.stop);
    state->left = stretch_of(peer, stop, message.start_height, kMaxFilters);
    go_on(peer);
}

void FilterServing::handle(PeerId peer, const wire::GetFilterHeaders& message) {
    State* state = idle(peer);
    if (state == nullptr) return;
    const HeaderNode* stop = stop_of(peer, message.filter_type, message.stop);
    const auto stretch = stretch_of(peer, stop, message.start_height, kMaxHashes);
    if (!stretch) return;
    state->reading = true;
    m_parts.source->read_hashes(
        *stretch, when_read<FilterHashes>(peer, [this, peer, stop](State&, auto answer) {
            if (!answer) return;
            m_context.peers.send(peer, wire::FilterHeaders{kBasicFilter, stop->hash, answer->previous_header,
                                                           std::move(answer->hashes)});
        }));
    go_on(peer);
}

void FilterServing::handle(PeerId peer, const wire::GetFilterCheckpoints& message) {
    State* state = idle(peer);
    if (state == nullptr) return;
    const HeaderNode* stop = stop_of(peer, message.filter_type, message.stop);
    if (stop == nullptr) return;
    std::vector<const HeaderNode*> nodes;
    for (Height height = kCheckpointDistance; height <= stop->height; height += kCheckpointDistance)
        nodes.push_back(stop->at(height));
    state->reading = true;
    m_parts.source->read_headers(
        std::move(nodes),
        when_read<std::vector<wire::FilterHash>>(peer, [this, peer, stop](State&, auto answer) {
            if (!answer) return;
            m_context.peers.send(peer, wire::FilterCheckpoints{kBasicFilter, stop->hash, std::move(*answer)});
        }));
    go_on(peer);
}

/// Reads on while there is room; listens to the peer again when nothing is left.
void FilterServing::go_on(PeerId peer) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    State& state = found->second;
    if (state.left && !state.reading && !m_context.peers.send_queue_full(peer)) read_next(peer, state);
    const bool busy = state.reading || state.left;
    if (busy == std::exchange(state.paused, busy)) return;
    busy ? m_parts.control.pause(peer) : m_parts.control.resume(peer);
}

void FilterServing::read_next(PeerId peer, State& state) {
    const BlockStretch all = *state.left;
    const Height last = std::min(all.last->height, all.first + kBatch - 1);
    const BlockStretch now{all.first, all.last->at(last)};
    state.reading = true;
    m_parts.source->read_filters(
        now, when_read<std::vector<Bytes>>(peer, [this, peer, all, now](State& known, auto answer) {
            known.left.reset();
            if (!answer || answer->size() != now.size()) return;
            for (Height height = now.first; height <= now.last->height; ++height) {
                Bytes& filter = (*answer)[static_cast<size_t>(height - now.first)];
                m_context.peers.send(
                    peer, wire::Filter{kBasicFilter, all.last->at(height)->hash, std::move(filter)});
            }
            if (now.last != all.last) known.left = BlockStretch{now.last->height + 1, all.last};
        }));
}

}  // namespace quanta::serving
