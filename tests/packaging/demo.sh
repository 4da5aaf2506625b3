#!/bin/sh
# demo.sh SLURMLIC   checks tests/demo.sh, which the README's first command ends with, on hosts with and without a Slurm.
set -u

if [ $# != 1 ] || [ ! -x "$1" ]; then
    echo "usage: demo.sh SLURMLIC" >&2
    exit 2
fi
slurmlic=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
demo=$(cd "$(dirname "$0")/.." && pwd)/demo.sh

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin" "$work/bare" "$work/tmp"
ln -s "$slurmlic" "$work/bin/slurmlic" # in no build folder, so that the demo writes below TMPDIR
for tool in sh dirname basename mkdir mktemp chmod rm cat sed grep wc tr awk; do
    ln -s "$(command -v "$tool")" "$work/bare/$tool" || exit 1
done

# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"
expect() { # NAME STATUS PATTERN...: the demo ends with STATUS and prints a line that matches each PATTERN
    name=$1 expected=$2
    shift 2
    said=$(PATH=$work/bin:$work/bare TMPDIR=$work/tmp sh "$demo" "$program" 2>&1 </dev/null)
    status=$?
    wrong=
    [ "$status" = "$expected" ] || wrong=" status $status;"
    for pattern; do
        printf '%s\n' "$said" | grep -q -e "$pattern" || wrong="$wrong no line like \"$pattern\";"
    done
    file=$(printf '%s\n' "$said" | sed -n 's/^Wrote:  //p')
    [ "$expected" != 0 ] || [ -f "$file" ] || wrong="$wrong the file \"$file\" is not there;"
    if [ -z "$wrong" ]; then ok "$name"; else bad "$name:$wrong" "$said"; fi
}
scontrol() { # COMMANDS: the scontrol of this host
    printf '#!/bin/sh\n%s\n' "$1" >"$work/bin/scontrol"
    chmod +x "$work/bin/scontrol"
}

program=$work/bin/slurmlic
expect "without a Slurm it takes the sample, and says so" 0 'no scontrol in PATH' 'figures below are made up' \
    '^  signal toolbox@lic2.example.com  *5  *5  *0  *0$' '^  ansys_hpc  *512  *384  *128  *64$' \
    '^  10 licenses, 3 with nothing free$' '--collector.textfile.directory=' 'slurmlic.timer'

scontrol 'echo "slurm_load_license error: Unable to contact slurm controller" >&2; exit 1'
expect "with a Slurm that is down it says why and takes the sample" 0 'Unable to contact slurm controller' 'made up' '^  comsol'

scontrol "exec $(command -v sleep) 60"
expect "with a Slurm that hangs it takes the sample after some seconds" 0 'not done within 5s' 'made up' '^  comsol'

scontrol 'echo "No licenses configured in Slurm."'
expect "a Slurm without licenses is told as such" 0 'It answered' 'it has no licenses'

# shellcheck disable=SC2016 # the fake scontrol expands them
scontrol 'i=10; while [ $i -lt 40 ]; do echo "LicenseName=l $i"; echo "  Total=$i Used=0 Free=$i Remote=no"; i=$((i + 1)); done'
expect "of many licenses it shows 20" 0 'It answered' '^  l 10  *10  *0  *10  *-$' '^  l 29 ' '^  \.\.\. and 10 more$' '^  30 licenses,'

cat >"$work/listing" <<'END'
LicenseName=café "x\y"
    Total=1 Used=0 Free=1 Remote=no
END
scontrol "cat '$work/listing'"
expect "names show as they are" 0 '^  café "x\\y"  *1  *0  *1  *-$' '^  1 license,'

rm "$work/bin/scontrol"
printf '#!/bin/sh\necho "slurmlic: broken" >&2\nexit 3\n' >"$work/bin/broken"
chmod +x "$work/bin/broken"
program=$work/bin/broken
expect "a slurmlic that fails on the sample fails the demo" 1 'slurmlic: broken' 'ended with status 3'

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
