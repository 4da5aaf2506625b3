#include "core/tools/members.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Whether an app may serve what nobody knows of.
bool is_down(const AppSide& app) { return app.status == nullptr || !app.is_whole; }

/// The features of each app by their name in lower case, and its daemons by name.
class AppIndex {
public:
    explicit AppIndex(const std::vector<AppSide>& apps) : apps_(apps), features_(apps.size()), daemons_(apps.size()) {
        for (std::size_t app = 0; app < apps.size(); ++app) {
            if (apps[app].status == nullptr) continue;
            for (const Feature& one : apps[app].status->features) features_[app][ascii_lower(one.name)].push_back(&one);
            for (const Daemon& one : apps[app].status->daemons) daemons_[app][one.name] |= one.up;
        }
    }

    /// Adds the feature of one app, of all its daemons; whether there is one.
    bool add(ToolMembers& tool, std::size_t app, const std::string& name) const {
        const auto found = features_[app].find(match_key(name));
        if (found == features_[app].end()) return false;
        for (const Feature* const one : found->second) {    // sorted by name, then daemon
            tool.features.push_back({app, one});
            tool.is_app_down = tool.is_app_down || !apps_[app].is_whole || is_daemon_down(app, one->vendor);
            std::string full_name = fmt::format("{}:{}", apps_[app].app, one->name);
            std::vector<std::string>& names = tool.feature_names;
            if (names.empty() || names.back() != full_name) names.push_back(std::move(full_name));
        }
        return true;
    }

private:
    /// Whether nobody serves what is said to be this daemon's.
    [[nodiscard]] bool is_daemon_down(std::size_t app, const std::string& vendor) const {
        const auto daemon = daemons_[app].find(vendor);
        return daemon != daemons_[app].end() && !daemon->second;
    }

    const std::vector<AppSide>& apps_;
    std::vector<std::map<std::string, std::vector<const Feature*>>> features_;
    std::vector<std::map<std::string, bool>> daemons_;    // whether one of that name is up
};

void add_features(ToolMembers& tool, const ToolSettings& settings, const std::vector<AppSide>& apps, const AppIndex& index) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const FeatureName& one : settings.features) {
        if (!seen.emplace(one.app, match_key(one.feature)).second) continue;
        bool is_found = false;
        for (std::size_t app = 0; app < apps.size(); ++app) {
            if (apps[app].app != one.app) continue;
            is_found = index.add(tool, app, one.feature) || is_found;
            tool.is_app_down = tool.is_app_down || is_down(apps[app]);
        }
        if (!is_found) tool.feature_names.push_back(fmt::format("{}:{}", one.app, one.feature));
    }
}

/// The licenses of one cluster by their names in lower case; layers belong to no tool.
std::map<std::string, std::vector<const License*>> index_licenses(const ClusterLicenses* cluster) {
    std::map<std::string, std::vector<const License*>> index;
    if (cluster == nullptr) return index;
    for (const License& one : cluster->licenses) {
        if (!is_layer(one)) index[ascii_lower(one.name)].push_back(&one);
    }
    return index;
}

std::vector<ToolMembers> members_of_settings(const std::vector<ToolSettings>& settings,
                                             const std::vector<ClusterSide>& clusters, const std::vector<AppSide>& apps) {
    const AppIndex features(apps);
    std::vector<std::map<std::string, std::vector<const License*>>> licenses;
    licenses.reserve(clusters.size());
    for (const ClusterSide& one : clusters) licenses.push_back(index_licenses(one.licenses));
    std::vector<ToolMembers> tools;
    for (const ToolSettings& one : settings) {
        ToolMembers& tool = tools.emplace_back();
        tool.name = one.name;
        tool.combine = one.combine;
        tool.clusters_share = one.clusters_share;
        add_features(tool, one, apps, features);
        bool names_licenses = false;
        for (const PoolSettings& pool : one.pools) {
            names_licenses = names_licenses || !pool.licenses.empty();
            for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
                std::vector<const License*> members;
                for (const std::string& name : pool.licenses) {
                    const auto found = licenses[cluster].find(match_key(name));
                    if (found != licenses[cluster].end())
                        members.insert(members.end(), found->second.begin(), found->second.end());
                }
                std::ranges::sort(members, {}, [](const License* license) { return std::string_view(license->name); });
                for (const License* const license : members) tool.licenses.push_back({pool.pool, cluster, license});
            }
        }
        tool.are_tokens_missing = tool.licenses.empty() && names_licenses;
    }
    return tools;
}

std::vector<ToolMembers> members_by_name(const std::vector<ClusterSide>& clusters, const std::vector<AppSide>& apps) {
    std::map<std::string, ToolMembers> tools;    // by name in lower case
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
        if (clusters[cluster].licenses == nullptr) continue;
        for (const License& license : clusters[cluster].licenses->licenses) {
            NamedPool named = name_pool(license.name);
            if (named.tool.empty() || is_layer(license)) continue;
            const std::string key = ascii_lower(named.tool);
            ToolMembers& tool = tools[key];
            if (tool.name.empty()) tool.name = std::move(named.tool);
            tool.licenses.push_back({std::move(named.pool), cluster, &license});
        }
    }
    const AppIndex index(apps);
    const bool is_any_down = std::any_of(apps.begin(), apps.end(), is_down);
    std::vector<ToolMembers> found;
    for (auto& [name, tool] : tools) {
        for (std::size_t app = 0; app < apps.size(); ++app) index.add(tool, app, name);
        tool.are_seats_missing = is_any_down && tool.features.empty();
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

std::vector<ToolMembers> find_members(const std::vector<ToolSettings>& settings, const std::vector<ClusterSide>& clusters,
                                      const std::vector<AppSide>& apps) {
    std::vector<ToolMembers> tools =
        settings.empty() ? members_by_name(clusters, apps) : members_of_settings(settings, clusters, apps);
    std::sort(tools.begin(), tools.end(), [](const ToolMembers& a, const ToolMembers& b) { return a.name < b.name; });
    return tools;
}

}    // namespace slurmlic
