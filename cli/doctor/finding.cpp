#include "cli/doctor/finding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "cli/views/display_width.hpp"
#include "cli/views/json.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::pair<std::string_view, Tone> style_of(Health health) {
    constexpr std::array<std::pair<std::string_view, Tone>, 3> styles{
        {{"ok", Tone::quiet}, {"warn", Tone::notice}, {"bad", Tone::alarm}}};
    return styles.at(static_cast<std::size_t>(health));
}

/// What was found is foreign, and must not look like what is advised.
std::string without_advice(std::string_view text) {
    constexpr std::string_view sign = "mend:";
    const std::string shown = one_line(text);
    const std::string lower = ascii_lower(shown);
    std::string harmless;
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = lower.find(sign, begin)) != npos;) {
        const std::size_t colon = at + sign.size() - 1;
        harmless += shown.substr(begin, colon - begin) + "\\x3a";
        begin = colon + 1;
    }
    return harmless + shown.substr(begin);
}

}    // namespace

std::string findings_text(const std::vector<Finding>& findings, const ViewStyle& style) {
    constexpr std::size_t widest_subject = 16;
    constexpr std::size_t health_width = 6;    // "warn", and two blanks behind each column
    std::size_t width = 0;
    for (const Finding& one : findings) {
        width = std::max(width, std::min(display_width(without_advice(one.subject)), widest_subject));
    }
    std::string text;
    for (const Finding& one : findings) {
        const auto [health, tone] = style_of(one.health);
        const std::string subject = without_advice(one.subject);
        const std::size_t gap = width - std::min(display_width(subject), width) + 2;
        text += paint(std::string(health), tone, style);
        text += fmt::format("{:{}}{}{:{}}{}", "", health_width - health.size(), subject, "", gap, without_advice(one.finding));
        if (const std::string advice = one.advice.text(); !advice.empty()) text += "; mend: " + printable_utf8(advice);
        text += '\n';
    }
    return text;
}

std::string findings_json(const std::vector<Finding>& findings) {
    JsonWriter json;
    json.array(findings, [](JsonWriter& to, const Finding& one) {
        to.begin_object();
        to.member("status", style_of(one.health).first);
        to.member("subject", one.subject);
        to.member("finding", one.finding);
        to.member("mend", one.advice.text());
        to.end_object();
    });
    return std::move(json).take();
}

std::string age_text(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 60 * minute;
    if (seconds < 2 * minute) return fmt::format("{:.0f} s", seconds);
    return seconds < 2 * hour ? fmt::format("{:.0f} min", seconds / minute) : fmt::format("{:.0f} h", seconds / hour);
}

}    // namespace slurmlic
