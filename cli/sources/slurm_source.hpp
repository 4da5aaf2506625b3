#pragma once

// Slurm as a source: which commands ask it, and what their outcomes become.

#include <optional>
#include <string>
#include <vector>

#include "core/settings/settings.hpp"
#include "core/metrics/report.hpp"
#include "core/os/command.hpp"
#include "core/text/result.hpp"
#include "core/slurm/scontrol.hpp"

namespace slurmlic {

/// What is asked of Slurm: about a named cluster, or about the default one.
struct SlurmSource {
    std::string name;       // "slurm", "slurm:CLUSTER", "squeue" or "squeue:CLUSTER", the source label
    std::string cluster;    // empty for the default one
};

/// The sources of a program that the settings ask for, one for each cluster, in label order.
std::vector<SlurmSource> slurm_sources(const Settings& settings, const std::string& program);

/// `scontrol [-M CLUSTER] show lic`, in an environment in which it prints what parse_scontrol reads.
Command scontrol_command(const Settings& settings, const SlurmSource& source);

/// `squeue [-M CLUSTER]` for all jobs, in an environment in which it prints what parse_squeue reads.
Command squeue_command(const Settings& settings, const SlurmSource& source);

/// The same, for what parse_squeue_allocated reads.
Command squeue_allocated_command(const Settings& settings, const SlurmSource& source);

/// Why a scontrol failed and what to look at; nothing where it succeeded.
std::optional<std::string> scontrol_failure(const Command& command, const Outcome& outcome);

/// The same for squeue.
std::optional<std::string> squeue_failure(const Command& command, const Outcome& outcome);

}    // namespace slurmlic
