#include "core/slurm/demand.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/slurm/squeue.hpp"
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

/// One way to take a license of a job apart.
struct Reading {
    std::string_view name;
    std::int64_t count;
};

/// Rule 1: all the ways, in order.
std::vector<Reading> readings_of(std::string_view license) {
    std::vector<Reading> readings{{license, 1}};
    for (const char mark : count_marks) {
        const std::size_t at = license.rfind(mark);
        if (at == npos || at == 0) continue;
        if (const auto count = parse_unsigned(license.substr(at + 1))) readings.push_back({license.substr(0, at), *count});
    }
    return readings;
}

/// Rule 2: the way that is taken where no name decides.
Reading usual_reading(const std::vector<Reading>& readings) { return readings.size() > 1 ? readings[1] : readings[0]; }

/// Finds the names under which licenses are published by those that Slurm has for them.
class PublishedNames {
public:
    explicit PublishedNames(const ClusterLicenses& licenses) {
        std::set<std::string_view> labels;
        for (const auto& [name, label] : licenses.renamed) {
            add(name, label);
            labels.insert(label);
        }
        for (const License& one : licenses.licenses) {
            if (!labels.contains(one.name)) add(one.name, one.name);
        }
        for (const std::string& name : licenses.left_out) add(name, std::nullopt);
    }

    /// What a license of a job is. `label` is nothing where the license is not published.
    struct Found {
        std::optional<std::string> label;
        std::int64_t count = 1;
        std::string unlisted = {};    // the name, where scontrol does not list it
    };

    [[nodiscard]] Found find(std::string_view license, const NameChoice& choice) const {
        const std::vector<Reading> readings = readings_of(license);
        for (const Reading& one : readings) {
            if (const auto found = names_.find(one.name); found != names_.end()) return {label(found->second), one.count};
        }
        for (const Reading& one : readings) {
            const auto found = in_lower_case_.find(ascii_lower(one.name));
            if (found != in_lower_case_.end()) return {label(found->second), one.count};
        }
        const std::string name = printable_utf8(usual_reading(readings).name);
        return {.label = {}, .unlisted = choice.leaves_out(name) ? "" : name};
    }

private:
    using Label = std::optional<std::string_view>;    // nothing: left out by the filter

    void add(std::string_view name, Label label) {
        names_.emplace(name, label);
        in_lower_case_.emplace(ascii_lower(name), label);
    }

    static std::optional<std::string> label(const Label& label) {
        return label ? std::optional(std::string(*label)) : std::nullopt;
    }

    std::map<std::string_view, Label> names_;
    std::map<std::string, Label> in_lower_case_;
};

/// Rules 1 and 2.
std::map<std::string, std::int64_t> use_listed_names(std::vector<Job>& jobs, const ClusterLicenses& licenses,
                                                     const NameFilter& filter) {
    const PublishedNames names(licenses);
    const NameChoice choice(filter);
    std::map<std::string, PublishedNames::Found, std::less<>> known;    // many jobs ask for the same
    std::map<std::string, std::int64_t> unlisted;
    for (Job& job : jobs) {
        for (const std::string& license : job.licenses) {
            auto found = known.find(license);
            if (found == known.end()) found = known.emplace(license, names.find(license, choice)).first;
            if (found->second.label) job.tokens.push_back({*found->second.label, found->second.count});
            if (!found->second.unlisted.empty()) add_saturating(unlisted[found->second.unlisted], job.tasks);
        }
    }
    return unlisted;
}

/// Rule 3: what the jobs name is published, made printable.
void use_names_of_jobs(std::vector<Job>& jobs) {
    for (Job& job : jobs) {
        for (const std::string& license : job.licenses) {
            const Reading reading = usual_reading(readings_of(license));
            job.tokens.push_back({std::string(reading.name), reading.count});
        }
    }
    const std::set<std::string_view> named = names_in(jobs);
    const std::vector<std::string_view> names(named.begin(), named.end());
    std::map<std::string, std::string, std::less<>> labels;
    for (auto& [place, label] : new_labels(names)) labels.emplace(names[place], label);
    for (Job& job : jobs) {
        for (Tokens& tokens : job.tokens) {
            if (const auto label = labels.find(tokens.license); label != labels.end()) tokens.license = label->second;
        }
    }
}

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

/// Rule 5.
std::optional<std::int64_t> unexplained_tokens(const License& license, std::int64_t held) {
    if (is_layer(license) || license.used == infinite_count) return std::nullopt;
    return std::max<std::int64_t>(std::max<std::int64_t>(license.used, 0) - held, 0);
}

}    // namespace

std::map<std::string, std::int64_t> use_published_names(std::vector<Job>& jobs, const ClusterLicenses* licenses,
                                                        const NameFilter& filter) {
    std::map<std::string, std::int64_t> unlisted;
    if (licenses != nullptr) {
        unlisted = use_listed_names(jobs, *licenses, filter);
    } else {
        use_names_of_jobs(jobs);
    }
    for (Job& job : jobs) std::vector<std::string>().swap(job.licenses);    // of many jobs they are much
    return unlisted;
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
        std::erase_if(sum.licenses,
                      [choice = NameChoice(filter)](const LicenseDemand& one) { return choice.leaves_out(one.license_name); });
    }
    const auto find = [&sum](std::string_view name) {
        const auto place = std::ranges::lower_bound(sum.licenses, name, {}, &LicenseDemand::license_name);
        return place != sum.licenses.end() && place->license_name == name ? &*place : nullptr;
    };
    for (const Job& job : jobs) {
        for (const auto& [name, tokens] : tokens_of(job)) {
            if (LicenseDemand* const license = find(name)) add_job(*license, job, tokens);
        }
    }
    if (licenses == nullptr) return sum;
    for (const License& one : licenses->licenses) {
        LicenseDemand* const demand = find(one.name);
        demand->unexplained = unexplained_tokens(one, demand->running_tokens);
    }
    return sum;
}

}    // namespace slurmlic
