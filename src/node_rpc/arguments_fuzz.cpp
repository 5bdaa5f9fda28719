// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any parameters of any method that changes nothing and waits for nothing, on a node with a short chain: a
// reply that is JSON or an error with words, and no call left running.

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hex.h"
#include "json/parser.h"
#include "node/node.h"
#include "node_rpc/methods.h"
#include "rpc/control.h"
#include "rpc/dispatcher.h"
#include "rpc/read_methods.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace {

namespace base = quanta::base;
namespace json = quanta::json;
namespace node = quanta::node;
namespace rpc = quanta::rpc;
namespace sys = quanta::sys;
namespace testing = quanta::testing;

constexpr int kBlocks = 6;
/// Digits in a row from which on a range of keys takes too long to derive here.
constexpr int kMaxDigits = 4;

/// A node with a few blocks, and its methods that are fuzzed.
class Site {
public:
    Site() : m_clock(1'296'688'602 + 1'000'000) {
        m_builder.mine_empty(kBlocks);
        node::NodeOptions options;
        options.chain.data_directory = m_directory.path();
        options.chain.blocks_directory = m_directory / "blocks";
        options.chain.cache_bytes = 16 << 20;
        options.chain.script_threads = 1;
        m_node = std::make_unique<node::Node>(
            std::move(options), m_builder.params(),
            node::NodeServices{sys::real_file_system(), m_clock, {[](const auto&) {}, [](const auto&) {}}});
        CHECK(m_node->start([](const std::string&) {}));
        for (const auto& block : m_builder.blocks())
            CHECK(m_node->chain().submit_and_wait(block));
        m_dispatcher = std::make_unique<rpc::Dispatcher>(m_clock);
        rpc::add_control_methods(*m_dispatcher, {[] {}, [] { return int64_t{1}; }, ""});
        quanta::node_rpc::add_node_methods(*m_dispatcher, *m_node, {});
        m_dispatcher->end_warm_up();
        for (const rpc::Method* method : m_dispatcher->methods()) {
            if (is_fuzzed(method->name)) m_names.push_back(method->name);
        }
    }

    rpc::Dispatcher& dispatcher() { return *m_dispatcher; }
    const std::vector<std::string>& names() const { return m_names; }

private:
    static bool is_fuzzed(const std::string& name) {
        if (name.starts_with("waitfor")) return false;
        return rpc::is_read_method(name) || name == "signmessagewithprivkey" ||
               name == "signrawtransactionwithkey" || name == "descriptorprocesspsbt";
    }

    testing::TempDir m_directory{"arguments-fuzz"};
    testing::ChainBuilder m_builder;
    sys::FakeClock m_clock;
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<rpc::Dispatcher> m_dispatcher;
    std::vector<std::string> m_names;
};

Site& site() {
    static Site made;
    return made;
}

bool has_long_number(std::string_view text) {
    int digits = 0;
    for (const char c : text) {
        digits = std::isdigit(static_cast<unsigned char>(c)) ? digits + 1 : 0;
        if (digits > kMaxDigits) return true;
    }
    return false;
}

}  // namespace

/// The first byte names the method, the rest is its parameters.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string& name = site().names()[data[0] % site().names().size()];
    const std::string_view text = base::as_text({data + 1, size - 1});
    if ((name == "deriveaddresses" || name == "descriptorprocesspsbt") && has_long_number(text)) return 0;
    auto params = json::parse(text);
    if (!params || !(params->is_array() || params->is_object())) return 0;
    std::string reply;
    json::Writer writer(reply);
    const auto outcome = site().dispatcher().call(name, std::move(*params), {}, writer);
    writer.finish();
    if (outcome)
        CHECK(reply.empty() || json::parse(reply).has_value());
    else
        CHECK(outcome.error().code != 0 && !outcome.error().message.empty());
    CHECK(site().dispatcher().active_calls().empty());
    return 0;
}

/// Each method with parameters of each sort.
std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> sets{
        "[]",
        "[0,1,2]",
        R"json(["","",true])json",
        R"json(["0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",2])json",
        R"json(["00",[],{}])json",
        R"json([["0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"],null])json",
        R"json([[{"txid":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206","vout":0}],[{"data":"00"}],0,true])json",
        R"json(["cHNidP8BAAoCAAAAAAAAAAAAAAA=",[{"desc":"raw(51)","range":[0,2]}]])json",
        R"json(["wpkh(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)",[0,1]])json",
        R"json([1,["0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"],"bech32"])json"};
    std::vector<std::vector<uint8_t>> seeds;
    for (size_t method = 0; method < site().names().size(); ++method) {
        for (const std::string_view set : sets) {
            seeds.push_back({static_cast<uint8_t>(method)});
            seeds.back().insert(seeds.back().end(), set.begin(), set.end());
        }
    }
    return seeds;
}
