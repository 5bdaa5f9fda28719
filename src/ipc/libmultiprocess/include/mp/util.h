// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mp {

// ---- Types as values, for overloads ----

/// A list of types, to choose an overload with.
template <typename... Types>
struct TypeList {
    static constexpr size_t size = sizeof...(Types);
};

/// Ranks overloads that would be ambiguous otherwise: called with Priority<9>, the one with the highest
/// number wins.
template <int Rank>
struct Priority : Priority<Rank - 1> {};
template <>
struct Priority<0> {};

template <typename T>
using RemoveCvRef = std::remove_cvref_t<T>;

/// Makes `Template<T...>` from values, T being what they are.
template <template <typename...> class Template, typename... Values>
auto Make(Values&&... values) {
    return Template<RemoveCvRef<Values>...>{std::forward<Values>(values)...};
}

/// A callable that is not owned: valid as long as what it was made from. Costs no allocation.
template <typename Signature>
class FunctionRef;
template <typename Result, typename... Args>
class FunctionRef<Result(Args...)> {
public:
    template <typename Callable>
    requires(!std::is_same_v<RemoveCvRef<Callable>, FunctionRef>)
        // NOLINTNEXTLINE(google-explicit-constructor): stands in for a parameter
        FunctionRef(Callable&& callable)
        : m_object(const_cast<void*>(static_cast<const void*>(&callable))),
          m_call([](void* object, Args... args) -> Result {
              return (*static_cast<std::remove_reference_t<Callable>*>(object))(std::forward<Args>(args)...);
          }) {}
    Result operator()(Args... args) const { return m_call(m_object, std::forward<Args>(args)...); }

private:
    void* m_object;
    Result (*m_call)(void*, Args...);
};

// ---- Processes ----

using ProcessId = int;
/// A connected or listening stream socket.
using SocketId = int;
/// What tells a spawned process its socket: the text of an argument to it.
using SpawnConnectInfo = std::string;

/// Two connected sockets, closed on exec. Throws std::system_error.
std::array<SocketId, 2> SocketPair();

/// Starts a process with one end of a new socket pair. `arguments` gives its command line, program first
/// (looked up in PATH unless it has a slash), and is told what to pass on for the socket. Gives the process
/// and our end. Throws std::system_error when the program cannot be started.
std::pair<ProcessId, SocketId> SpawnProcess(
    const std::function<std::vector<std::string>(SpawnConnectInfo)>& arguments);

/// In the spawned process: its end of the socket pair. Throws std::invalid_argument when `info` is no open
/// socket.
SocketId StartSpawned(const SpawnConnectInfo& info);

/// Waits for a process to end: its exit status, or 128 + the signal that ended it.
int WaitProcess(ProcessId process);

// ---- Text for the log ----

/// "<exe_name>-<process>/<name of the calling thread>-<its id>".
std::string ThreadName(std::string_view exe_name);

/// `text` with control characters as \xNN, cut after `max_chars` characters.
std::string LogEscape(std::string_view text, size_t max_chars);

}  // namespace mp
