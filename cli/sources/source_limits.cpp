#include "cli/sources/source_limits.hpp"

#include <fmt/format.h>

#include "core/metrics/exposition.hpp"
#include "core/text/byte_size.hpp"

namespace slurmlic {

std::optional<Diagnostic> beyond_limits_of_source(const Report& alone, const Settings& settings) {
    const Extent extent = extent_of(alone);
    const std::size_t series = extent.series - extent_of({}).series;    // each report has some of the run itself
    if (series > settings.most_series) {
        return Diagnostic{.expected = fmt::format("at most {} series", settings.most_series),
                          .got = std::to_string(series),
                          .hint = "leave some out with exclude, or raise most_series"};
    }
    if (extent.bytes > settings.most_text) {
        return Diagnostic{.expected = fmt::format("series of at most {}", byte_size_text(settings.most_text)),
                          .got = fmt::format("{} bytes", extent.bytes),
                          .hint = "leave some out with exclude, or raise most_text"};
    }
    return std::nullopt;
}

}    // namespace slurmlic
