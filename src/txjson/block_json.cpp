// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/block_json.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/check.h"
#include "sys/thread.h"

namespace quanta::txjson {

namespace {

using primitives::Transaction;

/// No more threads than this: beyond it, memory is what limits.
constexpr size_t kMaxThreads = 4;

/// Some transactions in a row.
struct Share {
    std::span<const Transaction> transactions;
    std::span<const primitives::Coin> coins;  ///< they spend; empty when not known
};

void write_share(json::Writer& out, const params::ChainParams& params, Share share, Prevouts prevouts) {
    TransactionJson json(out, params);
    const bool coins_known = !share.coins.empty();
    for (const Transaction& transaction : share.transactions) {
        TransactionView view{.spent = {}, .prevouts = prevouts};
        if (coins_known && !transaction.is_coinbase()) {
            view.spent = share.coins.first(transaction.inputs().size());
            share.coins = share.coins.subspan(view.spent.size());
        }
        json.transaction(transaction, view);
    }
}

/// The transactions of `block` in `count` shares of about equal number.
std::vector<Share> shares_of(const primitives::Block& block, const primitives::BlockUndo* undo,
                             size_t count) {
    const std::span<const Transaction> all = block.transactions();
    std::span<const primitives::Coin> coins;
    if (undo != nullptr) coins = undo->coins;
    std::vector<Share> shares;
    for (size_t i = 0; i < count; ++i) {
        const size_t first = all.size() * i / count;
        const size_t last = all.size() * (i + 1) / count;
        size_t spent = 0;
        for (size_t j = std::max<size_t>(first, 1); undo != nullptr && j < last; ++j)
            spent += undo->input_counts[j - 1];
        shares.push_back({all.subspan(first, last - first), coins.first(spent)});
        coins = coins.subspan(spent);
    }
    return shares;
}

}  // namespace

void write_transactions(json::Writer& out, const params::ChainParams& params, const primitives::Block& block,
                        const BlockView& view) {
    const size_t count = block.transactions().size();
    CHECK(view.undo == nullptr || view.undo->input_counts.size() + 1 == count);
    const size_t threads = count < kManyTransactions ? 1 : std::clamp<size_t>(view.threads, 1, kMaxThreads);
    const std::vector<Share> shares = shares_of(block, view.undo, threads);
    std::vector<std::string> texts(threads);
    std::vector<sys::Thread> helpers;
    for (size_t i = 1; i < threads; ++i) {
        helpers.emplace_back("txjson", [&, i] {
            json::Writer writer(texts[i]);
            writer.begin_array();
            write_share(writer, params, shares[i], view.prevouts);
            writer.end_array();
        });
    }
    write_share(out, params, shares[0], view.prevouts);
    for (size_t i = 1; i < threads; ++i) {
        helpers[i - 1].join();
        out.raw(std::string_view(texts[i]).substr(1, texts[i].size() - 2));
        texts[i] = {};
    }
}

}  // namespace quanta::txjson
