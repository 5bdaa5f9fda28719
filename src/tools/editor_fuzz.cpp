// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Commands of any text, one a line: refused or done, and whatever came of them is a transaction that reads
// back.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/hex.h"
#include "sys/file.h"
#include "tools/editor.h"

namespace base = quanta::base;
namespace params = quanta::params;
namespace sys = quanta::sys;
namespace tools = quanta::tools;

namespace {

/// More lines are more of the same.
constexpr int kMaxCommands = 32;

const params::ChainParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    constexpr std::string_view kOutpoint = "4d49a71ec9da436f71ec4ee231d04f292a29cd316f598bb7068feccabdc59485";
    const std::string input = "in=" + std::string(kOutpoint) + ":0:1\n";
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string& text :
         {input + "locktime=1\nnversion=3\nreplaceable=0\ndelin=0\n",
          std::string("outscript=1:DUP 0x00 'a' 17:WS\noutdata=0.1:00ff\ndelout=1\n"),
          std::string(
              "outmultisig=1:1:1:02a5613bd857b7048924264d1e70e08fb2a7e6527d32b7ab1bb993ac59964ff397:S\n"),
          input + R"(set=privatekeys:["cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"])" +
              "\nset=prevtxs:[{\"txid\":\"" + std::string(kOutpoint) +
              "\",\"vout\":0,\"amount\":1,\"scriptPubKey\":\"0014751e76e8199196d454941c45d1b3a323f1433bd6\"}]"
              "\n"
              "sign=ALL\n"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    tools::Editor editor(regtest(), sys::real_file_system());
    std::string_view text = base::as_text({data, size});
    for (int i = 0; i < kMaxCommands && !text.empty(); ++i) {
        const std::string_view line = text.substr(0, text.find('\n'));
        // Files of this machine are none of its business.
        if (!line.starts_with("load")) static_cast<void>(editor.apply(line).has_value());
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    const auto made = editor.transaction();
    tools::Editor again(regtest(), sys::real_file_system());
    // Bytes without inputs, and some with witnesses, may read as those of another transaction.
    if (made->inputs().empty() || made->has_witness()) return 0;
    CHECK(again.read(base::to_hex(made->raw())));
    CHECK(again.transaction()->raw().size() == made->raw().size());
    CHECK(again.transaction()->wtxid() == made->wtxid());
    return 0;
}
