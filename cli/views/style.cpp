#include "cli/views/style.hpp"

#include <fmt/format.h>

#include "core/slurm/license.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string_view escape_code(Tone tone) {
    switch (tone) {
        case Tone::title: return "\x1b[1m";
        case Tone::quiet: return "\x1b[2m";
        case Tone::notice: return "\x1b[33m";
        case Tone::alarm: return "\x1b[31m";
        case Tone::plain: break;
    }
    return {};
}

}    // namespace

std::string paint(std::string text, Tone tone, const ViewStyle& style) {
    if (!style.colours || tone == Tone::plain || text.empty()) return text;
    return fmt::format("{}{}\x1b[0m", escape_code(tone), text);
}

std::string count_text(std::optional<std::int64_t> count, std::string_view unknown) {
    if (!count) return std::string(unknown);
    return *count == infinite_count ? "inf" : fmt::format("{}", *count);
}

std::string signed_text(std::optional<std::int64_t> count, std::string_view unknown) {
    return count && *count > 0 ? fmt::format("+{}", *count) : count_text(count, unknown);
}

}    // namespace slurmlic
