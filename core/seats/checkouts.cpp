#include "core/seats/checkouts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

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
        keep_oldest(united.back().started, one.started);
    }
    holders = std::move(united);
}

}    // namespace slurmlic
