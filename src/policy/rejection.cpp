// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/rejection.h"

namespace quanta::policy {
namespace {

std::string join(const std::string& reason, const std::string& detail) {
    return detail.empty() ? reason : reason + ", " + detail;
}

Rejection::Kind kind_of(consensus::ErrorCode code) {
    switch (code) {
        case consensus::ErrorCode::MissingOrSpent:
            return Rejection::Kind::MissingInputs;
        case consensus::ErrorCode::PrematureCoinbaseSpend:
            return Rejection::Kind::PrematureSpend;
        default:
            return Rejection::Kind::Consensus;
    }
}

}  // namespace

std::string Rejection::text() const {
    return join(reason, detail);
}

std::string PackageRejection::text() const {
    return join(reason, detail);
}

Rejection from_consensus(const consensus::BlockError& error) {
    return {kind_of(error.code), error.reason, error.detail};
}

}  // namespace quanta::policy
