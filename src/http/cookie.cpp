// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/cookie.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/bytes.h"
#include "base/hex.h"
#include "base/log.h"

namespace quanta::http {

namespace {

using base::Err;

constexpr size_t kPasswordSize = 32;
/// A cookie has 75 bytes.
constexpr uint64_t kMaxCookieSize = 1024;

/// Lets others read a file that was made for its owner alone.
base::Result<void, std::string> widen(const std::string& path, CookieReaders readers) {
    using std::filesystem::perms;
    perms mode = perms::owner_read | perms::owner_write | perms::group_read;
    if (readers == CookieReaders::All) mode |= perms::others_read;
    std::error_code error;
    std::filesystem::permissions(path, mode, error);
    if (error) return Err("permissions of " + path + ": " + error.message());
    return {};
}

}  // namespace

base::Result<Cookie, std::string> Cookie::create(sys::FileSystem& files, std::string path,
                                                 CookieReaders readers, sys::Random& random) {
    Cookie cookie(files, std::move(path), base::to_hex(random.bytes<kPasswordSize>()));
    const auto written = sys::write_atomically(files, cookie.m_path, base::as_bytes(cookie.contents()));
    if (!written) return Err(written.error().message());
    if (readers != CookieReaders::Owner) TRY(widen(cookie.m_path, readers));
    return cookie;
}

Cookie::Cookie(Cookie&& other) noexcept
    : m_files(std::exchange(other.m_files, nullptr)),
      m_path(std::move(other.m_path)),
      m_password(std::move(other.m_password)) {}

Cookie::~Cookie() {
    if (!m_files) return;
    const auto now = read_cookie(*m_files, m_path);
    if (!now || *now != contents()) return;
    const auto removed = m_files->remove(m_path);
    if (!removed) base::log_warning("{}", removed.error().message());
}

std::string Cookie::contents() const { return std::string(kCookieUser) + ":" + m_password; }

base::Result<std::string, std::string> read_cookie(sys::FileSystem& files, const std::string& path) {
    const auto bytes = sys::read_whole(files, path, kMaxCookieSize);
    if (!bytes) return Err(bytes.error().message());
    std::string text(base::as_text(*bytes));
    text.erase(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

}  // namespace quanta::http
