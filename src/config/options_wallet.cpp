// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Wallets and notifications.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kOptions[] = {
    // name, group, flags, argument, default, help
    {"addresstype", Group::Wallet, 0, "", "bech32",
     "Type of new receiving addresses: legacy, p2sh-segwit, bech32, bech32m"},
    {"avoidpartialspends", Group::Wallet, 0, "", "0",
     "Spend all coins of an address together or not at all; costs fees, gains privacy"},
    {"changetype", Group::Wallet, 0, "", "legacy if -addresstype=legacy, else automatic",
     "Type of change addresses: legacy, p2sh-segwit, bech32, bech32m"},
    {"consolidatefeerate", Group::Wallet, 0, "<amt>", "0.0001",
     "Up to this fee rate, BTC/kvB, spend more coins than needed rather than fewer"},
    {"disablewallet", Group::Wallet, 0, "", "",
     "Load no wallet and offer no wallet methods"},
    {"discardfee", Group::Wallet, 0, "<amt>", "0.0001",
     "Fee rate, BTC/kvB, that says how small a change is dropped into the fee"},
    {"fallbackfee", Group::Wallet, 0, "<amt>", "0.00",
     "Fee rate, BTC/kvB, for when none can be estimated; 0 is none"},
    {"keypool", Group::Wallet, 0, "<n>", "1000",
     "Addresses to derive ahead of use"},
    {"maxapsfee", Group::Wallet, 0, "<n>", "0.00",
     "Fee, BTC, to pay on top for avoiding partial spends; -1 never"},
    {"mintxfee", Group::Wallet, 0, "<amt>", "0.00001",
     "Lowest fee rate, BTC/kvB, a wallet makes transactions with"},
    {"signer", Group::Wallet, 0, "<cmd>", "",
     "Program that talks to an external signer"},
    {"spendzeroconfchange", Group::Wallet, 0, "", "1",
     "Spend own change before it is confirmed"},
    {"txconfirmtarget", Group::Wallet, 0, "<n>", "6",
     "Blocks within which a transaction is to confirm, for its fee"},
    {"wallet", Group::Wallet, kNetworkOnly | kRepeatable, "<path>", "",
     "Load this wallet at the start; a path relative to -walletdir"},
    {"walletbroadcast", Group::Wallet, 0, "", "1",
     "Send wallet transactions to the network"},
    {"walletdir", Group::Wallet, kNetworkOnly, "<dir>", "<datadir>/wallets if present, else <datadir>",
     "Directory of wallets"},
    {"walletnotify", Group::Wallet, 0, "<cmd>", "",
     "Run this command when a wallet transaction changes; %s becomes the txid, %w the wallet, %b the "
     "block or unconfirmed, %h the height or -1"},
    {"walletrbf", Group::Wallet, 0, "", "1",
     "Mark own transactions as replaceable (BIP125)"},
    {"unsafesqlitesync", Group::WalletDebug, kDebugOnly, "", "0",
     "Let SQLite leave out syncing, for tests that may lose wallets"},
    {"walletcrosschain", Group::WalletDebug, kDebugOnly, "", "0",
     "Let wallets of one chain be used on another"},
    {"walletrejectlongchains", Group::WalletDebug, kDebugOnly, "", "1",
     "Make no transaction that would exceed the mempool's limits on chains"},
    {"zmqpubhashblock", Group::Zmq, kRepeatable, "<address>", "",
     "Publish the hash of each new block on this ZeroMQ address"},
    {"zmqpubhashblockhwm", Group::Zmq, 0, "<n>", "1000",
     "Messages with the hash of each new block to queue at the most before dropping"},
    {"zmqpubhashtx", Group::Zmq, kRepeatable, "<address>", "",
     "Publish the txid of each transaction on this ZeroMQ address"},
    {"zmqpubhashtxhwm", Group::Zmq, 0, "<n>", "1000",
     "Messages with the txid of each transaction to queue at the most before dropping"},
    {"zmqpubrawblock", Group::Zmq, kRepeatable, "<address>", "",
     "Publish each new block on this ZeroMQ address"},
    {"zmqpubrawblockhwm", Group::Zmq, 0, "<n>", "1000",
     "Messages with each new block to queue at the most before dropping"},
    {"zmqpubrawtx", Group::Zmq, kRepeatable, "<address>", "",
     "Publish each transaction on this ZeroMQ address"},
    {"zmqpubrawtxhwm", Group::Zmq, 0, "<n>", "1000",
     "Messages with each transaction to queue at the most before dropping"},
    {"zmqpubsequence", Group::Zmq, kRepeatable, "<address>", "",
     "Publish changes of mempool and chain, numbered on this ZeroMQ address"},
    {"zmqpubsequencehwm", Group::Zmq, 0, "<n>", "1000",
     "Messages with changes of mempool and chain, numbered to queue at the most before dropping"},
};

}  // namespace

OptionTable money_options() { return kOptions; }

}  // namespace quanta::config
