// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <QString>

#include "interfaces/network.h"

namespace quanta::gui {

// The words of getpeerinfo as a window says them; what is not known to us is shown as it is.

/// "outbound-full-relay" -> "Full relay".
QString connection_text(const std::string& connection_type);
/// "onion" -> "Tor".
QString network_text(const std::string& network);
/// "v2" -> "v2, encrypted"; empty while it is found out.
QString transport_text(const std::string& transport);
/// "NETWORK", "WITNESS" -> "NETWORK, WITNESS".
QString list_text(const std::vector<std::string>& words);
/// What a peer calls itself, without letters that have no shape: it may write what it likes.
QString user_agent_text(const std::string& user_agent);
/// "10 peers (4 in, 6 out)".
QString peer_count_text(int all, int incoming);

/// What a peer has told about a part of it, for the detail pane: a heading and lines of a name and a value.
struct PeerFact {
    QString name;
    QString value;
    bool one_line = false;  ///< may be long and cannot be broken
};
struct PeerFacts {
    QString heading;
    std::vector<PeerFact> facts;
};
/// All that is worth reading of `peer`; `now_s` is the node's time. The same facts in the same order for
/// every peer.
std::vector<PeerFacts> peer_facts(const interfaces::PeerStatus& peer, int64_t now_s);

}  // namespace quanta::gui
