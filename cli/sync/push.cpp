#include "cli/sync/push.hpp"

#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/slurm_source.hpp"
#include "cli/sync/sync_facts.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/text/text.hpp"
#include "core/tools/sync_targets.hpp"

namespace slurmlic {
namespace {

constexpr std::chrono::milliseconds pause_before_asking_again{100};
constexpr int most_askings = 5;    // slurmdbd tells slurmctld, which may take a moment

/// What Slurm says after it was told.
struct SyncReading {
    std::map<std::string, std::vector<License>> licenses;                   // by cluster; missing: could not be asked
    std::map<std::string, std::vector<LicenseReservation>> reservations;    // likewise
};

Command delete_command(const SyncTarget& target, const Settings& settings) {
    return slurm_command(settings, {"", target.cluster}, settings.slurm.scontrol,
                         {"delete", "ReservationName=" + target.reservation});
}

class PlanPusher {
public:
    PlanPusher(const SyncPlan& plan, const Settings& settings, const Ports& ports, std::vector<Diagnostic>& diagnostics)
        : settings_(settings), ports_(ports), diagnostics_(diagnostics), source_("sync:" + plan.tool) {
        outcome_ = {.plan = plan, .is_applied = true, .targets = {}};
        for (const SyncTarget& one : plan.targets) outcome_.targets.push_back({.value = one.value});
    }

    ToolOutcome push() && {
        std::vector<std::size_t> all(targets().size());
        std::iota(all.begin(), all.end(), 0);
        std::vector<std::size_t> raised;
        std::vector<std::size_t> others;
        for (const std::size_t i : all) (holds_more_when_told(targets()[i]) ? raised : others).push_back(i);
        if (tell_all(raised) && (raised.empty() || others.empty() || do_know(raised)) && tell_all(others)) {
            do_know(all);
            push_what_is_short(all);
        } else {
            note_what_was_not_told();
        }
        for (std::size_t i = 0; i < outcome_.targets.size(); ++i) note_problem(i);
        return std::move(outcome_);
    }

private:
    /// Whether all of these could be told.
    bool tell_all(const std::vector<std::size_t>& which) {
        return std::ranges::all_of(which, [this](std::size_t i) { return tell(i, targets()[i].value); });
    }

    void note_what_was_not_told() {
        const auto has_problem = [](const TargetOutcome& one) { return !one.problem.empty(); };
        const auto first = std::ranges::find_if(outcome_.targets, has_problem) - outcome_.targets.begin();
        const std::string& culprit = targets()[static_cast<std::size_t>(first)].license_name;
        for (TargetOutcome& one : outcome_.targets) {
            if (!one.is_told && !has_problem(one)) one.problem = fmt::format("not told, since {} could not be", culprit);
        }
    }

    [[nodiscard]] Response run(Command command) const {
        const std::vector<Request> requests{{.source = source_, .command = std::move(command)}};
        return std::move(make_requests(requests, ports_).front());
    }

    bool tell(std::size_t i, std::int64_t value) {
        const SyncTarget& target = targets()[i];
        TargetOutcome& outcome = outcome_.targets[i];
        outcome.value = value;
        outcome.is_told = true;
        const bool is_to_hold_nothing = target.unit.by == SyncBy::reservation && value == 0;
        if (is_to_hold_nothing && !target.is_there) return true;
        const Response response = run(push_command(target, value, settings_));
        if (response.text) return true;
        // Slurm 26.05 lets no reservation hold 0.
        if (is_to_hold_nothing && run(delete_command(target, settings_)).text) return true;
        outcome.is_told = false;
        outcome.problem = to_sentence(response.text.error());
        is_logged_.insert(i);
        diagnostics_.push_back(response.text.error());
        return false;
    }

    [[nodiscard]] SyncReading ask() const {
        std::vector<Request> requests;
        std::vector<std::pair<bool, std::string>> whose;    // reservations, cluster
        for (const SyncTarget& target : targets()) {
            const bool is_reservation = target.unit.by == SyncBy::reservation;
            for (const std::string& cluster : target.clusters) {
                const std::pair one(is_reservation, cluster);
                if (std::ranges::find(whose, one) != whose.end()) continue;
                whose.push_back(one);
                const SlurmSource source{cluster.empty() ? "slurm" : "slurm:" + cluster, cluster};
                requests.push_back(is_reservation ? reservations_request(settings_, cluster)
                                                  : scontrol_request(settings_, source));
            }
        }
        const std::vector<Response> responses = make_requests(requests, ports_);
        SyncReading reading;
        for (std::size_t i = 0; i < responses.size(); ++i) {
            if (!responses[i].text) continue;
            const auto& [is_reservation, cluster] = whose[i];
            if (is_reservation) {
                Result<std::vector<LicenseReservation>> reservations = reservations_of(responses[i]);
                if (reservations) reading.reservations[cluster] = std::move(*reservations);
            } else if (Result<LicenseListing> listing = parse_scontrol(*responses[i].text, ports_.to_epoch)) {
                reading.licenses[cluster] = std::move(listing->licenses);
            }
        }
        return reading;
    }

    /// Asks until Slurm knows what it was told of these; whether it does.
    bool do_know(const std::vector<std::size_t>& which) {
        for (int asked = 1;; ++asked) {
            const SyncReading reading = ask();
            bool does_know = true;
            for (const std::size_t i : which) {
                outcome_.targets[i].problem = targets()[i].unit.by == SyncBy::reservation ? check_reservation(reading, i)
                                                                                          : check_last_consumed(reading, i);
                does_know = does_know && outcome_.targets[i].problem.empty();
            }
            if (does_know || asked == most_askings) return does_know;
            ports_.pause(pause_before_asking_again);
        }
    }

    [[nodiscard]] std::string check_reservation(const SyncReading& reading, std::size_t i) const {
        const SyncTarget& target = targets()[i];
        const auto all = reading.reservations.find(target.cluster);
        if (all == reading.reservations.end()) return "it was told, but scontrol could not be asked whether it knows";
        const auto ours = std::ranges::find(all->second, target.reservation, &LicenseReservation::name);
        const std::optional<std::int64_t> held =
            ours == all->second.end() ? std::nullopt : std::optional(tokens_held(*ours, target.license_name));
        if (held.value_or(0) == outcome_.targets[i].value) return {};
        return fmt::format("expected the reservation {} to hold {}, got {}", target.reservation,
                           counted(outcome_.targets[i].value, "token"), held ? std::to_string(*held) : "none of that name");
    }

    /// Notes what is used now, for what is short.
    std::string check_last_consumed(const SyncReading& reading, std::size_t i) {
        SyncTarget& target = outcome_.plan.targets[i];
        for (std::size_t cluster = 0; cluster < target.clusters.size(); ++cluster) {
            const auto all = reading.licenses.find(target.clusters[cluster]);
            if (all == reading.licenses.end()) return "it was told, but scontrol could not be asked whether it knows";
            const auto found = std::ranges::find_if(all->second, [&target](const License& one) {
                return one.remote && same_ignoring_case(one.name, target.license_name);
            });
            if (found == all->second.end())
                return fmt::format("it was told, but scontrol lists {} no longer", target.license_name);
            if (found->last_consumed != outcome_.targets[i].value) {
                return fmt::format("expected LastConsumed={}, got {}", outcome_.targets[i].value,
                                   found->last_consumed.value_or(0));
            }
            SyncCluster& known = target.unit.clusters[cluster];
            if (sane(found->total) != known.total)    // the deficit comes out differently
                return fmt::format("expected Total={} as before, got {}", known.total, found->total);
            known.used = sane(found->used);
        }
        return {};
    }

    [[nodiscard]] std::int64_t wanted(std::size_t i) const {
        const SyncTarget& target = targets()[i];
        if (target.unit.by == SyncBy::reservation || !outcome_.targets[i].problem.empty()) return outcome_.targets[i].value;
        return value_to_tell(target.unit, target.share);
    }

    void push_what_is_short(const std::vector<std::size_t>& all) {
        bool is_any_short = false;
        for (const std::size_t i : all) {
            if (wanted(i) <= outcome_.targets[i].value) continue;
            is_any_short = true;
            if (!tell(i, wanted(i))) return;
        }
        if (!is_any_short) return;
        do_know(all);
        for (const std::size_t i : all) {
            const std::int64_t missing = wanted(i) - outcome_.targets[i].value;
            if (missing <= 0) continue;
            outcome_.targets[i].problem =
                fmt::format("jobs took tokens again after LastConsumed={}: its deficit is still short by {}",
                            outcome_.targets[i].value, missing);
        }
    }

    void note_problem(std::size_t i) {
        const std::string& problem = outcome_.targets[i].problem;
        if (problem.empty() || is_logged_.contains(i)) return;
        diagnostics_.push_back({.source = source_, .got = fmt::format("{}: {}", targets()[i].license_name, problem)});
    }

    [[nodiscard]] const std::vector<SyncTarget>& targets() const { return outcome_.plan.targets; }

    const Settings& settings_;
    const Ports& ports_;
    std::vector<Diagnostic>& diagnostics_;
    std::string source_;
    ToolOutcome outcome_;
    std::set<std::size_t> is_logged_;
};

}    // namespace

Command push_command(const SyncTarget& target, std::int64_t value, const Settings& settings) {
    if (target.unit.by == SyncBy::last_consumed) {
        return slurm_command(settings, {}, program_beside_scontrol(settings.slurm, "sacctmgr"),
                             {"-i", "update", "resource", "where", "name=" + target.resource, "server=" + target.server, "set",
                              fmt::format("lastconsumed={}", value)});
    }
    const std::string name = "ReservationName=" + target.reservation;
    const std::string licenses = fmt::format("Licenses={}:{}", target.license_name, value);
    const std::vector<std::string> update{"update", name, licenses};
    const std::vector<std::string> create{"create",     "reservation",        name,    "StartTime=now", "Duration=7300-0",
                                          "Users=root", "Flags=LICENSE_ONLY", licenses};
    return slurm_command(settings, {"", target.cluster}, settings.slurm.scontrol, target.is_there ? update : create);
}

ToolOutcome push_plan(const SyncPlan& plan, const Settings& settings, const Ports& ports,
                      std::vector<Diagnostic>& diagnostics) {
    return PlanPusher(plan, settings, ports, diagnostics).push();
}

}    // namespace slurmlic
