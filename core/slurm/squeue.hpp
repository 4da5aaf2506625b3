#pragma once

// What jobs ask for and hold, as squeue prints it.
//
//  1 text      = { job | head }; blank lines and a CR before a newline mean nothing; no line at all is no job
//  2 job       = ID "|" STATE "|" USER "|" licenses    (squeue --noheader --array --states=... --format=%i|%t|%u|%W)
//                    123|R|alice|vcs_batch:3,fluent@lic1:2
//  3 head      = "JOBID|ST|USER|LICENSES" | "CLUSTER: " NAME: passed over
//  4 ID        = NUMBER [ "_" INDEX | "+" OFFSET ] | NUMBER "_[" tasks [ "%" LIMIT ] "]"; the last is a pending array that
//                is still folded, and counts as its tasks
//                    5_3      7+1      5_[5-7%8]      5_[1,4,10-20:2]
//                A list that Slurm shortened ("...") can't be counted.
//  5 STATE     = squeue's compact code, see demand_of
//  6 licenses  = "" | "(null)" | "N/A" | license { "," license } | license { "|" license }: with "|" (25.05) any one of them
//                will do
//  7 license   = NAME [ ":" COUNT ]; 1 where there is no count. NAME may hold blanks, "@" and ":". What follows the last ":"
//                is the count; it is part of the name where it holds an "@", and else has to be a number.
//                    fluent      27000@lic2      a b@srv:2      x:y@srv      power:full_node (can't be read)
//                The other licenses of such a job are kept.
//
// Which licenses running jobs got that asked for any one of several:
//
//  8 allocated = ID "|" USER "|" held [ "|" ]    (squeue --noheader --array --states=... --Format=..., 25.05; an older one
//                complains on stderr, exits with 0 and leaves held empty)
//                    12|alice|abaqus:2|
//  9 held      = "" | "(null)" | "N/A" | license { ( "," | ";" ) license }

#include <optional>
#include <string_view>
#include <vector>

#include "core/slurm/job.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// What squeue is asked with.
inline constexpr std::string_view squeue_format = "%i|%t|%u|%W";
inline constexpr std::string_view squeue_allocated_format = "JobArrayID:|,UserName:|,LicensesAlloc:|";
inline constexpr std::string_view squeue_states = "PENDING,RUNNING,SUSPENDED,CONFIGURING";

/// R CF S ST SI RS run: Slurm gives licenses at allocation, and keeps them while a job is suspended. PD RD RH RQ RF SE wait.
/// CG and what comes after it hold none. Nothing where the code is not known.
std::optional<Demand> demand_of(std::string_view state);

/// Reads rules 1 to 7. A line that can't be read is counted and kept as a diagnostic; a text of which no line is understood
/// is an error. Marks users, the hosts in license names, and what is not understood, in `spans`.
Result<JobListing> parse_squeue(std::string_view text, Spans* spans = nullptr);

/// Whether a saved text looks like such a listing.
bool is_squeue(std::string_view text);

/// Reads rules 8 and 9: the same jobs, but with the tokens that they hold; all of them run.
Result<JobListing> parse_squeue_allocated(std::string_view text);

/// Puts what running jobs hold in the place of what they would be content with. Such a job that `allocated` does not know
/// is left out and becomes a skipped line of the listing; pending ones stay as they are.
void choose_allocated(JobListing& listing, const std::vector<Job>& allocated);

}    // namespace slurmlic
