#!/bin/sh
# rules.sh   checks what monitoring/prometheus holds: the rules and the sample configuration are valid, their tests pass, and
# these do look: every alert that comes a minute late or early is found. Every check runs; the exit status is 1 when one has
# failed.
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 1
folder=$(cd "$here/../../monitoring/prometheus" && pwd) || exit 1
rules=$folder/slurmlic.rules.yml

missing=
for tool in promtool jsonnet python3 awk sed grep sort cmp comm mktemp; do
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
succeeds "every alert in every rhythm" python3 -B "$here/alerts.py"
if said=$(python3 -B "$here/alert_texts.py" 2>&1); then
    ok "every alert says what it is about, with a runbook and a dashboard"
else
    bad "every alert says what it is about, with a runbook and a dashboard" "$said"
fi

# They do look: rules that take for 0 what could not be told.
mkdir "$work/tests"
cp "$folder"/tests/*.test.yml "$work/tests/"
sed 's/> tool:license_tool_seats_issued:max$/> (tool:license_tool_seats_issued:max or 0 * tool:license_tool_slurm_used:max)/' \
    "$rules" >"$work/slurmlic.rules.yml"
if cmp -s "$rules" "$work/slurmlic.rules.yml"; then
    bad "the tests see an alert that takes for 0 what could not be told" "nothing is changed: have the rules changed?"
else
    fails "the tests see an alert that takes for 0 what could not be told" promtool test rules "$work/tests/absent.test.yml"
fi

# All alerts a minute later, and a minute earlier (those that wait for days a day): of each, some test fails.
changed() { # MINUTES: the rules so changed
    jsonnet -S -J "$folder/../mixin" "$folder/../mixin/rules_yaml.libsonnet" --tla-code mixin="
        local mixin = import 'mixin.libsonnet';
        mixin { _config+:: {
            [name]: mixin._config[name] + $1 for name in ['minutes', 'minutesSource', 'minutesDown', 'longMinutes']
        } + {
            [name]: mixin._config[name] - $1 for name in ['expiryWarningDays', 'expiryCriticalDays']
        } }" |
        awk -v minutes="$1" '
            $1 == "for:" { $0 = sprintf("        for: %dm", $2 + minutes) }
            { gsub(/<= time\(\)$/, sprintf("<= time() - %d", 60 * minutes)); print }'
}
for minutes in 1 -1; do
    changed "$minutes" >"$work/slurmlic.rules.yml" || bad "the rules can be changed"
    python3 -B "$here/alerts.py" --fails --rules "$work/slurmlic.rules.yml" | sort -u >"$work/seen $minutes"
done

sed -n 's/^ *- alert: *//p' "$rules" | sort -u >"$work/alerts"
awk '
    $1 == "-" && $2 == "alert:" { alert = $3; summary = 0 }
    $1 == "summary:" { summary = 1 }
    $1 == "description:" { summary = 0 }
    summary && /\$labels\.cluster/ { print alert }' "$rules" | sort -u >"$work/names cluster"
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
covered "the tests see when an alert fires late" "$work/alerts" "$work/seen 1"
covered "the tests see when an alert fires early" "$work/alerts" "$work/seen -1"
covered "every alert names the cluster in its summary" "$work/alerts" "$work/names cluster"
printf '%s\n' LicenseExhausted LicenseFull LicenseServerQueue LicensesUnexplained LicenseGap LicensesOutsideSlurm \
    LicensesIdleInSlurm SlurmTotalAboveIssued LicenseServerDown LicenseDaemonDown LicenseTriadDegraded LicenseExpiring \
    LicenseExpired SlurmRemoteLicenseStale SlurmlicSourceDown SlurmlicSourceFlapping SlurmlicStale SlurmlicAbsent \
    SlurmlicSkippedLines SlurmlicClockSkew SlurmlicSyncFailed | sort >"$work/promised"
covered "every alert that users were promised is there" "$work/promised" "$work/alerts"

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
