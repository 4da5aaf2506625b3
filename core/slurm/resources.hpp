#pragma once

// The remote licenses as slurmdbd has them: `sacctmgr --noheader --parsable2 show resource withclusters format=FORMAT`, a line
// for each resource and cluster:
//
//  1 "vcs|lic1|30|fluid|100": name, server, count, cluster, and what the cluster is allowed of it. A "|" more is one of the
//  name. Any other line is a skipped one, and so is one that no newline ends. 2 The license is called NAME@SERVER in scontrol
//  and in jobs.
//
// Known from Slurm 22.05.8, 24.11.5 and 26.05.5.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/result.hpp"

namespace slurmlic {

inline constexpr std::string_view resource_format = "name,server,count,cluster,allowed";

/// A resource, and one cluster that has a share of it.
struct ResourceShare {
    std::string name;
    std::string server;
    std::int64_t count = 0;
    std::string cluster;
    std::int64_t allowed = 0;
};

/// Rule 1; in the order of the text.
struct ResourceListing {
    std::vector<ResourceShare> shares;
    SkippedLines skipped;
};
ResourceListing parse_resources(std::string_view text);

}    // namespace slurmlic
