// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/editor.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/help.h"
#include "txjson/transaction_hex.h"

namespace quanta::tools {

namespace {

using base::Err;
using primitives::WitnessForm;

struct Command {
    std::string_view name;
    EditResult (*edit)(Workbench&, std::string_view);
};
constexpr std::array<Command, 14> kCommands{{
    {"delin", delete_input},
    {"delout", delete_output},
    {"in", add_input},
    {"load", load_register},
    {"locktime", set_lock_time},
    {"nversion", set_version},
    {"outaddr", add_address_output},
    {"outdata", add_data_output},
    {"outmultisig", add_multisig_output},
    {"outpubkey", add_key_output},
    {"outscript", add_script_output},
    {"replaceable", make_replaceable},
    {"set", set_register},
    {"sign", sign_inputs},
}};

constexpr config::CommandHelp kHelp[] = {
    {"delin=N", "Take out input N, counted from 0"},
    {"delout=N", "Take out output N, counted from 0"},
    {"in=TXID:VOUT(:SEQUENCE_NUMBER)", "Add an input that spends this output"},
    {"locktime=N", "Set the lock time"},
    {"nversion=N", "Set the version, 1 to 3"},
    {"outaddr=VALUE:ADDRESS", "Add an output that pays an address"},
    {"outdata=[VALUE:]DATA", "Add an output that nobody can spend and that holds these bytes, in hex"},
    {"outmultisig=VALUE:REQUIRED:PUBKEYS:PUBKEY1:PUBKEY2:....[:FLAGS]",
     "Add an output for REQUIRED signatures by keys, of which there are PUBKEYS. Flag W makes it P2WSH, S "
     "P2SH, WS P2WSH in P2SH"},
    {"outpubkey=VALUE:PUBKEY[:FLAGS]",
     "Add an output that pays a key. Flag W makes it P2WPKH, S P2SH, WS P2WPKH in P2SH"},
    {"outscript=VALUE:SCRIPT[:FLAGS]",
     "Add an output of a script: names of operations, numbers, 0x and bytes in hex, 'text' to push. Flags as "
     "for outmultisig"},
    {"replaceable(=N)", "Let input N, or all of them, signal that it may be replaced (BIP125)"},
    {"sign=SIGHASH-FLAGS",
     "Sign with the keys in register privatekeys the coins in register prevtxs: ALL, NONE, SINGLE, each "
     "perhaps with |ANYONECANPAY, or DEFAULT"},
};
constexpr config::CommandHelp kRegisterHelp[] = {
    {"load=NAME:FILENAME", "Set register NAME to the JSON in a file"},
    {"set=NAME:JSON-STRING", "Set register NAME to JSON"},
};

}  // namespace

EditResult Editor::read(std::string_view text) {
    const auto decoded = txjson::decode_transaction(text, txjson::TransactionForm::Either);
    if (!decoded) return Err(std::string("invalid transaction encoding"));
    m_bench.transaction = primitives::MutableTransaction(*decoded);
    return {};
}

EditResult Editor::apply(std::string_view command) {
    const size_t equals = std::min(command.find('='), command.size());
    const std::string_view name = command.substr(0, equals);
    const auto* const found = std::find_if(kCommands.begin(), kCommands.end(),
                                           [name](const Command& known) { return known.name == name; });
    if (found == kCommands.end()) return Err("unknown command '" + std::string(name) + "'");
    return found->edit(m_bench, command.substr(std::min(equals + 1, command.size())));
}

std::shared_ptr<const primitives::Transaction> Editor::transaction() const {
    // Without inputs the form with witnesses (BIP144) would be taken for it.
    const WitnessForm form = m_bench.transaction.inputs.empty() ? WitnessForm::Forbid : WitnessForm::Allow;
    return primitives::parse_transaction(m_bench.transaction.serialize(form), form).value();
}

std::string command_help() {
    return config::command_help_text("Commands", kHelp) +
           config::command_help_text("Register Commands", kRegisterHelp);
}

}  // namespace quanta::tools
