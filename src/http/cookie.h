// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "sys/file.h"
#include "sys/random.h"

namespace quanta::http {

/// The user name in a cookie file.
inline constexpr std::string_view kCookieUser = "__cookie__";

/// Who may read the cookie file.
enum class CookieReaders : uint8_t { Owner, Group, All };

/// A file with a random password for programs of the same user, removed again at the end.
class Cookie {
public:
    /// Writes `path` in one step, so that nobody sees half of it and no reader is ever too many. `files`
    /// outlives the cookie.
    static base::Result<Cookie, std::string> create(sys::FileSystem& files, std::string path,
                                                    CookieReaders readers, sys::Random& random);
    /// Removes the file, unless another process has replaced it meanwhile.
    ~Cookie();
    Cookie(Cookie&& other) noexcept;
    Cookie& operator=(Cookie&&) = delete;

    const std::string& password() const { return m_password; }
    const std::string& path() const { return m_path; }

private:
    Cookie(sys::FileSystem& files, std::string path, std::string password)
        : m_files(&files), m_path(std::move(path)), m_password(std::move(password)) {}
    std::string contents() const;

    sys::FileSystem* m_files;
    std::string m_path;
    std::string m_password;
};

/// `user:password` in a cookie file; the error says why it cannot be read.
base::Result<std::string, std::string> read_cookie(sys::FileSystem& files, const std::string& path);

}  // namespace quanta::http
