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

}    // namespace

std::string findings_text(const std::vector<Finding>& findings, const ViewStyle& style) {
    constexpr std::size_t widest_subject = 16;
    constexpr std::size_t health_width = 6;    // "warn", and two blanks behind each column
    std::size_t width = 0;
    for (const Finding& one : findings) {
        width = std::max(width, std::min(display_width(printable_utf8(one.subject)), widest_subject));
    }
    std::string text;
    for (const Finding& one : findings) {
        const auto [health, tone] = style_of(one.health);
        const std::string subject = printable_utf8(one.subject);
        const std::size_t gap = width - std::min(display_width(subject), width) + 2;
        text += paint(std::string(health), tone, style);
        text += fmt::format("{:{}}{}{:{}}{}", "", health_width - health.size(), subject, "", gap, printable_utf8(one.finding));
        if (!one.advice.empty()) text += "; mend: " + printable_utf8(one.advice);
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
        to.member("mend", one.advice);
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

std::string shell_word(std::string_view word) {
    const auto is_plain = [](char c) { return is_letter(c) || is_digit(c) || std::string_view("_@%+=:,./-").find(c) != npos; };
    if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
    return line;
}

std::vector<std::string> as_user(const std::string& user, std::vector<std::string> argv) {
    if (user != "root") argv.insert(argv.begin(), {"runuser", "-u", user, "--"});
    return argv;
}

}    // namespace slurmlic
