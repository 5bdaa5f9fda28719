// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "interfaces/block_ref.h"
#include "interfaces/handler.h"
#include "interfaces/network.h"

namespace quanta::interfaces {

/// What a node is doing as a whole.
enum class NodePhase : uint8_t { Starting, Running, Stopping };

/// A piece of long work.
struct WorkStatus {
    std::string name;          ///< "importing blk00000.dat"
    std::string text;          ///< "43.1%, about 2 min left"
    double part = -1;          ///< 0 to 1; negative: not known
    double seconds_left = -1;  ///< negative: not known

    friend bool operator==(const WorkStatus&, const WorkStatus&) = default;
};

/// A node at one moment: all that a window shows of it.
struct NodeStatus {
    uint64_t sequence = 0;  ///< grows with every change; starts anew with the node
    NodePhase phase = NodePhase::Starting;
    std::string phase_text;  ///< while starting: "Verifying blocks…"
    std::string chain;       ///< "main", …
    BlockRef tip;            ///< once running
    int64_t tip_time_s = 0;
    BlockRef best_header;
    int64_t best_header_time_s = 0;
    double verification_progress = 0;  ///< 0 to 1, estimated
    bool initial_block_download = true;
    int32_t connections = 0;
    std::vector<WorkStatus> work;
    std::vector<std::string> warnings;
    int64_t uptime_s = 0;
    std::string data_directory;
    std::string version;         ///< "0.1.0"
    int32_t connections_in = 0;  ///< those of `connections` that came to us
    bool network_active = true;  ///< whether the node takes part in the network

    friend bool operator==(const NodeStatus&, const NodeStatus&) = default;
};

/// A piece of the log.
struct LogPage {
    std::string text;       ///< whole lines
    uint64_t position = 0;  ///< where to read on, bytes from the log's start
};

/// Hears how a node is. Issued by the node, handled by a GUI, in this or another process.
class NodeSink {
public:
    virtual ~NodeSink() = default;
    /// Calls come one at a time and at most four a second; changes meanwhile are told as one.
    virtual void status_changed(const NodeStatus& status) = 0;
};

/// A node, for its user's windows. Works from the first moment on, while the chain is still loaded. Any
/// thread.
class Node {
public:
    virtual ~Node() = default;
    virtual NodeStatus status() = 0;
    /// Calls `sink` soon with how the node is, and then at every change and once a second while there is long
    /// work.
    virtual std::unique_ptr<Handler> follow(std::shared_ptr<NodeSink> sink) = 0;
    /// Lines of the log from `position` on, at most `max_bytes`; a position beyond the end means the last
    /// `max_bytes`. Empty when nothing has been added, and when there is no log file.
    virtual LogPage read_log(uint64_t position, uint64_t max_bytes) = 0;
    /// Asks the node to stop, and returns.
    virtual void request_shutdown() = 0;

    /// All peers, bans and sums of traffic in one answer.
    virtual NetworkStatus network() = 0;
    // These throw a sentence while NetworkStatus::available is false.
    /// Ends all connections and makes no more, or goes back to the network.
    virtual void set_network_active(bool active) = 0;
    /// Ends these connections; those that have gone already are no error.
    virtual void disconnect_peers(const std::vector<int64_t>& ids) = 0;
    /// Bans addresses or subnets for `seconds` from now on and ends connections to them. Throws at the first
    /// that is neither, and bans none then.
    virtual void ban(const std::vector<std::string>& subnets, int64_t seconds) = 0;
    /// Lifts bans; what is not banned is no error.
    virtual void unban(const std::vector<std::string>& subnets) = 0;
};

}  // namespace quanta::interfaces
