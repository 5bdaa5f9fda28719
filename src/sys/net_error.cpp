// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/net_error.h"

#include <cerrno>
#include <system_error>

namespace quanta::sys {

namespace {

NetErrorCode code_of(int errno_value) {
    switch (errno_value) {
        case ECONNRESET:
        case ECONNABORTED:
        case EPIPE: return NetErrorCode::Reset;
        case ECONNREFUSED: return NetErrorCode::Refused;
        case ETIMEDOUT:
        case EAGAIN: return NetErrorCode::TimedOut;
        case EHOSTUNREACH:
        case ENETUNREACH:
        case ENETDOWN: return NetErrorCode::Unreachable;
        case EADDRINUSE: return NetErrorCode::AddressInUse;
        case EADDRNOTAVAIL:
        case EAFNOSUPPORT: return NetErrorCode::BadAddress;
        case EACCES:
        case EPERM: return NetErrorCode::Permission;
        default: return NetErrorCode::Io;
    }
}

}  // namespace

NetError net_error_from_errno(int errno_value) {
    return {code_of(errno_value), std::generic_category().message(errno_value)};
}

std::string Endpoint::to_text() const {
    const bool ipv6 = address.find(':') != std::string::npos;
    return (ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace quanta::sys
