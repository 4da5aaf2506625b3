#include "core/metrics/exposition.hpp"

#include <array>

#include "core/metrics/families.hpp"

namespace slurmlic {
namespace {

/// One of the values of a source.
template <auto member>
void source_value(const Report& report, SampleWriter& to) {
    for (const SourceState& one : report.sources) {
        const std::optional value = one.*member;
        to.number({{"source", one.source}}, value ? std::optional(static_cast<double>(*value)) : std::nullopt);
    }
}

/// Every family there is, sorted by name.
constexpr std::array families{
    Family{"license_app_info", "Which license manager serves an app; always 1.", app_info},
    Family{"license_daemon_up", "1 if the vendor daemon of a license server is up, 0 if not.", daemon_up},
    Family{"license_feature_borrowed", "Seats of a feature that are borrowed, or linger after their check-in.",
           feature_count<&Feature::borrowed>},
    Family{"license_feature_checkouts", "Seats of a feature that are checked out, borrowed ones too.",
           feature_count<&Feature::checkouts>},
    Family{"license_feature_expiration_timestamp_seconds",
           "When the first license of a feature expires, in seconds since the epoch.", feature_expiry},
    Family{"license_feature_issued", "Seats that a feature has.", feature_issued},
    Family{"license_feature_queued", "Seats of a feature that users wait for.", feature_count<&Feature::queued>},
    Family{"license_feature_reservations", "Seats of a feature that are reserved, used or not.",
           feature_count<&Feature::reservations>},
    Family{"license_feature_used", "Seats of a feature that are in use.", feature_count<&Feature::used>},
    Family{"license_feature_users", "Seats of a feature that its busiest users have checked out, and all others.",
           feature_users},
    Family{"license_server_up", "1 if the license server is up, 0 if not.", server_up},
    Family{"license_tool_gap", "What the license servers count of a tool beyond what Slurm does; 0 is good.",
           tool_count<&Tool::gap>},
    Family{"license_tool_idle_in_slurm", "Tokens of a tool that users hold in Slurm beyond their seats.",
           tool_count<&Tool::idle>},
    Family{"license_tool_info", "Which Slurm license is which pool of a tool; always 1.", tool_info},
    Family{"license_tool_outside_slurm", "Seats of a tool that users have beyond their tokens in Slurm.",
           tool_count<&Tool::outside>},
    Family{"license_tool_seats_issued", "Seats that a tool has; absent where one of its features has no limit.",
           tool_count<&Tool::seats_issued>},
    Family{"license_tool_seats_used", "Seats of a tool that are checked out.", tool_count<&Tool::seats_used>},
    Family{"license_tool_slurm_used", "Tokens of a tool that Slurm counts as used.", tool_count<&Tool::tokens_used>},
    Family{"license_tool_tokens", "Slurm's tokens of a pool of a tool, over its licenses and clusters.", tool_tokens},
    Family{"slurm_licenses_free", "License tokens that Slurm can still hand out.", license_count<&License::free>},
    Family{"slurm_licenses_info", "What kind of license it is; always 1.", license_info},
    Family{"slurm_licenses_jobs", "Jobs that hold a license, or wait and ask for it.",
           license_demand<&LicenseDemand::pending_jobs, &LicenseDemand::running_jobs>},
    Family{"slurm_licenses_last_consumed", "Tokens of a remote license in use everywhere, as last told to slurmdbd.",
           license_count<&License::last_consumed, &SampleWriter::count>},
    Family{"slurm_licenses_last_deficit", "Tokens of a remote license that others use beyond their share.",
           license_count<&License::last_deficit, &SampleWriter::count>},
    Family{"slurm_licenses_last_update_timestamp_seconds",
           "When slurmdbd was last told about a remote license, in seconds since the epoch.",
           license_count<&License::last_update, &SampleWriter::count>},
    Family{"slurm_licenses_requested", "License tokens that jobs hold, or wait and ask for.",
           license_demand<&LicenseDemand::pending_tokens, &LicenseDemand::running_tokens>},
    Family{"slurm_licenses_reserved", "License tokens that Slurm keeps for reservations, used or not.",
           license_count<&License::reserved>},
    Family{"slurm_licenses_total", "License tokens that Slurm has to hand out.", license_count<&License::total>},
    Family{"slurm_licenses_unexplained", "License tokens in use that no job holds which squeue shows; 0 is good.",
           license_unexplained},
    Family{"slurm_licenses_used", "License tokens that running and suspended jobs hold.", license_count<&License::used>},
    Family{"slurmlic_build_info", "The version of slurmlic that wrote this file; always 1.",
           [](const Report& report, SampleWriter& to) {
               to.count({{"version", report.version}}, 1);
           }},
    Family{"slurmlic_last_run_duration_seconds", "Time that the last run of slurmlic took.",
           [](const Report& report, SampleWriter& to) { to.number({}, report.run_duration_seconds); }},
    Family{"slurmlic_last_run_success", "1 if the last run read and understood all of every source.",
           [](const Report& report, SampleWriter& to) { to.count({}, report.success ? 1 : 0); }},
    Family{"slurmlic_last_run_timestamp_seconds", "When the last run of slurmlic began, in seconds since the epoch.",
           [](const Report& report, SampleWriter& to) { to.number({}, report.run_timestamp); }},
    Family{"slurmlic_last_success_timestamp_seconds", "When the source was last read, in seconds since the epoch.",
           source_value<&SourceState::last_success>},
    Family{"slurmlic_source_duration_seconds", "Time that it took to read the source.",
           source_value<&SourceState::duration_seconds>},
    Family{"slurmlic_source_skipped_lines", "Lines of the source that were not understood.",
           source_value<&SourceState::skipped_lines>},
    Family{"slurmlic_source_up", "1 if the source was read and understood, 0 if not.", source_value<&SourceState::up>},
};

}    // namespace

void render(const Report& report, const TakePiece& take) {
    ExpositionText text(take);
    for (const Family& family : families) {
        SampleWriter writer(family.name, family.help, text);
        family.write(report, writer);
    }
    text.hand_on();
}

Extent extent_of(const Report& report) {
    Extent extent;
    for (const Family& family : families) {
        SampleWriter writer(family.name, extent);
        family.write(report, writer);
    }
    return extent;
}

}    // namespace slurmlic
