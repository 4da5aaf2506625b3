#include "core/slurm/resources.hpp"

#include <array>
#include <optional>

#include "core/text/text.hpp"

namespace slurmlic {

ResourceListing parse_resources(std::string_view text) {
    ResourceListing listing;
    std::size_t number = 0;
    while (const std::optional<std::string_view> line = take_line(text)) {
        ++number;
        if (trim(*line).empty()) continue;
        std::string_view rest = *line;
        std::array<std::string_view, 5> fields;
        for (std::string_view& field : fields) field = take_until(rest, '|');
        const auto& [name, server, count_text, cluster, allowed_text] = fields;
        const std::optional<std::int64_t> count = parse_unsigned(count_text);
        const std::optional<std::int64_t> allowed = parse_unsigned(allowed_text);
        if (!rest.empty() || name.empty() || !count || !allowed) {
            listing.skipped.add(number, "name|server|count|cluster|allowed", excerpt(*line));
            continue;
        }
        listing.shares.push_back({std::string(name), std::string(server), *count, std::string(cluster), *allowed});
    }
    return listing;
}

}    // namespace slurmlic
