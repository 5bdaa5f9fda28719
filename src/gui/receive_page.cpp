// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/receive_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QFormLayout>
#include <QGroupBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

#include "gui/backend.h"
#include "gui/text.h"
#include "gui/widgets.h"

namespace quanta::gui {

namespace {

enum Column { When, Label, Address, ColumnCount };

/// Addresses listed at most.
constexpr int kMaxGiven = 1000;
constexpr int kMaxLabel = 200;

}  // namespace

ReceivePage::ReceivePage(Backend& backend, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_label(new QLineEdit),
      m_type(new QComboBox),
      m_button(new QPushButton(tr("&New address"))),
      m_address(new QLineEdit),
      m_copy(new QPushButton(tr("&Copy"))),
      m_message(new ToneLabel),
      m_given(new QTableWidget(0, ColumnCount)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(10);
    auto* given = new QLabel(tr("Given out since the window was opened (a double click copies)"));
    given->setBuddy(m_given);
    layout->addWidget(make_form());
    layout->addWidget(given);
    layout->addWidget(m_given, 1);
    set_up_table();

    connect(m_button, &QPushButton::clicked, this, [this] { ask(); });
    connect(m_label, &QLineEdit::returnPressed, this, [this] { ask(); });
    connect(m_copy, &QPushButton::clicked, this, [this] { copy(m_address->text()); });
    connect(m_given, &QTableWidget::cellDoubleClicked, this,
            [this](int row) { copy(m_given->item(row, Address)->text()); });
    wallet_chosen();
}

QWidget* ReceivePage::make_form() {
    auto* group = new QGroupBox(tr("A new address"));
    auto* form = new QFormLayout(group);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_label->setObjectName("addressLabel");
    m_label->setMaxLength(kMaxLabel);
    m_label->setPlaceholderText(tr("Who pays, or what for; only you see this"));
    m_type->setObjectName("addressType");
    m_type->addItem(tr("As the wallet prefers"), "");
    m_type->addItem(tr("Taproot (bech32m)"), "bech32m");
    m_type->addItem(tr("Segwit (bech32)"), "bech32");
    m_type->addItem(tr("Segwit for old senders (p2sh-segwit)"), "p2sh-segwit");
    m_type->addItem(tr("Legacy (base58)"), "legacy");
    m_address->setObjectName("newAddress");
    m_address->setAccessibleName(tr("Address"));
    m_address->setReadOnly(true);
    m_address->setFont(fixed_font());
    m_copy->setObjectName("copyAddress");
    m_button->setObjectName("newAddressButton");
    m_message->setObjectName("addressMessage");
    auto* result = new QHBoxLayout;
    result->addWidget(m_address, 1);
    result->addWidget(m_copy);
    form->addRow(tr("&Label"), m_label);
    form->addRow(tr("&Type"), m_type);
    form->addRow(QString(), m_button);
    auto* name = new QLabel(tr("&Address"));
    name->setBuddy(m_address);
    form->addRow(name, result);
    form->addRow(QString(), m_message);
    return group;
}

void ReceivePage::set_up_table() {
    m_given->setObjectName("givenAddresses");
    m_given->setAccessibleName(tr("Addresses given out"));
    m_given->setHorizontalHeaderLabels({tr("When"), tr("Label"), tr("Address")});
    m_given->setEditTriggers(QAbstractItemView::NoEditTriggers);
    set_up_list(*m_given);
    m_given->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_given->horizontalHeader()->setStretchLastSection(true);
    const int digit = m_given->fontMetrics().horizontalAdvance('0');
    m_given->horizontalHeader()->resizeSection(When, 22 * digit);
    m_given->horizontalHeader()->resizeSection(Label, 26 * digit);
}

void ReceivePage::wallet_chosen() {
    ++m_generation;
    m_asking = false;
    m_given->setRowCount(0);
    m_address->clear();
    m_message->clear();
    show_wallet();
}

void ReceivePage::show_wallet() {
    const bool possible = m_backend.wallets().chosen() && m_backend.wallets().is_fresh();
    m_button->setEnabled(possible && !m_asking);
    m_label->setEnabled(possible);
    m_type->setEnabled(possible);
    m_copy->setEnabled(!m_address->text().isEmpty());
    if (!m_backend.wallets().chosen())
        m_address->setPlaceholderText(tr("No wallet is chosen"));
    else
        m_address->setPlaceholderText(tr("Each payment should get an address of its own"));
}

void ReceivePage::ask() {
    if (!m_button->isEnabled()) return;
    const QString label = m_label->text().trimmed();
    const QString type = m_type->currentData().toString();
    const auto take = [this, label, generation = m_generation](const std::string& address,
                                                               const CallError& error) {
        if (generation != m_generation) return;
        m_asking = false;
        if (error)
            m_message->say(sentence(error.what), Tone::Bad);
        else
            show_address(to_qt(address), label);
        show_wallet();
    };
    m_asking = m_backend.wallets().new_address(type.toStdString(), label.toStdString(), take);
    if (!m_asking) m_message->say(tr("The wallet cannot be asked now. Try again in a moment."), Tone::Bad);
    show_wallet();
}

void ReceivePage::show_address(const QString& address, const QString& label) {
    m_address->setText(address);
    m_address->setCursorPosition(0);
    m_message->clear();
    m_label->clear();
    if (m_given->rowCount() >= kMaxGiven) m_given->removeRow(m_given->rowCount() - 1);
    m_given->insertRow(0);
    m_given->setItem(0, When, new QTableWidgetItem(moment_text(QDateTime::currentSecsSinceEpoch())));
    m_given->setItem(0, Label, new QTableWidgetItem(label));
    m_given->setItem(0, Address, new QTableWidgetItem(address));
}

void ReceivePage::copy(const QString& address) {
    QGuiApplication::clipboard()->setText(address);
    m_message->say(tr("Copied."), Tone::Good);
}

}  // namespace quanta::gui
