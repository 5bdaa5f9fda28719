// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "params/params.h"
#include "primitives/transaction.h"
#include "sys/file.h"

/// @file
/// What each command does. `value` is what stands behind its equals sign; errors are sentences that name what
/// was wrong with it, those that users of the deployed tool know.

namespace quanta::tools {

/// A transaction in the making, and what commands need and keep beside it.
struct Workbench {
    const params::ChainParams& params;
    sys::FileSystem& files;
    primitives::MutableTransaction transaction = {};
    /// What `set` and `load` were given, by name.
    std::map<std::string, json::Value, std::less<>> registers = {};
};

using EditResult = base::Result<void, std::string>;

// Of the whole and of inputs.
EditResult set_version(Workbench& bench, std::string_view value);
EditResult set_lock_time(Workbench& bench, std::string_view value);
/// Makes input N, or all without a value, open to replacement (BIP125).
EditResult make_replaceable(Workbench& bench, std::string_view value);
EditResult add_input(Workbench& bench, std::string_view value);
EditResult delete_input(Workbench& bench, std::string_view value);

// Of outputs.
EditResult add_address_output(Workbench& bench, std::string_view value);
EditResult add_key_output(Workbench& bench, std::string_view value);
EditResult add_multisig_output(Workbench& bench, std::string_view value);
EditResult add_script_output(Workbench& bench, std::string_view value);
EditResult add_data_output(Workbench& bench, std::string_view value);
EditResult delete_output(Workbench& bench, std::string_view value);

// Of registers, and with them.
EditResult set_register(Workbench& bench, std::string_view value);
EditResult load_register(Workbench& bench, std::string_view value);
/// Signs what the keys in register `privatekeys` can of the coins in `prevtxs`.
EditResult sign_inputs(Workbench& bench, std::string_view value);

}  // namespace quanta::tools
