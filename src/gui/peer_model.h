// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "interfaces/network.h"

class QTableView;

namespace quanta::gui {

/// The peers of a node, a line each. Lines stay what they are while their peers do, so that what is selected
/// stays selected. For a sorting model above it: kSortRole. The window's thread only.
class PeerModel : public QAbstractTableModel {
public:
    enum Column {
        Number,
        Direction,
        Address,
        Kind,
        Network,
        Transport,
        Ping,
        Sent,
        Received,
        UserAgent,
        Services,
        ColumnCount
    };
    /// What lines are sorted by.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// `peers` in order of their numbers.
    void set_peers(const std::vector<interfaces::PeerStatus>& peers);
    /// Whether what is shown is true now; it is grey when not.
    void set_fresh(bool fresh);
    const interfaces::PeerStatus& at(int row) const { return m_peers.at(static_cast<size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void remove_missing(const std::vector<interfaces::PeerStatus>& peers);
    void tell_all_changed();

    std::vector<interfaces::PeerStatus> m_peers;
    bool m_fresh = true;
};

/// What is banned, a line each, by name. The window's thread only.
class BanModel : public QAbstractTableModel {
public:
    enum Column { Subnet, Created, Until, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void set_bans(const std::vector<interfaces::BanStatus>& bans);
    void set_fresh(bool fresh);
    const interfaces::BanStatus& at(int row) const { return m_bans.at(static_cast<size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<interfaces::BanStatus> m_bans;
    bool m_fresh = true;
};

/// Gives the columns of tables on these models their widths, and lets them be sorted.
void set_up_peer_columns(QTableView& table);
void set_up_ban_columns(QTableView& table);

}  // namespace quanta::gui
