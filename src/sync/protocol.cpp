// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/protocol.h"

#include <array>
#include <utility>
#include <variant>

#include "base/log.h"
#include "peers/peer_chains.h"
#include "peers/peer_control.h"
#include "serving/block_serving.h"
#include "serving/filter_serving.h"
#include "sync/address_relay.h"
#include "sync/announcements.h"
#include "sync/block_download.h"
#include "sync/compact_blocks.h"
#include "sync/fee_filter.h"
#include "sync/handshake.h"
#include "sync/header_sync.h"
#include "sync/peer_quality.h"
#include "sync/ping.h"
#include "sync/transaction_relay.h"

namespace quanta::sync {

using base::Category;
using serving::BlockServing;
using serving::FilterServing;
using serving::UploadLimit;

/// All concerns, in the order in which they hear of things, and the way of each message.
struct Protocol::Impl {
    Impl(const Context& the_context, ProtocolOptions the_options, ProtocolServices services);

    void headers_arrived(PeerId peer, const chain::HeaderNode& node);
    CompactBlocks::Parts compact_parts(const relay::TxPool* pool);
    TransactionRelay::Parts transaction_parts(relay::TxPool* pool);
    void make_addresses(ProtocolServices& services);

    void ready(const PeerFacts& facts);
    void dispatch(PeerId peer, wire::Message message);

    /// To all concerns that have a handle() for it; what is taken by value belongs to one alone.
    template <typename M>
    void on(PeerId peer, M& message) {
        give(handshake, peer, message);
        give(ping, peer, message);
        give(announcements, peer, message);
        give(headers, peer, message);
        give(serving, peer, message);
        give(filters, peer, message);
        give(blocks, peer, message);
        give(compact, peer, message);
        give(transactions, peer, message);
        if (addresses) give(*addresses, peer, message);
        if (fees) give(*fees, peer, message);
    }
    template <typename C, typename M>
    void give(C& concern, PeerId peer, M& message) {
        if constexpr (requires { concern.handle(peer, std::move(message)); })
            concern.handle(peer, std::move(message));
    }

    void on(PeerId peer, wire::Version& message);
    // Bloom filters are not served.
    void on(PeerId peer, wire::FilterLoad&) { refuse_bloom(peer); }
    void on(PeerId peer, wire::FilterAdd&) { refuse_bloom(peer); }
    void on(PeerId peer, wire::FilterClear&) { refuse_bloom(peer); }
    void refuse_bloom(PeerId peer) { context.peers.disconnect(peer, "bloom filters are not served"); }

    const Context context;
    const ProtocolOptions options;
    PeerControl control;
    UploadLimit upload;
    Handshake handshake;
    PeerChains chains;
    Announcements announcements;
    Ping ping;
    BlockServing serving;
    FilterServing filters;
    BlockDownload blocks;
    HeaderSync headers;
    PeerQuality quality;
    CompactBlocks compact;
    TransactionRelay transactions;
    std::unique_ptr<AddressRelay> addresses;
    std::unique_ptr<FeeFilter> fees;
    /// Those that hear of peers when the handshake is over.
    std::vector<Concern*> concerns;
};

namespace {

std::function<uint64_t()> or_nothing(std::function<uint64_t()> bytes_sent) {
    if (bytes_sent) return bytes_sent;
    return [] { return uint64_t{0}; };
}

/// Whether the message belongs to the handshake: others are ignored before its end.
bool is_handshake(const wire::Message& message) {
    return std::holds_alternative<wire::Version>(message) || std::holds_alternative<wire::Verack>(message) ||
           std::holds_alternative<wire::WtxidRelay>(message) ||
           std::holds_alternative<wire::SendAddrV2>(message) ||
           std::holds_alternative<wire::Feature>(message);
}

}  // namespace

Protocol::Impl::Impl(const Context& the_context, ProtocolOptions the_options, ProtocolServices services)
    : context(the_context),
      options(std::move(the_options)),
      control(context.peers),
      upload(context.environment.clock, options.max_upload_bytes,
             context.chain.params().consensus.pow_target_spacing_s, or_nothing(options.bytes_sent)),
      handshake(context, control,
                {options.services, options.user_agent, options.relay_transactions, options.handshake_timeout},
                [this](const PeerFacts& facts) { ready(facts); }),
      chains(context.chain),
      announcements(context, chains),
      ping(context, control),
      serving(context, chains, control, upload, options.services),
      filters(context, {control, serving, services.filters}),
      blocks(context, chains, control),
      headers(context, chains, control,
              [this](PeerId peer, const chain::HeaderNode& node) { headers_arrived(peer, node); }),
      quality(context, chains, blocks, services.outbound),
      compact(context, compact_parts(options.relay_transactions ? services.pool : nullptr)),
      transactions(context, transaction_parts(services.pool)),
      concerns{&chains, &announcements, &ping,    &serving, &filters,
               &blocks, &headers,       &quality, &compact, &transactions} {
    blocks.set_tip_request(
        [this](PeerId peer, const chain::HeaderNode&) { return compact.request_type(peer); });
    blocks.set_delivered([this](PeerId peer) { compact.delivered(peer); });
    serving.set_make_compact([this](PeerId, const base::Bytes& raw) { return compact.make(raw); });
    announcements.set_announce_compact(
        [this](PeerId peer, const chain::HeaderNode& node) { return compact.announce(peer, node); });
    if (services.book != nullptr && services.local != nullptr) make_addresses(services);
    if (services.pool != nullptr && options.relay_transactions) {
        fees = std::make_unique<FeeFilter>(context, *services.pool);
        concerns.push_back(fees.get());
    }
}

TransactionRelay::Parts Protocol::Impl::transaction_parts(relay::TxPool* pool) {
    return {control, pool, options.relay_transactions,
            [this](PeerId peer) { return fees ? fees->wanted_by(peer) : 0; },
            [this](const relay::TransactionPtr& transaction) { compact.remember(transaction); }};
}

CompactBlocks::Parts Protocol::Impl::compact_parts(const relay::TxPool* pool) {
    return {chains,
            control,
            blocks,
            pool,
            [this] { return headers.work_threshold(); },
            [this](PeerId peer) { headers.ask_for_missing(peer); },
            [this](PeerId peer, const chain::HeaderNode& node) { headers_arrived(peer, node); },
            [this](PeerId peer, const wire::GetData& request) { serving.handle(peer, request); }};
}

void Protocol::Impl::headers_arrived(PeerId peer, const chain::HeaderNode& node) {
    quality.headers_arrived(peer, node);
    blocks.headers_arrived(peer, node);
}

void Protocol::Impl::make_addresses(ProtocolServices& services) {
    addresses = std::make_unique<AddressRelay>(
        context, *services.book, *services.local,
        AddressRelay::Options{options.services, options.listen_port, std::move(services.address_refused)});
    concerns.push_back(addresses.get());
}

void Protocol::Impl::on(PeerId peer, wire::Version& message) {
    handshake.handle(peer, message);
    PeerReport report;
    handshake.report(peer, report);
    if (report.facts && addresses) addresses->identified(*report.facts);
}

void Protocol::Impl::ready(const PeerFacts& facts) {
    for (Concern* concern : concerns)
        concern->peer_ready(facts);
}

void Protocol::Impl::dispatch(PeerId peer, wire::Message message) {
    if (!is_handshake(message) && !handshake.is_ready(peer)) return;
    std::visit([&](auto& content) { on(peer, content); }, message);
}

Protocol::Protocol(Context context, ProtocolOptions options, ProtocolServices services)
    : m_impl(std::make_unique<Impl>(context, std::move(options), std::move(services))) {}
Protocol::~Protocol() = default;

void Protocol::peer_connected(const net::PeerOrigin& origin) {
    m_impl->control.peer_connected(origin.id);
    m_impl->handshake.peer_connected(origin);
}

void Protocol::peer_disconnected(PeerId peer) {
    // Nobody asks a peer for anything that has half gone: control goes first, requests are handed on last.
    m_impl->control.peer_gone(peer);
    m_impl->handshake.peer_gone(peer);
    for (Concern* concern : m_impl->concerns)
        concern->peer_gone(peer);
}

void Protocol::message_received(PeerId peer, wire::Message message) {
    m_impl->dispatch(peer, std::move(message));
}

void Protocol::message_refused(PeerId peer, std::string_view type) {
    const std::string reason = "too much in a message: " + std::string(type);
    const bool mild = type == "getblocks" || type == "getheaders" || type == "feature";
    if (mild)
        m_impl->context.peers.disconnect(peer, reason);
    else
        m_impl->context.peers.discourage(peer, reason);
}

void Protocol::send_queue_drained(PeerId peer) {
    for (Concern* concern : m_impl->concerns)
        concern->send_queue_drained(peer);
}

void Protocol::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    for (Concern* concern : m_impl->concerns)
        concern->tip_changed(snapshot);
}

PeerReport Protocol::report(PeerId peer) const {
    PeerReport report;
    m_impl->handshake.report(peer, report);
    for (const Concern* concern : m_impl->concerns)
        concern->report(peer, report);
    return report;
}

void Protocol::transaction_entered(const relay::PoolEntry& entry) {
    m_impl->transactions.entered(entry);
}

void Protocol::transaction_left(const std::shared_ptr<const primitives::Transaction>& transaction) {
    m_impl->compact.remember(transaction);
}

void Protocol::ping_all() {
    m_impl->ping.ping_all();
}

base::Result<void, std::string> Protocol::fetch_block(PeerId peer, const chain::HeaderNode& node) {
    return m_impl->blocks.fetch(peer, node);
}

UploadState Protocol::upload() const {
    return m_impl->upload.state();
}

int64_t Protocol::time_offset_s() const {
    return m_impl->handshake.time_offsets().median_s();
}

const relay::Orphanage* Protocol::orphans() const {
    return m_impl->transactions.orphans();
}

}  // namespace quanta::sync
