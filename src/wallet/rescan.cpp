// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/rescan.h"

#include <algorithm>
#include <exception>
#include <set>
#include <span>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/log.h"
#include "filters/filter_matcher.h"
#include "wallet/page_fetcher.h"

namespace quanta::wallet {

using interfaces::BlockFilter;
using interfaces::RawBlock;
using primitives::BlockHash;
using primitives::Height;

namespace {

/// Filters that are matched against the same scripts.
constexpr size_t kFilterBatch = 2000;
/// Blocks of one request by hash.
constexpr size_t kMaxHashes = 1000;
/// Blocks before a time that may hold transactions of it, seconds.
constexpr int64_t kBirthMargin_s = 2 * 60 * 60;
/// What the filter of a block comes to at most, nearly always.
constexpr uint64_t kFilterBytes = 50'000;
/// How long the file may lag behind where nothing was found.
constexpr std::chrono::seconds kPositionWritten{5};

/// Calls `work` for 0 to `count` - 1 on `threads` threads.
void in_parallel(int threads, size_t count, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next{0};
    const auto run = [&] {
        for (size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<sys::Thread> others;
    for (int i = 1; i < threads && static_cast<size_t>(i) < count; ++i)
        others.emplace_back("wallet.rescan", run);
    run();
    for (sys::Thread& other : others)
        other.join();
}

/// Which of `count` something is said of, ascending.
std::vector<size_t> chosen(const std::vector<char>& flags, size_t first) {
    std::vector<size_t> found;
    for (size_t i = 0; i < flags.size(); ++i) {
        if (flags[i] != 0) found.push_back(first + i);
    }
    return found;
}

/// One run over a range.
class Run {
    template <typename Call>
    auto limited(const Call& call) const {
        const std::shared_ptr<void> bound = m_options.limit(m_options.page_time);
        return call();
    }

public:
    using Locator = std::vector<BlockHash>;

    Run(Wallet& wallet, interfaces::Chain& chain, const RescanOptions& options, RescanState& state)
        : m_wallet(wallet),
          m_chain(chain),
          m_options(options),
          m_state(state),
          m_fetcher(options.limit, options.page_time, options.page_bytes) {
        m_threads = options.threads > 0 ? options.threads
                                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    }

    WalletResult<RescanOutcome> run(const RescanRange& range) {
        m_range = range;
        m_outcome.last = range.first - 1;
        TRY(m_wallet.update([&](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
            memory.properties.rescan_next = range.first;
            memory.properties.rescan_last = range.last;
            changes.properties = memory.properties;
            return {};
        }));
        auto locator = limited([&] { return m_chain.locator_at(range.first - 1); });
        // The genesis block is nobody's.
        if (range.first == 0) m_outcome.last = 0;
        do {
            TRY(go_through(locator));
        } while (TRY(has_left_chain(locator)));
        if (m_state.aborted) m_outcome.end = RescanOutcome::End::Aborted;
        m_outcome.last = std::min(m_outcome.last, range.last);
        if (!m_state.stopping) TRY(write({}, -1));
        return m_outcome;
    }

private:
    WalletResult<void> go_through(Locator& locator) {
        while (m_outcome.end == RescanOutcome::End::Done && m_outcome.last < m_range.last) {
            const Height before = m_outcome.last;
            if (!m_options.use_filters || !TRY(take_filters(locator))) TRY(take_blocks(locator));
            if (m_outcome.last == before || m_state.aborted) break;
            m_state.progress = static_cast<double>(m_outcome.last - m_range.first + 1) /
                               std::max(1, m_range.last - m_range.first + 1);
        }
        return {};
    }

    /// Whether blocks that were looked through are not of the chain any more: back to before them.
    WalletResult<bool> has_left_chain(const Locator& locator) {
        if (m_state.aborted || m_outcome.end != RescanOutcome::End::Done) return false;
        const auto fork = limited([&] { return m_chain.blocks_after(locator, 0); }).fork;
        if (fork.height >= m_outcome.last) return false;
        TRY(m_wallet.update([&](WalletMemory& memory, Changes&) -> WalletResult<void> {
            return memory.ledger.disconnect_above(fork.height);
        }));
        m_outcome.last = fork.height;
        // All that was taken off comes back, if it is of the chain.
        m_range.last = std::max(m_range.last, m_wallet.tip().height);
        return true;
    }

    /// What a page of so much for each block left may have.
    uint64_t bytes_for(uint64_t each) const {
        const auto blocks = static_cast<uint64_t>(std::max(1, m_range.last - m_outcome.last));
        return std::min(m_options.page_bytes, blocks * each);
    }

    WalletResult<void> write(std::span<const RawBlock> blocks, Height next) {
        const auto now = std::chrono::steady_clock::now();
        if (blocks.empty() && next >= 0 && now - m_written < kPositionWritten) return {};
        m_written = now;
        const auto touched = TRY(m_wallet.look_through(blocks, next));
        if (m_options.changed && !touched.empty()) m_options.changed(m_wallet.name(), touched);
        return {};
    }

    // ---- by filters -----------------------------------------------------------------------------------

    /// False when the node has none, or not these yet.
    WalletResult<bool> take_filters(Locator& locator) {
        const interfaces::FiltersPage page =
            limited([&] { return m_chain.filters_after(locator, bytes_for(kFilterBytes)); });
        if (page.filters.empty() || page.fork.height > m_outcome.last) return false;
        std::span<const BlockFilter> filters(page.filters);
        for (; !filters.empty(); filters = filters.subspan(std::min(kFilterBatch, filters.size()))) {
            if (m_state.aborted || filters.front().block.height > m_range.last) break;
            TRY(take_batch(filters.first(std::min(kFilterBatch, filters.size()))));
            if (m_outcome.end != RescanOutcome::End::Done) break;
        }
        locator = page.locator;
        if (m_outcome.last != page.filters.back().block.height)
            locator = limited([&] { return m_chain.locator_at(m_outcome.last); });
        return true;
    }

    /// Learns of scripts that are watched since it was asked last; those.
    std::vector<base::Bytes> new_scripts() {
        std::vector<base::Bytes> scripts;
        m_wallet.read([&](const WalletView& view) {
            if (view.addresses.script_count() == m_scripts.size()) return;
            view.addresses.for_each_script([&](const base::Bytes& script) {
                if (m_scripts.insert(script).second) scripts.push_back(script);
            });
        });
        return scripts;
    }

    template <typename Scripts>
    static filters::FilterMatcher matcher_of(const Scripts& scripts) {
        const std::vector<base::ByteSpan> views(scripts.begin(), scripts.end());
        return filters::FilterMatcher(views);
    }

    std::vector<size_t> match(const filters::FilterMatcher& matcher, std::span<const BlockFilter> filters,
                              size_t first) const {
        constexpr size_t kStep = 50;
        std::vector<char> flags(filters.size() - first);
        in_parallel(m_threads, (flags.size() + kStep - 1) / kStep, [&](size_t part) {
            for (size_t i = part * kStep; i < std::min(flags.size(), (part + 1) * kStep); ++i) {
                const BlockFilter& filter = filters[first + i];
                // A filter that does not read says nothing: the block is looked through.
                flags[i] = matcher.matches(filter.block.hash, filter.filter).value_or(true) ? 1 : 0;
            }
        });
        return chosen(flags, first);
    }

    WalletResult<void> take_batch(std::span<const BlockFilter> filters) {
        if (!new_scripts().empty() || !m_matcher) m_matcher.emplace(matcher_of(m_scripts));
        const std::vector<size_t> found = match(*m_matcher, filters, 0);
        std::set<size_t> todo(found.begin(), found.end());
        std::set<size_t> done;
        while (!todo.empty() && !m_state.aborted) {
            const size_t first = *todo.begin();
            TRY(take_group(filters, todo, done));
            if (m_outcome.end != RescanOutcome::End::Done) return {};
            // Addresses that are watched since then may be in what comes after it.
            const std::vector<base::Bytes> scripts = new_scripts();
            if (scripts.empty()) continue;
            m_matcher.reset();
            for (const size_t again : match(matcher_of(scripts), filters, first + 1)) {
                if (!done.contains(again)) todo.insert(again);
            }
        }
        if (m_state.aborted) return {};
        m_outcome.last = std::min(filters.back().block.height, m_range.last);
        return write({}, m_outcome.last + 1);
    }

    /// Fetches and looks through the first blocks of `todo`.
    WalletResult<void> take_group(std::span<const BlockFilter> filters, std::set<size_t>& todo,
                                  std::set<size_t>& done) {
        std::vector<BlockHash> hashes;
        for (const size_t place : todo) {
            if (hashes.size() == kMaxHashes || filters[place].block.height > m_range.last) break;
            hashes.push_back(filters[place].block.hash);
        }
        if (hashes.empty()) {
            todo.clear();
            return {};
        }
        const std::vector<RawBlock> blocks =
            limited([&] { return m_chain.blocks(hashes, m_options.page_bytes); });
        for (const RawBlock& block : blocks) {
            if (!block.raw.empty()) continue;
            m_outcome.end = RescanOutcome::End::Pruned;
            m_outcome.last = block.block.height - 1;
            return {};
        }
        TRY(write(blocks, filters.front().block.height));
        for (size_t i = 0; i < blocks.size(); ++i) {
            done.insert(*todo.begin());
            todo.erase(todo.begin());
        }
        return {};
    }

    // ---- by blocks ------------------------------------------------------------------------------------

    void fetch(const Locator& locator) {
        // It goes before the chain.
        m_fetcher.start({std::shared_ptr<void>(), &m_chain}, locator);
        m_fetching = locator;
    }

    WalletResult<void> take_blocks(Locator& locator) {
        if (m_fetching != locator) fetch(locator);
        m_fetching.reset();
        const interfaces::BlocksPage page = m_fetcher.take();
        if (page.fork.height > m_outcome.last) return {};
        if (page.blocks.empty()) {
            if (page.pruned_away) m_outcome.end = RescanOutcome::End::Pruned;
            return {};
        }
        if (page.blocks.back().block.height < m_range.last) fetch(page.locator);
        std::set<size_t> done;
        size_t first = 0;
        for (bool again = true; again && !m_state.aborted;) {
            const Watched watched = watched_now();
            std::vector<RawBlock> found;
            const size_t from = first;
            for (const size_t place : scan(watched, page.blocks, from)) {
                if (page.blocks[place].block.height > m_range.last || !done.insert(place).second) continue;
                if (found.empty()) first = place + 1;
                found.push_back(page.blocks[place]);
            }
            if (!found.empty()) TRY(write(found, page.blocks.front().block.height));
            const Watched after = watched_now();
            again = !found.empty() && (after.scripts.size() != watched.scripts.size() ||
                                       after.outpoints.size() != watched.outpoints.size());
        }
        if (m_state.aborted) return {};
        m_outcome.last = std::min(page.blocks.back().block.height, m_range.last);
        locator = page.locator;
        return write({}, m_outcome.last + 1);
    }

    Watched watched_now() const {
        Watched watched;
        m_wallet.read([&](const WalletView& view) { watched = *view.watched; });
        return watched;
    }

    std::vector<size_t> scan(const Watched& watched, const std::vector<RawBlock>& blocks,
                             size_t first) const {
        std::vector<char> flags(blocks.size() - first);
        in_parallel(m_threads, flags.size(), [&](size_t i) {
            const auto scanned =
                scan_block(blocks[first + i].raw, watched, [&](const Match&) { flags[i] = 1; });
            // The wallet says what is wrong with it.
            if (!scanned) flags[i] = 1;
        });
        return chosen(flags, first);
    }

    Wallet& m_wallet;
    interfaces::Chain& m_chain;
    const RescanOptions& m_options;
    RescanState& m_state;
    int m_threads = 1;
    RescanRange m_range;
    RescanOutcome m_outcome;
    struct HashScript {
        size_t operator()(const base::Bytes& script) const {
            return static_cast<size_t>(script_fingerprint(script) * 0x9e3779b97f4a7c15u);
        }
    };
    std::unordered_set<base::Bytes, HashScript> m_scripts;  ///< that it knows of
    std::optional<filters::FilterMatcher> m_matcher;        ///< of all of them
    PageFetcher m_fetcher;
    std::optional<Locator> m_fetching;  ///< after which blocks are fetched
    std::chrono::steady_clock::time_point m_written{};
};

}  // namespace

WalletResult<RescanOutcome> rescan(Wallet& wallet, interfaces::Chain& chain, const RescanRange& range,
                                   const RescanOptions& options, RescanState& state) {
    return Run(wallet, chain, options, state).run(range);
}

/// Notes that a rescan of a wallet runs.
class Rescans::Reservation {
public:
    Reservation(Rescans& owner, std::string wallet)
        : m_owner(owner), m_wallet(std::move(wallet)), m_state(std::make_shared<RescanState>()) {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_new = m_owner.m_running.try_emplace(m_wallet, m_state).second;
    }
    ~Reservation() {
        const sys::MutexLock lock(m_owner.m_mutex);
        if (m_new) m_owner.m_running.erase(m_wallet);
    }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    /// No other one runs.
    bool is_new() const { return m_new; }
    RescanState& state() const { return *m_state; }

private:
    Rescans& m_owner;
    const std::string m_wallet;
    const std::shared_ptr<RescanState> m_state;
    bool m_new = false;
};

Rescans::~Rescans() {
    std::vector<sys::Thread> threads;
    {
        const sys::MutexLock lock(m_mutex);
        for (const auto& [wallet, state] : m_running)
            state->aborted = state->stopping = true;
        threads.swap(m_threads);
    }
    for (sys::Thread& thread : threads)
        thread.join();
}

WalletResult<RescanOutcome> Rescans::run(const std::shared_ptr<Wallet>& wallet, const RescanRange& range) {
    const Reservation reservation(*this, wallet->name());
    if (!reservation.is_new()) {
        return fail(ErrorCode::Failed, "Wallet is currently rescanning. Abort existing rescan or wait.");
    }
    const std::shared_ptr<interfaces::Chain> chain = m_chain();
    if (!chain) return fail(ErrorCode::Failed, "The wallet process is not connected to its node");
    const RescanRange known{range.first, std::min(range.last, wallet->tip().height)};
    base::log_info("Wallet {}: looking through blocks {} to {}", wallet->name(), known.first, known.last);
    try {
        const RescanOutcome outcome = TRY(rescan(*wallet, *chain, known, m_options, reservation.state()));
        base::log_info("Wallet {}: looked through blocks up to {}", wallet->name(), outcome.last);
        return outcome;
    } catch (const std::exception& error) {
        return fail(ErrorCode::Failed, std::string("The node does not answer: ") + error.what());
    }
}

WalletResult<RescanOutcome> Rescans::run_from(const std::shared_ptr<Wallet>& wallet, int64_t time_s) {
    const std::shared_ptr<interfaces::Chain> chain = m_chain();
    if (!chain) return fail(ErrorCode::Failed, "The wallet process is not connected to its node");
    RescanRange range;
    range.last = wallet->tip().height;
    try {
        const std::shared_ptr<void> bound = m_options.limit(m_options.page_time);
        const auto locator = chain->locator_before(time_s - kBirthMargin_s);
        range.first = chain->blocks_after(locator, 0).fork.height + 1;
    } catch (const std::exception& error) {
        return fail(ErrorCode::Failed, std::string("The node does not answer: ") + error.what());
    }
    if (range.first > range.last) return RescanOutcome{RescanOutcome::End::Done, range.last};
    return run(wallet, range);
}

void Rescans::resume(const std::shared_ptr<Wallet>& wallet) {
    RescanRange range{-1, -1};
    wallet->read([&](const WalletView& view) {
        range = {view.properties.rescan_next, view.properties.rescan_last};
    });
    if (range.first < 0 || range.last < range.first) return;
    const sys::MutexLock lock(m_mutex);
    m_threads.emplace_back("wallet.resume", [this, wallet, range] {
        const auto outcome = run(wallet, range);
        if (!outcome) base::log_warning("Wallet {}: {}", wallet->name(), outcome.error().message);
    });
}

bool Rescans::abort(const std::string& wallet) {
    const sys::MutexLock lock(m_mutex);
    const auto found = m_running.find(wallet);
    if (found == m_running.end()) return false;
    found->second->aborted = true;
    return true;
}

std::shared_ptr<const RescanState> Rescans::find(const std::string& wallet) const {
    const sys::MutexLock lock(m_mutex);
    const auto found = m_running.find(wallet);
    return found == m_running.end() ? nullptr : found->second;
}

}  // namespace quanta::wallet
