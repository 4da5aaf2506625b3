#include "core/tools/user_table.hpp"

#include <algorithm>

#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"
#include "core/tools/user_names.hpp"

namespace slurmlic {

ToolUser& UserTable::of(std::string_view name, bool is_server) {
    name = without_domain(name);
    const auto [place, is_new] = users_.try_emplace(ascii_lower(name));
    Entry& entry = place->second;
    const bool is_better =
        is_new || (is_server && !entry.is_server) || (is_server == entry.is_server && name < entry.user.user);
    if (is_better) entry.user.user = name;
    entry.is_server = entry.is_server || is_server;
    return entry.user;
}

std::vector<ToolUser> UserTable::take() && {
    std::vector<ToolUser> all;
    all.reserve(users_.size());
    for (auto& [name, entry] : users_) {
        if (entry.user.seats == 0 && entry.user.tokens == 0) continue;
        std::vector<std::string>& jobs = entry.user.jobs;
        std::ranges::sort(jobs, {}, [](const std::string& id) { return std::pair(age_of(id), std::string_view(id)); });
        jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
        all.push_back(std::move(entry.user));
    }
    return all;
}

}    // namespace slurmlic
