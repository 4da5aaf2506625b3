#pragma once

#include <string>
#include <vector>

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "cli/sync/outcome.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// The command that tells Slurm `value` of the target: sacctmgr, always with the server, or scontrol, which makes the
/// reservation where it is not there.
Command push_command(const SyncTarget& target, std::int64_t value, const Settings& settings);

/// Tells Slurm all of one plan: what is raised comes first, and nothing is lowered before Slurm knows of it, so that no token
/// is free in between that was not before. The first command that fails is the last. Then Slurm is asked whether it knows;
/// where tokens were taken since the plan was made, and a deficit is too small now, it is told once more. What went wrong is
/// added to `diagnostics`, too. A reservation that would hold 0 is not made, and is deleted where Slurm refuses the 0.
ToolOutcome push_plan(const SyncPlan& plan, const Settings& settings, const Ports& ports, std::vector<Diagnostic>& diagnostics);

}    // namespace slurmlic
