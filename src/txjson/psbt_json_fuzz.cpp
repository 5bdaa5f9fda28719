// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "json/parser.h"
#include "json/value.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "txjson/psbt_json.h"
#include "txjson/test_psbts.h"

namespace json = quanta::json;
namespace psbt = quanta::psbt;
namespace txjson = quanta::txjson;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const uint32_t version : {psbt::kVersion0, psbt::kVersion2}) {
        seeds.push_back(psbt::encode(txjson::testing::full_psbt(version)));
        seeds.push_back(psbt::encode(txjson::testing::signed_psbt(version)));
        seeds.push_back(psbt::encode(txjson::testing::blank_psbt(version, 0)));
    }
    return seeds;
}

/// Shows what any bytes hold as methods do: what is written is JSON, whatever stands in the fields.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto params = quanta::params::make_params(quanta::params::Chain::Regtest).value();
    const auto decoded = psbt::decode({data, size});
    if (!decoded) return 0;
    std::string text;
    json::Writer writer(text);
    txjson::write_psbt(writer, params, *decoded);
    const auto shown = json::parse(text);
    CHECK(shown && shown->find("inputs")->array().size() == decoded->inputs.size());
    CHECK(shown->find("outputs")->array().size() == decoded->outputs.size());
    // Signatures of many inputs take long to check.
    constexpr size_t kManyInputs = 8;
    if (decoded->inputs.size() > kManyInputs) return 0;
    std::string analysed;
    json::Writer analysis(analysed);
    txjson::write_analysis(analysis, psbt::analyse(*decoded));
    CHECK(json::parse(analysed));
    return 0;
}
