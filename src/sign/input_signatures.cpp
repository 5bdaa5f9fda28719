// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/input_signatures.h"

namespace quanta::sign {

void InputSignatures::merge(const InputSignatures& other) {
    if (complete) return;
    if (other.complete) {
        *this = other;
        return;
    }
    if (redeem_script.empty()) redeem_script = other.redeem_script;
    if (witness_script.empty()) witness_script = other.witness_script;
    signatures.insert(other.signatures.begin(), other.signatures.end());
}

}  // namespace quanta::sign
