#!/bin/bash
# clean_room.sh DEB [bookworm|trixie]   installs the package in a fresh Debian, as its admin would: with the Slurm and the
# node_exporter of that release at work, upgrade, remove and purge, checking each promise; then the .rpm and the .tar.gz beside
# it; then attacks it (attacks.sh). Needs root, debootstrap, cc and the Debian archive; takes three minutes or so, and leaves
# nothing behind.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -f "$1" ]; then
    echo "usage: clean_room.sh DEB [bookworm|trixie]" >&2
    exit 2
fi
# shellcheck source-path=SCRIPTDIR source=room.sh
. "$(dirname "$0")/room.sh"
enter_room "$0" "$@"

deb=$(realpath "$1") release=${2:-bookworm} root=$ROOM/root here=$(realpath "$(dirname "$0")")
directory=/var/lib/prometheus/node-exporter prom=/var/lib/prometheus/node-exporter/slurm_licenses.prom
upstream=/var/lib/node_exporter/textfile_collector wants=/etc/systemd/system/timers.target.wants
timers=$'slurmlic-sync.timer\nslurmlic.timer' all_units="slurmlic.timer slurmlic.service slurmlic-sync.timer slurmlic-sync.service"
hostname room
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
unset SLURM_CONF JOURNAL_STREAM

in_room() { chroot "$root" "$@"; }
apt() { does in_room apt-get -qy --no-install-recommends "$@"; }
lets_us() { # DIRECTORY OWNER:GROUP: its owner and group, and the user slurmlic may write there, too
    is "$(in_room stat -c %U:%G "$1")" "$2" && in_room getfacl -cp "$1" | grep -qx user:slurmlic:rwx && as slurmlic test -w "$1"
}
enable() { # as systemctl does
    mkdir -p "$root$wants"
    for timer in $timers; do ln -s "/usr/lib/systemd/system/$timer" "$root$wants/"; done
}
enabled() { is "$(find "$root$wants" -name 'slurmlic*' -printf '%f\n' 2>/dev/null | sort)" "$1"; } # TIMERS: those of ours
version_of() { in_room dpkg-query -W "$1" | cut -f2; }
rights() { in_room stat -c %a:%U:%G "$1"; }
as() { # USER COMMAND...: with what a service gets, and the unit's umask
    local user=$1
    shift
    (umask 077 && in_room setpriv --reuid "$user" --regid "$(in_room id -g "$user")" --init-groups \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@")
}

# --- The room
make_room "$release" "$root"
mount_room "$root"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no service starts by being installed
chmod +x "$root/usr/sbin/policy-rc.d"
cp "$deb" "$root/slurmlic.deb"
cp "${deb%/*}"/slurmlic-*.rpm "$root/slurmlic.rpm"
cp "${deb%/*}"/slurmlic-*.tar.gz "$root/slurmlic.tar.gz"
echo "      Debian $(cat "$root/etc/debian_version"), $SECONDS s"

# --- Installed before anything else is there
apt install /slurmlic.deb
check "install: says how to switch it on" grep -q 'systemctl enable --now slurmlic.timer' "$ROOM/log"
check "install: the program runs" is "$(in_room slurmlic --version)" "slurmlic $(dpkg-deb -f "$deb" Version | sed 's/-.*//')"
check "install: a system user without a shell" is "$(in_room getent passwd slurmlic | cut -d: -f6-)" /nonexistent:/usr/sbin/nologin
check "install: its directory is made, and writable for it" lets_us $directory root:root
check "install: the timers are off" enabled ""
apt install slurmctld slurm-client slurm-wlm-basic-plugins munge prometheus-node-exporter curl
check "node_exporter's package comes later: still writable" lets_us $directory root:root
apt install --reinstall prometheus-node-exporter
check "... and after it is unpacked again" lets_us $directory root:root

# --- The real Slurm of this release
controller_port=$(free_port 26817) exporter_port=$(free_port 29100)
version=$(version_of_slurm "$root")
slurm_conf "$controller_port" "$version" >"$root/etc/slurm/slurm.conf"
does in_room install -d -o munge -g munge -m 755 /run/munge
does in_room install -d -o slurm -g slurm /var/lib/slurm/slurmctld /var/log/slurm
(as munge munged --foreground >"$ROOM/munged" 2>&1 &)
until_it 10 as munge munge -n || { cat "$ROOM/munged" && exit 1; }
(in_room slurmctld -D >"$ROOM/slurmctld" 2>&1 &)
until_it 30 in_room scontrol show lic || { cat "$ROOM/slurmctld" "$root/var/log/slurm/slurmctld.log" && exit 1; }
(as prometheus prometheus-node-exporter --web.listen-address="127.0.0.1:$exporter_port" --collector.disable-defaults \
    --collector.textfile >"$ROOM/exporter" 2>&1 &)
echo "      Slurm $version, node_exporter $(version_of prometheus-node-exporter), $SECONDS s"

# --- The service's command, under its user; then what node_exporter makes of the file
start() { sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/slurmlic.service"; }
# shellcheck disable=SC2046 # words
check "ExecStart publishes, as slurmlic" as slurmlic $(start)
check "the file is its own, and for all to read" is "$(rights $prom)" 644:slurmlic:slurmlic
until_it 10 page "$exporter_port"
page "$exporter_port" >"$ROOM/page"
for line in 'slurm_licenses_total{license_name="vcs_batch"} 40' 'slurm_licenses_free{license_name="zero"} 0' \
    'slurmlic_source_up{source="slurm"} 1' 'slurmlic_source_up{source="squeue"} 1' slurmlic_last_run_success\ 1 \
    'node_textfile_scrape_error 0'; do
    check "node_exporter: $line" grep -qxF "$line" "$ROOM/page"
done
check "root tries it by hand" in_room slurmlic -o $directory
check "... the file is root's" is "$(rights $prom)" 644:root:root
# shellcheck disable=SC2046
check "... and a run of the service replaces it" as slurmlic $(start)
check "... and owns it again" is "$(rights $prom)" 644:slurmlic:slurmlic
job=$(sed -n 's/^\* \* \* \* \* slurmlic //p' "$root/usr/share/doc/slurmlic/examples/slurmlic.cron")
rm "$root$prom"
check "the cron file's command publishes, and prints nothing" is "$(as slurmlic sh -c "$job" 2>&1)" ""
check "... the same file" is "$(rights $prom)" 644:slurmlic:slurmlic
exporter_page=http://127.0.0.1:$exporter_port/metrics
check "doctor misses timer and cron" not as slurmlic slurmlic doctor -q --exporter "$exporter_page"
does in_room install -D -m 644 /usr/share/doc/slurmlic/examples/slurmlic.cron /etc/cron.d/slurmlic
check "... and nothing once the cron file is in place" as slurmlic slurmlic doctor --exporter "$exporter_page"
rm "$root/etc/cron.d/slurmlic"

# --- Upgrade, with systemd, of which its commands are recorded; by then the admin has settings and has enabled both timers
mkdir -p "$root/run/systemd/system" "$root/etc/slurmlic"
printf '#!/bin/sh\necho "$@" >>/systemctl.log\ncase "$*" in *is-enabled*) echo enabled ;; esac\n' >"$root/usr/bin/systemctl"
chmod +x "$root/usr/bin/systemctl"
rm "$root/usr/sbin/policy-rc.d"
enable
echo 'timeout = "15s"    # mine' >"$root/etc/slurmlic/slurmlic.toml"
echo 'other_metric 1' >"$root$directory/other.prom"
does dpkg-deb -R "$deb" "$ROOM/newer"
sed -i 's/^\(Version: .*\)/\1.1/' "$ROOM/newer/DEBIAN/control"
does dpkg-deb --root-owner-group -b "$ROOM/newer" "$root/newer.deb"
user=$(in_room id slurmlic)
apt install /newer.deb
check "upgrade: the version" is "$(version_of slurmlic)" "$(dpkg-deb -f "$deb" Version).1"
check "upgrade: does not tell again how to begin" not grep -q 'switch it on' "$ROOM/log"
check "upgrade: keeps the settings" is "$(cat "$root/etc/slurmlic/slurmlic.toml")" 'timeout = "15s"    # mine'
check "upgrade: keeps user and directory" is "$(in_room id slurmlic) $(lets_us $directory root:root)" "$user "
check "upgrade: the timers stay enabled" enabled "$timers"
check "upgrade: ... and are started anew if they run" grep -qx 'try-restart slurmlic.timer slurmlic-sync.timer' "$root/systemctl.log"
# shellcheck disable=SC2046
check "upgrade: publishes on" as slurmlic $(start)

# --- Remove
: >"$root/systemctl.log"
apt remove slurmlic
check "remove: stops the timers, and a run" grep -qx "stop $all_units" "$root/systemctl.log"
check "remove: the program and the units are gone" bash -c '! ls "$@" 2>/dev/null | grep .' ls \
    "$root/usr/bin/slurmlic" "$root/usr/lib/systemd/system"/slurmlic* "$root/usr/share/slurmlic"
check "remove: a cron file that stays behind does and says nothing" is "$(as slurmlic sh -c "$job" 2>&1)" ""
check "remove: keeps the settings" test -f "$root/etc/slurmlic/slurmlic.toml"

# --- Purge
echo 'slurmlic_sync_success{tool="vcs"} 1' >"$root$directory/slurm_licenses_sync.prom"
touch "$root$directory/.slurm_licenses_sync.prom.slurmlic-abcdef"
apt purge slurmlic
check "purge: the published files are gone" is "$(ls -A "$root$directory")" other.prom
check "purge: the directory is as node_exporter's package has it" is "$(rights $directory)" 755:root:root
check "purge: the user is gone" not in_room getent passwd slurmlic
check "purge: the group is gone" not in_room getent group slurmlic
check "purge: no right is left" is "$(in_room getfacl -cp "$directory" | wc -l)" 4
check "purge: the timers are not enabled any more" enabled ""
check "purge: the admin's settings are the admin's" test -f "$root/etc/slurmlic/slurmlic.toml"
rm -r "$root/etc/slurmlic"
check "purge: nothing else is left" is "$(find "$root/etc" "$root/usr" "$root/var" -path "$root/var/lib/dpkg" -prune -o \
    -name '*slurmlic*' -print)" ""

# --- Once more: node_exporter's directory is there already, upstream's too; then an admin who has arranged things
does in_room install -d -o nobody -g nogroup -m 755 $upstream
apt install /slurmlic.deb
check "again: Debian's directory" lets_us $directory root:root
check "again: upstream's, whose owner stays" lets_us $upstream nobody:nogroup
check "again: to prepare twice changes nothing" in_room /usr/share/slurmlic/set-up prepare
check "again: ..." is "$(lets_us $directory root:root) $(wc -l <"$root/var/lib/slurmlic.set-up")" " 5"
apt purge slurmlic
check "again: purge gives both back" is "$(rights $directory) $(rights $upstream)" "755:root:root 755:nobody:nogroup"
does in_room chown root:staff $upstream
does in_room chmod 2775 $upstream
apt install /slurmlic.deb
check "a directory whose group writes there: owner, group and mode stay" is "$(rights $upstream) $(lets_us $upstream root:staff)" "2775:root:staff "
apt purge slurmlic prometheus-node-exporter
check "node_exporter purged together with it: neither is left" test ! -e "$root$directory"

# --- The .rpm, whose scripts run in any distribution
apt install rpm
rm -r "$root${upstream%/*}"
force=--force-debian # Debian 12's wants to be told so
in_room rpm $force --version >/dev/null 2>&1 || force=
# shellcheck disable=SC2086 # nothing or a word
rpm() { in_room rpm $force --nodeps "$@"; }
does rpm -i /slurmlic.rpm
check "rpm: says how to switch it on" grep -q 'systemctl enable --now slurmlic.timer' "$ROOM/log"
check "rpm: upstream's directory is made, and writable for it" lets_us $upstream root:root
# shellcheck disable=SC2046
check "rpm: ExecStart publishes there" as slurmlic $(start)
check "rpm: ... with all sources up" grep -qx 'slurmlic_last_run_success 1' "$root$upstream/slurm_licenses.prom"
: >"$root/systemctl.log"
enable
user=$(in_room id slurmlic)
does rpm -U --force /slurmlic.rpm
check "rpm, upgrade: says nothing" is "$(cat "$ROOM/log")" ""
check "rpm, upgrade: keeps user, directory and file" is \
    "$(in_room id slurmlic) $(lets_us $upstream root:root) $(rights $upstream/slurm_licenses.prom)" "$user  644:slurmlic:slurmlic"
check "rpm, upgrade: starts the timers anew if they run, and does no more" is \
    "$(grep -v daemon-reload "$root/systemctl.log")" 'try-restart slurmlic.timer slurmlic-sync.timer'
does rpm -e slurmlic
check "rpm, erased: stops the timers, and a run" grep -qx "stop $all_units" "$root/systemctl.log"
check "rpm, erased: the timers are not enabled any more" enabled ""
check "rpm, erased: nothing is left" is "$(find "$root/etc" "$root/usr" "$root/var" -name '*slurmlic*' -print) $(in_room id -u slurmlic 2>&1)" \
    " id: 'slurmlic': no such user"

# --- The .tar.gz, where nothing can be installed
check "tar: unpacks" in_room tar -xzf /slurmlic.tar.gz --strip-components=1 -C /usr
check "tar: its set-up prepares" in_room /usr/share/slurmlic/set-up prepare $upstream
# shellcheck disable=SC2046
check "tar: ExecStart publishes" as slurmlic $(start)
check "tar: its set-up takes all back" in_room /usr/share/slurmlic/set-up undo
check "tar: ..." is "$(ls -d "$root${upstream%/*}" 2>/dev/null) $(in_room id -u slurmlic 2>&1)" " id: 'slurmlic': no such user"

# shellcheck source-path=SCRIPTDIR source=attacks.sh
. "$here/attacks.sh"

echo "      $release: $failures of the checks failed, $SECONDS s"
[ "$failures" = 0 ]
