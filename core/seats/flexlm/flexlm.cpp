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

Result<SkippedLines> add_installed(SeatStatus& status, std::string_view text) {
    const Result<InstalledListing> listing = parse_lmstat_installed(text);
    if (!listing) return Unexpected{listing.error()};
    add_expiries(status, *listing);
    return listing->skipped;
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

/// Whether it is saved text of `lmstat -a`, of `lmstat -i`, or of the first followed by the second.
bool is_lmstat(std::string_view text) {
    constexpr std::array words{"License server status:",  "license server", "lmutil", "lmstat", "lmgrd", "FlexNet",
                               "Flexible License Manager"};
    if (find_installed_head(text) != npos) return true;
    while (const std::optional<std::string_view> line = take_line(text)) {
        const auto is_in = [&line](std::string_view word) { return line->find(word) != npos; };
        if (trim(*line).starts_with("Users of ") || std::ranges::any_of(words, is_in)) return true;
    }
    return false;
}

void mark_lmstat(std::string_view text, Spans& spans) {
    const std::size_t head = std::min(find_installed_head(text), text.size());
    static_cast<void>(parse_lmstat(text.substr(0, head), &spans));
    static_cast<void>(parse_lmstat_installed(text.substr(head), &spans));
}

constexpr std::array texts{TextKind{"lmstat", is_lmstat, mark_lmstat,
                                    "asec flexera flexible flexlm flexnet lmgrd lmstat lmutil macrovision vendor_string"}};

}    // namespace

Manager flexlm() {
    return {.name = "flexlm",
            .title = "FlexLM",
            .program = "lmutil",
            .status_arguments =
                [](const std::string& server) {
                    return std::vector<std::string>{"lmstat", "-a", "-c", server};
                },
            .parse_status = [](std::string_view text) { return parse_lmstat(text); },
            .expiry_arguments =
                [](const std::string& server) {
                    return std::vector<std::string>{"lmstat", "-i", "-c", server};
                },
            .add_expiries = add_installed,
            .parse_license_file = parse_license_file,
            .texts = texts,
            .loader_hint = "the LSB one, such as /lib64/ld-lsb-x86-64.so.3"};
}

}    // namespace slurmlic
