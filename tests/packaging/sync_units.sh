#!/bin/bash
# sync_units.sh   is read by systemd_room.sh: slurmlic-sync.service beside a slurmdbd, as its user is let in step by step, and its
# timer. FlexLM serves 30 seats of the tool vcs, of which alice has 3 outside of Slurm; Slurm has 40 tokens: 13 are to be held
# back.
# shellcheck shell=bash disable=SC2154 # root, directory, exporter_port: of systemd_room.sh

sync_prom=$root$directory/slurm_licenses_sync.prom
reservation=slurmlic_vcs_vcs_batch
sync_ended() { # ... and what it published of vcs
    rm -f "$sync_prom"
    echo "$(ended slurmlic-sync.service), success $(sed -n 's/^slurmlic_sync_success{tool="vcs"} //p' "$sync_prom" 2>/dev/null)"
}
sync_said() { in_room journalctl -u slurmlic-sync --cursor-file=/run/sync_said -o cat --no-pager; } # since it was asked last
told() { grep -qxF "$1" "$sync_prom" || { cat "$sync_prom" && false; }; }
held() { in_room scontrol show res -o | sed -n "s/^ReservationName=$reservation .* Licenses=\([^ ]*\) .*/\1/p"; }
sync_settings() { # LINE: of the tool
    printf '%s\n' '[[flexlm]]' 'name = "syn"' 'server = "27000@lic1"' 'lmutil = "/usr/local/bin/lmutil.sh"' '[[tool]]' \
        'name = "vcs"' 'slurm = { batch = ["vcs_batch"] }' 'features = ["syn:sim"]' "$1" >"$root/etc/slurmlic/slurmlic.toml"
}

# --- slurmdbd, on a database of Debian's own service, which listens on no port
mkdir -p "$root/etc/mysql/mariadb.conf.d"
printf '[mariadbd]\nskip-networking\n' >"$root/etc/mysql/mariadb.conf.d/99-room.cnf"
does in_room apt-get -qy --no-install-recommends install slurmdbd slurm-wlm-mysql-plugin mariadb-server
does in_room mariadb -e "create database slurm_acct_db; create user slurm@localhost identified via unix_socket;
    grant all on slurm_acct_db.* to slurm@localhost"
accounting_port=$(free_port 27017)
cat >"$root/etc/slurm/slurmdbd.conf" <<END
DbdHost=room
DbdAddr=127.0.0.1
DbdPort=$accounting_port
CommunicationParameters=NoInAddrAny
SlurmUser=slurm
PidFile=/run/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
END
does in_room chown slurm: /etc/slurm/slurmdbd.conf
does in_room chmod 600 /etc/slurm/slurmdbd.conf
sed -i '/^AccountingStorage/d' "$root/etc/slurm/slurm.conf"
printf '%s\n' AccountingStorageType=accounting_storage/slurmdbd AccountingStorageHost=127.0.0.1 \
    "AccountingStoragePort=$accounting_port" >>"$root/etc/slurm/slurm.conf"
does in_room systemctl restart slurmdbd
until_it 60 in_room sacctmgr -n show cluster || { in_room journalctl -u slurmdbd -u mariadb -n 40 --no-pager && exit 1; }
does in_room sacctmgr -i add cluster room
in_room systemctl stop slurmctld
rm -f "$root/var/lib/slurm/slurmctld/clustername" # else it is the id of the cluster before, which 24.11 refuses
does in_room systemctl start slurmctld
until_it 30 in_room scontrol show lic || { in_room journalctl -u slurmctld -n 40 --no-pager && exit 1; }
cat >"$root/usr/local/bin/lmutil.sh" <<'END'
#!/bin/sh
cat <<'TEXT'
License server status: 27000@lic1
lic1: license server UP (MASTER) v11.19.0
Vendor daemon status (on lic1):
  eda: UP v11.19.0
Feature usage info:
Users of sim:  (Total of 30 licenses issued;  Total of 3 licenses in use)
  "sim" v1, vendor: eda, expiry: 31-dec-2099
    alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses
TEXT
END
chmod 755 "$root/usr/local/bin/lmutil.sh"
in_room mkdir -p /etc/slurmlic

# --- Its user is let in
sync_settings ''
check "sync: no tool that has sync = is a failure" is "$(sync_ended)" "failed, exit-code 2, success "
check "sync: ... that says so" is "$(sync_said | grep -c 'expected sync = ')" 1
sync_settings 'sync = "reservation"'
check "sync: a refusal of Slurm is no failure of the unit, but is published" is "$(sync_ended)" "well, success 0"
check "sync: ... and in the journal" is "$(sync_said | grep -c 'Invalid user id')" 1
does in_room sacctmgr -i add user slurmlic account=root adminlevel=Operator
check "sync: an Operator may" is "$(sync_ended)" "well, success 1"
check "sync: ... and it is published what Slurm was told" told 'slurmlic_sync_tokens{license_name="vcs_batch",tool="vcs"} 13'
check "sync: ... for all to read" is "$(in_room stat -c '%a %U' "$directory/${sync_prom##*/}")" "644 slurmlic"
check "sync: ... and Slurm holds so many back" is "$(held)" vcs_batch:13

# --- Beside other runs
in_room flock /etc/slurmlic/slurmlic.toml sleep 3 &
begun=$SECONDS
until_it 2 not in_room flock --nonblock /etc/slurmlic/slurmlic.toml true
check "sync: a run waits for another one, whoever started that" is "$(sync_ended)" "well, success 1"
check "sync: ... to its end" test "$((SECONDS - begun))" -ge 2
in_room systemctl start --no-block slurmlic.service
check "sync: a run of slurmlic.service is in nobody's way" is "$(sync_ended)" "well, success 1"

# --- Where there is no slurmdbd to ask, as the unit says
does in_room sacctmgr -i modify user slurmlic set adminlevel=None
does in_room setfacl -m u:slurm:rwx "$directory"
mkdir -p "$root/etc/systemd/system/slurmlic-sync.service.d"
printf '[Service]\nUser=slurm\n' >"$root/etc/systemd/system/slurmlic-sync.service.d/mine.conf"
in_room systemctl daemon-reload
sed -i 's/, 3 licenses/, 5 licenses/; s/of 3 licenses in use/of 5 licenses in use/' "$root/usr/local/bin/lmutil.sh"
check "sync: Slurm's own user may, too" is "$(sync_ended) $(held)" "well, success 1 vcs_batch:15"
rm -r "$root/etc/systemd/system/slurmlic-sync.service.d"
in_room systemctl daemon-reload
does in_room setfacl -x u:slurm "$directory"
does in_room sacctmgr -i modify user slurmlic set adminlevel=Operator

# --- The timer
doctor() { in_room slurmlic doctor --exporter "http://127.0.0.1:$exporter_port/metrics"; }
complaints() { doctor | grep -v '^ok ' | sed 's/.*; mend: //'; }
check "sync: doctor misses its timer, and nothing else" is "$(complaints)" 'systemctl enable --now slurmlic-sync.timer'
rm "$sync_prom"
does in_room systemctl enable --now slurmlic-sync.timer
echo "      waits for the timer, a minute at most"
check "sync: the timer starts a run within the minute" until_it 62 test -f "$sync_prom"
check "sync: ... half a minute beside slurmlic.timer" test "$(($(date -r "$sync_prom" +%-S) / 10))" = 3
check "sync: doctor finds all well" doctor
