#include "cli/views/user_summary.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/views/time_text.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_hosts = 4;
constexpr std::size_t most_jobs = 4;

std::string on_hosts(const ToolUser& user, std::string_view before) {
    return user.hosts.empty() ? "" : fmt::format("{} {}", before, hosts_text(user));
}

std::string outside_text(const ToolUser& user) {
    const bool is_borrowed = user.borrowed >= user.outside;    // nobody can say which of the seats are the borrowed ones
    const std::string what = is_borrowed ? "borrowed or lingering" : "outside Slurm";
    std::string text;
    if (user.tokens == 0) {
        text = fmt::format("{} {}{}", counted(user.outside, "seat"), what, on_hosts(user, " on"));
    } else {
        text = fmt::format("{} of {} {}{}", user.outside, counted(user.seats, "seat"), what, on_hosts(user, ", seats on"));
    }
    if (user.borrowed == 0) return text;
    if (!is_borrowed) text += fmt::format(", {} of them borrowed or lingering", user.borrowed);
    if (user.borrowed_for > 0) text += fmt::format(", {} left", span_text(user.borrowed_for));
    return text;
}

std::string idle_text(const ToolUser& user) {
    const std::string booked = counted(user.tokens, "token") + " booked, ";
    if (user.seats == 0) return booked + "none used";
    return fmt::format("{}{} used{}", booked, user.seats, on_hosts(user, " on"));
}

}    // namespace

std::string listed(std::vector<std::string> items, std::size_t most) {
    const std::size_t more = items.size() > most ? items.size() - most : 0;
    items.resize(items.size() - more);
    const std::string list = fmt::format("{}", fmt::join(items, ", "));
    return more > 0 ? fmt::format("{} and {} more", list, more) : list;
}

std::string user_text(const ToolUser& user) { return user.user.empty() ? "(unknown)" : user.user; }

std::string hosts_text(const ToolUser& user) {
    auto hosts = user.hosts;
    std::stable_sort(hosts.begin(), hosts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> items;
    for (const auto& [host, seats] : hosts) {
        const bool is_plain = hosts.size() == 1 || seats == 1;
        items.push_back(is_plain ? host : fmt::format("{} ({})", host, seats));
    }
    return listed(std::move(items), most_hosts);
}

std::string jobs_text(const ToolUser& user) {
    if (user.jobs.empty()) return "";
    return fmt::format("{} {}", user.jobs.size() == 1 ? "job" : "jobs", listed(user.jobs, most_jobs));
}

std::string unknown_text(const ToolUser& user) {
    if (!user.user.empty()) return "";
    const std::string_view why_seats = user.seats > 0 ? "the license server names no user" : "";
    const std::string_view why_tokens = user.tokens > 0 ? "squeue names no job" : "";
    return fmt::format("{}{}{}", why_seats, why_seats.empty() || why_tokens.empty() ? "" : "; ", why_tokens);
}

std::string summary_of(const ToolUser& user) {
    std::string meaning;
    if (user.outside != 0) meaning = outside_text(user);
    if (user.outside != 0 && user.idle != 0) meaning += "; ";
    if (user.idle != 0) meaning += idle_text(user);
    if (meaning.empty()) meaning = fmt::format("as many seats as tokens{}", on_hosts(user, ", on"));
    for (const std::string& more : {jobs_text(user), unknown_text(user)}) {
        if (!more.empty()) meaning += "; " + more;
    }
    return meaning;
}

}    // namespace slurmlic
