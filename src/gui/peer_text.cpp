// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/peer_text.h"

#include <QObject>
#include <QStringList>

#include "gui/format.h"
#include "gui/text.h"
#include "sys/rough_time.h"

namespace quanta::gui {

using interfaces::PeerStatus;

namespace {

struct Word {
    const char* term;
    const char* text;
};

constexpr Word kConnections[] = {{"inbound", "Inbound"},
                                 {"outbound-full-relay", "Full relay"},
                                 {"block-relay-only", "Blocks only"},
                                 {"manual", "Manual"},
                                 {"feeler", "Feeler"},
                                 {"addr-fetch", "Address fetch"}};
constexpr Word kNetworks[] = {{"ipv4", "IPv4"}, {"ipv6", "IPv6"},   {"onion", "Tor"},
                              {"i2p", "I2P"},   {"cjdns", "CJDNS"}, {"not_publicly_routable", "Local"}};
constexpr Word kTransports[] = {{"detecting", ""}, {"v1", "v1, open"}, {"v2", "v2, encrypted"}};

template <size_t count>
QString translated(const Word (&words)[count], const std::string& term) {
    for (const Word& word : words) {
        if (term == word.term) return *word.text ? QObject::tr(word.text) : QString();
    }
    return to_qt(term);
}

QString tr(const char* text) {
    return QObject::tr(text);
}

QString yes_no(bool yes) {
    return yes ? tr("Yes") : tr("No");
}

QString or_none(const QString& text) {
    return text.isEmpty() ? QStringLiteral("–") : text;
}

QString number(int64_t value) {
    return to_qt(count_text(value));
}

/// A number that is -1 while it is not known.
QString known(int64_t value) {
    return value < 0 ? QStringLiteral("–") : number(value);
}

QString since(int64_t moment_s, int64_t now_s) {
    if (moment_s <= 0) return tr("Never");
    return tr("%1, %2").arg(to_qt(age_text(now_s - moment_s)), moment_text(moment_s));
}

QString heights(const std::vector<int32_t>& list) {
    constexpr size_t kMost = 8;
    QStringList texts;
    for (size_t i = 0; i < list.size() && i < kMost; ++i)
        texts << number(list[i]);
    if (list.size() > kMost) texts << tr("%1 more").arg(list.size() - kMost);
    return or_none(texts.join(QStringLiteral(", ")));
}

QString compact_blocks(const PeerStatus& peer) {
    if (peer.high_bandwidth_to && peer.high_bandwidth_from) return tr("At once, both ways");
    if (peer.high_bandwidth_to) return tr("At once from it");
    return peer.high_bandwidth_from ? tr("At once to it") : tr("When asked for");
}

QString clock_difference(int64_t seconds) {
    return tr("%1%2 s").arg(seconds > 0 ? QStringLiteral("+") : QString()).arg(seconds);
}

QString fee_rate(int64_t sat_per_kvb) {
    return tr("%1 sat/vB").arg(static_cast<double>(sat_per_kvb) / 1000, 0, 'f', 3);
}

PeerFacts connection_facts(const PeerStatus& peer, int64_t now_s) {
    return {tr("Connection"),
            {{tr("Number"), QString::number(peer.id)},
             {tr("Address"), to_qt(peer.address), true},
             {tr("Direction"), peer.inbound ? tr("It came to us") : tr("We sought it")},
             {tr("Kind"), connection_text(peer.connection_type)},
             {tr("Network"), network_text(peer.network)},
             {tr("Transport"), or_none(transport_text(peer.transport))},
             {tr("Session"), or_none(to_qt(peer.session_id)), true},
             {tr("Our end"), or_none(to_qt(peer.local_address)), true},
             {tr("Sees us at"), or_none(to_qt(peer.sees_us_at)), true},
             {tr("Autonomous system"), peer.mapped_as > 0 ? QString::number(peer.mapped_as) : or_none({})},
             {tr("Permissions"), or_none(list_text(peer.permissions))},
             {tr("Connected"), since(peer.connected_at_s, now_s)}}};
}

PeerFacts peer_itself(const PeerStatus& peer) {
    return {tr("Peer"),
            {{tr("User agent"), or_none(user_agent_text(peer.user_agent)), true},
             {tr("Protocol version"), peer.version > 0 ? QString::number(peer.version) : or_none({})},
             {tr("Services"), or_none(list_text(peer.services))},
             {tr("Wants transactions"), yes_no(peer.wants_transactions)},
             {tr("Least fee rate"), fee_rate(peer.fee_filter_sat)},
             {tr("Clock difference"), clock_difference(peer.time_offset_s)}}};
}

PeerFacts chain_facts(const PeerStatus& peer, int64_t now_s) {
    return {tr("Block chain"),
            {{tr("Height at the start"), known(peer.start_height)},
             {tr("Common headers"), known(peer.synced_headers)},
             {tr("Common blocks"), known(peer.synced_blocks)},
             {tr("Headers being counted"), known(peer.presynced_headers)},
             {tr("Blocks asked for"), heights(peer.blocks_in_flight)},
             {tr("Compact blocks"), compact_blocks(peer)},
             {tr("Last block"), since(peer.last_block_s, now_s)},
             {tr("Last transaction"), since(peer.last_transaction_s, now_s)}}};
}

PeerFacts traffic_facts(const PeerStatus& peer, int64_t now_s) {
    return {tr("Traffic"),
            {{tr("Sent"), to_qt(bytes_text(static_cast<double>(peer.bytes_sent)))},
             {tr("Last sent"), since(peer.last_send_s, now_s)},
             {tr("Received"), to_qt(bytes_text(static_cast<double>(peer.bytes_received)))},
             {tr("Last received"), since(peer.last_receive_s, now_s)},
             {tr("Ping"), to_qt(ping_text(peer.ping_s))},
             {tr("Shortest ping"), to_qt(ping_text(peer.min_ping_s))},
             {tr("Ping waited for"), to_qt(ping_text(peer.ping_wait_s))},
             {tr("Passes addresses on"), yes_no(peer.relays_addresses)},
             {tr("Addresses taken"), number(static_cast<int64_t>(peer.addresses_processed))},
             {tr("Addresses dropped"), number(static_cast<int64_t>(peer.addresses_rate_limited))}}};
}

}  // namespace

QString connection_text(const std::string& connection_type) {
    return translated(kConnections, connection_type);
}

QString network_text(const std::string& network) {
    return translated(kNetworks, network);
}

QString transport_text(const std::string& transport) {
    return translated(kTransports, transport);
}

QString list_text(const std::vector<std::string>& words) {
    QStringList list;
    for (const std::string& word : words)
        list << to_qt(word);
    return list.join(QStringLiteral(", "));
}

QString user_agent_text(const std::string& user_agent) {
    QString text = to_qt(user_agent);
    for (QChar& letter : text) {
        if (!letter.isPrint()) letter = '?';
    }
    return text;
}

QString peer_count_text(int all, int incoming) {
    if (all == 0) return tr("No peers");
    const QString count = all == 1 ? tr("1 peer") : tr("%1 peers").arg(all);
    return tr("%1 (%2 in, %3 out)").arg(count).arg(incoming).arg(all - incoming);
}

std::vector<PeerFacts> peer_facts(const PeerStatus& peer, int64_t now_s) {
    return {connection_facts(peer, now_s), peer_itself(peer), chain_facts(peer, now_s),
            traffic_facts(peer, now_s)};
}

}  // namespace quanta::gui
