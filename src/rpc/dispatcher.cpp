// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/dispatcher.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/core.h>

#include "base/check.h"
#include "base/log.h"
#include "rpc/help.h"

namespace quanta::rpc {

namespace {

using json::Value;

bool may_call(const Caller& caller, const Request& request) {
    return request.error || !caller.may_call || caller.may_call(request.method);
}

Answer answer_malformed(RequestFigures& figures, RpcError error) {
    figures.malformed.add();
    Answer answer;
    answer.error_code = error.code;
    write_error(Request{}, error, answer.body);
    answer.body.append("\n");
    return answer;
}

RpcError batches_too_large() { return {kOutOfMemory, "The replies to batches take too much memory"}; }

Answer answer_forbidden(RequestFigures& figures) {
    figures.forbidden.add();
    Answer answer;
    answer.forbidden = true;
    return answer;
}

}  // namespace

/// Lists a call as running while it lives.
class Dispatcher::Registration {
public:
    Registration(Dispatcher& owner, const Running& running) : m_owner(owner) {
        sys::MutexLock lock(m_owner.m_mutex);
        m_place = m_owner.m_running.insert(m_owner.m_running.end(), running);
    }
    ~Registration() {
        sys::MutexLock lock(m_owner.m_mutex);
        m_owner.m_running.erase(m_place);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

private:
    Dispatcher& m_owner;
    std::list<Running>::iterator m_place;
};

void Dispatcher::add(Method method, Handler handler) {
    std::string name = method.name;
    const bool is_new = m_methods
                            .emplace(std::move(name), Entry{std::move(method), std::move(handler),
                                                            std::make_unique<CallFigures>()})
                            .second;
    CHECK(is_new);
}

const Method* Dispatcher::find(std::string_view name) const {
    const auto found = m_methods.find(name);
    return found == m_methods.end() ? nullptr : &found->second.method;
}

void Dispatcher::set_warm_up(std::string status) {
    sys::MutexLock lock(m_mutex);
    m_status = std::move(status);
    m_warming_up = true;
}

void Dispatcher::end_warm_up() {
    m_warming_up = false;
}

RpcResult<void> Dispatcher::check_ready(const Entry* entry) const {
    if (!m_warming_up || (entry != nullptr && entry->method.in_warm_up)) return {};
    const std::string detail = m_warm_up_detail ? m_warm_up_detail() : "";
    sys::MutexLock lock(m_mutex);
    return fail(kWarmUp, detail.empty() ? m_status : m_status + " " + detail);
}

RpcResult<void> Dispatcher::run_entry(const Entry* entry, int64_t began_us, Value params,
                                      const Caller& caller, json::Writer& out) {
    TRY(check_ready(entry));
    if (entry == nullptr) return fail(kMethodNotFound, "Method not found");
    base::log_debug(base::Category::Rpc, "call of {} by {} {}", entry->method.name, caller.user, caller.peer);
    try {
        const Arguments args = TRY(Arguments::bind(entry->method, std::move(params)));
        const Registration registration(*this, {&entry->method, began_us});
        return entry->handler({entry->method, args, caller}, out);
    } catch (const std::exception& error) {
        base::log_error("{} failed: {}", entry->method.name, error.what());
        return fail(kMisc, error.what());
    }
}

RpcResult<void> Dispatcher::call(const std::string& name, Value params, const Caller& caller,
                                 json::Writer& out) {
    const int64_t began_us = m_clock.steady_us();
    const auto found = m_methods.find(name);
    const Entry* entry = found == m_methods.end() ? nullptr : &found->second;
    RpcResult<void> outcome = run_entry(entry, began_us, std::move(params), caller, out);
    CallFigures& figures = entry == nullptr ? m_figures.unknown : *entry->figures;
    (outcome ? figures.succeeded : figures.failed).add();
    figures.time.record(m_clock.steady_us() - began_us);
    return outcome;
}

std::optional<int> Dispatcher::run(Request request, const Caller& caller, ReplyBody& body) {
    const size_t start = body.size();
    RpcResult<void> outcome;
    if (request.error) {
        m_figures.malformed.add();
        outcome = base::Err(*request.error);
    } else {
        begin_result(request, body);
        const size_t result_start = body.size();
        json::Writer writer([&](std::string_view piece) { body.append(piece); }, ReplyBody::kPieceSize / 2);
        outcome = call(request.method, std::move(request.params), caller, writer);
        if (outcome) {
            writer.finish();
            if (body.size() == result_start) body.append("null");
            end_result(request, body);
        }
    }
    if (!outcome) {
        body.truncate(start);
        write_error(request, outcome.error(), body);
    }
    if (request.is_notification()) body.truncate(start);
    if (outcome || request.version == Version::Two) return std::nullopt;
    return outcome.error().code;
}

Answer Dispatcher::answer_batch(RequestBody& requests, const Caller& caller) {
    Answer answer;
    size_t counted = 0;
    answer.body.append("[");
    requests.take_each([&](Request request) {
        const size_t before = answer.body.size();
        if (before > 1) answer.body.append(",");
        const size_t start = answer.body.size();
        if (m_batch_bytes <= m_max_batch_bytes) run(std::move(request), caller, answer.body);
        else if (!request.is_notification()) write_error(request, batches_too_large(), answer.body);
        if (answer.body.size() == start) answer.body.truncate(before);
        m_batch_bytes += answer.body.size() - counted;
        counted = answer.body.size();
    });
    m_batch_bytes -= counted;
    // Notifications alone are not answered at all; an empty batch is.
    if (answer.body.size() == 1 && !requests.empty()) answer.body.truncate(0);
    else answer.body.append("]\n");
    return answer;
}

Answer Dispatcher::answer(std::string_view text, const Caller& caller) {
    auto requests =
        RequestBody::read(text, [&](const Request& request) { return may_call(caller, request); });
    if (!requests) return answer_malformed(m_figures, requests.error());
    if (!requests->all_allowed()) return answer_forbidden(m_figures);
    if (requests->is_batch()) return answer_batch(*requests, caller);
    Answer answer;
    requests->take_each(
        [&](Request request) { answer.error_code = run(std::move(request), caller, answer.body); });
    if (!answer.body.empty()) answer.body.append("\n");
    return answer;
}

std::string Dispatcher::help(std::string_view command) const {
    if (!command.empty()) {
        const Method* method = find(command);
        return method ? method_help(*method) : fmt::format("help: unknown command: {}", command);
    }
    return list_methods(methods());
}

std::vector<const Method*> Dispatcher::methods() const {
    std::vector<const Method*> all;
    for (const auto& [name, entry] : m_methods)
        all.push_back(&entry.method);
    return all;
}

std::vector<ActiveCall> Dispatcher::active_calls() const {
    const int64_t now_us = m_clock.steady_us();
    std::vector<ActiveCall> calls;
    sys::MutexLock lock(m_mutex);
    for (const Running& running : m_running)
        calls.push_back({running.method->name, now_us - running.began_us});
    return calls;
}

void Dispatcher::write_metrics(metrics::Exposition& out) const {
    constexpr std::string_view kUnknown = "unknown";
    std::vector<std::pair<std::string_view, const CallFigures*>> called;
    const auto note = [&](std::string_view name, const CallFigures& figures) {
        if (figures.succeeded.value() + figures.failed.value() > 0) called.emplace_back(name, &figures);
    };
    for (const auto& [name, entry] : m_methods)
        note(name, *entry.figures);
    note(kUnknown, m_figures.unknown);

    out.family(metrics::Kind::Counter, "quanta_rpc_calls_total",
               "Calls by method and outcome; unknown stands for all methods that do not exist.");
    for (const auto& [name, figures] : called) {
        out.sample(figures->succeeded.value(), {{"method", name}, {"outcome", "ok"}});
        out.sample(figures->failed.value(), {{"method", name}, {"outcome", "error"}});
    }
    out.family(metrics::Kind::Histogram, "quanta_rpc_call_seconds",
               "Time of calls by method, without the wait for a thread.");
    for (const auto& [name, figures] : called)
        out.sample(figures->time, {{"method", name}});
    out.counter("quanta_rpc_malformed_total", "Bodies that are no JSON, and requests that are none.",
                m_figures.malformed.value());
    out.counter("quanta_rpc_forbidden_total", "Bodies refused for a method that the user may not call.",
                m_figures.forbidden.value());
    out.gauge("quanta_rpc_calls_running", "Calls that are running now.", active_calls().size());
}

}  // namespace quanta::rpc
