#include "core/seats/flexlm/flexlm.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "core/seats/flexlm/lmstat.hpp"
#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// FlexNet's guide: -i adds what the license file says, -t limits the time in seconds that it tries to reach a server.
std::vector<std::string> lmstat_arguments(const StatusQuestion& question) {
    std::vector<std::string> arguments{"lmstat", "-a"};
    if (question.expiry) arguments.emplace_back("-i");
    arguments.insert(arguments.end(), {"-c", question.server});
    if (question.timeout) arguments.insert(arguments.end(), {"-t", std::to_string(question.timeout->count())});
    return arguments;
}

/// Reads the lines `SERVER host hostid [port]`, and `VENDOR name ...`, once spelled `DAEMON name ...`, of a license file, as
/// the license administration guide of FlexNet describes them.
LicenseFileNames parse_license_file(std::string_view text) {
    std::set<std::pair<std::string, std::string>> servers;
    std::set<std::string> daemons;
    while (std::optional<std::string_view> line = take_line(text)) {
        const std::string_view keyword = take_word(*line);
        const std::string name = printable_utf8(take_word(*line));
        if (name.empty()) continue;
        if (keyword == "SERVER") {
            static_cast<void>(take_word(*line));    // the host id
            const std::string_view port = take_word(*line);
            const bool is_port = parse_count(port).has_value();    // else an option, such as PRIMARY_IS_MASTER
            servers.emplace(name, is_port ? port : "");
        } else if (keyword == "VENDOR" || keyword == "DAEMON") {
            daemons.insert(name);
        }
    }
    return {{servers.begin(), servers.end()}, {daemons.begin(), daemons.end()}};
}

std::string_view lmstat_failure_hint(std::string_view failure) {
    if (failure.find("(-96,") == npos && failure.find("error:-96,") == npos) return {};
    return "mostly this host cannot resolve the name that the license server tells of itself: try getent hosts NAME";
}

std::string_view lmstat_server_problem(std::string_view server) {
    constexpr std::ptrdiff_t commas_of_triad = 2;
    const auto commas = std::ranges::count(server, ',');
    if (commas == 0 || commas == commas_of_triad) return {};
    return "commas stand between the three servers of a triad; of others lmutil reports the first alone: put colons there";
}

/// Whether it is saved text of `lmstat -a`, of `lmstat -i`, or of the first followed by the second.
bool is_lmstat(std::string_view text) {
    constexpr std::array words{"License server status:",  "license server", "lmutil", "lmstat", "lmgrd", "FlexNet",
                               "Flexible License Manager"};
    while (const std::optional<std::string_view> line = take_line(text)) {
        const auto is_in = [&line](std::string_view word) { return line->find(word) != npos; };
        const std::string_view trimmed = trim(*line);
        if (trimmed.starts_with("Users of ") || parse_installed_head(trimmed) || std::ranges::any_of(words, is_in)) return true;
    }
    return false;
}

void mark_lmstat(std::string_view text, Spans& spans) { static_cast<void>(parse_lmstat(text, &spans)); }

constexpr std::array lmstat_texts{TextKind{
    "lmstat", is_lmstat, mark_lmstat, "asec flexera flexible flexlm flexnet lmgrd lmstat lmutil macrovision vendor_string"}};

}    // namespace

Manager flexlm() {
    return {
        .name = "flexlm",
        .title = "FlexLM",
        .program = "lmutil",
        .program_key = "lmutil",
        .status_arguments = lmstat_arguments,
        .read_status = [](std::string_view text, std::optional<LocalMinutes> now) { return parse_lmstat(text, nullptr, now); },
        .takes_expiry = true,
        .takes_timeout = true,
        .has_daemons = true,
        .asks_one_server = false,
        .parse_license_file = parse_license_file,
        .texts = lmstat_texts,
        .loader_hint = "the LSB one, such as /lib64/ld-lsb-x86-64.so.3",
        .failure_hint = lmstat_failure_hint,
        .server_problem = lmstat_server_problem};
}

}    // namespace slurmlic
