// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>

#include "sys/fake_file_system.h"
#include "sys/file.h"

namespace rocksdb {
class Env;
}

namespace quanta::kv {

/// Puts a store's files on a sys::FaultyFileSystem, for tests of full disks, failing devices and power cuts:
/// its address goes into StoreOptions::environment. One faulty file system may serve block files and several
/// stores at once, so that one power cut strikes all of them.
///
/// To go on after a cut in the same process: close the stores, restore_power() on the file system, open them
/// again. A test program may as well cut and leave by _exit. Any thread.
class TestEnvironment final {
public:
    /// With a faulty file system of its own over the machine's.
    TestEnvironment();
    /// On `files`, which outlives this.
    explicit TestEnvironment(sys::FaultyFileSystem& files);
    ~TestEnvironment();
    TestEnvironment(const TestEnvironment&) = delete;
    TestEnvironment& operator=(const TestEnvironment&) = delete;

    sys::FaultyFileSystem& files() { return m_files; }
    /// The writes after the next `count` fail with `code` until files().clear_faults().
    void fail_writes_after(uint64_t count, sys::FileErrorCode code);
    /// See FaultyFileSystem::cut_power.
    void cut_power(sys::Random* random = nullptr) { m_files.cut_power(random); }
    void restore_power() { m_files.restore_power(); }

    /// For the store alone. Inline, so that programs which make no test environment need not link one.
    rocksdb::Env* rocks_env() const { return m_env; }

private:
    std::unique_ptr<sys::FaultyFileSystem> m_own_files;
    sys::FaultyFileSystem& m_files;
    std::unique_ptr<rocksdb::Env> m_owned_env;
    rocksdb::Env* m_env;
};

}  // namespace quanta::kv
