#pragma once

#include <string>
#include <vector>

#include "core/settings/settings.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// What is asked of Slurm: about a named cluster, or about the default one.
struct SlurmSource {
    std::string name;       // "slurm", "slurm:CLUSTER", "squeue" or "squeue:CLUSTER", the source label
    std::string cluster;    // empty for the default one
};

/// Which sources a run asks, each list in label order. With any saved text nothing live is run: the sources that have none
/// are left out.
struct SourceList {
    std::vector<SlurmSource> slurm;
    std::vector<SlurmSource> squeue;
    std::vector<AppSettings> apps;
};

/// The error says what does not fit together.
Result<SourceList> list_sources(const Settings& settings);

}    // namespace slurmlic
