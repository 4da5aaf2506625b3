#!/bin/sh
# rules.sh   checks what monitoring/prometheus holds: the rules and the sample configuration are valid, the tests of the rules
# pass and do look, and every alert has a test that fires it and one that does not. Every check runs; the exit status is 1
# when one has failed.
set -u

folder=$(cd "$(dirname "$0")/../../monitoring/prometheus" && pwd) || exit 1
rules=$folder/slurmlic.rules.yml

missing=
for tool in promtool awk sed grep sort cmp comm mktemp; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] || {
    echo "rules.sh: these programs are missing:$missing (.ci/deps installs them)" >&2
    exit 1
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export LC_ALL=C

failures=0
ok() { echo "ok    $1"; }
bad() { # NAME [DETAILS]
    echo "FAIL  $1"
    [ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/      /'
    failures=$((failures + 1))
}
succeeds() { # NAME COMMAND...: exit status 0, and each thing it speaks of is a success
    name=$1
    shift
    said=$("$@" 2>&1 </dev/null)
    status=$?
    if [ "$status" = 0 ] && printf '%s\n' "$said" | grep -q SUCCESS &&
        ! printf '%s\n' "$said" | grep -v -e '^ *SUCCESS' -e '^Checking ' -e '^Unit Testing: ' | grep -q .; then
        ok "$name"
    else
        bad "$name" "status $status
$said"
    fi
}
fails() { # NAME COMMAND...: it says FAILED, and its exit status is not 0
    name=$1
    shift
    if ! said=$("$@" 2>&1 </dev/null) && printf '%s\n' "$said" | grep -q FAILED; then
        ok "$name"
    else
        bad "$name" "$said"
    fi
}

succeeds "promtool check rules" promtool check rules --lint=all --lint-fatal "$rules"
succeeds "promtool check config: the sample" promtool check config "$folder/scrape.yml"

# The sample with all that stands in comments put in; the prose of the comments is left.
cp "$rules" "$work/"
sed 's/^\( *\)# \( *- \|  labels: \|alerting:\|  alertmanagers:\)/\1\2/' "$folder/scrape.yml" >"$work/all.yml"
succeeds "promtool check config: the sample with every comment put in" promtool check config "$work/all.yml"

count=0
for file in "$folder"/tests/*.test.yml; do
    count=$((count + 1))
    succeeds "promtool test rules: $(basename "$file")" promtool test rules "$file"
done
[ "$count" -ge 10 ] || bad "the tests of the rules are there" "found only $count"

# They do look: an alert that comes a minute late, one that comes a minute early, and one that says something else.
mkdir "$work/tests"
cp "$folder"/tests/*.test.yml "$work/tests/"
sees() { # NAME TESTS SED: with the rules so changed, the tests fail
    sed "$3" "$rules" >"$work/slurmlic.rules.yml"
    if cmp -s "$rules" "$work/slurmlic.rules.yml"; then
        bad "$1" "$3 changes nothing: have the rules changed?"
    else
        fails "$1" promtool test rules "$work/tests/$2.test.yml"
    fi
}
sees "the tests see an alert that says something else" slurm 's/has none to hand/has some to hand/'
sees "the tests see an alert that takes for 0 what could not be told" absent \
    's/> tool:license_tool_seats_issued:max$/> (tool:license_tool_seats_issued:max or 0 * tool:license_tool_slurm_used:max)/'

# All alerts a minute later, and those that wait a minute earlier: of each, some test fails.
for minutes in 1 -1; do
    awk -v minutes="$minutes" '
        $1 == "-" && $2 == "alert:" { waits = 0 }
        $1 == "for:" {
            waits = 1
            $0 = sprintf("        for: %dm", ($2 ~ /h$/ ? 60 : 1) * $2 + minutes)
        }
        $1 == "labels:" && !waits && minutes > 0 { print "        for: 1m" }
        { print }' "$rules" >"$work/slurmlic.rules.yml"
    for file in "$work"/tests/*.test.yml; do
        promtool test rules "$file" 2>&1 </dev/null | sed -n 's/^ *alertname: \([A-Za-z]*\), time: .*/\1/p'
    done | sort -u >"$work/seen $minutes"
done
awk '
    $1 == "-" && $2 == "alert:" { alert = $3; summary = 0 }
    $1 == "summary:" { summary = 1 }
    $1 == "description:" { summary = 0 }
    (summary && /\$labels\.cluster/) || /annotations: \*expiring/ { print alert }' "$rules" | sort -u >"$work/names cluster"

# --- every alert, with every severity, fires somewhere, and every alert is quiet somewhere
sed -n 's/^ *- alert: *//p' "$rules" | sort -u >"$work/alerts"
awk '$1 == "-" && $2 == "alert:" { alert = $3 } $1 == "severity:" { print alert, $2 }' "$rules" | sort -u >"$work/severities"
# In both ways to write a case: on one line in braces, and as a block.
awk '
    match($0, /alertname: [A-Za-z]+/) { alert = substr($0, RSTART + 11, RLENGTH - 11) }
    /exp_alerts: \[\]/ { print alert > quiet }
    match($0, /exp_labels: *\{severity: [a-z]+/) { print alert, substr($0, RSTART, RLENGTH) > fires }
' quiet="$work/all quiet" fires="$work/all fires" "$folder"/tests/*.test.yml
sort -u "$work/all quiet" >"$work/quiet"
sed 's/exp_labels: *{severity: //' "$work/all fires" | sort -u >"$work/fires"
covered() { # NAME WANTED FOUND
    lacking=$(comm -23 "$2" "$3")
    if [ ! -s "$2" ]; then
        bad "$1" "found no alerts: has the form of the rules changed?"
    elif [ -n "$lacking" ]; then
        bad "$1" "not so: $lacking"
    else
        ok "$1 ($(wc -l <"$2" | tr -d ' '))"
    fi
}
covered "every alert, with each severity, has a test that fires it" "$work/severities" "$work/fires"
covered "every alert has a test in which it is quiet" "$work/alerts" "$work/quiet"
awk '$1 == "-" && $2 == "alert:" { alert = $3 } $1 == "for:" { print alert }' "$rules" | sort -u >"$work/waiting"
covered "the tests see when an alert fires late" "$work/alerts" "$work/seen 1"
covered "the tests see when an alert fires early" "$work/waiting" "$work/seen -1"
covered "every alert names the cluster in its summary" "$work/alerts" "$work/names cluster"
printf '%s\n' LicenseExhausted LicensesUnexplained LicenseGap LicensesOutsideSlurm LicensesIdleInSlurm SlurmTotalAboveIssued \
    LicenseServerDown LicenseDaemonDown LicenseTriadDegraded LicenseExpiring LicenseExpired SlurmRemoteLicenseStale \
    SlurmlicSourceDown SlurmlicStale SlurmlicAbsent SlurmlicSkippedLines | sort >"$work/promised"
covered "every alert that users were promised is there" "$work/promised" "$work/alerts"

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
