#!/bin/sh
# units.sh SLURMLIC   checks what comes with the program: systemd units, cron file, sample settings, slurmlic.1; and that
# --help, manual page, sample and output tell one story. Every check runs; the exit status is 1 when one has failed.
set -u

if [ $# != 1 ] || [ ! -x "$1" ]; then
    echo "usage: units.sh SLURMLIC" >&2
    exit 2
fi
slurmlic=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
man=$source/man/slurmlic.1
sample=$source/cron/slurmlic.toml
listing=$source/tests/data/demo/show_lic.txt

missing=
for tool in systemd-analyze mandoc jq awk sed grep sort diff mktemp; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] || {
    echo "units.sh: these programs are missing:$missing (.ci/deps installs them)" >&2
    exit 1
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"
mkdir "$work/units" "$work/down" "$work/out"
# What a scontrol of any cluster prints, in the long form also for -o: the sample, which has every kind of license.
stand_ins "$work" "$listing"
ln -s "$slurmlic" "$work/bin/slurmlic"
printf '#!/bin/sh\necho "slurm_load_license error: Unable to contact slurm controller" >&2; exit 1\n' >"$work/down/scontrol"
chmod +x "$work/down/scontrol"
# Takes the place of the one that would write to the real syslog.
cat >"$work/bin/logger" <<EOT
#!/bin/sh
cat >>"$work/syslog"
EOT
chmod +x "$work/bin/logger"
export LC_ALL=C
unset SLURM_CONF JOURNAL_STREAM

silent() { # NAME COMMAND...: exit status 0 and not a word; systemd-analyze verify ends with 0 on a wrong key, too
    name=$1
    shift
    if said=$("$@" 2>&1 </dev/null) && [ -z "$said" ]; then
        ok "$name"
    else
        bad "$name" "$*: $said"
    fi
}
same() { # NAME ONE OTHER: two sorted lists are equal and not empty
    if [ ! -s "$2" ]; then
        bad "$1" "nothing found to compare: has the form of $(basename "$2") changed?"
    elif difference=$(diff "$2" "$3"); then
        ok "$1 ($(wc -l <"$2" | tr -d ' '))"
    else
        bad "$1" "< $(basename "$2")   > $(basename "$3")
$difference"
    fi
}

# --- systemd: the units as they are but for the program, which is not installed here; nor is the man page
for unit in slurmlic slurmlic-sync; do
    sed "s|^ExecStart=/usr/bin/slurmlic |ExecStart=$slurmlic |" "$source/cron/$unit.service" >"$work/units/$unit.service"
    cp "$source/cron/$unit.timer" "$work/units/"
    grep -q "^ExecStart=$slurmlic " "$work/units/$unit.service" || bad "$unit.service runs /usr/bin/slurmlic"
    silent "systemd-analyze verify has nothing to say of $unit" \
        systemd-analyze verify --man=no "$work/units/$unit.service" "$work/units/$unit.timer"
done

# ... and it would say something if there were something to say
sed 's/^ProtectHome=/ProtectHouse=/' "$work/units/slurmlic.service" >"$work/wrong.service"
if [ -n "$(systemd-analyze verify --man=no "$work/wrong.service" 2>&1)" ]; then
    ok "systemd-analyze verify does look at the keys"
else
    bad "systemd-analyze verify does look at the keys" "it took ProtectHouse= without a word"
fi

most_exposure=1.5
for unit in slurmlic slurmlic-sync; do
    report=$(systemd-analyze security --offline=true --no-pager "$work/units/$unit.service" 2>&1)
    exposure=$(printf '%s\n' "$report" | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
    name="$unit.service: systemd-analyze security: exposure ${exposure:-unknown}, at most $most_exposure"
    if [ -n "$exposure" ] && awk "BEGIN { exit !($exposure <= $most_exposure) }"; then
        ok "$name"
    else
        bad "$name" "$(printf '%s\n' "$report" | tail -3)"
    fi
done
# So that the reasons in one hold for the other; what stands twice counts.
of_service() { sed -n '/^\[Service\]/,$ { /^[A-Z]/p; }' "$source/cron/$1.service" | grep -vE '^(ExecStart|TimeoutStartSec)='; }
of_service slurmlic >"$work/keys of slurmlic.service"
of_service slurmlic-sync >"$work/keys of slurmlic-sync.service"
same "slurmlic-sync.service: user, sandbox and limits of slurmlic.service" \
    "$work/keys of slurmlic.service" "$work/keys of slurmlic-sync.service"

# --- the command lines of unit and cron file do what they are for
published() { # NAME COMMAND: run by sh with what cron gives; ends with 0, writes the file, says nothing
    rm -rf "$work/out" "$work/syslog"
    mkdir "$work/out"
    if said=$(env -i HOME="$work" SHELL=/bin/sh PATH="$work/bin:$path" sh -c "$2" 2>&1 </dev/null) && [ -z "$said" ] &&
        [ ! -s "$work/syslog" ] && grep -q '^slurm_licenses_free{license_name="signal toolbox@lic2.example.com"} 0$' "$work/out/slurm_licenses.prom"; then
        ok "$1"
    else
        bad "$1" "$2
$said
$(cat "$work/syslog" 2>/dev/null)"
    fi
}
directory=/var/lib/prometheus/node-exporter
path=$(sed -n 's/^PATH=//p' "$source/cron/slurmlic.cron")
line=$(grep '^\*' "$source/cron/slurmlic.cron")
case $line in
"* * * * * slurmlic "*"; slurmlic --output $directory "*) ok "slurmlic.cron: every minute, as slurmlic, into $directory" ;;
*) bad "slurmlic.cron: every minute, as slurmlic, into $directory" "$line" ;;
esac
case $line in
*%*) bad "slurmlic.cron has no %, which cron takes for a newline" "$line" ;;
*) ok "slurmlic.cron has no %, which cron takes for a newline" ;;
esac
command_of() { printf '%s\n' "$1" | sed "s|$directory|$work/out|"; }
job=$(command_of "${line#\* \* \* \* \* slurmlic }")
published "slurmlic.cron: the command runs" "$job"
# Cron mails what a job prints, whatever its status is.
silent "slurmlic.cron: a Slurm that is down makes no mail" \
    env -i HOME="$work" PATH="$work/down:$work/bin:$path" sh -c "$job"
silent "slurmlic.cron: ... but a line in syslog" grep -q 'Unable to contact slurm controller' "$work/syslog"
silent "slurmlic.cron: no program, no mail" env -i HOME="$work" PATH=/usr/bin:/bin sh -c "$job"
silent "slurmlic.cron: cron itself is told not to mail" grep -qx 'MAILTO=""' "$source/cron/slurmlic.cron"
path=/usr/bin:/bin
start=$(sed -n 's|^ExecStart=/usr/bin/||p' "$source/cron/slurmlic.service")
published "slurmlic.service: the command runs" "$(command_of "$start")"
silent "slurmlic.service: the directory it writes to is writable, and upstream's" \
    grep -qx "ReadWritePaths=-${start##* } -/var/lib/node_exporter/textfile_collector" "$source/cron/slurmlic.service"
silent "slurmlic.service: a source that is down is no failure, all else is" \
    sh -c "test \"\$(grep -c '^SuccessExitStatus=' '$source/cron/slurmlic.service')\" = 1 && grep -qx SuccessExitStatus=1 '$source/cron/slurmlic.service'"
# The filter of system calls holds for 32-bit programs, too; old ones write to their own code while they start.
silent "slurmlic.service: an old lmutil may relocate its code" \
    sh -c "! grep -q '^MemoryDenyWriteExecute=' '$source/cron/slurmlic.service'"
silent "slurmlic.service: munge, slurmctld and 32-bit programs are let through" \
    sh -c "grep -qx 'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6' '$source/cron/slurmlic.service' && ! grep -q '^SystemCallArchitectures=' '$source/cron/slurmlic.service'"

# --- sync: off in the cron file, and the command of the unit
sync_line=$(grep '^#\* ' "$source/cron/slurmlic.cron")
check "slurmlic.cron: sync is the same line but for the command, and off" \
    is "$sync_line" "#$(printf '%s\n' "$line" | sed 's/ slurmlic --output / slurmlic sync --apply --output /')"
check "slurmlic-sync.service: runs that command" grep -qx "ExecStart=/usr/bin/slurmlic sync --apply --output $directory" \
    "$source/cron/slurmlic-sync.service"
rm -f "$work/syslog"
silent "slurmlic.cron: sync without a tool to tell Slurm of makes no mail" \
    env -i HOME="$work" PATH="$work/bin:$path" sh -c "$(command_of "${sync_line#\#\* \* \* \* \* slurmlic }")"
silent "slurmlic.cron: ... but says so in syslog" grep -q 'apply: expected sync = ' "$work/syslog"

limit=$("$slurmlic" --help | sed -n 's/.*--timeout .*(default: \([0-9]*\)s)$/\1/p')
start_limit=$(sed -n 's/^TimeoutStartSec=\([0-9]*\)s$/\1/p' "$source/cron/slurmlic.service")
# What the unit's comments promise, in rounds of at most 64 commands: two for 128 of them, and three of squeue.
if [ "${start_limit:-0}" -ge "$((5 * ${limit:-9999} + 20))" ] && grep -q 'enough for 128 commands' "$source/cron/slurmlic.service" &&
    grep -qx 'constexpr std::size_t most_at_once = 64;' "$source/core/os/run_commands.cpp"; then
    ok "slurmlic.service: TimeoutStartSec=${start_limit}s leaves room for five rounds of ${limit}s, and 20 s to read"
else
    bad "slurmlic.service: TimeoutStartSec= leaves room for five rounds of --timeout, and 20 s to read" "$start_limit, $limit"
fi

sync_limit=$(sed -n 's/^TimeoutStartSec=\([0-9]*\)s$/\1/p' "$source/cron/slurmlic-sync.service")
check "slurmlic-sync.service: TimeoutStartSec=${sync_limit}s leaves room for that and for eight times ${limit}s" \
    test "${sync_limit:-0}" -ge "$((${start_limit:-9999} + 8 * ${limit:-9999}))"
check "... as sync asks so often whether Slurm knows" grep -q '^constexpr int most_askings = 5;' "$source/cli/sync/push.cpp"

# --- sample settings
silent "slurmlic.toml is accepted as it is" "$slurmlic" -c "$sample" -o "$work/out" -i "$listing"
# Either server or license_file.
sed '/^#license_file/d; s/^#\([a-z[]\)/\1/' "$sample" |
    sed "s|/srv/lmstat.txt|$work/lmstat.txt|; s|/srv/jobs.txt|$work/squeue.txt|; s/^users = 0/users = 1/" >"$work/all.toml"
silent "slurmlic.toml is accepted with every key put in" "$slurmlic" -c "$work/all.toml" -o "$work/out" -i "$listing"
sed -n 's/^#\{0,1\}\([a-z_][a-z_]*\) = .*/\1/p' "$sample" | sort -u >"$work/keys of slurmlic.toml"
# What the program itself calls its keys, asked by keys that there are none of.
keys_of() { # TABLE
    printf '%s\nzzzzzzzzzzzzzz = 1\n' "$1" >"$work/none.toml"
    "$slurmlic" -c "$work/none.toml" 2>&1 | sed -n 's/.*the keys here are //p' | sed 's/, /\n/g'
}
{
    keys_of '' | grep -vx -e slurm -e flexlm -e rlm -e lmx -e dsls -e lsdyna -e tool -e users
    keys_of '[slurm]'
    for table in flexlm rlm lmx dsls lsdyna command tool; do keys_of "[[$table]]"; done
} | sort -u >"$work/keys of slurmlic"
same "slurmlic.toml has every key" "$work/keys of slurmlic" "$work/keys of slurmlic.toml"

# --- man page
silent "mandoc -Tlint finds nothing" mandoc -Tlint -W warning "$man"
section() { sed -n "/^\.Sh $1\$/,/^\.Sh /p" "$man"; }
"$slurmlic" --help | sed -n 's/^  \(-[^ ]*\) .*/\1/p' | tr ',' '\n' | sort >"$work/options of --help"
section DESCRIPTION | sed -n 's/^\.It Fl //p' | sed 's/Ar .*//; s/Fl //g; s/[ ,][ ,]*/\n/g' | sed '/^$/d; s/^/-/' | sort \
    >"$work/options of slurmlic.1"
same "slurmlic.1 has every option of --help" "$work/options of --help" "$work/options of slurmlic.1"

# Each family, and each label of it: "FAMILY", "FAMILY LABEL". With a cluster, and layers, of a remote license, too.
{
    cat "$listing"
    printf 'LicenseName=power@lic1\n    Total=8 Used=0 Free=8 Reserved=0 Remote=yes\n'
    printf '    LastConsumed=0 LastDeficit=0 LastUpdate=2024-05-14T09:12:44\n    Nodes=n[01-04] Mode=1\n'
} >"$work/layers.txt"
"$slurmlic" -c "$work/all.toml" -i "$work/layers.txt" --squeue-input "$work/squeue.txt" -M fluid -o - >"$work/published"
# ... and what sync publishes: beside a scontrol that makes a reservation, and shows it.
mkdir "$work/sync" "$work/told"
cat >"$work/sync/scontrol" <<EOT
#!/bin/sh
case "\$*" in
*' show lic') printf 'LicenseName=vcs\n    Total=50 Used=2 Free=48 Reserved=0 Remote=no\n' ;;
*' show res -o') cat "$work/sync/reservation" ;;
*' create reservation '*) echo 'ReservationName=slurmlic_vcs_vcs StartTime=now NodeCnt=0 Flags=ANY_NODES Users=root' \
    'Licenses=vcs:3 State=ACTIVE' >"$work/sync/reservation" ;;
*) exit 1 ;;
esac
EOT
echo 'No reservations in the system' >"$work/sync/reservation"
printf '#!/bin/sh\necho "7|R|bob|vcs:2"\n' >"$work/sync/squeue"
chmod +x "$work/sync/scontrol" "$work/sync/squeue"
printf '%s\n' '[slurm]' "scontrol = \"$work/sync/scontrol\"" 'clusters = ["fluid"]' '[[flexlm]]' 'name = "synopsys"' \
    'server = "27000@lic1"' "lmutil = \"$work/bin/lmutil\"" '[[tool]]' 'name = "vcs"' 'slurm = { batch = ["vcs"] }' \
    'features = ["synopsys:VCSRuntime_Net"]' 'sync = "reservation"' >"$work/sync.toml"
silent "slurmlic-sync.service: its command tells Slurm" "$slurmlic" -c "$work/sync.toml" sync --apply --output "$work/told"
cat "$work/told/slurm_licenses_sync.prom" >>"$work/published"
pairs() { awk '{ print $1; for (i = 2; i <= NF; i++) print $1, $i }' | sort -u; }
sed '/^#/d; s/="[^"]*"[,}]/ /g; s/{/ /; s/ [^ ]*$//' "$work/published" | pairs >"$work/families of slurmlic"
section METRICS | sed -n 's/^\.It Sy //p' | sed 's/ Brq / /; s/ , / /g' | pairs >"$work/families of slurmlic.1"
same "slurmlic.1 has every family with its labels" "$work/families of slurmlic" "$work/families of slurmlic.1"
sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$work/published" | sort >"$work/names"
grep -ohP '(?<![\w:/{,=])(slurm_licenses|slurmlic|license_(tool|feature|server|daemon|app))_[a-z_]+(?![\w:*.])' "$source/README.md" "$source/monitoring/README.md" |
    sort -u | grep -vxF -f "$work/names" >"$work/unknown"
silent "README.md and monitoring/README.md name only families that there are" cat "$work/unknown"

# The examples that a user can run, in one shell and an empty folder with the sample settings; those of root begin with "#".
mkdir "$work/examples"
cp "$sample" "$work/examples/"
mandoc -Tascii -O width=200 "$man" | sed 's/.\x08//g' | sed -n '/^EXAMPLES/,/^DIAGNOSTICS/s/^ *\$ //p' >"$work/examples.txt"
sed "s|/var/lib/prometheus/node-exporter|$work/out|; s|/opt/slurm/bin|$work/bin|; s|/opt/slurm|$work|" \
    "$work/examples.txt" >"$work/examples.sh"
count=0
: >"$work/script"
while IFS= read -r example; do
    count=$((count + 1))
    printf '%s || { echo "status $?: example %s" >&2; exit 1; }\n' "$example" "$count" >>"$work/script"
done <"$work/examples.sh"
if [ "$count" -lt 5 ]; then
    bad "slurmlic.1: the examples run" "found only $count"
elif said=$(cd "$work/examples" && PATH=$work/bin:$PATH sh "$work/script" 2>&1 >"$work/examples.out"); then
    lines=$(printf '%s\n' "$said" | grep -vc '^slurmlic: \(slurm: 10 licenses from\|squeue: 1 job with licenses from\|wrote\) ')
    if [ "$lines" = 0 ] && grep -q '^slurm_licenses_free{license_name="vcs_batch"} 9$' "$work/examples.out" &&
        grep -q '{cluster="pdf",license_name="fluent"}' "$work/examples/slurm_licenses.prom"; then
        ok "slurmlic.1: the examples run ($count)"
    else
        bad "slurmlic.1: the examples run" "$said"
    fi
else
    bad "slurmlic.1: the examples run" "$said
$(cat "$work/examples.sh")"
fi

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
