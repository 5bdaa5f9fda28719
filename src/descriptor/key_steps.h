// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "descriptor/key_expression.h"
#include "keys/key_path.h"

/// @file
/// Paths in descriptors: what follows an extended key, and what stands in brackets before a key. Internal to
/// this library.

namespace quanta::descriptor {

/// How children of a key make a range.
enum class Wildcard : uint8_t { None, Normal, Hardened };

/// What follows an extended key, for one of the paths it names.
struct Steps {
    keys::KeyPath path;
    Wildcard wildcard = Wildcard::None;
    keys::HardenedMark mark = keys::HardenedMark::Letter;
    /// How many paths the text names: the numbers of its tuple, 1 when it has none (BIP389).
    size_t paths = 1;

    std::string text() const;
    bool has_hardened_step() const;
};

/// An origin, and how its hardened steps were marked.
struct Origin {
    KeySource source;
    keys::HardenedMark mark = keys::HardenedMark::Letter;

    std::string text(keys::HardenedMark other) const { return source_text(source, other); }
    std::string text() const { return text(mark); }
};

/// Reads "/1/2h/<0;1>/*": empty, or begins with a slash. A tuple gives its number `path_index`, the last
/// where there are fewer. Errors are sentences of the deployed interface.
base::Result<Steps, std::string> parse_steps(std::string_view text, size_t path_index);

/// Reads "d34db33f/44h/0h", what stands between the brackets.
base::Result<Origin, std::string> parse_origin(std::string_view text);

}  // namespace quanta::descriptor
