// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "codec/reader.h"
#include "interfaces/mining.h"
#include "mining/block_template.h"
#include "node/mining_service.h"
#include "node/node.h"
#include "node/template_shelf.h"
#include "primitives/block.h"

namespace quanta::node {

/// What templates of one client share.
struct TemplateClient {
    Node& node;
    const MiningTimes times;
    TemplateStore store{TemplateShelf::kPlaces, TemplateStore::kClientBytes};
};
using TemplateClientPtr = std::shared_ptr<TemplateClient>;

/// A template on top of the tip, made as `options` say.
std::unique_ptr<interfaces::BlockTemplate> make_template(const TemplateClientPtr& client,
                                                         const interfaces::BlockCreateOptions& options);

/// What became of a block.
struct Verdict {
    bool connected = false;  ///< it is part of the chain, and was not before
    bool in_chain = false;   ///< it is part of the chain
    std::string reason;      ///< when it was not connected
    std::string debug;
};

/// Submits `block` and waits for what becomes of it. Throws std::runtime_error when that cannot be found out.
Verdict submit(Node& node, std::shared_ptr<const primitives::Block> block);
/// Throws std::runtime_error for failures of ours, which say nothing about a block.
void throw_if_internal(const consensus::BlockError& error);
/// Throws std::runtime_error: bytes of a client's are no `what`.
[[noreturn]] void throw_undecodable(std::string_view what, codec::DecodeError error);

}  // namespace quanta::node
