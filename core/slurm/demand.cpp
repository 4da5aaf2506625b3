#include "core/slurm/demand.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/text/unique_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Finds published licenses by the names that jobs use.
class PublishedNames {
public:
    explicit PublishedNames(const ClusterLicenses& licenses) : licenses_(licenses) {}

    std::string find(const std::string& name) {
        const auto known = found_.find(name);
        if (known != found_.end()) return known->second;
        return found_.emplace(name, look_up(name)).first->second;
    }

private:
    std::string look_up(const std::string& name) {
        const auto by_name = [](const License& one, std::string_view key) { return one.name < key; };
        const std::pair<std::string_view, std::string_view> raw{name, {}};
        const auto renamed = std::lower_bound(licenses_.renamed.begin(), licenses_.renamed.end(), raw);
        if (renamed != licenses_.renamed.end() && renamed->first == name) return std::string(renamed->second);
        const auto& records = licenses_.licenses.records;
        const auto same = std::lower_bound(records.begin(), records.end(), std::string_view(name), by_name);
        if (same != records.end() && same->name == name) return name;
        if (!in_lower_case_) {
            in_lower_case_.emplace();
            for (const License& one : records) in_lower_case_->emplace(ascii_lower(one.name), one.name);
        }
        const auto similar = in_lower_case_->find(ascii_lower(name));
        return similar == in_lower_case_->end() ? printable_utf8(name) : std::string(similar->second);
    }

    const ClusterLicenses& licenses_;
    std::map<std::string, std::string> found_;
    std::optional<std::map<std::string, std::string_view>> in_lower_case_;
};

void add_job(LicenseDemand& demand, const Job& job, std::int64_t tokens) {
    std::int64_t all = 0;
    if (__builtin_mul_overflow(tokens, job.tasks, &all)) all = std::numeric_limits<std::int64_t>::max();
    const bool runs = job.demand == Demand::running;
    add_seats(runs ? demand.running_jobs : demand.pending_jobs, job.tasks);
    add_seats(runs ? demand.running_tokens : demand.pending_tokens, all);
}

/// Rule 4.
std::map<std::string_view, std::int64_t> tokens_of(const Job& job) {
    std::map<std::string_view, std::int64_t> tokens;
    for (const Tokens& one : job.tokens) add_seats(tokens[one.license], one.count);
    return tokens;
}

}    // namespace

void use_published_names(std::vector<Job>& jobs, const ClusterLicenses* licenses) {
    if (licenses != nullptr) {
        PublishedNames names(*licenses);
        for (Job& job : jobs) {
            for (Tokens& tokens : job.tokens) tokens.license = names.find(tokens.license);
        }
        return;
    }
    std::set<std::string_view> names;
    for (const Job& job : jobs) {
        for (const Tokens& tokens : job.tokens) names.insert(tokens.license);
    }
    const Labels labels(names);
    std::vector<std::string> published;    // all of them first: the labels hold views of the names that are replaced
    for (const Job& job : jobs) {
        for (const Tokens& tokens : job.tokens) published.push_back(labels.of(tokens.license));
    }
    auto next = published.begin();
    for (Job& job : jobs) {
        for (Tokens& tokens : job.tokens) tokens.license = std::move(*next++);
    }
}

ClusterDemand sum_demand(const std::string& cluster, const std::vector<Job>& jobs, const ClusterLicenses* licenses,
                         const LicenseFilter& filter) {
    ClusterDemand sum{cluster, {}};
    std::set<std::string_view> named;
    if (licenses != nullptr) {
        for (const License& one : licenses->licenses.records) {    // sorted; a license in layers comes once for each
            const bool is_layer = !sum.licenses.empty() && sum.licenses.back().license_name == one.name;
            if (!is_layer) sum.licenses.push_back({std::string(one.name)});
        }
    } else {
        for (const Job& job : jobs) {
            for (const Tokens& tokens : job.tokens) named.insert(tokens.license);
        }
        for (const std::string_view name : named) {
            if (!is_left_out(filter, name)) sum.licenses.push_back({std::string(name)});
        }
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
