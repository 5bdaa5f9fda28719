// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What the node keeps where, which chain it follows, how it relays and mines.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kOptions[] = {
    // name, group, flags, argument, default, help
    {"alertnotify", Group::General, 0, "<cmd>", "",
     "Run this command when the node raises a warning; %s becomes its text"},
    {"allowignoredconf", Group::General, 0, "", "",
     "Go on, with a warning, when the data directory holds a quanta.conf that is not the one in use"},
    {"assumevalid", Group::General, 0, "<hex>", "of the chain",
     "Take the scripts of this block and of those below it as checked once the chain contains it; 0 "
     "checks every script"},
    {"blockfilterindex", Group::General, 0, "<type>", "0",
     "Keep an index of compact block filters by block: 0, 1 or the type of filter (basic)"},
    {"blocknotify", Group::General, 0, "<cmd>", "",
     "Run this command when the best block changes; %s becomes its hash"},
    {"blockreconstructionextratxn", Group::General, 0, "<n>", "100",
     "Transactions outside the mempool to hold ready for rebuilding compact blocks"},
    {"blocksdir", Group::General, 0, "<dir>", "<datadir>",
     "Directory of the blocks folder"},
    {"blocksonly", Group::General, 0, "", "0",
     "Take transactions neither from peers nor pass them on; blocks alone are wanted"},
    {"blocksxor", Group::General, 0, "", "1",
     "Store new block files XORed with a random key, so that other programs do not mistake parts of them "
     "for something else"},
    {"coinstatsindex", Group::General, 0, "", "0",
     "Keep statistics of all coins for every height, for gettxoutsetinfo"},
    {"conf", Group::General, kCommandLineOnly, "<file>", "quanta.conf",
     "Configuration file, read only from where it is named here; a relative path starts at the data "
     "directory"},
    {"daemon", Group::General, 0, "", "0",
     "Go to the background and take commands there"},
    {"daemonwait", Group::General, 0, "", "0",
     "As -daemon, but return once the node is ready"},
    {"datadir", Group::General, kNoNegation, "<dir>", "",
     "Data directory"},
    {"dbbatchsize", Group::General, kDebugOnly, "", "33554432",
     "Bytes of database writes to put into one batch"},
    {"dbcache", Group::General, 0, "<n>", "1024",
     "Memory for the database caches, MiB; at least 4"},
    {"debuglogfile", Group::General, 0, "<file>", "debug.log",
     "Log file; a relative path starts at the chain's directory, -nodebuglogfile writes none. "
     "Wallet and window processes write wallet.log and gui.log instead"},
    {"help", Group::General, 0, "", "",
     "Print this help and leave (also -h and -?)"},
    {"includeconf", Group::General, kRepeatable | kFileOnly, "<file>", "",
     "Read this configuration file as well; a relative path starts at the data directory. In "
     "configuration files only"},
    {"loadblock", Group::General, kRepeatable, "<file>", "",
     "Import the blocks of this file at the start"},
    {"maxmempool", Group::General, 0, "<n>", "300",
     "Memory the mempool may take, MB of 1,000,000 bytes"},
    {"mempoolexpiry", Group::General, 0, "<n>", "336",
     "Hours after which a transaction leaves the mempool unconfirmed"},
    {"minimumchainwork", Group::General, kDebugOnly, "<hex>", "of the chain",
     "Chains with less total work than this, in hex, count as behind"},
    {"par", Group::General, 0, "<n>", "0",
     "Threads that check scripts, up to 15; 0 takes one per processor, a negative number leaves that many "
     "processors free"},
    {"persistmempool", Group::General, 0, "", "1",
     "Keep the mempool across restarts"},
    {"persistmempoolv1", Group::General, 0, "", "0",
     "Write mempool.dat in its first version, for programs that read no other"},
    {"pid", Group::General, 0, "<file>", "quantad.pid",
     "File for the process number; a relative path starts at the chain's directory"},
    {"prevoutfetchthreads", Group::General, 0, "<n>", "8",
     "Threads that fetch the coins a block spends ahead of its turn, up to 16; 0 fetches none ahead"},
    {"prune", Group::General, 0, "<n>", "0",
     "Delete old block files: 0 keeps all, 1 deletes on request by RPC, 550 and more is the space for "
     "block files to aim at, MiB"},
    {"reindex", Group::General, 0, "", "",
     "Build the block index and the coins again from the block files"},
    {"reindex-chainstate", Group::General, 0, "", "",
     "Build the coins again from the blocks; with pruned or damaged block files use -reindex"},
    {"settings", Group::General, 0, "<file>", "settings.json",
     "File for settings made at run time; a relative path starts at the chain's directory, -nosettings "
     "reads and writes none"},
    {"shutdownnotify", Group::General, 0, "<cmd>", "",
     "Run this command and wait for it at the start of a shutdown"},
    {"startupnotify", Group::General, 0, "<cmd>", "",
     "Run this command once the node is ready"},
    {"txindex", Group::General, 0, "", "0",
     "Keep an index of all transactions, for getrawtransaction"},
    {"txospenderindex", Group::General, 0, "", "0",
     "Keep an index from each spent output to the transaction that spends it"},
    {"version", Group::General, 0, "", "",
     "Print the version and leave"},
    {"acceptnonstdtxn", Group::Relay, kDebugOnly, "", "0",
     "Relay and mine transactions that are not standard (test chains)"},
    {"bytespersigop", Group::Relay, 0, "", "20",
     "Bytes each signature operation counts as for relay and mining"},
    {"datacarrier", Group::Relay, 0, "", "1",
     "Relay and mine transactions that carry data"},
    {"datacarriersize", Group::Relay, 0, "", "100000",
     "Bytes of data-carrying scripts a transaction may have to be relayed and mined"},
    {"dustrelayfee", Group::Relay, kDebugOnly, "<amt>", "0.00003",
     "Fee rate, BTC/kvB, that says from which value an output is worth spending"},
    {"incrementalrelayfee", Group::Relay, kDebugOnly, "<amt>", "0.000001",
     "Fee rate, BTC/kvB, that a replacement adds and that a full mempool rises by"},
    {"minrelaytxfee", Group::Relay, 0, "<amt>", "0.000001",
     "Fee rate, BTC/kvB, below which transactions are not relayed"},
    {"permitbaremultisig", Group::Relay, 0, "", "1",
     "Relay transactions with bare multisig outputs"},
    {"privatebroadcast", Group::Relay, 0, "", "0",
     "Send transactions given by RPC over short-lived Tor or I2P connections alone"},
    {"txsendrate", Group::Relay, kDebugOnly, "<n>", "14",
     "Transactions a second to announce to peers, as a target"},
    {"whitelistforcerelay", Group::Relay, 0, "", "0",
     "Grant forcerelay to whitelisted peers without permissions of their own"},
    {"whitelistrelay", Group::Relay, 0, "", "1",
     "Grant relay to whitelisted peers without permissions of their own"},
    {"blockmaxweight", Group::BlockCreation, kDebugOnly, "<n>", "4000000",
     "Largest weight of a new block"},
    {"blockmintxfee", Group::BlockCreation, 0, "<amt>", "0.00000001",
     "Fee rate, BTC/kvB, below which a transaction is not put into a new block"},
    {"blockreservedweight", Group::BlockCreation, 0, "<n>", "8000",
     "Weight to leave free in a new block for its header and its first transaction"},
    {"blockversion", Group::BlockCreation, kDebugOnly, "<n>", "",
     "Version of new blocks, for testing forks"},
};

}  // namespace

OptionTable general_options() { return kOptions; }

}  // namespace quanta::config
