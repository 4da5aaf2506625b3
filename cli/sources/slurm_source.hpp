#pragma once

// Slurm as a source: the requests to scontrol and squeue, in an environment in which they print what the parsers read.

#include <span>
#include <vector>

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "cli/sources/source_list.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// A program of Slurm, in an environment in which it asks the cluster of the source and no other.
Command slurm_command(const Settings& settings, const SlurmSource& source, std::string program,
                      const std::vector<std::string>& arguments);

/// The program of that name which belongs to the scontrol of the settings.
std::string program_beside_scontrol(const SlurmSettings& slurm, const std::string& name);

/// `scontrol [-M CLUSTER] show lic`, or the saved text in its place.
Request scontrol_request(const Settings& settings, const SlurmSource& source);

/// `squeue [-M CLUSTER]` for all jobs, or the saved text in its place.
Request squeue_request(const Settings& settings, const SlurmSource& source);

/// `squeue [-M CLUSTER]` for the licenses that running jobs were given, as parse_squeue_allocated reads them.
Request squeue_allocated_request(const Settings& settings, const SlurmSource& source);

/// Makes those requests to squeue again that it refused for a state which its release does not know, without that state. Puts
/// the new responses in the place of the old ones.
void repeat_without_refused_states(std::vector<Request> requests, std::span<Response> responses, const Ports& ports);

}    // namespace slurmlic
