// Where tools are to be told by sync: it runs, it may, and it did.

#include <algorithm>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/starters.hpp"
#include "cli/sources/slurm_source.hpp"
#include "cli/sync/push.hpp"
#include "core/text/text.hpp"
#include "core/tools/sync_names.hpp"

namespace slurmlic {
namespace {

class SyncCheck {
public:
    SyncCheck(const Facts& facts, const SyncSetup& setup, Findings& findings)
        : facts_(facts), setup_(setup), findings_(findings) {}

    void check() {
        check_starters(facts_,
                       {.schedule = setup_.schedule,
                        .subject = "sync",
                        .directory = facts_.place.directory,
                        .user = setup_.user,
                        .last_run = last_success()},
                       findings_);
        check_rights();
        for (const SyncPlan& plan : setup_.plans) {
            if (plan.by && !is_held_twice(plan) && !plan.reason.empty()) {
                findings_.bad("sync", fmt::format("Slurm is told nothing of {}: {}", plan.tool, plan.reason),
                              Advice::command({"slurmlic", "sync", plan.tool}));
            }
        }
        check_runs();
    }

private:
    /// Nobody but an Operator, root and SlurmUser may.
    void check_rights() {
        const std::string& user = setup_.user;
        if (user == "root" || user == setup_.slurm_user) return findings_.ok("sync", user + " may tell Slurm");
        if (!setup_.has_slurmdbd) {
            const std::string& owner = setup_.slurm_user;
            return findings_.bad("sync",
                                 fmt::format("{} may not tell Slurm: without slurmdbd only root{} may", user,
                                             owner == "root" ? "" : " and " + owner),
                                 "let " + Advice::word(owner) + " run sync, as slurmlic(1), SYNC, says");
        }
        if (!setup_.rights_failure.empty()) {
            return findings_.warn("sync",
                                  fmt::format("whether {} may tell Slurm is not known: {}", user, setup_.rights_failure),
                                  Advice::own_command_as(user, show_rights(facts_, user)));
        }
        const std::string& level = setup_.admin_level;
        if (level == "Operator" || level == "Administrator") {
            return findings_.ok("sync", fmt::format("{} may tell Slurm: its AdminLevel is {}", user, level));
        }
        const Word sacctmgr("", program_beside_scontrol(facts_.settings.slurm, "sacctmgr"));
        if (level.empty()) {
            return findings_.bad("sync", fmt::format("{} may not tell Slurm: slurmdbd has no such user", user),
                                 Advice::command({sacctmgr, "-i", "add", "user", user, "account=root", "adminlevel=Operator"}));
        }
        findings_.bad("sync", fmt::format("{} may not tell Slurm: its AdminLevel is {}", user, level),
                      Advice::command({sacctmgr, "-i", "modify", "user", user, "set", "adminlevel=Operator"}));
    }

    /// Whether a license of the tool has a deficit and a reservation of ours; reports it.
    bool is_held_twice(const SyncPlan& plan) {
        const std::vector<Tool>& tools = facts_.readings.report.tools;
        const auto tool = std::ranges::find(tools, plan.tool, &Tool::name);
        bool is_any = false;
        for (const ToolPool& pool : tool->pools) {
            const std::int64_t deficit = deficit_of_pool(pool);
            const std::string reservation = reservation_name(plan.tool, pool.license_name);
            const std::int64_t held = held_by(reservation, pool);
            if (deficit <= 0 || held <= 0) continue;
            is_any = true;
            findings_.bad("sync",
                          fmt::format("{} has LastDeficit={}, and the reservation {} holds {}: both block the same seats",
                                      pool.license_name, deficit, reservation, counted(held, "token")),
                          *plan.by == SyncBy::reservation ? advice_on_deficit(pool) : advice_on_reservation(pool, reservation));
        }
        return is_any;
    }

    [[nodiscard]] std::int64_t deficit_of_pool(const ToolPool& pool) const {
        for (const ClusterLicenses& cluster : facts_.readings.report.slurm) {
            if (cluster.cluster != pool.cluster) continue;
            const auto found = std::ranges::find(cluster.licenses, pool.license_name, &License::name);
            if (found != cluster.licenses.end()) return found->last_deficit.value_or(0);
        }
        return 0;
    }

    [[nodiscard]] std::int64_t held_by(const std::string& reservation, const ToolPool& pool) const {
        const auto cluster = setup_.reservations.find(pool.cluster);
        if (cluster == setup_.reservations.end()) return 0;
        const auto found = std::ranges::find(cluster->second, reservation, &LicenseReservation::name);
        return found == cluster->second.end() ? 0 : tokens_held(*found, pool.license_name);
    }

    [[nodiscard]] Advice advice_on_deficit(const ToolPool& pool) const {
        for (const ResourceShare& one : setup_.resources) {
            if (!same_ignoring_case(fmt::format("{}@{}", one.name, one.server), pool.license_name)) continue;
            return advice_to_tell_0({.license_name = pool.license_name,
                                     .unit = {.by = SyncBy::last_consumed},
                                     .resource = one.name,
                                     .server = one.server});
        }
        return "set its LastConsumed to 0 by sacctmgr";
    }

    [[nodiscard]] Advice advice_on_reservation(const ToolPool& pool, const std::string& reservation) const {
        return advice_to_tell_0({.license_name = pool.license_name,
                                 .cluster = pool.cluster,
                                 .unit = {.by = SyncBy::reservation},
                                 .reservation = reservation,
                                 .is_there = true});
    }

    [[nodiscard]] Advice advice_to_tell_0(const SyncTarget& target) const {
        return Advice::own_command_as("root", push_command(target, 0, facts_.settings).argv);
    }

    /// Of a series of the tool that sync has published.
    [[nodiscard]] std::optional<double> published(std::string_view name, std::string_view tool) const {
        for (const Sample& one : setup_.published) {
            if (one.name == name && one.label("tool") == tool) return one.value;
        }
        return std::nullopt;
    }

    /// Of any tool.
    [[nodiscard]] std::optional<double> last_success() const {
        std::optional<double> last;
        for (const Sample& one : setup_.published) {
            if (one.name == time_name) last = std::max(last.value_or(0), one.value);
        }
        return last;
    }

    void check_runs() {
        if (setup_.file.empty()) {
            return findings_.bad("sync", "no directory is named in which sync publishes what it told Slurm",
                                 Advice::command({"slurmlic", "doctor", "--output", facts_.place.directory}));
        }
        if (setup_.published.empty()) {
            return findings_.bad(
                "sync", fmt::format("{} is not there, can't be read, or is empty: no run of sync was seen", setup_.file),
                advice_on_runs());
        }
        const std::size_t before = findings_.all.size();
        for (const ToolSettings& one : facts_.settings.tools) {
            if (one.sync) check_tool(one.name);
        }
        if (findings_.all.size() > before) return;
        findings_.ok("sync", fmt::format("{} says that Slurm was told of every tool that has sync =", setup_.file));
    }

    void check_tool(const std::string& tool) {
        const double now = facts_.ports.now();
        const std::optional<double> success = published("slurmlic_sync_success", tool);
        const std::optional<double> last = published(time_name, tool);
        std::string age = last ? fmt::format("was last told of {} {} ago", tool, age_text(std::max(now - *last, 0.0)))
                               : fmt::format("was never told of {}", tool);
        if (!success) {
            findings_.bad("sync", fmt::format("the last run of sync did not know of {}", tool), advice_on_runs());
        } else if (*success != 1) {
            findings_.bad("sync", fmt::format("the last run of sync failed: Slurm {}", age), advice_on_runs());
        } else if (!is_fresh(last, now)) {
            findings_.bad("sync", fmt::format("no run of sync has ended since: Slurm {}", age), advice_on_runs());
        }
    }

    /// The journal says why; else a run by hand does.
    [[nodiscard]] Advice advice_on_runs() const {
        if (setup_.schedule.has_timer()) return Advice::command({"journalctl", "-u", "slurmlic-sync", "-n", "20"});
        return Advice::command_as(setup_.user, {"slurmlic", "sync", "--apply", "--output", setup_.file});
    }

    static constexpr std::string_view time_name = "slurmlic_sync_last_success_timestamp_seconds";

    const Facts& facts_;
    const SyncSetup& setup_;
    Findings& findings_;
};

}    // namespace

void check_sync(const Facts& facts, Findings& findings) {
    if (facts.sync) SyncCheck(facts, *facts.sync, findings).check();
}

}    // namespace slurmlic
