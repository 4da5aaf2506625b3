#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/managers.hpp"
#include "core/text/name_filter.hpp"
#include "core/text/result.hpp"
#include "core/tools/tool.hpp"
#include "core/tools/user_names.hpp"

namespace slurmlic {

/// How Slurm is asked.
struct SlurmSettings {
    std::string scontrol = "scontrol";    // a program, looked up in PATH
    std::optional<std::string> input;     // saved `scontrol show lic` text to read instead; "-" is standard input
    std::optional<std::string> squeue;    // a program; nothing: the one beside scontrol
    bool ask_squeue = true;
    std::optional<std::string> squeue_input;    // saved squeue text to read instead; "-" is standard input
    std::vector<std::string> clusters;          // each asked with scontrol -M; none: the default cluster, without a label
    NameFilter filter;
};

/// How one app of a license manager is asked.
struct AppSettings {
    const Manager* manager = &usual_manager();
    bool is_manager_told = true;      // else the saved text shows which it is
    std::string name = {};            // the app label
    std::string server = {};          // PORT@HOST, several with commas between; empty: license_file
    std::string license_file = {};    // or empty
    std::string program{manager->program};
    std::vector<std::string> arguments = {};                  // of the program, where the manager has none of its own
    std::optional<std::string> input = {};                    // saved status text to read instead; "-" is standard input
    NameFilter filter = {};                                   // of features
    std::int64_t users = 0;                                   // how many users of each feature are published
    bool expiry = false;                                      // whether the manager is asked for expiry dates, too
    std::optional<std::chrono::milliseconds> timeout = {};    // of this one; nothing: that of all
};

/// What the app is in source labels: "MANAGER:synopsys".
inline std::string source_name(const AppSettings& app) { return std::string(app.manager->name) + ":" + app.name; }

/// All that one run needs, from the settings file and the command line, with the defaults in place.
struct Settings {
    std::string output = "-";
    std::chrono::milliseconds timeout{20'000};         // for each command; scontrol gives up by itself after 10 s
    std::size_t most_text = std::size_t{64} << 20U;    // bytes that one source may print
    std::size_t most_series = 100'000;                 // that one source may give
    bool quiet = false;
    bool verbose = false;
    SlurmSettings slurm;
    std::vector<AppSettings> apps;
    std::vector<ToolSettings> tools;    // none: the naming rule
    UserNames users;
};

// Values that the settings file and the command line have in common.

/// Any text but none, and without a NUL.
Result<std::string> parse_text(std::string_view text);

/// A cluster's name as scontrol -M takes it: printable, no blank, no comma, no leading "-", and not "all" in any case, under
/// which scontrol prints every cluster without telling them apart.
Result<std::string> parse_cluster(std::string_view text);

/// The name of an app: printable, and without the ":" and "=" that stand behind it in settings and options.
Result<std::string> parse_app(std::string_view text);

}    // namespace slurmlic
