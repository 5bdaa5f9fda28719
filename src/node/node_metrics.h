// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "metrics/exposition.h"

namespace quanta::node {

class Node;

/// Writes how `node` and its chain are: heights, progress, times, cache, flushes, block files. Before the
/// chain is loaded, what is known without it. Reads what the chain shows and never waits for it. Any thread,
/// until the node is destroyed.
void write_node_metrics(Node& node, metrics::Exposition& out);

}  // namespace quanta::node
