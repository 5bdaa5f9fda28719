// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/rpc_service.h"

#include <optional>
#include <string_view>

#include "base/log.h"

namespace quanta::http {

namespace {

using base::Err;

constexpr std::string_view kWalletPath = "/wallet/";

Reply unauthorized() {
    Reply reply = Reply::text(401, "");
    reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
    return reply;
}

/// The HTTP status of a single request's error; version 2 has none.
unsigned status_of(std::optional<int> error_code) {
    if (!error_code) return 200;
    switch (*error_code) {
        case rpc::kInvalidRequest:
            return 400;
        case rpc::kMethodNotFound:
            return 404;
        default:
            return 500;
    }
}

Reply reply_of(rpc::Answer answer) {
    if (answer.forbidden) return Reply::text(403, "");
    if (answer.body.empty()) return Reply::text(204, "");
    Reply reply;
    reply.status = status_of(answer.error_code);
    reply.content_type = "application/json";
    reply.body = answer.body.take();
    return reply;
}

}  // namespace

base::Result<std::string, Refusal> RpcService::admit(const RequestHead& head, const sys::Endpoint& peer) {
    if (head.method != "POST") {
        return Err(Refusal{Reply::text(405, "JSONRPC server handles only POST requests")});
    }
    if (!head.authorization) return Err(Refusal{unauthorized()});
    std::optional<std::string> user = m_credentials.check(*head.authorization);
    if (user) return std::move(*user);
    m_wrong_passwords.add();
    base::log_warning("RPC: wrong user or password from {}", peer.to_text());
    return Err(Refusal{unauthorized(), kWrongPasswordDelay});
}

Reply RpcService::serve(Request request) {
    rpc::Caller caller;
    const std::string_view path = request.head.path();
    if (path.starts_with(kWalletPath)) {
        std::optional<std::string> wallet = decode_percent(path.substr(kWalletPath.size()));
        if (!wallet) return Reply::text(400, "");
        caller.wallet = std::move(*wallet);
    }
    caller.user = std::move(request.user);
    caller.peer = request.peer.to_text();
    caller.may_call = [this, &caller](std::string_view method) {
        return m_whitelist.allows(caller.user, method) && m_credentials.allow(caller.user, method);
    };
    rpc::Answer answer = m_dispatcher.answer(request.body, caller);
    if (answer.forbidden) base::log_warning("RPC user {} called a method that is not allowed", caller.user);
    return reply_of(std::move(answer));
}

}  // namespace quanta::http
