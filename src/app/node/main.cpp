// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-node: a node whose wallets and windows are processes of their own.

#include "app/daemon/program.h"
#include "app/node/remote_wiring.h"

int main(int argc, char** argv) {
    namespace config = quanta::config;
    return quanta::daemon::run_main(
        {{"quanta-node", "Quanta node", "[options]",
          "Starts a Quanta node, which verifies the chain, answers JSON-RPC and serves other processes.",
          config::node_ipc_options()},
         [](const config::Options& options) {
             return std::make_unique<quanta::node_program::RemoteWiring>(options);
         }},
        argc, argv);
}
