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
#include "wallet/intake.h"

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
    out.confirmations = confirmations(entry, view.tip.height);
    out.time_s = entry.row.time_s;
    return out;
}

}  // namespace

Wallet::Wallet(const WalletContext& context, std::string name)
    : m_context(context), m_name(std::move(name)), m_written_us(context.clock.steady_us()) {}

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
            TRY(m_memory->addresses.add(text, purpose, now_s, changes));
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
    wallet->m_memory = std::make_unique<WalletMemory>(context.params, context.keypool);
    Properties& properties = wallet->m_memory->properties;
    properties.chain = params::chain_name(context.params.chain);
    properties.created_s = context.clock.system_time_s();
    properties.private_keys = !options.disable_private_keys;
    properties.blank = options.blank;
    properties.avoid_reuse = options.avoid_reuse;
    wallet->m_created_s = properties.created_s;
    wallet->m_memory->position = position;
    wallet->m_chain_height = position.tip.height;
    Changes changes;
    changes.properties = properties;
    changes.position = position;
    if (properties.private_keys && !properties.blank) {
        const auto made = wallet->make_descriptors(properties.created_s, changes);
        if (!made) return fail(ErrorCode::Failed, made.error());
    }
    wallet->m_file = TRY(WalletFile::create(context.files, directory, changes));
    TRY(wallet->m_memory->ledger.attach(wallet->m_file->transactions()));
    return wallet;
}

WalletResult<void> Wallet::restore(Contents contents, WalletMemory& memory) const {
    const WalletError damaged{ErrorCode::Failed,
                              fmt::format("Error loading {}: Wallet corrupted", m_file->path())};
    const std::string_view chain = params::chain_name(m_context.params.chain);
    if (contents.properties.chain != chain) {
        return fail(ErrorCode::Failed, fmt::format("Error loading {}: the wallet is of chain {}, not {}",
                                                   m_file->path(), contents.properties.chain, chain));
    }
    for (const DescriptorRow& row : contents.descriptors) {
        const auto restored = memory.addresses.restore(row);
        if (!restored) return Err(damaged);
    }
    for (const ScriptRow& row : contents.scripts) {
        if (!memory.addresses.descriptors().contains(row.descriptor)) return Err(damaged);
        memory.addresses.restore(row);
    }
    for (LabelRow& row : contents.labels) {
        std::string address = row.address;
        memory.book.insert_or_assign(std::move(address), std::move(row));
    }
    memory.properties = std::move(contents.properties);
    memory.position = std::move(contents.position);
    const auto attached = memory.ledger.attach(m_file->transactions());
    if (attached) return {};
    base::log_error("{}: {}", m_file->path(), attached.error().message);
    return Err(damaged);
}

WalletResult<void> Wallet::reload() {
    auto memory = std::make_unique<WalletMemory>(m_context.params, m_context.keypool);
    TRY(restore(TRY(m_file->load()), *memory));
    m_memory = std::move(memory);
    m_stale = false;
    m_position_waits = m_reached.has_value();
    // Blocks between the file's place and this one hold nothing of the wallet's.
    if (m_reached) m_memory->position = *m_reached;
    ++m_sequence;
    return {};
}

WalletResult<std::shared_ptr<Wallet>> Wallet::load(const WalletContext& context, const std::string& name,
                                                   const std::string& directory) {
    std::shared_ptr<Wallet> wallet(new Wallet(context, name));
    const sys::MutexLock lock(wallet->m_mutex);
    wallet->m_file = TRY(WalletFile::open(context.files, directory));
    TRY(wallet->reload());
    wallet->m_created_s = wallet->m_memory->properties.created_s;
    TRY(wallet->run([](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        memory.addresses.top_up(changes);
        return {};
    }));
    return wallet;
}

void Wallet::close() {
    const sys::MutexLock lock(m_mutex);
    if (!m_file) return;
    const auto written = write_position();
    if (!written)
        base::log_error("Wallet {} was closed without its last place: {}", m_name, written.error().message);
    m_memory.reset();
    m_file.reset();
}

WalletResult<void> Wallet::check_open() const {
    if (!m_file) return Err(unloaded());
    return {};
}

WalletResult<void> Wallet::make_ready() {
    TRY(check_open());
    if (m_stale) TRY(reload());
    return {};
}

WalletResult<void> Wallet::write_position() {
    if (!m_position_waits || m_stale) return {};
    Changes changes;
    changes.position = m_memory->position;
    TRY(m_file->write(changes));
    m_position_waits = false;
    m_written_us = m_context.clock.steady_us();
    return {};
}

WalletResult<void> Wallet::flush() {
    const sys::MutexLock lock(m_mutex);
    TRY(check_open());
    return write_position();
}

/// What follows from changes: lines that people see, and who has to be told.
WalletResult<std::vector<TouchedTransaction>> Wallet::finish(Changes& changes) {
    Ledger& ledger = m_memory->ledger;
    std::vector<TouchedTransaction> touched;
    std::set<int64_t> recount;
    for (const int64_t order : ledger.take_touched()) {
        const Entry entry = TRY(ledger.table().at(order));
        std::optional<BlockRef> block;
        if (entry.row.standing == Standing::Confirmed) block = entry.row.place.block;
        touched.push_back({entry.transaction->txid(), block});
        recount.insert(order);
    }
    for (const LabelRow& row : changes.labels) {
        const auto destination = keys::decode_address(row.address, m_context.params);
        if (!destination) continue;
        const OwnScript* own = m_memory->addresses.find(keys::script_for_destination(*destination));
        if (own == nullptr) continue;
        const std::vector<int64_t> paying = TRY(ledger.table().paying(*own));
        recount.insert(paying.begin(), paying.end());
    }
    const History history(m_memory->book, m_context.params, m_memory->position.tip.height);
    for (const int64_t order : recount)
        TRY(ledger.set_lines(order, static_cast<uint32_t>(history.count(TRY(ledger.table().at(order))))));
    return touched;
}

WalletResult<std::vector<TouchedTransaction>> Wallet::run(const Change& change) {
    const auto attempt =
        [&]() QUANTA_NO_THREAD_SAFETY_ANALYSIS -> WalletResult<std::vector<TouchedTransaction>> {
        const auto transaction = TRY(m_file->begin());
        Changes changes;
        TRY(change(*m_memory, changes));
        std::vector<TouchedTransaction> touched = TRY(finish(changes));
        // What a block has changed never goes without its place.
        if (m_position_waits && (!changes.empty() || !touched.empty())) changes.position = m_memory->position;
        TRY(m_file->put(changes));
        TRY(transaction->commit());
        if (changes.position) {
            m_position_waits = false;
            m_written_us = m_context.clock.steady_us();
        }
        m_reached = m_memory->position;
        if (!changes.empty() || !touched.empty()) ++m_sequence;
        return touched;
    };
    auto outcome = attempt();
    if (outcome) return outcome;
    m_stale = true;
    const auto reloaded = reload();
    if (!reloaded) base::log_error("Wallet {} cannot be read: {}", m_name, reloaded.error().message);
    return outcome;
}

WalletResult<std::vector<TouchedTransaction>> Wallet::update(const Change& change) {
    const sys::MutexLock lock(m_mutex);
    TRY(make_ready());
    return run(change);
}

Position Wallet::position() const {
    const sys::MutexLock lock(m_mutex);
    return m_memory ? m_memory->position : Position();
}

interfaces::BlockRef Wallet::tip() const {
    return position().tip;
}

std::string Wallet::address_of(base::ByteSpan script) const {
    return std::string(
        keys::address_of_script(script::classify_kind(script), script, m_context.params).view());
}

WalletResult<void> Wallet::take_match(const Match& match, const Place& place, Changes& changes) {
    auto parsed = primitives::parse_transaction({match.raw.begin(), match.raw.end()});
    if (!parsed) return {};
    Intake intake(*m_memory, changes, m_context.params, m_context.clock.system_time_s());
    TRY(intake.confirm(*parsed, place));
    return {};
}

WalletResult<void> Wallet::scan(const interfaces::RawBlock& block, Changes& changes,
                                WalletResult<void>& parsed) {
    constexpr size_t kHeaderTimeOffset = 68;
    Place place{block.block, 0, 0};
    if (block.raw.size() >= kHeaderTimeOffset + sizeof(uint32_t))
        place.time_s = base::read_le<uint32_t>(block.raw.data() + kHeaderTimeOffset);
    WalletResult<void> taken;
    const auto scanned =
        scan_block(block.raw, m_memory->watched, [&](const Match& match) QUANTA_NO_THREAD_SAFETY_ANALYSIS {
            // The analysis does not see that this runs within scan().
            place.position = match.position;
            if (taken) taken = take_match(match, place, changes);
        });
    if (!scanned) {
        parsed = fail(ErrorCode::Failed, fmt::format("Block {} does not parse", block.block.hash.to_text()));
    }
    return taken;
}

WalletResult<void> Wallet::take_page(const interfaces::BlocksPage& page, Changes& changes,
                                     WalletResult<void>& parsed) {
    Position& position = m_memory->position;
    if (page.fork != position.tip) TRY(m_memory->ledger.disconnect_above(page.fork.height));
    position.tip = page.fork;
    for (const interfaces::RawBlock& block : page.blocks) {
        TRY(scan(block, changes, parsed));
        if (!parsed) break;
        position.tip = block.block;
    }
    // A locator names the last block of its page: one cut short is where the page before began.
    if (parsed)
        position.locator = page.locator;
    else
        position.locator.insert(position.locator.begin(), position.tip.hash);
    m_position_waits = true;
    if (m_context.clock.steady_us() - m_written_us >= kPositionWritten_us) changes.position = position;
    return {};
}

WalletResult<void> Wallet::apply(const interfaces::BlocksPage& page,
                                 std::vector<TouchedTransaction>& touched) {
    const sys::MutexLock lock(m_mutex);
    TRY(make_ready());
    const Position& position = m_memory->position;
    if (!may_follow(position, page.fork)) {
        return fail(ErrorCode::Failed,
                    fmt::format("Blocks after height {} are not what was asked for", page.fork.height));
    }
    m_chain_height = page.position.tip.height;
    if (page.blocks.empty() && page.fork == position.tip) return {};
    WalletResult<void> parsed;
    touched = TRY(run([&](WalletMemory&, Changes& changes)
                          QUANTA_NO_THREAD_SAFETY_ANALYSIS { return take_page(page, changes, parsed); }));
    ++m_sequence;
    return parsed;
}

WalletResult<std::vector<TouchedTransaction>> Wallet::look_through(
    std::span<const interfaces::RawBlock> blocks, primitives::Height next) {
    const sys::MutexLock lock(m_mutex);
    TRY(make_ready());
    const auto look = [&](WalletMemory& memory, Changes& changes)
                          QUANTA_NO_THREAD_SAFETY_ANALYSIS -> WalletResult<void> {
        for (const interfaces::RawBlock& block : blocks) {
            WalletResult<void> parsed;
            if (block.block.height <= memory.position.tip.height) TRY(scan(block, changes, parsed));
            TRY(parsed);
        }
        memory.properties.rescan_next = next;
        if (next < 0) memory.properties.rescan_last = -1;
        changes.properties = memory.properties;
        return {};
    };
    return run(look);
}

double Wallet::progress() const {
    const primitives::Height height = m_memory->position.tip.height;
    if (height >= m_chain_height) return 1;
    return static_cast<double>(height) / m_chain_height;
}

bool Wallet::read(const std::function<void(const WalletView&)>& reader) const {
    const sys::MutexLock lock(m_mutex);
    if (!m_file || m_stale) return false;
    const WalletMemory& memory = *m_memory;
    reader({m_name, m_context.params, memory.properties, memory.addresses, memory.ledger, memory.book,
            memory.position.tip, progress(), m_sequence, &memory.watched});
    return true;
}

WalletResult<interfaces::WalletStatus> Wallet::status() const {
    WalletResult<interfaces::WalletStatus> result = Err(unloaded());
    const auto collect = [&](const WalletView& view) -> WalletResult<interfaces::WalletStatus> {
        interfaces::WalletStatus status;
        const Balances balances = TRY(view.ledger.balances(view.tip.height, 0, view.reuse()));
        status.sequence = view.sequence;
        status.name = view.name;
        status.trusted = balances.trusted;
        status.untrusted_pending = balances.untrusted_pending;
        status.immature = balances.immature;
        status.transactions = view.ledger.count();
        status.synced = view.tip;
        status.scan_progress = view.scan_progress;
        status.private_keys = view.properties.private_keys;
        return status;
    };
    read([&](const WalletView& view) { result = collect(view); });
    return result;
}

namespace {

/// Lines of a history from the newest on, without the first `skip`.
WalletResult<interfaces::TransactionPage> page_of(const WalletView& view, uint64_t skip, uint64_t count) {
    interfaces::TransactionPage page;
    page.sequence = view.sequence;
    page.total = TRY(view.ledger.table().lines());
    const auto first = TRY(view.ledger.table().line_at(skip));
    if (!first || count == 0) return page;
    uint64_t before = first->second;
    const History history = view.history();
    TRY(view.ledger.table().descend(first->first, [&](const Entry& entry) -> DatabaseResult<bool> {
        const std::vector<HistoryLine> lines = history.lines(entry);
        // Newest first within a transaction, too.
        for (uint64_t i = std::exchange(before, 0); i < lines.size() && page.transactions.size() < count; ++i)
            page.transactions.push_back(line_for_windows(view, lines[lines.size() - 1 - i]));
        return page.transactions.size() < count;
    }));
    return page;
}

}  // namespace

WalletResult<interfaces::TransactionPage> Wallet::transactions(uint64_t skip, uint64_t count) const {
    WalletResult<interfaces::TransactionPage> page = Err(unloaded());
    read([&](const WalletView& view) { page = page_of(view, skip, std::min(count, kMaxPage)); });
    return page;
}

WalletResult<std::string> Wallet::new_address(std::optional<OutputType> type, Purpose purpose,
                                              const std::string& label) {
    const sys::MutexLock lock(m_mutex);
    TRY(make_ready());
    if (!m_memory->addresses.can_give_addresses()) {
        return fail(ErrorCode::Failed, "Error: This wallet has no available keys");
    }
    if (label == "*") return fail(ErrorCode::BadLabel, "Invalid label name");
    OutputType usual = m_context.address_type;
    if (purpose == Purpose::Change) usual = m_context.change_type.value_or(usual);
    std::string address;
    // Given out is what the file knows of.
    TRY(run([&](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        address = address_of(TRY(memory.addresses.take(type.value_or(usual), purpose, changes)));
        if (purpose != Purpose::Receive) return {};
        LabelRow row{address, label, "receive"};
        memory.book.insert_or_assign(row.address, row);
        changes.labels.push_back(std::move(row));
        return {};
    }));
    return address;
}

WalletResult<void> Wallet::set_label(const std::string& address, const std::string& label) {
    if (label == "*") return fail(ErrorCode::BadLabel, "Invalid label name");
    const auto destination = keys::decode_address(address, m_context.params);
    if (!destination) return fail(ErrorCode::BadAddress, "Invalid Bitcoin address");
    TRY(update([&](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        const bool own = memory.addresses.find(keys::script_for_destination(*destination)) != nullptr;
        LabelRow row{keys::encode_address(*destination, m_context.params), label, own ? "receive" : "send"};
        changes.labels.push_back(row);
        memory.book.insert_or_assign(row.address, row);
        return {};
    }));
    return {};
}

}  // namespace quanta::wallet
