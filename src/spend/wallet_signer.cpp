// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/wallet_signer.h"

#include "sign/descriptor_keys.h"

namespace quanta::spend {

bool add_own_script(sign::Keyring& keyring, const wallet::WalletView& view, base::ByteSpan script) {
    const wallet::OwnScript* own = view.addresses.find(script);
    if (own == nullptr) return false;
    return sign::add_descriptor(keyring, view.addresses.descriptor(own->descriptor).parsed, own->index);
}

std::vector<sign::InputError> sign_own(primitives::MutableTransaction& transaction,
                                       const wallet::WalletView& view,
                                       const std::vector<primitives::Coin>& coins) {
    sign::Keyring keyring;
    sign::InputCoins known;
    for (const primitives::Coin& coin : coins) {
        add_own_script(keyring, view, coin.script);
        known.emplace_back(coin);
    }
    return sign::sign_transaction(transaction, keyring, known, 0);
}

}  // namespace quanta::spend
