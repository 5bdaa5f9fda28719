// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/block_json.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <vector>

#include "base/check.h"
#include "json/text_buffer.h"
#include "sys/thread.h"

namespace quanta::txjson {

namespace {

using primitives::Transaction;

/// No more threads than this: beyond it, memory is what limits.
constexpr size_t kMaxThreads = 4;
/// Transactions that a thread takes at a time: a few tens of microseconds.
constexpr size_t kPieceSize = 16;
/// About what a byte of a transaction becomes, characters; two of them in its own hex.
constexpr size_t kTextPerByte = 8;

/// Some transactions in a row.
struct Piece {
    std::span<const Transaction> transactions;
    std::span<const primitives::Coin> coins;  ///< they spend; empty when not known
};

/// The transactions of `block`, kPieceSize at a time.
std::vector<Piece> pieces_of(const primitives::Block& block, const primitives::BlockUndo* undo) {
    const std::span<const Transaction> all = block.transactions();
    std::span<const primitives::Coin> coins;
    if (undo != nullptr) coins = undo->coins;
    std::vector<Piece> pieces;
    for (size_t first = 0; first < all.size(); first += kPieceSize) {
        const size_t last = std::min(first + kPieceSize, all.size());
        size_t spent = 0;
        for (size_t i = std::max<size_t>(first, 1); undo != nullptr && i < last; ++i)
            spent += undo->input_counts[i - 1];
        pieces.push_back({all.subspan(first, last - first), coins.first(spent)});
        coins = coins.subspan(spent);
    }
    return pieces;
}

/// One call of write_transactions.
class BlockText {
public:
    BlockText(json::Writer& out, const params::ChainParams& params, const primitives::Block& block,
              const BlockView& view)
        : m_out(out),
          m_params(params),
          m_prevouts(view.prevouts),
          m_pieces(pieces_of(block, view.undo)),
          m_texts(m_pieces.size()),
          m_untaken(static_cast<ptrdiff_t>(m_pieces.size())),
          m_back(m_pieces.size()) {}

    /// The caller's thread takes pieces from the front, which go out at once, `helpers` others from the back,
    /// which wait until the front has come to them.
    void write(size_t helpers) {
        size_t front = 0;
        {
            std::vector<sys::Thread> threads;
            for (size_t i = 0; i < helpers; ++i)
                threads.emplace_back("txjson", [this] { help(); });
            json::TextBuffer text;
            for (; take(); ++front) {
                text.clear();
                write_piece(text, m_pieces[front]);
                m_out.raw(text.text());
            }
        }
        for (; front < m_texts.size(); ++front) {
            m_out.raw(m_texts[front].text());
            m_texts[front] = {};
        }
    }

private:
    /// Whether there was a piece left for the calling thread to write.
    bool take() { return m_untaken.fetch_sub(1) > 0; }

    void help() {
        while (take()) {
            const size_t index = --m_back;
            write_piece(m_texts[index], m_pieces[index]);
        }
    }

    void write_piece(json::TextBuffer& out, Piece piece) const {
        size_t raw_size = 0;
        for (const Transaction& transaction : piece.transactions)
            raw_size += transaction.total_size();
        out.reserve(raw_size * kTextPerByte);
        TransactionText text(out, m_params);
        const bool coins_known = !piece.coins.empty();
        for (const Transaction& transaction : piece.transactions) {
            TransactionView view{.spent = {}, .prevouts = m_prevouts};
            if (coins_known && !transaction.is_coinbase()) {
                view.spent = piece.coins.first(transaction.inputs().size());
                piece.coins = piece.coins.subspan(view.spent.size());
            }
            if (out.size() > 0) out.add(",");
            text.transaction(transaction, view);
        }
    }

    // Constant after construction.
    json::Writer& m_out;  ///< the caller's thread only
    const params::ChainParams& m_params;
    const Prevouts m_prevouts;
    const std::vector<Piece> m_pieces;

    // Each piece's text belongs to the thread that took it, until it ends.
    std::vector<json::TextBuffer> m_texts;
    std::atomic<ptrdiff_t> m_untaken;  ///< pieces; below zero when threads found none
    std::atomic<size_t> m_back;        ///< the piece a helper took last
};

}  // namespace

void write_transactions(json::Writer& out, const params::ChainParams& params, const primitives::Block& block,
                        const BlockView& view) {
    const size_t count = block.transactions().size();
    CHECK(view.undo == nullptr || view.undo->input_counts.size() + 1 == count);
    const size_t threads = count < kManyTransactions ? 1 : std::clamp<size_t>(view.threads, 1, kMaxThreads);
    BlockText(out, params, block, view).write(threads - 1);
}

}  // namespace quanta::txjson
