#include "cli/views/tool_facts.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The features of some apps, by app and by name in lower case.
class FeaturesByName {
public:
    explicit FeaturesByName(const std::vector<const AppStatus*>& apps) {
        for (const AppStatus* const app : apps) {
            for (const Feature& one : app->status.features) features_.emplace(std::pair(app->app, match_key(one.name)), &one);
        }
    }

    void append(std::string_view app, std::string_view name, std::vector<ToolFeature>& all) const {
        const auto [first, last] = features_.equal_range(std::pair(std::string(app), match_key(name)));
        if (first == last) all.push_back({app, name, nullptr});
        for (auto one = first; one != last; ++one) all.push_back({app, one->second->name, one->second});
    }

private:
    std::multimap<std::pair<std::string, std::string>, const Feature*> features_;
};

bool comes_first(const ToolFeature& a, const ToolFeature& b) {
    const auto used = [](const ToolFeature& one) {
        const bool is_known = one.feature != nullptr && one.feature->used;
        return std::pair(!is_known, is_known ? -*one.feature->used : 0);
    };
    const auto vendor = [](const ToolFeature& one) {
        return one.feature == nullptr ? std::string_view() : one.feature->vendor;
    };
    const auto [a_known, a_used] = used(a);
    const auto [b_known, b_used] = used(b);
    return std::tuple(!a_known, a_used, a.app, a.name, vendor(a)) < std::tuple(!b_known, b_used, b.app, b.name, vendor(b));
}

}    // namespace

ToolFacts facts_of(const Tool& tool, const Report& report, const ToEpoch& to_epoch) {
    ToolFacts facts{.tool = &tool,
                    .now = report.run_timestamp,
                    .local_now = minutes_at(report.run_timestamp, to_epoch),
                    .to_epoch = to_epoch};
    std::vector<std::pair<std::string_view, std::string_view>> names;
    for (const std::string_view one : tool.features) {
        const std::size_t colon = std::min(one.find(':'), one.size());
        names.emplace_back(one.substr(0, colon), one.substr(std::min(colon + 1, one.size())));
    }
    for (const AppStatus& app : report.apps) {
        const auto is_its = [&app](const auto& name) { return name.first == app.app; };
        if (std::ranges::any_of(names, is_its)) facts.apps.push_back(&app);
    }
    const FeaturesByName features(facts.apps);
    for (const auto& [app, name] : names) features.append(app, name, facts.features);
    std::ranges::stable_sort(facts.features, comes_first);
    for (const ToolUser& one : tool.users) facts.holders.push_back(&one);
    std::ranges::stable_sort(facts.holders, [](const ToolUser* a, const ToolUser* b) {
        return std::tie(b->seats, b->tokens, a->user) < std::tie(a->seats, a->tokens, b->user);
    });
    return facts;
}

}    // namespace slurmlic
