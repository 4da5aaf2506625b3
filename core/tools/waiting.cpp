#include "core/tools/waiting.hpp"

#include <algorithm>
#include <tuple>

#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

void WaitingTokens::add(const JobDemand& demand, std::string_view license_name) {
    const auto place = std::ranges::lower_bound(demand.sum.licenses, license_name, {}, &LicenseDemand::license_name);
    if (demand.asked.empty() || place == demand.sum.licenses.end() || place->license_name != license_name) return;
    for (const HeldTokens& one : demand.asked[static_cast<std::size_t>(place - demand.sum.licenses.begin())]) {
        const std::int64_t tasks = std::min<std::int64_t>(sane(demand.jobs[one.job].tasks), 1 << 30);
        tokens_.emplace_back(Place(&demand, one.job), sane(sane(one.count) * tasks));
    }
}

std::vector<WaitingJob> WaitingTokens::take(UserTable& users) && {
    std::ranges::stable_sort(tokens_, [](const auto& a, const auto& b) {
        const std::string_view one = a.first.first->sum.cluster;
        const std::string_view other = b.first.first->sum.cluster;
        return std::tie(one, a.first.second) < std::tie(other, b.first.second);
    });
    std::vector<WaitingJob> jobs;
    const Place* last = nullptr;
    for (const auto& [place, tokens] : tokens_) {
        const Job& job = place.first->jobs[place.second];
        if (last == nullptr || *last != place) {
            jobs.push_back({.user = printable_utf8(job.user), .id = job.id, .cluster = place.first->sum.cluster});
        }
        last = &place;
        std::int64_t& sum = jobs.back().tokens;
        sum = job.any_of ? std::max(sum, tokens) : sane(sum + tokens);
    }
    for (const WaitingJob& one : jobs) {
        ToolUser& user = users.of(one.user, false);
        user.pending = sane(user.pending + one.tokens);
    }
    std::ranges::stable_sort(jobs, {},
                             [](const WaitingJob& one) { return std::pair(age_of(one.id), std::string_view(one.id)); });
    return jobs;
}

}    // namespace slurmlic
