#include "core/slurm/resources.hpp"

#include <array>
#include <optional>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// What stands behind the last "|", and takes both away; all of it where there is none.
std::string_view take_last(std::string_view& rest) {
    const std::size_t at = rest.rfind('|');
    const std::string_view last = at == npos ? rest : rest.substr(at + 1);
    rest = at == npos ? std::string_view() : rest.substr(0, at);
    return last;
}

}    // namespace

ResourceListing parse_resources(std::string_view text) {
    ResourceListing listing;
    const bool is_cut = !text.empty() && text.back() != '\n';
    std::size_t number = 0;
    while (const std::optional<std::string_view> line = take_line(text)) {
        ++number;
        if (trim(*line).empty()) continue;
        std::string_view rest = *line;
        std::array<std::string_view, 4> fields;
        for (std::string_view& field : fields) field = take_last(rest);
        const auto& [allowed_text, cluster, count_text, server] = fields;
        const std::optional<std::int64_t> count = parse_unsigned(count_text);
        const std::optional<std::int64_t> allowed = parse_unsigned(allowed_text);
        if (rest.empty() || !count || !allowed || (is_cut && text.empty())) {
            listing.skipped.add(number, "name|server|count|cluster|allowed", excerpt(*line));
            continue;
        }
        listing.shares.push_back({std::string(rest), std::string(server), *count, std::string(cluster), *allowed});
    }
    return listing;
}

}    // namespace slurmlic
