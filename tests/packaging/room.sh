#!/bin/bash
# room.sh   is read by the scripts beside it: a fresh Debian in a folder, as root. Processes and mounts live in namespaces of
# their own and end with them, whatever happens; then the folder is removed.

# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"

# enter_room PROGRAM...: goes on as PROGRAM, in there, with $ROOM for its folder; returns when it is there already
enter_room() {
    [ -z "${ROOM-}" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
        echo "${0##*/}: needs root and debootstrap" >&2
        exit 1
    fi
    ROOM=$(mktemp -d "${TMPDIR:-/tmp}/slurmlic-room.XXXXXX")
    chmod 755 "$ROOM"
    unshare --mount --uts --ipc --pid --fork --kill-child env ROOM="$ROOM" "$@" &
    inside=$!
    trap leave_room EXIT
    trap 'exit 1' HUP INT TERM
    local status=0
    wait "$inside" || status=$?
    exit "$status"
}

leave_room() {
    kill -KILL "$inside" 2>/dev/null || true # its processes go with it
    wait "$inside" 2>/dev/null || true
    until rm -rf --one-file-system "$ROOM" 2>/dev/null; do sleep 0.2; done
}

# make_room RELEASE FOLDER [PACKAGE]: with nothing but that package
make_room() {
    does debootstrap --variant=minbase ${3:+--include="$3"} "$1" "$2"
    cp -L /etc/resolv.conf "$2/etc/" 2>/dev/null || true
    echo "127.0.0.1 localhost $(hostname)" >"$2/etc/hosts"
}
mount_room() { # FOLDER
    mount --bind "$1" "$1" # the root is a mount, as programs expect
    mount -t proc proc "$1/proc"
    mount -t sysfs -o ro sys "$1/sys"
    mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 pts "$1/dev/pts"
}
does() { "$@" >"$ROOM/log" 2>&1 </dev/null || { echo "failed: $*" && tail -20 "$ROOM/log" && exit 1; }; }

until_it() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do [ "$SECONDS" -lt "$end" ] && sleep 0.2 || return 1; done
}
free_port() { # from FIRST on
    local port=$1
    while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

version_of_slurm() { chroot "$1" slurmctld -V | sed 's/slurm-wlm //'; } # of the slurmctld in FOLDER
slurm_conf() { # PORT VERSION: of a slurmctld on the host "room", with licenses
    cat <<END
ClusterName=room
SlurmctldHost=room(127.0.0.1)
SlurmctldPort=$1
SlurmUser=slurm
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=/var/lib/slurm/slurmctld
SlurmctldPidFile=/run/slurmctld.pid
SlurmctldLogFile=/var/log/slurm/slurmctld.log
ProctrackType=proctrack/linuxproc
Licenses=vcs_batch:40,vcs_interactive:10,zero:0
NodeName=room NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=batch Nodes=room Default=YES State=UP
END
    if [ "${2%%.*}" -lt 24 ]; then printf '%s\n' TaskPlugin=task/none AccountingStorageType=accounting_storage/none; fi
}
page() { # PORT: of node_exporter
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
    cat <&3
    exec 3>&-
}
