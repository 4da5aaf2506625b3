#!/bin/bash
# systemd_room.sh DEB [bookworm|trixie]   installs the package in a fresh Debian whose systemd runs, with munged, slurmctld and
# node_exporter as its services, and checks that the units keep their word there: what their sandbox lets through, which ends
# are failures, what the timers and a purge do. Then slurmdbd comes, too, for sync (sync_units.sh). Needs root, debootstrap,
# cc -m32, cgroup v2 and the Debian archive; takes five minutes or so, and leaves nothing behind.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -f "$1" ]; then
    echo "usage: systemd_room.sh DEB [bookworm|trixie]" >&2
    exit 2
fi
# shellcheck source-path=SCRIPTDIR source=room.sh
. "$(dirname "$0")/room.sh"
enter_room "$0" "$@"

deb=$(realpath "$1") release=${2:-bookworm} root=$ROOM/root here=$(realpath "$(dirname "$0")")
directory=/var/lib/prometheus/node-exporter prom=$root/var/lib/prometheus/node-exporter/slurm_licenses.prom
hostname room
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
unset SLURM_CONF JOURNAL_STREAM

# --- The room, and its systemd, which is told apart from the machine's by namespaces of its own
make_room "$release" "$root" systemd-sysv
mount_room "$root"
mount -t proc proc /proc # ours in here, for pgrep and nsenter
echo room >"$root/etc/hostname" # to which systemd sets it
does chroot "$root" apt-get -qy --no-install-recommends install slurmctld slurm-client slurm-wlm-basic-plugins munge \
    prometheus-node-exporter curl
controller_port=$(free_port 26917) exporter_port=$(free_port 29200)
version=$(version_of_slurm "$root")
slurm_conf "$controller_port" "$version" >"$root/etc/slurm/slurm.conf"
echo "ARGS=--web.listen-address=127.0.0.1:$exporter_port --collector.disable-defaults --collector.textfile" \
    >"$root/etc/default/prometheus-node-exporter"
does cc -m32 -O1 -nostdlib -static -fno-pic -no-pie -o "$root/usr/local/bin/lmutil" "$here/lmutil32.c"

# shellcheck disable=SC2016 # its own shell expands them
unshare --mount --pid --cgroup --fork --kill-child bash -c '
    mount --make-rshared / && mount -t proc proc "$1/proc" && mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup" &&
        mount -t tmpfs -o mode=755 run "$1/run" &&
        exec chroot "$1" env -i container=room /lib/systemd/systemd --log-target=null' bash "$root" >"$ROOM/systemd" 2>&1 &
spawned=$!
init() { pgrep -P "$spawned" systemd; }
until_it 20 init || { cat "$ROOM/systemd" && exit 1; }
systemd=$(init)
in_room() { nsenter --target "$systemd" --mount --pid --cgroup --root --wd "$@"; }
has_begun() { [[ $(in_room systemctl is-system-running) =~ running|degraded ]]; }
until_it 60 has_begun || { in_room systemctl is-system-running; in_room systemctl list-jobs; exit 1; }
until_it 30 in_room scontrol show lic || { in_room journalctl -n 40 --no-pager && exit 1; }
echo "      Debian $(cat "$root/etc/debian_version"), $(in_room systemctl --version | head -1), Slurm $version, $SECONDS s"

property() { in_room systemctl show --value -p "$1" "${2:-slurmlic.service}"; }
ended() { # [SERVICE]: a run of it: well, or failed with its exit status, as systemd sees it
    local service=${1:-slurmlic.service}
    if in_room systemctl start "$service" 2>/dev/null && [ "$(property Result "$service")" = success ]; then
        echo well
    else
        echo "failed, $(property Result "$service") $(property ExecMainStatus "$service")"
    fi
}
said() { in_room journalctl -u slurmlic --cursor-file=/run/said -o cat --no-pager; } # since it was asked last
holds() { grep -qxF "$1" "$prom" || { cat "$prom" && false; }; }

# --- Installed, and started by hand
does cp "$deb" "$root/var/cache/slurmlic.deb"
does in_room apt-get -qy --no-install-recommends install /var/cache/slurmlic.deb
check "systemd knows the units at once" is "$(property LoadState) $(property LoadState slurmlic.timer)" "loaded loaded"
timer() { echo "$(property UnitFileState "$1") $(property ActiveState "$1")"; }
for unit in slurmlic.timer slurmlic-sync.timer; do
    check "$unit is off" is "$(timer $unit)" "disabled inactive"
done
check "systemd-analyze verify says nothing" is \
    "$(in_room sh -c 'systemd-analyze verify --man=no /lib/systemd/system/slurmlic*' 2>&1)" ""
check "a run is well" is "$(ended)" well
check "its file is its own, and for all to read" is "$(in_room stat -c '%a %U' "$directory/${prom##*/}")" "644 slurmlic"
for line in 'slurm_licenses_total{license_name="vcs_batch"} 40' 'slurmlic_source_up{source="slurm"} 1' \
    'slurmlic_source_up{source="squeue"} 1' 'slurmlic_last_run_success 1'; do
    check "munged, slurmctld and squeue are let through: $line" holds "$line"
done
page "$exporter_port" >"$ROOM/page" || true
check "node_exporter's service reads it" grep -qxF 'slurm_licenses_free{license_name="vcs_interactive"} 10' "$ROOM/page"

# --- A 32-bit lmutil
in_room mkdir -p /etc/slurmlic
printf '[[flexlm]]\nname = "old"\nserver = "27000@lic1"\nlmutil = "/usr/local/bin/lmutil"\n' >"$root/etc/slurmlic/slurmlic.toml"
check "a 32-bit lmutil is let through" is "$(ended)" well
check "... and its numbers are there" holds 'license_feature_issued{app="old",feature="vcs",vendor="eda"} 50'

# --- Where sites have things, with the line that the unit's comments name for it, and without
mine=$root/etc/systemd/system/slurmlic.service.d/mine.conf
line() { # KEY=VALUE...: in the place of those before
    rm -rf "${mine%/*}"
    if [ $# != 0 ]; then mkdir -p "${mine%/*}" && printf '%s\n' '[Service]' "$@" >"$mine"; fi
    in_room systemctl daemon-reload
}
lmutil_at() { # PATH: as the settings have it
    sed -i "s|^lmutil = .*|lmutil = \"$1\"|" "$root/etc/slurmlic/slurmlic.toml"
}
source_is() { # SOURCE 0|1
    is "$(ended)" well && { grep -qxF "slurmlic_source_up{source=\"$1\"} $2" "$prom" || { said && false; }; }
}
for folder in /opt /tools /home; do does in_room install -D /usr/local/bin/lmutil "$folder/flexlm/lmutil"; done
lmutil_at /opt/flexlm/lmutil
check "a lmutil in /opt runs" source_is flexlm:old 1
lmutil_at /home/flexlm/lmutil
check "one in /home is hidden" source_is flexlm:old 0
line ProtectHome=read-only
check "... but for ProtectHome=read-only" source_is flexlm:old 1
line
# Before the automount, so that the sandbox has it without anything mounted there.
does mknod "$root/dev/autofs" c "$(cut -d: -f1 /sys/class/misc/autofs/dev)" "$(cut -d: -f2 /sys/class/misc/autofs/dev)"
printf '[Mount]\nWhat=/tools\nWhere=/auto\nType=none\nOptions=bind\n' >"$root/etc/systemd/system/auto.mount"
printf '[Automount]\nWhere=/auto\n' >"$root/etc/systemd/system/auto.automount"
lmutil_at /auto/flexlm/lmutil
in_room systemctl daemon-reload
if in_room systemctl start auto.automount; then
    check "one that an automount brings" source_is flexlm:old 1
    check "... which was not there before" is "$(property ActiveState auto.mount)" active
else
    echo "      no automount here: not tried"
fi
in_room install -D -m 644 /etc/slurm/slurm.conf /run/slurm/conf/slurm.conf
in_room install -D -m 644 /etc/slurm/slurm.conf /share/slurm.conf
in_room mv /etc/slurm/slurm.conf /etc/slurm/slurm.conf.away
check "slurm.conf as sackd or slurmd have fetched it" source_is slurm 1
in_room rm /run/slurm/conf/slurm.conf
check "none at all" source_is slurm 0
line Environment=SLURM_CONF=/share/slurm.conf
check "... but for Environment=SLURM_CONF=, on a share" source_is slurm 1
in_room mv /etc/slurm/slurm.conf.away /etc/slurm/slurm.conf
line

# --- What is a failure, and what is not
said >/dev/null
in_room systemctl stop slurmctld
check "a source that is down is no failure of the unit" is "$(ended)" well
check "... but is published" holds 'slurmlic_source_up{source="slurm"} 0'
check "... and in the journal, in one line" is "$(said | grep -c 'slurm: scontrol show lic: exit status 1')" 1
in_room systemctl start slurmctld
until_it 30 in_room scontrol show lic
echo 'timeot = "15s"' >"$root/etc/slurmlic/slurmlic.toml"
check "wrong settings are one" is "$(ended)" "failed, exit-code 2"
rm -r "$root/etc/slurmlic"
check "... until they are mended" is "$(ended)" well
line ExecStart= 'ExecStart=/usr/bin/slurmlic --output /srv'
check "to write elsewhere is one" is "$(ended)" "failed, exit-code 3"
check "... as the sandbox forbids it" is "$(said | grep -c 'cannot create a file in /srv: Read-only file system')" 1
line ExecStart= 'ExecStart=/usr/bin/slurmlic --output /srv' ReadWritePaths=/srv
does in_room /usr/share/slurmlic/set-up prepare /srv
check "... unless the admin names the directory, as the unit says" is "$(ended) $(ls "$root/srv")" "well slurm_licenses.prom"
line

# --- A run that is stopped
printf '#!/bin/sh\nsleep 600\n' >"$root/usr/local/bin/scontrol"
chmod 755 "$root/usr/local/bin/scontrol"
in_room systemctl start --no-block slurmlic.service
hangs() { pgrep -f 'sleep 600'; }
check "a scontrol hangs" until_it 10 hangs
does in_room systemctl stop slurmlic.service
check "a run that is stopped leaves no process" not hangs
check "... and no temporary file" is "$(find "$root$directory" -name '.*' -type f)" ""
rm "$root/usr/local/bin/scontrol"

# --- The timer
check "doctor misses the timer" not in_room slurmlic doctor -q --exporter "http://127.0.0.1:$exporter_port/metrics"
rm "$prom"
does in_room systemctl enable --now slurmlic.timer
echo "      waits for the timer, a minute at most"
check "the timer starts a run within the minute" until_it 62 test -f "$prom"
check "... in the first seconds of it" test "$(($(date -r "$prom" +%-S)))" -le 5
check "doctor finds all well" in_room slurmlic doctor --exporter "http://127.0.0.1:$exporter_port/metrics"

# shellcheck source-path=SCRIPTDIR source=sync_units.sh
. "$here/sync_units.sh"

# --- Upgrade and purge, with the timer at work
does in_room apt-get -qy install --reinstall /var/cache/slurmlic.deb
for unit in slurmlic.timer slurmlic-sync.timer; do
    check "an upgrade leaves $unit at work" is "$(timer $unit)" "enabled active"
done
does in_room apt-get -qy purge slurmlic
for unit in slurmlic.timer slurmlic-sync.timer; do
    check "a purge ends $unit" is "$(property LoadState $unit) $(property ActiveState $unit)" "not-found inactive"
done
check "... and takes the files away" is "$(ls "$root$directory")" ""
check "no unit has failed meanwhile" is "$(in_room systemctl list-units --failed --plain --no-legend 'slurm*' 'munge*' 'mariadb*')" ""

echo "      $release: $failures of the checks failed, $SECONDS s"
[ "$failures" = 0 ]
