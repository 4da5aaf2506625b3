#include "core/text/duration.hpp"

#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::int64_t longest = std::int64_t{60} * 60 * 1000;
    const std::size_t unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::optional<std::int64_t> count = parse_count(text.substr(0, unit_at));
    const std::string_view unit = text.substr(unit_at);
    const std::int64_t unit_in_ms = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "m" ? 60'000 : 0;
    if (!count || unit_in_ms == 0) {
        return unexpected("a duration such as 500ms, 20s or 2m", excerpt(text));
    }
    if (*count == 0 || *count > longest / unit_in_ms) {
        return unexpected("a duration from 1ms to 60m", excerpt(text));
    }
    return std::chrono::milliseconds(*count * unit_in_ms);
}

std::string duration_text(std::chrono::milliseconds duration) {
    if (duration.count() % 1000 == 0) return fmt::format("{}s", duration.count() / 1000);
    return fmt::format("{}ms", duration.count());
}

}    // namespace slurmlic
