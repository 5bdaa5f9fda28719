// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/log_settings.h"

#include <optional>
#include <string>

namespace quanta::program {

namespace {

using base::Category;
using base::Err;
using base::LogLevel;

/// Calls `visit` for each category that `word` of -debug stands for; false when it stands for none.
template <typename Visit>
bool for_each_category(const std::string& word, const Visit& visit) {
    if (word.empty() || word == "1" || word == "all") {
        for (int i = 0; i < base::kCategoryCount; ++i)
            visit(static_cast<Category>(i));
        return true;
    }
    const std::optional<Category> category = base::category_from_name(word);
    if (category) visit(*category);
    return category.has_value();
}

bool is_none(const std::string& word) {
    return word == "0" || word == "none";
}

/// The values of `name` after the last that takes back all before it, the strongest source's last.
std::vector<std::string> categories_of(const config::Options& options, std::string_view name) {
    std::vector<std::string> words;
    for (const std::string& word : options.get_list(name)) {
        if (is_none(word))
            words.clear();
        else
            words.push_back(word);
    }
    return words;
}

std::optional<LogLevel> level_from(std::string_view word) {
    if (word == "info") return LogLevel::Info;
    if (word == "debug") return LogLevel::Debug;
    if (word == "trace") return LogLevel::Trace;
    return std::nullopt;
}

std::string all_categories() {
    std::string names;
    for (int i = 0; i < base::kCategoryCount; ++i) {
        if (i > 0) names += ", ";
        names += base::category_name(static_cast<Category>(i));
    }
    return names;
}

/// One value of -loglevel: a level for all, or category:level.
base::Result<void, std::string> read_level(const std::string& value,
                                           std::array<LogLevel, base::kCategoryCount>& levels) {
    const size_t colon = value.find(':');
    if (colon == std::string::npos) {
        const auto level = level_from(value);
        if (!level) {
            return Err("Unsupported global logging level -loglevel=" + value +
                       ". Valid values: info, debug, trace.");
        }
        levels.fill(*level);
        return {};
    }
    const auto category = base::category_from_name(value.substr(0, colon));
    const auto level = level_from(std::string_view(value).substr(colon + 1));
    if (!category || !level) {
        return Err("Unsupported category-specific logging level -loglevel=" + value +
                   ". Expected -loglevel=<category>:<loglevel>. Valid categories: " + all_categories() +
                   ". Valid loglevels: info, debug, trace.");
    }
    levels[static_cast<size_t>(*category)] = *level;
    return {};
}

base::Result<void, std::string> read_levels(const config::Options& options, LogSettings& log) {
    // Levels count where -debug has switched the category on.
    std::array<LogLevel, base::kCategoryCount> wanted;
    wanted.fill(LogLevel::Debug);
    const std::vector<std::string> values = options.get_list("loglevel");
    for (const std::string& value : values) {
        if (value.find(':') == std::string::npos) TRY(read_level(value, wanted));
    }
    for (const std::string& value : values) {
        if (value.find(':') != std::string::npos) TRY(read_level(value, wanted));
    }
    log.levels.fill(LogLevel::Info);
    for (const std::string& word : categories_of(options, "debug")) {
        const bool known = for_each_category(word, [&](Category category) {
            log.levels[static_cast<size_t>(category)] = wanted[static_cast<size_t>(category)];
        });
        if (!known) return Err("Unsupported logging category -debug=" + word + ".");
    }
    for (const std::string& word : categories_of(options, "debugexclude")) {
        const bool known = for_each_category(
            word, [&](Category category) { log.levels[static_cast<size_t>(category)] = LogLevel::Info; });
        if (!known) return Err("Unsupported logging category -debugexclude=" + word + ".");
    }
    return {};
}

}  // namespace

base::Result<LogSettings, std::string> make_log_settings(const config::Options& options,
                                                         const LogDefaults& defaults) {
    LogSettings log;
    TRY(read_levels(options, log));
    if (!options.is_negated("debuglogfile")) {
        log.output.file_path = options.network_path(options.get_string("debuglogfile", defaults.file));
    }
    log.output.to_console = options.get_bool("printtoconsole", defaults.to_console);
    log.output.timestamps = options.get_bool("logtimestamps", true);
    log.output.time_micros = options.get_bool("logtimemicros", false);
    log.output.thread_names = options.get_bool("logthreadnames", false);
    log.output.level_always = options.get_bool("loglevelalways", false);
    log.output.rate_limit = options.get_bool("logratelimit", true);
    const bool debugging = !categories_of(options, "debug").empty();
    log.shrink = options.get_bool("shrinkdebugfile", !debugging);
    return log;
}

base::Result<void, std::string> start_log(const LogSettings& settings, sys::FileSystem& files,
                                          sys::FileLogSink& sink) {
    for (int i = 0; i < base::kCategoryCount; ++i) {
        base::Log::set_level(static_cast<base::Category>(i), settings.levels[static_cast<size_t>(i)]);
    }
    const std::string& path = settings.output.file_path;
    if (!path.empty() && settings.shrink) {
        if (const auto shrunk = sys::shrink_log_file(files, path); !shrunk) {
            base::log_warning("cannot shrink the log: {}", shrunk.error().message());
        }
    }
    const auto started = sink.start(settings.output);
    if (!started) return Err("Could not open debug log file " + path + ": " + started.error().message());
    return {};
}

}  // namespace quanta::program
