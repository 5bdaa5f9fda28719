// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "chain/header_tree.h"
#include "primitives/block.h"
#include "wire/message.h"

namespace quanta::serving {

/// Blocks one after another: those from height `first` to `last`, which is at that height or above.
struct BlockStretch {
    primitives::Height first = 0;
    const chain::HeaderNode* last = nullptr;

    size_t size() const { return static_cast<size_t>(last->height - first) + 1; }
};

/// Hashes of the filters of a stretch, and the filter header of the block before it (null before genesis).
struct FilterHashes {
    wire::FilterHash previous_header;
    std::vector<wire::FilterHash> hashes;
};

/// Basic filters of blocks (BIP158), as serving sees them; an index stands behind it. Net thread; no call
/// waits for the disk, and answers come in the net thread later, never from within the call. An answer is
/// nothing when the index lacks one of the blocks (it is still being built, or a read failed).
class FilterSource {
public:
    template <typename T>
    using Done = std::function<void(std::optional<T>)>;

    virtual ~FilterSource() = default;
    /// The encoded filters of a stretch, in the order of the blocks.
    virtual void read_filters(const BlockStretch& stretch, Done<std::vector<base::Bytes>> done) = 0;
    virtual void read_hashes(const BlockStretch& stretch, Done<FilterHashes> done) = 0;
    /// The filter header of each of `nodes`.
    virtual void read_headers(std::vector<const chain::HeaderNode*> nodes,
                              Done<std::vector<wire::FilterHash>> done) = 0;
};

}  // namespace quanta::serving
