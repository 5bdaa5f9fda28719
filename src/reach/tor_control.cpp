// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/tor_control.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "reach/tor_session.h"

namespace quanta::reach {

namespace {

using base::Category;
using base::Err;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Stream = std::shared_ptr<sys::TcpConnection>;

constexpr milliseconds kFirstDelay{1'000};
constexpr double kDelayGrowth = 1.5;
constexpr milliseconds kMaxDelay{600'000};
constexpr milliseconds kConnectTimeout{5'000};
/// From the connection to the service: Tor answers at once.
constexpr seconds kSessionTimeout{60};
constexpr size_t kReadBytes = 4'096;
constexpr uint64_t kMaxCookieFileBytes = 1'024;
constexpr uint64_t kMaxKeyFileBytes = 4'096;

std::string without_line_end(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    return text;
}

}  // namespace

struct TorControl::Impl : std::enable_shared_from_this<Impl> {
    Impl(TorOptions options_, Services services_) : options(std::move(options_)), services(services_) {}

    void connect();
    void on_connected(const sys::NetResult<Stream>& result);
    void read_on();
    void on_bytes(base::ByteSpan bytes);
    void send(std::string_view command);
    void on_granted();
    void fail(std::string_view reason);
    void retry();
    void end_connection();

    TorRequest make_request();
    std::string stored_key();
    void keep_key(const std::string& key);

    const TorOptions options;
    Services services;
    milliseconds delay = kFirstDelay;
    std::unique_ptr<net::Scheduler::Job>
        job;               ///< the next attempt, or the end of a session that takes too long
    uint64_t attempt = 0;  ///< tells late callbacks of an earlier connection
    Stream stream;
    TorReplyParser parser;
    std::optional<TorSession> session;
    std::optional<wire::Service> service;
    std::string key;  ///< of this run, should the file not be writable
    bool complained = false;
};

void TorControl::Impl::connect() {
    job.reset();
    const uint64_t mine = ++attempt;
    services.environment.sockets.connect(options.control, kConnectTimeout,
                                         [weak = weak_from_this(), mine](sys::NetResult<Stream> result) {
                                             const auto self = weak.lock();
                                             if (self && self->attempt == mine) self->on_connected(result);
                                         });
}

void TorControl::Impl::on_connected(const sys::NetResult<Stream>& result) {
    if (!result) return fail(result.error().message);
    stream = *result;
    parser = TorReplyParser();
    session.emplace(make_request());
    job = services.environment.scheduler.after(kSessionTimeout, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->fail("no answer");
    });
    send(session->begin());
    read_on();
}

TorRequest TorControl::Impl::make_request() {
    TorRequest request;
    request.password = options.password;
    request.service_key = stored_key();
    request.service_port = options.service_port;
    request.target = options.target;
    request.nonce = services.environment.random.bytes<32>();
    request.read_cookie = [this](const std::string& path) -> base::Result<base::Bytes, std::string> {
        auto bytes = sys::read_whole(services.files, path, kMaxCookieFileBytes);
        if (!bytes) return Err(bytes.error().message());
        return std::move(bytes).value();
    };
    return request;
}

std::string TorControl::Impl::stored_key() {
    if (!services.files.exists(options.key_path)) return key;
    const auto bytes = sys::read_whole(services.files, options.key_path, kMaxKeyFileBytes);
    const std::string text = bytes ? without_line_end(std::string(base::as_text(*bytes))) : std::string();
    if (is_onion_key(text)) return text;
    const std::string aside = options.key_path + ".bak";
    const auto renamed = services.files.rename(options.key_path, aside);
    base::log_warning("{} holds no key of an onion service. {}", options.key_path,
                      renamed ? "It is now " + aside : renamed.error().message());
    return key;
}

void TorControl::Impl::keep_key(const std::string& new_key) {
    if (new_key.empty()) return;
    key = new_key;
    const auto written = sys::write_atomically(services.files, options.key_path, base::as_bytes(new_key));
    if (!written)
        base::log_warning("The onion service will have another address: {}", written.error().message());
}

void TorControl::Impl::read_on() {
    stream->read_some(kReadBytes,
                      [weak = weak_from_this(), mine = attempt](sys::NetResult<base::Bytes> bytes) {
                          const auto self = weak.lock();
                          if (!self || self->attempt != mine || !self->stream) return;
                          if (!bytes) return self->fail(bytes.error().message);
                          self->on_bytes(*bytes);
                      });
}

void TorControl::Impl::on_bytes(base::ByteSpan bytes) {
    const auto fed = parser.feed(bytes);
    if (!fed) return fail(fed.error());
    while (const std::optional<TorReply> reply = parser.next()) {
        const auto command = session->on_reply(*reply);
        if (!command) return fail(command.error());
        if (!command->empty()) send(*command);
        if (session->granted() && !service) on_granted();
    }
    read_on();
}

void TorControl::Impl::send(std::string_view command) {
    const base::ByteSpan bytes = base::as_bytes(command);
    stream->write({bytes.begin(), bytes.end()}, [](const sys::NetResult<void>&) {});
}

void TorControl::Impl::on_granted() {
    job.reset();
    delay = kFirstDelay;
    complained = false;
    const TorGrant& grant = *session->granted();
    keep_key(grant.new_key);
    service = grant.service;
    base::log_info("Our onion service is {}", service->to_text());
    if (grant.socks) services.events.tor_proxy_found(*grant.socks);
    services.events.onion_service_up(*service);
}

void TorControl::Impl::end_connection() {
    ++attempt;
    job.reset();
    session.reset();
    if (const Stream ended = std::exchange(stream, nullptr)) ended->close();
}

void TorControl::Impl::fail(std::string_view reason) {
    const bool was_connected = stream != nullptr;
    const std::string why(reason);  // may be part of what ends here
    end_connection();
    if (service) {
        base::log_info("Our onion service is gone: {}", why);
        services.events.onion_service_down(*std::exchange(service, std::nullopt));
    } else if (was_connected && !complained) {
        base::log_warning("Tor at {}: {}", options.control.to_text(), why);
        complained = true;
    } else {
        base::log_debug(Category::Tor, "{}: {}", options.control.to_text(), why);
    }
    retry();
}

void TorControl::Impl::retry() {
    job = services.environment.scheduler.after(delay, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->connect();
    });
    delay = std::min(kMaxDelay,
                     milliseconds(static_cast<int64_t>(static_cast<double>(delay.count()) * kDelayGrowth)));
}

TorControl::TorControl(TorOptions options, Services services)
    : m_impl(std::make_shared<Impl>(std::move(options), services)) {}

TorControl::~TorControl() {
    m_impl->end_connection();
}

void TorControl::start() {
    m_impl->connect();
}

std::optional<wire::Service> TorControl::service() const {
    return m_impl->service;
}

}  // namespace quanta::reach
