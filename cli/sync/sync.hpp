#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/exit.hpp"
#include "cli/ports.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

struct SyncRequest {
    std::vector<std::string> tools = {};    // none: all
    bool apply = false;
    bool json = false;
    bool output_by_option = false;    // where to publish was named on the command line
    std::string settings_path = {};
};

/// Asks every source, and says what Slurm should be told. With `apply` it is told, for the tools whose settings say how; of two
/// runs with the same settings file at the same time one waits for the other, since both lock that file: each user who may run
/// sync can read it, and no other file is the same for a service with a file system of its own and for root at a terminal.
///
/// What was told is published as slurm_licenses_sync.prom: into the named output, else, where all tools are asked for, beside
/// the file of collect if the settings name a place for it. Then, with a named output, standard output stays empty.
Exit sync_with_slurm(const SyncRequest& request, const Settings& settings, const Ports& ports);

}    // namespace slurmlic
