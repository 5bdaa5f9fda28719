// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/merkle_proof.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/check.h"
#include "codec/writer.h"
#include "consensus/limits.h"

namespace quanta::node_rpc {

namespace {

using crypto::Digest256;

constexpr int kBitsPerByte = 8;
/// More transactions than this do not fit into a block: each takes 60 bytes without witness at least.
constexpr uint32_t kMaxTransactions =
    static_cast<uint32_t>(consensus::kMaxBlockWeight) / (60 * primitives::kWitnessScale);

Digest256 combine(const Digest256& left, const Digest256& right) {
    std::array<uint8_t, 2 * sizeof(Digest256)> both;
    std::ranges::copy(left, both.begin());
    std::ranges::copy(right, both.begin() + left.size());
    return crypto::sha256d(both);
}

/// A place in the tree: transactions are at level 0.
struct Place {
    int level;
    uint32_t index;
};

/// The shape of a tree over `leaves` leaves.
class Shape {
public:
    explicit Shape(uint32_t leaves) : m_leaves(leaves) {
        while (width(m_height) > 1)
            ++m_height;
    }
    int height() const { return m_height; }
    uint32_t width(int level) const {
        return static_cast<uint32_t>((uint64_t{m_leaves} + (uint64_t{1} << level) - 1) >> level);
    }
    /// Whether there is a second place below `place`; otherwise the first counts twice.
    bool has_right(Place place) const { return place.index * 2 + 1 < width(place.level - 1); }

private:
    uint32_t m_leaves;
    int m_height = 0;
};

/// All levels of a tree, and what is wanted in it.
struct Levels {
    std::vector<std::vector<Digest256>> hashes;
    std::vector<std::vector<bool>> wanted;
};

Levels all_levels(std::vector<Digest256> leaves, std::vector<bool> wanted) {
    Levels levels{{std::move(leaves)}, {std::move(wanted)}};
    while (levels.hashes.back().size() > 1) {
        const std::vector<Digest256>& below = levels.hashes.back();
        const std::vector<bool>& wanted_below = levels.wanted.back();
        std::vector<Digest256> hashes;
        std::vector<bool> any;
        for (size_t left = 0; left < below.size(); left += 2) {
            const size_t right = std::min(left + 1, below.size() - 1);
            hashes.push_back(combine(below[left], below[right]));
            any.push_back(wanted_below[left] || wanted_below[right]);
        }
        levels.hashes.push_back(std::move(hashes));
        levels.wanted.push_back(std::move(any));
    }
    return levels;
}

/// Goes through a proof without trusting it. Once.
class Walk {
public:
    explicit Walk(const MerkleProof& proof) : m_proof(proof), m_shape(proof.transactions) {}

    /// The root, and the leaves in question on the way; nothing when the proof does not hold together.
    std::optional<Digest256> root(std::vector<primitives::Txid>& matches) {
        if (!enter({m_shape.height(), 0}, matches)) return std::nullopt;
        while (!m_open.empty()) {
            if (!advance(matches)) return std::nullopt;
        }
        const bool all_used = m_next_hash == m_proof.hashes.size() &&
                              (m_next_flag + kBitsPerByte - 1) / kBitsPerByte ==
                                  (m_proof.flags.size() + kBitsPerByte - 1) / kBitsPerByte;
        if (!all_used) return std::nullopt;
        return m_value;
    }

private:
    /// A place whose halves are being worked out.
    struct Open {
        Place place;
        std::optional<Digest256> left;
    };

    /// Reads a place: its hash becomes the value, or it is opened.
    bool enter(Place place, std::vector<primitives::Txid>& matches) {
        m_value.reset();
        if (m_next_flag >= m_proof.flags.size()) return false;
        const bool wanted = m_proof.flags[m_next_flag++];
        if (wanted && place.level > 0) {
            m_open.push_back({place, std::nullopt});
            return true;
        }
        if (m_next_hash >= m_proof.hashes.size()) return false;
        m_value = m_proof.hashes[m_next_hash++];
        if (wanted) matches.emplace_back(*m_value);
        return true;
    }

    /// One step on from the innermost open place.
    bool advance(std::vector<primitives::Txid>& matches) {
        Open& open = m_open.back();
        const Place left{open.place.level - 1, open.place.index * 2};
        if (!m_value) return enter(left, matches);
        if (open.left) {
            // Equal halves would let transactions be counted twice.
            if (*open.left == *m_value) return false;
            m_value = combine(*open.left, *m_value);
            m_open.pop_back();
            return true;
        }
        if (!m_shape.has_right(open.place)) {
            m_value = combine(*m_value, *m_value);
            m_open.pop_back();
            return true;
        }
        open.left = m_value;
        return enter({left.level, left.index + 1}, matches);
    }

    const MerkleProof& m_proof;
    const Shape m_shape;
    size_t m_next_flag = 0;
    size_t m_next_hash = 0;
    std::vector<Open> m_open;          ///< as many as the tree has levels, at most 32
    std::optional<Digest256> m_value;  ///< of the place just left
};

}  // namespace

MerkleProof MerkleProof::make(const primitives::Block& block, const std::vector<bool>& wanted) {
    CHECK(wanted.size() == block.transactions().size());
    std::vector<Digest256> leaves;
    for (const primitives::Transaction& transaction : block.transactions())
        leaves.push_back(transaction.txid().bytes());
    MerkleProof proof;
    proof.header = block.header();
    proof.transactions = static_cast<uint32_t>(leaves.size());
    const Shape shape(proof.transactions);
    const Levels levels = all_levels(std::move(leaves), wanted);
    std::vector<Place> open{{shape.height(), 0}};
    while (!open.empty()) {
        const Place place = open.back();
        open.pop_back();
        const auto level = static_cast<size_t>(place.level);
        const bool below = levels.wanted[level][place.index];
        proof.flags.push_back(below);
        if (!below || place.level == 0) {
            proof.hashes.push_back(levels.hashes[level][place.index]);
            continue;
        }
        if (shape.has_right(place)) open.push_back({place.level - 1, place.index * 2 + 1});
        open.push_back({place.level - 1, place.index * 2});
    }
    return proof;
}

std::vector<primitives::Txid> MerkleProof::matches() const {
    if (transactions == 0 || transactions > kMaxTransactions) return {};
    if (hashes.size() > transactions || flags.size() < hashes.size()) return {};
    std::vector<primitives::Txid> found;
    const auto root = Walk(*this).root(found);
    if (!root || primitives::MerkleRoot(*root) != header.merkle_root) return {};
    return found;
}

base::Bytes MerkleProof::serialize() const {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    writer.write_bytes(header.serialize()).write(transactions).write_compact_size(hashes.size());
    for (const Digest256& hash : hashes)
        writer.write_bytes(hash);
    base::Bytes packed((flags.size() + kBitsPerByte - 1) / kBitsPerByte);
    for (size_t i = 0; i < flags.size(); ++i) {
        if (flags[i]) packed[i / kBitsPerByte] |= static_cast<uint8_t>(1 << i % kBitsPerByte);
    }
    writer.write_sized_bytes(packed);
    return bytes;
}

base::Result<MerkleProof, codec::DecodeError> MerkleProof::parse(codec::Reader& reader) {
    MerkleProof proof;
    proof.header = TRY(primitives::BlockHeader::parse(reader));
    proof.transactions = TRY(reader.read<uint32_t>());
    const uint64_t count = TRY(reader.read_compact_size());
    // Room grows with what is there, not with what is promised.
    for (uint64_t i = 0; i < count; ++i) {
        Digest256 hash;
        TRY(reader.read_into(hash));
        proof.hashes.push_back(hash);
    }
    for (const uint8_t byte : TRY(reader.read_sized_bytes())) {
        for (int bit = 0; bit < kBitsPerByte; ++bit)
            proof.flags.push_back((byte >> bit & 1) != 0);
    }
    return proof;
}

}  // namespace quanta::node_rpc
