// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/log.h"

#include <array>

namespace quanta::base {

namespace {

constexpr std::array<std::string_view, kCategoryCount> kNames{
    "addrman", "bench", "blockstorage", "cmpctblock", "coindb", "estimatefee", "http", "i2p", "ipc", "kernel",
    "leveldb", "mempool", "mempoolrej", "net", "privatebroadcast", "proxy", "prune", "qt", "rand", "reindex",
    "rpc", "scan", "selectcoins", "tor", "txpackages", "txreconciliation", "validation", "walletdb", "zmq"};

}  // namespace

std::atomic<LogSink*> Log::s_sink{nullptr};

// Atomics have no fill constructor: each starts at Info, which hides debug messages.
static_assert(kCategoryCount == 29);
#define INFO_ LogLevel::Info
std::atomic<LogLevel> Log::s_levels[kCategoryCount]{
    INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_,
    INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_, INFO_};
#undef INFO_

std::string_view category_name(Category category) { return kNames[static_cast<size_t>(category)]; }

std::optional<Category> category_from_name(std::string_view name) {
    for (size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == name) return static_cast<Category>(i);
    }
    return std::nullopt;
}

LogSink* Log::set_sink(LogSink* sink) { return s_sink.exchange(sink); }

void Log::set_level(Category category, LogLevel level) { s_levels[static_cast<size_t>(category)] = level; }

LogLevel Log::level(Category category) { return s_levels[static_cast<size_t>(category)]; }

void Log::write(LogLevel level, std::optional<Category> category, std::string_view message, const void* site) {
    LogSink* sink = s_sink.load(std::memory_order_acquire);
    if (sink != nullptr) sink->write_from(site, level, category, message);
}

}  // namespace quanta::base
