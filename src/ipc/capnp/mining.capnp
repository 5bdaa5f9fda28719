# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# Block templates for miners. Deployed clients rely on ids, ordinals and defaults.

@0xc77d03df6a41b505;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/mining.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");

using Common = import "common.capnp";

struct BlockCreateOptions $Proxy.wrap("quanta::interfaces::BlockCreateOptions") {
    useMempool @0 :Bool = true $Proxy.name("use_mempool");
    blockReservedWeight @1 :UInt64 = 8000 $Proxy.name("block_reserved_weight");
    coinbaseOutputMaxAdditionalSigops @2 :UInt64 = 400 $Proxy.name("coinbase_output_max_additional_sigops");
}

struct BlockWaitOptions $Proxy.wrap("quanta::interfaces::BlockWaitOptions") {
    timeout @0 :Float64 = 1.7976931348623157e308 $Proxy.name("timeout_ms");
    feeThreshold @1 :Int64 = 2100000000000000 $Proxy.name("fee_threshold");
}

struct BlockCheckOptions $Proxy.wrap("quanta::interfaces::BlockCheckOptions") {
    checkMerkleRoot @0 :Bool = true $Proxy.name("check_merkle_root");
    checkPow @1 :Bool = true $Proxy.name("check_pow");
}

struct CoinbaseTx $Proxy.wrap("quanta::interfaces::CoinbaseTx") {
    version @0 :UInt32;
    sequence @1 :UInt32;
    scriptSigPrefix @2 :Data $Proxy.name("script_sig_prefix");
    witness @3 :Data;
    blockRewardRemaining @4 :Int64 $Proxy.name("block_reward_remaining");
    requiredOutputs @5 :List(Data) $Proxy.name("required_outputs");
    lockTime @6 :UInt32 $Proxy.name("lock_time");
}

interface Mining $Proxy.wrap("quanta::interfaces::Mining") {
    isTestChain @0 (context :Proxy.Context) -> (result :Bool) $Proxy.name("is_test_chain");
    isInitialBlockDownload @1 (context :Proxy.Context) -> (result :Bool) $Proxy.name("is_initial_block_download");
    getTip @2 (context :Proxy.Context) -> (result :Common.BlockRef, hasResult :Bool) $Proxy.name("get_tip");
    waitTipChanged @3 (context :Proxy.Context, currentTip :Data, timeout :Float64 = 1.7976931348623157e308)
        -> (result :Common.BlockRef) $Proxy.name("wait_tip_changed");
    createNewBlock @4 (context :Proxy.Context, options :BlockCreateOptions, cooldown :Bool = true)
        -> (result :BlockTemplate) $Proxy.name("create_new_block");
    checkBlock @5 (context :Proxy.Context, block :Data, options :BlockCheckOptions)
        -> (reason :Text, debug :Text, result :Bool) $Proxy.name("check_block");
    interrupt @6 () -> ();
    submitBlock @7 (context :Proxy.Context, block :Data)
        -> (reason :Text, debug :Text, result :Bool) $Proxy.name("submit_block");
    getTransactionsByTxID @8 (context :Proxy.Context, txids :List(Data))
        -> (result :List(Data)) $Proxy.name("get_transactions_by_txid");
    getTransactionsByWitnessID @9 (context :Proxy.Context, wtxids :List(Data))
        -> (result :List(Data)) $Proxy.name("get_transactions_by_witness_id");
}

interface BlockTemplate $Proxy.wrap("quanta::interfaces::BlockTemplate") {
    destroy @0 (context :Proxy.Context) -> ();
    getBlockHeader @1 (context :Proxy.Context) -> (result :Data) $Proxy.name("get_block_header");
    getBlock @2 (context :Proxy.Context) -> (result :Data) $Proxy.name("get_block");
    getTxFees @3 (context :Proxy.Context) -> (result :List(Int64)) $Proxy.name("get_tx_fees");
    getTxSigops @4 (context :Proxy.Context) -> (result :List(Int64)) $Proxy.name("get_tx_sigops");
    getCoinbaseTx @5 (context :Proxy.Context) -> (result :CoinbaseTx) $Proxy.name("get_coinbase_tx");
    getCoinbaseMerklePath @6 (context :Proxy.Context)
        -> (result :List(Data)) $Proxy.name("get_coinbase_merkle_path");
    submitSolutionOld7 @7 (context :Proxy.Context, version :UInt32, timestamp :UInt32, nonce :UInt32, coinbase :Data)
        -> (result :Bool) $Proxy.name("submit_solution_old7");
    waitNext @8 (context :Proxy.Context, options :BlockWaitOptions)
        -> (result :BlockTemplate) $Proxy.name("wait_next");
    interruptWait @9 () -> () $Proxy.name("interrupt_wait");
    submitSolution @10 (context :Proxy.Context, version :UInt32, timestamp :UInt32, nonce :UInt32, coinbase :Data)
        -> (reason :Text, debug :Text, result :Bool) $Proxy.name("submit_solution");
}
