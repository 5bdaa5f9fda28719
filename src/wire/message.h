// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "primitives/block.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"
#include "wire/address.h"

/// @file
/// What peers tell each other, as values: a struct for each message. Limits are those of the decoder.

namespace quanta::wire {

/// The version of the protocol we speak, the lowest of a peer, and what a peer has before it has told.
inline constexpr int32_t kProtocolVersion = 70017;
inline constexpr int32_t kMinPeerVersion = 31800;
inline constexpr int32_t kInitialVersion = 209;

inline constexpr size_t kMaxPayload = 4'000'000;
inline constexpr size_t kMaxInventory = 50'000;
inline constexpr size_t kMaxHeaders = 2'000;
inline constexpr size_t kMaxAddresses = 1'000;
inline constexpr size_t kMaxLocator = 101;
inline constexpr size_t kMaxUserAgent = 256;
/// Transactions of a compact block, and the highest place of one: 16 bits.
inline constexpr size_t kMaxCompactTransactions = 65'535;
inline constexpr size_t kMaxTransactionIndex = 65'535;
/// Witness items of a message, of one transaction or of many. Rationale: an item takes a byte at least, and 16
/// once parsed. Transactions of more weight than this are not relayed, so that nobody misses those which hold
/// more items; a block may hold more, and is asked for whole then.
inline constexpr size_t kMaxWitnessItems = 400'000;
/// BIP434: characters of a feature's name, bytes of its data.
inline constexpr size_t kMinFeatureId = 4;
inline constexpr size_t kMaxFeatureId = 80;
inline constexpr size_t kMaxFeatureData = 512;
/// BIP37: bytes and functions of a filter, bytes of an element.
inline constexpr size_t kMaxBloomFilter = 36'000;
inline constexpr uint32_t kMaxBloomFunctions = 50;
inline constexpr size_t kMaxBloomElement = 520;

/// Hash of an inventory entry, whatever it is the hash of.
using InventoryHash = base::Hash256<struct InventoryHashTag>;

/// What an inventory entry names, as on the wire.
enum class InventoryType : uint32_t {
    Tx = 1,
    Block = 2,
    FilteredBlock = 3,
    CompactBlock = 4,
    Wtx = 5,
    WitnessTx = 0x40000001,
    WitnessBlock = 0x40000002,
};

/// Values of `type` that InventoryType does not name are kept.
struct Inventory {
    InventoryType type = InventoryType::Tx;
    InventoryHash hash;
    friend bool operator==(const Inventory&, const Inventory&) = default;
};

struct Version {
    int32_t version = kProtocolVersion;
    uint64_t services = 0;
    int64_t time_s = 0;
    uint64_t receiver_services = 0;
    Service receiver;  ///< :: for what has no old form
    uint64_t sender_services = 0;
    Service sender;
    uint64_t nonce = 0;
    std::string user_agent;
    int32_t start_height = 0;
    bool relay = true;
};
struct Verack {};
struct WtxidRelay {};
struct SendAddrV2 {};
/// BIP434.
struct Feature {
    std::string id;
    base::Bytes data;
};
struct SendHeaders {};
struct SendCompact {
    uint8_t announce = 0;  ///< 0 or 1; others are for the receiver to judge
    uint64_t version = 0;
};
struct FeeFilter {
    int64_t rate_sat_per_kvb = 0;
};
struct Ping {
    std::optional<uint64_t> nonce;  ///< absent in the oldest form
};
struct Pong {
    uint64_t nonce = 0;
};
/// addr.
struct Addresses {
    std::vector<KnownAddress> entries;
};
/// addrv2 (BIP155). Entries of networks nobody knows, of Tor's second version, of other networks in IPv6 and
/// of CJDNS outside fc00::/8 are left out. Internal has no form here.
struct AddressesV2 {
    std::vector<KnownAddress> entries;
};
struct GetAddresses {};
struct Inv {
    std::vector<Inventory> entries;
};
struct GetData {
    std::vector<Inventory> entries;
};
/// Beyond kMaxInventory it is malformed, not too many.
struct NotFound {
    std::vector<Inventory> entries;
};
struct GetBlocks {
    std::vector<primitives::BlockHash> locator;
    primitives::BlockHash stop;
};
struct GetHeaders {
    std::vector<primitives::BlockHash> locator;
    primitives::BlockHash stop;
};
struct Headers {
    std::vector<primitives::BlockHeader> headers;
};
struct Tx {
    std::shared_ptr<const primitives::Transaction> transaction;
};
/// A block that nobody has looked at but for its size, at least a header's: parsing is the receiver's work.
struct RawBlock {
    base::Bytes raw;
    primitives::BlockHash hash() const;  ///< computed at each call
};
struct Mempool {};

/// A transaction a compact block's sender expects to be missing: its place among all, and it.
struct PrefilledTransaction {
    uint32_t index = 0;
    std::shared_ptr<const primitives::Transaction> transaction;
};
/// BIP152, version 2. Indexes are absolute and ascending; whether they are those of the block is for the
/// receiver to judge. The transactions of a message share its memory: who keeps one for long parses it anew.
struct CompactBlock {
    primitives::BlockHeader header;
    uint64_t nonce = 0;
    std::vector<uint64_t> short_ids;  ///< 48 bits each
    std::vector<PrefilledTransaction> prefilled;
    /// More than kMaxWitnessItems: short ids and transactions were left out.
    bool too_much = false;
};
/// Indexes are absolute and ascending.
struct GetBlockTransactions {
    primitives::BlockHash block;
    std::vector<uint32_t> indexes;
};
/// The transactions share their memory, as those of a CompactBlock do.
struct BlockTransactions {
    primitives::BlockHash block;
    std::vector<std::shared_ptr<const primitives::Transaction>> transactions;
    /// More than kMaxWitnessItems: the transactions were left out.
    bool too_much = false;
};

using FilterHash = base::Hash256<struct FilterHashTag>;
/// BIP157.
struct GetFilters {
    uint8_t filter_type = 0;
    uint32_t start_height = 0;
    primitives::BlockHash stop;
};
struct Filter {
    uint8_t filter_type = 0;
    primitives::BlockHash block;
    base::Bytes filter;
};
struct GetFilterHeaders {
    uint8_t filter_type = 0;
    uint32_t start_height = 0;
    primitives::BlockHash stop;
};
struct FilterHeaders {
    uint8_t filter_type = 0;
    primitives::BlockHash stop;
    FilterHash previous_header;
    std::vector<FilterHash> hashes;
};
struct GetFilterCheckpoints {
    uint8_t filter_type = 0;
    primitives::BlockHash stop;
};
struct FilterCheckpoints {
    uint8_t filter_type = 0;
    primitives::BlockHash stop;
    std::vector<FilterHash> headers;
};
/// BIP37: filterload, filteradd, filterclear, whose senders we leave unless told to serve them; merkleblock
/// goes out.
struct FilterLoad {
    base::Bytes filter;
    uint32_t hash_functions = 0;
    uint32_t tweak = 0;
    uint8_t flags = 0;
};
struct FilterAdd {
    base::Bytes element;
};
struct FilterClear {};
struct MerkleBlock {
    base::Bytes payload;
};
/// A message of a type nobody here knows, or one that is not taken any more (reject, alert).
struct Unknown {
    std::string type;
    base::Bytes payload;
};

using Message =
    std::variant<Version, Verack, WtxidRelay, SendAddrV2, Feature, SendHeaders, SendCompact, FeeFilter, Ping,
                 Pong, Addresses, AddressesV2, GetAddresses, Inv, GetData, NotFound, GetBlocks, GetHeaders,
                 Headers, Tx, RawBlock, Mempool, CompactBlock, GetBlockTransactions, BlockTransactions,
                 GetFilters, Filter, GetFilterHeaders, FilterHeaders, GetFilterCheckpoints, FilterCheckpoints,
                 FilterLoad, FilterAdd, FilterClear, MerkleBlock, Unknown>;

}  // namespace quanta::wire
