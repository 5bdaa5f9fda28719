// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/peers_page.h"

#include <algorithm>

#include <QCheckBox>
#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/format.h"
#include "gui/peer_details.h"
#include "gui/peer_model.h"
#include "gui/peer_text.h"
#include "gui/text.h"
#include "gui/traffic_view.h"
#include "gui/widgets.h"

namespace quanta::gui {

using interfaces::BanStatus;
using interfaces::PeerStatus;

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours kDay{24};
/// Of the table and the details, when both are seen.
constexpr int kTableShare = 5;
constexpr int kDetailsShare = 3;

/// The lines of `model` that are selected in `table`.
template <typename Model>
auto selected_of(const QTableView& table, const QSortFilterProxyModel& sorted, const Model& model) {
    std::vector<std::decay_t<decltype(model.at(0))>> list;
    for (const QModelIndex& index : table.selectionModel()->selectedRows())
        list.push_back(model.at(sorted.mapToSource(index).row()));
    return list;
}

QSortFilterProxyModel* make_sorted(QAbstractItemModel& model, QObject* parent) {
    auto* sorted = new QSortFilterProxyModel(parent);
    sorted->setSourceModel(&model);
    sorted->setSortRole(PeerModel::kSortRole);
    sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    return sorted;
}

void copy(const QStringList& lines) {
    QGuiApplication::clipboard()->setText(lines.join('\n'));
}

}  // namespace

PeersPage::PeersPage(Backend& backend, Report report, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_report(std::move(report)),
      m_summary(new QLabel),
      m_age(new ToneLabel(Tone::Warning)),
      m_active(new QCheckBox(tr("Network &activity"))),
      m_tabs(new QTabWidget),
      m_peers(new PeerModel(this)),
      m_bans(new BanModel(this)),
      m_sorted_peers(make_sorted(*m_peers, this)),
      m_sorted_bans(make_sorted(*m_bans, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    m_summary->setObjectName("peerSummary");
    enlarge(*m_summary, 1.15);
    m_age->setObjectName("peersAge");
    m_age->hide();
    m_active->setObjectName("networkActive");
    m_tabs->setObjectName("peerTabs");
    m_tabs->setAccessibleName(tr("Views of the network"));
    m_traffic = new TrafficView(backend, nullptr);
    m_tabs->addTab(make_peers(), tr("&Peers"));
    m_tabs->addTab(make_banned(), tr("&Banned"));
    m_tabs->addTab(m_traffic, tr("Traff&ic"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_summary, 1);
    line->addWidget(m_active);
    layout->addLayout(line);
    layout->addWidget(m_age);
    layout->addWidget(m_tabs, 1);
    make_menus();
    connect(m_active, &QCheckBox::toggled, this, [this](bool on) { switch_network(on); });
    show_node();
    show_network();
}

QTableView* PeersPage::make_table(QSortFilterProxyModel& model, const char* name, const QString& title) {
    auto* table = new QTableView;
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(&model);
    set_up_list(*table);
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { show_details(); });
    return table;
}

QWidget* PeersPage::make_peers() {
    m_peer_table = make_table(*m_sorted_peers, "peers", tr("Peers"));
    set_up_peer_columns(*m_peer_table);
    m_peer_table->sortByColumn(PeerModel::Number, Qt::AscendingOrder);
    m_details = new PeerDetails;
    m_details->hide();
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_peer_table);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, kTableShare);
    splitter->setStretchFactor(1, kDetailsShare);
    return splitter;
}

QWidget* PeersPage::make_banned() {
    m_ban_table = make_table(*m_sorted_bans, "bans", tr("Banned addresses"));
    set_up_ban_columns(*m_ban_table);
    m_ban_table->sortByColumn(BanModel::Subnet, Qt::AscendingOrder);
    return m_ban_table;
}

void PeersPage::add_ban(QMenu& menu, const QString& name, std::chrono::seconds time) {
    menu.addAction(name, this, [this, time] { ban_selected(time); });
}

void PeersPage::make_menus() {
    m_peer_menu = new QMenu(this);
    m_disconnect = m_peer_menu->addAction(tr("&Disconnect"), this, [this] { disconnect_selected(); });
    QMenu* times = m_peer_menu->addMenu(tr("&Ban for"));
    m_ban_for = times->menuAction();
    add_ban(*times, tr("1 &hour"), 1h);
    add_ban(*times, tr("1 &day"), kDay);
    add_ban(*times, tr("1 &week"), 7 * kDay);
    add_ban(*times, tr("1 &year"), 365 * kDay);
    m_copy = m_peer_menu->addAction(tr("&Copy the address"), this, [this] {
        QStringList lines;
        for (const PeerStatus& peer : selected_peers())
            lines << to_qt(peer.address);
        copy(lines);
    });
    m_ban_menu = new QMenu(this);
    m_unban = m_ban_menu->addAction(tr("&Lift the ban"), this, [this] { unban_selected(); });
    m_copy_ban = m_ban_menu->addAction(tr("&Copy"), this, [this] {
        QStringList lines;
        for (const BanStatus& ban : selected_bans())
            lines << to_qt(ban.subnet);
        copy(lines);
    });
    const auto opens = [this](QTableView* table, QMenu* menu) {
        connect(table, &QWidget::customContextMenuRequested, this, [table, menu](const QPoint& at) {
            if (table->selectionModel()->hasSelection()) menu->popup(table->viewport()->mapToGlobal(at));
        });
    };
    opens(m_peer_table, m_peer_menu);
    opens(m_ban_table, m_ban_menu);
}

void PeersPage::show_tab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

void PeersPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_backend.network().set_watched(true);
}

void PeersPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_backend.network().set_watched(false);
}

void PeersPage::show_node() {
    const auto& status = m_backend.node().status();
    const bool on = !status || status->network_active;
    const QSignalBlocker quiet(m_active);
    m_active->setChecked(on);
    m_active->setEnabled(m_backend.node().is_fresh() && status->phase == interfaces::NodePhase::Running);
    if (!status || status->phase == interfaces::NodePhase::Starting)
        m_summary->setText(tr("The peers are not known yet"));
    else if (!on)
        m_summary->setText(tr("The network is switched off"));
    else
        m_summary->setText(peer_count_text(status->connections, status->connections_in));
    show_time();
}

void PeersPage::show_network() {
    const NetworkLink& network = m_backend.network();
    if (network.status()) {
        m_peers->set_peers(network.status()->peers);
        m_bans->set_bans(network.status()->bans);
        const int bans = m_bans->rowCount();
        m_tabs->setTabText(Banned, bans == 0 ? tr("&Banned") : tr("&Banned (%1)").arg(bans));
    }
    m_peers->set_fresh(network.is_fresh());
    m_bans->set_fresh(network.is_fresh());
    m_details->set_fresh(network.is_fresh());
    m_traffic->show_traffic();
    show_details();
    show_time();
}

void PeersPage::show_time() {
    const NetworkLink& network = m_backend.network();
    const bool stale = network.status() && !network.is_fresh();
    m_age->setVisible(stale);
    if (!stale) return;
    const int64_t age_s = QDateTime::currentSecsSinceEpoch() - network.heard_at_s();
    m_age->setText(
        tr("This is how it was at %1, %2. %3")
            .arg(moment_text(network.heard_at_s()), to_qt(age_text(age_s)), sentence(network.problem()))
            .trimmed());
}

void PeersPage::show_details() {
    const std::vector<PeerStatus> selected = selected_peers();
    if (selected.size() == 1) m_details->show_peer(selected.front(), m_backend.network().status()->time_s);
    m_details->setVisible(selected.size() == 1);
    show_actions();
}

void PeersPage::show_actions() {
    const bool fresh = m_backend.network().is_fresh();
    const std::vector<PeerStatus> peers = selected_peers();
    const bool any_bannable =
        std::ranges::any_of(peers, [](const PeerStatus& peer) { return !peer.ban_address.empty(); });
    m_disconnect->setEnabled(fresh && !peers.empty());
    m_ban_for->setEnabled(fresh && any_bannable);
    m_copy->setEnabled(!peers.empty());
    const bool any_ban = m_ban_table->selectionModel()->hasSelection();
    m_unban->setEnabled(fresh && any_ban);
    m_copy_ban->setEnabled(any_ban);
}

std::vector<PeerStatus> PeersPage::selected_peers() const {
    return selected_of(*m_peer_table, *m_sorted_peers, *m_peers);
}

std::vector<BanStatus> PeersPage::selected_bans() const {
    return selected_of(*m_ban_table, *m_sorted_bans, *m_bans);
}

std::function<void(const CallError&)> PeersPage::reporter() const {
    return [report = m_report](const CallError& error) {
        if (error) report(sentence(error.what));
    };
}

void PeersPage::done(bool asked) {
    if (!asked) m_report(tr("The node cannot be asked now."));
}

void PeersPage::switch_network(bool on) {
    done(m_backend.network().set_active(on, reporter()));
    // It shows what is, not what is wanted.
    show_node();
}

void PeersPage::disconnect_selected() {
    std::vector<int64_t> ids;
    for (const PeerStatus& peer : selected_peers())
        ids.push_back(peer.id);
    done(m_backend.network().disconnect(ids, reporter()));
}

void PeersPage::ban_selected(std::chrono::seconds time) {
    std::vector<std::string> addresses;
    for (const PeerStatus& peer : selected_peers()) {
        if (!peer.ban_address.empty()) addresses.push_back(peer.ban_address);
    }
    done(m_backend.network().ban(addresses, time, reporter()));
}

void PeersPage::unban_selected() {
    std::vector<std::string> subnets;
    for (const BanStatus& ban : selected_bans())
        subnets.push_back(ban.subnet);
    done(m_backend.network().unban(subnets, reporter()));
}

}  // namespace quanta::gui
