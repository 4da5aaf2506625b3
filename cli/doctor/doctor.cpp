#include "cli/doctor/doctor.hpp"

#include <algorithm>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/programs.hpp"

namespace slurmlic {

Exit doctor(const DoctorRequest& request, const Ports& ports) {
    const Facts facts = collect_facts(request, ports);
    Findings findings;
    for (const auto check : {check_settings, check_sources, check_slurm, check_tools, check_directory, check_access,
                             check_exporter, check_schedule, check_sync, check_clock}) {
        check(facts, findings);
    }
    withhold_unsafe_commands(findings, ports);
    const ViewStyle style{.colours = ports.terminal().takes_colours};
    const Result<void> printed = ports.print(request.json ? findings_json(findings.all) : findings_text(findings.all, style));
    if (!printed) {
        ports.log(printed.error());
        return Exit::not_published;
    }
    const bool is_well = std::ranges::all_of(findings.all, [](const Finding& one) { return one.health == Health::ok; });
    return is_well ? Exit::ok : Exit::incomplete;
}

}    // namespace slurmlic
