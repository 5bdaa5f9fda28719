// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/local_service.h"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "rpc/percent.h"

namespace quanta::rpc {

namespace {

constexpr std::string_view kWalletPath = "/wallet/";

class LocalService final : public interfaces::Rpc {
public:
    explicit LocalService(Dispatcher& dispatcher) : m_dispatcher(dispatcher) {}

    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        Caller caller;
        caller.user = user;
        const std::string_view path = std::string_view(uri).substr(0, uri.find('?'));
        if (path.starts_with(kWalletPath)) {
            caller.wallet = decode_percent(path.substr(kWalletPath.size()));
            if (!caller.wallet) throw std::runtime_error("The wallet's name is not well encoded: " + uri);
        } else if (path != "/" && !path.empty()) {
            throw std::runtime_error("There is nothing at " + uri);
        }
        return m_dispatcher.answer(request, caller).body.text();
    }

private:
    Dispatcher& m_dispatcher;
};

}  // namespace

std::unique_ptr<interfaces::Rpc> make_rpc_service(Dispatcher& dispatcher) {
    return std::make_unique<LocalService>(dispatcher);
}

}  // namespace quanta::rpc
