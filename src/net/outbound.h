// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "addresses/address_book.h"
#include "addresses/ban_list.h"
#include "addresses/local_addresses.h"
#include "net/connection_maker.h"
#include "net/connection_table.h"
#include "net/dialer.h"
#include "net/outbound_nodes.h"
#include "net/outbound_planner.h"

namespace quanta::net {

/// Opens connections: those that the planner wants, those an operator wants, those others ask for once. Net
/// thread.
class Outbound {
public:
    /// What it stands on; all outlive it.
    struct Context {
        const NetOptions& options;
        Environment environment;
        addresses::AddressBook& book;
        const addresses::BanList& bans;
        const addresses::LocalAddresses& local;
        ConnectionMaker& maker;
        ConnectionTable& table;
    };
    /// What is connected to, and how.
    struct Target {
        ConnectionType type = ConnectionType::Manual;
        std::string name;                      ///< as it was asked for; empty for an address of the book
        std::optional<wire::Service> service;  ///< not known for names
        bool v2 = false;
        bool counts = false;  ///< see OutboundPlan
    };

    /// How often it looks whether there is something to do.
    static constexpr std::chrono::milliseconds kInterval{500};
    /// Connections being opened by ourselves at a time.
    static constexpr size_t kMaxDials = 8;
    /// Connections being opened at a time, whoever has asked for them.
    static constexpr size_t kMaxAllDials = 64;

    Outbound(Context context, std::vector<wire::Service> anchors);
    ~Outbound();

    /// Begins.
    void start();
    /// While not active nothing is opened.
    void set_active(bool active);
    /// Opens a connection to `name` soon. False when there is no room for its type.
    bool connect_once(const std::string& name, ConnectionType type, bool v2);
    /// `peer` is gone: whether another transport is worth a try, is seen to.
    void on_end(const LivePeer& peer);

    NamedNodes& added() { return m_added; }
    const NamedNodes& added() const { return m_added; }
    void set_extra_full_relay(bool wanted) { m_extra_full_relay = wanted; }
    void start_extra_block_relay() { m_extra_block_relay = true; }
    void set_near_tip(bool near_tip) { m_near_tip = near_tip; }
    size_t surplus(ConnectionType type) const;

private:
    struct Dial;

    void schedule();
    void look();
    void look_for_seed_node();
    void look_for_named();
    void look_for_planned();
    bool is_connected(const std::string& name) const;
    bool is_taken(const wire::Service& service) const;
    size_t count(ConnectionType type) const;
    OutboundView view() const;
    void see(const Target& target, OutboundView& view) const;
    void dial(Target target, std::chrono::milliseconds delay = {});
    void begin(const std::shared_ptr<Dial>& dial);
    void on_dialed(const std::shared_ptr<Dial>& dial, base::Result<Dialed, DialError> result);

    const Context m_context;
    const ConnectionLimits m_limits;
    Dialer m_dialer;
    OutboundPlanner m_planner;
    NamedNodes m_added;
    NamedNodes m_connect;
    std::list<std::shared_ptr<Dial>> m_dials;
    std::map<PeerId, Target> m_targets;
    size_t m_next_seed_node = 0;
    int64_t m_next_seed_us = 0;
    bool m_active = false;
    bool m_extra_full_relay = false;
    bool m_extra_block_relay = false;
    bool m_near_tip = false;
    std::unique_ptr<Scheduler::Job> m_job;
    CallbackGuard m_guard;
};

}  // namespace quanta::net
