// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "tx_arguments/transaction_arguments.h"

namespace quanta::node_rpc {

using tx_arguments::build_parameters;
using tx_arguments::build_transaction;
using tx_arguments::form_parameter;
using tx_arguments::script_shapes;
using tx_arguments::sighash_argument;
using tx_arguments::sighash_parameter;
using tx_arguments::transaction_form;
using tx_arguments::transaction_shapes;

}  // namespace quanta::node_rpc
