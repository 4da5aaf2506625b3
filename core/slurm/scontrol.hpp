#pragma once

// What `scontrol show lic` prints, in every release from 14.03 to 26.05.
//
//  1 text     = none | { record | blank line }
//  2 none     = "No licenses configured in Slurm."
//  3 record   = long | oneline
//  4 long     = "LicenseName=" name, end of line, then lines that begin with a blank, or with KEY= where the indentation of
//               pasted text was lost, and hold fields
//                   LicenseName=vcs_batch
//                       Total=40 Used=7 Free=33 Reserved=5 Remote=no
//  5 oneline  = "LicenseName=" name " " fields (scontrol -o); no line of fields follows
//                   LicenseName=a b@srv Total=5 Used=0 Free=5 Reserved=0 Remote=yes
//  6 name     = any bytes. In 4 it ends at the end of the line. In 5 it ends before the last " Total=", or before the
//               known fields that stand in front of that one, each of which the record has only once.
//  7 fields   = KEY=VALUE, blanks between, in any order. A record must have Total, Used, Free, Remote, and may have
//               Reserved (20.11), LastConsumed LastDeficit LastUpdate (remote ones, 23.02), Nodes Mode (25.05).
//               Unknown ones are ignored; a known one that comes twice spoils the record.
//  8 count    = a decimal number of up to 64 bits, "-" allowed (Total=-2 was seen up to 24.11)
//  9 remote   = "yes" | "no"
// 10 update   = 2026-11-22T19:31:01 (local time) | digits (seconds since the epoch: SLURM_TIME_FORMAT=%s)
//               | 0 | Unknown | None | N/A | (null) | any local time in 1970, all meaning: never. It goes on to the next
//               KEY=, as other SLURM_TIME_FORMATs hold blanks; these, and numbers that are no time between 1971 and
//               9999, cost the update and are a skipped line.
// 11 cut off  = a record is not guessed at when the text ends in the middle of it: a required field is missing; the
//               text has no last newline and its last value could be longer; a last record in form 4 lacks the line
//               that other remote records (LastUpdate) or other records of its name (Nodes) have.
// 12 CR before a newline is ignored.

#include <string_view>

#include "core/slurm/license.hpp"
#include "core/text/local_time.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole listing. A record or line that can't be read is counted and kept as a diagnostic; a text in which nothing is
/// understood is an error. Marks hosts, and what is not understood, in `spans`.
Result<LicenseListing> parse_scontrol(std::string_view text, const ToEpoch& to_epoch, Spans* spans = nullptr);

/// Whether a saved text looks like such a listing.
bool is_scontrol(std::string_view text);

/// What to set SLURM_TIME_FORMAT to: only seconds since the epoch have no time zone and no blanks.
inline constexpr std::string_view scontrol_time_format = "%s";

}    // namespace slurmlic
