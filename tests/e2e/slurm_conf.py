"""The texts that a Slurm on loopback is set up with: see slurm_bed."""

# 22.05 knows some plugins by names that later releases dropped; there, leaving the lines out means the same.
OLD_PLUGINS = """\
SwitchType=switch/none
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
"""


def slurm_conf(bed):
    """`bed` has: dir, host, user, mode, ports, licenses, cpus, release."""
    accounting = ""
    if bed.mode == "full":
        # AuthInfo does not cover slurmdbd: its socket goes by another name.
        accounting = f"""\
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={bed.ports["slurmdbd"]}
AccountingStoragePass={bed.dir}/run/munge.sock
"""
    elif bed.release < (23, 11):
        accounting = "AccountingStorageType=accounting_storage/none\n"
    return f"""\
ClusterName=bed
SlurmctldHost={bed.host}(127.0.0.1)
SlurmctldPort={bed.ports["slurmctld"]}
SlurmdPort={bed.ports["slurmd"]}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser={bed.user}
SlurmdUser={bed.user}
AuthType=auth/munge
AuthInfo=socket={bed.dir}/run/munge.sock
StateSaveLocation={bed.dir}/spool/ctld
SlurmdSpoolDir={bed.dir}/spool/slurmd
SlurmctldPidFile={bed.dir}/run/slurmctld.pid
SlurmdPidFile={bed.dir}/run/slurmd.pid
SlurmctldLogFile={bed.dir}/log/slurmctld.log
SlurmdLogFile={bed.dir}/log/slurmd.log
ProctrackType=proctrack/linuxproc
MpiDefault=none
{OLD_PLUGINS if bed.release < (23, 11) else ""}\
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
{accounting}\
{"Licenses=" + bed.licenses if bed.licenses else ""}
NodeName={bed.host} NodeAddr=127.0.0.1 NodeHostname={bed.host} CPUs={bed.cpus} RealMemory=1000 State=UNKNOWN
PartitionName=batch Nodes={bed.host} Default=YES MaxTime=INFINITE State=UP
"""


def cgroup_conf(bed):
    # Where no cgroups are mounted, 22.05 would not start, unless it is told which ones it has; nothing in the bed uses them.
    # Later ones can be told that there are none.
    return "CgroupPlugin=disabled\n" if bed.release >= (23, 2) else "CgroupPlugin=cgroup/v1\n"


def slurmdbd_conf(bed):
    return f"""\
DbdHost={bed.host}
DbdAddr=127.0.0.1
DbdPort={bed.ports["slurmdbd"]}
CommunicationParameters=NoInAddrAny
SlurmUser={bed.user}
AuthType=auth/munge
AuthInfo=socket={bed.dir}/run/munge.sock
PidFile={bed.dir}/run/slurmdbd.pid
LogFile={bed.dir}/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={bed.ports["mariadbd"]}
StorageUser=slurm
StoragePass=bed
StorageLoc=slurm_acct_db
"""


DATABASE = """\
create database if not exists slurm_acct_db;
create user if not exists slurm@'127.0.0.1' identified by 'bed';
grant all on slurm_acct_db.* to slurm@'127.0.0.1';
"""
