// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/transaction_model.h"

#include <algorithm>
#include <utility>

#include <QBrush>
#include <QHeaderView>
#include <QTableView>

#include "gui/text.h"
#include "gui/theme.h"

namespace quanta::gui {

using interfaces::TransactionKind;
using interfaces::TransactionPage;
using interfaces::WalletTransaction;

namespace {

/// Blocks after which a transaction is taken for final.
constexpr int32_t kConfirmed = 6;

QString kind_text(TransactionKind kind) {
    switch (kind) {
        case TransactionKind::Receive:
            return QObject::tr("Received");
        case TransactionKind::Send:
            return QObject::tr("Sent");
        case TransactionKind::Generate:
            return QObject::tr("Mined");
        case TransactionKind::Immature:
            break;
    }
    return QObject::tr("Mined (immature)");
}

/// Whether two lines tell of the same payment, whatever has become of it since.
bool same_payment(const WalletTransaction& a, const WalletTransaction& b) {
    return a.txid == b.txid && a.address == b.address && a.amount == b.amount;
}

}  // namespace

TransactionModel::TransactionModel(Ask ask, QObject* parent)
    : QAbstractTableModel(parent), m_ask(std::move(ask)) {}

void TransactionModel::clear() {
    beginResetModel();
    m_rows.clear();
    m_total = 0;
    m_sequence.reset();
    m_asking = false;
    endResetModel();
}

void TransactionModel::wallet_is_at(uint64_t sequence, int32_t height) {
    if (height != m_height && !m_rows.empty()) {
        m_height = height;
        emit dataChanged(index(0, Confirmations), index(rowCount() - 1, ColumnCount - 1));
    }
    m_height = height;
    m_wanted_sequence = sequence;
    if (m_sequence != sequence) ask(0);
}

void TransactionModel::ask(uint64_t skip) {
    if (!m_asking) m_asking = m_ask(skip, kPageSize);
}

void TransactionModel::drop_request() {
    m_asking = false;
}

void TransactionModel::take_page(uint64_t skip, const TransactionPage& page) {
    m_asking = false;
    if (skip == 0)
        take_newest(page);
    else if (skip == m_rows.size() && page.total == m_total)
        append(page);
    else
        m_sequence.reset();  // The history has moved on under it.
    if (!m_sequence) ask(0);
}

size_t TransactionModel::new_rows_of(const TransactionPage& page) const {
    const auto& lines = page.transactions;
    if (m_rows.empty() || page.total < m_total) return lines.size();
    const uint64_t added = page.total - m_total;
    if (added >= lines.size()) return lines.size();
    const size_t same = std::min(lines.size() - added, m_rows.size());
    const bool moved_on = std::equal(m_rows.begin(), m_rows.begin() + static_cast<ptrdiff_t>(same),
                                     lines.begin() + static_cast<ptrdiff_t>(added), same_payment);
    return moved_on ? added : lines.size();
}

void TransactionModel::take_newest(const TransactionPage& page) {
    const size_t added = new_rows_of(page);
    const bool anew = m_rows.empty() || added == page.transactions.size();
    if (anew) {
        beginResetModel();
        m_rows = page.transactions;
        m_total = page.total;
        m_sequence = page.sequence;
        endResetModel();
        return;
    }
    // What is already there stays where it is, so that nobody loses his place.
    m_total = page.total;
    m_sequence = page.sequence;
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_rows.insert(m_rows.begin(), page.transactions.begin(),
                      page.transactions.begin() + static_cast<ptrdiff_t>(added));
        endInsertRows();
    }
    const size_t known = std::min(page.transactions.size(), m_rows.size());
    std::copy_n(page.transactions.begin(), known, m_rows.begin());
    if (known > 0) emit dataChanged(index(0, 0), index(static_cast<int>(known) - 1, ColumnCount - 1));
}

void TransactionModel::append(const TransactionPage& page) {
    if (page.transactions.empty()) {
        // Shorter than it said: nothing more to ask for.
        m_total = m_rows.size();
        return;
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.transactions.size()) - 1);
    m_rows.insert(m_rows.end(), page.transactions.begin(), page.transactions.end());
    endInsertRows();
}

void TransactionModel::set_unit(Unit unit) {
    m_unit = unit;
    emit headerDataChanged(Qt::Horizontal, Value, Value);
    if (!m_rows.empty()) emit dataChanged(index(0, Value), index(rowCount() - 1, Value));
}

int TransactionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TransactionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

bool TransactionModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && m_sequence && m_rows.size() < m_total;
}

void TransactionModel::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) ask(m_rows.size());
}

QString TransactionModel::confirmations_text(const WalletTransaction& line) const {
    if (!line.block) return QObject::tr("Pending");
    const int32_t confirmations = std::max(0, m_height - line.block->height + 1);
    if (confirmations < kConfirmed) return QObject::tr("%1 of %2").arg(confirmations).arg(kConfirmed);
    return to_qt(count_text(confirmations));
}

QVariant TransactionModel::text(const WalletTransaction& line, int column) const {
    switch (column) {
        case Confirmations:
            return confirmations_text(line);
        case Date:
            return line.time_s > 0 ? moment_text(line.time_s) : QString();
        case Type:
            return kind_text(line.kind);
        case Label:
            return to_qt(line.label);
        case Address:
            return to_qt(line.address);
        case Value:
            return to_qt(amount_text(line.amount, m_unit));
    }
    return {};
}

QString TransactionModel::tip_text(const WalletTransaction& line) const {
    QString out = QObject::tr("Transaction %1").arg(to_qt(line.txid.to_text()));
    if (line.block) {
        out += '\n' + QObject::tr("In block %1, %2")
                          .arg(to_qt(count_text(line.block->height)), to_qt(line.block->hash.to_text()));
    }
    if (line.fee.sat != 0) {
        out += '\n' +
               QObject::tr("Fee %1 %2").arg(to_qt(amount_text(line.fee, m_unit)), to_qt(unit_name(m_unit)));
    }
    return out;
}

QVariant TransactionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || static_cast<size_t>(index.row()) >= m_rows.size()) return {};
    const WalletTransaction& line = at(index.row());
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return text(line, column);
        case Qt::ToolTipRole:
            return tip_text(line);
        case Qt::TextAlignmentRole:
            return QVariant((column == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        case Qt::ForegroundRole:
            if (column == Value && line.amount.sat < 0) return QBrush(colour_of(Tone::Bad));
            if (column == Value && line.kind != TransactionKind::Immature)
                return QBrush(colour_of(Tone::Good));
            if (!line.block || line.kind == TransactionKind::Immature) return QBrush(colour_of(Tone::Muted));
            return {};
        default:
            return {};
    }
}

QVariant TransactionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Confirmations:
            return QObject::tr("Confirmations");
        case Date:
            return QObject::tr("Date");
        case Type:
            return QObject::tr("Type");
        case Label:
            return QObject::tr("Label");
        case Address:
            return QObject::tr("Address");
        case Value:
            return QObject::tr("Amount (%1)").arg(to_qt(unit_name(m_unit)));
        default:
            return {};
    }
}

void set_up_history_columns(QTableView& table) {
    constexpr int kConfirmationsWidth = 13, kDateWidth = 21, kTypeWidth = 17, kLabelWidth = 18,
                  kValueWidth = 20;
    const int digit = table.fontMetrics().horizontalAdvance('0');
    QHeaderView& header = *table.horizontalHeader();
    header.resizeSection(TransactionModel::Confirmations, kConfirmationsWidth * digit);
    header.resizeSection(TransactionModel::Date, kDateWidth * digit);
    header.resizeSection(TransactionModel::Type, kTypeWidth * digit);
    header.resizeSection(TransactionModel::Label, kLabelWidth * digit);
    header.resizeSection(TransactionModel::Value, kValueWidth * digit);
    header.setSectionResizeMode(TransactionModel::Address, QHeaderView::Stretch);
    table.setTextElideMode(Qt::ElideMiddle);
}

}  // namespace quanta::gui
