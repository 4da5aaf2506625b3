#pragma once

// Doctor on the directory that slurmlic publishes into.

#include <optional>
#include <string>
#include <vector>

#include "cli/account.hpp"
#include "cli/doctor_schedule.hpp"
#include "cli/finding.hpp"
#include "cli/ports.hpp"
#include "core/result.hpp"

namespace slurmlic {

/// Where the file is published, and who says so.
struct Place {
    std::string directory;
    std::string file;    // whole path
    std::string origin;
};

/// That of --output or the settings; where that is standard output, that of the unit or cron file; else the usual
/// directory of Debian or upstream that is there. The Error says why there is none.
Result<Place> find_place(const std::string& output, const Schedule& schedule, const Ports& ports);

/// Whether the runs publish there, and may; and whether node_exporter may read it.
Findings examine_directory(const Place& place, const Schedule& schedule, const Ports& ports);

/// Who can't read it, though node_exporter has to: "node_exporter may not read X: mode 0640, root:root". Nothing where all is
/// well. Everybody must have the rights, or one of the users that node_exporter mostly runs as.
std::optional<std::string> unreadable(const std::string& path, const FileFacts& file, std::uint32_t rights, const Ports& ports);

}    // namespace slurmlic
