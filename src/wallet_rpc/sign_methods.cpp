// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "psbt/sign.h"
#include "rpc/values.h"
#include "sign/sign_transaction.h"
#include "spend/gather.h"
#include "spend/wallet_signer.h"
#include "tx_arguments/previous_outputs.h"
#include "tx_arguments/psbt_text.h"
#include "tx_arguments/transaction_arguments.h"
#include "txjson/transaction_hex.h"
#include "wallet_rpc/context.h"
#include "wallet_rpc/psbt_filler.h"

namespace quanta::wallet_rpc {
namespace {

using primitives::Coin;
using primitives::MutableTransaction;
using primitives::OutPoint;
using rpc::Call;
using rpc::fail;
using rpc::RpcResult;
using wallet::WalletView;

/// Outputs of the wallet's transactions that `transaction` spends.
std::map<OutPoint, Coin> known_coins(const WalletView& view, const MutableTransaction& transaction) {
    std::map<OutPoint, Coin> coins;
    const spend::CoinControl none;
    for (const MutableTransaction::Input& input : transaction.inputs) {
        if (auto coin = spend::find_coin(view, none, input.prevout))
            coins.emplace(input.prevout, std::move(*coin));
    }
    return coins;
}

RpcResult<void> signrawtransactionwithwallet(const WalletView& view, const Call& call, json::Writer& out) {
    const auto decoded =
        txjson::decode_transaction(TRY(call.args.string("hexstring")), txjson::TransactionForm::Either);
    if (!decoded || decoded->inputs().empty()) {
        return fail(rpc::kDecode, "TX decode failed. Make sure the tx has at least one input.");
    }
    MutableTransaction transaction(*decoded);
    sign::Keyring keyring;
    std::map<OutPoint, Coin> known = known_coins(view, transaction);
    if (const json::Value* outputs = call.args.find("prevtxs"))
        TRY(tx_arguments::read_previous_outputs(*outputs, known, keyring));
    const uint8_t type = TRY(tx_arguments::sighash_argument(call)).value_or(0);
    sign::InputCoins coins;
    for (const MutableTransaction::Input& input : transaction.inputs) {
        const auto found = known.find(input.prevout);
        coins.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
        if (coins.back()) spend::add_own_script(keyring, view, coins.back()->script);
    }
    const auto errors = sign::sign_transaction(transaction, keyring, coins, type);
    return tx_arguments::write_signed(transaction, coins, errors, out);
}

RpcResult<void> walletprocesspsbt(const WalletView& view, const Call& call, json::Writer& out) {
    psbt::Psbt psbt = TRY(tx_arguments::read_psbt(TRY(call.args.string("psbt"))));
    FillOptions options;
    options.sighash_type = TRY(tx_arguments::sighash_argument(call));
    options.sign = TRY(call.args.boolean_or("sign", true)) && view.properties.private_keys;
    options.sources = TRY(call.args.boolean_or("bip32derivs", true));
    options.finalize = TRY(call.args.boolean_or("finalize", true));
    TRY(fill(psbt, view, options));
    const bool complete = is_complete(psbt);
    out.begin_object().member("psbt", tx_arguments::psbt_text(psbt)).member("complete", complete);
    if (complete) out.member("hex", base::to_hex(psbt::extract(psbt).serialize()));
    out.end_object();
    return {};
}

/// What transactions would change about a wallet, one after the other.
class Simulation {
public:
    explicit Simulation(const WalletView& view) : m_view(view) {}

    RpcResult<void> add(const primitives::Transaction& transaction) {
        for (const primitives::TxIn& input : transaction.inputs())
            TRY(spend_input(input.prevout));
        for (uint32_t i = 0; i < transaction.outputs().size(); ++i) {
            const primitives::TxOut& output = transaction.outputs()[i];
            const bool own = m_view.addresses.find(output.script) != nullptr;
            m_made.emplace(OutPoint{transaction.txid(), i}, own ? output.value.sat : 0);
            if (own) m_change_sat += output.value.sat;
        }
        return {};
    }
    int64_t change_sat() const { return m_change_sat; }

private:
    RpcResult<void> spend_input(const OutPoint& outpoint) {
        if (!m_spent.insert(outpoint).second) {
            return fail(rpc::kBadParameter, "Transaction(s) are spending the same output more than once");
        }
        if (const auto made = m_made.find(outpoint); made != m_made.end()) {
            m_change_sat -= made->second;
            return {};
        }
        const wallet::OpenCoin* coin = m_view.ledger.coins().find(outpoint);
        if (coin != nullptr && !m_view.ledger.waiting().is_claimed(outpoint)) {
            m_change_sat -= coin->row.value.sat;
            return {};
        }
        return fail(rpc::kBadParameter,
                    "One or more transaction inputs are missing or have been spent already");
    }

    const WalletView& m_view;
    std::map<OutPoint, int64_t> m_made;
    std::set<OutPoint> m_spent;
    int64_t m_change_sat = 0;
};

RpcResult<void> simulaterawtransaction(const WalletView& view, const Call& call, json::Writer& out) {
    Simulation simulation(view);
    for (const json::Value& text : *TRY(rpc::read_array(call.args["rawtxs"]))) {
        const auto decoded =
            txjson::decode_transaction(TRY(rpc::read_string(text)), txjson::TransactionForm::Either);
        if (!decoded) return fail(rpc::kDecode, "Transaction hex string decoding failure.");
        TRY(simulation.add(*decoded));
    }
    out.begin_object().key("balance_change").amount(simulation.change_sat());
    out.end_object();
    return {};
}

}  // namespace

void add_sign_methods(Registrar& registrar) {
    registrar.add_reader("signrawtransactionwithwallet", Sync::Yes, signrawtransactionwithwallet);
    registrar.add_reader("walletprocesspsbt", Sync::Yes, walletprocesspsbt);
    registrar.add_reader("simulaterawtransaction", Sync::Yes, simulaterawtransaction);
}

}  // namespace quanta::wallet_rpc
