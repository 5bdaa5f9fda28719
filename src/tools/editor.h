// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tools/edits.h"

namespace quanta::tools {

/// Takes the commands for a transaction, one after the other. One thread.
class Editor {
public:
    /// Both outlive the object. The transaction has neither inputs nor outputs.
    Editor(const params::ChainParams& params, sys::FileSystem& files) : m_bench{params, files} {}

    /// Begins with the transaction in hex as `text` instead. The error is a sentence.
    EditResult read(std::string_view text);
    /// Does what `command`, name=value, says. The error is a sentence; the transaction is as it was then, or
    /// partly signed.
    EditResult apply(std::string_view command);

    /// The transaction as it is now.
    std::shared_ptr<const primitives::Transaction> transaction() const;

private:
    Workbench m_bench;
};

/// The commands for the help.
std::string command_help();

}  // namespace quanta::tools
