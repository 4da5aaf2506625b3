#!/bin/bash
# sync_room.sh SLURMLIC [RELEASE]   runs e2e/sync_lastconsumed.py in a fresh Debian, since the Slurm of this host may be too old
# to know LastConsumed: trixie, which is meant without a RELEASE, has Slurm 24.11, sid 26.05 or later. Needs root, debootstrap
# and the Debian archive; takes three minutes or so, and leaves nothing behind.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
    echo "usage: sync_room.sh SLURMLIC [RELEASE]" >&2
    exit 2
fi
# shellcheck source-path=SCRIPTDIR source=room.sh
. "$(dirname "$0")/room.sh"
enter_room "$0" "$@"

slurmlic=$(realpath "$1") release=${2:-trixie} root=$ROOM/root here=$(realpath "$(dirname "$0")/../e2e")
hostname room
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
unset SLURM_CONF JOURNAL_STREAM

make_room "$release" "$root"
mount_room "$root"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no service starts by being installed
chmod +x "$root/usr/sbin/policy-rc.d"
does chroot "$root" apt-get -qy --no-install-recommends install slurmctld slurmd slurmdbd slurm-client munge mariadb-server \
    slurm-wlm-basic-plugins slurm-wlm-mysql-plugin python3 libstdc++6
mkdir "$root/e2e"
mount --bind -o ro "$here" "$root/e2e"
install -m 755 "$slurmlic" "$root/usr/bin/slurmlic"
echo "Debian $(cat "$root/etc/debian_version"), Slurm $(version_of_slurm "$root"), $SECONDS s"
chroot "$root" python3 -B /e2e/sync_lastconsumed.py --slurmlic /usr/bin/slurmlic
