// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "metrics/exposition.h"
#include "rpc/arguments.h"
#include "rpc/call_figures.h"
#include "rpc/error.h"
#include "rpc/method.h"
#include "rpc/reply_body.h"
#include "rpc/request.h"
#include "rpc/request_body.h"
#include "sys/clock.h"
#include "sys/mutex.h"

namespace quanta::rpc {

/// On whose behalf a call is made.
struct Caller {
    /// Who authenticated; empty for callers inside the process.
    std::string user;
    /// Address and port for the log; empty inside the process.
    std::string peer;
    /// The wallet named by the path /wallet/<name>.
    std::optional<std::string> wallet;
    /// Which methods the caller may use; absent: all.
    std::function<bool(std::string_view method)> may_call;
};

/// What a handler is given.
struct Call {
    const Method& method;
    const Arguments& args;
    const Caller& caller;
};

/// Runs one call and writes exactly one value, or nothing for null. What was written before an error is
/// dropped. Any thread, many at once.
using Handler = std::function<RpcResult<void>(const Call& call, json::Writer& out)>;

/// A call that is running.
struct ActiveCall {
    std::string method;
    /// Microseconds since it began.
    int64_t duration_us = 0;
};

/// The outcome of a request body.
struct Answer {
    /// JSON and a line end; empty when nobody waits for one (notifications).
    ReplyBody body;
    /// The error of a single version 1 request: decides the HTTP status.
    std::optional<int> error_code;
    /// The caller may not use a method in the body; nothing was run and the body is empty.
    bool forbidden = false;
};

/// Knows all methods and runs requests. Methods are added before the first request; everything else: any
/// thread.
class Dispatcher {
public:
    /// `clock` outlives the dispatcher. Starts in warm-up with the message "RPC server started".
    explicit Dispatcher(const sys::Clock& clock) : m_clock(clock) {}
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    /// Adds a method. Its name is new. By one thread, before the first request.
    void add(Method method, Handler handler);
    /// The declaration of `name`, null when there is none.
    const Method* find(std::string_view name) const;
    /// All declarations, by name.
    std::vector<const Method*> methods() const;

    /// Until end_warm_up() calls of all methods but those for it fail with kWarmUp and this text: "Loading
    /// block index…".
    void set_warm_up(std::string status) QUANTA_EXCLUDES(m_mutex);
    /// `detail` says how far that is, "40%", or nothing; asked, by any thread, for each call that fails so.
    /// As adding methods.
    void set_warm_up_detail(std::function<std::string()> detail) { m_warm_up_detail = std::move(detail); }
    void end_warm_up() QUANTA_EXCLUDES(m_mutex);
    /// From now on stopping() is true: handlers that wait give up.
    void stop() { m_stopping = true; }
    /// Bytes of the replies to batches that may be under construction at a time; beyond it what is left of them is
    /// not run but answered with kOutOfMemory. Before the first request.
    void set_max_batch_bytes(size_t size) { m_max_batch_bytes = size; }
    bool stopping() const { return m_stopping; }

    /// Runs all of `text`, one request or a batch. Never fails: errors are part of the answer.
    Answer answer(std::string_view text, const Caller& caller) QUANTA_EXCLUDES(m_mutex);
    /// Runs one method, for callers inside the process. Errors: kWarmUp, kMethodNotFound, those of
    /// Arguments::bind and of the handler; an exception becomes kMisc.
    RpcResult<void> call(const std::string& method, json::Value params, const Caller& caller,
                         json::Writer& out) QUANTA_EXCLUDES(m_mutex);

    /// The text of `help`: all methods for an empty `command`, else the one called so.
    std::string help(std::string_view command) const;
    /// What runs now, oldest first.
    std::vector<ActiveCall> active_calls() const QUANTA_EXCLUDES(m_mutex);
    /// What calls there have been, with one series for each method that was called and one for all that are
    /// not declared.
    void write_metrics(metrics::Exposition& out) const QUANTA_EXCLUDES(m_mutex);

private:
    struct Entry {
        Method method;
        Handler handler;
        std::unique_ptr<CallFigures> figures;  ///< never null
    };
    struct Running {
        const Method* method;
        int64_t began_us;
    };
    class Registration;

    RpcResult<void> check_ready(const Entry* entry) const QUANTA_EXCLUDES(m_mutex);
    /// As call(); `entry` is null when there is no such method, and the call began at `began_us`.
    RpcResult<void> run_entry(const Entry* entry, int64_t began_us, json::Value params, const Caller& caller,
                              json::Writer& out) QUANTA_EXCLUDES(m_mutex);
    /// Appends the reply to `request`, nothing for a notification. Returns the error's code if it failed.
    std::optional<int> run(Request request, const Caller& caller, ReplyBody& body);
    Answer answer_batch(RequestBody& requests, const Caller& caller);

    // Constant once requests come.
    const sys::Clock& m_clock;
    std::map<std::string, Entry, std::less<>> m_methods;
    std::function<std::string()> m_warm_up_detail;

    RequestFigures m_figures;

    size_t m_max_batch_bytes = 256 * 1024 * 1024;

    std::atomic<size_t> m_batch_bytes{0};
    std::atomic<bool> m_stopping{false};
    std::atomic<bool> m_warming_up{true};

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::string m_status QUANTA_GUARDED_BY(m_mutex) = "RPC server started";
    std::list<Running> m_running QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::rpc
