#pragma once

// What jobs want of the licenses that are published:
//  1 A job's license is the published one of the same bytes, else the first one of the same letters in any case.
//  2 A license that is left out by the filter, or that scontrol does not know, is in no sum.
//  3 Where scontrol could not be asked, the licenses are those that the jobs name, less what the filter leaves out.
//  4 A job that names a license twice is one job.

#include <string>
#include <vector>

#include "core/metrics/report.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/squeue.hpp"

namespace slurmlic {

/// Gives the tokens of the jobs the names under which the licenses are published: rules 1 and 3. Null: scontrol could not
/// be asked.
void use_published_names(std::vector<Job>& jobs, const ClusterLicenses* licenses);

/// Rules 2 to 4, on jobs with published names.
ClusterDemand sum_demand(const std::string& cluster, const std::vector<Job>& jobs, const ClusterLicenses* licenses,
                         const LicenseFilter& filter);

}    // namespace slurmlic
