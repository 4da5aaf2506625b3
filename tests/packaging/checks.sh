# checks.sh   is read by the scripts beside it, of sh and of bash: what a check prints, and how many have failed.
# shellcheck shell=sh

failures=0
ok() { echo "ok    $1"; }
bad() { # NAME [DETAILS]
    echo "FAIL  $1"
    [ -z "${2-}" ] || printf '%s\n' "$2" | tail -40 | sed 's/^/      /'
    failures=$((failures + 1))
}
check() { # NAME COMMAND...: ends with 0; what it prints is shown when it does not
    checked=$1
    shift
    if said=$("$@" 2>&1 </dev/null); then ok "$checked"; else bad "$checked" "$said"; fi
}
is() { [ "$1" = "$2" ] || { echo "expected \"$2\", got \"$1\"" && false; }; }
not() { ! "$@"; }
without() { grep -a "$@" || return $(($? != 1)) && false; } # GREP ARGUMENTS: no line matches

stand_ins() { # FOLDER LISTING: FOLDER/bin has a scontrol that prints LISTING, and a squeue and an lmutil that print FOLDER/*.txt
    mkdir -p "$1/bin"
    echo '7|R|bob|vcs_batch:2' >"$1/squeue.txt"
    cat >"$1/lmstat.txt" <<'END'
License server status: 27000@lic1
lic1: license server UP (MASTER) v11.19.0
Vendor daemon status (on lic1):
  snpslmd: UP v11.19.0
Feature usage info:
Users of VCSRuntime_Net:  (Total of 50 licenses issued;  Total of 3 licenses in use)
  "VCSRuntime_Net" v1, vendor: snpslmd, expiry: 31-dec-2099
    alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses
END
    printf '#!/bin/sh\nexec cat "%s"\n' "$2" >"$1/bin/scontrol"
    printf '#!/bin/sh\nexec cat "%s"\n' "$1/squeue.txt" >"$1/bin/squeue"
    printf '#!/bin/sh\nexec cat "%s"\n' "$1/lmstat.txt" >"$1/bin/lmutil"
    chmod +x "$1/bin/scontrol" "$1/bin/squeue" "$1/bin/lmutil"
}
