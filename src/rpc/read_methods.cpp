// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/read_methods.h"

#include <algorithm>

namespace quanta::rpc {

namespace {

// Left out on purpose: listdescriptors and gethdkeys (they can show private keys), getnewaddress and
// getrawchangeaddress (they use up an address), scantxoutset (it can stop the scan of another), logging.
constexpr std::string_view kMethods[] = {
    "analyzepsbt",
    "combinepsbt",
    "combinerawtransaction",
    "converttopsbt",
    "createmultisig",
    "createpsbt",
    "createrawtransaction",
    "decodepsbt",
    "decoderawtransaction",
    "decodescript",
    "deriveaddresses",
    "echo",
    "echoipc",
    "echojson",
    "estimaterawfee",
    "estimatesmartfee",
    "finalizepsbt",
    "getaddednodeinfo",
    "getaddressesbylabel",
    "getaddressinfo",
    "getaddrmaninfo",
    "getbalance",
    "getbalances",
    "getbestblockhash",
    "getblock",
    "getblockchaininfo",
    "getblockcount",
    "getblockfilter",
    "getblockhash",
    "getblockheader",
    "getblockstats",
    "getblocktemplate",
    "getchainstates",
    "getchaintips",
    "getchaintxstats",
    "getconnectioncount",
    "getdeploymentinfo",
    "getdescriptoractivity",
    "getdescriptorinfo",
    "getdifficulty",
    "getindexinfo",
    "getmemoryinfo",
    "getmempoolancestors",
    "getmempoolcluster",
    "getmempooldescendants",
    "getmempoolentry",
    "getmempoolfeeratediagram",
    "getmempoolinfo",
    "getmininginfo",
    "getnettotals",
    "getnetworkhashps",
    "getnetworkinfo",
    "getnodeaddresses",
    "getopenrpcinfo",
    "getorphantxs",
    "getpeerinfo",
    "getprioritisedtransactions",
    "getprogress",
    "getrawmempool",
    "getrawtransaction",
    "getreceivedbyaddress",
    "getreceivedbylabel",
    "getrpcinfo",
    "gettransaction",
    "gettxout",
    "gettxoutproof",
    "gettxoutsetinfo",
    "gettxspendingprevout",
    "getwalletinfo",
    "getzmqnotifications",
    "help",
    "joinpsbts",
    "listaddressgroupings",
    "listbanned",
    "listlabels",
    "listlockunspent",
    "listreceivedbyaddress",
    "listreceivedbylabel",
    "listsinceblock",
    "listtransactions",
    "listunspent",
    "listwalletdir",
    "listwallets",
    "testmempoolaccept",
    "uptime",
    "utxoupdatepsbt",
    "validateaddress",
    "verifychain",
    "verifymessage",
    "verifytxoutproof",
    "waitforblock",
    "waitforblockheight",
    "waitfornewblock",
};

}  // namespace

std::span<const std::string_view> read_methods() {
    return kMethods;
}

bool is_read_method(std::string_view method) {
    return std::ranges::binary_search(kMethods, method);
}

}  // namespace quanta::rpc
