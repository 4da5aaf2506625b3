# shellcheck shell=bash
# room.sh: a fresh Debian in a folder, for the scripts that source it: clean_room.sh and readme_room.sh. All that is started
# in it lives in namespaces of its own, and goes with them; of the host's it shares the network.
# It needs root, debootstrap and the Debian archive. Sets ROOM (a scratch folder) and root (the Debian in it).

# enter_room "$0" "$@": runs the script again inside.
enter_room() {
    [ -z "${ROOM-}" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
        echo "${1##*/}: needs root and debootstrap (.ci/deps installs it)" >&2
        exit 1
    fi
    ROOM=$(mktemp -d)
    export ROOM
    trap 'rm -rf --one-file-system "$ROOM"' EXIT
    unshare --mount --uts --pid --fork --kill-child "$@"
    exit
}

# make_room RELEASE [DEBOOTSTRAP OPTION...]
make_room() {
    local release=$1
    shift
    root=$ROOM/root
    hostname room
    export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    unset SLURM_CONF JOURNAL_STREAM
    does debootstrap --variant=minbase "$@" "$release" "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs shm "$root/dev/shm"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    cp -L /etc/resolv.conf "$root/etc/" 2>/dev/null || true
    echo "127.0.0.1 localhost room" >"$root/etc/hosts"
    echo "      Debian $(cat "$root/etc/debian_version"), $SECONDS s"
}

in_room() { chroot "$root" "$@"; }
does() { "$@" >"$ROOM/log" 2>&1 </dev/null || { tail -40 "$ROOM/log" && exit 1; }; }

failures=0
check() { # NAME COMMAND...: ends with 0
    local name=$1 said
    shift
    if said=$("$@" 2>&1 </dev/null); then
        echo "ok    $name"
    else
        echo "FAIL  $name"
        printf '%s\n' "$said" | tail -15 | sed 's/^/      /'
        failures=$((failures + 1))
    fi
}
is() { [ "$1" = "$2" ] || { echo "expected \"$2\", got \"$1\"" && false; }; }
not() { ! "$@"; }
