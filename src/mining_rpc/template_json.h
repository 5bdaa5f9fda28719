// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "consensus/header_link.h"
#include "json/writer.h"
#include "mining/block_template.h"
#include "params/params.h"
#include "rpc/method.h"

namespace quanta::mining_rpc {

/// A template and where it belongs.
struct TemplateView {
    const mining::BlockTemplate& block;
    const consensus::HeaderLink& parent;
    const params::ChainParams& params;
    std::string longpoll_id;
};

/// Writes what getblocktemplate answers (BIP22, BIP23, BIP9, BIP145).
void write_template(json::Writer& out, const TemplateView& view);
/// What write_template writes, for help texts.
std::vector<rpc::Shape> template_shapes();

}  // namespace quanta::mining_rpc
