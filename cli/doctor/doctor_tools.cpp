#include "cli/doctor/doctor_tools.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/doctor/shell.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/text/text.hpp"
#include "core/tools/members.hpp"

namespace slurmlic {
namespace {

using NamesByLower = std::map<std::string, std::string>;    // by their lower case

std::string_view before_at(std::string_view name) { return name.substr(0, name.find('@')); }

/// Of the names there are, one that differs by its server, or by two letters at most; else empty.
std::string nearest_name(const std::string& wanted, const NamesByLower& names) {
    const std::string lower = ascii_lower(wanted);
    std::vector<std::string_view> lowered;
    for (const auto& [name, spelled] : names) {
        if (before_at(name) == before_at(lower)) return spelled;
        lowered.push_back(name);
    }
    const std::string_view near = nearest(lower, lowered);
    return near.empty() ? "" : names.at(std::string(near));
}

class ToolCheck {
public:
    ToolCheck(const Settings& settings, const std::string& path, const Report& report)
        : settings_(settings), path_(path), report_(report) {
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
                fmt::format("{} of tools not looked for: a source is down or not asked, mend that first",
                            counted(unknown_, "name")),
                "slurmlic doctor");
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
                       shell_editor(path_, "/" + license));
        }
        if (const auto known = licenses_.find(lower); known != licenses_.end()) {
            if (is_left_out(settings_.slurm.filter, known->second)) {
                add(Health::bad, fmt::format("tool {}: the license {} is left out by include or exclude", tool, license),
                    shell_editor(path_, settings_.slurm.filter.exclude.empty() ? "/include" : "/exclude"));
            }
            return;
        }
        if (!is_slurm_whole_ || !is_slurm_asked_) return void(++unknown_);
        tell_missing(fmt::format("tool {}: Slurm has no license {}", tool, license), license, nearest_name(license, licenses_),
                     settings_.slurm.scontrol + " show lic");
    }

    /// `spelled` as it stands in the settings; `where` is the command that knows the right names.
    void tell_missing(const std::string& what, const std::string& spelled, const std::string& near, const std::string& where) {
        if (near.empty()) return add(Health::bad, what, fmt::format("{}; {}", where, shell_editor(path_, "/" + spelled)));
        add(Health::bad, fmt::format("{}, did you mean {}?", what, near),
            fmt::format("sed -i {} {}", shell_word(fmt::format("s|\"{}\"|\"{}\"|", spelled, near)), shell_word(path_)));
    }

    [[nodiscard]] NamesByLower features_of(std::string_view app) const {
        NamesByLower names;
        for (const AppStatus& one : report_.flexlm) {
            if (one.app != app) continue;
            for (const FlexlmFeature& feature : one.features) names.emplace(ascii_lower(feature.name), feature.name);
        }
        return names;
    }

    void check_feature(const std::string& tool, const FeatureName& feature) {
        const std::string lower = ascii_lower(feature.feature);
        const NamesByLower names = features_of(feature.app);
        if (names.contains(lower)) return;
        const bool is_asked = std::any_of(report_.flexlm.begin(), report_.flexlm.end(),
                                          [&feature](const AppStatus& one) { return one.app == feature.app; });
        if (!is_asked || down_.contains("flexlm:" + feature.app)) return void(++unknown_);
        const std::string spelled = fmt::format("{}:{}", feature.app, feature.feature);
        std::string near = nearest_name(feature.feature, names);
        if (!near.empty()) near = fmt::format("{}:{}", feature.app, near);
        for (const AppStatus& one : report_.flexlm) {
            const NamesByLower others = features_of(one.app);
            if (near.empty() && others.contains(lower)) near = fmt::format("{}:{}", one.app, others.at(lower));
        }
        tell_missing(fmt::format("tool {}: the app {} has no feature {}", tool, feature.app, feature.feature), spelled, near,
                     "lmutil lmstat -a -c " + server_of(feature.app));
    }

    [[nodiscard]] std::string server_of(const std::string& app) const {
        for (const FlexlmSettings& one : settings_.flexlm) {
            if (one.name == app) return shell_word(one.server.empty() ? one.license_file : one.server);
        }
        return "";
    }

    /// An unmapped license may be meant to be; one that FlexLM serves by the same name has been forgotten.
    void tell_unmapped() {
        NamesByLower served;
        for (const AppStatus& one : report_.flexlm) served.merge(features_of(one.app));
        std::vector<std::string> alone;
        std::vector<std::string> forgotten;
        for (const auto& [lower, name] : licenses_) {
            if (mapped_.contains(lower) || is_left_out(settings_.slurm.filter, name)) continue;
            (served.contains(ascii_lower(name_pool(name).tool)) ? forgotten : alone).push_back(name);
        }
        if (!forgotten.empty()) {
            add(Health::warn, fmt::format("in no [[tool]], though FlexLM has a feature of that name: {}", name_list(forgotten)),
                add_tools(forgotten));
        }
        if (!alone.empty()) add(Health::ok, fmt::format("published, but in no [[tool]]: {}", name_list(alone)), "");
    }

    /// Appends a [[tool]] for each tool of which these licenses are pools by their names; one that is there has to be edited.
    [[nodiscard]] std::string add_tools(const std::vector<std::string>& licenses) const {
        std::map<std::string, std::map<std::string, std::string>> tools;    // by tool and pool: "\"vcs_batch\""
        for (const std::string& license : licenses) {
            const auto [tool, pool] = name_pool(license);
            std::string& members = tools[ascii_lower(tool)][std::string(pool)];
            members += fmt::format("{}\"{}\"", members.empty() ? "" : ", ", license);
        }
        std::vector<std::string> lines;
        for (const auto& [tool, pools] : tools) {
            for (const ToolSettings& one : settings_.tools) {
                if (ascii_lower(one.name) == tool) return shell_editor(path_, fmt::format("/name.*{}", one.name));
            }
            std::vector<std::string> entries;
            for (const auto& [pool, members] : pools) entries.push_back(fmt::format("{} = [{}]", pool, members));
            lines.insert(lines.end(), {"", "[[tool]]", fmt::format("name = \"{}\"", tool),
                                       fmt::format("slurm = {{ {} }}", fmt::join(entries, ", ")),
                                       fmt::format("flexlm = [\"{}\"]", feature_named(tool))});
        }
        return fmt::format("printf '%s\\n' {} >> {}", shell_line(lines), shell_word(path_));
    }

    /// "app:feature"
    [[nodiscard]] std::string feature_named(const std::string& lower) const {
        for (const AppStatus& one : report_.flexlm) {
            const NamesByLower names = features_of(one.app);
            if (names.contains(lower)) return fmt::format("{}:{}", one.app, names.at(lower));
        }
        return lower;
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
                fmt::format("man slurmlic.toml; {}", shell_editor(path_, "")));
        }
    }

    const Settings& settings_;
    const std::string& path_;
    const Report& report_;
    Findings findings_;
    NamesByLower licenses_;
    NamesByLower layered_;
    std::set<std::string> mapped_;
    std::set<std::string> down_;
    bool is_slurm_whole_ = true;
    bool is_slurm_asked_ = false;
    std::int64_t unknown_ = 0;
};

}    // namespace

Findings examine_tools(const Settings& settings, const std::string& path, const Report& report) {
    return ToolCheck(settings, path, report).examine();
}

}    // namespace slurmlic
