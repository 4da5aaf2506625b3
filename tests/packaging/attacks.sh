#!/bin/bash
# attacks.sh   is read by clean_room.sh, in whose room it does what strangers do: they own the directories above and swap links in
# while set-up runs, they have files, users and groups of our names. Nothing of theirs may change, and the package is configured.
# shellcheck shell=bash disable=SC2154,SC2016 # root, here: of clean_room.sh; the words of other shells

node=/var/lib/prometheus/node-exporter usual=/var/lib/node_exporter/textfile_collector victim=/srv/victim
set_up() { in_room /usr/share/slurmlic/set-up "$@"; }
state() { in_room sh -c 'find "$@" -printf "%p %y %m %u:%g %l\n" | sort; getfacl -Rp "$@"' - "$@"; } # of all that is below
remember() { state "$@" >"$ROOM/before"; }
unchanged() { state "$@" | diff "$ROOM/before" -; }
publishes() { as slurmlic slurmlic -q -i /lic.txt -o "$1" && test -f "$root$1/slurm_licenses.prom"; }
configured() { in_room dpkg-query -W -f '${Status}' slurmlic | grep -qx 'install ok installed'; }
ours() { # DIRECTORY: a published file and what a killed run leaves, which undo removes
    echo 'slurmlic_build_info{version="0"} 1' >"$root$1/slurm_licenses.prom"
    : >"$root$1/.slurm_licenses.prom.slurmlic-abcdef"
}
theirs() { # DIRECTORY: what looks like it, and is another's
    does in_room sh -c 'cd "$1" && echo other 1 >slurm_licenses.prom && mkdir .slurm_licenses.prom.slurmlic-folder &&
        touch .slurm_licenses.prom.slurmlic-abcde .slurm_licenses.prom.slurmlic-abcdefg .slurm_licenses.prom.swp o.prom' - "$1"
}
echo 'LicenseName=a Total=1 Used=0 Free=1 Reserved=0 Remote=no' >"$root/lic.txt"

# --- Who owns the directory above puts a link in its place, in the middle of a run
apt install prometheus-node-exporter
does in_room useradd --system slurmlic # once, which leaves more time for what is attacked
apt install /slurmlic.deb
does cc -O1 -static -o "$root/usr/bin/swap" "$here/swap.c"
does in_room install -d "$victim"
ours "$victim"
remember "$victim"
check "Debian: the directory above is another user's" is "$(in_room stat -c %U "${node%/*}")" prometheus
as prometheus ln -s "$victim" "${node%/*}/link"
for shell in dash bash; do # what sh is, in Debian and elsewhere
    as prometheus swap "$node" "${node%/*}/link" 5 &
    swapping=$! done=0 refused=0
    while kill -0 "$swapping" 2>/dev/null; do
        if in_room "$shell" /usr/share/slurmlic/set-up prepare "$node" >/dev/null 2>&1; then
            done=$((done + 1))
        else
            refused=$((refused + 1))
        fi
        in_room "$shell" /usr/share/slurmlic/set-up undo 2>/dev/null || true
    done
    check "$shell: a link that is swapped in while set-up runs leads to nothing" unchanged "$victim"
    check "... $done runs did their work, $refused refused" test "$done" -gt 0 -a "$refused" -gt 0
done
does in_room rm -r "${node%/*}/link" "$victim"
does in_room setfacl -b "$node" # undo was led away
check "a directory that is missing where another may put a link is not made" not set_up prepare "${node%/*}/new/one"
check "... nor is a link followed on the way" not in_room sh -c 'ln -s /etc /srv/link && /usr/share/slurmlic/set-up prepare /srv/link/new'
check "... nor at its end" not in_room sh -c 'mkdir /srv/there && ln -s there /srv/end && /usr/share/slurmlic/set-up prepare /srv/end'
check "... ..." is "$(in_room ls -d "${node%/*}/new" /etc/new 2>/dev/null) $(rights /srv/there)" " 755:root:root"
does set_up prepare "$node"
does in_room mkfifo "$node/slurm_licenses.prom"
check "a FIFO of our file's name does not hold undo up" does timeout 20 chroot "$root" /usr/share/slurmlic/set-up undo
check "... and stays" does in_room rm "$node/slurm_licenses.prom"
apt purge slurmlic
does in_room rm -r /srv/link /srv/there /srv/end
check "a user slurmlic who was there before stays" does in_room userdel slurmlic

# --- Users and groups that are there already
account() { # NAME COMMAND...: makes some
    local name=$1
    shift
    does in_room "$@"
    in_room sh -c 'getent passwd; getent group' >"$ROOM/accounts"
    apt install /slurmlic.deb
    check "$name: the package is configured" configured
    check "... and publishes" publishes "$node"
    apt purge slurmlic
    check "... and purged: no account that was there is gone" not grep '^<' <(diff "$ROOM/accounts" <(in_room sh -c 'getent passwd; getent group'))
    check "... and the directory is as it was" is "$(rights "$node") $(in_room getfacl -cp "$node" | wc -l)" "755:root:root 4"
}
account "a user without a group of its own" useradd --system --no-user-group --gid games slurmlic
account "... and a group slurmlic, whose member it is not" groupadd slurmlic
account "a group alone" userdel slurmlic
does in_room sh -c 'userdel slurmlic || groupdel slurmlic'
apt install libnss-extrausers
does in_room sed -i '/^\(passwd\|group\):/s/files/files extrausers/' /etc/nsswitch.conf
account "a user of LDAP" sh -c 'mkdir -p /var/lib/extrausers && echo slurmlic:x:7777:100:::/bin/false >/var/lib/extrausers/passwd'
account "... and a group there" sh -c 'echo slurmlic:x:7778: >/var/lib/extrausers/group'
account "... without the user" rm /var/lib/extrausers/passwd
does in_room sh -c 'rm -r /var/lib/extrausers; userdel slurmlic'

# --- Directories, and what stands in them
odd='/srv/a b  *? [x] $(id) "q'
does in_room install -d "$odd/in" "/srv/a b" /srv/empty /srv/full "$usual" /srv/granted
theirs /srv/full
does in_room install -d -o nobody -g games -m 2770 /srv/group
does in_room useradd --system slurmlic
does in_room setfacl -m u:slurmlic:rwx,u:games:rwx /srv/granted
does in_room setfacl -m u:games:rwx /srv/full
in_room getent passwd slurmlic >"$ROOM/accounts"
remember /srv "${usual%/*}"
#does in_room sh -c 'cd / && /usr/share/slurmlic/set-up undo' 2>/dev/null || true
apt install /slurmlic.deb
check "a relative directory is refused" not set_up prepare srv
check "... and one that is not named as it is" not set_up prepare /srv/../srv
check "... and one with a line feed" not set_up prepare "$(printf '/srv/a\nb')"
for directory in "$odd" "$odd/in" "/srv/new  */one " /srv/empty/ /srv/new /srv/full /srv/group /srv/granted; do
    check "$directory: prepared" set_up prepare "$directory"
    [ "$directory" = /srv/full ] || check "... and published into" publishes "$directory"
    [ "$directory" = /srv/full ] || ours "${directory%/}"
done
check "... and upstream's, which was there" publishes "$usual"
check "no other directory was" is "$(in_room getfacl -Rsp "/srv/a b" | grep -c slurmlic)" 0
check "undo says nothing" is "$(set_up undo 2>&1)" ""
check "... and leaves all as it was: what was there, and what others have" unchanged /srv "${usual%/*}"
apt purge slurmlic
does in_room sh -c 'userdel slurmlic; rm -r /srv/* "$1"' - "${usual%/*}"

# --- node_exporter's package comes and goes
apt install /slurmlic.deb
apt install --reinstall prometheus-node-exporter
check "node_exporter is unpacked anew: publishes on" publishes "$node"
apt purge prometheus-node-exporter
check "... purged: the package is configured" configured
apt install prometheus-node-exporter
check "... and back, with a new directory: publishes on" publishes "$node"
ours "$node"
theirs "$node"
check "purged: the directory is as its package has it, with what others have there" is \
    "$(apt purge slurmlic && rights "$node") $(in_room ls -A "$node" | wc -l)" "755:root:root 6"
apt purge prometheus-node-exporter
