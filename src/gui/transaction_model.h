// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <QAbstractTableModel>

#include "gui/format.h"
#include "interfaces/wallet.h"

class QTableView;

namespace quanta::gui {

/// The history of a wallet, newest first, read page by page as it is scrolled. The window's thread only.
class TransactionModel : public QAbstractTableModel {
public:
    enum Column { Confirmations, Date, Type, Label, Address, Value, ColumnCount };
    /// Lines asked for at once.
    static constexpr uint64_t kPageSize = 1000;
    /// Asks for a page, which comes to take_page() or drop_request(); false when that is not possible now.
    using Ask = std::function<bool(uint64_t skip, uint64_t count)>;

    TransactionModel(Ask ask, QObject* parent);

    /// Shows nothing, for another wallet.
    void clear();
    /// The wallet is at `sequence` and knows the chain up to `height`: the newest page is read again if that
    /// is news.
    void wallet_is_at(uint64_t sequence, int32_t height);
    void take_page(uint64_t skip, const interfaces::TransactionPage& page);
    void drop_request();
    void set_unit(Unit unit);
    uint64_t total() const { return m_total; }
    const interfaces::WalletTransaction& at(int row) const { return m_rows.at(static_cast<size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

private:
    void ask(uint64_t skip);
    void take_newest(const interfaces::TransactionPage& page);
    void append(const interfaces::TransactionPage& page);
    size_t new_rows_of(const interfaces::TransactionPage& page) const;
    QVariant text(const interfaces::WalletTransaction& line, int column) const;
    QString confirmations_text(const interfaces::WalletTransaction& line) const;
    QString tip_text(const interfaces::WalletTransaction& line) const;

    const Ask m_ask;
    Unit m_unit = Unit::Btc;
    std::vector<interfaces::WalletTransaction> m_rows;
    uint64_t m_total = 0;
    std::optional<uint64_t> m_sequence;  ///< of the wallet, when the newest page was read
    uint64_t m_wanted_sequence = 0;
    int32_t m_height = 0;
    bool m_asking = false;
};

/// Gives the columns of a table on a TransactionModel their widths.
void set_up_history_columns(QTableView& table);

}  // namespace quanta::gui
