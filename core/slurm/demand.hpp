#pragma once

// What jobs want of the licenses that are published:
//  1 The names that scontrol lists tell what is name and what is count in a license of a job. In this order: the whole text is
//    a name, and the job wants 1 of it; a name stands in front of the last ":", "=" or "*", and a number behind it. Names are
//    compared byte by byte, and where none is found so, without regard to case.
//  2 A license that is left out by the filter is in no sum, nor is one that scontrol does not list: it is told who names such.
//    Where none is listed, a number behind the last ":", else "=", else "*" is the count.
//  3 Where scontrol could not be asked, the licenses are those that the jobs name, less what the filter leaves out.
//  4 A job that names a license twice is one job.
//  5 Tokens in use that no running job holds are unexplained. Of a license in layers, or whose use is infinite, nobody can
//  tell.

#include <cstdint>
#include <map>
#include <optional>
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
    std::optional<std::int64_t> unexplained = {};    // rule 5; nothing also where scontrol could not be asked
};

/// What the jobs of one cluster want, of every license that is published, sorted by name.
struct ClusterDemand {
    std::string cluster;    // empty: no cluster was named, no label
    std::vector<LicenseDemand> licenses;
};

/// Tokens of a license that one job holds or waits for; each of its tasks as many.
struct HeldTokens {
    std::uint32_t job = 0;    // its place in JobDemand::jobs
    std::int64_t count = 1;
};

/// What the jobs of one cluster want, summed and one by one.
struct JobDemand {
    ClusterDemand sum;
    std::vector<Job> jobs = {};                           // those that run; behind them those that wait, if they are kept
    std::vector<std::vector<HeldTokens>> held = {};       // of each license of the sum, the oldest job first
    std::vector<std::vector<HeldTokens>> asked = {};      // likewise by jobs that wait, in any order; empty: they are not kept
    std::map<std::string, std::int64_t> unlisted = {};    // names that scontrol does not list, and how many jobs have each
    bool are_more_unlisted = false;                       // than most_unlisted
};

/// Whether the jobs that wait are kept, for people to read, or only summed: they may be many.
enum class WaitingJobs : std::uint8_t { summed, kept };

inline constexpr std::size_t most_unlisted = 1'000;

/// Adds up what jobs want: rules 1 to 5. Null: scontrol could not be asked; then no more than `most_names` and one are looked
/// at of the names that the jobs have, too many to be published.
JobDemand add_up_demand(std::string cluster, std::vector<Job> jobs, const ClusterLicenses* licenses, const NameFilter& filter,
                        std::size_t most_names, WaitingJobs waiting = WaitingJobs::summed);

}    // namespace slurmlic
