// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/call_slots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>

#include "sys/thread.h"

namespace quanta::wiring {
namespace {

using std::chrono_literals::operator""ms;

bool never_asked() {
    ADD_FAILURE() << "asked";
    return false;
}

std::string error_of_taking(CallSlots& slots, const CallSlots::Probe& probe) {
    try {
        const CallSlots::Held held(slots, probe);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(CallSlots, AreGivenOutUpToTheirNumber) {
    CallSlots slots(2, 1ms);
    const CallSlots::Held first(slots, never_asked);
    {
        const CallSlots::Held second(slots, never_asked);
        int asked = 0;
        const auto silent = [&] {
            ++asked;
            return false;
        };
        EXPECT_EQ(error_of_taking(slots, silent),
                  "The wallet process does not answer, and too many calls wait for it");
        // For a while nobody asks again.
        EXPECT_NE(error_of_taking(slots, silent), "");
        EXPECT_EQ(asked, 1);
    }
    EXPECT_EQ(error_of_taking(slots, never_asked), "");
}

TEST(CallSlots, AreAtLeastOne) {
    CallSlots slots(0, 1ms);
    EXPECT_EQ(error_of_taking(slots, never_asked), "");
}

TEST(CallSlots, AreWaitedForWhileTheProcessAnswers) {
    CallSlots slots(1, 1ms);
    std::optional<CallSlots::Held> held;
    held.emplace(slots, never_asked);
    std::atomic<int> asked{0};
    std::string error = "not called";
    sys::Thread other("other", [&] {
        error = error_of_taking(slots, [&] {
            ++asked;
            return true;
        });
    });
    while (asked < 3)
        std::this_thread::yield();
    held.reset();
    other.join();
    EXPECT_EQ(error, "");
}

TEST(CallSlots, AreNotGivenOutWhenClosed) {
    CallSlots slots(1, 60'000ms);
    std::optional<CallSlots::Held> held;
    held.emplace(slots, never_asked);
    std::string error;
    sys::Thread other("other", [&] { error = error_of_taking(slots, never_asked); });
    slots.close();
    other.join();
    EXPECT_EQ(error, "The node is stopping: no wallets");
    EXPECT_EQ(error_of_taking(slots, never_asked), "The node is stopping: no wallets");
    EXPECT_FALSE(slots.wait_free(1ms));
    held.reset();
    EXPECT_TRUE(slots.wait_free(0ms));
}

}  // namespace
}  // namespace quanta::wiring
