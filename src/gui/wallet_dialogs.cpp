// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/wallet_dialogs.h"

#include <algorithm>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/text.h"
#include "gui/widgets.h"

namespace quanta::gui {

namespace {

constexpr int kMinWidth = 460;
constexpr int kMaxName = 200;

ToneLabel* message_label() {
    auto* label = new ToneLabel;
    label->setObjectName("dialogMessage");
    label->setMinimumHeight(2 * label->fontMetrics().lineSpacing());
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

/// The buttons of a dialog that does `what`.
QDialogButtonBox* buttons_for(QDialog& dialog, const QString& what) {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(what, QDialogButtonBox::AcceptRole)->setObjectName("accept");
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    dialog.setAttribute(Qt::WA_DeleteOnClose);
    dialog.setMinimumWidth(kMinWidth);
    return buttons;
}

/// What a dialog does when its call has ended: the wallet is shown, and the dialog goes or says what went
/// wrong. Its user may have closed it meanwhile.
template <typename Dialog>
WalletLink::Done<std::string> end_of(Dialog& dialog, Backend& backend) {
    const QPointer<Dialog> self(&dialog);
    return [self, &backend](const std::string& name, const CallError& error) {
        if (!error) backend.wallets().prefer(name);
        backend.wallets().refresh_now();
        if (self && error)
            self->failed(sentence(error.what));
        else if (self)
            self->accept();
    };
}

void say(ToneLabel& label, const QString& text, bool failed) {
    label.say(text, failed ? Tone::Bad : Tone::Muted);
}

QPushButton* accept_button(const QDialogButtonBox& buttons) {
    return buttons.findChild<QPushButton*>("accept");
}

}  // namespace

CreateWalletDialog::CreateWalletDialog(Backend& backend, QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_name(new QLineEdit),
      m_watch_only(new QCheckBox(tr("Without &private keys: it can only watch"))),
      m_blank(new QCheckBox(tr("&Blank: keys are imported later"))),
      m_avoid_reuse(new QCheckBox(tr("Keep coins of addresses used &twice apart"))),
      m_on_startup(new QCheckBox(tr("&Load it at every start"))),
      m_message(message_label()),
      m_buttons(buttons_for(*this, tr("&Create"))) {
    setObjectName("createWallet");
    setWindowTitle(tr("Create a wallet"));
    m_name->setObjectName("walletName");
    m_name->setMaxLength(kMaxName);
    m_on_startup->setChecked(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    for (QCheckBox* box : {m_watch_only, m_blank, m_avoid_reuse, m_on_startup})
        layout->addWidget(box);
    layout->addWidget(m_message);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] { create(); });
    connect(m_name, &QLineEdit::textChanged, this, [this] { check(); });
    check();
}

void CreateWalletDialog::check() {
    accept_button(*m_buttons)->setEnabled(!m_asking && !m_name->text().trimmed().isEmpty());
}

void CreateWalletDialog::create() {
    interfaces::CreateWalletOptions options;
    options.name = m_name->text().trimmed().toStdString();
    options.disable_private_keys = m_watch_only->isChecked();
    options.blank = m_blank->isChecked();
    options.avoid_reuse = m_avoid_reuse->isChecked();
    options.load_on_startup = m_on_startup->isChecked();
    m_asking = m_backend.wallets().create(options, end_of(*this, m_backend));
    say(*m_message, m_asking ? tr("Creating the wallet…") : tr("The wallets cannot be asked now."),
        !m_asking);
    check();
}

void CreateWalletDialog::failed(const QString& why) {
    m_asking = false;
    say(*m_message, why, true);
    check();
}

LoadWalletDialog::LoadWalletDialog(Backend& backend, QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_list(new QListWidget),
      m_message(message_label()),
      m_buttons(buttons_for(*this, tr("&Load"))) {
    setObjectName("loadWallet");
    setWindowTitle(tr("Load a wallet"));
    m_list->setObjectName("walletList");
    m_list->setAccessibleName(tr("Wallets that are not loaded"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_list);
    layout->addWidget(m_message);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] { load(); });
    connect(m_list, &QListWidget::itemActivated, this, [this] { load(); });
    connect(m_list, &QListWidget::currentRowChanged, this, [this] { check(); });
    fill();
    check();
}

void LoadWalletDialog::fill() {
    const QPointer<LoadWalletDialog> self(this);
    const auto show = [self](const std::vector<std::string>& names, const CallError& error) {
        if (!self) return;
        const auto& loaded = self->m_backend.wallets().names();
        for (const std::string& name : names) {
            if (std::find(loaded.begin(), loaded.end(), name) == loaded.end())
                self->m_list->addItem(to_qt(name));
        }
        if (self->m_list->count() > 0) self->m_list->setCurrentRow(0);
        if (error)
            say(*self->m_message, sentence(error.what), true);
        else
            say(*self->m_message,
                self->m_list->count() > 0 ? QString() : tr("There is no wallet that is not loaded."), false);
    };
    const bool asked = m_backend.wallets().directory(show);
    say(*m_message, asked ? tr("Looking for wallets…") : tr("The wallets cannot be asked now."), !asked);
}

void LoadWalletDialog::check() {
    accept_button(*m_buttons)->setEnabled(!m_asking && m_list->currentItem());
}

void LoadWalletDialog::load() {
    if (m_asking || !m_list->currentItem()) return;
    const QString name = m_list->currentItem()->text();
    m_asking = m_backend.wallets().load(name.toStdString(), end_of(*this, m_backend));
    say(*m_message, m_asking ? tr("Loading “%1”…").arg(name) : tr("The wallets cannot be asked now."),
        !m_asking);
    check();
}

void LoadWalletDialog::failed(const QString& why) {
    m_asking = false;
    say(*m_message, why, true);
    check();
}

}  // namespace quanta::gui
