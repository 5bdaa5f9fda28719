// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/peer_model.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include <QBrush>
#include <QHeaderView>
#include <QTableView>

#include "gui/format.h"
#include "gui/peer_text.h"
#include "gui/text.h"
#include "gui/theme.h"

namespace quanta::gui {

using interfaces::BanStatus;
using interfaces::PeerStatus;

namespace {

/// A column of a table, its width in digits.
struct ColumnLook {
    const char* title;
    int width;
    bool right = false;
};

constexpr ColumnLook kPeerColumns[] = {{"Peer", 7, true},  {"Direction", 9},  {"Address", 25},
                                       {"Kind", 13},       {"Network", 9},    {"Transport", 9},
                                       {"Ping", 8, true},  {"Sent", 9, true}, {"Received", 9, true},
                                       {"User agent", 26}, {"Services", 40}};
static_assert(std::size(kPeerColumns) == PeerModel::ColumnCount);
constexpr ColumnLook kBanColumns[] = {{"Address or subnet", 46}, {"Banned", 24}, {"Until", 24}};
static_assert(std::size(kBanColumns) == BanModel::ColumnCount);

QVariant header(std::span<const ColumnLook> columns, int section, int role) {
    const ColumnLook& column = columns[static_cast<size_t>(section)];
    if (role == Qt::TextAlignmentRole)
        return QVariant((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QObject::tr(column.title) : QVariant();
}

void set_up(QTableView& table, std::span<const ColumnLook> columns) {
    const int digit = table.fontMetrics().horizontalAdvance('0');
    for (size_t i = 0; i < columns.size(); ++i)
        table.horizontalHeader()->resizeSection(static_cast<int>(i), columns[i].width * digit);
    table.horizontalHeader()->setStretchLastSection(true);
    table.setTextElideMode(Qt::ElideMiddle);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    table.setSortingEnabled(true);
}

QString text_of(const PeerStatus& peer, int column) {
    switch (column) {
        case PeerModel::Number:
            return QString::number(peer.id);
        case PeerModel::Direction:
            return peer.inbound ? QObject::tr("↓ In") : QObject::tr("↑ Out");
        case PeerModel::Address:
            return to_qt(peer.address);
        case PeerModel::Kind:
            return connection_text(peer.connection_type);
        case PeerModel::Network:
            return network_text(peer.network);
        case PeerModel::Transport:
            return to_qt(peer.transport == "detecting" ? "" : peer.transport);
        case PeerModel::Ping:
            return to_qt(ping_text(peer.ping_s));
        case PeerModel::Sent:
            return to_qt(bytes_text(static_cast<double>(peer.bytes_sent)));
        case PeerModel::Received:
            return to_qt(bytes_text(static_cast<double>(peer.bytes_received)));
        case PeerModel::UserAgent:
            return user_agent_text(peer.user_agent);
        default:
            return list_text(peer.services);
    }
}

QVariant sort_key(const PeerStatus& peer, int column) {
    switch (column) {
        case PeerModel::Number:
            return QVariant::fromValue<qlonglong>(peer.id);
        case PeerModel::Ping:
            // Those who have not answered come after all others.
            return peer.ping_s < 0 ? std::numeric_limits<double>::infinity() : peer.ping_s;
        case PeerModel::Sent:
            return QVariant::fromValue<qulonglong>(peer.bytes_sent);
        case PeerModel::Received:
            return QVariant::fromValue<qulonglong>(peer.bytes_received);
        default:
            return text_of(peer, column);
    }
}

QString text_of(const BanStatus& ban, int column) {
    if (column == BanModel::Subnet) return to_qt(ban.subnet);
    return moment_text(column == BanModel::Created ? ban.created_s : ban.until_s);
}

QVariant stale_colour(bool fresh) {
    return fresh ? QVariant() : QBrush(colour_of(Tone::Muted));
}

}  // namespace

void PeerModel::set_peers(const std::vector<PeerStatus>& peers) {
    remove_missing(peers);
    // What is left are the first of the new ones, for numbers grow; unless a node has begun anew.
    const size_t kept = m_peers.size();
    const bool goes_on =
        kept <= peers.size() && std::equal(m_peers.begin(), m_peers.end(), peers.begin(),
                                           [](const auto& a, const auto& b) { return a.id == b.id; });
    if (!goes_on) {
        beginResetModel();
        m_peers = peers;
        endResetModel();
        return;
    }
    std::copy_n(peers.begin(), kept, m_peers.begin());
    tell_all_changed();
    if (kept == peers.size()) return;
    beginInsertRows({}, static_cast<int>(kept), static_cast<int>(peers.size()) - 1);
    m_peers = peers;
    endInsertRows();
}

void PeerModel::remove_missing(const std::vector<PeerStatus>& peers) {
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (std::ranges::binary_search(peers, at(row).id, {}, &PeerStatus::id)) continue;
        beginRemoveRows({}, row, row);
        m_peers.erase(m_peers.begin() + row);
        endRemoveRows();
    }
}

void PeerModel::tell_all_changed() {
    if (!m_peers.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void PeerModel::set_fresh(bool fresh) {
    if (std::exchange(m_fresh, fresh) != fresh) tell_all_changed();
}

int PeerModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_peers.size());
}

int PeerModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PeerModel::data(const QModelIndex& index, int role) const {
    const PeerStatus& peer = at(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return text_of(peer, index.column());
        case kSortRole:
            return sort_key(peer, index.column());
        case Qt::TextAlignmentRole:
            return header(kPeerColumns, index.column(), role);
        case Qt::ForegroundRole:
            return stale_colour(m_fresh);
        default:
            return {};
    }
}

QVariant PeerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    return orientation == Qt::Horizontal ? header(kPeerColumns, section, role) : QVariant();
}

void BanModel::set_bans(const std::vector<BanStatus>& bans) {
    if (bans == m_bans) return;
    beginResetModel();
    m_bans = bans;
    endResetModel();
}

void BanModel::set_fresh(bool fresh) {
    if (std::exchange(m_fresh, fresh) == fresh || m_bans.empty()) return;
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int BanModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_bans.size());
}

int BanModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BanModel::data(const QModelIndex& index, int role) const {
    if (role == Qt::DisplayRole || role == PeerModel::kSortRole)
        return text_of(at(index.row()), index.column());
    return role == Qt::ForegroundRole ? stale_colour(m_fresh) : QVariant();
}

QVariant BanModel::headerData(int section, Qt::Orientation orientation, int role) const {
    return orientation == Qt::Horizontal ? header(kBanColumns, section, role) : QVariant();
}

void set_up_peer_columns(QTableView& table) {
    set_up(table, kPeerColumns);
}

void set_up_ban_columns(QTableView& table) {
    set_up(table, kBanColumns);
}

}  // namespace quanta::gui
