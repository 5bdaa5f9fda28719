// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "interfaces/block_ref.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"

/// @file
/// What a wallet file holds, row by row.

namespace quanta::wallet {

/// What a wallet is, from its making on.
struct Properties {
    std::string chain;      ///< "main", …: where its coins are
    int64_t created_s = 0;  ///< seconds since 1970
    bool private_keys = true;
    bool blank = false;
    bool avoid_reuse = false;
    /// Blocks that a rescan has still to look through; -1: there is none.
    primitives::Height rescan_next = -1;
    primitives::Height rescan_last = -1;
};

/// A descriptor and how far its addresses were given out.
struct DescriptorRow {
    int64_t id = 0;
    std::string text;  ///< with private keys where the wallet has them
    int64_t created_s = 0;
    bool active = false;     ///< new addresses of its type come from it
    bool internal = false;   ///< for change
    uint32_t next = 0;       ///< index of the next address to give out
    uint32_t range_end = 0;  ///< scripts below this index are watched
};

/// Which script of a wallet's a script is.
struct OwnScript {
    int64_t descriptor = 0;  ///< its id
    uint32_t index = 0;

    friend auto operator<=>(const OwnScript&, const OwnScript&) = default;
};

/// A script of the wallet's.
struct ScriptRow {
    base::Bytes script;
    int64_t descriptor = 0;
    uint32_t index = 0;
};

/// An address somebody named.
struct LabelRow {
    std::string address;
    std::string label;
    std::string purpose;  ///< "receive" or "send"
};

/// Where a transaction is.
enum class Standing : uint8_t {
    Unconfirmed = 0,
    Confirmed = 1,
    Abandoned = 2,   ///< It will not come back by itself: a coinbase whose block was taken off.
    Conflicted = 3,  ///< A block holds another transaction that spends the same.
};

/// A block that holds a transaction, or what conflicts with it.
struct Place {
    interfaces::BlockRef block;
    uint32_t position = 0;  ///< in the block
    int64_t time_s = 0;     ///< of the block

    friend bool operator==(const Place&, const Place&) = default;
};

/// What was said about a transaction when it was made.
struct TransactionNote {
    std::string comment;
    std::string to;             ///< who it is for
    primitives::Txid replaces;  ///< null: none
    primitives::Txid replaced_by;
};

struct TransactionRow {
    int64_t order = 0;  ///< in which transactions became known, from 0
    Standing standing = Standing::Unconfirmed;
    Place place;  ///< when Confirmed or Conflicted
    int64_t received_s = 0;
    int64_t time_s = 0;         ///< what users are shown
    primitives::Amount debit;   ///< what it spends of the wallet's
    primitives::Amount credit;  ///< what it pays to the wallet
    bool all_own = false;       ///< all it spends is the wallet's
    uint32_t lines = 0;         ///< of the history
    TransactionNote note;
};

/// An output of the wallet's.
struct CoinRow {
    primitives::OutPoint outpoint;
    primitives::Amount value;
    OwnScript script;
    int64_t order = 0;   ///< of its transaction
    bool spent = false;  ///< by a transaction in the chain
};

/// Up to where the chain is known.
struct Position {
    interfaces::BlockRef tip;
    std::vector<primitives::BlockHash> locator;  ///< empty: nowhere yet
};

/// All of a file but its transactions.
struct Contents {
    Properties properties;
    Position position;
    std::vector<DescriptorRow> descriptors;
    std::vector<ScriptRow> scripts;
    std::vector<LabelRow> labels;
};

/// What is to be written at once, but transactions. Rows replace those of the same key.
struct Changes {
    std::optional<Properties> properties;
    std::optional<Position> position;
    std::vector<DescriptorRow> descriptors;
    std::vector<ScriptRow> scripts;
    std::vector<LabelRow> labels;

    bool empty() const {
        return !properties && !position && descriptors.empty() && scripts.empty() && labels.empty();
    }
};

}  // namespace quanta::wallet
