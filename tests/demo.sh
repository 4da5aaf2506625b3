#!/bin/sh
# demo.sh SLURMLIC   runs slurmlic's main job once and shows what came out: against the Slurm of this host or, where none
# answers, on the sample in tests/data/demo. The file is left in demo/ in the build folder, or in a new folder under /tmp
# where SLURMLIC is in no build folder; nothing else is written.
set -eu

limit=5s    # a healthy Slurm answers in milliseconds
most_rows=20

fail() {
    echo "demo.sh: $*" >&2
    exit 1
}

[ $# = 1 ] || fail "usage: demo.sh SLURMLIC"
[ -x "$1" ] || fail "$1 is no program: build slurmlic first"
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$(dirname "$1")" && pwd)
slurmlic=$bin/$(basename "$1")
sample=$here/data/demo/show_lic.txt
if [ -f "$bin/CMakeCache.txt" ]; then
    out=$bin/demo
    built=$bin
    mkdir -p "$out"
else
    built=build/release
    out=$(mktemp -d "${TMPDIR:-/tmp}/slurmlic-demo.XXXXXX")
    chmod 755 "$out"
fi
prom=$out/slurm_licenses.prom
messages=$out/messages.txt

# A symlink or an old file must not pass for what this run wrote.
rm -f "$prom" "$messages"

# Runs slurmlic into $out, without the settings of /etc/slurmlic; its status is in $status, what it says in $messages.
collect() {
    asked="$slurmlic --config /dev/null --output $out $*"
    status=0
    "$slurmlic" --config /dev/null --output "$out" "$@" 2>"$messages" || status=$?
}

show_messages() { sed 's/^/    /' "$messages"; }

# Exit status 1 does not tell "not all was understood" from "the source is down".
source_is_up() { grep -q '^slurmlic_source_up{source="slurm"} 1$' "$prom" 2>/dev/null; }

on_the_sample() {
    echo "So this is slurmlic on a sample: the figures below are made up."
    echo
    collect --input "$sample"
    if [ "$status" != 0 ]; then
        show_messages >&2
        fail "slurmlic ended with status $status on the sample $sample"
    fi
}

if ! command -v scontrol >/dev/null 2>&1; then
    echo "There is no Slurm on this host (no scontrol in PATH)."
    on_the_sample
else
    echo "Asking the Slurm of this host, for at most $limit ..."
    collect --timeout "$limit"
    if [ "$status" -gt 1 ]; then
        show_messages >&2
        fail "slurmlic ended with status $status"
    elif source_is_up; then
        echo "It answered."
        show_messages
        echo
    else
        echo "It did not answer:"
        show_messages
        on_the_sample
    fi
fi

echo "Run:    $asked"
echo "Wrote:  $prom"
echo "        $(wc -l <"$prom" | tr -d ' ') lines, $(grep -cv '^#' "$prom") samples, $(grep -c '^# TYPE' "$prom") families"
echo

# The four families side by side. In the C locale a character is counted by its first byte.
LC_ALL=C awk -v most_rows="$most_rows" '
function width(text) {
    gsub(/[\200-\277]/, "", text)
    return length(text)
}
function padded(text, columns, on_the_right,   blanks) {
    blanks = ""
    while (width(text) + length(blanks) < columns) blanks = blanks " "
    return on_the_right ? text blanks : blanks text
}
# The value of a label, with its escapes undone.
function label(labels, name,   at, value, c) {
    if (substr(labels, 1, length(name) + 2) == name "=\"") at = length(name) + 3
    else if ((at = index(labels, "\"," name "=\"")) > 0) at += length(name) + 4
    else return ""
    value = ""
    for (; (c = substr(labels, at, 1)) != "\"" && c != ""; ++at) {
        if (c == "\\") { c = substr(labels, ++at, 1); if (c == "n") c = " " }
        value = value c
    }
    return value
}
function shortened(text, columns) {
    if (width(text) <= columns) return text
    while (width(text) > columns - 3) text = substr(text, 1, length(text) - 1)
    sub(/[\300-\377][\200-\277]*$/, "", text)    # perhaps cut in the middle
    return text "..."
}
/^slurm_licenses_(total|used|free|reserved)[{]/ {
    open = index($0, "{")
    close_at = length($0)
    while (substr($0, close_at, 2) != "} ") --close_at
    family = substr($0, 16, open - 16)
    labels = substr($0, open + 1, close_at - open - 1)
    value[labels, family] = substr($0, close_at + 2)
    if (family != "total") next
    name = label(labels, "license_name")
    if (name == "") name = "(no name)"
    if ((nodes = label(labels, "nodes")) != "") name = name " on " nodes
    ++count
    key[count] = labels
    called[count] = shortened(name, 44)
}
function row(name, total, used, free, reserved) {
    print "  " padded(name, wide, 1) padded(total, 11) padded(used, 11) padded(free, 11) padded(reserved, 11)
}
function cell(i, family) { return ((key[i], family) in value) ? value[key[i], family] : "-" }
END {
    if (count == 0) {
        print "Slurm answered that it has no licenses, so the file holds only what slurmlic tells of itself."
        print "Licenses come from Licenses=fluent:30,... in slurm.conf or from \"sacctmgr add resource\"."
        exit
    }
    wide = 7
    for (i = 1; i <= count; ++i) {
        if (i <= most_rows && width(called[i]) > wide) wide = width(called[i])
        if (cell(i, "free") == "0" && cell(i, "total") != "0") ++exhausted
    }
    row("license", "total", "used", "free", "reserved")
    for (i = 1; i <= count && i <= most_rows; ++i) {
        row(called[i], cell(i, "total"), cell(i, "used"), cell(i, "free"), cell(i, "reserved"))
    }
    if (count > most_rows) print "  ... and " count - most_rows " more"
    print ""
    print "  " count (count == 1 ? " license" : " licenses") ", " exhausted + 0 " with nothing free"
}' "$prom"

cat <<EOT

What next
  See it through node_exporter, here and now, at http://127.0.0.1:9101/metrics:
      prometheus-node-exporter --web.listen-address=127.0.0.1:9101 \\
          --collector.textfile.directory=$out
  For good (README.md, "Install", has packages, too):
      cmake --install $built && /usr/share/slurmlic/set-up prepare /var/lib/prometheus/node-exporter
      systemctl daemon-reload && systemctl enable --now slurmlic.timer
      node_exporter reads it with --collector.textfile.directory=/var/lib/prometheus/node-exporter,
      which is what Debian's prometheus-node-exporter does without any flag
EOT
