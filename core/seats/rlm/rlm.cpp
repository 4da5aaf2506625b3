#include "core/seats/rlm/rlm.hpp"

#include <algorithm>
#include <array>

#include "core/seats/rlm/rlmstat.hpp"
#include "core/seats/rlm/rlmstat_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The administration manual: -a is the status of RLM and of all ISV servers, -c who is asked.
std::vector<std::string> rlm_arguments(const StatusQuestion& question) { return {"rlmstat", "-a", "-c", question.server}; }

std::string_view rlm_failure_hint(std::string_view failure) {
    if (failure.find("host: \"\"") == npos) return {};
    return "rlmutil knows of no host: the server is PORT@HOST, as the HOST line of the license file has it";
}

std::string_view rlm_server_problem(std::string_view server) {
    if (server.find(',') == npos) return {};
    return "rlmutil takes several servers with colons between, no commas";
}

/// Whether the line is one that no other tool prints.
bool is_rlm_line(std::string_view line) {
    constexpr std::array starts{std::string_view("rlmutil v"), std::string_view("rlmstat v"),
                                std::string_view("Setting license file path to "), std::string_view("obsolete: ")};
    constexpr std::array words{std::string_view("Reprise Software"), std::string_view("# reservations:"),
                               std::string_view("min_remove:")};
    const RlmLine whole{line};
    return std::ranges::any_of(starts, [line](auto start) { return line.starts_with(start); }) ||
           std::ranges::any_of(words, [line](auto word) { return line.find(word) != npos; }) ||
           parse_rlm_head(whole, nullptr) || parse_rlm_version(whole, nullptr) || parse_rlm_columns(line) ||
           parse_rlm_failure(line, nullptr) || parse_rlm_user(line, nullptr);
}

bool is_rlm(std::string_view text) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (is_rlm_line(trim(*line))) return true;
    }
    return false;
}

void mark_rlm(std::string_view text, Spans& spans) { static_cast<void>(parse_rlmstat(text, &spans)); }

constexpr std::array rlm_texts{TextKind{
    "rlmstat", is_rlm, mark_rlm,
    "attempted based build checkouts comm connecting connections debug denials filename init inuse isv log messages "
    "min_remove obsolete pool recent removals report reprise restarts rlm rlmstat rlmutil running sec setting software "
    "startup statistics stats stdout todays token up"}};

}    // namespace

Manager rlm() {
    return {
        .name = "rlm",
        .title = "RLM",
        .program = "rlmutil",
        .status_arguments = rlm_arguments,
        .read_status = [](std::string_view text, std::optional<LocalMinutes> now) { return parse_rlmstat(text, nullptr, now); },
        .has_daemons = true,
        .asks_one_server = false,
        .texts = rlm_texts,
        .failure_hint = rlm_failure_hint,
        .server_problem = rlm_server_problem};
}

}    // namespace slurmlic
