// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/config_file.h"

#include <gtest/gtest.h>

namespace quanta::config {
namespace {

ConfigFile parsed(std::string_view text, UnknownOptions unknown = UnknownOptions::Refuse) {
    ConfigFile file;
    const auto result = parse_config_text({node_options(), unknown}, text, "quanta.conf", file);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return file;
}

std::string refusal(std::string_view text) {
    ConfigFile file;
    const auto result = parse_config_text({node_options()}, text, "quanta.conf", file);
    if (result) return "accepted";
    EXPECT_EQ(result.error().code, ConfigErrorCode::ConfigFile);
    const std::string prefix = "Error reading configuration file: ";
    EXPECT_TRUE(result.error().message.starts_with(prefix));
    return result.error().message.substr(prefix.size());
}

TEST(ConfigFile, SectionsCommentsAndBlanks) {
    const ConfigFile file = parsed(
        "# a comment\r\n\n  server = 1 # "
        "why\ndebug=net\ndebug=rpc\nregtest.port=5\n[regtest]\nport=\t7\n[main]\nnolisten=1");
    EXPECT_EQ(file.sections.at("").at("server"), (std::vector<Setting>{{"1", false}}));
    EXPECT_EQ(file.sections.at("").at("debug"), (std::vector<Setting>{{"net", false}, {"rpc", false}}));
    EXPECT_EQ(file.sections.at("regtest").at("port"), (std::vector<Setting>{{"5", false}, {"7", false}}));
    EXPECT_EQ(file.sections.at("main").at("listen"), (std::vector<Setting>{{"0", true}}));
    ASSERT_EQ(file.headings.size(), 3u);
    EXPECT_EQ(file.headings[0].place, "quanta.conf:6");
    EXPECT_EQ(file.headings[2].section, "main");
    EXPECT_EQ(file.headings[2].place, "quanta.conf:9");
}

TEST(ConfigFile, ValuesMayBeEmptyOrHoldEqualsSigns) {
    const ConfigFile file = parsed("uacomment=\nrpcauth=user:salt$hash=\n");
    EXPECT_EQ(file.sections.at("").at("uacomment")[0].value, "");
    EXPECT_EQ(file.sections.at("").at("rpcauth")[0].value, "user:salt$hash=");
    EXPECT_TRUE(parsed("").sections.empty());
}

TEST(ConfigFile, Refusals) {
    EXPECT_EQ(refusal("\n\n-server=1\n"),
              "parse error on line 3: -server=1, options in configuration file must be specified without "
              "leading -");
    EXPECT_EQ(refusal("server\n"), "parse error on line 1: server");
    EXPECT_EQ(refusal("nolisten"),
              "parse error on line 1: nolisten, if you intended to specify a negated option, use nolisten=1 "
              "instead");
    EXPECT_EQ(refusal("[main"), "parse error on line 1: [main");
    EXPECT_EQ(refusal("rpcpassword=a#b"),
              "parse error on line 1: using # in rpcpassword can be ambiguous and should be avoided");
    EXPECT_EQ(refusal("main.rpcpassword=a#b"),
              "parse error on line 1: using # in rpcpassword can be ambiguous and should be avoided");
    EXPECT_EQ(refusal("rpcpassword=ab\n#x"), "accepted");
    EXPECT_EQ(refusal("[main]\nipcbind=unix"),
              "Invalid configuration value ipcbind: " + std::string(kProcessesOnlyReason));
    EXPECT_EQ(refusal("noipcbind=1\nipcconnect=unix"), "accepted");
    EXPECT_EQ(refusal("foo=1"), "Invalid configuration value foo");
    EXPECT_EQ(refusal("[test]\nfoo=1"), "Invalid configuration value test.foo");
    EXPECT_EQ(refusal("nosuch=1"), "Invalid configuration value nosuch");
    EXPECT_EQ(refusal("nodatadir=1"), "Negating of -datadir is meaningless and therefore forbidden");
    EXPECT_EQ(
        refusal("conf=x"),
        "conf cannot be set in the configuration file; use includeconf= if you want to include additional "
        "config files");
}

TEST(ConfigFile, ClientsIgnoreWhatIsNotTheirs) {
    EXPECT_TRUE(parsed("foo=1\n", UnknownOptions::Ignore).sections.empty());
}

TEST(ConfigFile, DoubleNegationIsReported) {
    const ConfigFile file = parsed("nolisten=0");
    EXPECT_EQ(file.sections.at("").at("listen")[0].value, "1");
    EXPECT_EQ(file.warnings.size(), 1u);
}

}  // namespace
}  // namespace quanta::config
