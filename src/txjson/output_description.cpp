// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/output_description.h"

#include "descriptor/checksum.h"
#include "descriptor/infer.h"
#include "keys/address.h"
#include "keys/destination.h"

namespace quanta::txjson {

namespace {

/// Whether all there is to say about an output of `kind` is its address.
bool is_address_alone(script::ScriptKind kind) {
    switch (kind) {
        case script::ScriptKind::PubkeyHash:
        case script::ScriptKind::ScriptHash:
        case script::ScriptKind::WitnessV0KeyHash:
        case script::ScriptKind::WitnessV0ScriptHash:
        case script::ScriptKind::Anchor:
        case script::ScriptKind::WitnessUnknown:
            return true;
        default:
            return false;
    }
}

}  // namespace

OutputDescription describe_output(base::ByteSpan script, const params::ChainParams& params) {
    OutputDescription description;
    description.kind = script::classify_kind(script);
    const bool may_have_address =
        is_address_alone(description.kind) || description.kind == script::ScriptKind::WitnessV1Taproot;
    if (may_have_address) {
        description.address = keys::encode_address(keys::destination_from_script(script), params);
    }
    // Encoding an address is most of the work: not again for the descriptor.
    description.descriptor = is_address_alone(description.kind)
                                 ? descriptor::with_checksum("addr(" + description.address + ')')
                                 : descriptor::infer_descriptor(script, params);
    return description;
}

}  // namespace quanta::txjson
