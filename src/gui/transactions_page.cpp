// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/transactions_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/text.h"
#include "gui/transaction_model.h"
#include "gui/widgets.h"

namespace quanta::gui {

TransactionsPage::TransactionsPage(Backend& backend, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_model(new TransactionModel([this](uint64_t skip, uint64_t count) { return ask(skip, count); }, this)),
      m_table(new QTableView),
      m_count(new QLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    m_table->setObjectName("transactions");
    m_table->setAccessibleName(tr("Transactions"));
    m_table->setModel(m_model);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    set_up_list(*m_table);
    set_up_history_columns(*m_table);
    m_count->setObjectName("transactionsShown");
    layout->addWidget(m_table, 1);
    layout->addWidget(m_count);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) { show_menu(at); });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] { show_count(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { show_count(); });
    show_count();
}

bool TransactionsPage::ask(uint64_t skip, uint64_t count) {
    const auto take = [this, skip, generation = m_generation](const interfaces::TransactionPage& page,
                                                              const CallError& error) {
        if (generation != m_generation) return;
        if (error)
            m_model->drop_request();
        else
            m_model->take_page(skip, page);
    };
    return m_backend.wallets().page(skip, count, take);
}

void TransactionsPage::set_unit(Unit unit) {
    m_model->set_unit(unit);
}

void TransactionsPage::wallet_chosen() {
    ++m_generation;
    m_model->clear();
    show_wallet();
}

void TransactionsPage::show_wallet() {
    const WalletLink& wallets = m_backend.wallets();
    m_table->setEnabled(wallets.is_fresh());
    if (wallets.is_fresh() && wallets.status())
        m_model->wallet_is_at(wallets.status()->sequence, wallets.status()->synced.height);
    show_count();
}

void TransactionsPage::show_count() {
    const WalletLink& wallets = m_backend.wallets();
    if (!wallets.chosen()) {
        m_count->setText(tr("No wallet is chosen."));
        return;
    }
    const int64_t shown = m_model->rowCount();
    const int64_t total = static_cast<int64_t>(m_model->total());
    if (total == 0)
        m_count->setText(tr("No transactions yet."));
    else if (shown < total)
        m_count->setText(tr("%1 of %2 lines; scroll down for more.")
                             .arg(to_qt(count_text(shown)), to_qt(count_text(total))));
    else
        m_count->setText(tr("%1 lines.").arg(to_qt(count_text(total))));
}

void TransactionsPage::show_menu(const QPoint& where) {
    const QModelIndex index = m_table->indexAt(where);
    if (!index.isValid()) return;
    const interfaces::WalletTransaction& line = m_model->at(index.row());
    QMenu menu(this);
    const auto copies = [&](const QString& name, const QString& text) {
        QAction* action = menu.addAction(name, [text] { QGuiApplication::clipboard()->setText(text); });
        action->setEnabled(!text.isEmpty());
    };
    copies(tr("Copy &address"), to_qt(line.address));
    copies(tr("Copy &label"), to_qt(line.label));
    copies(tr("Copy a&mount"), index.siblingAtColumn(TransactionModel::Value).data().toString());
    copies(tr("Copy transaction &id"), to_qt(line.txid.to_text()));
    menu.exec(m_table->viewport()->mapToGlobal(where));
}

}  // namespace quanta::gui
