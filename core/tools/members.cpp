#include "core/tools/members.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Rule 3.
bool is_layer(const License& license) { return license.details && !license.details->nodes.empty(); }

/// Whether nobody serves what is said to be this daemon's.
bool is_daemon_down(const FlexlmStatus& status, std::string_view vendor) {
    const auto has_name = [vendor](const FlexlmDaemon& one) { return one.name == vendor; };
    const auto is_up = [vendor](const FlexlmDaemon& one) { return one.name == vendor && one.up; };
    return std::any_of(status.daemons.begin(), status.daemons.end(), has_name) &&
           std::none_of(status.daemons.begin(), status.daemons.end(), is_up);
}

/// Features by their name in lower case, for each app.
class FeatureIndex {
public:
    explicit FeatureIndex(const std::vector<AppView>& apps) : apps_(apps), by_name_(apps.size()) {
        for (std::size_t app = 0; app < apps.size(); ++app) {
            if (apps[app].status == nullptr) continue;
            for (const FlexlmFeature& one : apps[app].status->features) by_name_[app][ascii_lower(one.name)].push_back(&one);
        }
    }

    /// Adds the feature of one app, of all its daemons; whether there is one.
    bool add(ToolMembers& tool, std::size_t app, const std::string& name) const {
        const auto found = by_name_[app].find(ascii_lower(name));
        if (found == by_name_[app].end()) return false;
        for (const FlexlmFeature* const one : found->second) {
            tool.features.push_back({app, one});
            tool.is_app_down = tool.is_app_down || is_daemon_down(*apps_[app].status, one->vendor);
            const std::string full_name = fmt::format("{}:{}", apps_[app].app, one->name);
            std::vector<std::string>& names = tool.feature_names;
            if (std::find(names.begin(), names.end(), full_name) == names.end()) names.push_back(full_name);
        }
        return true;
    }

private:
    const std::vector<AppView>& apps_;
    std::vector<std::map<std::string, std::vector<const FlexlmFeature*>>> by_name_;
};

void add_features(ToolMembers& tool, const ToolSettings& settings, const std::vector<AppView>& apps,
                  const FeatureIndex& index) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const FeatureName& one : settings.features) {
        if (!seen.emplace(one.app, ascii_lower(one.feature)).second) continue;
        bool is_found = false;
        for (std::size_t app = 0; app < apps.size(); ++app) {
            if (apps[app].app != one.app) continue;
            is_found = index.add(tool, app, one.feature) || is_found;
            tool.is_app_down = tool.is_app_down || apps[app].status == nullptr;
        }
        if (!is_found) tool.feature_names.push_back(fmt::format("{}:{}", one.app, one.feature));
    }
}

std::vector<ToolMembers> members_of_settings(const std::vector<ToolSettings>& settings,
                                             const std::vector<ClusterView>& clusters, const std::vector<AppView>& apps) {
    using Place = std::pair<std::size_t, std::size_t>;    // tool, pool
    std::map<std::string, std::vector<Place>> wanted;     // by the name of the license in lower case
    std::vector<ToolMembers> tools;
    const FeatureIndex index(apps);
    for (std::size_t tool = 0; tool < settings.size(); ++tool) {
        tools.emplace_back().name = settings[tool].name;
        add_features(tools.back(), settings[tool], apps, index);
        for (std::size_t pool = 0; pool < settings[tool].pools.size(); ++pool) {
            for (const std::string& name : settings[tool].pools[pool].licenses) {
                wanted[ascii_lower(name)].emplace_back(tool, pool);
            }
        }
    }
    std::vector<std::vector<std::pair<std::size_t, MemberLicense>>> found(settings.size());    // by tool; with the pool
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
        if (clusters[cluster].licenses == nullptr) continue;
        for (const License& license : clusters[cluster].licenses->licenses.records) {
            const auto places = wanted.find(ascii_lower(license.name));
            if (places == wanted.end() || is_layer(license)) continue;
            for (const auto& [tool, pool] : places->second) {
                found[tool].emplace_back(pool, MemberLicense{settings[tool].pools[pool].pool, cluster, &license});
            }
        }
    }
    for (std::size_t tool = 0; tool < tools.size(); ++tool) {
        std::stable_sort(found[tool].begin(), found[tool].end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [pool, member] : found[tool]) tools[tool].licenses.push_back(std::move(member));
        const auto names_any = [](const PoolSettings& pool) { return !pool.licenses.empty(); };
        tools[tool].is_slurm_missing =
            found[tool].empty() && std::any_of(settings[tool].pools.begin(), settings[tool].pools.end(), names_any);
    }
    return tools;
}

/// Tools that have another pool than `all`, in lower case. A list may hold a million licenses: most can't be such a pool.
std::set<std::string> tools_with_pools(const std::vector<ClusterView>& clusters) {
    std::set<std::string> names;
    for (const ClusterView& cluster : clusters) {
        if (cluster.licenses == nullptr) continue;
        for (const License& license : cluster.licenses->licenses.records) {
            const std::string_view name = license.name.substr(0, license.name.find('@'));
            constexpr std::string_view last_letters = "heHEtT";    // of batch, interactive, int
            if (name.empty() || last_letters.find(name.back()) == std::string_view::npos || is_layer(license)) continue;
            const NamedPool named = name_pool(name);
            if (named.pool != "all") names.insert(ascii_lower(named.tool));
        }
    }
    return names;
}

std::vector<ToolMembers> members_by_name(const std::vector<ClusterView>& clusters, const std::vector<AppView>& apps,
                                         PlainTools plain_tools) {
    std::map<std::string, ToolMembers> tools;    // by name in lower case
    const bool are_chosen = plain_tools == PlainTools::left_out;
    const std::set<std::string> chosen = are_chosen ? tools_with_pools(clusters) : std::set<std::string>();
    if (are_chosen && chosen.empty()) return {};
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
        if (clusters[cluster].licenses == nullptr) continue;
        for (const License& license : clusters[cluster].licenses->licenses.records) {
            NamedPool named = name_pool(license.name);
            if (named.tool.empty() || is_layer(license)) continue;
            const std::string key = ascii_lower(named.tool);
            if (are_chosen && !chosen.contains(key)) continue;
            ToolMembers& tool = tools[key];
            if (tool.name.empty()) tool.name = std::move(named.tool);
            tool.licenses.push_back({std::move(named.pool), cluster, &license});
        }
    }
    const FeatureIndex index(apps);
    const bool is_any_down = std::any_of(apps.begin(), apps.end(), [](const AppView& app) { return app.status == nullptr; });
    std::vector<ToolMembers> found;
    for (auto& [name, tool] : tools) {
        for (std::size_t app = 0; app < apps.size(); ++app) index.add(tool, app, name);
        tool.is_flexlm_missing = is_any_down && tool.features.empty();
        std::stable_sort(tool.licenses.begin(), tool.licenses.end(),
                         [](const MemberLicense& a, const MemberLicense& b) { return a.pool < b.pool; });
        found.push_back(std::move(tool));
    }
    return found;
}

}    // namespace

NamedPool name_pool(std::string_view license_name) {
    using Ending = std::pair<std::string_view, std::string_view>;
    constexpr std::array endings{Ending{"batch", "batch"}, Ending{"interactive", "interactive"}, Ending{"int", "interactive"}};
    const std::string_view name = license_name.substr(0, license_name.find('@'));
    const std::string lower = ascii_lower(name);
    for (const auto& [ending, pool] : endings) {
        if (lower.size() < ending.size() + 2 || !lower.ends_with(ending)) continue;
        const std::size_t stop = lower.size() - ending.size() - 1;
        if (lower[stop] == '_' || lower[stop] == '-') return {std::string(name.substr(0, stop)), std::string(pool)};
    }
    return {std::string(name), "all"};
}

std::vector<ToolMembers> find_members(const std::vector<ToolSettings>& settings, const std::vector<ClusterView>& clusters,
                                      const std::vector<AppView>& apps, PlainTools plain_tools) {
    std::vector<ToolMembers> tools =
        settings.empty() ? members_by_name(clusters, apps, plain_tools) : members_of_settings(settings, clusters, apps);
    std::sort(tools.begin(), tools.end(), [](const ToolMembers& a, const ToolMembers& b) { return a.name < b.name; });
    return tools;
}

}    // namespace slurmlic
