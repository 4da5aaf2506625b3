#include "core/slurm/texts.hpp"

#include <array>

#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"

namespace slurmlic {
namespace {

void mark_scontrol(std::string_view text, Spans& spans) {
    static_cast<void>(parse_scontrol(
        text, [](const LocalTime&) { return 0; }, &spans));
}

void mark_squeue(std::string_view text, Spans& spans) { static_cast<void>(parse_squeue(text, &spans)); }

constexpr std::string_view words =
    "batch int interactive jobid lastconsumed lastdeficit lastupdate licensename munge recv scontrol slurm slurm_load_license "
    "slurm_load_licenses "
    "slurmctld slurmdb squeue";

constexpr std::array texts{TextKind{"scontrol show lic", is_scontrol, mark_scontrol, words},
                           TextKind{"squeue", is_squeue, mark_squeue, words}};

}    // namespace

std::span<const TextKind> slurm_texts() { return texts; }

}    // namespace slurmlic
