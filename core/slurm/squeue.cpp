#include "core/slurm/squeue.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using StateDemand = std::pair<std::string_view, Demand>;

constexpr std::array state_demands{
    StateDemand{"R", Demand::running},  StateDemand{"CF", Demand::running}, StateDemand{"S", Demand::running},
    StateDemand{"ST", Demand::running}, StateDemand{"SI", Demand::running}, StateDemand{"RS", Demand::running},
    StateDemand{"PD", Demand::pending}, StateDemand{"RD", Demand::pending}, StateDemand{"RH", Demand::pending},
    StateDemand{"RQ", Demand::pending}, StateDemand{"RF", Demand::pending}, StateDemand{"SE", Demand::pending},
    StateDemand{"CG", Demand::none},    StateDemand{"CD", Demand::none},    StateDemand{"CA", Demand::none},
    StateDemand{"F", Demand::none},     StateDemand{"TO", Demand::none},    StateDemand{"NF", Demand::none},
    StateDemand{"PR", Demand::none},    StateDemand{"BF", Demand::none},    StateDemand{"DL", Demand::none},
    StateDemand{"OOM", Demand::none},   StateDemand{"SO", Demand::none},    StateDemand{"RV", Demand::none},
    StateDemand{"LF", Demand::none},    StateDemand{"EX", Demand::none},    StateDemand{"UP", Demand::none},
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
    const std::size_t end = id.find_first_not_of("0123456789");
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
    if (tasks == 0) return std::nullopt;
    return tasks;
}

/// Rule 7.
std::optional<Tokens> parse_tokens(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (text.empty() || colon == 0) return std::nullopt;
    if (colon == npos || text.find('@', colon) != npos) return Tokens{std::string(text), 1};
    const std::optional<std::int64_t> count = parse_unsigned(text.substr(colon + 1));
    if (!count) return std::nullopt;
    return Tokens{std::string(text.substr(0, colon)), *count};
}

bool says_none(std::string_view licenses) { return licenses.empty() || licenses == "(null)" || licenses == "N/A"; }

/// Rule 3.
bool is_head(std::string_view line) { return line.starts_with("JOBID|") || line.starts_with("CLUSTER: "); }

/// A line before its licenses are read.
struct JobLine {
    Job job;
    std::string_view licenses;
};

/// Rule 2; the Error says what was expected.
Result<JobLine> parse_job(std::string_view line) {
    std::string_view rest = line;
    const std::string_view id = take_until(rest, '|');
    const std::string_view state = take_until(rest, '|');
    const std::size_t user_end = rest.find('|');
    const std::optional<std::int64_t> tasks = count_tasks(id);
    if (!tasks || user_end == npos) {
        return unexpected(fmt::format("expected ID|STATE|USER|LICENSES such as 5_3|R|alice|vcs:2, got {}", excerpt(line)));
    }
    const std::optional<Demand> demand = demand_of(state);
    if (!demand) return unexpected(fmt::format("expected the state of job {} such as R or PD, got {}", id, excerpt(state)));
    JobLine job{{std::string(id), std::string(trim(rest.substr(0, user_end))), *demand, false, *tasks, 0, {}},
                trim(rest.substr(user_end + 1))};
    job.job.any_of = job.licenses.find('|') != npos;
    return job;
}

/// Rule 8; the Error says what was expected.
Result<JobLine> parse_allocated(std::string_view line) {
    std::string_view rest = line;
    const std::string_view id = trim(take_until(rest, '|'));
    const std::size_t user_end = rest.find('|');
    const std::optional<std::int64_t> tasks = count_tasks(id);
    if (!tasks || user_end == npos) {
        return unexpected(fmt::format("expected ID|USER|LICENSES such as 5_3|alice|vcs:2, got {}", excerpt(line)));
    }
    std::string_view licenses = trim(rest.substr(user_end + 1));
    if (licenses.ends_with('|')) licenses.remove_suffix(1);
    return JobLine{{std::string(id), std::string(trim(rest.substr(0, user_end))), Demand::running, false, *tasks, 0, {}},
                   trim(licenses)};
}

class JobReader {
public:
    JobReader(std::string_view source, Result<JobLine> (*parse_line)(std::string_view), std::string_view separators)
        : parse_line_(parse_line), separators_(separators), listing_{{}, Skipped(std::string(source))} {}

    Result<JobListing> read(std::string_view text) {
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            if (trim(*line).empty() || is_head(*line)) continue;
            Result<JobLine> job = parse_line_(*line);
            if (job) {
                keep(std::move(*job));
                understood_ = true;
            } else {
                listing_.skipped.add(line_, job.error().message);
            }
        }
        if (!understood_ && listing_.skipped.lines() > 0) return unexpected(listing_.skipped.messages().front());
        return std::move(listing_);
    }

private:
    void keep(JobLine line) {
        if (line.job.demand == Demand::none || says_none(line.licenses)) return;
        line.job.line = line_;
        read_licenses(line);
        if (!line.job.tokens.empty()) listing_.jobs.push_back(std::move(line.job));
    }

    /// Rules 6 and 9. However many licenses of a line can't be read, it is one line.
    void read_licenses(JobLine& line) {
        std::optional<std::string_view> wrong;
        while (!line.licenses.empty()) {
            const std::size_t end = std::min(line.licenses.find_first_of(separators_), line.licenses.size());
            const std::string_view one = line.licenses.substr(0, end);
            line.licenses.remove_prefix(std::min(end + 1, line.licenses.size()));
            if (std::optional<Tokens> tokens = parse_tokens(one)) {
                line.job.tokens.push_back(std::move(*tokens));
            } else if (!wrong) {
                wrong = one;
            }
        }
        if (!wrong) return;
        listing_.skipped.add(
            line_, fmt::format("expected the licenses of job {} as NAME:COUNT, got {}", line.job.id, excerpt(*wrong)));
    }

    Result<JobLine> (*parse_line_)(std::string_view);
    std::string_view separators_;
    JobListing listing_;
    std::uint32_t line_ = 0;
    bool understood_ = false;
};

}    // namespace

std::optional<Demand> demand_of(std::string_view state) {
    const auto* const known = std::find_if(state_demands.begin(), state_demands.end(),
                                           [state](const StateDemand& one) { return one.first == state; });
    if (known == state_demands.end()) return std::nullopt;
    return known->second;
}

Result<JobListing> parse_squeue(std::string_view text, std::string_view source) {
    return JobReader(source, parse_job, ",|").read(text);
}

Result<JobListing> parse_squeue_allocated(std::string_view text, std::string_view source) {
    return JobReader(source, parse_allocated, ",;").read(text);
}

void settle_choices(JobListing& listing, const std::vector<Job>& allocated) {
    std::unordered_map<std::string_view, const Job*> held;
    for (const Job& job : allocated) held.emplace(job.id, &job);
    std::erase_if(listing.jobs, [&](Job& job) {
        if (job.demand != Demand::running || !job.any_of) return false;
        const auto known = held.find(job.id);
        if (known == held.end()) {
            listing.skipped.add(job.line,
                                fmt::format("expected squeue to tell which of its licenses job {} holds, got nothing (only "
                                            "Slurm 25.05 and later do)",
                                            job.id));
            return true;
        }
        job.tokens = known->second->tokens;
        job.any_of = false;
        return false;
    });
}

}    // namespace slurmlic
