// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wrapper/lookup.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sys/test_directory.h"

namespace quanta::wrapper {
namespace {

using Words = std::vector<std::string>;

TEST(WrapperLookup, Order) {
    EXPECT_EQ(candidates("p", "/opt/q/bin/quanta", "/usr/bin:/opt/q/bin::/usr/bin:rel"),
              (Words{"/opt/q/libexec/p", "/opt/q/bin/p", "/usr/bin/p", "./p", "rel/p"}));
    EXPECT_EQ(candidates("p", "", "/a"), (Words{"/a/p"}));
    EXPECT_EQ(candidates("p", "/quanta", ""), (Words{"/libexec/p", "/p"}));
    EXPECT_TRUE(candidates("p", "", "").empty());
}

TEST(WrapperLookup, ProgramsAreFilesThatMayBeRun) {
    const sys::TestDirectory folder;
    const std::string file = folder / "file";
    EXPECT_FALSE(is_program(file));
    std::ofstream(file) << "x";
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    EXPECT_FALSE(is_program(file));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    EXPECT_TRUE(is_program(file));
    EXPECT_FALSE(is_program(folder.path()));
    EXPECT_TRUE(is_program(own_path("whatever")));
}

}  // namespace
}  // namespace quanta::wrapper
