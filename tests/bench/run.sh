#!/bin/bash
# tests/bench/run.sh SLURMLIC [RUNS]   the figures in README.md, "Performance"
#
# Two commands are always timed in turns in one loop (A B A B ...), on files in memory, and their medians compared: a noisy
# machine slows both. Needs gawk, GNU time, and /dev/shm. Exits 1 where a figure is worse than what README.md promises.
set -euo pipefail

slurmlic=$(realpath "${1:?usage: run.sh SLURMLIC [RUNS]}")
runs=${2:-7}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d /dev/shm/slurmlic-bench.XXXXXX)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
failed=0

# Wall seconds of a command.
seconds_of() {
    local begun=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f\n", b - a }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# in_turns N A B: the median seconds of two shell functions, run in turns N times after one run of each that is not counted.
in_turns() {
    local n=$1 a=$2 b=$3 i
    : >"$work/a" && : >"$work/b"
    seconds_of "$a" >/dev/null && seconds_of "$b" >/dev/null
    for ((i = 0; i < n; ++i)); do
        seconds_of "$a" >>"$work/a"
        seconds_of "$b" >>"$work/b"
    done
    echo "$(median <"$work/a") $(median <"$work/b")"
}

# Peak memory of a command in KiB.
peak_of() { env time -f %M -o "$work/peak" "$@" >/dev/null && cat "$work/peak"; }

# say WHAT FIGURE UNIT OPERATOR LIMIT: a row of the table in README.md
say() {
    local verdict=
    awk "BEGIN { exit !($2 $4 $5) }" || { verdict=" **missed**" && failed=1; }
    printf '| %s | %s %s (promised: %s %s)%s |\n' "$1" "$2" "$3" "$4" "$5" "$verdict"
}

# A listing of N licenses, 86 bytes each, as Slurm 20.11 or newer prints it.
listing() {
    awk -v n="$1" 'BEGIN {
        for (i = 0; i < n; ++i) {
            total = 100 + i % 900
            used = i % 100
            printf "LicenseName=vendor_tool_%07d@lic1\n    Total=%d Used=%d Free=%d Reserved=0 Remote=yes\n", i, total, used, total - used
        }
    }' >"$work/listing.$1"
}

large() { "$slurmlic" --input "$work/listing.1000000"; }
half() { "$slurmlic" --input "$work/listing.500000"; }
with_gawk() { gawk -f "$here/four_families.awk" "$work/listing.1000000"; }
bare_scontrol() { "$work/scontrol" show lic; }
whole_run() { "$slurmlic" --scontrol "$work/scontrol" --output "$work/out"; }

for n in 5 1000 500000 1000000; do listing $n; done
mkdir "$work/out"
printf '#!/bin/sh\nexec cat %s\n' "$work/listing.5" >"$work/scontrol"
chmod +x "$work/scontrol"

bytes=$(stat -c %s "$work/listing.1000000")
read -r ours theirs <<<"$(in_turns "$runs" large with_gawk)"
say "1,000,000 licenses ($((bytes / 1000000)) MB) to standard output, against gawk ($theirs s)" \
    "$(awk "BEGIN { printf \"%.1f\", $theirs / $ours }")" "times as fast" ">=" 20
read -r whole part <<<"$(in_turns "$runs" large half)"
say "1,000,000 licenses ($whole s), against 500,000" "$(awk "BEGIN { printf \"%.2f\", $whole / $part }")" "times as long" "<=" 2.4
peak=$(peak_of "$slurmlic" --input "$work/listing.1000000")
say "1,000,000 licenses, peak memory ($((peak / 1024)) MiB)" "$(awk "BEGIN { printf \"%.2f\", $peak * 1024 / $bytes }")" \
    "times the input" "<=" 4
say "1,000 licenses, peak memory" "$(awk "BEGIN { printf \"%.1f\", $(peak_of "$slurmlic" --input "$work/listing.1000") / 1024 }")" \
    "MiB" "<=" 12
read -r run bare <<<"$(in_turns $((runs * 15)) whole_run bare_scontrol)"
say "a whole run with 5 licenses, beyond a scontrol that takes $(awk "BEGIN { printf \"%.1f\", $bare * 1000 }") ms" \
    "$(awk "BEGIN { printf \"%.2f\", ($run - $bare) * 1000 }")" "ms" "<=" 3
exit $failed
