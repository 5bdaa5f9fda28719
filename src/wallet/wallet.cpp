// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/wallet.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/log.h"
#include "keys/address.h"
#include "keys/extended_key.h"
#include "script/script.h"

namespace quanta::wallet {
namespace {

using base::Err;
using interfaces::BlockRef;

/// How long the file may lag behind the chain where nothing of the wallet's has happened, microseconds.
constexpr int64_t kPositionWritten_us = 5'000'000;
/// Bytes of a seed for new wallets.
constexpr size_t kSeedSize = 32;
/// Lines of a history page at most.
constexpr uint64_t kMaxPage = 10'000;

/// A form of address that new wallets make: its descriptor around a key, and its purpose (BIP43).
struct AddressForm {
    std::string_view open;
    std::string_view close;
    int purpose;
};
constexpr std::array<AddressForm, 4> kForms = {
    {{"pkh(", ")", 44}, {"sh(wpkh(", "))", 49}, {"wpkh(", ")", 84}, {"tr(", ")", 86}}};

WalletError unloaded() {
    return {ErrorCode::NotLoaded, "Requested wallet does not exist or is not loaded"};
}

template <typename Row>
void append(std::vector<Row>& to, std::vector<Row>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// Puts `more` behind what waits to be written.
void merge(Changes& pending, Changes more) {
    if (more.properties) pending.properties = std::move(more.properties);
    if (more.position) pending.position = std::move(more.position);
    append(pending.descriptors, more.descriptors);
    append(pending.scripts, more.scripts);
    append(pending.labels, more.labels);
    append(pending.transactions, more.transactions);
}

/// Whether blocks after `fork` can be taken in: it was named when they were asked for, or is the genesis
/// block.
bool may_follow(const Position& position, const BlockRef& fork) {
    if (position.locator.empty() || fork == position.tip || fork.height == 0) return true;
    return std::find(position.locator.begin(), position.locator.end(), fork.hash) != position.locator.end();
}

interfaces::TransactionKind kind_for_windows(LineKind kind) {
    switch (kind) {
        case LineKind::Send:
            return interfaces::TransactionKind::Send;
        case LineKind::Immature:
            return interfaces::TransactionKind::Immature;
        case LineKind::Generate:
        case LineKind::Orphan:
            return interfaces::TransactionKind::Generate;
        default:
            return interfaces::TransactionKind::Receive;
    }
}

interfaces::WalletTransaction line_for_windows(const WalletView& view, const HistoryLine& line) {
    const History history = view.history();
    const Entry& entry = *line.entry;
    interfaces::WalletTransaction out;
    out.txid = entry.transaction->txid();
    out.kind = kind_for_windows(line.kind);
    out.amount = line.amount;
    out.fee = line.fee;
    out.address = history.address(entry, line.output);
    if (const LabelRow* label = history.label(out.address)) out.label = label->label;
    if (entry.row.standing == Standing::Confirmed) out.block = entry.row.place.block;
    out.confirmations = Ledger::confirmations(entry, view.tip.height);
    out.time_s = entry.row.time_s;
    return out;
}

std::vector<TouchedTransaction> touched_by(const Changes& changes, const Ledger& ledger) {
    std::vector<TouchedTransaction> touched;
    std::set<int64_t> seen;
    for (const TransactionRow& row : changes.transactions) {
        if (!seen.insert(row.order).second) continue;
        const Entry& entry = ledger.entries()[static_cast<size_t>(row.order)];
        std::optional<BlockRef> block;
        if (entry.row.standing == Standing::Confirmed) block = entry.row.place.block;
        touched.push_back({entry.transaction->txid(), block});
    }
    return touched;
}

}  // namespace

Wallet::Wallet(const WalletContext& context, std::string name)
    : m_context(context),
      m_name(std::move(name)),
      m_addresses(context.params, context.keypool, m_watched.scripts),
      m_ledger(m_addresses, m_watched.outpoints),
      m_written_us(context.clock.steady_us()) {}

Wallet::~Wallet() {
    close();
}

base::Result<void, std::string> Wallet::make_descriptors(int64_t now_s, Changes& changes) {
    auto seed = m_context.random.bytes<kSeedSize>();
    const auto root = keys::ExtendedPrivateKey::from_seed(seed);
    seed.fill(0);
    if (!root) return Err(std::string("No key came of the seed"));
    const std::string key = keys::encode_extended_key(*root, m_context.params);
    const int coin = m_context.params.chain == params::Chain::Main ? 0 : 1;
    for (const Purpose purpose : {Purpose::Receive, Purpose::Change}) {
        for (const AddressForm& form : kForms) {
            const std::string text = fmt::format("{}{}/{}h/{}h/0h/{}/*{}", form.open, key, form.purpose, coin,
                                                 purpose == Purpose::Change ? 1 : 0, form.close);
            TRY(m_addresses.add(text, purpose, now_s, changes));
        }
    }
    return {};
}

WalletResult<std::shared_ptr<Wallet>> Wallet::create(const WalletContext& context,
                                                     const std::string& directory,
                                                     const interfaces::CreateWalletOptions& options,
                                                     const Position& position) {
    std::shared_ptr<Wallet> wallet(new Wallet(context, options.name));
    const sys::MutexLock lock(wallet->m_mutex);
    Properties& properties = wallet->m_properties;
    properties.chain = params::chain_name(context.params.chain);
    properties.created_s = context.clock.system_time_s();
    properties.private_keys = !options.disable_private_keys;
    properties.blank = options.blank;
    properties.avoid_reuse = options.avoid_reuse;
    wallet->m_created_s = properties.created_s;
    wallet->m_position = position;
    wallet->m_chain_height = position.tip.height;
    Changes changes;
    changes.properties = properties;
    changes.position = position;
    if (properties.private_keys && !properties.blank) {
        const auto made = wallet->make_descriptors(properties.created_s, changes);
        if (!made) return fail(ErrorCode::Failed, made.error());
    }
    wallet->m_file = TRY(WalletFile::create(context.files, directory, changes));
    return wallet;
}

WalletResult<void> Wallet::restore(Contents contents) {
    const WalletError damaged{ErrorCode::Failed,
                              fmt::format("Error loading {}: Wallet corrupted", m_file->path())};
    for (const DescriptorRow& row : contents.descriptors) {
        const auto restored = m_addresses.restore(row);
        if (!restored) return Err(damaged);
    }
    for (const ScriptRow& row : contents.scripts) {
        if (!m_addresses.descriptors().contains(row.descriptor)) return Err(damaged);
        m_addresses.restore(row);
    }
    for (LabelRow& row : contents.labels) {
        std::string address = row.address;
        m_book.insert_or_assign(std::move(address), std::move(row));
    }
    for (const TransactionRow& row : contents.transactions) {
        if (!m_ledger.restore(row)) return Err(damaged);
    }
    m_properties = std::move(contents.properties);
    m_position = std::move(contents.position);
    m_created_s = m_properties.created_s;
    m_addresses.top_up(m_pending);
    return {};
}

WalletResult<std::shared_ptr<Wallet>> Wallet::load(const WalletContext& context, const std::string& name,
                                                   const std::string& directory) {
    std::shared_ptr<Wallet> wallet(new Wallet(context, name));
    const sys::MutexLock lock(wallet->m_mutex);
    wallet->m_file = TRY(WalletFile::open(context.files, directory));
    Contents contents = TRY(wallet->m_file->load());
    const std::string_view chain = params::chain_name(context.params.chain);
    if (contents.properties.chain != chain) {
        return fail(ErrorCode::Failed, fmt::format("Error loading {}: the wallet is of chain {}, not {}",
                                                   wallet->m_file->path(), contents.properties.chain, chain));
    }
    TRY(wallet->restore(std::move(contents)));
    TRY(wallet->write_pending());
    return wallet;
}

void Wallet::close() {
    const sys::MutexLock lock(m_mutex);
    if (!m_file) return;
    const auto written = write_pending();
    if (!written)
        base::log_error("Wallet {} was closed without its last changes: {}", m_name, written.error().message);
    m_file.reset();
}

WalletResult<void> Wallet::check_open() const {
    if (!m_file) return Err(unloaded());
    return {};
}

WalletResult<void> Wallet::write_pending() {
    if (m_pending.empty()) return {};
    TRY(m_file->write(m_pending));
    m_pending = Changes();
    m_written_us = m_context.clock.steady_us();
    return {};
}

WalletResult<void> Wallet::flush() {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    return write_pending();
}

Position Wallet::position() const {
    const sys::MutexLock lock(m_mutex);
    return m_position;
}

BlockRef Wallet::tip() const {
    const sys::MutexLock lock(m_mutex);
    return m_position.tip;
}

std::string Wallet::address_of(base::ByteSpan script) const {
    return std::string(
        keys::address_of_script(script::classify_kind(script), script, m_context.params).view());
}

/// Scripts that were paid are not given out any more; those for receiving are known by an empty name from
/// then on, or what they get would look like change.
void Wallet::mark_used(const Entry& entry, Changes& changes) {
    for (const OwnOutput& output : entry.own) {
        const DescriptorRow& row = m_addresses.descriptor(output.script.descriptor).row;
        const bool unexpected = output.script.index >= row.next;
        m_addresses.mark_used(output.script, changes);
        if (!unexpected || row.internal) continue;
        LabelRow label{address_of(entry.transaction->outputs()[output.index].script), "", "receive"};
        if (label.address.empty() || m_book.contains(label.address)) continue;
        changes.labels.push_back(label);
        m_book.emplace(label.address, label);
    }
}

void Wallet::take_match(const Match& match, const Place& place, Changes& changes) {
    auto parsed = primitives::parse_transaction({match.raw.begin(), match.raw.end()});
    if (!parsed) return;
    if (!m_ledger.confirm(*parsed, place, m_context.clock.system_time_s(), changes)) return;
    // An output may move the range of watched addresses so that another one of them is the wallet's, too.
    const primitives::Txid txid = (*parsed)->txid();
    do {
        mark_used(*m_ledger.find(txid), changes);
    } while (m_ledger.find_more_outputs(txid));
}

WalletResult<void> Wallet::scan(const interfaces::RawBlock& block, Changes& changes) {
    constexpr size_t kHeaderTimeOffset = 68;
    Place place{block.block, 0, 0};
    if (block.raw.size() >= kHeaderTimeOffset + sizeof(uint32_t))
        place.time_s = base::read_le<uint32_t>(block.raw.data() + kHeaderTimeOffset);
    const auto scanned =
        scan_block(block.raw, m_watched, [&](const Match& match) QUANTA_NO_THREAD_SAFETY_ANALYSIS {
            // The analysis does not see that this runs within scan().
            place.position = match.position;
            take_match(match, place, changes);
        });
    if (scanned) return {};
    return fail(ErrorCode::Failed, fmt::format("Block {} does not parse", block.block.hash.to_text()));
}

bool Wallet::should_write(const Changes& changes) const {
    const bool place_alone = changes.descriptors.empty() && changes.scripts.empty() &&
                             changes.labels.empty() && changes.transactions.empty();
    return !place_alone || m_context.clock.steady_us() - m_written_us >= kPositionWritten_us;
}

WalletResult<void> Wallet::apply(const interfaces::BlocksPage& page,
                                 std::vector<TouchedTransaction>& touched) {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    const bool place_waits = m_pending.position && m_pending.transactions.empty() &&
                             m_pending.labels.empty() && m_pending.descriptors.empty();
    if (!place_waits) TRY(write_pending());
    if (!may_follow(m_position, page.fork)) {
        return fail(ErrorCode::Failed,
                    fmt::format("Blocks after height {} are not what was asked for", page.fork.height));
    }
    m_chain_height = page.position.tip.height;
    if (page.blocks.empty() && page.fork == m_position.tip) return {};
    Changes changes;
    if (page.fork != m_position.tip) m_ledger.disconnect_above(page.fork.height, changes);
    m_position.tip = page.fork;
    WalletResult<void> outcome;
    for (const interfaces::RawBlock& block : page.blocks) {
        outcome = scan(block, changes);
        if (!outcome) break;
        m_position.tip = block.block;
    }
    // A locator names the last block of its page: one cut short is where the page before began.
    if (outcome)
        m_position.locator = page.locator;
    else
        m_position.locator.insert(m_position.locator.begin(), m_position.tip.hash);
    changes.position = m_position;
    ++m_sequence;
    touched = touched_by(changes, m_ledger);
    const bool write = should_write(changes);
    merge(m_pending, std::move(changes));
    if (write) TRY(write_pending());
    return outcome;
}

double Wallet::progress() const {
    if (m_position.tip.height >= m_chain_height) return 1;
    return static_cast<double>(m_position.tip.height) / m_chain_height;
}

bool Wallet::read(const std::function<void(const WalletView&)>& reader) const {
    const sys::MutexLock lock(m_mutex);
    if (!m_file) return false;
    reader({m_name, m_context.params, m_properties, m_addresses, m_ledger, m_book, m_position.tip, progress(),
            m_sequence});
    return true;
}

WalletResult<interfaces::WalletStatus> Wallet::status() const {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    interfaces::WalletStatus status;
    const Balances balances =
        m_ledger.balances(m_position.tip.height, 0, m_properties.avoid_reuse ? Reuse::Apart : Reuse::Counted);
    status.sequence = m_sequence;
    status.name = m_name;
    status.trusted = balances.trusted;
    status.untrusted_pending = balances.untrusted_pending;
    status.immature = balances.immature;
    status.transactions = m_ledger.entries().size();
    status.synced = m_position.tip;
    status.scan_progress = progress();
    status.private_keys = m_properties.private_keys;
    return status;
}

WalletResult<interfaces::TransactionPage> Wallet::transactions(uint64_t skip, uint64_t count) const {
    interfaces::TransactionPage page;
    count = std::min(count, kMaxPage);
    const auto collect = [&](const WalletView& view) {
        page.sequence = view.sequence;
        const History history = view.history();
        const auto& entries = view.ledger.entries();
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
            const uint64_t before = page.total;
            page.total += history.count(*entry);
            if (page.total <= skip || page.transactions.size() == count) continue;
            const std::vector<HistoryLine> lines = history.lines(*entry);
            // Newest first within a transaction, too.
            for (uint64_t i = before < skip ? skip - before : 0; i < lines.size(); ++i) {
                if (page.transactions.size() == count) break;
                page.transactions.push_back(line_for_windows(view, lines[lines.size() - 1 - i]));
            }
        }
    };
    if (!read(collect)) return Err(unloaded());
    return page;
}

WalletResult<std::string> Wallet::new_address(std::optional<OutputType> type, Purpose purpose,
                                              const std::string& label) {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    if (!m_addresses.can_give_addresses()) {
        return fail(ErrorCode::Failed, "Error: This wallet has no available keys");
    }
    if (label == "*") return fail(ErrorCode::BadLabel, "Invalid label name");
    Changes changes;
    OutputType usual = m_context.address_type;
    if (purpose == Purpose::Change) usual = m_context.change_type.value_or(usual);
    const auto script = m_addresses.take(type.value_or(usual), purpose, changes);
    std::string address;
    if (script && purpose == Purpose::Receive) {
        LabelRow row{address_of(*script), label, "receive"};
        m_book.insert_or_assign(row.address, row);
        changes.labels.push_back(std::move(row));
        ++m_sequence;
    }
    if (script) address = address_of(*script);
    merge(m_pending, std::move(changes));
    // Given out is what the file knows of.
    TRY(write_pending());
    if (!script) return Err(script.error());
    return address;
}

WalletResult<void> Wallet::set_label(const std::string& address, const std::string& label) {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    if (label == "*") return fail(ErrorCode::BadLabel, "Invalid label name");
    const auto destination = keys::decode_address(address, m_context.params);
    if (!destination) return fail(ErrorCode::BadAddress, "Invalid Bitcoin address");
    const bool own = m_addresses.find(keys::script_for_destination(*destination)) != nullptr;
    LabelRow row{keys::encode_address(*destination, m_context.params), label, own ? "receive" : "send"};
    Changes changes;
    changes.labels.push_back(row);
    m_book.insert_or_assign(row.address, row);
    ++m_sequence;
    merge(m_pending, std::move(changes));
    return write_pending();
}

}  // namespace quanta::wallet
