// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/taproot_script.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "descriptor/text_split.h"
#include "descriptor/tree_text.h"
#include "keys/destination.h"
#include "script/taproot.h"

namespace quanta::descriptor {
namespace {

using base::Err;

/// A function in the tree, and how far below the root.
struct Leaf {
    uint8_t depth;
    ScriptPointer script;
};

class TaprootScript final : public ScriptExpression {
public:
    TaprootScript(std::unique_ptr<KeyExpression> key, std::vector<Leaf> leaves)
        : m_key(std::move(key)), m_leaves(std::move(leaves)) {}

    std::optional<base::Bytes> script(uint32_t index, Expansion& into) const override {
        const auto key = derive_into(*m_key, index, into);
        if (!key) return std::nullopt;
        TaprootParts parts{key->xonly(), {}};
        for (const Leaf& leaf : m_leaves) {
            std::optional<base::Bytes> script = leaf.script->script(index, into);
            if (!script) return std::nullopt;
            parts.leaves.push_back({leaf.depth, std::move(*script)});
        }
        const auto output = crypto::xonly_tweak_add(parts.internal_key,
                                                    script::taptweak_hash(parts.internal_key, parts.root()));
        if (!output) return std::nullopt;
        into.taproot = std::move(parts);
        const auto script = keys::script_for_destination(keys::Taproot{output->key});
        return base::Bytes(script.span().begin(), script.span().end());
    }
    std::optional<std::string> text(const KeyWriter& write) const override {
        const std::optional<std::string> key = write(*m_key, KeyShape::XOnly);
        if (!key) return std::nullopt;
        if (m_leaves.empty()) return "tr(" + *key + ')';
        TreeText tree;
        for (const Leaf& leaf : m_leaves) {
            const std::optional<std::string> script = leaf.script->text(write);
            if (!script) return std::nullopt;
            tree.add(leaf.depth, *script);
        }
        return fmt::format("tr({},{})", *key, tree.text());
    }
    void visit_keys(const KeyVisitor& visit) const override {
        visit(*m_key);
        for (const Leaf& leaf : m_leaves)
            leaf.script->visit_keys(visit);
    }
    std::optional<OutputType> output_type() const override { return OutputType::Bech32m; }

private:
    const std::unique_ptr<KeyExpression> m_key;
    const std::vector<Leaf> m_leaves;
};

/// What stands behind the key.
struct Tree {
    std::vector<Leaf> leaves;
    std::vector<size_t> paths;
};

/// Goes on in `text` behind a leaf: up to the next one, or to the end of the tree.
base::Result<void, std::string> pass_brackets(std::string_view& text, TreeWalk& walk) {
    while (walk.close()) {
        if (!take_token(text, "}")) return Err(std::string("tr(): expected '}' after script expression"));
    }
    if (walk.depth() == 0) return {};
    if (!take_token(text, ",")) return Err(std::string("tr(): expected ',' after script expression"));
    walk.go_right();
    return {};
}

base::Result<Tree, std::string> parse_tree(std::string_view text, const ParseContext& context) {
    Tree tree;
    TreeWalk walk;
    do {
        while (take_token(text, "{")) {
            walk.open();
            if (walk.depth() > script::kControlMaxNodes) {
                return Err(fmt::format("tr() supports at most {} nesting levels", script::kControlMaxNodes));
            }
        }
        ParsedScript leaf = TRY(parse_script_expression(take_argument(text), Place::InTr, context));
        tree.leaves.push_back({static_cast<uint8_t>(walk.depth()), std::move(leaf.value)});
        tree.paths.push_back(leaf.paths);
        TRY(pass_brackets(text, walk));
    } while (walk.depth() > 0);
    if (!text.empty()) return Err(std::string("tr(): expected ')' after script expression"));
    return tree;
}

ScriptResult parse_taproot(std::string_view text, const ParseContext& context) {
    auto key = parse_key(take_argument(text), KeyRule::XOnly, context);
    if (!key) return Err(fmt::format("tr(): {}", key.error()));
    Tree tree;
    if (!text.empty()) {
        if (!take_token(text, ",")) return Err(fmt::format("tr: expected ',', got '{}'", text[0]));
        tree = TRY(parse_tree(text, context));
    }
    if (!common_paths(tree.paths)) {
        return Err(std::string("tr(): Multipath subscripts have mismatched lengths"));
    }
    tree.paths.push_back(key->paths);
    const std::optional<size_t> paths = common_paths(tree.paths);
    if (!paths) {
        return Err(std::string("tr(): Multipath internal key mismatches multipath subscripts lengths"));
    }
    return ParsedScript{std::make_unique<TaprootScript>(std::move(key->value), std::move(tree.leaves)),
                        *paths};
}

}  // namespace

std::optional<crypto::Digest256> TaprootParts::root() const {
    struct Node {
        uint8_t depth;
        crypto::Digest256 hash;
    };
    std::vector<Node> open;
    for (const TapLeaf& leaf : leaves) {
        Node node{leaf.depth, script::tapleaf_hash(script::kTapscriptLeaf, leaf.script)};
        while (!open.empty() && node.depth > 0 && open.back().depth == node.depth) {
            node = {static_cast<uint8_t>(node.depth - 1),
                    script::tapbranch_hash(open.back().hash, node.hash)};
            open.pop_back();
        }
        open.push_back(node);
    }
    if (open.empty()) return std::nullopt;
    return open.back().hash;
}

bool TaprootParts::is_complete() const {
    if (leaves.empty()) return true;
    TreeWalk walk;
    bool done = false;
    for (const TapLeaf& leaf : leaves) {
        if (done || leaf.depth > script::kControlMaxNodes || leaf.depth < walk.depth()) return false;
        while (walk.depth() < leaf.depth)
            walk.open();
        while (walk.close()) {
        }
        done = walk.depth() == 0;
        if (!done) walk.go_right();
    }
    return done;
}

std::optional<ScriptResult> parse_taproot_script(std::string_view text, Place place,
                                                 const ParseContext& context) {
    const auto arguments = argument_of(text, "tr");
    if (!arguments) return std::nullopt;
    if (place != Place::Top) return ScriptResult(Err(std::string("Can only have tr at top level")));
    return parse_taproot(*arguments, context);
}

}  // namespace quanta::descriptor
