// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "dying.h"

#include <ipc/capnp/init.capnp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "socket.h"

namespace quanta::ipc_client {

namespace {

/// A client, with what the ways to die need.
struct Mortal {
    explicit Mortal(const std::string& path)
        : connection(*io.lowLevelProvider, path),
          init(connection.bootstrap().castAs<ipc::messages::Init>()) {}

    template <typename Promise>
    auto wait(Promise&& promise) {
        return promise.wait(io.waitScope);
    }
    /// Lets what was asked for be sent.
    void send() { io.waitScope.poll(); }
    mp::ThreadMap::Client threads() { return init.constructRequest().send().getThreadMap(); }
    mp::Thread::Client thread(const char* name) {
        auto request = threads().makeThreadRequest();
        request.setName(name);
        return request.send().getResult();
    }
    ipc::messages::Mining::Client mining(mp::Thread::Client& on) {
        auto request = init.makeMiningRequest();
        request.initContext().setThread(on);
        return request.send().getResult();
    }
    /// A call that does not end by itself.
    auto wait_for_tip(ipc::messages::Mining::Client& mining, mp::Thread::Client& on,
                      kj::ArrayPtr<const kj::byte> tip) {
        auto request = mining.waitTipChangedRequest();
        request.initContext().setThread(on);
        request.setCurrentTip(tip);
        return request.send();
    }
    auto tip(ipc::messages::Mining::Client& mining, mp::Thread::Client& on) {
        auto request = mining.getTipRequest();
        request.initContext().setThread(on);
        return request.send();
    }

    kj::AsyncIoContext io = kj::setupAsyncIo();
    Connection connection;
    ipc::messages::Init::Client init;
};

/// Not even the wish for the first object has left.
void on_connecting(Mortal& /*mortal*/) {}

void on_first_object(Mortal& mortal) {
    mortal.send();
}

void in_construct(Mortal& mortal) {
    const auto threads = mortal.threads();
    mortal.send();
}

void with_threads(Mortal& mortal) {
    auto first = mortal.thread("first");
    auto second = mortal.thread("second");
    mortal.wait(first.getNameRequest().send());
    mortal.wait(second.getNameRequest().send());
}

void in_a_call(Mortal& mortal) {
    auto waits = mortal.thread("waits");
    auto other = mortal.thread("other");
    auto mining = mortal.mining(other);
    const auto tip = mortal.wait(mortal.tip(mining, other));
    const auto waiting = mortal.wait_for_tip(mining, waits, tip.getResult().getHash());
    // When this is answered, the node has the other call.
    mortal.wait(mortal.tip(mining, other));
}

void in_calls_not_answered(Mortal& mortal) {
    auto thread = mortal.thread("only");
    auto mining = mortal.mining(thread);
    const auto first = mortal.tip(mining, thread);
    const auto second = mortal.tip(mining, thread);
    mortal.send();
}

void on_a_pool(Mortal& mortal) {
    auto request = mortal.threads().makePoolRequest();
    request.setCount(2);
    mortal.wait(request.send());
    auto mining_request = mortal.init.makeMiningRequest();
    mining_request.initContext();
    auto mining = mining_request.send().getResult();
    auto template_request = mining.createNewBlockRequest();
    template_request.initContext();
    auto made = mortal.wait(template_request.send()).getResult();
    const auto wait_next = [&made] {
        auto next = made.waitNextRequest();
        next.initContext();
        return next.send();
    };
    const auto first = wait_next();
    const auto second = wait_next();
    const auto third = wait_next();
    mortal.send();
}

std::string noise(size_t count) {
    std::string bytes;
    for (size_t at = 0; at < count; ++at)
        bytes += static_cast<char>(at * 151 + static_cast<size_t>(::getpid()) * 37 + at / 7);
    return bytes;
}

void after_noise(Mortal& mortal) {
    mortal.connection.send_raw(noise(1000));
}

void after_noise_in_a_call(Mortal& mortal) {
    auto thread = mortal.thread("only");
    auto mining = mortal.mining(thread);
    mortal.wait(mortal.tip(mining, thread));
    const auto last = mortal.tip(mining, thread);
    mortal.send();
    mortal.connection.send_raw(noise(64));
}

void in_a_message(Mortal& mortal) {
    auto thread = mortal.thread("only");
    mortal.wait(thread.getNameRequest().send());
    // The size of a message of which half is missing.
    mortal.connection.send_raw(std::string("\0\0\0\0\x08\0\0\0", 8) + std::string(32, '\0'));
}

struct Way {
    const char* name;
    void (*prepare)(Mortal& mortal);
};

constexpr Way kWays[] = {
    {"on connecting", on_connecting},
    {"on first object", on_first_object},
    {"in construct", in_construct},
    {"with threads", with_threads},
    {"in a call", in_a_call},
    {"in calls not answered", in_calls_not_answered},
    {"on a pool", on_a_pool},
    {"after noise", after_noise},
    {"after noise in a call", after_noise_in_a_call},
    {"in a message", in_a_message},
};
constexpr size_t kWayCount = sizeof kWays / sizeof kWays[0];

/// The life of a process. It ends in the middle: nothing of it may be let go of in order, which would be told
/// to the node.
[[noreturn]] void live_and_die(const Way& way, const std::string& path) {
    const kj::Maybe<kj::Exception> failure =
        kj::runCatchingExceptions([&] { way.prepare(*new Mortal(path)); });
    KJ_IF_MAYBE (exception, failure) {
        std::fprintf(stderr, "%s: %s\n", way.name, exception->getDescription().cStr());
        ::_exit(1);
    }
    ::_exit(0);
}

}  // namespace

bool run_dying(const Dying& dying) {
    const auto began = std::chrono::steady_clock::now();
    int running = 0;
    int failed = 0;
    const auto bury = [&] {
        int status = 0;
        if (::wait(&status) < 0) return;
        --running;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ++failed;
    };
    for (int number = 0; number < dying.count; ++number) {
        if (running == dying.at_once) bury();
        const pid_t child = ::fork();
        if (child == 0) live_and_die(kWays[static_cast<size_t>(number) % kWayCount], dying.path);
        if (child < 0)
            ++failed;
        else
            ++running;
    }
    while (running > 0)
        bury();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("{\"clients\": %d, \"ways\": %zu, \"failed\": %d, \"seconds\": %.2f}\n", dying.count,
                kWayCount, failed, took.count());
    return failed == 0;
}

}  // namespace quanta::ipc_client
