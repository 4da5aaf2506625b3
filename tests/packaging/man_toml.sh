#!/bin/sh
# man_toml.sh SLURMLIC   holds slurmlic.toml(5) to the program and the sample: every key, its type and default, and every
# example run, with stand-ins for scontrol, squeue and lmutil. Every check runs; the exit status is 1 when one has failed.
set -u

if [ $# != 1 ] || [ ! -x "$1" ]; then
    echo "usage: man_toml.sh SLURMLIC" >&2
    exit 2
fi
slurmlic=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
man=$source/man/slurmlic.toml.5
sample=$source/cron/slurmlic.toml
listing=$source/tests/data/demo/show_lic.txt
command -v mandoc >/dev/null || {
    echo "man_toml.sh: mandoc is missing (.ci/deps installs it)" >&2
    exit 1
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export LC_ALL=C
unset SLURM_CONF JOURNAL_STREAM
# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"
stand_ins "$work" "$listing"

check "mandoc -Tlint finds nothing" sh -c "! mandoc -Tlint -W warning '$man' | grep ."

# --- The page, one key a line: TABLE KEY | text up to the example | example
awk '
    /^\.Sh / { table = $2 == "ALL" ? "top" : $2 == "SLURM" ? "slurm" : $2 == "FLEXLM" ? "flexlm" : $2 == "OTHER" ? "rlm" : $2 == "COMMAND" ? "command" : $2 == "TOOLS" ? "tool" : "" }
    /^\.(El|It)/ { key = "" }
    /^\.It Ic / && table { key = $3; text = ""; next }
    key && /^\.Dl / { sub(/^\.Dl /, ""); gsub(/\\\(dq/, "\""); print table " " key "|" text "|" $0 }
    key { text = text " " $0 }' "$man" >"$work/keys.txt"

keys_of() { # TABLE, HEADER: what the program itself calls its keys, asked by one that there is not
    printf '%s\nzzzzzzzzzzzzzz = 1\n' "$2" >"$work/none.toml"
    "$slurmlic" -c "$work/none.toml" 2>&1 | sed -n 's/.*the keys here are //p' | tr -d ' ' | tr ',' '\n' | sed "s/^/$1 /"
}
{
    keys_of top '' | grep -vx -e 'top slurm' -e 'top tool' -e 'top users' -e 'top flexlm' -e 'top rlm' -e 'top lmx' -e 'top dsls' \
        -e 'top lsdyna' -e 'top command'
    keys_of slurm '[slurm]'
    keys_of flexlm '[[flexlm]]'
    for table in rlm command; do
        keys_of $table "[[$table]]" | grep -vx -e "$table name" -e "$table input" -e "$table include" -e "$table exclude" \
            -e "$table users" -e "$table timeout"
    done
    keys_of tool '[[tool]]'
} | sort >"$work/keys of slurmlic"
cut -d'|' -f1 "$work/keys.txt" | sort >"$work/keys of the page"
check "every key is there, with an example ($(wc -l <"$work/keys of slurmlic"))" \
    sh -c "test -s '$work/keys of slurmlic' && diff '$work/keys of slurmlic' '$work/keys of the page'"

for table in lmx dsls lsdyna; do
    { keys_of rlm '[[rlm]]' && keys_of rlm "[[$table]]"; } | sort | uniq -u >"$work/others"
    check "[[$table]] has the keys of [[rlm]]" sh -c "! grep . '$work/others'"
    check "the page has [[$table]]" grep -q "^\.It Li \[\[$table\]\]" "$man"
done

# --- Types: the program takes the example, and for a value of another type it names the type that the page names
header() { # TABLE KEY: what has to stand in front of the key
    case $1 in
    slurm) echo '[slurm]' ;;
    flexlm)
        echo '[[flexlm]]'
        [ "$2" = name ] || echo 'name = "synopsys"'
        case $2 in server | license_file | input) ;; *) echo 'server = "27000@lic1"' ;; esac
        ;;
    rlm)
        printf '[[rlm]]\nname = "converge"\n'
        [ "$2" = server ] || echo 'server = "2765@lic4"'
        ;;
    command) printf '[[command]]\nname = "own"\n' ;;
    tool)
        printf '[[flexlm]]\nname = "synopsys"\nserver = "27000@lic1"\n[[tool]]\n'
        [ "$2" = name ] || echo 'name = "vcs"'
        ;;
    esac
}
taken() { # FILE [OPTION...]: its settings are; status 2 would say that they are not
    file=$1
    shift
    PATH=$work/bin:/usr/bin:/bin "$slurmlic" -c "$file" "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -lt 2 ] && return
    cat "$file" "$work/err"
    return 1
}
refused() { ! taken "$@" >/dev/null && [ "$status" = 2 ] && grep -q "$2" "$work/err"; }
while IFS='|' read -r place text example; do
    table=${place% *} key=${place#* }
    { header "$table" "$key" && echo "$example"; } | sed "s|/srv/show_lic.txt|$listing|; s|/srv/lmstat.txt|$work/lmstat.txt|" >"$work/one.toml"
    check "$place: the example is taken" taken "$work/one.toml" -o -
    case $text in
    " String or"*) wrong=1 ;;
    " String"*) wrong=1 ;;
    " Boolean"*) wrong=1 ;;
    " Whole number"*) wrong='"x"' ;;
    " List of "*) wrong=1 ;;
    " Table of lists of strings"*) wrong=1 ;;
    *) wrong= && check "$place: the page tells the type" false ;;
    esac
    { header "$table" "$key" && echo "$key = $wrong"; } >"$work/wrong.toml"
    check "$place: another type is refused" refused "$work/wrong.toml" "$key"
done <"$work/keys.txt"

# --- Defaults that the page gives as such are those of the sample, where a test of the options holds them to the program
sed -n 's/^\([a-z]*\) \([a-z_]*\)|.*, default *\(\.Qq Li \([^ ]*\)\|\.Li \([^ ]*\)\|\([0-9]*\)\)[ .,].*/\1 \2 \4\5\6/p' "$work/keys.txt" |
    grep -v '^tool ' >"$work/defaults of the page"
awk '/^#?\[/ { table = $0; gsub(/[^a-z]/, "", table) }
    BEGIN { table = "top" }
    /^#[a-z_]+ = / { key = substr($1, 2); value = $3; gsub(/"/, "", value); print table " " key " " value }' "$sample" >"$work/values of the sample"
check "defaults are those of the sample ($(wc -l <"$work/defaults of the page"))" \
    sh -c "test \$(wc -l <'$work/defaults of the page') -ge 13 && ! grep -vxF -f '$work/values of the sample' '$work/defaults of the page'"

# --- The two whole examples
awk -v to="$work/example" '/^\.Bd -literal/ { file = to (++n) ".toml"; next } /^\.Ed/ { file = "" } file { print > file }' "$man"
for number in 1 2; do
    sed -i "s|/opt/slurm/bin|$work/bin|; s|/opt/flexlm/bin|$work/bin|" "$work/example$number.toml"
    check "example $number runs" taken "$work/example$number.toml" -o "$work/example$number.prom"
    check "example $number: every source is up" sh -c \
        "grep -q '^slurmlic_source_up.* 1\$' '$work/example$number.prom' && ! grep '^slurmlic_source_up.* 0\$' '$work/example$number.prom'"
done
check "example 1 counts a tool" grep -q '^license_tool_gap{tool="vcs"} ' "$work/example1.prom"
check "example 1 finds squeue beside scontrol" grep -q '^slurmlic_source_up{source="squeue"} 1$' "$work/example1.prom"
check "example 2 asks two clusters" grep -q '^slurmlic_source_up{source="slurm:pdf"} 1$' "$work/example2.prom"
check "example 2 leaves squeue out" sh -c "! grep 'source=\"squeue' '$work/example2.prom'"

# As a reader gets it, who copies it from the page.
# shellcheck disable=SC2016    # what is looked for has a dollar in it
mandoc -Tutf8 -O width=200 "$man" | sed 's/.\x08//g' | sed -n '/^ *#!\/bin\/sh/,/"\$1"/s/^       *//p' >"$work/bin/seats" && chmod +x "$work/bin/seats"
sed "s|/usr/local/bin|$work/bin|; s|/srv|$work|" "$work/example3.toml" >"$work/own.toml"
printf 'solver 20\nsolver alice 2\nsolver bob 2\nsolver alice 1\n\nidle 4\n' >"$work/seats.txt"
check "example 3 runs" taken "$work/own.toml" -o "$work/own.prom"
for sample in 'feature_issued{app="own",feature="solver",vendor=""} 20' 'feature_used{app="own",feature="solver",vendor=""} 5' \
    'feature_used{app="own",feature="idle",vendor=""} 0' 'feature_users{app="own",feature="solver",user="alice"} 3' \
    'tool_seats_used{tool="solver"} 5' 'app_info{app="own",manager="command"} 1'; do
    check "example 3 has $sample" grep -qx "license_$sample" "$work/own.prom"
done

echo 'solver carl' >>"$work/seats.txt"
check "example 3 with a line that is wrong is down" sh -c "PATH=$work/bin:/usr/bin:/bin '$slurmlic' -c '$work/own.toml' -o - 2>&1 |
    grep -q 'command:own: .*exit status 1: .*seats.txt:7: not understood'"

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
