#include "core/slurm/squeue.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/license.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

struct StatesOfDemand {
    Demand demand;
    std::string_view states;
};

constexpr std::array states_of_demands{
    StatesOfDemand{Demand::running, "R CF S ST SI RS"},
    StatesOfDemand{Demand::pending, "PD RD RH RQ RF SE EX"},
    StatesOfDemand{Demand::none, "CG CD CA F TO NF PR BF DL OOM SO RV LF UP"},
};

/// How many tasks "4", "5-7" or "10-20:2" is.
std::optional<std::int64_t> count_range(std::string_view range) {
    const std::optional<std::int64_t> first = parse_unsigned(take_until(range, '-'));
    if (!first) return std::nullopt;
    if (range.empty()) return 1;
    std::string_view rest = range;
    const std::optional<std::int64_t> last = parse_unsigned(take_until(rest, ':'));
    const std::optional<std::int64_t> step = rest.empty() ? 1 : parse_unsigned(rest);
    if (!last || !step || *step == 0 || *last < *first) return std::nullopt;
    const std::int64_t steps = (*last - *first) / *step;
    constexpr std::int64_t most = 1'000'000'000;    // far beyond Slurm's MaxArraySize
    if (steps >= most) return std::nullopt;
    return steps + 1;
}

/// Rule 4: how many tasks the job stands for.
std::optional<std::int64_t> count_tasks(std::string_view id) {
    const std::size_t end = id.find_first_not_of(decimal_digits);
    if (end == 0 || id.empty()) return std::nullopt;
    if (end == npos) return 1;
    std::string_view rest = id.substr(end + 1);
    if (id[end] != '_' && id[end] != '+') return std::nullopt;
    if (is_number(rest)) return 1;
    if (id[end] != '_' || !rest.starts_with('[') || !rest.ends_with(']')) return std::nullopt;
    rest = rest.substr(1, rest.size() - 2);
    std::string_view ranges = take_until(rest, '%');
    std::int64_t tasks = 0;
    while (!ranges.empty()) {
        const std::optional<std::int64_t> more = count_range(take_until(ranges, ','));
        if (!more) return std::nullopt;
        tasks += *more;
    }
    const bool has_odd_limit = !rest.empty() && !is_number(rest);
    if (tasks == 0 || has_odd_limit) return std::nullopt;
    return tasks;
}

/// Whether a license ends in this mark and a number.
bool has_count_behind(std::string_view license, char mark) {
    const std::size_t at = license.rfind(mark);
    return at != npos && at > 0 && parse_unsigned(license.substr(at + 1));
}

/// Rule 7.
bool can_be_read(std::string_view license, Spans* spans) {
    const std::size_t colon = license.rfind(':');
    const bool has_count = colon != npos && license.find('@', colon) == npos;
    mark_license(spans, has_count ? license.substr(0, colon) : license);
    if (!has_count) return !license.empty();
    const auto is_counted = [license](char mark) { return has_count_behind(license, mark); };
    if (std::ranges::any_of(count_marks, is_counted)) return true;
    mark(spans, license.substr(colon + 1), Role::unknown);
    return false;
}

bool says_none(std::string_view licenses) { return licenses.empty() || licenses == "(null)" || licenses == "N/A"; }

/// Rule 3.
bool is_head(std::string_view line) { return line.starts_with("JOBID|") || line.starts_with("CLUSTER: "); }

/// One of the two forms in which squeue is asked: rules 2 and 6, or 8 and 9.
struct Form {
    bool has_state;
    std::string_view separators;    // of licenses
    std::string_view expected;
};

constexpr Form requested_form{true, ",;|", "ID|STATE|USER|ACCOUNT|LICENSES such as 5_3|R|alice|chips|vcs:2"};
constexpr Form held_form{false, ",;", "ID|USER|LICENSES such as 5_3|alice|vcs:2"};

class JobListingReader {
public:
    JobListingReader(const Form& form, Spans* spans) : form_(form), spans_(spans) {}

    Result<JobListing> read(std::string_view text) {
        // Room for most at once, as growth would take what there is twice. A job is a line, and no short one.
        constexpr std::size_t shortest_line = 10;
        const std::ptrdiff_t lines = std::min(std::ranges::count(text, '\n') + 1, std::ranges::count(text, '|') / 2);
        listing_.jobs.reserve(std::min(static_cast<std::size_t>(lines), text.size() / shortest_line));
        for (std::uint32_t number = 1; const std::optional<std::string_view> line = take_line(text); ++number) {
            if (trim(*line).empty()) continue;
            if (is_head(*line)) {
                mark(spans_, *line, Role::unknown);    // it may name a cluster
            } else {
                read_job(*line, number);
            }
        }
        if (!is_understood_ && listing_.skipped.count() > 0) return unexpected(listing_.skipped.first().front());
        return std::move(listing_);
    }

private:
    void read_job(std::string_view line, std::uint32_t number) {
        std::string_view rest = line;
        const std::string_view id = trim(take_until(rest, '|'));
        const std::string_view state = form_.has_state ? take_until(rest, '|') : "R";
        const std::optional<std::int64_t> tasks = count_tasks(id);
        if (!tasks || rest.find('|') == npos) {
            mark(spans_, line, Role::unknown);
            return listing_.skipped.add(number, std::string(form_.expected), excerpt(line));
        }
        const std::optional<Demand> demand = demand_of(state);
        if (!demand) {
            mark(spans_, state, Role::unknown);
            listing_.skipped.add(number, fmt::format("the state of job {} such as R or PD", id), excerpt(state));
        }
        is_understood_ = is_understood_ || demand;
        const std::string_view user = trim(take_until(rest, '|'));
        mark(spans_, user, Role::user);
        if (form_.has_state) drop_account(rest);
        Job job{.id = std::string(id),
                .user = std::string(user),
                .demand = demand.value_or(Demand::none),
                .any_of = form_.has_state && rest.find('|') != npos,
                .tasks = *tasks,
                .line = number};
        read_licenses(trim(rest), job);
        const bool is_wanted = !job.licenses.empty() || !form_.has_state;    // that it holds none is an answer
        if (job.demand != Demand::none && is_wanted) listing_.jobs.push_back(std::move(job));
    }

    /// Rule 2.
    void drop_account(std::string_view& rest) {
        std::string_view behind = rest;
        const std::string_view account = take_until(behind, '|');
        const bool is_license = has_count_behind(account, ':') || has_count_behind(account, '=');
        if (account.size() == rest.size() || is_license) return;
        mark(spans_, account, Role::unknown);
        rest = behind;
    }

    /// However many licenses of a line can't be read, it is one line.
    void read_licenses(std::string_view licenses, Job& job) {
        if (!form_.has_state && licenses.ends_with('|')) licenses = trim(licenses.substr(0, licenses.size() - 1));
        if (says_none(licenses)) return;
        std::optional<std::string_view> wrong;
        while (!licenses.empty()) {
            const std::string_view one = licenses.substr(0, licenses.find_first_of(form_.separators));
            licenses.remove_prefix(std::min(one.size() + 1, licenses.size()));
            if (can_be_read(one, spans_)) {
                if (!job.licenses.empty()) job.licenses += ',';
                job.licenses += one;
            } else if (!wrong) {
                wrong = one;
            }
        }
        if (!wrong || job.demand == Demand::none) return;
        listing_.skipped.add(job.line, fmt::format("the licenses of job {} as NAME:COUNT", job.id), excerpt(*wrong));
    }

    const Form& form_;
    Spans* spans_;
    JobListing listing_;
    bool is_understood_ = false;
};

}    // namespace

std::optional<Demand> demand_of(std::string_view state) {
    for (auto [demand, states] : states_of_demands) {
        for (std::string_view one = take_word(states); !one.empty(); one = take_word(states)) {
            if (one == state) return demand;
        }
    }
    return std::nullopt;
}

JobAge age_of(std::string_view job_id) {
    const auto number_at = [job_id](std::size_t begin) {
        const std::size_t end = std::min(job_id.find_first_not_of(decimal_digits, begin), job_id.size());
        return std::pair(parse_count(job_id.substr(begin, end - begin)).value_or(0), end);
    };
    const auto [number, end] = number_at(0);
    return {number, end < job_id.size() ? number_at(end + 1).first : 0};
}

Result<JobListing> parse_squeue(std::string_view text, Spans* spans) {
    return JobListingReader(requested_form, spans).read(text);
}

Result<JobListing> parse_squeue_allocated(std::string_view text) { return JobListingReader(held_form, nullptr).read(text); }

bool is_squeue(std::string_view text) {
    bool is_blank = true;
    while (const std::optional<std::string_view> line = take_line(text)) {
        const std::string_view trimmed = trim(*line);
        is_blank = is_blank && trimmed.empty();
        const bool may_be_job = !trimmed.empty() && (is_digit(trimmed.front()) || is_head(trimmed));
        if (may_be_job && std::ranges::count(trimmed, '|') >= 2) return true;
    }
    return is_blank;    // no jobs
}

void choose_allocated(JobListing& listing, const std::vector<Job>* allocated) {
    std::map<std::string_view, const Job*> held;
    if (allocated != nullptr) {
        for (const Job& job : *allocated) held.emplace(job.id, &job);
    }
    std::erase_if(listing.jobs, [&](Job& job) {
        if (job.demand != Demand::running || !job.any_of) return false;
        const auto known = held.find(job.id);
        const bool has_ended = allocated != nullptr && known == held.end();
        if (known != held.end()) job.licenses = known->second->licenses;
        job.any_of = known == held.end() || job.licenses.empty();
        if (job.any_of && !has_ended) {
            listing.skipped.add(job.line, fmt::format("squeue to tell which of its licenses job {} holds", job.id),
                                "nothing (only Slurm 25.05 and later do)");
        }
        return job.any_of;
    });
}

}    // namespace slurmlic
