#pragma once

// The node_exporters that run on this host: which directories they read, and as whom.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/doctor/account.hpp"
#include "cli/ports.hpp"
#include "cli/doctor/processes.hpp"

namespace slurmlic {

/// A directory that a node_exporter reads. It is looked at as `front` + `path`: its root directory need not be ours.
struct ReadFolder {
    std::string front;
    std::string path;
};

struct Exporter {
    Process process;
    Account account;                    // as whom it reads
    std::string unit;                   // of systemd, "node_exporter.service"; empty: started otherwise
    std::string label;                  // SELinux; empty where there is none
    bool is_contained = false;          // it sees other files than this host
    bool is_collecting = true;          // its textfile collector is on
    bool is_unknown = false;            // some of what it reads can't be told by this user
    std::vector<std::string> given;     // directories or patterns, as it was told or as it is by default
    std::vector<ReadFolder> folders;    // what they come to
};

std::vector<Exporter> find_exporters(const ProcessList& processes, const Ports& ports);

/// "node_exporter (pid 812, user prometheus)".
std::string exporter_text(const Exporter& exporter);

/// Whether it reads that directory, and by which of its own.
std::optional<ReadFolder> folder_of(const Exporter& exporter, const std::string& directory, const Ports& ports);

/// Its command line, without all that chooses what the textfile collector reads, and then with that directory.
std::vector<std::string> arguments_to_read(const Exporter& exporter, const std::string& directory);

}    // namespace slurmlic
