// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/process_metrics.h"

#include <cstdint>
#include <optional>

#include "sys/process_usage.h"

namespace quanta::daemon {

namespace {

void add_known(metrics::Exposition& out, std::string_view name, std::string_view help,
               const std::optional<uint64_t>& value) {
    if (value) out.gauge(name, help, *value);
}

}  // namespace

void write_process_metrics(std::string_view version, metrics::Exposition& out) {
    out.family(metrics::Kind::Gauge, "quanta_build_info", "The version, as a label; always 1.");
    out.sample(1, {{"version", version}});
    const sys::ProcessUsage usage = sys::process_usage();
    out.counter("quanta_process_cpu_seconds_total", "CPU time of the process, user and system.", usage.cpu_s);
    add_known(out, "quanta_process_resident_memory_bytes", "Memory of the process that is in RAM.",
              usage.resident_bytes);
    add_known(out, "quanta_process_virtual_memory_bytes", "Address space of the process.",
              usage.virtual_bytes);
    add_known(out, "quanta_process_threads", "Threads of the process.", usage.threads);
    add_known(out, "quanta_process_open_fds", "File descriptors that are open.", usage.open_descriptors);
    add_known(out, "quanta_process_max_fds", "File descriptors that may be open.", usage.max_descriptors);
}

}  // namespace quanta::daemon
