// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace quanta::base {
namespace {

TEST(Base64, VectorsOfTheStandard) {
    const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"},
                                                                   {"\xff\xfe", "//4="}};
    for (const auto& [bytes, text] : cases) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
    for (const std::string_view bad :
         {"Zg", "Zg=", "Zh==", "Zg==Zg==", "Z===", "====", "Zm9=", "Zm 9", "Zm9v\n"}) {
        EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace quanta::base
