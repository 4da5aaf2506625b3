#!/bin/bash
# readme_room.sh [demo|test]...   runs README.md's two commands (or one of them) as a new user would: in a fresh Debian 12 with
# nothing but git, in a fresh clone of what is committed. The demo takes two minutes, the tests ten.
set -euo pipefail
[ $# -gt 0 ] || set -- demo test
# shellcheck source-path=SCRIPTDIR source=room.sh
. "$(dirname "$0")/room.sh"
enter_room "$0" "$@"

source=$(realpath "$(dirname "$0")/../..") root=$ROOM/root
hostname room
unset SLURM_CONF JOURNAL_STREAM
make_room bookworm "$root" git,ca-certificates
mount_room "$root"
does git clone -q --no-hardlinks "$source" "$root/root/slurmlic"
echo "      Debian $(cat "$root/etc/debian_version"), $SECONDS s"

for preset in "$@"; do
    command=$(sed -n "s/^ *\(\.ci\/deps.* && cmake --workflow --preset $preset\)\$/\1/p" "$source/README.md")
    [ -n "$command" ] || { echo "readme_room.sh: README.md has no command for $preset" >&2 && exit 2; }
    check "$command" chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c \
        "cd /root/slurmlic && { $command; } >/root/$preset.log 2>&1 || { tail -60 /root/$preset.log && false; }"
    tail -25 "$root/root/$preset.log" | sed 's/^/      /'
    echo "      $SECONDS s"
done
[ "$failures" = 0 ]
