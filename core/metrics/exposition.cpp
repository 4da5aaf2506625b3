#include "core/metrics/exposition.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/metrics/seat_families.hpp"
#include "core/metrics/line_buffer.hpp"
#include "core/metrics/renderer.hpp"
#include "core/text/text.hpp"
#include "core/metrics/tool_families.hpp"

namespace slurmlic {
namespace {

/// A count that only some licenses have.
template <Count LicenseDetails::*member>
Count detail(const License& one) {
    return one.details ? (*one.details).*member : Count();
}

/// Every family there is, sorted by name.
constexpr std::array families{
    Family{"flexlm_feature_checkouts", "Seats of a FlexLM feature that are checked out, lingering ones too.",
           feature_seats<&FlexlmFeature::checkouts>},
    Family{"flexlm_feature_expiration_timestamp_seconds",
           "When the first license of a FlexLM feature expires, in seconds since the epoch.", feature_expiry},
    Family{"flexlm_feature_issued", "Seats that a FlexLM feature has.", feature_issued},
    Family{"flexlm_feature_linger", "Seats of a FlexLM feature that their users gave back and that linger.",
           feature_seats<&FlexlmFeature::linger>},
    Family{"flexlm_feature_queued", "Seats of a FlexLM feature that users wait for.", feature_seats<&FlexlmFeature::queued>},
    Family{"flexlm_feature_reservations", "Seats of a FlexLM feature that are reserved, used or not.",
           feature_seats<&FlexlmFeature::reservations>},
    Family{"flexlm_feature_used", "Seats of a FlexLM feature that are in use.", feature_seats<&FlexlmFeature::used>},
    Family{"flexlm_feature_used_users", "Seats of a FlexLM feature that its busiest users have checked out, and all others.",
           feature_users},
    Family{"flexlm_server_status", "1 if the FlexLM license server is up, 0 if not.", server_status},
    Family{"flexlm_vendor_status", "1 if the vendor daemon of a FlexLM license server is up, 0 if not.", vendor_status},
    Family{"license_tool_flexlm_issued", "Seats that FlexLM has of a tool; absent where one of its features has no limit.",
           tool_count<&Tool::flexlm_issued>},
    Family{"license_tool_flexlm_used", "Seats of a tool that FlexLM has checked out.", tool_count<&Tool::flexlm_used>},
    Family{"license_tool_gap", "What FlexLM counts of a tool beyond what Slurm does; 0 is good.", tool_count<&Tool::gap>},
    Family{"license_tool_idle_in_slurm", "Tokens of a tool that users hold in Slurm beyond their seats in FlexLM.",
           tool_count<&Tool::idle>},
    Family{"license_tool_info", "Which Slurm license is which pool of a tool; always 1.", tool_info},
    Family{"license_tool_outside_slurm", "Seats of a tool that users have in FlexLM beyond their tokens in Slurm.",
           tool_count<&Tool::outside>},
    Family{"license_tool_slurm_used", "Tokens of a tool that Slurm counts as used.", tool_count<&Tool::slurm_used>},
    Family{"slurm_licenses_free", "License tokens that Slurm can still hand out.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.free; }, true);
           }},
    Family{"slurm_licenses_info", "What kind of license it is; always 1.",
           [](Renderer& to, const Family& f) { to.license_info(f); }},
    Family{"slurm_licenses_jobs", "Jobs that hold a license, or wait and ask for it.", demand_jobs},
    Family{"slurm_licenses_last_consumed", "Tokens of a remote license in use everywhere, as last told to slurmdbd.",
           [](Renderer& to, const Family& f) { to.license_details(f, detail<&LicenseDetails::last_consumed>); }},
    Family{"slurm_licenses_last_deficit", "Tokens of a remote license that others use beyond their share.",
           [](Renderer& to, const Family& f) { to.license_details(f, detail<&LicenseDetails::last_deficit>); }},
    Family{"slurm_licenses_last_update_timestamp_seconds",
           "When slurmdbd was last told about a remote license, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.license_details(f, detail<&LicenseDetails::last_update>); }},
    Family{"slurm_licenses_requested", "License tokens that jobs hold, or wait and ask for.", demand_tokens},
    Family{"slurm_licenses_reserved", "License tokens that Slurm keeps for reservations, used or not.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) { return one.reserved; }, true);
           }},
    Family{"slurm_licenses_total", "License tokens that Slurm has to hand out.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.total; }, true);
           }},
    Family{"slurm_licenses_used", "License tokens that running and suspended jobs hold.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.used; }, true);
           }},
    Family{"slurmlic_build_info", "The version of slurmlic that wrote this file; always 1.",
           [](Renderer& to, const Family& f) {
               to.sample(f, {{"version", to.report.version}}, "1");
           }},
    Family{"slurmlic_last_run_duration_seconds", "Time that the last run of slurmlic took.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, number(to.report.run_duration_seconds)); }},
    Family{"slurmlic_last_run_success", "1 if the last run read and understood all of every source.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, to.report.success ? "1" : "0"); }},
    Family{"slurmlic_last_run_timestamp_seconds", "When the last run of slurmlic began, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, number(to.report.run_timestamp)); }},
    Family{last_success_family, "When the source was last read, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.sources(f, [](const SourceState& one) { return one.last_success; }); }},
    Family{"slurmlic_source_duration_seconds", "Time that it took to read the source.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(one.duration_seconds); });
           }},
    Family{"slurmlic_source_skipped_lines", "Lines of the source that were not understood.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(static_cast<double>(one.skipped_lines)); });
           }},
    Family{"slurmlic_source_up", "1 if the source was read and understood, 0 if not.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(one.up ? 1.0 : 0.0); });
           }},
};

}    // namespace

bool render(const Report& report, const Sink& sink) {
    Renderer renderer(report, sink);
    for (const Family& family : families) family.emit(renderer, family);
    return renderer.finish();
}

}    // namespace slurmlic
