#include "cli/output_file.hpp"

#include <string_view>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* file_name = "slurm_licenses.prom";

std::string inside(const std::string& directory) { return directory + (directory.ends_with('/') ? "" : "/") + file_name; }

}    // namespace

Result<std::optional<std::string>> output_file(const std::string& output,
                                               const std::function<PathKind(const std::string&)>& path_kind) {
    if (output == "-") return std::optional<std::string>();
    const PathKind kind = path_kind(output);
    if (kind == PathKind::directory) return std::optional(inside(output));
    if (output.ends_with(".prom")) return std::optional(output);
    const std::string_view last = last_path_part(output);
    if (kind == PathKind::missing && last.find('.') == std::string_view::npos) return std::optional(inside(output));
    Unexpected wrong = unexpected("-, a directory, or a file whose name ends in .prom", excerpt(output));
    wrong.error.key = "output";
    return wrong;
}

}    // namespace slurmlic
