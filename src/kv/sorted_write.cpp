// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "kv/sorted_write.h"

#include <rocksdb/env.h>
#include <rocksdb/sst_file_writer.h>

#include <utility>
#include <vector>

#include "base/check.h"
#include "kv/rocks.h"

namespace quanta::kv {

namespace {

/// Changes are cut into table files of this size, bytes, so that merging can take them one by one.
constexpr uint64_t kStagedFileSize = 64 << 20;
/// Records between two looks at the size of a file.
constexpr uint64_t kSizeCheckInterval = 4096;

class StagedWrite final : public SortedWrite {
public:
    StagedWrite(std::shared_ptr<rocksdb::DB> db, const rocksdb::Options& options,
                const std::string& store_path, uint64_t serial)
        : m_path(store_path),
          m_prefix(staging_directory(store_path) + "/" + std::to_string(serial) + "-"),
          m_options(options),
          m_db(std::move(db)) {}

    ~StagedWrite() override {
        m_writer.reset();
        for (const std::string& file : m_files)
            m_options.env->DeleteFile(file);
    }

    base::Result<void, KvError> put(base::ByteSpan key, base::ByteSpan value) override {
        TRY(ready());
        return to_result(m_writer->Put(to_slice(key), to_slice(value)), m_path);
    }

    base::Result<void, KvError> erase(base::ByteSpan key) override {
        TRY(ready());
        return to_result(m_writer->Delete(to_slice(key)), m_path);
    }

    base::Result<void, KvError> commit() override {
        CHECK(!m_committed);
        m_committed = true;
        if (m_writer) TRY(finish_file());
        if (m_files.empty()) return {};
        rocksdb::IngestExternalFileOptions ingestion;
        ingestion.move_files = true;
        ingestion.write_global_seqno = false;
        return to_result(m_db->IngestExternalFile(m_files, ingestion), m_path);
    }

private:
    /// Makes sure a file with room is open.
    base::Result<void, KvError> ready() {
        CHECK(!m_committed);
        const bool look = ++m_records % kSizeCheckInterval == 0;
        if (m_writer && look && m_writer->FileSize() >= kStagedFileSize) TRY(finish_file());
        if (m_writer) return {};
        m_files.push_back(m_prefix + std::to_string(m_files.size()) + ".sst");
        // The pages written stay in the system's cache: they are read again soon.
        m_writer = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(m_options), m_options,
                                                            m_db->DefaultColumnFamily(), false);
        return to_result(m_writer->Open(m_files.back()), m_path);
    }

    /// Writes out and syncs the open file.
    base::Result<void, KvError> finish_file() {
        const rocksdb::Status status = m_writer->Finish();
        m_writer.reset();
        return to_result(status, m_path);
    }

    const std::string m_path;
    const std::string m_prefix;
    const rocksdb::Options m_options;
    const std::shared_ptr<rocksdb::DB> m_db;
    std::unique_ptr<rocksdb::SstFileWriter> m_writer;
    std::vector<std::string> m_files;
    uint64_t m_records = 0;
    bool m_committed = false;
};

}  // namespace

std::string staging_directory(const std::string& store_path) {
    return store_path + "/staging";
}

base::Result<void, KvError> prepare_staging(rocksdb::Env& env, const std::string& path) {
    const std::string directory = staging_directory(path);
    TRY(to_result(env.CreateDirIfMissing(directory), path));
    std::vector<std::string> names;
    TRY(to_result(env.GetChildren(directory, &names), path));
    for (const std::string& name : names) {
        if (name != "." && name != "..") TRY(to_result(env.DeleteFile(directory + "/" + name), path));
    }
    return {};
}

std::unique_ptr<SortedWrite> make_sorted_write(std::shared_ptr<rocksdb::DB> db,
                                               const rocksdb::Options& options, const std::string& store_path,
                                               uint64_t serial) {
    return std::make_unique<StagedWrite>(std::move(db), options, store_path, serial);
}

}  // namespace quanta::kv
