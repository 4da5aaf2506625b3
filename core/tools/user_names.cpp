#include "core/tools/user_names.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// One for each user and host again, where two names have become one.
void unite(std::vector<Checkout>& holders) {
    const auto who = [](const Checkout& one) { return std::tie(one.user, one.host); };
    std::ranges::stable_sort(holders, {}, who);
    std::vector<Checkout> united;
    for (Checkout& one : holders) {
        if (united.empty() || who(united.back()) != who(one)) {
            united.push_back(std::move(one));
            continue;
        }
        add_saturating(united.back().seats, one.seats);
        add_saturating(united.back().borrowed, one.borrowed);
        united.back().borrowed_for = std::max(united.back().borrowed_for, one.borrowed_for);
    }
    holders = std::move(united);
}

}    // namespace

std::string_view without_domain(std::string_view user) {
    const std::size_t backslash = user.rfind('\\');
    return backslash == npos || backslash + 1 == user.size() ? user : user.substr(backslash + 1);
}

bool UserNames::add(std::string_view name, std::string slurm_name) {
    return by_name_.emplace(ascii_lower(name), std::move(slurm_name)).second;
}

std::string UserNames::of(std::string_view name) const {
    const std::string_view plain = without_domain(name);
    for (const std::string_view spelling : {name, plain}) {
        const auto found = by_name_.find(ascii_lower(spelling));
        if (found != by_name_.end()) return found->second;
    }
    return std::string(plain);
}

void UserNames::rename(SeatStatus& status) const {
    for (Feature& feature : status.features) {
        bool is_changed = false;
        for (Checkout& one : feature.holders) {
            std::string name = of(one.user);
            is_changed = is_changed || name != one.user;
            one.user = std::move(name);
        }
        if (is_changed) unite(feature.holders);
    }
}

}    // namespace slurmlic
