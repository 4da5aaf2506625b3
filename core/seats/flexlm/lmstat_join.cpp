#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/text/unique_labels.hpp"
#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_reading.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using Names = std::set<std::string_view>;

class LmstatJoiner {
public:
    explicit LmstatJoiner(LmstatReading reading)
        : reading_(std::move(reading)),
          status_{{}, {}, {}, {}, {}, false, "", Skipped(reading_.skipped.source()), std::move(reading_.skipped)} {}

    FlexlmStatus join() {
        join_servers();
        join_daemons();
        drop_repeated();
        for (const FeatureReading& feature : reading_.features) check_sum(feature);
        join_features();
        status_.users = label_names(std::move(reading_.users).take_names());
        status_.hosts = label_names(std::move(reading_.hosts).take_names());
        for (const SystemReading& system : reading_.systems) {
            status_.up = status_.up || system.up;
            if (status_.failure.empty()) status_.failure = system.failure;
        }
        return std::move(status_);
    }

private:
    void join_servers() {
        Names names;
        std::map<std::pair<std::string_view, std::string_view>, ServerReading> joined;
        for (const SystemReading& system : reading_.systems) {
            for (const ServerReading& one : system.servers) {
                names.insert({one.host, one.port});
                ServerReading& server = joined.try_emplace({one.host, one.port}, one).first->second;
                if (one.up && !server.up) server = one;
            }
        }
        const Labels labels(names);
        for (const auto& [place, one] : joined) {
            status_.servers.push_back(
                {labels.of(one.host), labels.of(one.port), printable_utf8(one.version), one.failure, one.master, one.up});
        }
        std::sort(status_.servers.begin(), status_.servers.end(), [](const FlexlmServer& a, const FlexlmServer& b) {
            return std::tie(a.fqdn, a.port) < std::tie(b.fqdn, b.port);
        });
    }

    void join_daemons() {
        Names names;
        std::map<std::pair<std::string_view, std::string_view>, const DaemonReading*> joined;
        for (const SystemReading& system : reading_.systems) {
            for (const DaemonReading& one : system.daemons) {
                names.insert({one.name, one.version});
                joined.try_emplace({one.name, one.version}, &one);
            }
        }
        const Labels labels(names);
        for (const auto& [name, one] : joined) {
            status_.daemons.push_back({labels.of(one->name), labels.of(one->version), one->failure, one->up});
        }
        std::sort(status_.daemons.begin(), status_.daemons.end(), [](const FlexlmDaemon& a, const FlexlmDaemon& b) {
            return std::tie(a.name, a.version) < std::tie(b.name, b.version);
        });
    }

    /// Two status lines that name the same servers are one system, asked twice: the number of the first for both.
    [[nodiscard]] std::vector<std::size_t> number_systems() const {
        std::map<std::set<std::string>, std::size_t> known;
        std::vector<std::size_t> numbers;
        for (const SystemReading& system : reading_.systems) {
            std::set<std::string> names;
            for (const ServerReading& one : system.servers) names.insert(fmt::format("{}@{}", one.port, one.host));
            const std::size_t number = numbers.size();
            numbers.push_back(names.empty() ? number : known.try_emplace(std::move(names), number).first->second);
        }
        return numbers;
    }

    /// Rules 16 and 18.
    void drop_repeated() {
        const std::vector<std::size_t> system_numbers = number_systems();
        std::map<std::pair<std::size_t, std::string_view>, std::vector<std::size_t>> kept;    // by system and name
        std::vector<FeatureReading> features;
        features.reserve(reading_.features.size());
        for (FeatureReading& feature : reading_.features) {
            const std::size_t system = system_numbers[reading_.lists[feature.list].system];
            std::vector<std::size_t>& earlier = kept[{system, feature.head.name}];
            const bool is_repeated =
                std::any_of(earlier.begin(), earlier.end(), [&](std::size_t one) { return is_same(features[one], feature); });
            if (is_repeated) continue;
            earlier.push_back(features.size());
            features.push_back(std::move(feature));
        }
        reading_.features = std::move(features);
    }

    [[nodiscard]] bool is_same(FeatureReading& first, const FeatureReading& second) const {
        const bool word_for_word = first.fingerprint == second.fingerprint;
        if (first.list == second.list) return word_for_word;
        const ListReading& first_list = reading_.lists[first.list];
        const ListReading& second_list = reading_.lists[second.list];
        if (word_for_word && (first.has_details || first_list.fingerprint == second_list.fingerprint)) {
            first.printed_again = true;
            return true;
        }
        return first_list.daemon_is_sure && second_list.daemon_is_sure && first_list.daemon == second_list.daemon;
    }

    /// Rule 15.
    void check_sum(const FeatureReading& feature) {
        std::int64_t sum = feature.checkouts;
        add_seats(sum, feature.reservations);
        if (feature.head.serving != Serving::counted || sum == feature.head.used) return;
        status_.mismatches.add(
            feature.line, fmt::format("expected details of {} that sum up to the {} in use, got {} checked out "
                                      "and {} reserved",
                                      excerpt(feature.head.name), feature.head.used, feature.checkouts, feature.reservations));
    }

    /// Rule 17.
    [[nodiscard]] std::string_view vendor_of(const FeatureReading& feature) const {
        const ListReading& list = reading_.lists[feature.list];
        if (list.daemon_is_sure && !feature.printed_again) return list.daemon;
        const std::vector<DaemonReading>& daemons = reading_.systems[list.system].daemons;
        if (daemons.empty()) return feature.pool_vendor;
        const auto pool = std::find_if(daemons.begin(), daemons.end(), [&feature](const DaemonReading& one) {
            return same_ignoring_case(one.name, feature.pool_vendor);
        });
        return pool == daemons.end() ? list.daemon : pool->name;
    }

    /// Rule 19.
    void join_features() {
        Names names;
        std::map<std::pair<std::string_view, std::string_view>, FlexlmFeature> joined;
        for (FeatureReading& one : reading_.features) {
            const std::string_view vendor = vendor_of(one);
            names.insert({one.head.name, vendor});
            add(joined[{one.head.name, vendor}], one);
        }
        const Labels labels(names);
        for (auto& [identity, feature] : joined) {
            feature.name = labels.of(identity.first);
            feature.vendor = labels.of(identity.second);
            status_.features.push_back(std::move(feature));
        }
        std::sort(status_.features.begin(), status_.features.end(), [](const FlexlmFeature& a, const FlexlmFeature& b) {
            return std::tie(a.name, a.vendor) < std::tie(b.name, b.vendor);
        });
    }

    static void add(FlexlmFeature& sum, FeatureReading& one) {
        const bool is_uncounted = one.head.serving == Serving::uncounted;
        sum.uncounted = sum.uncounted || is_uncounted;
        add_seats(sum.issued, one.head.issued);
        add_seats(sum.used, is_uncounted ? one.checkouts : one.head.used);
        add_seats(sum.checkouts, one.checkouts);
        add_seats(sum.reservations, one.reservations);
        add_seats(sum.queued, one.queued);
        add_seats(sum.linger, one.linger);
        if (one.expiry) keep_earliest(sum.expiry, *one.expiry);
        if (sum.holders.empty()) {
            sum.holders = std::move(one.holders);
        } else {
            sum.holders.insert(sum.holders.end(), one.holders.begin(), one.holders.end());
            add_up_holders(sum.holders);
        }
    }

    LmstatReading reading_;
    FlexlmStatus status_;
};

}    // namespace

void add_up_holders(std::vector<FlexlmCheckout>& holders) {
    const auto place = [](const FlexlmCheckout& one) { return std::pair(one.user, one.host); };
    std::sort(holders.begin(), holders.end(),
              [place](const FlexlmCheckout& a, const FlexlmCheckout& b) { return place(a) < place(b); });
    auto end = holders.begin();
    for (auto next = holders.begin(); next != holders.end(); ++next) {
        if (end != holders.begin() && place(*(end - 1)) == place(*next)) {
            add_seats((end - 1)->seats, next->seats);
        } else {
            *end++ = *next;
        }
    }
    holders.erase(end, holders.end());
}

FlexlmStatus join_lmstat(LmstatReading reading) { return LmstatJoiner(std::move(reading)).join(); }

}    // namespace slurmlic
