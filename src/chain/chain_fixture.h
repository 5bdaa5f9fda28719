// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "chain/chain.h"
#include "chain/utxo_stats.h"
#include "crypto/hash.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::chain {

/// A chain on regtest in a directory of its own, for the tests of this library.
class ChainFixture : public ::testing::Test {
protected:
    ChainFixture();

    ChainOptions options() const;
    /// Opens and starts the chain of the directory.
    void open(const ChainOptions& options);
    void open() { open(options()); }
    /// Stops it, everything written.
    void close();
    /// Submits and waits. The reject reason, or "connected", "stored", "duplicate".
    std::string submit(const std::shared_ptr<const primitives::Block>& block);
    /// Commitment to all coins at the tip (hash_serialized_3), as text.
    std::string utxo_hash();
    primitives::Height height() const { return m_chain->snapshot()->height(); }
    std::string tip() const { return m_chain->snapshot()->tip->hash.to_text(); }

    testing::TempDir m_directory{"chain"};
    params::ChainParams m_params;
    std::unique_ptr<Chain> m_chain;
};

}  // namespace quanta::chain
