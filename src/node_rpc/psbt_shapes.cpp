// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/psbt_shapes.h"

#include <string>
#include <utility>

#include "node_rpc/raw_transaction.h"

namespace quanta::node_rpc {

namespace {

using rpc::Kind;
using rpc::Shape;
using Shapes = std::vector<Shape>;

Shape optional(Kind kind, std::string name, std::string text, Shapes inner = {}) {
    return {kind, std::move(name), std::move(text), std::move(inner), true};
}
Shape list_of_objects(std::string name, std::string text, Shapes members) {
    return optional(Kind::Array, std::move(name), std::move(text),
                    {{Kind::Object, "", "", std::move(members)}});
}
Shape list_of_hex(std::string name, std::string text) {
    return {Kind::Array, std::move(name), std::move(text), {{Kind::Hex, "", ""}}};
}
Shape preimages(std::string hash) {
    return optional(Kind::Map, hash + "_preimages", "Bytes by the hash they have",
                    {{Kind::String, "hash", "The bytes in hex"}});
}

Shape sources(std::string name, Shapes more = {}) {
    Shapes members{
        {Kind::String, "pubkey", "The key"},
        {Kind::String, "master_fingerprint", "Fingerprint of the master key it comes from"},
        {Kind::String, "path", "The way from there"},
    };
    members.insert(members.end(), more.begin(), more.end());
    return list_of_objects(std::move(name), "Keys, and where they come from", std::move(members));
}
Shape taproot_sources() {
    return sources("taproot_bip32_derivs", {list_of_hex("leaf_hashes", "The leaves it stands in")});
}

Shape inner_script(std::string name) {
    return optional(Kind::Object, std::move(name), "A script behind a hash",
                    {
                        {Kind::String, "asm", "In words"},
                        {Kind::Hex, "hex", "Its bytes"},
                        {Kind::String, "type", "Its kind"},
                    });
}

Shape proprietary(bool always) {
    Shape shape = list_of_objects("proprietary", "Fields that somebody made up",
                                  {
                                      {Kind::Hex, "identifier", "Whose it is"},
                                      {Kind::Number, "subtype", "Which of theirs"},
                                      {Kind::Hex, "key", "The whole key"},
                                      {Kind::Hex, "value", "The value"},
                                  });
    shape.optional = !always;
    return shape;
}
Shape unknown(bool always) {
    Shape shape =
        optional(Kind::Map, "unknown", "Other fields by their key", {{Kind::Hex, "key", "The value"}});
    shape.optional = !always;
    return shape;
}

Shape participants() {
    return list_of_objects("musig2_participant_pubkeys", "Keys made of several (BIP373)",
                           {
                               {Kind::Hex, "aggregate_pubkey", "The key"},
                               list_of_hex("participant_pubkeys", "What it is made of"),
                           });
}
Shape of_participants(std::string name, std::string value_name, std::string text) {
    return list_of_objects(std::move(name), std::move(text),
                           {
                               {Kind::Hex, "participant_pubkey", "Who gives it"},
                               {Kind::Hex, "aggregate_pubkey", "The key they sign for"},
                               {Kind::Hex, "leaf_hash", "The leaf, unless the key alone signs", {}, true},
                               {Kind::Hex, std::move(value_name), "The bytes"},
                           });
}

void add_taproot(Shapes& shapes) {
    shapes.insert(shapes.end(),
                  {
                      optional(Kind::Hex, "taproot_key_path_sig", "Signature of the output key"),
                      list_of_objects("taproot_script_path_sigs", "Signatures for leaves",
                                      {
                                          {Kind::String, "pubkey", "Whose it is"},
                                          {Kind::String, "leaf_hash", "The leaf"},
                                          {Kind::String, "sig", "The signature"},
                                      }),
                      list_of_objects("taproot_scripts", "Leaves",
                                      {
                                          {Kind::Hex, "script", "The script"},
                                          {Kind::Number, "leaf_ver", "Its version"},
                                          list_of_hex("control_blocks", "What proves that it is a leaf"),
                                      }),
                      taproot_sources(),
                      optional(Kind::Hex, "taproot_internal_key", "The key before it is tweaked"),
                      optional(Kind::Hex, "taproot_merkle_root", "Root of the tree of scripts"),
                  });
}

Shapes input_shapes() {
    Shapes shapes{
        optional(Kind::Object, "witness_utxo", "The output it spends",
                 {{Kind::Amount, "amount", "Coins"},
                  {Kind::Object, "scriptPubKey", "Who may spend it", script_shapes()}}),
        optional(Kind::Object, "non_witness_utxo", "The transaction that made that output",
                 transaction_shapes()),
        optional(Kind::Map, "partial_signatures", "Signatures by key",
                 {{Kind::String, "pubkey", "The signature"}}),
        optional(Kind::String, "sighash", "What signatures are to cover"),
        inner_script("redeem_script"),
        inner_script("witness_script"),
        sources("bip32_derivs"),
        optional(Kind::Object, "final_scriptSig", "The script that spends the output",
                 {{Kind::String, "asm", "In words"}, {Kind::Hex, "hex", "Its bytes"}}),
        optional(Kind::Array, "final_scriptwitness", "The witness that does", {{Kind::Hex, "", "An item"}}),
        preimages("ripemd160"),
        preimages("sha256"),
        preimages("hash160"),
        preimages("hash256"),
        optional(Kind::Hex, "previous_txid", "The transaction whose output it spends, in version 2"),
        optional(Kind::Number, "previous_vout", "Which of its outputs, in version 2"),
        optional(Kind::Number, "sequence", "Its sequence number, in version 2"),
        optional(Kind::Number, "time_locktime", "The least lock time it needs, as a time"),
        optional(Kind::Number, "height_locktime", "The same as a height"),
    };
    add_taproot(shapes);
    shapes.insert(shapes.end(),
                  {
                      participants(),
                      of_participants("musig2_pubnonces", "pubnonce", "Public nonces"),
                      of_participants("musig2_partial_sigs", "partial_sig", "Parts of a signature"),
                      proprietary(false),
                      unknown(false),
                  });
    return shapes;
}

Shapes output_shapes() {
    return {
        inner_script("redeem_script"),
        inner_script("witness_script"),
        sources("bip32_derivs"),
        optional(Kind::Amount, "amount", "Coins, in version 2"),
        optional(Kind::Object, "script", "Who may spend them, in version 2", script_shapes()),
        optional(Kind::Hex, "taproot_internal_key", "The key before it is tweaked"),
        list_of_objects("taproot_tree", "Leaves in the order of a walk that goes down first",
                        {
                            {Kind::Number, "depth", "How deep it is"},
                            {Kind::Number, "leaf_ver", "Its version"},
                            {Kind::Hex, "script", "The script"},
                        }),
        taproot_sources(),
        participants(),
        proprietary(false),
        unknown(false),
    };
}

}  // namespace

Shapes psbt_shapes() {
    return {
        optional(Kind::Object, "tx", "The transaction, in version 0", transaction_shapes()),
        {Kind::Array,
         "global_xpubs",
         "Extended keys, and where they come from",
         {{Kind::Object,
           "",
           "",
           {
               {Kind::String, "xpub", "The key"},
               {Kind::Hex, "master_fingerprint", "Fingerprint of its master key"},
               {Kind::String, "path", "The way from there"},
           }}}},
        optional(Kind::Number, "tx_version", "The transaction's version, in version 2"),
        optional(Kind::Number, "fallback_locktime", "Its lock time where no input needs one"),
        optional(Kind::Number, "input_count", "Inputs, in version 2"),
        optional(Kind::Number, "output_count", "Outputs, in version 2"),
        optional(Kind::Bool, "inputs_modifiable", "Whether inputs may come and go"),
        optional(Kind::Bool, "outputs_modifiable", "Whether outputs may"),
        optional(Kind::Bool, "has_sighash_single", "Whether a signature ties an input to its output"),
        {Kind::Number, "psbt_version", "0 (BIP174) or 2 (BIP370)"},
        proprietary(true),
        unknown(true),
        {Kind::Array, "inputs", "", {{Kind::Object, "", "", input_shapes()}}},
        {Kind::Array, "outputs", "", {{Kind::Object, "", "", output_shapes()}}},
        optional(Kind::Amount, "fee", "What is paid, where all outputs it spends are told"),
    };
}

Shapes analysis_shapes() {
    const Shapes missing{
        optional(Kind::Array, "pubkeys", "Keys by their hash", {{Kind::Hex, "keyid", "A hash"}}),
        optional(Kind::Hex, "redeemscript", "Hash of a redeem script"),
        optional(Kind::Hex, "witnessscript", "Hash of a witness script"),
        optional(Kind::Array, "signatures", "Signatures by the hash of their key",
                 {{Kind::Hex, "keyid", "A hash"}}),
    };
    return {
        list_of_objects("inputs", "How far each is",
                        {
                            {Kind::Bool, "has_utxo", "Whether the output it spends is told"},
                            {Kind::Bool, "is_final", "Whether it spends it"},
                            optional(Kind::String, "next", "Whose turn it is"),
                            optional(Kind::Object, "missing", "What is missing", missing),
                        }),
        optional(Kind::Number, "estimated_vsize", "Virtual bytes of the signed transaction"),
        optional(Kind::Amount, "estimated_feerate", "Coins for 1000 of them"),
        optional(Kind::Amount, "fee", "What is paid, where all outputs it spends are told"),
        {Kind::String, "next", "Whose turn it is: updater, signer, finalizer, extractor, or creator"},
        optional(Kind::String, "error", "Why it can never be a transaction"),
    };
}

}  // namespace quanta::node_rpc
