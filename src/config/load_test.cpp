// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <filesystem>

#include "config/options.h"
#include "sys/test_directory.h"

namespace quanta::config {
namespace {

using Words = std::vector<std::string>;

class LoadTest : public testing::Test {
protected:
    LoadTest() { std::filesystem::create_directories(m_home / "data"); }

    void put(const std::string& name, std::string_view text) {
        const std::string path = m_home / name;
        std::filesystem::create_directories(sys::parent_directory(path));
        ASSERT_TRUE(sys::write_atomically(m_files, path, base::as_bytes(text)));
    }
    ConfigResult<Options> try_load(const Words& arguments, UnknownOptions unknown = UnknownOptions::Refuse) {
        const LoadSources sources{m_files, m_home / "data", "quanta.conf", unknown};
        return load(node_options(), TRY(parse_command_line(node_options(), arguments)), sources);
    }
    Options loaded(const Words& arguments = {}) {
        auto options = try_load(arguments);
        EXPECT_TRUE(options) << (options ? "" : options.error().message);
        return options ? *options : *try_load({"-noconf", "-nosettings"});
    }
    std::string refusal(const Words& arguments, ConfigErrorCode code) {
        const auto options = try_load(arguments);
        if (options) return "accepted";
        EXPECT_EQ(options.error().code, code) << options.error().message;
        return options.error().message;
    }

    sys::TestDirectory m_home;
    sys::FileSystem& m_files = sys::real_file_system();
};

TEST_F(LoadTest, DefaultsWithoutAnything) {
    const Options options = loaded();
    EXPECT_EQ(options.chain(), "main");
    EXPECT_EQ(options.directories().data, m_home / "data");
    EXPECT_EQ(options.directories().network, m_home / "data");
    EXPECT_EQ(options.config_path(), m_home / "data/quanta.conf");
    EXPECT_EQ(options.settings_path(), m_home / "data/settings.json");
    EXPECT_FALSE(options.is_set("server"));
    EXPECT_TRUE(options.get_bool("server", true));
    EXPECT_EQ(options.get_string("pid", "x"), "x");
    EXPECT_TRUE(options.get_list("debug").empty());
    EXPECT_TRUE(options.warnings().empty());
}

TEST(LoadCommandLine, ReadsNoFiles) {
    const auto try_load = [](const Words& arguments) -> ConfigResult<Options> {
        return load_command_line(tx_options(), TRY(parse_command_line(tx_options(), arguments)));
    };
    const auto options = try_load({"-chain=test", "-json", "in=x", "-create"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->chain(), "test");
    EXPECT_TRUE(options->get_bool("json", false));
    EXPECT_FALSE(options->is_set("create"));
    EXPECT_EQ(options->words(), (Words{"in=x", "-create"}));
    EXPECT_EQ(options->config_path(), "");
    EXPECT_EQ(try_load({}).value().chain(), "main");
    for (const Words& wrong : {Words{"-chain=nosuch"}, Words{"-regtest", "-signet"}}) {
        const auto refused = try_load(wrong);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ConfigErrorCode::Chain);
    }
    EXPECT_EQ(try_load({"-datadir=x"}).error().code, ConfigErrorCode::CommandLine);
}

TEST_F(LoadTest, PrecedenceOfSources) {
    put("data/quanta.conf",
        "regtest=1\nuacomment=top\nrpcthreads=1\npar=1\ndbcache=9\n[regtest]\nuacomment=section\n"
        "rpcthreads=2\npar=2\n");
    put("data/regtest/settings.json", R"({"uacomment":"settings","rpcthreads":3})");
    const Options options = loaded({"-uacomment=line"});
    EXPECT_EQ(options.chain(), "regtest");
    EXPECT_EQ(options.get("uacomment"), "line");
    EXPECT_EQ(options.get("rpcthreads"), "3");
    EXPECT_EQ(options.get("par"), "2");
    EXPECT_EQ(options.get("dbcache"), "9");
    EXPECT_EQ(options.get_list("uacomment"), (Words{"line", "settings", "section", "top"}));
}

TEST_F(LoadTest, LastOnTheLineFirstInTheFile) {
    put("data/quanta.conf", "par=1\npar=2\n");
    EXPECT_EQ(loaded().get("par"), "1");
    EXPECT_EQ(loaded({"-par=3", "-par=4"}).get("par"), "4");
}

TEST_F(LoadTest, NegationTakesBackWhatCameBefore) {
    put("data/quanta.conf", "debug=net\nnodebug=1\ndebug=rpc\npar=1\nnopar=1\n");
    EXPECT_EQ(loaded().get_list("debug"), (Words{"rpc"}));
    EXPECT_EQ(loaded().get("debug"), "rpc");
    EXPECT_TRUE(loaded().is_negated("par"));
    EXPECT_EQ(loaded().get("par"), "0");
    EXPECT_TRUE(loaded({"-debug=zmq", "-nodebug"}).get_list("debug").empty());
    EXPECT_EQ(loaded({"-nodebug", "-debug=zmq"}).get_list("debug"), (Words{"zmq"}));
    EXPECT_EQ(loaded({"-debug=zmq"}).get_list("debug"), (Words{"zmq", "rpc"}));
    EXPECT_TRUE(loaded({"-nodebug"}).is_negated("debug"));
    EXPECT_FALSE(loaded({"-nodebug", "-debug=zmq"}).is_negated("debug"));
}

TEST_F(LoadTest, NetworkOptionsAtTheTopAreForMainnet) {
    put("data/quanta.conf", "port=1\nconnect=a\nnolisten=1\nnobind=1\n[regtest]\nrpcport=5\n");
    EXPECT_EQ(loaded().get("port"), "1");
    const Options options = loaded({"-regtest"});
    EXPECT_FALSE(options.is_set("port"));
    EXPECT_TRUE(options.get_list("connect").empty());
    EXPECT_TRUE(options.is_negated("listen"));
    EXPECT_TRUE(options.is_negated("bind"));
    EXPECT_EQ(options.get("rpcport"), "5");
    EXPECT_EQ(options.warnings(),
              (Words{"Config setting for -connect only applied on regtest network when in [regtest] section.",
                     "Config setting for -port only applied on regtest network when in [regtest] section."}));
}

TEST_F(LoadTest, ChainsAndTheirDirectories) {
    const std::pair<std::string, std::string> places[] = {
        {"test", "testnet3"}, {"testnet4", "testnet4"}, {"signet", "signet"}, {"regtest", "regtest"}};
    for (const auto& [chain, directory] : places) {
        const Options options = loaded({"-chain=" + chain});
        EXPECT_EQ(options.chain(), chain);
        EXPECT_EQ(options.directories().network, m_home / "data/" + directory);
        EXPECT_EQ(options.network_path("debug.log"), m_home / "data/" + directory + "/debug.log");
        EXPECT_EQ(options.network_path("/x"), "/x");
    }
    EXPECT_EQ(loaded({"-testnet"}).chain(), "test");
    EXPECT_EQ(loaded({"-testnet4"}).chain(), "testnet4");
    EXPECT_EQ(loaded({"-signet"}).chain(), "signet");
    EXPECT_EQ(loaded({"-chain=main"}).chain(), "main");
    EXPECT_EQ(loaded({"-noregtest"}).chain(), "main");
    EXPECT_EQ(refusal({"-chain=foo"}, ConfigErrorCode::Chain), "Unknown chain foo.");
    const std::string both =
        "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. Can use at most one.";
    EXPECT_EQ(refusal({"-regtest", "-signet"}, ConfigErrorCode::Chain), both);
    EXPECT_EQ(refusal({"-chain=main", "-testnet"}, ConfigErrorCode::Chain), both);
    put("data/quanta.conf", "[main]\nregtest=1\n[regtest]\ntestnet=1\n");
    EXPECT_EQ(loaded().chain(), "main");
    EXPECT_EQ(loaded({"-regtest"}).chain(), "regtest");
}

TEST_F(LoadTest, DataDirectory) {
    EXPECT_EQ(loaded({"-datadir=" + m_home.path() + "/data/"}).directories().data, m_home / "data");
    EXPECT_EQ(refusal({"-datadir=" + (m_home / "none")}, ConfigErrorCode::DataDirectory),
              "Specified data directory \"" + (m_home / "none") + "\" does not exist.");
    put("file", "");
    EXPECT_NE(refusal({"-datadir=" + (m_home / "file")}, ConfigErrorCode::DataDirectory), "accepted");
    put("data/quanta.conf", "datadir=" + m_home.path() + "\n");
    EXPECT_EQ(loaded().directories().data, m_home.path());
    put("data/quanta.conf", "datadir=/nonexistent\n");
    EXPECT_EQ(refusal({}, ConfigErrorCode::DataDirectory),
              "Error reading configuration file: specified data directory \"/nonexistent\" does not exist.");
}

TEST_F(LoadTest, ConfigurationFile) {
    put("data/other.conf", "par=7\n");
    EXPECT_EQ(loaded({"-conf=other.conf"}).get("par"), "7");
    put("elsewhere.conf", "par=8\n");
    EXPECT_EQ(loaded({"-conf=" + (m_home / "elsewhere.conf")}).get("par"), "8");
    const std::string prefix = "Error reading configuration file: ";
    EXPECT_EQ(refusal({"-conf=none.conf"}, ConfigErrorCode::ConfigFile),
              prefix + "specified config file \"" + (m_home / "data/none.conf") + "\" could not be opened.");
    EXPECT_EQ(refusal({"-conf=" + m_home.path()}, ConfigErrorCode::ConfigFile),
              prefix + "Config file \"" + m_home.path() + "\" is a directory.");
    put("data/quanta.conf", "par=1\nbroken\n");
    EXPECT_EQ(refusal({}, ConfigErrorCode::ConfigFile), prefix + "parse error on line 2: broken");
    const Options none = loaded({"-noconf"});
    EXPECT_FALSE(none.is_set("par"));
    EXPECT_EQ(none.config_path(), "");
}

TEST_F(LoadTest, ASecondFileThatIsIgnoredIsAnError) {
    put("other/quanta.conf", "par=1\n");
    put("data/quanta.conf", "datadir=" + (m_home / "other") + "\n");
    EXPECT_NE(refusal({}, ConfigErrorCode::ConfigFile).find("file which is ignored"), std::string::npos);
    const Options options = loaded({"-allowignoredconf"});
    EXPECT_EQ(options.warnings().size(), 1u);
    EXPECT_FALSE(options.is_set("par"));
    EXPECT_NE(refusal({"-datadir=" + (m_home / "other"), "-conf=" + (m_home / "data/quanta.conf")},
                      ConfigErrorCode::ConfigFile),
              "accepted");
}

TEST_F(LoadTest, IncludedFiles) {
    put("data/quanta.conf", "includeconf=a.conf\npar=1\n[regtest]\nincludeconf=r.conf\n");
    put("data/a.conf", "par=2\ndbcache=5\nincludeconf=b.conf\n");
    put("data/r.conf", "rpcthreads=6\n");
    const Options options = loaded();
    EXPECT_EQ(options.get("par"), "1");
    EXPECT_EQ(options.get("dbcache"), "5");
    EXPECT_FALSE(options.is_set("rpcthreads"));
    EXPECT_EQ(options.warnings(),
              (Words{"-includeconf cannot be used from included files; ignoring -includeconf=b.conf"}));
    EXPECT_EQ(loaded({"-regtest"}).get("rpcthreads"), "6");
    EXPECT_FALSE(loaded({"-noincludeconf"}).is_set("dbcache"));
    put("data/quanta.conf", "includeconf=none.conf\n");
    EXPECT_EQ(refusal({}, ConfigErrorCode::ConfigFile),
              "Error reading configuration file: Failed to include configuration file none.conf");
    put("data/quanta.conf", "includeconf=.\n");
    EXPECT_NE(refusal({}, ConfigErrorCode::ConfigFile).find("is a directory."), std::string::npos);
}

TEST_F(LoadTest, SettingsFile) {
    put("data/settings.json", R"({"prune":550,"listen":false,"nothing":1})");
    const Options options = loaded();
    EXPECT_EQ(options.get("prune"), "550");
    EXPECT_TRUE(options.is_negated("listen"));
    EXPECT_EQ(options.settings().size(), 3u);
    EXPECT_EQ(options.warnings(), (Words{"Ignoring unknown setting nothing in settings.json"}));
    const Options off = loaded({"-nosettings"});
    EXPECT_FALSE(off.is_set("prune"));
    EXPECT_EQ(off.settings_path(), "");
    EXPECT_EQ(loaded({"-settings=other.json"}).settings_path(), m_home / "data/other.json");
    put("data/settings.json", "{");
    EXPECT_NE(refusal({}, ConfigErrorCode::SettingsFile), "accepted");
}

TEST_F(LoadTest, UnknownSectionsAreReported) {
    put("data/quanta.conf", "par=1\n[foo]\npar=2\n");
    EXPECT_EQ(loaded().warnings(), (Words{m_home / "data/quanta.conf:2 Section [foo] is not recognized."}));
}

TEST_F(LoadTest, TypedValues) {
    const Options options = loaded({"-par=-3", "-dbcache=abc", "-maxmempool=", "-rpcport=0", "-port=65535",
                                    "-minrelaytxfee=0.00001", "-maxtxfee=-1", "-blockmintxfee=0.000000001",
                                    "-norpcthreads", "-timeout=+5", "-bantime=1x"});
    EXPECT_EQ(options.get_int("par", 0).value_or(99), -3);
    EXPECT_EQ(options.get_int("checkblocks", 6).value_or(99), 6);
    EXPECT_EQ(options.get_int("rpcthreads", 6).value_or(99), 0);
    EXPECT_EQ(options.get_int("timeout", 6).value_or(99), 5);
    EXPECT_EQ(options.get_int("par", 0, {-3, 5}).value_or(99), -3);
    EXPECT_EQ(options.get_int("par", 0, {-5, -3}).value_or(99), -3);
    const auto message = [](const auto& result) {
        EXPECT_EQ(result.error().code, ConfigErrorCode::Value);
        return result.error().message;
    };
    EXPECT_EQ(message(options.get_int("par", 0, {-2, 5})),
              "Invalid value for -par: '-3' (must be at least -2)");
    EXPECT_EQ(message(options.get_int("par", 0, {-9, -4})),
              "Invalid value for -par: '-3' (must be at most -4)");
    EXPECT_EQ(message(options.get_int("dbcache", 0)),
              "Invalid value for -dbcache: 'abc' (a whole number is expected)");
    EXPECT_FALSE(options.get_int("maxmempool", 0));
    EXPECT_FALSE(options.get_int("bantime", 0));
    EXPECT_EQ(message(options.get_port("rpcport", 1)), "Invalid port specified in -rpcport: '0'");
    EXPECT_EQ(options.get_port("port", 1).value_or(0), 65535);
    EXPECT_EQ(options.get_port("rpcworkqueue", 7).value_or(0), 7);
    EXPECT_EQ(options.get_amount_sat("minrelaytxfee", 0).value_or(0), 1000);
    EXPECT_EQ(options.get_amount_sat("fallbackfee", 5).value_or(0), 5);
    EXPECT_EQ(message(options.get_amount_sat("maxtxfee", 0)), "Invalid amount for -maxtxfee=<amount>: '-1'");
    EXPECT_FALSE(options.get_amount_sat("blockmintxfee", 0));
}

TEST_F(LoadTest, PortsBeyondTheEnd) {
    EXPECT_FALSE(loaded({"-port=65536"}).get_port("port", 1));
    EXPECT_FALSE(loaded({"-port=x"}).get_port("port", 1));
    EXPECT_EQ(loaded({"-port=1"}).get_port("port", 9).value_or(0), 1);
}

TEST_F(LoadTest, DescriptionMasksSecrets) {
    put("data/quanta.conf", "rpcpassword=secret\n[main]\npar=1\n");
    put("data/settings.json", R"({"prune":550})");
    EXPECT_EQ(loaded({"-rpcuser=me", "-server"}).describe(),
              (Words{"Config file arg: rpcpassword=****", "Config file arg: [main] par=\"1\"",
                     "Setting file arg: prune=\"550\"", "Command-line arg: rpcuser=****",
                     "Command-line arg: server=\"\""}));
}

TEST_F(LoadTest, ClientsIgnoreTheNodesOptions) {
    put("data/quanta.conf", "rpcport=5\ndbcache=7\nincludeconf=none\n");
    const LoadSources sources{m_files, m_home / "data", "quanta.conf", UnknownOptions::Ignore};
    const auto options = load(cli_options(), CommandLine(), sources);
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->get("rpcport"), "5");
    EXPECT_EQ(options->settings_path(), "");
}

TEST(OptionsDeathTest, UnknownNamesAreProgrammerErrors) {
    const LoadSources sources{sys::real_file_system(), "/nonexistent"};
    const auto options = load(node_options(), CommandLine(), sources);
    ASSERT_TRUE(options);
    EXPECT_DEATH((void)options->get("nonsense"), "check failed");
}

TEST(DefaultDataDirectory, IsInHome) {
    EXPECT_TRUE(default_data_directory().ends_with("uanta"));
    EXPECT_TRUE(default_data_directory().starts_with("/"));
}

}  // namespace
}  // namespace quanta::config
