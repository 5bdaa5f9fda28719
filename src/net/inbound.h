// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "addresses/ban_list.h"
#include "base/result.h"
#include "net/connection_limits.h"
#include "net/connection_maker.h"
#include "net/connection_table.h"
#include "net/environment.h"
#include "net/eviction.h"
#include "net/options.h"

namespace quanta::net {

/// Listens and decides who comes in: bans, limits, permissions, and who gives way to whom. Net thread.
class Inbound {
public:
    /// What it stands on; all outlive it.
    struct Context {
        const NetOptions& options;
        Environment environment;
        const addresses::BanList& bans;
        ConnectionMaker& maker;
        ConnectionTable& table;
    };
    explicit Inbound(Context context);

    /// Listens at all places of the options. The error is a sentence for the operator.
    base::Result<void, std::string> listen();
    /// Listens no more; connections stay.
    void close();
    /// While not active nobody comes in.
    void set_active(bool active) { m_active = active; }
    /// Where it listens.
    std::vector<sys::Endpoint> places() const;

    /// `peer` has told that it wants transactions: when too many inbound ones do, one of these has to go.
    void on_wants_transactions(PeerId peer);

private:
    void on_accept(const BindPlace& place, std::shared_ptr<sys::TcpConnection> socket);
    /// Why `origin` may not come in; empty when it may. Makes room.
    std::string_view refuse(const PeerOrigin& origin);
    size_t count_inbound() const;
    std::vector<EvictionCandidate> candidates() const;

    const Context m_context;
    const ConnectionLimits m_limits;
    std::vector<std::unique_ptr<Sockets::Listener>> m_listeners;
    bool m_active = true;
};

}  // namespace quanta::net
