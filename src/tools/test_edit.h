// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/hex.h"
#include "sys/file.h"
#include "tools/editor.h"

/// @file
/// What the tests of this library share.

namespace quanta::tools {

/// An editor on a chain.
class EditBench {
public:
    explicit EditBench(params::Chain chain = params::Chain::Main)
        : m_params(params::make_params(chain).value()), m_editor(m_params, sys::real_file_system()) {}

    /// "done", or why one of `commands` was refused.
    std::string apply(std::initializer_list<std::string_view> commands) {
        for (const std::string_view command : commands) {
            const auto applied = m_editor.apply(command);
            if (!applied) return applied.error();
        }
        return "done";
    }
    std::string hex() const { return base::to_hex(m_editor.transaction()->raw()); }

    Editor& editor() { return m_editor; }

private:
    const params::ChainParams m_params;
    Editor m_editor;
};

/// The bytes of a new transaction after `commands`, or why one was refused.
inline std::string made(std::initializer_list<std::string_view> commands,
                        params::Chain chain = params::Chain::Main) {
    EditBench bench(chain);
    const std::string outcome = bench.apply(commands);
    return outcome == "done" ? bench.hex() : outcome;
}

/// An input, and its bytes up to the sequence number.
inline const std::string kTxid = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
inline const std::string kTxidBytes = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

}  // namespace quanta::tools
