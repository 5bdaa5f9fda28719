// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/mnemonic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/hex.h"
#include "crypto/hash.h"
#include "keys/mnemonic_words.h"

namespace quanta::keys {
namespace {

using Kind = MnemonicError::Kind;

std::string phrase_of(base::ByteSpan entropy) {
    std::array<char, kMaxMnemonicSize> phrase;
    return {phrase.data(), write_mnemonic(entropy, phrase)};
}

base::Result<base::Bytes, MnemonicError> entropy_of(std::string_view phrase) {
    std::array<uint8_t, kMaxMnemonicEntropy> entropy;
    const size_t size = TRY(read_mnemonic(phrase, entropy));
    return base::Bytes(entropy.begin(), entropy.begin() + static_cast<ptrdiff_t>(size));
}

std::string seed_of(std::string_view phrase, std::string_view passphrase) {
    std::array<uint8_t, kMnemonicSeedSize> seed;
    const auto made = mnemonic_seed(phrase, passphrase, seed);
    return made ? base::to_hex(seed) : made.error().message;
}

std::string repeated(std::string_view word, int count, std::string_view last) {
    std::string phrase;
    for (int i = 0; i < count; ++i)
        phrase.append(word).append(" ");
    return phrase.append(last);
}

struct Published {
    std::string_view entropy, phrase, seed;
};
/// The English vectors that BIP39 names; the passphrase of each is TREZOR.
constexpr Published kPublished[] = {
    {"00000000000000000000000000000000",
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
     "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
     "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04"},
    {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
     "legal winner thank year wave sausage worth useful legal winner thank yellow",
     "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6f"
     "a457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607"},
    {"80808080808080808080808080808080",
     "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
     "d71de856f81a8acc65e6fc851a38d4d7ec216fd0796d0a6827a3ad6ed5511a30"
     "fa280f12eb2e47ed2ac03b5c462a0358d18d69fe4f985ec81778c1b370b652a8"},
    {"ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
     "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13"
     "332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069"},
    {"000000000000000000000000000000000000000000000000",
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon abandon abandon abandon abandon agent",
     "035895f2f481b1b0f01fcf8c289c794660b289981a78f8106447707fdd9666ca"
     "06da5a9a565181599b79f53b844d8a71dd9f439c52a3d7b3e8a79c906ac845fa"},
    {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
     "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful "
     "legal will",
     "f2b94508732bcbacbcc020faefecfc89feafa6649a5491b8c952cede496c214a"
     "0c7b3c392d168748f2d4a612bada0753b52a1c7ac53c1e93abd5c6320b9e95dd"},
    {"808080808080808080808080808080808080808080808080",
     "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor "
     "acoustic avoid letter always",
     "107d7c02a5aa6f38c58083ff74f04c607c2d2c0ecc55501dadd72d025b751bc2"
     "7fe913ffb796f841c49b1d33b610cf0e91d3aa239027f5e99fe4ce9e5088cd65"},
    {"ffffffffffffffffffffffffffffffffffffffffffffffff",
     "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo when",
     "0cd6e5d827bb62eb8fc1e262254223817fd068a74b5b449cc2f667c3f1f985a7"
     "6379b43348d952e2265b4cd129090758b3e3c2c49103b5051aac2eaeb890a528"},
    {"0000000000000000000000000000000000000000000000000000000000000000",
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art",
     "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd30971"
     "70af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8"},
    {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
     "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful "
     "legal winner thank year wave sausage worth title",
     "bc09fca1804f7e69da93c2f2028eb238c227f2e9dda30cd63699232578480a40"
     "21b146ad717fbb7e451ce9eb835f43620bf5c514db0f8add49f5d121449d3e87"},
    {"8080808080808080808080808080808080808080808080808080808080808080",
     "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor "
     "acoustic avoid letter advice cage absurd amount doctor acoustic bless",
     "c0c519bd0e91a2ed54357d9d1ebef6f5af218a153624cf4f2da911a0ed8f7a09"
     "e2ef61af0aca007096df430022f7a2b6fb91661a9589097069720d015e4e982f"},
    {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote",
     "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e16"
     "13912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad"},
    {"7dce4ed2284c9134d026608ab684c05c",
     "lava include region explain simple omit dog slot melt reflect copy reward",
     "dbc357660c90637d17704ff8d876e6992368bdf03e298fd1e20b2897e35abe92"
     "f0bf6ffe6ebc3063394b76a9edeba2f6d1da707ecf8a5f77b5579fe5efbac369"},
    {"0ce452419635c1a5faf44d60f2029f73fdc43419b4de1f03",
     "artefact card motor cluster foster spray type meadow genius mosquito pond tree sword borrow grocery "
     "orange business burger",
     "378b20cc763e0c535514cd2dda75dfd3edfb3c3a09f2a2b096bce82d14ea6183"
     "7249797dc74b5dc0a5ec24f9c8fb244631447856b4a4a01322ca84d1574dfeb5"},
    {"00ac97c48106f0aeb8ba061e0250a559b3251dc35854e694780ba51d53a50120",
     "absent gorilla van acoustic humor firm title dolphin bulk barely citizen recall crane moment aspect "
     "appear track phrase actual enforce steel spoon afraid benefit",
     "2e3c58340e28b1e70f1bec7393459fd4c16058aacd6c87d99439616742daf02f"
     "9d18d919fe7c74a34a2a9d2b417e9a9021fcc8f820e257e355762cbbece5eea2"},
    {"5baf069620eff15c71dd97c9a6ee328f",
     "forum join pitch dove yellow purchase shuffle real situate danger million bunker",
     "eed313b15e2b092e3ffd91f3b7d4a0f2168657db0f9824fe723b574f994c9bf2"
     "92e1518ea6c492ac7e5942eaffde5b70d8553cb3ebc36975e600da2537f881c5"},
    {"977f8287f9ed670b8489838ab0476a63b65d4df12f406e68",
     "number winter peanut video stool magic banana corn melt lion surround shuffle grape plunge seven trend "
     "hover dwarf",
     "cea1b18f030507fa368ee1bdad8142a1e877cd0f91149fe2f8d7a2a3f58b21af"
     "e43bf35426275d5042dffc03ca70354a735f58cb232d101b495378b81246e3fc"},
    {"3edc83b60740d77af3afa2fcb82c2f1bc541ee4e2518ddef4996d32453f54a3c",
     "disagree tomato unique attend aspect runway solid violin witness scrap armed daring favorite warm "
     "decade perfect target kid grant play early wide cigar night",
     "4cded2a55162f5243e54f1d36e2e7b748205db85f71f4d0b7fa4450628db50e9"
     "6a55f285ca7c40cb46d52a384e68c603e12d51686608c3f8e2d13bac6effdd50"},
    {"63deb1e7f0c3de56f4ab43c9d2ae6c86",
     "glow void ketchup thunder digital clock sport half six nice open artefact",
     "13427e168b3da8627cfafea664a727883c92334e8d1ccffc74bdd886d6fa7856"
     "5510fc46c93f03f0495823222b6e439ed7e72000b133cf50f9589a42464d1391"},
    {"e77c6500b49072aefdf0a8aa787cf557d1920e94103e0597",
     "trash tobacco dizzy hard already first water bench price sentence diary quick bomb also expect amazing "
     "airport royal",
     "36e9a58a142b210aacc05c870f34eb38fd663c67b66a41838d1baa7bd763310f"
     "e4a517c168b2a44b12ec0b7daf7fc5f7078cf1a2f148189801f78bba37dbdd65"},
    {"89bb4bc5555992cdaf3444c5e7ca5a6e9f27efab894f1990bae41be8b2a26ea4",
     "meadow surge vanish primary odor grocery rubber mass shine dinner notable tag venue water purchase "
     "clarify book magic ribbon daughter menu eye ritual orchard",
     "edfc11f0974c6402afca74031166da1b5d5b3622e391b2ea163e32df77125f06"
     "392fc7f437cb62527eb9818e4cb3af5e918729d91f4f239b387343a88acc1267"},
    {"00641669f095b433a304ed0f953f28eb",
     "about camera omit thrive forget border metal oval auto prepare sketch stomach",
     "a3077650807d60f836b25b9696687af1e6c60aaf8195c001481a42bfb166d0bc"
     "9107399b6e327e136ebb5de8693bbaed3d137c9a8383232c55bad4b4e95628d6"},
    {"b8b0ff94389d3ec591c7d2fb72d8d3666e4e52b8cdf5471d",
     "reward margin topic illness stadium glare either where window nothing crumble smoke top citizen "
     "tobacco salt either truth",
     "d2f8405fb3d03c281d1a55c0206857884207822dc7ecaeca7c0e57ddb9173be0"
     "091feda6d8352683624126b34cf691c633343c9352617bcecaf4c376982ddef9"},
    {"911fec0fbd88029f6fa99164896c18d898c9232af18bdcca3e42d53b86493104",
     "much youth advance kitchen lens exile salt cram goose enter alert raise milk muscle profit cousin "
     "system faint mouse price reveal cause series long",
     "31967e467505da9f485d216245cdeb3682e116e4fa744bb20468cda6e3e3f18a"
     "7875661f84a900437416dfd83937d43513302a0d335a12fbde52f32fd1c12446"},
};

TEST(Mnemonic, PublishedVectors) {
    for (const Published& vector : kPublished) {
        const base::Bytes entropy = base::from_hex(vector.entropy).value();
        EXPECT_EQ(phrase_of(entropy), vector.phrase);
        const auto read = entropy_of(vector.phrase);
        ASSERT_TRUE(read) << vector.phrase;
        EXPECT_EQ(*read, entropy);
        EXPECT_EQ(seed_of(vector.phrase, "TREZOR"), vector.seed);
    }
    std::printf("BIP39: %zu cases\n", std::size(kPublished));
}

TEST(Mnemonic, EverySizeGoesBothWays) {
    for (const size_t size : {16, 20, 24, 28, 32}) {
        base::Bytes entropy(size);
        for (size_t i = 0; i < size; ++i)
            entropy[i] = static_cast<uint8_t>(i * 37 + size);
        EXPECT_EQ(entropy_of(phrase_of(entropy)).value(), entropy);
    }
}

TEST(Mnemonic, OtherEntropyAborts) {
    for (const size_t size : {0, 12, 15, 17, 33, 36})
        EXPECT_DEATH(phrase_of(base::Bytes(size)), "check failed");
}

TEST(Mnemonic, SpaceAndCaseDoNotMatter) {
    const std::string phrase = repeated("abandon", 11, "about");
    std::string loud = " \tABANDON\n" + repeated("Abandon  ", 10, "aBOUT\r\n");
    EXPECT_EQ(entropy_of(loud).value(), base::Bytes(16));
    EXPECT_EQ(seed_of(loud, ""), seed_of(phrase, ""));
}

TEST(Mnemonic, CountsWords) {
    for (const int count : {0, 1, 11, 13, 14, 16, 23, 25, 27}) {
        const auto read = entropy_of(repeated("abandon", count, ""));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().kind, Kind::WordCount);
        EXPECT_EQ(read.error().message,
                  "A seed phrase has 12, 15, 18, 21 or 24 words, and this one has " + std::to_string(count));
    }
    for (const int count : {12, 15, 18, 21, 24})
        EXPECT_EQ(entropy_of(repeated("abandon", count, "")).error().kind, Kind::Checksum);
}

TEST(Mnemonic, NamesTheWrongWord) {
    const auto error_of = [](std::string_view word) {
        return entropy_of(repeated("abandon", 2, word) + repeated(" abandon", 9, "")).error();
    };
    EXPECT_EQ(error_of("abandom").kind, Kind::UnknownWord);
    EXPECT_EQ(error_of("abandom").word, 3u);
    EXPECT_EQ(error_of("abandom").message,
              "Word 3 of the seed phrase, \"abandom\", is not in the list; did you "
              "mean \"abandon\"?");
    EXPECT_EQ(error_of("zooo").message,
              "Word 3 of the seed phrase, \"zooo\", is not in the list; did you mean "
              "\"zoo\"?");
    EXPECT_EQ(error_of("qqqq").message, "Word 3 of the seed phrase, \"qqqq\", is not in the list");
    EXPECT_EQ(error_of(std::string(5000, 'z')).kind, Kind::UnknownWord);
    EXPECT_EQ(error_of("\xc3\xa4"
                       "bandon")
                  .kind,
              Kind::UnknownWord);
    EXPECT_EQ(error_of(std::string_view("a\0b", 3)).kind, Kind::UnknownWord);
}

TEST(Mnemonic, ChecksumTellsOtherWords) {
    const auto error = entropy_of(repeated("abandon", 11, "abandon")).error();
    EXPECT_EQ(error.kind, Kind::Checksum);
    EXPECT_EQ(error.message,
              "The checksum of the seed phrase is wrong: a word is another one of the list, or "
              "words are in another order");
    // With 12 words, one of 16 is right by chance: of all last words exactly 128 are.
    int right = 0;
    for (const std::string_view word : mnemonic_words())
        right += entropy_of(repeated("abandon", 11, word)) ? 1 : 0;
    EXPECT_EQ(right, 128);
    right = 0;
    for (const std::string_view word : mnemonic_words())
        right += entropy_of(repeated("abandon", 23, word)) ? 1 : 0;
    EXPECT_EQ(right, 8);
}

TEST(Mnemonic, FailuresLeaveNoEntropy) {
    std::array<uint8_t, kMaxMnemonicEntropy> entropy;
    entropy.fill(7);
    EXPECT_FALSE(read_mnemonic(repeated("zoo", 11, "zoo"), entropy));
    EXPECT_EQ(entropy, (std::array<uint8_t, kMaxMnemonicEntropy>{}));
}

TEST(Mnemonic, PassphrasesAreBytesOfUtf8) {
    const std::string phrase = repeated("abandon", 11, "about");
    // Python: hashlib.pbkdf2_hmac("sha512", phrase, "mnemonic" + passphrase, 2048)
    EXPECT_EQ(seed_of(phrase, "").substr(0, 16), "5eb00bbddcf06908");
    EXPECT_NE(seed_of(phrase, "a\xcc\x88"), seed_of(phrase, "\xc3\xa4"));
    EXPECT_TRUE(needs_normal_form("\xc3\xa4"));
    EXPECT_FALSE(needs_normal_form("plain ~ text\x7f"));
    for (const std::string_view bad : {"\x80", "\xc3", "\xc3(", "\xc1\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
        EXPECT_EQ(seed_of(phrase, bad), "The passphrase is not UTF-8 text");
    for (const std::string_view good : {"\xc2\x80", "\xe2\x82\xac", "\xf0\x9f\x98\x84", "\xf4\x8f\xbf\xbf"})
        EXPECT_EQ(seed_of(phrase, good).size(), 128u);
    EXPECT_EQ(seed_of("zoo", ""), "A seed phrase has 12, 15, 18, 21 or 24 words, and this one has 1");
}

TEST(MnemonicWords, AreTheListOfBip39) {
    const auto words = mnemonic_words();
    EXPECT_TRUE(std::ranges::is_sorted(words));
    EXPECT_EQ(words.front(), "abandon");
    EXPECT_EQ(words.back(), "zoo");
    std::string file;
    for (const std::string_view word : words) {
        file.append(word).append("\n");
        EXPECT_EQ(mnemonic_words_with(word.substr(0, 4)).size(),
                  word.size() < 4 ? mnemonic_words_with(word).size() : 1u)
            << word;
    }
    // The published file, by its hash.
    EXPECT_EQ(base::to_hex(crypto::sha256(base::as_bytes(file))),
              "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

TEST(MnemonicWords, AreFoundByPrefix) {
    EXPECT_EQ(mnemonic_words_with("").size(), kMnemonicWordCount);
    const auto found = mnemonic_words_with("zo");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0], "zone");
    EXPECT_EQ(found[1], "zoo");
    EXPECT_TRUE(mnemonic_words_with("zzz").empty());
    EXPECT_TRUE(mnemonic_words_with("zoos").empty());
    EXPECT_EQ(mnemonic_words_with("act").front(), "act");
}

TEST(MnemonicWords, AreFoundByIndex) {
    for (size_t i = 0; i < kMnemonicWordCount; ++i)
        EXPECT_EQ(mnemonic_word_index(mnemonic_words()[i]), i);
    for (const std::string_view word : {"", "a", "abandonn", "Zoo", "zzz"})
        EXPECT_FALSE(mnemonic_word_index(word)) << word;
}

TEST(MnemonicWords, ClosestIsOneLetterApart) {
    EXPECT_EQ(closest_mnemonic_word("abanxyz"), "abandon");  // first four letters
    EXPECT_EQ(closest_mnemonic_word("xoo"), "zoo");          // wrong at the front
    EXPECT_EQ(closest_mnemonic_word("oo"), "zoo");           // missing at the front
    EXPECT_EQ(closest_mnemonic_word("zooo"), "zoo");         // too many at the end
    EXPECT_EQ(closest_mnemonic_word("awsome"), "awesome");   // missing in the middle
    EXPECT_FALSE(closest_mnemonic_word("ba"));               // bar or bag or others
    EXPECT_FALSE(closest_mnemonic_word(""));
    EXPECT_FALSE(closest_mnemonic_word("qqqqqq"));
}

}  // namespace
}  // namespace quanta::keys
