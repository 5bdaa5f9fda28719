// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/bip324_cipher.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "crypto/hmac.h"

namespace quanta::wire {
namespace {

/// The bit of a packet's header that makes it a decoy. The others have no meaning yet.
constexpr uint8_t kIgnoreBit = 0x80;

/// The 32 bytes that HKDF (RFC 5869) expands `extracted` to under `purpose`: its first and only block.
crypto::Digest256 expand(const crypto::Digest256& extracted, std::string_view purpose) {
    const base::ByteSpan text = base::as_bytes(purpose);
    base::Bytes message(text.begin(), text.end());
    message.push_back(1);
    return crypto::hmac_sha256(extracted, message);
}

}  // namespace

/// What the secret is turned into, from our point of view.
struct Bip324Cipher::Keys {
    crypto::Digest256 session_id;
    crypto::Digest256 send_lengths;
    crypto::Digest256 send_packets;
    crypto::Digest256 receive_lengths;
    crypto::Digest256 receive_packets;
    crypto::Digest256 terminators;
    crypto::EllSwiftParty we;

    Keys(const Magic& magic, const crypto::Digest256& shared_secret, crypto::EllSwiftParty party)
        : we(party) {
        const base::ByteSpan salt_text = base::as_bytes("bitcoin_v2_shared_secret");
        base::Bytes salt(salt_text.begin(), salt_text.end());
        salt.insert(salt.end(), magic.begin(), magic.end());
        crypto::Digest256 extracted = crypto::hmac_sha256(salt, shared_secret);
        session_id = expand(extracted, "session_id");
        send_lengths = expand(extracted, "initiator_L");
        send_packets = expand(extracted, "initiator_P");
        receive_lengths = expand(extracted, "responder_L");
        receive_packets = expand(extracted, "responder_P");
        terminators = expand(extracted, "garbage_terminators");
        crypto::cleanse(extracted.data(), extracted.size());
        if (we == crypto::EllSwiftParty::Initiator) return;
        std::swap(send_lengths, receive_lengths);
        std::swap(send_packets, receive_packets);
    }
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;
    ~Keys() {
        for (crypto::Digest256* key : {&send_lengths, &send_packets, &receive_lengths, &receive_packets})
            crypto::cleanse(key->data(), key->size());
    }

    /// The first half of the terminators is that of the initiator's garbage.
    Terminator terminator_of(crypto::EllSwiftParty party) const {
        Terminator terminator;
        const size_t from = party == crypto::EllSwiftParty::Initiator ? 0 : terminator.size();
        std::copy_n(terminators.begin() + from, terminator.size(), terminator.begin());
        return terminator;
    }
    crypto::EllSwiftParty they() const {
        return we == crypto::EllSwiftParty::Initiator ? crypto::EllSwiftParty::Responder
                                                      : crypto::EllSwiftParty::Initiator;
    }
};

Bip324Cipher::Bip324Cipher(const Magic& magic, const crypto::Digest256& shared_secret,
                           crypto::EllSwiftParty we)
    : Bip324Cipher(Keys(magic, shared_secret, we)) {}

Bip324Cipher::Bip324Cipher(const Keys& keys)
    : m_session_id(keys.session_id),
      m_send_terminator(keys.terminator_of(keys.we)),
      m_receive_terminator(keys.terminator_of(keys.they())),
      m_send_lengths(keys.send_lengths),
      m_receive_lengths(keys.receive_lengths),
      m_send_packets(keys.send_packets),
      m_receive_packets(keys.receive_packets) {}

void Bip324Cipher::seal(base::Bytes& out, PacketKind kind, base::ByteSpan head, base::ByteSpan body,
                        base::ByteSpan associated) {
    const size_t contents = head.size() + body.size();
    CHECK(contents <= kMaxPacketContents);
    const size_t packet = out.size() + kLengthFieldSize;
    const size_t needed = out.size() + kPacketExpansion + contents;
    // At least twice what there was: many packets in a row are not to be copied each time.
    if (needed > out.capacity()) out.reserve(std::max(needed, 2 * out.size()));

    std::array<uint8_t, kLengthFieldSize> length;
    for (size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<uint8_t>(contents >> 8 * i);
    m_send_lengths.crypt(length);
    out.insert(out.end(), length.begin(), length.end());
    out.push_back(kind == PacketKind::Decoy ? kIgnoreBit : 0);
    out.insert(out.end(), head.begin(), head.end());
    out.insert(out.end(), body.begin(), body.end());
    const auto tag = m_send_packets.seal(std::span(out).subspan(packet), associated);
    out.insert(out.end(), tag.begin(), tag.end());
}

size_t Bip324Cipher::open_length(std::array<uint8_t, kLengthFieldSize> field) {
    m_receive_lengths.crypt(field);
    size_t length = 0;
    for (size_t i = 0; i < field.size(); ++i)
        length |= size_t{field[i]} << 8 * i;
    return length;
}

std::optional<PacketKind> Bip324Cipher::open(std::span<uint8_t> rest, base::ByteSpan associated) {
    constexpr size_t kTagSize = crypto::ChaCha20Poly1305::kTagSize;
    CHECK(rest.size() >= kPacketHeaderSize + kTagSize);
    const std::span<uint8_t> text = rest.first(rest.size() - kTagSize);
    if (!m_receive_packets.open(text, rest.last<kTagSize>(), associated)) return std::nullopt;
    return (text[0] & kIgnoreBit) != 0 ? PacketKind::Decoy : PacketKind::Genuine;
}

}  // namespace quanta::wire
