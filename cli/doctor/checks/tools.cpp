// What [[tool]] names is there, and nothing that belongs in a tool is left out.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/quoted.hpp"
#include "core/text/text.hpp"
#include "core/tools/members.hpp"

namespace slurmlic {
namespace {

/// Names by their lower case, of licenses "vcs_batch" or "vcs_batch@lic1"; "app:Feature" by "feature@app".
using Names = std::map<std::string, std::string>;

std::string before_at(const std::string& name) { return name.substr(0, name.find('@')); }

/// A name that is the same in front of its "@"; empty where there is none.
std::string same_before_at(const std::string& base, const Names& names) {
    for (const std::string& first : {base, base + '@'}) {
        const auto found = names.lower_bound(first);
        if (found != names.end() && before_at(found->first) == base) return found->second;
    }
    return {};
}

/// A plain word as sed looks for it: only "." means something there.
std::string in_pattern(const std::string& plain) {
    std::string pattern;
    for (const char c : plain) pattern += c == '.' ? "[.]" : std::string(1, c);
    return pattern;
}

class ToolCheck {
public:
    ToolCheck(const Facts& facts, Findings& findings)
        : facts_(facts),
          findings_(findings),
          vi_(Advice::command({"vi", facts.settings_path})),
          published_(facts.settings.slurm.filter),
          is_slurm_known_(!facts.sources->slurm.empty() && facts.readings.report.slurm.size() == facts.sources->slurm.size()) {
        for (const ClusterLicenses& cluster : facts.readings.report.slurm) {
            for (const License& one : cluster.licenses) {
                (is_layer(one) ? layered_ : licenses_).emplace(ascii_lower(one.name), one.name);
            }
            for (const std::string& name : cluster.left_out) licenses_.emplace(ascii_lower(name), name);
        }
        for (const AppStatus& one : facts.readings.report.apps) {
            is_app_known_[one.app] = one.status.up;
            for (const Feature& feature : one.status.features) {
                features_.emplace(key_of(one.app, feature.name), fmt::format("{}:{}", one.app, feature.name));
            }
        }
    }

    void check() {
        if (facts_.settings.tools.empty()) return check_naming_rule();
        const std::size_t before = findings_.all.size();
        for (const ToolSettings& tool : facts_.settings.tools) {
            for (const PoolSettings& pool : tool.pools) {
                for (const std::string& license : pool.licenses) check_license(tool.name, license);
            }
            for (const FeatureName& one : tool.features) {
                check_name(fmt::format("tool {}: the app {} has no feature {}", tool.name, one.app, one.feature),
                           key_of(one.app, one.feature), fmt::format("{}:{}", one.app, one.feature), features_,
                           is_app_known_[one.app]);
            }
        }
        if (unknown_ > 0) {
            findings_.warn("tools", counted(unknown_, "name") + " of tools not looked for: a source is down or not asked",
                           Advice::command({"slurmlic", "doctor"}) + ", once every source answers");
        } else if (findings_.all.size() == before) {
            findings_.ok("tools", "every name exists in " + counted(std::ssize(facts_.settings.tools), "[[tool]]"));
        }
        check_unmapped();
    }

private:
    static std::string key_of(const std::string& app, const std::string& feature) {
        return fmt::format("{}@{}", ascii_lower(feature), app);
    }

    void check_license(const std::string& tool, const std::string& license) {
        const std::string lower = ascii_lower(license);
        const auto found = licenses_.find(lower);
        mapped_.insert(lower);
        const bool is_left_out = found != licenses_.end() && published_.leaves_out(found->second);
        if (layered_.contains(lower) || is_left_out) {
            const char* const why = is_left_out ? "is left out by include or exclude" : "has layers, which no tool can sum up";
            return findings_.bad("tools", fmt::format("tool {}: the license {} {}", tool, license, why), vi_);
        }
        check_name(fmt::format("tool {}: Slurm has no license {}", tool, license), lower, license, licenses_, is_slurm_known_);
    }

    /// `spelled` as it stands in the settings. What sed or a shell would not take literally is left to an editor.
    void check_name(const std::string& missing, const std::string& lower, const std::string& spelled, const Names& names,
                    bool is_known) {
        constexpr std::size_t most_findings = 100;    // with a search through all the names for each
        if (names.contains(lower)) return;
        if (!is_known) return void(++unknown_);
        std::string near = same_before_at(before_at(lower), names);
        if (near.empty() && findings_.all.size() < most_findings) {
            std::vector<std::string_view> keys;
            for (const auto& [key, name] : names) keys.push_back(key);
            const std::string_view key = nearest(lower, keys);
            if (!key.empty()) near = names.at(std::string(key));
        }
        if (near.empty()) return findings_.bad("tools", missing, vi_);
        const std::string change = fmt::format("s|\"{}\"|\"{}\"|", in_pattern(spelled), near);
        const bool is_plain = shell_quoted(spelled) == spelled && shell_quoted(near) == near;
        findings_.bad("tools", fmt::format("{}, did you mean {}?", missing, near),
                      is_plain ? Advice::command({"sed", "-i", change, facts_.settings_path}) : vi_);
    }

    /// A license may be meant to be in no tool; one of the name of a feature was forgotten.
    void check_unmapped() {
        std::vector<std::string> forgotten;
        std::vector<std::string> others;
        for (const auto& [lower, name] : licenses_) {
            if (mapped_.contains(lower) || published_.leaves_out(name)) continue;
            const bool is_served = !same_before_at(ascii_lower(name_pool(name).tool), features_).empty();
            (is_served ? forgotten : others).push_back(name);
        }
        const std::string front = "in no [[tool]], though there is a feature of that name: ";
        if (!forgotten.empty()) findings_.warn("tools", fmt::format("{}{}", front, fmt::join(forgotten, ", ")), vi_);
        if (!others.empty()) findings_.ok("tools", fmt::format("published, but in no [[tool]]: {}", fmt::join(others, ", ")));
    }

    void check_naming_rule() {
        const std::vector<Tool>& tools = facts_.readings.report.tools;
        const auto is_joined = [](const Tool& one) { return !one.pools.empty() && !one.features.empty(); };
        const auto joined = std::ranges::count_if(tools, is_joined);
        const bool is_known = std::ranges::all_of(is_app_known_, [](const auto& one) { return one.second; });
        if (licenses_.empty() || is_app_known_.empty() || (joined == 0 && !is_known)) return;
        findings_.add(joined > 0 ? Health::ok : Health::warn, "tools",
                      fmt::format("no [[tool]]: {} of {} have a license and a feature of one name", joined,
                                  counted(std::ssize(tools), "tool")),
                      joined > 0 ? Advice() : Advice::command({"man", "slurmlic.toml"}));
    }

    const Facts& facts_;
    Findings& findings_;
    Advice vi_;    // opens the settings
    NameChoice published_;
    bool is_slurm_known_;
    Names licenses_;
    Names layered_;
    Names features_;
    std::map<std::string, bool> is_app_known_;
    std::set<std::string> mapped_;
    std::int64_t unknown_ = 0;
};

}    // namespace

void check_tools(const Facts& facts, Findings& findings) {
    if (facts.sources) ToolCheck(facts, findings).check();
}

}    // namespace slurmlic
