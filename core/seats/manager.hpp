#pragma once

// All that the rest of the program has to know of a license manager: what the settings call it, how it is asked, and who
// reads what it says.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Who a license file says will serve.
struct LicenseFileNames {
    std::vector<std::pair<std::string, std::string>> servers;    // host, port; sorted, each once
    std::vector<std::string> daemons;                            // likewise
};

struct Manager {
    std::string_view name;       // in source labels, and of its table in the settings
    std::string_view title;      // for people
    std::string_view program;    // what is run by default, and the setting that names another: "lmutil"

    /// The arguments that ask for the status of `server`: PORT@HOST, several with commas between, or a license file.
    std::vector<std::string> (*status_arguments)(const std::string& server);
    /// Reads what it prints then. A text in which nothing is understood is an error; one which says that the server can't be
    /// reached is understood: `up` is false and `failure` says why.
    Result<SeatStatus> (*parse_status)(std::string_view text);

    /// A second request for expiry dates, of managers whose status tells them only of what is in use; null: none.
    std::vector<std::string> (*expiry_arguments)(const std::string& server);
    /// Gives the features of `status` the dates that the text tells; returns the lines that were not understood.
    Result<SkippedLines> (*add_expiries)(SeatStatus& status, std::string_view text);

    /// Reads the names in a license file, for a server that tells none while it is down; null: there is no such file.
    LicenseFileNames (*parse_license_file)(std::string_view text);

    /// The kinds of saved text that its parsers know, for anonymize.
    std::span<const TextKind> texts;

    /// Where to look when the program is there and yet can't be started; empty: nowhere in particular.
    std::string_view loader_hint;
};

}    // namespace slurmlic
