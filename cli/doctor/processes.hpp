#pragma once

// What runs on this host, as /proc tells it.

#include <string>
#include <string_view>
#include <vector>

#include "cli/ports.hpp"

namespace slurmlic {

struct Process {
    std::string id;                   // "812"
    std::vector<std::string> argv;    // never empty
};

struct ProcessList {
    std::vector<Process> all;
    std::string problem;    // why some may be missing; empty where all are there
    std::string mend;       // of that
};

ProcessList list_processes(const Ports& ports);

/// "/proc/812/status".
std::string proc_path(const Process& process, std::string_view entry);

/// The last part of the path that it was started by.
std::string_view program_name(const Process& process);

/// What cron is called on any system.
bool is_cron_running(const ProcessList& processes);

}    // namespace slurmlic
