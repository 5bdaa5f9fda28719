// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/allowed.h"

#include <string_view>
#include <utility>

#include "ipc/address.h"

namespace quanta::wiring {

using base::Err;

base::Result<std::map<std::string, Grants>, std::string> read_allowed(const std::vector<std::string>& values,
                                                                      const std::string& directory) {
    std::map<std::string, Grants> allowed;
    for (const std::string& value : values) {
        const std::string option = "-ipcallow=" + value + ": ";
        const size_t equals = value.rfind('=');
        if (equals == std::string::npos || equals == 0)
            return Err(option + "must be <socket path>=<interface>[,<interface>…]");
        const auto path = ipc::socket_path("unix:" + value.substr(0, equals), directory);
        if (!path) return Err(option + path.error());
        const auto added = add_grants(allowed[*path], std::string_view(value).substr(equals + 1));
        if (!added) return Err(option + added.error());
    }
    return allowed;
}

}  // namespace quanta::wiring
