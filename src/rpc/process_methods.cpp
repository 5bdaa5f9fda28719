// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/process_methods.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "base/log.h"
#include "interfaces/echo.h"
#include "sys/secret_memory.h"

namespace quanta::rpc {

namespace {

using base::Category;
using base::LogLevel;

#if defined(__GLIBC__)
/// What the allocator tells of itself, as XML.
RpcResult<std::string> allocator_text() {
    char* text = nullptr;
    size_t size = 0;
    std::FILE* stream = ::open_memstream(&text, &size);
    if (stream == nullptr) return fail(kOutOfMemory, "Out of memory");
    ::malloc_info(0, stream);
    std::fclose(stream);
    const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
    return std::string(text, size);
}
#else
RpcResult<std::string> allocator_text() {
    return fail(kBadParameter, "mallocinfo mode not available");
}
#endif

RpcResult<void> getmemoryinfo(const Call& call, json::Writer& out) {
    const std::string_view mode = TRY(call.args.string_or("mode", "stats"));
    if (mode == "mallocinfo") {
        out.value(TRY(allocator_text()));
        return {};
    }
    if (mode != "stats") return fail(kBadParameter, "unknown mode " + std::string(mode));
    // Of this process: where wallets have one of their own, their secrets are counted there.
    const sys::SecretMemoryFigures figures = sys::secret_memory_figures();
    out.begin_object().key("locked").begin_object();
    out.member("used", figures.used).member("free", figures.free).member("total", figures.total);
    out.member("locked", figures.locked).member("chunks_used", figures.pieces_used);
    out.member("chunks_free", figures.pieces_free).end_object().end_object();
    return {};
}

/// The categories that a word of logging stands for.
RpcResult<std::vector<Category>> categories_of(std::string_view word) {
    std::vector<Category> categories;
    if (word.empty() || word == "1" || word == "all") {
        for (int i = 0; i < base::kCategoryCount; ++i)
            categories.push_back(static_cast<Category>(i));
        return categories;
    }
    const std::optional<Category> category = base::category_from_name(word);
    if (!category) return fail(kBadParameter, "unknown logging category " + std::string(word));
    categories.push_back(*category);
    return categories;
}

/// Sets the level of all categories that `words`, which may be missing, name.
RpcResult<void> set_levels(const json::Value* words, LogLevel level) {
    if (words == nullptr) return {};
    for (const json::Value& word : words->array()) {
        for (const Category category : TRY(categories_of(TRY(read_string(word))))) {
            // One that shows even more already stays as it is.
            if (level == LogLevel::Debug && base::Log::enabled(category, level)) continue;
            base::Log::set_level(category, level);
        }
    }
    return {};
}

RpcResult<void> logging(const Call& call, json::Writer& out) {
    TRY(set_levels(call.args.find("include"), LogLevel::Debug));
    TRY(set_levels(call.args.find("exclude"), LogLevel::Info));
    out.begin_object();
    for (int i = 0; i < base::kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        out.member(base::category_name(category), base::Log::enabled(category, LogLevel::Debug));
    }
    out.end_object();
    return {};
}

Method getmemoryinfo_declaration() {
    const Shape locked{Kind::Object,
                       "locked",
                       "Memory kept out of the swap",
                       {
                           {Kind::Number, "used", "Bytes in use"},
                           {Kind::Number, "free", "Bytes to be had"},
                           {Kind::Number, "total", "Bytes of both"},
                           {Kind::Number, "locked", "Bytes that the system did lock"},
                           {Kind::Number, "chunks_used", "Pieces in use"},
                           {Kind::Number, "chunks_free", "Pieces to be had"},
                       }};
    return {
        .name = "getmemoryinfo",
        .category = rpc::Category::Control,
        .description = "Tells how the process uses memory.",
        .params = {{.name = "mode",
                    .kind = Kind::String,
                    .text = "stats for numbers, mallocinfo for the allocator's own report",
                    .optional = true,
                    .default_json = R"("stats")"}},
        .results = {{"for mode = stats", {Kind::Object, "", "", {locked}}},
                    {"for mode = mallocinfo", {Kind::String, "", "XML"}}},
        .examples = {"[]"},
    };
}

Method logging_declaration() {
    const std::vector<Shape> names{{Kind::String, "category", "A category, or all"}};
    return {
        .name = "logging",
        .category = rpc::Category::Control,
        .description =
            "Switches debug messages on and off by category, and shows which are on. What both lists name "
            "is\n"
            "switched off. The settings last until the node stops.",
        .params = {{.name = "include",
                    .kind = Kind::Array,
                    .text = "Categories to switch on",
                    .optional = true,
                    .inner = names},
                   {.name = "exclude",
                    .kind = Kind::Array,
                    .text = "Categories to switch off",
                    .optional = true,
                    .inner = names}},
        .results = {{"", {Kind::Map, "", "", {{Kind::Bool, "category", "Whether its messages are on"}}}}},
        .examples = {R"([["all"], ["http"]])"},
    };
}

}  // namespace

void add_process_methods(Dispatcher& dispatcher) {
    dispatcher.add(getmemoryinfo_declaration(), getmemoryinfo);
    dispatcher.add(logging_declaration(), logging);
    dispatcher.add({.name = "echoipc",
                    .category = rpc::Category::Hidden,
                    .description = "Answers its parameter, by way of the object that clients of the node's "
                                   "socket try out.",
                    .params = {{.name = "arg", .kind = Kind::String, .text = "The text"}},
                    .results = {{"", {Kind::String, "echo", "The same text"}}}},
                   [](const Call& call, json::Writer& out) -> RpcResult<void> {
                       out.value(interfaces::make_echo()->echo(std::string(TRY(call.args.string("arg")))));
                       return {};
                   });
}

}  // namespace quanta::rpc
