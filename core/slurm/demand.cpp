#include "core/slurm/demand.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

namespace slurmlic {
namespace {

std::set<std::string_view> names_in(const std::vector<Job>& jobs) {
    std::set<std::string_view> names;
    for (const Job& job : jobs) {
        for (const Tokens& tokens : job.tokens) names.insert(tokens.license);
    }
    return names;
}

/// Finds published licenses by the names that jobs use: rule 1.
class PublishedNames {
public:
    explicit PublishedNames(const ClusterLicenses& licenses) : renamed_(licenses.renamed.begin(), licenses.renamed.end()) {
        for (const License& one : licenses.licenses) {
            names_.insert(one.name);
            in_lower_case_.emplace(ascii_lower(one.name), one.name);
        }
    }

    /// Rule 3: what the jobs name is published, made printable.
    explicit PublishedNames(const std::vector<Job>& jobs) {
        const std::set<std::string_view> named = names_in(jobs);
        const std::vector<std::string_view> names(named.begin(), named.end());
        for (const auto& [place, label] : new_labels(names)) renamed_.emplace(names[place], label);
    }

    [[nodiscard]] std::string find(const std::string& name) const {
        if (const auto renamed = renamed_.find(name); renamed != renamed_.end()) return renamed->second;
        if (names_.contains(name)) return name;
        const auto similar = in_lower_case_.find(ascii_lower(name));
        return similar == in_lower_case_.end() ? printable_utf8(name) : std::string(similar->second);
    }

private:
    std::map<std::string, std::string> renamed_;
    std::set<std::string_view> names_;
    std::map<std::string, std::string_view> in_lower_case_;
};

void add_job(LicenseDemand& demand, const Job& job, std::int64_t tokens) {
    std::int64_t all = 0;
    if (__builtin_mul_overflow(tokens, job.tasks, &all)) all = std::numeric_limits<std::int64_t>::max();
    const bool runs = job.demand == Demand::running;
    add_saturating(runs ? demand.running_jobs : demand.pending_jobs, job.tasks);
    add_saturating(runs ? demand.running_tokens : demand.pending_tokens, all);
}

/// Rule 4.
std::map<std::string_view, std::int64_t> tokens_of(const Job& job) {
    std::map<std::string_view, std::int64_t> tokens;
    for (const Tokens& one : job.tokens) add_saturating(tokens[one.license], one.count);
    return tokens;
}

}    // namespace

void use_published_names(std::vector<Job>& jobs, const ClusterLicenses* licenses) {
    const PublishedNames names = licenses != nullptr ? PublishedNames(*licenses) : PublishedNames(jobs);
    for (Job& job : jobs) {
        for (Tokens& tokens : job.tokens) tokens.license = names.find(tokens.license);
    }
}

ClusterDemand sum_demand(const std::string& cluster, const std::vector<Job>& jobs, const ClusterLicenses* licenses,
                         const NameFilter& filter) {
    ClusterDemand sum{cluster, {}};
    if (licenses != nullptr) {
        for (const License& one : licenses->licenses) {    // sorted; a license in layers comes once for each
            const bool is_next_layer = !sum.licenses.empty() && sum.licenses.back().license_name == one.name;
            if (!is_next_layer) sum.licenses.push_back({.license_name = one.name});
        }
    } else {
        for (const std::string_view name : names_in(jobs)) sum.licenses.push_back({.license_name = std::string(name)});
        std::erase_if(sum.licenses, [&filter](const LicenseDemand& one) { return filter.leaves_out(one.license_name); });
    }
    const auto by_name = [](const LicenseDemand& one, std::string_view key) { return one.license_name < key; };
    for (const Job& job : jobs) {
        for (const auto& [name, tokens] : tokens_of(job)) {
            const auto place = std::lower_bound(sum.licenses.begin(), sum.licenses.end(), name, by_name);
            if (place != sum.licenses.end() && place->license_name == name) add_job(*place, job, tokens);
        }
    }
    return sum;
}

}    // namespace slurmlic
