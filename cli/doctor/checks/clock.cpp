// This host's time can be right, and each slurmctld has the same.

#include <cmath>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
void check_clock(const Facts& facts, Findings& findings) {
    constexpr double first_sane = 1735689600;      // 2025
    constexpr double first_insane = 4102444800;    // 2100
    constexpr double tolerance = 30;
    const Advice set_ntp = Advice::command({"timedatectl", "set-ntp", "true"});
    const double now = facts.ports.now();
    if (now < first_sane || now >= first_insane) {
        return findings.bad("clock", fmt::format("this host's time is {:.0f} seconds after 1970, which can't be", now),
                            set_ntp);
    }
    std::string ok = "the year is plausible; slurmctld's time is not known";
    for (const SlurmConfig& one : facts.configs) {
        constexpr std::string_view front = "Configuration data as of ";
        std::string_view rest = one.text;
        const std::string_view line = take_line(rest).value_or("");
        const auto said = line.starts_with(front) ? parse_count(trim(line.substr(front.size()))) : std::nullopt;
        if (!said) continue;
        const double ahead = static_cast<double>(*said) - one.time;
        ok = fmt::format("this host and slurmctld agree within {:.0f} s", tolerance);
        if (std::abs(ahead) <= tolerance) continue;
        return findings.warn("clock",
                             fmt::format("slurmctld's clock is {} {} this host's; munge refuses more than 5 min",
                                         age_text(std::abs(ahead)), ahead > 0 ? "ahead of" : "behind"),
                             "on both hosts: " + set_ntp);
    }
    findings.ok("clock", ok);
}

}    // namespace slurmlic
