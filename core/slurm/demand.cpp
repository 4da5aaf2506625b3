#include "core/slurm/demand.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

namespace slurmlic {
namespace {

/// One way to take a license of a job apart.
struct Reading {
    std::string_view name;
    std::int64_t count = 1;
};

/// Rule 1: all the ways, in order.
struct Readings {
    std::array<Reading, 1 + count_marks.size()> all;
    std::size_t size = 0;

    explicit Readings(std::string_view license) {
        all[size++] = {license, 1};
        for (const char mark : count_marks) {
            const std::size_t at = license.rfind(mark);
            if (at == npos || at == 0) continue;
            if (const auto count = parse_unsigned(license.substr(at + 1))) all[size++] = {license.substr(0, at), *count};
        }
    }

    /// Rule 2: the way that is taken where no name decides.
    [[nodiscard]] const Reading& usual() const { return all[size > 1 ? 1 : 0]; }

    [[nodiscard]] const Reading* begin() const { return all.data(); }
    [[nodiscard]] const Reading* end() const { return all.data() + size; }
};

/// Calls `use` with each license that a job names.
template <class Use>
void for_each_license(const Job& job, Use use) {
    std::string_view rest = job.licenses;
    while (!rest.empty()) use(take_until(rest, ','));
}

/// What a license of a job is: its place among those that are published, nothing where it is not, and how many tokens.
struct Wanted {
    std::optional<std::uint32_t> license = {};
    std::int64_t count = 1;
    bool is_unlisted = false;
};

using Places = std::vector<LicenseDemand>;

std::optional<std::uint32_t> find_place(const Places& licenses, std::string_view name) {
    const auto place = std::ranges::lower_bound(licenses, name, {}, &LicenseDemand::license_name);
    if (place == licenses.end() || place->license_name != name) return std::nullopt;
    return static_cast<std::uint32_t>(place - licenses.begin());
}

/// Rules 1 and 2: the names under which licenses are published, by those that Slurm has for them.
class ListedNames {
public:
    ListedNames(const ClusterLicenses& licenses, Places& places) {
        for (const License& one : licenses.licenses) {    // sorted; a license in layers comes once for each
            if (places.empty() || places.back().license_name != one.name) places.push_back({.license_name = one.name});
        }
        std::set<std::string_view> labels;
        for (const auto& [name, label] : licenses.renamed) labels.insert(label);
        for (std::uint32_t i = 0; i < places.size(); ++i) {    // first: of names that are matched alike they are what is meant
            if (!labels.contains(places[i].license_name)) add(places[i].license_name, i);
        }
        for (const auto& [name, label] : licenses.renamed) add(name, find_place(places, label));
        for (const std::string& name : licenses.left_out) add(name, std::nullopt);
    }

    /// Many jobs ask for the same.
    Wanted find(std::string_view license) {
        constexpr std::size_t most_known = 10'000;
        if (const auto known = known_.find(license); known != known_.end()) return known->second;
        const Wanted wanted = look_up(Readings(license));
        if (known_.size() < most_known) known_.emplace(license, wanted);
        return wanted;
    }

private:
    using Place = std::optional<std::uint32_t>;    // nothing: left out by the filter

    void add(std::string_view name, Place place) {
        names_.emplace(name, place);
        in_lower_case_.emplace(match_key(name), place);
    }

    [[nodiscard]] Wanted look_up(const Readings& readings) const {
        for (const Reading& one : readings) {
            if (const auto found = names_.find(one.name); found != names_.end()) return {found->second, one.count};
        }
        for (const Reading& one : readings) {
            const auto found = in_lower_case_.find(match_key(one.name));
            if (found != in_lower_case_.end()) return {found->second, one.count};
        }
        return {.is_unlisted = true};
    }

    std::map<std::string, Place, std::less<>> names_;
    std::map<std::string, Place> in_lower_case_;
    std::map<std::string, Wanted, std::less<>> known_;
};

/// Rule 3: what the jobs name is published, made printable, but for what the filter leaves out.
class NamesOfJobs {
public:
    NamesOfJobs(const std::vector<Job>& jobs, const NameFilter& filter, std::size_t most, Places& places) {
        const NameChoice choice(filter);
        std::set<std::string_view> named;
        for (const Job& job : jobs) {
            for_each_license(job, [&](std::string_view one) {
                const std::string_view name = Readings(one).usual().name;
                const bool is_new = named.size() <= most && !named.contains(name);
                if (is_new && !choice.leaves_out(printable_utf8(name))) named.insert(name);
            });
        }
        const std::vector<std::string_view> names(named.begin(), named.end());
        std::vector<std::pair<std::string, std::string_view>> labels;    // and whose they are
        std::size_t next = 0;
        for (auto& [place, label] : new_labels(names)) labels.emplace_back(std::move(label), names[place]);
        for (const auto& [label, name] : labels) named.erase(name);
        for (const std::string_view name : named) labels.emplace_back(std::string(name), name);
        std::ranges::sort(labels);
        for (auto& [label, name] : labels) {
            places_.emplace(name, static_cast<std::uint32_t>(next++));
            places.push_back({.license_name = std::move(label)});
        }
    }

    [[nodiscard]] Wanted find(std::string_view license) const {
        const Reading usual = Readings(license).usual();
        const auto place = places_.find(usual.name);
        return {place == places_.end() ? std::nullopt : std::optional(place->second), usual.count};
    }

private:
    std::map<std::string_view, std::uint32_t> places_;    // by the names that jobs have
};

void add_job(LicenseDemand& demand, const Job& job, std::int64_t tokens) {
    std::int64_t all = 0;
    if (__builtin_mul_overflow(tokens, job.tasks, &all)) all = std::numeric_limits<std::int64_t>::max();
    const bool runs = job.demand == Demand::running;
    add_saturating(runs ? demand.running_jobs : demand.pending_jobs, job.tasks);
    add_saturating(runs ? demand.running_tokens : demand.pending_tokens, all);
}

/// The places of the first jobs, the oldest first.
std::vector<std::uint32_t> by_age(const std::vector<Job>& jobs, std::size_t count) {
    struct Aged {
        JobAge age;
        std::uint32_t line;
        std::uint32_t place;
    };
    std::vector<Aged> aged;
    aged.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) aged.push_back({age_of(jobs[i].id), jobs[i].line, i});
    std::ranges::sort(aged, {}, [](const Aged& one) { return std::pair(one.age, one.line); });
    std::vector<std::uint32_t> places;
    places.reserve(count);
    for (const Aged& one : aged) places.push_back(one.place);
    return places;
}

/// Adds up jobs, one by one.
template <class Names>
class JobSums {
public:
    JobSums(JobDemand& demand, Names& names, const NameFilter& filter, WaitingJobs waiting)
        : demand_(demand), names_(names), choice_(filter), counts_(demand.sum.licenses.size(), nothing) {
        demand.held.resize(demand.sum.licenses.size());
        if (waiting == WaitingJobs::kept) demand.asked.resize(demand.sum.licenses.size());
    }

    void add(std::uint32_t place) {
        const Job& job = demand_.jobs[place];
        for_each_license(job, [&](std::string_view license) {
            const Wanted wanted = names_.find(license);
            if (wanted.is_unlisted) add_unlisted(license, place);
            if (wanted.license) add(*wanted.license, wanted.count);
        });
        for (const std::uint32_t license : named_) {    // rule 4
            const std::int64_t count = std::exchange(counts_[license], nothing);
            add_job(demand_.sum.licenses[license], job, count);
            if (job.demand == Demand::running) demand_.held[license].push_back({place, count});
            if (job.demand == Demand::pending && !demand_.asked.empty()) demand_.asked[license].push_back({place, count});
        }
        named_.clear();
    }

private:
    static constexpr std::int64_t nothing = -1;

    void add(std::uint32_t license, std::int64_t more) {
        std::int64_t& sum = counts_[license];
        if (sum == nothing) named_.push_back(license);
        sum = std::max<std::int64_t>(sum, 0);
        add_saturating(sum, more);
    }

    /// Notes that a job names a license which scontrol does not list.
    void add_unlisted(std::string_view license, std::uint32_t place) {
        std::string name = printable_utf8(Readings(license).usual().name);
        if (name.empty() || choice_.leaves_out(name)) return;
        const auto last = last_jobs_.find(name);
        if (last == last_jobs_.end() && last_jobs_.size() == most_unlisted) {
            demand_.are_more_unlisted = true;
        } else if (last == last_jobs_.end() || last->second != place) {    // rule 4
            add_saturating(demand_.unlisted[name], demand_.jobs[place].tasks);
            last_jobs_[std::move(name)] = place;
        }
    }

    JobDemand& demand_;
    Names& names_;
    NameChoice choice_;
    std::map<std::string, std::uint32_t> last_jobs_;    // that names what is not listed
    std::vector<std::int64_t> counts_;                  // of one job, by license
    std::vector<std::uint32_t> named_;                  // the licenses that it names
};

/// Of the jobs the first `running` run.
template <class Names>
void add_jobs(JobDemand& demand, Names& names, std::size_t running, const NameFilter& filter, WaitingJobs waiting) {
    JobSums<Names> sums(demand, names, filter, waiting);
    for (const std::uint32_t place : by_age(demand.jobs, running)) sums.add(place);
    for (std::size_t place = running; place < demand.jobs.size(); ++place) sums.add(static_cast<std::uint32_t>(place));
}

/// Rule 5.
std::optional<std::int64_t> unexplained_tokens(const License& license, std::int64_t held) {
    if (is_layer(license) || license.used == infinite_count) return std::nullopt;
    return std::max<std::int64_t>(std::max<std::int64_t>(license.used, 0) - held, 0);
}

}    // namespace

JobDemand add_up_demand(std::string cluster, std::vector<Job> jobs, const ClusterLicenses* licenses, const NameFilter& filter,
                        std::size_t most_names, WaitingJobs waiting) {
    JobDemand demand{.sum = {std::move(cluster), {}}, .jobs = std::move(jobs)};
    const auto pending =
        std::partition(demand.jobs.begin(), demand.jobs.end(), [](const Job& job) { return job.demand == Demand::running; });
    const auto running = static_cast<std::size_t>(pending - demand.jobs.begin());
    if (licenses != nullptr) {
        ListedNames names(*licenses, demand.sum.licenses);
        add_jobs(demand, names, running, filter, waiting);
    } else {
        NamesOfJobs names(demand.jobs, filter, most_names, demand.sum.licenses);
        add_jobs(demand, names, running, filter, waiting);
    }
    if (waiting == WaitingJobs::summed) demand.jobs.resize(running);
    if (demand.jobs.size() < demand.jobs.capacity() / 2) demand.jobs.shrink_to_fit();    // which copies
    for (Job& job : demand.jobs) std::string().swap(job.licenses);
    if (licenses == nullptr) return demand;
    for (const License& one : licenses->licenses) {
        LicenseDemand& sum = demand.sum.licenses[*find_place(demand.sum.licenses, one.name)];
        sum.unexplained = unexplained_tokens(one, sum.running_tokens);
    }
    return demand;
}

}    // namespace slurmlic
