#include "core/text/byte_size.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::array units{std::pair<std::string_view, std::size_t>{"GiB", std::size_t{1} << 30U},
                           std::pair<std::string_view, std::size_t>{"MiB", std::size_t{1} << 20U},
                           std::pair<std::string_view, std::size_t>{"KiB", std::size_t{1} << 10U}};

}    // namespace

Result<std::size_t> parse_byte_size(std::string_view text) {
    constexpr std::size_t most = std::size_t{4} << 30U;
    const std::size_t unit_at = std::min(text.find_first_not_of(decimal_digits), text.size());
    const std::optional<std::int64_t> count = parse_count(text.substr(0, unit_at));
    for (const auto& [unit, size] : units) {
        if (!count || text.substr(unit_at) != unit) continue;
        if (*count <= 0 || static_cast<std::size_t>(*count) > most / size) break;
        return static_cast<std::size_t>(*count) * size;
    }
    return unexpected("a size such as 64MiB or 512KiB, at most 4GiB", excerpt(text));
}

std::string byte_size_text(std::size_t bytes) {
    for (const auto& [unit, size] : units) {
        if (bytes >= size && bytes % size == 0) return fmt::format("{} {}", bytes / size, unit);
    }
    return fmt::format("{} bytes", bytes);
}

}    // namespace slurmlic
