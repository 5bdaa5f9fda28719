// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node_metrics.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "chain/chain.h"
#include "chain/figures.h"
#include "node/node.h"

namespace quanta::node {

namespace {

using metrics::Exposition;
using metrics::Kind;

struct PhaseName {
    interfaces::NodePhase phase;
    std::string_view name;
};
constexpr PhaseName kPhases[] = {{interfaces::NodePhase::Starting, "starting"},
                                 {interfaces::NodePhase::Running, "running"},
                                 {interfaces::NodePhase::Stopping, "stopping"}};

void write_process(const Node& node, Exposition& out) {
    out.family(Kind::Gauge, "quanta_phase", "What the node is doing as a whole: 1 for the phase it is in.");
    const interfaces::NodePhase now = node.phase().phase;
    for (const PhaseName& phase : kPhases)
        out.sample(phase.phase == now ? 1 : 0, {{"phase", phase.name}});
    out.family(Kind::Gauge, "quanta_chain_info", "The chain, as a label; always 1.");
    out.sample(1, {{"chain", params::chain_name(node.params().chain)}});
    out.gauge("quanta_uptime_seconds", "Seconds since the node was started.", node.uptime_s());
    out.gauge("quanta_importing", "Whether block files are being imported.", node.importing() ? 1 : 0);
}

void write_work(const Node& node, const chain::Tasks& tasks, Exposition& out) {
    out.gauge("quanta_tasks_running", "Pieces of long work that are going on.", tasks.list().size());
    out.gauge("quanta_failed", "Whether the node is stopping because its disk or database failed.",
              node.failure() ? 1 : 0);
}

void write_tip(const Node& node, const chain::Snapshot& snapshot, Exposition& out) {
    const chain::HeaderNode& tip = *snapshot.tip;
    const int64_t now_s = node.clock().system_time_s();
    out.gauge("quanta_height", "Height of the last verified block.", snapshot.height());
    out.gauge("quanta_headers", "Height of the best header known.", snapshot.best_header->height);
    out.gauge("quanta_verification_progress_ratio",
              "Estimated part of all transactions that is verified, 0 to 1.",
              chain::verification_progress(tip, node.params().tx_data, now_s));
    out.gauge("quanta_initial_block_download", "Whether the node still catches up.",
              snapshot.initial_block_download ? 1 : 0);
    out.gauge("quanta_tip_time_seconds", "Time in the last verified block, seconds since 1970.", tip.time);
    out.gauge("quanta_tip_age_seconds", "Seconds since the time in the last verified block.",
              std::max<int64_t>(now_s - static_cast<int64_t>(tip.time), 0));
    out.gauge("quanta_chain_transactions", "Transactions of the chain up to the last verified block.",
              tip.chain_transaction_count());
}

void write_files(const chain::BlockArchive& archive, const chain::HeaderNode& tip, Exposition& out) {
    out.gauge("quanta_block_files_bytes", "Bytes of the block and undo files.", archive.disk_usage_bytes());
    out.gauge("quanta_pruned", "Whether blocks have ever been pruned.", archive.pruned() ? 1 : 0);
    out.gauge("quanta_first_stored_height", "Height from which on all blocks are on disk.",
              archive.first_stored_height(tip).value_or(0));
}

void write_figures(const chain::ChainFigures& figures, Exposition& out) {
    out.histogram("quanta_block_connect_seconds",
                  "Time from looking up the coins of a block until it was the tip, its scripts verified.",
                  figures.block_connect);
    out.counter("quanta_transactions_connected_total", "Transactions in blocks that were connected.",
                figures.transactions_connected.value());
    out.counter("quanta_blocks_disconnected_total", "Blocks taken off the tip.",
                figures.blocks_disconnected.value());
    out.counter("quanta_blocks_refused_total", "Blocks found invalid when they were to be connected.",
                figures.blocks_refused.value());
    out.histogram("quanta_flush_seconds", "Time to write index and coins to disk.", figures.flush);
    out.gauge("quanta_last_flush_time_seconds",
              "When index and coins were last written, seconds since 1970; 0: not since the start.",
              figures.last_flush_time_s.value());
    out.gauge("quanta_coin_cache_bytes", "Memory of the coin cache.", figures.cache_bytes.value());
    out.gauge("quanta_coin_cache_limit_bytes", "Memory above which the coin cache is written out.",
              figures.cache_limit_bytes.value());
    out.gauge("quanta_coin_cache_coins", "Outpoints in the coin cache.", figures.cache_coins.value());
}

}  // namespace

void write_node_metrics(Node& node, metrics::Exposition& out) {
    write_process(node, out);
    write_work(node, node.tasks(), out);
    if (!node.loaded()) return;
    const chain::Chain& chain = node.chain();
    const auto snapshot = chain.snapshot();
    write_tip(node, *snapshot, out);
    write_files(chain.archive(), *snapshot->tip, out);
    write_figures(*node.options().chain.figures, out);
    out.gauge("quanta_templates", "Block templates that are held for miners' programs.",
              node.templates().store().shelf.count());
    out.gauge("quanta_template_bytes", "Bytes that these templates keep alive together.",
              node.templates().store().memory->bytes());
}

}  // namespace quanta::node
