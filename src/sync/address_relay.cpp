// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/address_relay.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "crypto/siphash.h"
#include "net/outbound_planner.h"

namespace quanta::sync {

using base::Category;
using net::ConnectionType;
using wire::KnownAddress;
using wire::Service;

namespace {

/// Times before this are no times.
constexpr int64_t kEarliest_s = 100'000'000;
/// Answers to getaddr kept at a time: one for each network and address of ours.
constexpr size_t kMaxAnswers = 32;

bool is_useful(uint64_t services) {
    const bool blocks = (services & (wire::kServiceNetwork | wire::kServiceNetworkLimited)) != 0;
    return blocks && (services & wire::kServiceWitness) != 0;
}

/// Whether `peer` can be told of it: messages before BIP155 have no room for other networks.
bool has_form(const KnownAddress& entry, const PeerFacts& peer) {
    return peer.addresses_v2 || entry.service.address.legacy_bytes().has_value();
}

std::chrono::milliseconds to_ms(int64_t us) {
    return std::chrono::milliseconds(us / 1000);
}

}  // namespace

AddressRelay::AddressRelay(const Context& context, addresses::AddressBook& book,
                           addresses::LocalAddresses& local, Options options)
    : m_context(context),
      m_book(book),
      m_local(local),
      m_options(std::move(options)),
      m_key{context.environment.random.u64(), context.environment.random.u64()} {}

AddressRelay::State* AddressRelay::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() || !found->second.ready ? nullptr : &found->second;
}

uint64_t AddressRelay::key_of(const Service& service) const {
    const base::ByteSpan address = service.address.bytes();
    crypto::SipHash hash(m_key[0], m_key[1]);
    hash.write(uint64_t{static_cast<uint8_t>(service.address.network())} << 16 | service.port);
    return hash.write(address).finalize();
}

void AddressRelay::identified(const PeerFacts& facts) {
    if (!m_peers.try_emplace(facts.id()).second) return;
    m_peers.at(facts.id()).facts = facts;
    if (facts.origin.inbound()) return;
    m_book.set_services(facts.origin.remote, facts.services);
    m_book.mark_good(facts.origin.remote);
    if (facts.sees_us_at.address.is_routable()) m_local.seen_at(facts.sees_us_at);
}

void AddressRelay::peer_ready(const PeerFacts& facts) {
    identified(facts);
    State& state = m_peers.at(facts.id());
    state.facts = facts;
    state.ready = true;
    state.tokens_at_us = m_context.environment.clock.steady_us();
    if (facts.origin.inbound() || !take_part(state)) return;
    state.asked = true;
    state.tokens += kMaxTokens;  // the answer is welcome
    m_context.peers.send(facts.id(), wire::GetAddresses{});
}

void AddressRelay::peer_gone(PeerId peer) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    const PeerFacts& facts = found->second.facts;
    if (found->second.ready && !facts.origin.inbound() && facts.origin.relays_addresses())
        m_book.mark_connected(facts.origin.remote);
    m_peers.erase(found);
}

void AddressRelay::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    if (snapshot->initial_block_download) return;
    for (const auto& [peer, state] : m_peers) {
        if (state.untold) tell_of_ourselves(peer);
    }
}

void AddressRelay::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end()) return;
    report.address_relay = found->second.taking_part;
    report.addresses_processed = found->second.processed;
    report.addresses_rate_limited = found->second.rate_limited;
}

/// False for those who never do.
bool AddressRelay::take_part(State& state) {
    if (!state.facts.origin.relays_addresses()) return false;
    if (std::exchange(state.taking_part, true)) return true;
    if (m_options.listen_port != 0) tell_of_ourselves(state.facts.id());
    return true;
}

// ---- what peers tell --------------------------------------------------------------------------------------

bool AddressRelay::spend_token(State& state) {
    if (state.tokens >= 1) {
        state.tokens -= 1;
        return true;
    }
    if (state.facts.origin.may(net::kPermitAddresses)) return true;
    ++state.rate_limited;
    return false;
}

bool AddressRelay::improve(State& state, KnownAddress& entry) {
    if (!is_useful(entry.services)) return false;
    const int64_t now = m_context.environment.clock.system_time_s();
    if (entry.time_s <= kEarliest_s || entry.time_s > now + kFresh_s) entry.time_s = now - kUnknownAge_s;
    state.known.insert(key_of(entry.service));
    return !m_options.refused || !m_options.refused(entry.service.address);
}

void AddressRelay::take(PeerId peer, std::vector<KnownAddress> entries) {
    State* state = find(peer);
    if (state == nullptr || !take_part(*state)) return;
    const net::Environment& environment = m_context.environment;
    const int64_t now_us = environment.clock.steady_us();
    if (state->tokens < kMaxTokens) {
        const double earned = static_cast<double>(now_us - state->tokens_at_us) / 1e6 * kRatePerS;
        state->tokens = std::min(kMaxTokens, state->tokens + earned);
    }
    state->tokens_at_us = now_us;
    const bool relayed = !state->asked && entries.size() <= kMaxRelayedBatch;
    const int64_t fresh_after = environment.clock.system_time_s() - kFresh_s;
    // In random order: nobody chooses which of too many are taken.
    for (size_t left = entries.size(); left > 1; --left)
        std::swap(entries[left - 1], entries[environment.random.below(left)]);
    std::vector<KnownAddress> kept;
    for (KnownAddress& entry : entries) {
        if (!spend_token(*state) || !improve(*state, entry)) continue;
        ++state->processed;
        const bool routable = entry.service.address.is_routable();
        if (relayed && routable && entry.time_s > fresh_after) pass_on(peer, entry);
        if (m_local.reachable(entry.service.address.network())) kept.push_back(entry);
    }
    m_book.add(kept, state->facts.origin.remote.address, kPenalty_s);
    if (entries.size() < wire::kMaxAddresses) state->asked = false;
    if (state->facts.origin.type == ConnectionType::AddressFetch && entries.size() > 1)
        m_context.peers.disconnect(peer, "it has told the addresses it was asked for");
}

/// To the peers that are first in an order of this day and this address.
void AddressRelay::pass_on(PeerId from, const KnownAddress& entry) {
    const uint64_t key = key_of(entry.service);
    const auto now = static_cast<uint64_t>(m_context.environment.clock.system_time_s());
    const uint64_t day = (now + key % kRotate_s) / kRotate_s;
    crypto::SipHash order(m_key[0], m_key[1]);
    order.write(key).write(day);
    const bool reachable = m_local.reachable(entry.service.address.network());
    const size_t count = reachable || (order.finalize() & 1) != 0 ? kRelayPeers : kRelayPeers - 1;
    std::vector<std::pair<uint64_t, PeerId>> candidates;
    for (const auto& [peer, state] : m_peers) {
        if (peer == from || !state.taking_part || !has_form(entry, state.facts)) continue;
        candidates.emplace_back(crypto::SipHash(order).write(static_cast<uint64_t>(peer)).finalize(), peer);
    }
    const size_t chosen = std::min(count, candidates.size());
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(chosen),
                      candidates.end());
    for (size_t i = 0; i < chosen; ++i)
        queue(candidates[i].second, m_peers.at(candidates[i].second), entry);
}

// ---- what they are told -----------------------------------------------------------------------------------

void AddressRelay::queue(PeerId peer, State& state, const KnownAddress& entry) {
    if (!entry.service.address.is_valid() || !has_form(entry, state.facts)) return;
    if (state.known.contains(key_of(entry.service))) return;
    net::Environment environment = m_context.environment;
    if (state.waiting.size() < kMaxWaiting)
        state.waiting.push_back(entry);
    else
        state.waiting[environment.random.below(kMaxWaiting)] = entry;
    if (state.batch) return;
    const int64_t delay = net::exponential_delay_us(environment.random, kBatchAverageUs);
    state.batch = environment.scheduler.after(to_ms(delay), [this, peer] { send_batch(peer); });
}

void AddressRelay::send_batch(PeerId peer) {
    State& state = m_peers.at(peer);
    const auto finished = std::move(state.batch);
    std::vector<KnownAddress> entries = std::exchange(state.waiting, {});
    // It may have told us of some of them meanwhile; one may be there twice.
    std::erase_if(entries,
                  [&](const KnownAddress& entry) { return !state.known.insert(key_of(entry.service)); });
    if (entries.empty()) return;
    if (state.facts.addresses_v2)
        m_context.peers.send(peer, wire::AddressesV2{std::move(entries)});
    else
        m_context.peers.send(peer, wire::Addresses{std::move(entries)});
}

/// The same for all peers of a network for about a day: asking often, or from many places, does not tell more
/// of the book.
const std::vector<KnownAddress>& AddressRelay::answer_for(const State& state) {
    const net::PeerOrigin& origin = state.facts.origin;
    const net::Environment& environment = m_context.environment;
    const int64_t now = environment.clock.steady_us();
    if (m_answers.size() >= kMaxAnswers)
        std::erase_if(m_answers, [&](const auto& entry) { return entry.second.until_us <= now; });
    if (m_answers.size() >= kMaxAnswers) m_answers.erase(m_answers.begin());
    const wire::Network network =
        origin.inbound_onion ? wire::Network::Onion : origin.remote.address.network();
    Answer& answer = m_answers[{network, origin.local}];
    if (now < answer.until_us) return answer.entries;
    answer.entries = m_book.sample(wire::kMaxAddresses, kAnswerPercent, std::nullopt);
    answer.until_us =
        now + kAnswerMinUs + static_cast<int64_t>(environment.random.below(uint64_t{kAnswerSpreadUs}));
    return answer.entries;
}

void AddressRelay::handle(PeerId peer, const wire::GetAddresses&) {
    State* state = find(peer);
    // Whom we connect to could tell our address book from those of others by it.
    if (state == nullptr || !state->facts.origin.inbound() || !take_part(*state)) return;
    if (std::exchange(state->answered, true)) return;
    state->waiting.clear();
    const bool everything = state->facts.origin.may(net::kPermitAddresses);
    const std::vector<KnownAddress> entries =
        everything ? m_book.sample(wire::kMaxAddresses, kAnswerPercent, std::nullopt) : answer_for(*state);
    for (const KnownAddress& entry : entries) {
        if (!m_options.refused || !m_options.refused(entry.service.address)) queue(peer, *state, entry);
    }
}

// ---- ourselves --------------------------------------------------------------------------------------------

/// Where the peer, or whom it tells, can reach us: what we know of, else what the peer we have connected to
/// sees, with the port we listen at.
std::optional<Service> AddressRelay::own_address(const State& state) const {
    const PeerFacts& facts = state.facts;
    if (const auto best = m_local.best_for(facts.origin.remote.address)) return best;
    const wire::Address& seen = facts.sees_us_at.address;
    const bool ours = !facts.origin.inbound() && seen.is_routable() && m_local.reachable(seen.network());
    if (!ours || seen.network() != facts.origin.remote.address.network()) return std::nullopt;
    return Service{seen, m_options.listen_port};
}

void AddressRelay::tell_of_ourselves(PeerId peer) {
    State& state = m_peers.at(peer);
    net::Environment environment = m_context.environment;
    const int64_t delay = net::exponential_delay_us(environment.random, kSelfAverageUs);
    state.self = environment.scheduler.after(to_ms(delay), [this, peer] { tell_of_ourselves(peer); });
    state.untold = m_context.chain.snapshot()->initial_block_download;
    if (state.untold) return;
    const auto own = own_address(state);
    if (!own || !own->address.is_routable()) return;
    // Told anew each time: that it is still there is the news.
    KnownAddress entry{*own, m_options.services, environment.clock.system_time_s()};
    if (!has_form(entry, state.facts)) return;
    state.known.insert(key_of(*own));
    base::log_debug(Category::Net, "peer {}: told of our address {}", peer, own->to_text());
    if (state.facts.addresses_v2)
        m_context.peers.send(peer, wire::AddressesV2{{entry}});
    else
        m_context.peers.send(peer, wire::Addresses{{entry}});
}

}  // namespace quanta::sync
