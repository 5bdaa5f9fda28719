// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node_service.h"

#include <utility>

#include "base/log.h"
#include "node/log_reader.h"
#include "node/network_service.h"

namespace quanta::node {

namespace {

using interfaces::NodeStatus;

NodeStatus completed(NodeStatus status, const NodeServiceOptions& options) {
    status.version = options.version;
    status.data_directory = options.data_directory;
    return status;
}

class NodeService final : public interfaces::Node {
public:
    NodeService(node::Node& node, sys::FileSystem& files, NodeServiceOptions options)
        : m_node(node), m_files(files), m_options(std::move(options)) {}

    NodeStatus status() override { return completed(m_node.status_feed().status(), m_options); }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::NodeSink> sink) override {
        return m_node.status_feed().follow(
            [sink = std::move(sink), options = m_options](const NodeStatus& now) {
                sink->status_changed(completed(now, options));
            });
    }
    interfaces::LogPage read_log(uint64_t position, uint64_t max_bytes) override {
        if (m_options.log_path.empty()) return {.text = {}, .position = position};
        return read_log_page(m_files, m_options.log_path, position, max_bytes);
    }
    void request_shutdown() override {
        base::log_info("a window asks the node to stop");
        m_node.request_shutdown();
    }
    interfaces::NetworkStatus network() override { return network_status(m_node); }
    void set_network_active(bool active) override { node::set_network_active(m_node, active); }
    void disconnect_peers(const std::vector<int64_t>& ids) override { node::disconnect_peers(m_node, ids); }
    void ban(const std::vector<std::string>& subnets, int64_t seconds) override {
        ban_subnets(m_node, subnets, seconds);
    }
    void unban(const std::vector<std::string>& subnets) override { unban_subnets(m_node, subnets); }

private:
    node::Node& m_node;
    sys::FileSystem& m_files;
    const NodeServiceOptions m_options;
};

}  // namespace

std::unique_ptr<interfaces::Node> make_node_service(Node& node, sys::FileSystem& files,
                                                    NodeServiceOptions options) {
    return std::make_unique<NodeService>(node, files, std::move(options));
}

}  // namespace quanta::node
