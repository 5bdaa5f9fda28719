// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "client.h"

#include <ipc/capnp/quanta_init.capnp.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "values.h"

namespace quanta::ipc_client {

namespace {

using capnp::DynamicStruct;
using capnp::InterfaceSchema;
using nlohmann::json;

template <typename Interface>
InterfaceSchema schema_of() {
    return capnp::Schema::from<Interface>();
}

/// A thread of the client, or what is none of the node's.
class OwnThread final : public mp::Thread::Server {
public:
    explicit OwnThread(std::string name) : m_name(std::move(name)) {}
    kj::Promise<void> getName(GetNameContext context) override {
        context.getResults().setResult(m_name.c_str());
        return kj::READY_NOW;
    }

private:
    const std::string m_name;
};

class OwnThreadMap final : public mp::ThreadMap::Server {
public:
    kj::Promise<void> makeThread(MakeThreadContext context) override {
        context.getResults().setResult(kj::heap<OwnThread>(context.getParams().getName().cStr()));
        return kj::READY_NOW;
    }
};

class IgnoreErrors final : public kj::TaskSet::ErrorHandler {
    void taskFailed(kj::Exception&& /*exception*/) override {}
};

std::string type_name(kj::Exception::Type type) {
    switch (type) {
        case kj::Exception::Type::FAILED:
            return "FAILED";
        case kj::Exception::Type::OVERLOADED:
            return "OVERLOADED";
        case kj::Exception::Type::DISCONNECTED:
            return "DISCONNECTED";
        case kj::Exception::Type::UNIMPLEMENTED:
            return "UNIMPLEMENTED";
    }
    return "?";
}

/// An interface by its name, with what those of a first object lead to.
InterfaceSchema interface_named(const std::string& name) {
    static const std::map<std::string, InterfaceSchema> kKnown{
        {"Init", schema_of<ipc::messages::Init>()},
        {"QuantaInit", schema_of<ipc::messages::QuantaInit>()},
        {"Echo", schema_of<ipc::messages::Echo>()},
        {"Rpc", schema_of<ipc::messages::Rpc>()},
        {"Mining", schema_of<ipc::messages::Mining>()},
        {"BlockTemplate", schema_of<ipc::messages::BlockTemplate>()},
        {"ThreadMap", schema_of<mp::ThreadMap>()},
        {"Thread", schema_of<mp::Thread>()},
    };
    const auto found = kKnown.find(name);
    if (found == kKnown.end()) throw std::runtime_error("unknown interface " + name);
    return found->second;
}

std::string text(const json& command, const char* name) {
    return command.at(name).get<std::string>();
}

}  // namespace

Client::Client()
    : m_io(kj::setupAsyncIo()),
      m_input(m_io.lowLevelProvider->wrapInputFd(STDIN_FILENO)),
      m_watch_errors(kj::heap<IgnoreErrors>()),
      m_watches(std::in_place, *m_watch_errors) {}

Client::~Client() {
    m_calls.clear();
    m_objects.clear();
    m_watches.reset();
    m_connections.clear();
}

void Client::run() {
    read_commands().wait(m_io.waitScope);
}

kj::Promise<void> Client::read_commands() {
    return m_input->tryRead(m_buffer, 1, sizeof m_buffer).then([this](size_t count) -> kj::Promise<void> {
        if (count == 0) return kj::READY_NOW;
        m_unread.append(m_buffer, count);
        size_t begin = 0;
        for (size_t end; (end = m_unread.find('\n', begin)) != std::string::npos; begin = end + 1)
            do_line(m_unread.substr(begin, end - begin));
        m_unread.erase(0, begin);
        return read_commands();
    });
}

/// One command, or several of which nothing is sent before all are done: later ones use results of earlier
/// ones that are not there yet.
void Client::do_line(const std::string& line) {
    std::erase_if(m_calls, [](const auto& call) { return call.second.done; });
    const json commands = json::parse(line);
    if (commands.is_object()) return do_command(commands);
    for (const json& command : commands)
        do_command(command);
}

void Client::do_command(const json& command) {
    KJ_IF_MAYBE (exception, kj::runCatchingExceptions([&] {
                     const std::string what = text(command, "do");
                     if (what == "connect") return connect(command);
                     if (what == "call") return call(command);
                     if (what == "call number") return call_number(command);
                     if (what == "imitate") return imitate(command);
                     if (what == "die") ::_exit(0);
                     if (what == "cancel")
                         m_calls.erase(command.at("call").get<int64_t>());
                     else if (what == "drop")
                         m_objects.erase(text(command, "object"));
                     else if (what == "send")
                         m_connections.at(text(command, "connection"))->send_raw(text(command, "text"));
                     else if (what == "disconnect")
                         m_connections.erase(text(command, "connection"));
                     else
                         throw std::runtime_error("unknown command " + what);
                     answer(command.at("id"), "results", json::object());
                 })) {
        fail(command.at("id"), *exception);
    }
}

void Client::answer(const json& id, const char* what, json content) {
    const std::string line = json{{"id", id}, {what, std::move(content)}}.dump() + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

void Client::fail(const json& id, const kj::Exception& exception) {
    answer(id, "error",
           {{"type", type_name(exception.getType())}, {"text", exception.getDescription().cStr()}});
}

Client::Object& Client::object(const std::string& name) {
    const auto found = m_objects.find(name);
    if (found == m_objects.end()) throw std::runtime_error("no object is called " + name);
    return found->second;
}

void Client::add_object(const std::string& name, capnp::Capability::Client client, InterfaceSchema schema) {
    m_objects.insert_or_assign(name, Object{std::move(client), schema});
}

void Client::connect(const json& command) {
    const std::string name = text(command, "as");
    auto connection = std::make_unique<Connection>(*m_io.lowLevelProvider, text(command, "path"));
    add_object(name, connection->bootstrap(), interface_named("QuantaInit"));
    m_watches->add(connection->ended().then([this, name] { answer(nullptr, "ended", name); }));
    m_connections.insert_or_assign(name, std::move(connection));
    answer(command.at("id"), "results", json::object());
}

/// Prints what becomes of a call.
void Client::keep(const json& command, kj::Promise<json> answered) {
    const auto number = command.at("id").get<int64_t>();
    Call& call = m_calls.emplace(number, Call{kj::READY_NOW}).first->second;
    call.answered = answered
                        .then(
                            [this, &call, number](json&& results) {
                                call.done = true;
                                answer(number, "results", std::move(results));
                            },
                            [this, &call, number](kj::Exception&& exception) {
                                call.done = true;
                                fail(number, exception);
                            })
                        .eagerlyEvaluate(nullptr);
}

void Client::call(const json& command) {
    Object& target = object(text(command, "object"));
    const InterfaceSchema schema =
        command.contains("interface") ? interface_named(text(command, "interface")) : target.schema;
    const capnp::InterfaceSchema::Method method = schema.getMethodByName(text(command, "method").c_str());
    auto client = target.client.castAs<capnp::DynamicCapability>(schema);
    auto request = client.newRequest(method);
    if (command.contains("params")) {
        write_values(request, command.at("params"),
                     [this](const std::string& name) { return object(name).client; });
    }
    auto promise = request.send();
    if (command.contains("as")) name_results(command.at("as"), promise, method.getResultType());
    keep(command,
         promise.then([](capnp::Response<DynamicStruct>&& response) { return read_values(response); }));
}

/// `names` are those of objects by those of results.
void Client::name_results(const json& names, DynamicStruct::Pipeline& results, capnp::StructSchema schema) {
    for (const auto& [result, name] : names.items()) {
        const InterfaceSchema type = schema.getFieldByName(result.c_str()).getType().asInterface();
        add_object(name.get<std::string>(), results.get(result.c_str()).releaseAs<capnp::DynamicCapability>(),
                   type);
    }
}

/// A call by the ids of interface and method, without parameters, known or not.
void Client::call_number(const json& command) {
    auto request = object(text(command, "object"))
                       .client.typelessRequest(std::stoull(text(command, "interface"), nullptr, 16),
                                               command.at("method").get<uint16_t>(), nullptr);
    keep(command, request.send().then([](capnp::Response<capnp::AnyPointer>&& response) {
        return json{{"words", response.targetSize().wordCount}};
    }));
}

void Client::imitate(const json& command) {
    const std::string name = text(command, "as");
    if (text(command, "interface") == "ThreadMap")
        add_object(name, mp::ThreadMap::Client(kj::heap<OwnThreadMap>()), schema_of<mp::ThreadMap>());
    else
        add_object(name, mp::Thread::Client(kj::heap<OwnThread>(name)), schema_of<mp::Thread>());
    answer(command.at("id"), "results", json::object());
}

}  // namespace quanta::ipc_client
