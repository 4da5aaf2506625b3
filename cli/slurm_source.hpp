#pragma once

// Slurm as a source: which commands ask it, and what their outcomes become.

#include <optional>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/model.hpp"
#include "core/os/command.hpp"
#include "core/result.hpp"
#include "core/scontrol.hpp"

namespace slurmlic {

/// One question to Slurm: about a named cluster, or about the default one.
struct SlurmSource {
    std::string name;       // "slurm" or "slurm:CLUSTER", the source label
    std::string cluster;    // empty for the default one
};

/// The sources that the settings ask for, in label order; the Error says what does not fit together.
Result<std::vector<SlurmSource>> slurm_sources(const Settings& settings);

/// `scontrol [-M CLUSTER] show lic`, in an environment in which it prints what parse_scontrol reads.
Command scontrol_command(const Settings& settings, const SlurmSource& source);

/// Why a scontrol failed and what to look at; nothing where it succeeded.
std::optional<std::string> scontrol_failure(const Command& command, const Outcome& outcome);

}    // namespace slurmlic
