#include "cli/output_file.hpp"

#include <string_view>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* file_name = "slurm_licenses.prom";

std::string inside(const std::string& directory) { return directory + (directory.ends_with('/') ? "" : "/") + file_name; }

}    // namespace

Result<Destination> destination_of(const std::string& output, const std::function<PathKind(const std::string&)>& path_kind) {
    if (output == "-") return Destination{};
    const PathKind kind = path_kind(output);
    if (kind == PathKind::directory) return Destination{inside(output)};
    if (output.ends_with(".prom")) return Destination{output};
    const std::string_view last = std::string_view(output).substr(output.rfind('/') + 1);
    if (kind == PathKind::missing && last.find('.') == std::string_view::npos) return Destination{inside(output)};
    return unexpected(
        fmt::format("output: expected -, a directory, or a file whose name ends in .prom, got {}", excerpt(output)));
}

}    // namespace slurmlic
