// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/port_mapping.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "reach/nat_pmp.h"
#include "reach/pcp.h"

namespace quanta::reach {

namespace {

using base::Category;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A mapping is asked for twice as long as it takes to the next renewal.
constexpr seconds kRenewal{1'200};
constexpr uint32_t kLifetime_s = 2'400;
/// However short a mapping is given for, it is renewed no more often.
constexpr seconds kMinRenewal{60};
constexpr seconds kRetry{300};
/// How long an answer is waited for, and how often is asked.
constexpr milliseconds kAnswerTimeout{1'000};
constexpr int kTries = 3;

}  // namespace

struct PortMapping::Impl : std::enable_shared_from_this<Impl> {
    /// What was asked last.
    enum class Stage : uint8_t { Idle, Pcp, NatPmpAddress, NatPmpPort };

    Impl(uint16_t port, Services services_) : services(std::move(services_)) { request.port = port; }

    void begin();
    void enter(Stage next);
    void ask();
    void on_silence();
    void on_datagram(base::ByteSpan bytes);
    void on_pcp(base::ByteSpan bytes);
    void on_address(base::ByteSpan bytes);
    void on_port(base::ByteSpan bytes);
    void on_error(MappingError error);
    void on_mapped(const MappedPort& mapped);
    void fail(std::string_view reason);
    void lose();
    void release();

    void later(milliseconds delay, void (Impl::*method)()) {
        job = services.environment.scheduler.after(delay, [weak = weak_from_this(), method] {
            if (const auto self = weak.lock()) ((*self).*method)();
        });
    }

    Services services;
    PcpRequest request;
    wire::Address outside;  ///< by NAT-PMP
    std::unique_ptr<sys::UdpSocket> socket;
    std::unique_ptr<net::Scheduler::Job> job;
    Stage stage = Stage::Idle;
    bool by_nat_pmp = false;  ///< how the mapping that we have was got
    int tries = 0;
    std::optional<wire::Service> external;
};

void PortMapping::Impl::begin() {
    const std::optional<wire::Address> gateway = services.gateway();
    if (!gateway) return fail("no router is known");
    auto opened = services.open_socket({gateway->to_text(), kPortMappingPort});
    if (!opened) return fail(opened.error().message);
    socket = std::move(opened).value();
    const auto own = wire::Address::from_text(socket->local().address);
    if (!own) return fail("no address in the router's network");
    request.client = *own;
    request.lifetime_s = kLifetime_s;
    socket->on_receive([weak = weak_from_this()](const base::Bytes& bytes) {
        if (const auto self = weak.lock()) self->on_datagram(bytes);
    });
    enter(Stage::Pcp);
}

void PortMapping::Impl::enter(Stage next) {
    stage = next;
    tries = 0;
    ask();
}

void PortMapping::Impl::ask() {
    ++tries;
    switch (stage) {
        case Stage::Pcp:
            socket->send(encode_pcp_request(request));
            break;
        case Stage::NatPmpAddress:
            socket->send(encode_nat_pmp_address_request());
            break;
        case Stage::NatPmpPort:
            socket->send(encode_nat_pmp_request(request.port, kLifetime_s));
            break;
        case Stage::Idle:
            return;
    }
    later(kAnswerTimeout, &Impl::on_silence);
}

void PortMapping::Impl::on_silence() {
    if (tries < kTries) return ask();
    // Routers that know NAT-PMP alone may say nothing to what they do not know.
    if (stage == Stage::Pcp) return on_error(MappingError::OtherVersion);
    fail("the router does not answer");
}

void PortMapping::Impl::on_datagram(base::ByteSpan bytes) {
    switch (stage) {
        case Stage::Pcp:
            return on_pcp(bytes);
        case Stage::NatPmpAddress:
            return on_address(bytes);
        case Stage::NatPmpPort:
            return on_port(bytes);
        case Stage::Idle:
            return;
    }
}

void PortMapping::Impl::on_pcp(base::ByteSpan bytes) {
    const auto mapped = decode_pcp_answer(bytes, request);
    if (!mapped) return on_error(mapped.error());
    by_nat_pmp = false;
    on_mapped(*mapped);
}

void PortMapping::Impl::on_address(base::ByteSpan bytes) {
    const auto address = decode_nat_pmp_address(bytes);
    if (!address) return on_error(address.error());
    outside = *address;
    enter(Stage::NatPmpPort);
}

void PortMapping::Impl::on_port(base::ByteSpan bytes) {
    const auto port = decode_nat_pmp_answer(bytes, request.port);
    if (!port) return on_error(port.error());
    by_nat_pmp = true;
    on_mapped({{outside, port->external}, port->lifetime_s});
}

void PortMapping::Impl::on_error(MappingError error) {
    if (error == MappingError::NotForUs) return;
    const bool older = stage == Stage::Pcp && request.client.network() == wire::Network::Ipv4;
    if (error == MappingError::OtherVersion && older) return enter(Stage::NatPmpAddress);
    fail(mapping_error_text(error));
}

void PortMapping::Impl::on_mapped(const MappedPort& mapped) {
    if (mapped.lifetime_s == 0 || mapped.external.port == 0) return fail("a mapping of no use");
    stage = Stage::Idle;
    const seconds half(mapped.lifetime_s / 2);
    later(std::clamp<seconds>(half, kMinRenewal, kRenewal), &Impl::begin);
    if (external == mapped.external) return;
    lose();
    external = mapped.external;
    base::log_info("The router sends on what comes to {}", external->to_text());
    services.events.port_mapped(*external);
}

void PortMapping::Impl::lose() {
    if (!external) return;
    const wire::Service gone = *std::exchange(external, std::nullopt);
    services.events.port_mapping_lost(gone);
}

void PortMapping::Impl::fail(std::string_view reason) {
    base::log_debug(Category::Net, "no port of the router: {}", reason);
    stage = Stage::Idle;
    socket.reset();
    later(kRetry, &Impl::begin);
    lose();
}

void PortMapping::Impl::release() {
    job.reset();
    if (!socket || !external) return;
    request.lifetime_s = 0;
    socket->send(by_nat_pmp ? encode_nat_pmp_request(request.port, 0) : encode_pcp_request(request));
}

PortMapping::PortMapping(uint16_t port, Services services)
    : m_impl(std::make_shared<Impl>(port, std::move(services))) {
    m_impl->request.nonce = m_impl->services.environment.random.bytes<12>();
}

PortMapping::~PortMapping() {
    m_impl->release();
}

void PortMapping::start() {
    m_impl->begin();
}

std::optional<wire::Service> PortMapping::external() const {
    return m_impl->external;
}

}  // namespace quanta::reach
