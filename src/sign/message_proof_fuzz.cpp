// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "sign/keyring.h"
#include "sign/message_proof.h"

namespace base = quanta::base;
namespace sign = quanta::sign;

namespace {

/// OP_0 and the hash of a key that nobody has, and a script that anybody satisfies.
const base::Bytes kNobody = [] {
    base::Bytes script(22, 7);
    script[0] = 0;
    script[1] = 20;
    return script;
}();
const base::Bytes kAnybody = {0x51};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan bytes(data, size);
    for (const auto format : {sign::ProofFormat::Simple, sign::ProofFormat::Full}) {
        const auto text = sign::write_proof_text({format, {bytes.begin(), bytes.end()}});
        CHECK(sign::verify_message("m", kNobody, text).state != sign::ProofVerdict::State::Valid);
        const auto verdict = sign::verify_message("m", kAnybody, text);
        CHECK((verdict.state == sign::ProofVerdict::State::Valid) == verdict.reason.empty());
    }
    sign::verify_message("m", kAnybody, base::as_text(bytes));
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const auto full = sign::proof_to_sign(sign::proof_to_spend("m", kAnybody), {}).serialize();
    const auto foreign = sign::proof_to_sign(sign::proof_to_spend("m", kNobody), {}).serialize();
    return {full, foreign, {0}, {2, 1, 5, 0}, {'s', 'm', 'p', 'A', 'A', '=', '='}};
}
