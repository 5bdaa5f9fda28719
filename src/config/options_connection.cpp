// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// How the node meets its peers.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kOptions[] = {
    // name, group, flags, argument, default, help
    {"addnode", Group::Connection, kNetworkOnly | kRepeatable, "<ip>", "",
     "Connect to this node and stay connected to it"},
    {"asmap", Group::Connection, 0, "<file>", "off",
     "File that maps addresses to networks (autonomous systems) for the spread of connections; 1 takes "
     "the built-in map"},
    {"bantime", Group::Connection, 0, "<n>", "86400",
     "Seconds for which a ban lasts unless told otherwise"},
    {"bind", Group::Connection, kNetworkOnly | kRepeatable, "<addr>[:<port>][=onion]",
     "all, and 127.0.0.1 for onion",
     "Listen on this address; =onion at the end marks connections that come from the Tor service"},
    {"cjdnsreachable", Group::Connection, 0, "", "0",
     "Addresses of fc00::/8 belong to CJDNS here and can be reached"},
    {"connect", Group::Connection, kNetworkOnly | kRepeatable, "<ip>", "",
     "Connect to these nodes alone; -noconnect makes no automatic connections at all"},
    {"discover", Group::Connection, 0, "", "1 if listening and neither -externalip nor -proxy",
     "Find out one's own addresses"},
    {"dns", Group::Connection, 0, "", "1",
     "Look up names for -addnode, -seednode and -connect"},
    {"dnsseed", Group::Connection, 0, "", "1 unless -connect or -maxconnections=0",
     "Ask DNS seeds for addresses of nodes when few are known"},
    {"externalip", Group::Connection, kRepeatable, "<ip>", "",
     "Tell peers this address as one's own"},
    {"fixedseeds", Group::Connection, 0, "", "1",
     "Fall back on built-in addresses when no seed answers"},
    {"forcednsseed", Group::Connection, 0, "", "0",
     "Always ask DNS seeds at the start"},
    {"i2pacceptincoming", Group::Connection, 0, "", "1",
     "Accept connections over I2P; without -i2psam this does nothing"},
    {"i2psam", Group::Connection, 0, "<ip:port>", "",
     "Address of the I2P SAM proxy, for connections to and from I2P"},
    {"inboundrelaypercent", Group::Connection, 0, "<n>", "50",
     "Share of the incoming connections that may relay transactions, percent"},
    {"listen", Group::Connection, 0, "", "1 unless -proxy, -connect or -maxconnections=0",
     "Accept connections from others"},
    {"listenonion", Group::Connection, 0, "", "1",
     "Make a Tor onion service for incoming connections by itself"},
    {"maxconnections", Group::Connection, 0, "<n>", "200",
     "Connections with peers to hold at the most, those by hand not counted"},
    {"maxreceivebuffer", Group::Connection, 0, "<n>", "5000",
     "Bytes to buffer from each peer, in 1,000"},
    {"maxsendbuffer", Group::Connection, 0, "<n>", "1000",
     "Bytes to buffer towards each peer, in 1,000"},
    {"maxuploadtarget", Group::Connection, 0, "<n>", "0M",
     "Bytes to send in 24 hours; the limit is soft. Suffixes k, m, g, t count in 1000s and K, M, G, T in "
     "1024s; 0 is no limit"},
    {"natpmp", Group::Connection, 0, "", "1",
     "Ask the router to open the port with PCP or NAT-PMP"},
    {"networkactive", Group::Connection, 0, "", "1",
     "Take part in the network; setnetworkactive changes it later"},
    {"onion", Group::Connection, 0, "<ip:port|path>", "value of -proxy",
     "SOCKS5 proxy for Tor onion services, -noonion for none"},
    {"onlynet", Group::Connection, kRepeatable, "<net>", "",
     "Make connections by this network alone (ipv4, ipv6, onion, i2p, cjdns); incoming and manual ones "
     "are not concerned"},
    {"peerblockfilters", Group::Connection, 0, "", "0",
     "Serve compact block filters to peers (BIP157)"},
    {"peerbloomfilters", Group::Connection, 0, "", "0",
     "Let peers ask through bloom filters (BIP37)"},
    {"peertimeout", Group::Connection, kDebugOnly, "<n>", "60",
     "Seconds without a sign of life after which a peer is dropped"},
    {"port", Group::Connection, kNetworkOnly, "<port>",
     "8333, testnet3 18333, testnet4 48333, signet 38333, regtest 18444",
     "Listen for nodes on this port"},
    {"proxy", Group::Connection, kValueRequired | kRepeatable, "<ip>[:<port>]|unix:<path>[=<network>]", "off",
     "Connect through this SOCKS5 proxy, for one network alone when that is named at the end; -noproxy "
     "for none"},
    {"proxyrandomize", Group::Connection, 0, "", "1",
     "Use other credentials with the proxy for each connection, so that Tor keeps them apart"},
    {"seednode", Group::Connection, kRepeatable, "<ip>", "",
     "Ask this node for addresses of others, then leave it"},
    {"timeout", Group::Connection, 0, "<n>", "5000",
     "Milliseconds a connection attempt may take"},
    {"torcontrol", Group::Connection, 0, "<ip>:<port>", "127.0.0.1:9051",
     "Address of Tor's control port, for the onion service"},
    {"torpassword", Group::Connection, kSensitive, "<pass>", "",
     "Password of Tor's control port"},
    {"txreconciliation", Group::Connection, kDebugOnly, "", "0",
     "Announce transactions by set reconciliation (BIP330) where the peer can"},
    {"v2transport", Group::Connection, 0, "", "1",
     "Use the encrypted transport (BIP324) where the peer can"},
    {"whitebind", Group::Connection, kRepeatable, "<[permissions@]addr>", "",
     "Listen on this address and grant who connects there permissions (bloomfilter, noban, forcerelay, "
     "relay, mempool, download, addr)"},
    {"whitelist", Group::Connection, kRepeatable, "<[permissions@]IP address or network>", "",
     "Grant permissions to peers of this address or network (CIDR); in, out say for which direction. As "
     "-whitebind otherwise"},
};

}  // namespace

OptionTable connection_options() { return kOptions; }

}  // namespace quanta::config
