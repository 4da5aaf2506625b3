#pragma once

// Doctor on the directory that slurmlic publishes into.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/doctor/exporter.hpp"
#include "cli/doctor/finding.hpp"
#include "cli/ports.hpp"
#include "cli/doctor/schedule.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Where the file is published, and who says so.
struct Place {
    std::string directory;
    std::string file;    // whole path
    std::string origin;
    bool is_of_settings = false;    // by the key output of the settings file
};

/// That of --output or the settings; where that is standard output, that of the unit or cron file; else the one that a
/// node_exporter reads, or the usual directory of Debian or upstream that is there. The Error says why there is none.
Result<Place> find_place(const std::string& output, const Schedule& schedule, const std::vector<Exporter>& exporters,
                         const Ports& ports);

/// Whether the runs publish there, and may; and whether node_exporter may read it: `readers`, or where none runs one of the
/// users that it mostly runs as.
Findings examine_directory(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers,
                           const Ports& ports);

/// Why node_exporter can't read a file or enter a directory, and what to do: "node_exporter may not read X: mode 0640,
/// root:root", "chmod o+r X". Nothing where all is well. Without readers, everybody must have the rights, or one of the users
/// that node_exporter mostly runs as.
std::optional<std::pair<std::string, std::string>> unreadable(const std::string& path, const FileFacts& file,
                                                              std::uint32_t rights, const std::vector<Exporter>& readers,
                                                              const Ports& ports);

}    // namespace slurmlic
