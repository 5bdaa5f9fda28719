// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/dynamic.h>
#include <kj/async-io.h>

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "socket.h"

namespace quanta::ipc_client {

/// Does what lines of JSON on the standard input say, and answers with lines of JSON on the standard output,
/// each with the "id" of its command, in the order in which they are done. README.md describes the commands.
/// Ends with the input. One thread.
class Client {
public:
    Client();
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void run();

private:
    /// Something of the other side, or of ours, that has a name.
    struct Object {
        capnp::Capability::Client client;
        capnp::InterfaceSchema schema;
    };
    struct Call {
        kj::Promise<void> answered;
        bool done = false;
    };
    using Json = nlohmann::json;

    kj::Promise<void> read_commands();
    void do_line(const std::string& line);
    void do_command(const Json& command);
    void answer(const Json& id, const char* what, Json content);
    void fail(const Json& id, const kj::Exception& exception);

    // One for each command.
    void connect(const Json& command);
    void call(const Json& command);
    void call_number(const Json& command);
    void imitate(const Json& command);

    void keep(const Json& command, kj::Promise<Json> answer);
    void name_results(const Json& names, capnp::DynamicStruct::Pipeline& results, capnp::StructSchema schema);
    Object& object(const std::string& name);
    void add_object(const std::string& name, capnp::Capability::Client client, capnp::InterfaceSchema schema);

    kj::AsyncIoContext m_io;
    kj::Own<kj::AsyncInputStream> m_input;
    char m_buffer[65536];
    std::string m_unread;  ///< the beginning of a line
    std::map<std::string, std::unique_ptr<Connection>> m_connections;
    std::map<std::string, Object> m_objects;
    std::map<int64_t, Call> m_calls;  ///< by the ids of their commands
    kj::Own<kj::TaskSet::ErrorHandler> m_watch_errors;
    std::optional<kj::TaskSet> m_watches;
};

}  // namespace quanta::ipc_client
