#!/bin/bash
# readme_room.sh [--sudo] [demo|test]   runs the two commands of README.md, or one of them, as somebody new does: in a clone of
# what is committed, each in a Debian 12 of its own that has git and nothing else; as root, or as a user who has sudo. Needs
# root, debootstrap and the Debian archive. The demo takes a few minutes, the tests some more; nothing is left behind.
set -euo pipefail

usage() { echo "usage: readme_room.sh [--sudo] [demo|test]" >&2 && exit 2; }
arguments=("$@") sudo=''
if [ "${1-}" = --sudo ]; then sudo=yes && shift; fi
[ $# -le 1 ] || usage
case ${1-} in
'') commands=(demo test) ;;
demo | test) commands=("$1") ;;
*) usage ;;
esac
# shellcheck source-path=SCRIPTDIR source=room.sh
. "$(dirname "$0")/room.sh"
enter_room "$0" "${arguments[@]}"

source=$(cd "$(dirname "$0")/../.." && pwd)
export LC_ALL=C
hostname room
make_room bookworm "$ROOM/base" "git${sudo:+,sudo}"
does git clone --bare "$source" "$ROOM/base/srv/slurmlic.git"
if [ -n "$sudo" ]; then
    does chroot "$ROOM/base" useradd --create-home --shell /bin/bash new
    echo 'new ALL=(ALL) NOPASSWD: ALL' >"$ROOM/base/etc/sudoers.d/new"
    does chroot "$ROOM/base" git config --system safe.directory '*' # the repository that is cloned is root's
    chmod 1777 "$ROOM/base/tmp"
fi
echo "      bare Debian $(cat "$ROOM/base/etc/debian_version") with git${sudo:+ and sudo}, $SECONDS s"

in_room() { # COMMAND...: as who is new here, with what a login gives
    if [ -n "$sudo" ]; then
        chroot "$root" setpriv --reuid new --regid new --init-groups \
            env -i HOME=/home/new USER=new TERM=dumb PATH=/usr/local/bin:/usr/bin:/bin sh -c "$1"
    else
        chroot "$root" env -i HOME=/root USER=root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c "$1"
    fi
}
still_running() { # all but this script and its own processes
    local stat name
    for stat in "$root"/proc/[0-9]*/stat; do
        name=$(sed 's/^[0-9]* (\(.*\)) .*/\1/' "$stat" 2>/dev/null) || continue
        case $name in env | readme_room.sh | sed | '') ;; *) echo "$name" ;; esac
    done
}
file_of_demo() {
    local file
    file=$(sed -n 's/^Wrote:  //p' "$ROOM/said") && [ -n "$file" ] &&
        grep -q '^slurm_licenses_free{license_name="comsol"} 0$' "$root$file"
}
for command in "${commands[@]}"; do
    root=$ROOM/root-$command began=$SECONDS
    line=$(grep -E "^ +\.ci/deps.* && cmake --workflow --preset $command\$" "$source/README.md" | sed 's/^ *//')
    cp -a "$ROOM/base" "$root"
    mount_room "$root"
    check "$command: README.md has one line for it" is "$(wc -l <<<"$line")" 1
    status=0
    in_room "cd && git clone -q /srv/slurmlic.git && cd slurmlic && $line" >"$ROOM/said" 2>&1 </dev/null || status=$?
    check "$command: \"$line\" in $((SECONDS - began)) s" is "$status" 0
    [ "$status" = 0 ] || tail -40 "$ROOM/said" | sed 's/^/      /'
    case $command in
    demo)
        check "demo: it names the file, and its license" file_of_demo
        check "demo: it tells what is next" grep -q 'systemctl enable --now slurmlic.timer' "$ROOM/said"
        ;;
    test)
        check "test: all tests pass" grep -E '^100% tests passed, 0 tests failed out of [0-9]{3}' "$ROOM/said"
        check "test: none is left out" not grep -iE '\*\*\*(Skipped|Not Run|Disabled)|did not run' "$ROOM/said"
        grep '^100% tests' "$ROOM/said" | sed 's/^/      /'
        ;;
    esac
    check "$command: nothing is left running" is "$(still_running)" ""
    check "$command: nothing is changed in the clone" is "$(in_room 'cd ~/slurmlic && git status --short')" ""
done

echo "      $failures of the checks failed, $SECONDS s"
[ "$failures" = 0 ]
