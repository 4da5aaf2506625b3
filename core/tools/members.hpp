#pragma once

// Which licenses and features a tool consists of: rules 1 to 3 of core/tools/join.hpp.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic {

struct MemberLicense {
    std::string pool;
    std::size_t cluster = 0;    // index into the views
    const License* license = nullptr;
};

struct MemberFeature {
    std::size_t app = 0;    // index into the views
    const Feature* feature = nullptr;
};

struct ToolMembers {
    std::string name;
    std::vector<MemberLicense> licenses;    // in the order of pools, then clusters, then names
    std::vector<MemberFeature> features;
    std::vector<std::string> feature_names;    // app:feature
    bool is_app_down = false;                  // one that the settings name, or a daemon
    bool are_tokens_missing = false;           // as in Tool
    bool are_seats_missing = false;
    Combine combine = Combine::sum;
    std::optional<bool> clusters_share = {};
};

/// Sorted by name. The members point into what the views point at.
std::vector<ToolMembers> find_members(const std::vector<ToolSettings>& settings, const std::vector<ClusterSide>& clusters,
                                      const std::vector<AppSide>& apps);

/// Tool and pool of a license by the naming rule; an empty tool for a license that can't be one.
struct NamedPool {
    std::string tool;
    std::string pool;
};
NamedPool name_pool(std::string_view license_name);

}    // namespace slurmlic
