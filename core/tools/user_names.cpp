#include "core/tools/user_names.hpp"

#include <utility>
#include <vector>

#include "core/seats/checkouts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
std::string_view without_domain(std::string_view user) {
    const std::size_t backslash = user.rfind('\\');
    return backslash == npos || backslash + 1 == user.size() ? user : user.substr(backslash + 1);
}

bool UserNames::add(std::string_view name, std::string_view slurm_name) {
    return by_name_.emplace(match_key(name), printable_utf8(slurm_name)).second;
}

std::string UserNames::of(std::string_view name) const {
    const std::string_view plain = without_domain(name);
    for (const std::string_view spelling : {name, plain}) {
        const auto found = by_name_.find(match_key(spelling));
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
        for (Waiter& one : feature.queue) one.user = of(one.user);
    }
}

}    // namespace slurmlic
