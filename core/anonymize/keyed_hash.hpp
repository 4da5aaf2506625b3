#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace slurmlic {

using HashKey = std::array<std::uint64_t, 2>;

/// SipHash-2-4 (Aumasson and Bernstein, 2012): the same for the same key and text; who lacks the key can't tell what was
/// hashed, and can't try words out either.
std::uint64_t keyed_hash(const HashKey& key, std::string_view text);

/// The key that 32 hexadecimal digits spell, as in /etc/machine-id; nothing for any other text.
std::optional<HashKey> hash_key(std::string_view digits);

}    // namespace slurmlic
