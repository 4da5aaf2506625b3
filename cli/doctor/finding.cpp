#include "cli/doctor/finding.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "cli/views/display_width.hpp"
#include "cli/views/json.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t widest_subject = 16;

std::string_view health_text(Health health) {
    constexpr std::array<std::string_view, 3> texts{"ok", "warn", "bad"};
    return texts[static_cast<std::size_t>(health)];
}

Tone health_tone(Health health) {
    constexpr std::array tones{Tone::quiet, Tone::notice, Tone::alarm};
    return tones[static_cast<std::size_t>(health)];
}

std::string whole_text(const Finding& one) {
    return printable_utf8(one.mend.empty() ? one.finding : fmt::format("{}; mend: {}", one.finding, one.mend));
}

}    // namespace

void append(Findings& findings, Findings more) {
    findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

bool is_all_well(const Findings& findings) {
    return std::all_of(findings.begin(), findings.end(), [](const Finding& one) { return one.health == Health::ok; });
}

std::string findings_text(const Findings& findings, const ViewStyle& style) {
    std::size_t width = 0;
    for (const Finding& one : findings) width = std::max(width, std::min(display_width(one.subject), widest_subject));
    std::string text;
    for (const Finding& one : findings) {
        const std::string_view health = health_text(one.health);
        const std::string subject = printable_utf8(one.subject);
        const std::size_t taken = display_width(subject);
        text += paint(std::string(health), health_tone(one.health), style);
        constexpr std::size_t health_width = 6;    // "warn", and two blanks behind each column
        text +=
            fmt::format("{:{}}{}{:{}}", "", health_width - health.size(), subject, "", (taken < width ? width - taken : 0) + 2);
        text += whole_text(one) + "\n";
    }
    return text;
}

std::string findings_json(const Findings& findings) {
    JsonWriter json;
    json.begin_array();
    for (const Finding& one : findings) {
        json.begin_object();
        const std::array<std::pair<std::string_view, std::string_view>, 4> members{
            {{"status", health_text(one.health)}, {"subject", one.subject}, {"finding", one.finding}, {"mend", one.mend}}};
        for (const auto& [key, value] : members) {
            json.key(key);
            json.value(value);
        }
        json.end_object();
    }
    json.end_array();
    return std::move(json).take();
}

std::string duration_text(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 60 * minute;
    constexpr double day = 24 * hour;
    if (seconds < 2 * minute) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * hour) return fmt::format("{:.0f} min", seconds / minute);
    if (seconds < 2 * day) return fmt::format("{:.0f} h", seconds / hour);
    return fmt::format("{:.0f} days", seconds / day);
}

std::string name_list(const std::vector<std::string>& names) {
    constexpr std::size_t most = 20;
    const std::size_t told = std::min(names.size(), most);
    const std::string list =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(told), ", "));
    return told < names.size() ? fmt::format("{} and {} more", list, names.size() - told) : list;
}

}    // namespace slurmlic
