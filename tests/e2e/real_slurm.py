"""A bed with licenses, jobs, a reservation and remote resources in it, and a plain reading of what scontrol says."""

import os
import subprocess
import sys

import processes
import support

LICENSES = "vcs_batch:40,vcs_interactive:10,fluent:30,abaqus:50,zero:0,o\"d.d*{x}:3,\u00fcml:2"
ODD_REMOTE = "o'd/d-x.y+z b"    # sacctmgr makes the apostrophe a backtick


class Slurm:
    """The bed in a folder of its own; it goes down with the test class that asked for it, or with this process."""

    def __init__(self, test_class, mode, licenses=LICENSES):
        self.folder = support.new_folder(test_class.addClassCleanup)
        self.conf = os.path.join(self.folder, "slurm.conf")
        self.bed("up", self.folder, mode, "--licenses", licenses, "--while", str(os.getpid()))
        test_class.addClassCleanup(self.bed, "down", self.folder)

    def bed(self, *arguments):
        script = os.path.join(support.HERE, "slurm_bed")
        done = subprocess.run([sys.executable, script, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(f"slurm_bed {' '.join(arguments)}: {done.stdout}")

    def environment(self, **changes):
        return support.clean_environment(SLURM_CONF=self.conf, LC_ALL="C", **changes)

    def do(self, *argv):
        """Runs one of Slurm's commands and returns what it prints."""
        done = subprocess.run([support.program(argv[0]), *argv[1:]], env=self.environment(), capture_output=True, timeout=60,
                              check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)}: exit status {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def kill(self, daemon, number):
        self.bed("kill", self.folder, daemon, number)

    def start(self, daemon):
        self.bed("start", self.folder, daemon)

    def licenses(self):
        """{name: {field: text}} as `scontrol show lic` says now; read in the plainest way there is."""
        found = {}
        for line in self.do("scontrol", "show", "lic").split("\n"):
            if line.startswith("LicenseName="):
                name = line[len("LicenseName="):]
                assert name not in found, f"scontrol lists {name} twice"
                found[name] = {}
            elif line.strip():
                found[name].update(word.split("=", 1) for word in line.split())
        return found

    def numbers(self):
        """{(metric, license): number}: what must be published, no more and no less."""
        return {(f"slurm_licenses_{field.lower()}", name): float(fields[field])
                for name, fields in self.licenses().items() for field in ("Total", "Used", "Free", "Reserved")}

    def listening(self):
        """{daemon: addresses}, for the daemons that are up."""
        names = [name for name in os.listdir(os.path.join(self.folder, "pids")) if name != "watcher"]
        pids = {name: processes.Recorded(self.folder, name).pid() for name in names}
        return {name: processes.listening_addresses(pid) for name, pid in pids.items() if pid is not None}


def put_to_work(slurm):
    """Fills a full bed, and waits until Slurm shows it all: every kind of license with every kind of user."""
    def resource(name, server, count, percent):
        slurm.do("sacctmgr", "-i", "add", "resource", f"name={name}", f"server={server}", f"count={count}",
                 "servertype=flexlm", "type=license", "cluster=bed", f"percentallowed={percent}")

    def job(licenses, *options):
        slurm.do("sbatch", "-o", "/dev/null", "-L", licenses, *options, "--wrap", "sleep 300")

    resource("matlab", "flex_host", 50, 60)
    resource(ODD_REMOTE, "srv:27000", 7, 100)
    resource("unused", "flex_host", 0, 0)
    support.wait_until(lambda: "matlab@flex_host" in slurm.licenses(), "the remote licenses are there")
    job("vcs_batch:3,fluent:2,matlab@flex_host:4")
    job("vcs_interactive:2", "--array=0-3")
    job("fluent:29")
    user = slurm.do("squeue", "-h", "-o", "%u").split()[0]
    slurm.do("scontrol", "create", "reservation", "ReservationName=held", "StartTime=now", "Duration=60", f"Users={user}",
             "Licenses=abaqus:7,vcs_batch:5", "Flags=LICENSE_ONLY")

    def settled():
        licenses = slurm.licenses()
        used = {name: fields["Used"] for name, fields in licenses.items()}
        waiting = "Licenses" in slurm.do("squeue", "-h", "-t", "PD", "-o", "%r")
        return (used["vcs_batch"], used["vcs_interactive"], used["fluent"], used["matlab@flex_host"]) == ("3", "8", "2", "4") \
            and licenses["abaqus"]["Reserved"] == "7" and waiting

    support.wait_until(settled, "all the jobs run or wait, and the reservation holds", seconds=60, every=0.2)
