// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "kv/kv.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kv/test_environment.h"
#include "sys/random.h"

namespace quanta::kv {
namespace {

namespace fs = std::filesystem;

/// A fresh directory per test, removed afterwards.
class KvTest : public testing::Test {
protected:
    KvTest() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        m_directory = fs::temp_directory_path() / ("quanta-kv-" + std::string(info->name()) + "-" +
                                                   std::to_string(sys::os_random().u64()));
        fs::create_directories(m_directory);
    }
    ~KvTest() override { fs::remove_all(m_directory); }

    StoreOptions options(TestEnvironment* environment = nullptr) const {
        StoreOptions options;
        options.path = (m_directory / "db").string();
        options.environment = environment;
        return options;
    }

    fs::path m_directory;
};

base::ByteSpan bytes(std::string_view text) {
    return base::as_bytes(text);
}

std::string text_of(const std::optional<base::Bytes>& value) {
    return value ? std::string(base::as_text(*value)) : "(none)";
}

std::string get(const Store& store, std::string_view key) {
    return text_of(store.get(bytes(key)).value());
}

void put(Store& store, std::string_view key, std::string_view value,
         Durability durability = Durability::Buffered) {
    Batch batch;
    batch.put(bytes(key), bytes(value));
    ASSERT_TRUE(store.write(batch, durability));
}

std::string contents(const Store& store, std::shared_ptr<const Snapshot> snapshot = nullptr) {
    std::string all;
    const auto iterator = store.iterate(std::move(snapshot));
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        all += std::string(base::as_text(iterator->key())) + "=" +
               std::string(base::as_text(iterator->value())) + " ";
    }
    EXPECT_FALSE(iterator->error());
    return all;
}

/// Writes `changes` as one sorted write; an empty value erases.
base::Result<void, KvError> write_sorted(Store& store, const std::map<std::string, std::string>& changes) {
    const auto write = TRY(store.begin_sorted_write());
    for (const auto& [key, value] : changes) {
        if (value.empty()) TRY(write->erase(bytes(key)));
        if (!value.empty()) TRY(write->put(bytes(key), bytes(value)));
    }
    return write->commit();
}

std::map<std::string, std::string> numbered(int count, const std::string& value) {
    std::map<std::string, std::string> changes;
    for (int i = 0; i < count; ++i)
        changes["key" + std::to_string(100000 + i)] = value + std::to_string(i);
    return changes;
}

TEST_F(KvTest, BatchTakesEffectAsOneAndSurvivesReopening) {
    {
        const auto store = Store::open(options()).value();
        put(*store, "b", "old");
        Batch batch;
        const size_t empty_size = batch.size_bytes();
        batch.put(bytes("a"), bytes("1"));
        batch.erase(bytes("b"));
        batch.put(bytes("c"), {});
        EXPECT_GT(batch.size_bytes(), empty_size);
        ASSERT_TRUE(store->write(batch, Durability::Synced));
        EXPECT_EQ(contents(*store), "a=1 c= ");
        batch.clear();
        EXPECT_EQ(batch.size_bytes(), empty_size);
    }
    const auto store = Store::open(options()).value();
    EXPECT_EQ(contents(*store), "a=1 c= ");
    EXPECT_EQ(get(*store, "b"), "(none)");
}

TEST_F(KvTest, ManyKeysAreLookedUpInTheOrderAsked) {
    const auto store = Store::open(options()).value();
    ASSERT_TRUE(write_sorted(*store, numbered(3000, "v")));
    std::vector<base::Bytes> keys;
    for (int i = 2999; i >= 0; --i) {
        const std::string key = "key" + std::to_string(100000 + i) + (i % 3 == 0 ? "missing" : "");
        keys.emplace_back(key.begin(), key.end());
    }
    const auto values = store->multi_get(keys).value();
    ASSERT_EQ(values.size(), 3000u);
    for (int i = 0; i < 3000; ++i) {
        const int number = 2999 - i;
        EXPECT_EQ(text_of(values[i]), number % 3 == 0 ? "(none)" : "v" + std::to_string(number));
    }
    EXPECT_TRUE(store->multi_get({}).value().empty());
}

TEST_F(KvTest, WalkStartsAtTheKeySoughtOrTheNext) {
    const auto store = Store::open(options()).value();
    put(*store, "a", "1");
    put(*store, "c", "3");
    put(*store, "e", "5");
    const auto iterator = store->iterate();
    iterator->seek(bytes("c"));
    ASSERT_TRUE(iterator->valid());
    EXPECT_EQ(base::as_text(iterator->key()), "c");
    iterator->seek(bytes("d"));
    ASSERT_TRUE(iterator->valid());
    EXPECT_EQ(base::as_text(iterator->key()), "e");
    iterator->next();
    EXPECT_FALSE(iterator->valid());
}

TEST_F(KvTest, SnapshotKeepsItsMoment) {
    auto store = Store::open(options()).value();
    put(*store, "a", "1");
    const auto before = store->snapshot();
    put(*store, "a", "2");
    ASSERT_TRUE(write_sorted(*store, {{"a", "3"}, {"b", "4"}}));
    EXPECT_EQ(contents(*store, before), "a=1 ");
    EXPECT_EQ(contents(*store), "a=3 b=4 ");
    auto iterator = store->iterate(before);
    store.reset();
    iterator->seek({});
    EXPECT_TRUE(iterator->valid());
}

TEST_F(KvTest, SortedWriteReplacesErasesAndIsAtomic) {
    const auto store = Store::open(options()).value();
    ASSERT_TRUE(write_sorted(*store, {{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    {
        const auto dropped = store->begin_sorted_write().value();
        ASSERT_TRUE(dropped->put(bytes("a"), bytes("lost")));
    }
    EXPECT_EQ(contents(*store), "a=1 b=2 c=3 ");
    EXPECT_TRUE(fs::is_empty(m_directory / "db" / "staging"));
    put(*store, "b", "in memory");
    ASSERT_TRUE(write_sorted(*store, {{"a", "9"}, {"b", ""}, {"d", "4"}}));
    EXPECT_EQ(contents(*store), "a=9 c=3 d=4 ");
    ASSERT_TRUE(write_sorted(*store, {}));
    EXPECT_EQ(contents(*store), "a=9 c=3 d=4 ");
    EXPECT_TRUE(fs::is_empty(m_directory / "db" / "staging"));
}

TEST_F(KvTest, SortedWriteRefusesDescendingKeys) {
    const auto store = Store::open(options()).value();
    const auto write = store->begin_sorted_write().value();
    ASSERT_TRUE(write->put(bytes("b"), bytes("1")));
    EXPECT_FALSE(write->put(bytes("b"), bytes("2")));
    EXPECT_FALSE(write->erase(bytes("a")));
}

TEST_F(KvTest, LargeSortedWriteOfSeveralFiles) {
    const auto store = Store::open(options()).value();
    const auto write = store->begin_sorted_write().value();
    const std::string value(10000, 'v');
    constexpr int kRecords = 15000;
    for (int i = 0; i < kRecords; ++i) {
        ASSERT_TRUE(write->put(bytes("key" + std::to_string(100000 + i)), bytes(value)));
    }
    ASSERT_TRUE(write->commit());
    EXPECT_EQ(get(*store, "key100000"), value);
    EXPECT_EQ(get(*store, "key" + std::to_string(100000 + kRecords - 1)), value);
    EXPECT_GT(store->approximate_size_bytes(), 140'000'000u);
    int count = 0;
    const auto iterator = store->iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next())
        ++count;
    EXPECT_EQ(count, kRecords);
}

TEST_F(KvTest, ManySortedWritesAreMerged) {
    const auto store = Store::open(options()).value();
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(write_sorted(*store, numbered(200, "round" + std::to_string(i) + "-")));
    }
    EXPECT_EQ(get(*store, "key100199"), "round99-199");
    size_t tables = 0;
    for (const auto& entry : fs::directory_iterator(m_directory / "db")) {
        tables += entry.path().extension() == ".sst";
    }
    EXPECT_LT(tables, 60u);
}

TEST_F(KvTest, CompressedStoreWithoutFilterReadsBack) {
    StoreOptions compressed = options();
    compressed.compress = true;
    compressed.bloom_filter = false;
    const auto store = Store::open(compressed).value();
    ASSERT_TRUE(write_sorted(*store, numbered(20000, std::string(100, 'x'))));
    EXPECT_LT(store->approximate_size_bytes(), 1'000'000u);
    EXPECT_EQ(get(*store, "key119999"), std::string(100, 'x') + "19999");
    EXPECT_EQ(get(*store, "key120000"), "(none)");
}

TEST_F(KvTest, SecondOpenIsLocked) {
    const auto store = Store::open(options()).value();
    const auto second = Store::open(options());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, KvErrorCode::Locked) << second.error().message;
    EXPECT_NE(second.error().message.find(options().path), std::string::npos);
}

TEST_F(KvTest, LockOfAnotherProcessIsRecognised) {
    { ASSERT_TRUE(Store::open(options())); }
    int ready[2];
    int done[2];
    ASSERT_EQ(::pipe(ready) | ::pipe(done), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        // The lock of a RocksDB in another process, without one.
        const int file = ::open((options().path + "/LOCK").c_str(), O_RDWR);
        struct flock lock = {};
        lock.l_type = F_WRLCK;
        char signal = ::fcntl(file, F_SETLK, &lock) == 0 ? 1 : 0;
        const bool told = ::write(ready[1], &signal, 1) == 1;
        ::close(done[1]);
        ::_exit(told && ::read(done[0], &signal, 1) == 0 ? 0 : 1);
    }
    char locked = 0;
    ASSERT_EQ(::read(ready[0], &locked, 1), 1);
    ASSERT_EQ(locked, 1);
    const auto store = Store::open(options());
    for (const int end : {ready[0], ready[1], done[0], done[1]})
        ::close(end);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, KvErrorCode::Locked) << store.error().message;
    EXPECT_TRUE(Store::open(options()));
}

TEST_F(KvTest, LeftoversOfACrashAreRemoved) {
    { ASSERT_TRUE(Store::open(options())); }
    std::ofstream(m_directory / "db" / "staging" / "0-0.sst") << "half a table";
    const auto store = Store::open(options()).value();
    EXPECT_TRUE(fs::is_empty(m_directory / "db" / "staging"));
    ASSERT_TRUE(write_sorted(*store, {{"a", "1"}}));
}

TEST_F(KvTest, DestroyRemovesEverything) {
    { put(*Store::open(options()).value(), "a", "1"); }
    fs::create_directories(options().path + ".removed/left/over");
    ASSERT_TRUE(Store::destroy(options().path));
    EXPECT_TRUE(fs::is_empty(m_directory));
    ASSERT_TRUE(Store::destroy(options().path));
    EXPECT_EQ(contents(*Store::open(options()).value()), "");
}

TEST_F(KvTest, HalfDestroyedStoreIsGone) {
    { put(*Store::open(options()).value(), "a", "1"); }
    fs::rename(options().path, options().path + ".removed");
    EXPECT_EQ(contents(*Store::open(options()).value()), "");
    EXPECT_FALSE(fs::exists(options().path + ".removed"));
}

TEST_F(KvTest, DamagedTableIsCorruption) {
    {
        const auto store = Store::open(options()).value();
        ASSERT_TRUE(write_sorted(*store, numbered(5000, "v")));
    }
    for (const auto& entry : fs::directory_iterator(m_directory / "db")) {
        if (entry.path().extension() != ".sst") continue;
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(1000);
        file << std::string(100, '#');
    }
    const auto store = Store::open(options()).value();
    const auto value = store->get(bytes("key100010"));
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, KvErrorCode::Corruption) << value.error().message;
    const auto iterator = store->iterate();
    for (iterator->seek({}); iterator->valid();)
        iterator->next();
    ASSERT_TRUE(iterator->error());
    EXPECT_EQ(iterator->error()->code, KvErrorCode::Corruption);
}

TEST_F(KvTest, PathThatIsAFileCannotBeOpened) {
    std::ofstream(options().path) << "a file";
    const auto store = Store::open(options());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, KvErrorCode::Io);
}

TEST_F(KvTest, FullDiskIsReportedAndLosesNothing) {
    TestEnvironment environment;
    {
        const auto store = Store::open(options(&environment)).value();
        ASSERT_TRUE(write_sorted(*store, numbered(100, "old")));
        environment.fail_writes_after(0, sys::FileErrorCode::DiskFull);
        const auto written = write_sorted(*store, numbered(100, "new"));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, KvErrorCode::DiskFull) << written.error().message;
        EXPECT_EQ(get(*store, "key100042"), "old42");
    }
    environment.files().clear_faults();
    const auto store = Store::open(options(&environment)).value();
    EXPECT_EQ(get(*store, "key100042"), "old42");
    ASSERT_TRUE(write_sorted(*store, numbered(100, "new")));
    EXPECT_EQ(get(*store, "key100042"), "new42");
}

TEST_F(KvTest, BatchOntoAFailingDeviceIsAnError) {
    TestEnvironment environment;
    const auto store = Store::open(options(&environment)).value();
    put(*store, "a", "1", Durability::Synced);
    environment.files().fail_after(sys::FaultTarget::Syncs, 0, sys::FileErrorCode::Io,
                                   sys::FaultRepeat::Always);
    Batch batch;
    batch.put(bytes("a"), bytes("2"));
    const auto written = store->write(batch, Durability::Synced);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, KvErrorCode::Io) << written.error().message;
}

TEST_F(KvTest, SyncedBatchSurvivesAPowerCutAndABufferedOneNeedNot) {
    TestEnvironment environment;
    {
        const auto store = Store::open(options(&environment)).value();
        put(*store, "a", "synced", Durability::Synced);
        put(*store, "b", "buffered");
        environment.cut_power();
        Batch batch;
        batch.put(bytes("c"), bytes("too late"));
        EXPECT_FALSE(store->write(batch, Durability::Synced));
    }
    environment.restore_power();
    EXPECT_EQ(contents(*Store::open(options(&environment)).value()), "a=synced ");
}

/// Cuts the power at every single write and sync of a series of sorted writes, and looks what is left.
TEST_F(KvTest, SortedWriteIsAllOrNothingWhereverThePowerGoes) {
    int cuts = 0;
    for (uint64_t step = 0;; ++step) {
        StoreOptions here = options();
        here.path += std::to_string(step);
        TestEnvironment environment;
        here.environment = &environment;
        sys::FakeRandom random(step);
        std::string acknowledged;
        bool was_cut = false;
        {
            auto store = Store::open(here).value();
            environment.files().cut_power_after(environment.files().change_count() + step,
                                                step % 2 == 0 ? &random : nullptr);
            for (const std::string round : {"first", "second", "third"}) {
                if (!write_sorted(*store, numbered(300, round))) break;
                acknowledged = round;
            }
            was_cut = !environment.files().is_powered();
        }
        if (!was_cut) break;
        ++cuts;
        environment.restore_power();
        const auto reopened = Store::open(here);
        ASSERT_TRUE(reopened) << "step " << step << ": " << reopened.error().message;
        const std::string first = get(**reopened, "key100000");
        const std::string round = first == "(none)" ? "" : first.substr(0, first.size() - 1);
        EXPECT_GE(round == ""         ? 0
                  : round == "first"  ? 1
                  : round == "second" ? 2
                                      : 3,
                  acknowledged == ""         ? 0
                  : acknowledged == "first"  ? 1
                  : acknowledged == "second" ? 2
                                             : 3);
        EXPECT_EQ(get(**reopened, "key100299"), round.empty() ? "(none)" : round + "299") << "step " << step;
        ASSERT_TRUE(write_sorted(**reopened, {{"after", "works"}}));
        fs::remove_all(here.path);
    }
    EXPECT_GT(cuts, 10);
}

TEST_F(KvTest, DestroyLeavesAllOrNothingWhereverThePowerGoes) {
    bool was_cut = true;
    for (uint64_t step = 0; was_cut; ++step) {
        StoreOptions here = options();
        here.path += std::to_string(step);
        TestEnvironment environment;
        here.environment = &environment;
        sys::FakeRandom random(step);
        ASSERT_TRUE(write_sorted(*Store::open(here).value(), {{"a", "1"}}));
        environment.files().cut_power_after(environment.files().change_count() + step, &random);
        const auto destroyed = Store::destroy(here.path, &environment);
        was_cut = !environment.files().is_powered();
        EXPECT_NE(destroyed.has_value(), was_cut) << "step " << step;
        environment.restore_power();
        const auto reopened = Store::open(here);
        ASSERT_TRUE(reopened) << "step " << step << ": " << reopened.error().message;
        const std::string found = contents(**reopened);
        EXPECT_TRUE(found.empty() || (was_cut && found == "a=1 ")) << "step " << step << ": " << found;
        EXPECT_TRUE(was_cut || step > 5) << "too few points were tried";
    }
}

}  // namespace
}  // namespace quanta::kv
