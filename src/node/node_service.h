// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

#include "interfaces/node.h"
#include "node/node.h"
#include "sys/file.h"

namespace quanta::node {

/// What a node does not know of itself.
struct NodeServiceOptions {
    std::string version;         ///< "0.1.0"
    std::string data_directory;  ///< shown to users
    std::string log_path;        ///< of the log file; empty: there is none
};

/// `node` for windows, from its first moment to its last. `node` and `files` outlive the service.
std::unique_ptr<interfaces::Node> make_node_service(Node& node, sys::FileSystem& files,
                                                    NodeServiceOptions options);

}  // namespace quanta::node
