#pragma once

// All that the rest of the program has to know of a license manager: what the settings call it, how it is asked, and who
// reads what it says.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/text/local_time.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Who a license file says will serve.
struct LicenseFileNames {
    std::vector<std::pair<std::string, std::string>> servers;    // host, port; sorted, each once
    std::vector<std::string> daemons;                            // likewise
};

/// What is asked of a license server.
struct StatusQuestion {
    std::string server;                                  // PORT@HOST, several with commas between, or a license file
    bool expiry = false;                                 // also when features expire that nobody uses
    std::optional<std::chrono::seconds> timeout = {};    // the program is to give up by itself after it
};

/// One server, as it is asked.
struct ServerAddress {
    std::string port;
    std::string host;
};

/// "PORT@HOST", where PORT is a number and HOST has nothing that a program could take for more than a name or an address:
/// letters, digits, and any of ".-_:[]". Nothing where it is something else.
std::optional<ServerAddress> parse_address(std::string_view server);

struct Manager {
    std::string_view name;                       // in source labels, and of its table in the settings
    std::string_view title;                      // for people
    std::string_view program;                    // what is run by default: "lmutil"
    std::string_view program_key = "program";    // the setting that names another

    /// The arguments that ask for the status; null where the settings have the whole command. Then its exit status counts,
    /// which says little of the managers' own programs.
    std::vector<std::string> (*status_arguments)(const StatusQuestion& question);
    /// Reads what it prints then. A text in which nothing is understood is an error; one which says that the server can't be
    /// reached is understood: `up` is false and `failure` says why. `now` tells the year of a start that is printed without
    /// one.
    Result<SeatStatus> (*read_status)(std::string_view text, std::optional<LocalMinutes> now);

    bool takes_expiry = false;      // whether StatusQuestion::expiry means something to it: else it tells them always, or never
    bool takes_timeout = false;     // likewise for the timeout
    bool has_daemons = false;       // vendors' own processes serve the features
    bool asks_one_server = true;    // the program takes one PORT@HOST, and nothing else

    /// Reads the names in a license file, for a server that tells none while it is down; null: there is no such file.
    LicenseFileNames (*parse_license_file)(std::string_view text) = nullptr;

    /// The kinds of saved text that its parsers know, for anonymize.
    std::span<const TextKind> texts;

    /// Where to look when the program is there and yet can't be started; empty: nowhere in particular.
    std::string_view loader_hint = {};

    /// What a failure that it told mostly means; empty, or null: nothing is known of it.
    std::string_view (*failure_hint)(std::string_view failure) = nullptr;

    /// What is wrong with a `server` of the settings that the program takes without a word; empty, or null: nothing.
    std::string_view (*server_problem)(std::string_view server) = nullptr;

    [[nodiscard]] Result<SeatStatus> parse_status(std::string_view text, std::optional<LocalMinutes> now = {}) const {
        return read_status(text, now);
    }
    [[nodiscard]] std::string_view hint_on(std::string_view failure) const {
        return failure_hint == nullptr ? std::string_view() : failure_hint(failure);
    }
    [[nodiscard]] std::string_view problem_with(std::string_view server) const {
        return server_problem == nullptr ? std::string_view() : server_problem(server);
    }
};

}    // namespace slurmlic
