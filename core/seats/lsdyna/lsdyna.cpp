#include "core/seats/lsdyna/lsdyna.hpp"

#include <array>
#include <optional>

#include "core/seats/lsdyna/qrun.hpp"
#include "core/seats/lsdyna/qrun_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::vector<std::string> lsdyna_arguments(const StatusQuestion& question) { return {"-s", question.server, "-r"}; }

std::string_view lsdyna_failure_hint(std::string_view failure) {
    if (failure.find("failed to open server") == npos) return {};
    return "mostly lstc_server does not run there, listens on another port than 31010, or a firewall is in between";
}

bool is_lsdyna(std::string_view text) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (is_qrun_line(trim(*line))) return true;
    }
    return false;
}

void mark_lsdyna(std::string_view text, Spans& spans) { static_cast<void>(parse_qrun(text, &spans)); }

constexpr std::array lsdyna_texts{TextKind{"lstc_qrun", is_lsdyna, mark_lsdyna,
                                           "cpus default defaulting group ls-dyna lstc lstc_license_server lstc_qrun mppdyna "
                                           "never procs program programs queue queued "
                                           "unlimited variable"}};

}    // namespace

Manager lsdyna() {
    return {.name = "lsdyna",
            .title = "LS-DYNA",
            .program = "lstc_qrun",
            .status_arguments = lsdyna_arguments,
            .read_status = [](std::string_view text, std::optional<LocalMinutes>) { return parse_qrun(text); },
            .texts = lsdyna_texts,
            .failure_hint = lsdyna_failure_hint};
}

}    // namespace slurmlic
