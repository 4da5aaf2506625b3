#include "cli/doctor_tools.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/reconcile.hpp"
#include "core/text.hpp"
#include "core/tool_members.hpp"

namespace slurmlic {
namespace {

using Names = std::map<std::string, std::string>;    // by their lower case

std::string_view before_at(std::string_view name) { return name.substr(0, name.find('@')); }

/// ", did you mean X?" of the names there are: one that differs by its server, or by two letters at most.
std::string hint_for(const std::string& wanted, const Names& names) {
    const std::string lower = ascii_lower(wanted);
    std::vector<std::string_view> lowered;
    for (const auto& [name, spelled] : names) {
        if (before_at(name) == before_at(lower)) return fmt::format("did you mean {}?", spelled);
        lowered.push_back(name);
    }
    const std::string_view near = nearest(lower, lowered);
    return near.empty() ? "" : fmt::format("did you mean {}?", names.at(std::string(near)));
}

class ToolCheck {
public:
    ToolCheck(const Settings& settings, const Report& report) : settings_(settings), report_(report) {
        for (const ClusterLicenses& cluster : report.slurm) {
            for (const License& one : cluster.licenses.records) {
                const bool is_layer = one.details && !one.details->nodes.empty();
                (is_layer ? layered_ : licenses_).emplace(ascii_lower(one.name), one.name);
            }
        }
        for (const SourceState& one : report.sources) {
            if (!one.up) down_.insert(one.source);
            const bool is_slurm = one.source == "slurm" || one.source.starts_with("slurm:");
            if (is_slurm && !one.up) is_slurm_whole_ = false;
            if (is_slurm) is_slurm_asked_ = true;
        }
    }

    Findings examine() {
        if (settings_.tools.empty()) {
            examine_naming_rule();
            return std::move(findings_);
        }
        std::size_t names = 0;
        for (const ToolSettings& tool : settings_.tools) {
            for (const PoolSettings& pool : tool.pools) {
                for (const std::string& license : pool.licenses) check_license(tool.name, license), ++names;
            }
            for (const FeatureName& feature : tool.features) check_feature(tool.name, feature), ++names;
        }
        if (findings_.empty()) {
            add(Health::ok,
                fmt::format("{} map {} that exist", counted(std::ssize(settings_.tools), "[[tool]]"),
                            counted(static_cast<std::int64_t>(names), "name")),
                "");
        }
        if (unknown_ > 0) {
            add(Health::warn,
                fmt::format("{} of tools not looked for: a source is down or not asked", counted(unknown_, "name")),
                "mend that source first");
        }
        tell_unmapped();
        return std::move(findings_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        findings_.push_back({health, "tools", std::move(finding), std::move(mend)});
    }

    void check_license(const std::string& tool, const std::string& license) {
        const std::string lower = ascii_lower(license);
        mapped_.insert(lower);
        if (layered_.contains(lower)) {
            return add(Health::bad, fmt::format("tool {}: the license {} has layers, which no tool can sum up", tool, license),
                       "take it out of the [[tool]]");
        }
        if (const auto known = licenses_.find(lower); known != licenses_.end()) {
            if (is_left_out(settings_.slurm.filter, known->second)) {
                add(Health::bad, fmt::format("tool {}: the license {} is left out by include or exclude", tool, license),
                    "let slurm.include and slurm.exclude pass it");
            }
            return;
        }
        if (!is_slurm_whole_ || !is_slurm_asked_) return void(++unknown_);
        const std::string hint = hint_for(license, licenses_);
        add(Health::bad, fmt::format("tool {}: Slurm has no license {}", tool, license),
            hint.empty() ? "correct [[tool]], \"scontrol show lic\" has the names" : hint);
    }

    [[nodiscard]] Names features_of(std::string_view app) const {
        Names names;
        for (const AppStatus& one : report_.flexlm) {
            if (one.app != app) continue;
            for (const FlexlmFeature& feature : one.features) names.emplace(ascii_lower(feature.name), feature.name);
        }
        return names;
    }

    void check_feature(const std::string& tool, const FeatureName& feature) {
        const std::string lower = ascii_lower(feature.feature);
        const Names names = features_of(feature.app);
        if (names.contains(lower)) return;
        const bool is_asked = std::any_of(report_.flexlm.begin(), report_.flexlm.end(),
                                          [&feature](const AppStatus& one) { return one.app == feature.app; });
        if (!is_asked || down_.contains("flexlm:" + feature.app)) return void(++unknown_);
        std::string hint = hint_for(feature.feature, names);
        for (const AppStatus& one : report_.flexlm) {
            if (hint.empty() && features_of(one.app).contains(lower)) hint = fmt::format("the app {} has it", one.app);
        }
        add(Health::bad, fmt::format("tool {}: the app {} has no feature {}", tool, feature.app, feature.feature),
            hint.empty() ? "correct [[tool]], \"lmutil lmstat -a\" has the names" : hint);
    }

    /// An unmapped license may be meant to be; one that FlexLM serves by the same name has been forgotten.
    void tell_unmapped() {
        Names served;
        for (const AppStatus& one : report_.flexlm) served.merge(features_of(one.app));
        std::vector<std::string> alone;
        std::vector<std::string> forgotten;
        for (const auto& [lower, name] : licenses_) {
            if (mapped_.contains(lower) || is_left_out(settings_.slurm.filter, name)) continue;
            (served.contains(ascii_lower(name_pool(name).tool)) ? forgotten : alone).push_back(name);
        }
        if (!forgotten.empty()) {
            add(Health::warn, fmt::format("in no [[tool]], though FlexLM has a feature of that name: {}", name_list(forgotten)),
                "add them to a [[tool]], or leave them out with slurm.exclude");
        }
        if (!alone.empty()) add(Health::ok, fmt::format("published, but in no [[tool]]: {}", name_list(alone)), "");
    }

    void examine_naming_rule() {
        if (licenses_.empty() || report_.flexlm.empty()) return;
        std::int64_t joined = 0;
        for (const Tool& tool : report_.tools) joined += !tool.pools.empty() && !tool.features.empty() ? 1 : 0;
        const bool is_any_down = std::any_of(report_.flexlm.begin(), report_.flexlm.end(),
                                             [this](const AppStatus& one) { return down_.contains("flexlm:" + one.app); });
        if (joined > 0) {
            add(Health::ok,
                fmt::format("no [[tool]]: {} of {} are joined to FlexLM by their names", joined,
                            counted(std::ssize(report_.tools), "tool")),
                "");
        } else if (!is_any_down) {
            add(Health::warn, "no [[tool]], and no license has the name of a FlexLM feature: nothing is compared",
                "map licenses to features in [[tool]]");
        }
    }

    const Settings& settings_;
    const Report& report_;
    Findings findings_;
    Names licenses_;
    Names layered_;
    std::set<std::string> mapped_;
    std::set<std::string> down_;
    bool is_slurm_whole_ = true;
    bool is_slurm_asked_ = false;
    std::int64_t unknown_ = 0;
};

}    // namespace

Findings examine_tools(const Settings& settings, const Report& report) { return ToolCheck(settings, report).examine(); }

}    // namespace slurmlic
