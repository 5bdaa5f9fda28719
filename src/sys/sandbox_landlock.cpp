// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The part of the sandbox that concerns files. System headers may be older than the kernel, so that all
// numbers but the first generation's are written down here.

#include "sys/sandbox_parts.h"

#if defined(__linux__)

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace quanta::sys::sandbox_parts {

namespace {

using base::Err;

// The calls have the same numbers on all processors.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;

/// Asks kCreateRuleset for the generation.
constexpr uint32_t kAskVersion = 1;
/// The kind of rule that names what a path stands for.
constexpr int kPathBeneath = 1;

// What can be done to files: bits of the first generation, then those that came later.
constexpr uint64_t kWriteFile = 1 << 1;
constexpr uint64_t kReadFile = 1 << 2;
constexpr uint64_t kReadDirectory = 1 << 3;
constexpr uint64_t kRemoveDirectory = 1 << 4;
constexpr uint64_t kRemoveFile = 1 << 5;
constexpr uint64_t kMakeDirectory = 1 << 7;
constexpr uint64_t kMakeFile = 1 << 8;
/// Rename from one directory into another.
constexpr uint64_t kRefer = 1 << 13;
constexpr uint64_t kTruncate = 1 << 14;

/// Rights to files a generation knows: its bits are the lowest of this number.
struct Generation {
    int abi;
    int file_rights;
};
constexpr std::array<Generation, 4> kGenerations{{{1, 13}, {2, 14}, {3, 15}, {5, 16}}};

/// Bind and connect of TCP, from this generation on.
constexpr int kNetworkAbi = 4;
constexpr uint64_t kAllNetwork = 0b11;
/// Abstract Unix sockets and signals of processes outside, from this generation on.
constexpr int kScopeAbi = 6;
constexpr uint64_t kAllScopes = 0b11;

// Rights that can be given to a file that is no directory.
constexpr uint64_t kReadOnlyFile = kReadFile;
constexpr uint64_t kReadWriteFile = kReadFile | kWriteFile | kTruncate;
constexpr uint64_t kReadOnly = kReadOnlyFile | kReadDirectory;
constexpr uint64_t kReadWrite =
    kReadWriteFile | kReadDirectory | kRemoveDirectory | kRemoveFile | kMakeDirectory | kMakeFile | kRefer;

constexpr const char* kRandomDevice = "/dev/urandom";

/// What the kernel is told that rules speak of; it takes a shorter one from older programs, and a longer one
/// as long as what it does not know is zero.
struct RulesetAttributes {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct PathRule {
    uint64_t allowed;
    int32_t descriptor;
} __attribute__((packed));

/// A descriptor that is closed in the end.
class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_number; }

private:
    const int m_number;
};

std::string failure(const std::string& what) {
    return "Unable to confine the process: " + what + ": " + std::strerror(errno);
}

RulesetAttributes everything(int abi) {
    int bits = 0;
    for (const Generation& generation : kGenerations)
        if (abi >= generation.abi) bits = generation.file_rights;
    return {(uint64_t{1} << bits) - 1, abi >= kNetworkAbi ? kAllNetwork : 0,
            abi >= kScopeAbi ? kAllScopes : 0};
}

/// Lets what `path` stands for be used as `directory_rights` say, or `file_rights` when it is a file.
base::Result<void, std::string> allow(int ruleset, const std::string& path, uint64_t directory_rights,
                                      uint64_t file_rights) {
    const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    if (place.number() < 0 || ::fstat(place.number(), &status) != 0) return Err(failure(path));
    const PathRule rule{S_ISDIR(status.st_mode) ? directory_rights : file_rights, place.number()};
    if (::syscall(kAddRule, ruleset, kPathBeneath, &rule, 0) != 0) return Err(failure(path));
    return {};
}

}  // namespace

int landlock_abi() {
    const long abi = ::syscall(kCreateRuleset, nullptr, 0, kAskVersion);
    return abi > 0 ? static_cast<int>(abi) : 0;
}

base::Result<void, std::string> confine_files(const SandboxPolicy& policy, int abi) {
    const RulesetAttributes attributes = everything(abi);
    const Descriptor ruleset(static_cast<int>(::syscall(kCreateRuleset, &attributes, sizeof attributes, 0)));
    if (ruleset.number() < 0) return Err(failure("Landlock"));
    const uint64_t known = attributes.files;
    for (const std::string& path : policy.read_write) {
        auto allowed = allow(ruleset.number(), path, kReadWrite & known, kReadWriteFile & known);
        if (!allowed) return allowed;
    }
    // Libraries that do not ask the kernel itself for random bytes read them there, and make do with the time
    // where they cannot.
    if (::access(kRandomDevice, R_OK) == 0) {
        auto allowed = allow(ruleset.number(), kRandomDevice, 0, kReadOnlyFile);
        if (!allowed) return allowed;
    }
    for (const std::string& path : policy.read_only) {
        auto allowed = allow(ruleset.number(), path, kReadOnly & known, kReadOnlyFile & known);
        if (!allowed) return allowed;
    }
    if (::syscall(kRestrictSelf, ruleset.number(), 0) != 0) return Err(failure("Landlock"));
    return {};
}

}  // namespace quanta::sys::sandbox_parts

#endif
