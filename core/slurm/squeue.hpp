#pragma once

// What jobs ask for and hold, as squeue prints it.
//
//  1 text      = { job | head }; blank lines and a CR before a newline mean nothing; no line at all is no job
//  2 job       = ID "|" STATE "|" USER "|" [ ACCOUNT "|" ] licenses    (squeue --noheader --all --states=... with the format
//                below; without ACCOUNT it is the form of earlier versions of slurmlic)
//                    123|R|alice|chips|vcs_batch:3,fluent@lic1:2
//                What stands in the place of ACCOUNT and ends in ":" COUNT or "=" COUNT is the first of the licenses.
//  3 head      = "JOBID|ST|USER|" ... | "CLUSTER: " NAME: passed over
//  4 ID        = NUMBER [ "_" INDEX | "+" OFFSET ] | NUMBER "_[" tasks [ "%" LIMIT ] "]"; the last is a pending array, and
//                counts as its tasks, whatever LIMIT says of how many may run
//                    5_3      7+1      5_[5-7%8]      5_[1,4,10-20:2]
//                A list that Slurm shortened ("...", where SLURM_BITSTR_LEN is not 0) can't be counted.
//  5 STATE     = squeue's compact code, see demand_of
//  6 licenses  = "" | "(null)" | "N/A" | license { ( "," | ";" ) license } | license { "|" license }: with "|" (25.05) any one
//                of them will do. Users may type ";" for "," since 14.03; Slurm writes it since 25.05 when slurmctld restarts
//  7 license   = NAME [ ( ":" | "=" | "*" ) COUNT ]; 1 where there is no count. "=" is of 23.11 to 26.05, "*" of up to 19.05.
//                NAME may hold any of them, and blanks and "@": which part is the name is found by the names that scontrol
//                lists (core/slurm/demand.hpp). A ":" with no number and no "@" behind it can't be read; the other licenses of
//                such a job are kept.
//                    fluent      27000@lic2      a b@srv:2      x:y@srv      fluent=3      power:full_node (can't be read)
//
// Which licenses running jobs got that asked for any one of several:
//
//  8 allocated = ID "|" USER "|" held [ "|" ]    (squeue --noheader --all --states=... --Format=..., 25.05; an older one
//                complains on stderr, exits with 0 and leaves held empty)
//                    12|alice|abaqus:2|
//  9 held      = "" | "(null)" | "N/A" | license { ( "," | ";" ) license }

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/slurm/job.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// What may stand between a license's name and its count: rule 7.
inline constexpr std::string_view count_marks = ":=*";

/// What squeue is asked with.
inline constexpr std::string_view squeue_format = "%i|%t|%u|%a|%W";
inline constexpr std::string_view squeue_allocated_format = "JobArrayID:|,UserName:|,LicensesAlloc:|";

/// squeue lists a job that has a flag, such as STOPPED, under the flag's name alone. These are the states in which a job holds
/// licenses or waits for them, as far as every Slurm from 22.05 to 26.05 knows them.
inline constexpr std::string_view squeue_states =
    "PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,REQUEUED,REQUEUE_FED,"
    "REQUEUE_HOLD";

/// R CF S ST SI RS run: Slurm gives licenses at allocation, and keeps them while a job is suspended. PD RD RH RQ RF SE EX wait.
/// CG and what comes after it hold none. Nothing where the code is not known.
std::optional<Demand> demand_of(std::string_view state);

/// What a job's id is sorted by, which grows with time: its number, then the task or offset behind it.
struct JobAge {
    std::int64_t number = 0;
    std::int64_t index = 0;
    auto operator<=>(const JobAge&) const = default;    // NOLINT(modernize-use-nullptr): takes it for a null pointer
};
JobAge age_of(std::string_view job_id);

/// Reads rules 1 to 7; the licenses stand as the jobs name them, not yet taken apart. A line that can't be read is counted and
/// kept as a diagnostic; a text of which no line is understood is an error. Marks users, the hosts in license names, and what
/// is not understood, in `spans`.
Result<JobListing> parse_squeue(std::string_view text, Spans* spans = nullptr);

/// Whether a saved text looks like such a listing.
bool is_squeue(std::string_view text);

/// Reads rules 8 and 9: the same jobs, but with the tokens that they hold; all of them run.
Result<JobListing> parse_squeue_allocated(std::string_view text);

/// Puts what running jobs hold in the place of what they would be content with; pending ones stay as they are. Such a job that
/// `allocated` does not know has ended meanwhile, and is left out. Null: nobody could tell; then each is left out and becomes a
/// skipped line of the listing.
void choose_allocated(JobListing& listing, const std::vector<Job>* allocated);

}    // namespace slurmlic
