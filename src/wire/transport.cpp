// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/transport.h"

#include "base/check.h"

namespace quanta::wire {

std::string_view transport_name(TransportKind kind) {
    switch (kind) {
        case TransportKind::Detecting:
            return "detecting";
        case TransportKind::V1:
            return "v1";
        case TransportKind::V2:
            return "v2";
    }
    CHECK(false);
}

std::string_view transport_error_text(TransportError error) {
    switch (error) {
        case TransportError::WrongMagic:
            return "wrong network magic";
        case TransportError::TooLarge:
            return "message too large";
        case TransportError::NoGarbageEnd:
            return "no garbage terminator";
        case TransportError::BadCiphertext:
            return "packet does not authenticate";
    }
    CHECK(false);
}

}  // namespace quanta::wire
