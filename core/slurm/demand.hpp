#pragma once

// What jobs want of the licenses that are published:
//  1 A job's license is the published one of the same bytes, else the first one of the same letters in any case.
//  2 A license that is left out by the filter, or that scontrol does not know, is in no sum.
//  3 Where scontrol could not be asked, the licenses are those that the jobs name, less what the filter leaves out.
//  4 A job that names a license twice is one job.

#include <cstdint>
#include <string>
#include <vector>

#include "core/slurm/job.hpp"
#include "core/slurm/license.hpp"
#include "core/text/name_filter.hpp"

namespace slurmlic {

/// What jobs want of one license: array tasks count each, and a job that would be content with any one of several
/// licenses asks for each of them while it waits.
struct LicenseDemand {
    std::string license_name;
    std::int64_t running_jobs = 0;
    std::int64_t running_tokens = 0;
    std::int64_t pending_jobs = 0;
    std::int64_t pending_tokens = 0;
};

/// What the jobs of one cluster want, of every license that is published, sorted by name.
struct ClusterDemand {
    std::string cluster;    // empty: no cluster was named, no label
    std::vector<LicenseDemand> licenses;
};

/// Gives the tokens of the jobs the names under which the licenses are published: rules 1 and 3. Null: scontrol could not
/// be asked.
void use_published_names(std::vector<Job>& jobs, const ClusterLicenses* licenses);

/// Rules 2 to 4, on jobs with published names.
ClusterDemand sum_demand(const std::string& cluster, const std::vector<Job>& jobs, const ClusterLicenses* licenses,
                         const NameFilter& filter);

}    // namespace slurmlic
