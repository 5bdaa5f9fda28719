// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Recorded calls of the methods for miners, those that can be answered without the chain of the recording.
#include <set>
#include <string>

#include "mempool_rpc/methods.h"
#include "mining_rpc/methods.h"
#include "node_rpc/transcript_rpc.h"

namespace quanta::mining_rpc {
namespace {

class RecordedMining : public node_rpc::TranscriptFixture {
protected:
    void start_mining() {
        start();
        add_mining_methods(*m_dispatcher, *m_node, {});
        mempool_rpc::add_mempool_methods(*m_dispatcher, *m_node, {});
        // When the blocks of the recording were made.
        m_clock.set_system_time_s(1'795'345'000);
    }
    /// Errors, and answers that are among `texts`.
    static Selector errors_or(std::set<std::string> texts) {
        return [texts = std::move(texts)](const std::string&, const json::Value& recorded) {
            const json::Value* reply = recorded.find("reply");
            return reply == nullptr || texts.contains(json::to_text(*reply));
        };
    }
};

TEST_F(RecordedMining, GetBlockTemplate) {
    start_mining();
    replay("getblocktemplate", errors_or({"\"inconclusive-not-best-prevblk\""}));
}

TEST_F(RecordedMining, SubmitBlock) {
    start_mining();
    // What is wrong whatever the parent, and what follows the first block.
    const Selector alone =
        errors_or({"\"bad-blk-length\"", "\"high-hash\"", "\"bad-cb-missing\"", "\"bad-txnmrklroot\"",
                   "\"bad-txns-duplicate\"", "\"prev-blk-not-found\""});
    const primitives::BlockHash& genesis = m_builder.genesis().hash;
    const std::string parent = base::to_hex(genesis.bytes());
    replay("submitblock", [&](const std::string& params, const json::Value& recorded) {
        return alone(params, recorded) || params.find(parent) != std::string::npos;
    });
}

TEST_F(RecordedMining, SubmitHeader) {
    start_mining();
    replay("submitheader", errors_or({}));
}

TEST_F(RecordedMining, GetNetworkHashRate) {
    start_mining();
    replay("getnetworkhashps", errors_or({"0"}));
}

TEST_F(RecordedMining, PrioritiseTransaction) {
    start_mining();
    // What has dust in its outputs has to be in the pool to be found out.
    replay("prioritisetransaction", [](const std::string&, const json::Value& recorded) {
        return json::to_text(recorded).find("dust outputs") == std::string::npos;
    });
}

}  // namespace
}  // namespace quanta::mining_rpc
