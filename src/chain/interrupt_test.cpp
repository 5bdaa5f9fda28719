// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Waiting for what does not come, and being told to end.
#include <atomic>
#include <future>
#include <memory>
#include <utility>

#include "chain/chain_fixture.h"
#include "chain/importer_access.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "testing/spending.h"

namespace quanta::chain {
namespace {

/// Holds everybody who reads at one place of a file until it is opened.
class Gate {
public:
    explicit Gate(uint64_t offset) : m_offset(offset) {}

    void pass(uint64_t offset) {
        if (offset != m_offset) return;
        const sys::MutexLock lock(m_mutex);
        m_reached = true;
        m_changed.notify_all();
        while (!m_open)
            m_changed.wait(m_mutex);
    }
    void wait_until_reached() {
        const sys::MutexLock lock(m_mutex);
        while (!m_reached)
            m_changed.wait(m_mutex);
    }
    void open() {
        const sys::MutexLock lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    const uint64_t m_offset;
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    bool m_reached QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_open QUANTA_GUARDED_BY(m_mutex) = false;
};

class GatedFile final : public sys::File {
public:
    GatedFile(std::unique_ptr<sys::File> file, Gate& gate) : m_file(std::move(file)), m_gate(gate) {}

    sys::FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        m_gate.pass(offset);
        return m_file->read_at(offset, out);
    }
    sys::FileResult<uint64_t> size() override { return m_file->size(); }
    sys::FileResult<void> write_at(uint64_t offset, base::ByteSpan data) override {
        return m_file->write_at(offset, data);
    }
    sys::FileResult<void> truncate(uint64_t size) override { return m_file->truncate(size); }
    sys::FileResult<void> allocate(uint64_t offset, uint64_t length) override {
        return m_file->allocate(offset, length);
    }
    sys::FileResult<void> sync() override { return m_file->sync(); }

private:
    const std::unique_ptr<sys::File> m_file;
    Gate& m_gate;
};

class GatedFiles final : public sys::FileSystem {
public:
    explicit GatedFiles(Gate& gate) : m_gate(gate) {}

    sys::FileResult<std::unique_ptr<sys::File>> open(const std::string& path, sys::OpenMode mode) override {
        std::unique_ptr<sys::File> file = TRY(m_base.open(path, mode));
        if (mode != sys::OpenMode::Read) return file;
        return std::unique_ptr<sys::File>(std::make_unique<GatedFile>(std::move(file), m_gate));
    }
    bool exists(const std::string& path) override { return m_base.exists(path); }
    bool is_directory(const std::string& path) override { return m_base.is_directory(path); }
    sys::FileResult<uint64_t> file_size(const std::string& path) override { return m_base.file_size(path); }
    sys::FileResult<void> remove(const std::string& path) override { return m_base.remove(path); }
    sys::FileResult<void> rename(const std::string& from, const std::string& to) override {
        return m_base.rename(from, to);
    }
    sys::FileResult<void> create_directories(const std::string& path) override {
        return m_base.create_directories(path);
    }
    sys::FileResult<std::vector<std::string>> list_directory(const std::string& path) override {
        return m_base.list_directory(path);
    }
    sys::FileResult<void> sync_directory(const std::string& path) override {
        return m_base.sync_directory(path);
    }
    sys::FileResult<uint64_t> available_bytes(const std::string& path) override {
        return m_base.available_bytes(path);
    }

private:
    sys::FileSystem& m_base = sys::real_file_system();
    Gate& m_gate;
};

class InterruptTest : public ChainFixture {};

/// The only worker reads a block and gets no answer, so the scripts of the block before are never verified.
TEST_F(InterruptTest, WaitingForScriptsEnds) {
    testing::ChainBuilder builder;
    builder.mine_empty(101);
    const testing::SpendableCoin coin = builder.coinbase_coin(1);
    builder.mine({testing::spend_to(std::span(&coin, 1), testing::anyone_script())});
    builder.mine_empty(1);
    open();
    for (const auto& block : builder.blocks())
        ASSERT_EQ(submit(block), "connected");
    const store::FilePosition last = m_chain->snapshot()->tip->block_position();
    close();

    Gate gate(last.offset);
    GatedFiles files(gate);
    ChainOptions again = options();
    again.reindex_chainstate = true;
    again.script_threads = 1;
    m_chain = std::move(Chain::open(again, m_params, files, sys::system_clock())).value();
    const auto started =
        std::async(std::launch::async, [&] { (void)m_chain->start([](const std::string&) {}); });
    gate.wait_until_reached();
    Engine& engine = engine_of(*m_chain);
    size_t in_flight = 0;
    while (height() < 101 || in_flight == 0)
        engine.run([&] { in_flight = engine.state().in_flight(); });

    const auto flushed = std::async(std::launch::async, [&] { EXPECT_TRUE(m_chain->flush()); });
    m_chain->interrupt();
    EXPECT_EQ(flushed.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_EQ(height(), 101);
    gate.open();
    flushed.wait();
    started.wait();
    close();
    open();
    EXPECT_EQ(height(), 103);
}

}  // namespace
}  // namespace quanta::chain
