// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>

#include "descriptor/checksum.h"
#include "node_rpc/transcript_rpc.h"

namespace quanta::node_rpc {
namespace {

class DescriptorMethods : public TranscriptFixture {
protected:
    /// `text` with its checksum, and `more` arguments.
    static std::string given(const std::string& text, const std::string& more = "") {
        return "[\"" + descriptor::with_checksum(text) + "\"" + more + "]";
    }
};

const std::string kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kTree =
    "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvos"
    "UC"
    "JZL5B";

TEST_F(DescriptorMethods, RecordedInfos) {
    start();
    replay("getdescriptorinfo");
}

TEST_F(DescriptorMethods, RecordedAddresses) {
    start();
    replay("deriveaddresses");
}

TEST_F(DescriptorMethods, InfoOfWhatSaysNothingOfSpending) {
    start();
    EXPECT_EQ(call("getdescriptorinfo", one("raw(6A00)")),
              R"({"descriptor":"raw(6a00)#ncfmkl43","checksum":")" +
                  descriptor::descriptor_checksum("raw(6A00)").value() +
                  R"(","isrange":false,"issolvable":false,"hasprivatekeys":false})");
}

TEST_F(DescriptorMethods, AddressesOfCombo) {
    start();
    EXPECT_EQ(call("deriveaddresses", given("combo(" + kKey + ")")),
              R"(["mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r","bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",)"
              R"("2NAUYAHhujozruyzpsFRP63mbrdaU5wnEpN"])");
    EXPECT_EQ(call("deriveaddresses", given("pk(" + kKey + ")")),
              "-5: Descriptor does not have a corresponding address");
    EXPECT_EQ(call("deriveaddresses", given("raw(6a00)")),
              "-5: Descriptor does not have a corresponding address");
}

TEST_F(DescriptorMethods, RangesHaveEnds) {
    start();
    const std::string range = "wpkh(" + kTree + "/*)";
    EXPECT_EQ(value("deriveaddresses", given(range, ",[2147483647,2147483647]")).array().size(), 1u);
    EXPECT_EQ(call("deriveaddresses", given(range, ",2147483648")), "-8: End of range is too high");
    EXPECT_EQ(call("deriveaddresses", given(range, ",[0,1000000]")), "-8: Range is too large");
    EXPECT_EQ(call("deriveaddresses", given(range, ",\"1\"")),
              "-8: Range must be specified as end or as [begin,end]");
    EXPECT_EQ(call("deriveaddresses", given("wpkh(" + kTree + "/*h)", ",1")),
              "-5: Cannot derive script without private keys");
}

}  // namespace
}  // namespace quanta::node_rpc
