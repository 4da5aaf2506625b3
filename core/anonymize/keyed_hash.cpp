#include "core/anonymize/keyed_hash.hpp"

#include <bit>
#include <charconv>

namespace slurmlic {
namespace {

/// Up to 8 bytes, the first one lowest.
std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    return word;
}

class SipState {
public:
    explicit SipState(const HashKey& key)
        : v_{key[0] ^ 0x736f6d6570736575U, key[1] ^ 0x646f72616e646f6dU, key[0] ^ 0x6c7967656e657261U,
             key[1] ^ 0x7465646279746573U} {}

    void take(std::uint64_t word) {
        v_[3] ^= word;
        rounds(2);
        v_[0] ^= word;
    }

    std::uint64_t finish() {
        v_[2] ^= 0xffU;
        rounds(4);
        return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
    }

private:
    /// Adds `b` to `a`, and mixes the sum into a rotated `b`.
    static void mix(std::uint64_t& a, std::uint64_t& b, int turn) {
        a += b;
        b = std::rotl(b, turn) ^ a;
    }

    void rounds(int count) {
        for (int i = 0; i < count; ++i) {
            mix(v_[0], v_[1], 13);
            v_[0] = std::rotl(v_[0], 32);
            mix(v_[2], v_[3], 16);
            mix(v_[0], v_[3], 21);
            mix(v_[2], v_[1], 17);
            v_[2] = std::rotl(v_[2], 32);
        }
    }

    std::array<std::uint64_t, 4> v_;
};

}    // namespace

std::uint64_t keyed_hash(const HashKey& key, std::string_view text) {
    SipState state(key);
    std::string_view rest = text;
    for (; rest.size() >= 8; rest.remove_prefix(8)) state.take(little_endian(rest.substr(0, 8)));
    state.take(little_endian(rest) | std::uint64_t{text.size()} << 56U);
    return state.finish();
}

std::optional<HashKey> hash_key(std::string_view digits) {
    constexpr std::size_t half = 16;
    if (digits.size() != 2 * half) return std::nullopt;
    HashKey key{};
    for (std::size_t i = 0; i < key.size(); ++i) {
        const char* const from = digits.data() + i * half;
        const auto read = std::from_chars(from, from + half, key.at(i), 16);
        if (read.ec != std::errc() || read.ptr != from + half) return std::nullopt;
    }
    return key;
}

}    // namespace slurmlic
