// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/ban_list.h"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>

#include "addresses/ban_file.h"
#include "base/bytes.h"
#include "base/log.h"
#include "crypto/siphash.h"

namespace quanta::addresses {

namespace {

constexpr size_t kMaxDiscouraged = 50'000;

/// The last addresses that were put in, by a hash that nobody else knows.
class RecentAddresses {
public:
    explicit RecentAddresses(sys::Random& random) : m_k0(random.u64()), m_k1(random.u64()) {}

    void insert(const wire::Address& address) {
        const uint64_t hash = hash_of(address);
        if (!m_known.insert(hash).second) return;
        m_order.push_back(hash);
        if (m_order.size() <= kMaxDiscouraged) return;
        m_known.erase(m_order.front());
        m_order.pop_front();
    }
    bool contains(const wire::Address& address) const { return m_known.contains(hash_of(address)); }

private:
    uint64_t hash_of(const wire::Address& address) const {
        return crypto::SipHash(m_k0, m_k1)
            .write(static_cast<uint64_t>(address.network()))
            .write(address.bytes())
            .finalize();
    }

    uint64_t m_k0;
    uint64_t m_k1;
    std::unordered_set<uint64_t> m_known;
    std::deque<uint64_t> m_order;
};

}  // namespace

struct BanList::Impl {
    Impl(sys::FileSystem& files_, std::string path_, const sys::Clock& clock_, sys::Random& random)
        : files(files_), path(std::move(path_)), clock(clock_), discouraged(random) {}

    void load() {
        if (!files.exists(path)) return;
        const auto bytes = sys::read_whole(files, path, kMaxBanFileBytes);
        if (!bytes) {
            base::log_warning("Bans are not known: {}", bytes.error().message());
            return;
        }
        auto file = decode_bans(base::as_text(*bytes));
        if (!file) {
            set_aside(file.error());
            return;
        }
        if (file->passed_over > 0) {
            base::log_warning("{}: {} entries are of no use to this version", path, file->passed_over);
        }
        bans = std::move(file->bans);
        forget_old();
    }

    /// A file that says nothing stays for the operator to look at, under another name.
    void set_aside(const std::string& reason) {
        const std::string aside = path + ".bak";
        const auto renamed = files.rename(path, aside);
        base::log_warning("{} cannot be used, bans are not known: {}. {}", path, reason,
                          renamed ? "It is now " + aside : renamed.error().message());
    }

    bool is_active(const Ban& ban) const { return clock.system_time_s() < ban.until_s; }

    void forget_old() {
        const size_t gone =
            std::erase_if(bans, [this](const auto& entry) { return !is_active(entry.second); });
        if (gone > 0) changed = true;
    }

    bool save() {
        forget_old();
        if (!changed) return true;
        const std::string text = encode_bans(bans);
        const auto written = sys::write_atomically(files, path, base::as_bytes(text));
        if (!written) {
            base::log_error("Bans could not be written: {}", written.error().message());
            return false;
        }
        changed = false;
        return true;
    }

    sys::FileSystem& files;
    const std::string path;
    const sys::Clock& clock;
    std::map<Subnet, Ban> bans;
    bool changed = false;
    RecentAddresses discouraged;
};

BanList::BanList(sys::FileSystem& files, std::filesystem::path path, const sys::Clock& clock,
                 sys::Random& random)
    : m_impl(std::make_shared<Impl>(files, path.string(), clock, random)) {
    m_impl->load();
}

void BanList::ban(const Subnet& subnet, int64_t until_s) {
    const int64_t now = m_impl->clock.system_time_s();
    Ban& ban = m_impl->bans.try_emplace(subnet, Ban{now, until_s}).first->second;
    if (ban.until_s < until_s) ban = {now, until_s};
    m_impl->changed = true;
    m_impl->save();
}

bool BanList::unban(const Subnet& subnet) {
    if (m_impl->bans.erase(subnet) == 0) return false;
    m_impl->changed = true;
    m_impl->save();
    return true;
}

void BanList::clear() {
    if (m_impl->bans.empty()) return;
    m_impl->bans.clear();
    m_impl->changed = true;
    m_impl->save();
}

bool BanList::is_banned(const wire::Address& address) const {
    return std::any_of(m_impl->bans.begin(), m_impl->bans.end(), [&](const auto& entry) {
        return m_impl->is_active(entry.second) && entry.first.contains(address);
    });
}

bool BanList::is_banned(const Subnet& subnet) const {
    const auto found = m_impl->bans.find(subnet);
    return found != m_impl->bans.end() && m_impl->is_active(found->second);
}

std::map<Subnet, Ban> BanList::bans() const {
    std::map<Subnet, Ban> active = m_impl->bans;
    std::erase_if(active, [this](const auto& entry) { return !m_impl->is_active(entry.second); });
    return active;
}

void BanList::discourage(const wire::Address& address) {
    m_impl->discouraged.insert(address);
}

bool BanList::is_discouraged(const wire::Address& address) const {
    return m_impl->discouraged.contains(address);
}

bool BanList::save() {
    return m_impl->save();
}

}  // namespace quanta::addresses
