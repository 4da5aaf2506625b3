"""slurmlic sync --apply beside a real Slurm with slurmdbd, 23.02 or later: the tokens of a remote license that seats outside of
Slurm take are told by LastConsumed, and whatever goes wrong on the way, the deficit is no smaller than before. See
packaging/sync_room.sh for a host that has no such Slurm."""

import json
import os
import re
import subprocess
import sys
import time
import unittest

import processes
import support
import sync

LICENSE = "vcs@lic1"


class LastConsumed(sync.Sync):
    license = LICENSE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slurm.do("sacctmgr", "-i", "add", "resource", "name=vcs", "server=lic1", "count=30", "servertype=flexlm",
                     "type=license", "cluster=bed", "allowed=100")
        cls.slurm.do("sacctmgr", "-i", "add", "resource", "name=vcs", "server=lic2", "count=30", "servertype=flexlm",
                     "type=license", "cluster=bed", "allowed=60")
        cls.slurm.do("sacctmgr", "-i", "add", "cluster", "other")
        cls.slurm.do("sacctmgr", "-i", "add", "resource", "name=vcs", "server=lic2", "cluster=other", "allowed=40")
        support.wait_until(lambda: LICENSE in cls.slurm.licenses(), "the remote license is there")

    def configure(self, sync='sync = "lastconsumed"\n', more=""):
        super().configure(sync, more)

    def empty(self):
        self.slurm.do("scancel", f"--user={self.user}")
        support.wait_until(lambda: not self.slurm.do("squeue", "-h", "-o", "%A"), "the jobs are gone", every=0.1)
        self.tell(0)

    def tell(self, count):
        self.slurm.do("sacctmgr", "-i", "update", "resource", "where", "name=vcs", "server=lic1", "set",
                      f"lastconsumed={count}")

    def fields(self):
        return {name: value if name == "LastUpdate" or not value.isdigit() else int(value)
                for name, value in self.slurm.licenses()[LICENSE].items()}

    def held(self):
        return self.fields()["LastDeficit"]


class Example(LastConsumed):
    def test_what_is_pushed_usually_leaves_tokens_without_seats(self):
        self.tell(14)    # FlexLM's own count
        self.assertEqual(self.fields()["Free"], 11)
        run = self.sync()
        self.assertEqual((run.status, run.err), (1, []))
        command = f"{self.path('sacctmgr')} -i update resource where name=vcs server=lic1 set lastconsumed=24"
        self.assertTrue(run.out.decode().startswith(
            "vcs: Slurm believes 11 free, 6 safe: 30 issued - 19 used - 5 outside\n"
            f"  vcs@lic1: LastConsumed 24 (19 used + 5 held back), told 14\n    {command}\n"), run.out.decode())
        self.assertEqual(self.fields()["LastConsumed"], 14)
        subprocess.run(["/bin/sh", "-c", command], env=self.slurm.environment(), check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        run = self.sync("--json")
        self.assertEqual((run.status, run.err), (0, []))
        tool = json.loads(run.out)[0]
        self.assertEqual((tool["in_step"], tool["believed_free"], tool["safe_free"]), (True, 6, 6))

    def test_no_token_is_free_without_a_seat(self):
        self.apply()
        self.assertEqual([self.fields()[name] for name in ("LastConsumed", "LastDeficit", "Free")], [24, 5, 6])
        self.assertEqual(self.success(), 1)
        waiting = self.job(7, waits=True)
        six = self.job(6)
        self.cancel(six)
        time.sleep(3)    # more than one round of the scheduler
        self.assertEqual(self.state(waiting), "PENDING Licenses")
        self.seats([(self.user, "n1", 9)])    # alice gives back hers
        self.apply()
        support.wait_until(lambda: self.state(waiting).startswith("RUNNING"), "the job for 7 runs", every=0.1)

    def test_the_same_value_renews_the_time_and_the_other_server_is_left_alone(self):
        self.apply()
        before = self.fields()
        time.sleep(1.1)
        self.apply()
        after = self.fields()
        self.assertGreater(after.pop("LastUpdate"), before.pop("LastUpdate"))
        self.assertEqual(after, before)
        self.assertEqual(self.slurm.licenses()["vcs@lic2"]["LastConsumed"], "0")

    def test_no_more_than_count_is_told(self):
        self.job(9)
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 5)])
        self.apply()
        self.assertEqual([self.fields()[name] for name in ("LastConsumed", "LastDeficit", "Free")], [30, 2, 0])

    def test_both_mechanisms_are_refused(self):
        name = "slurmlic_vcs_vcs@lic1"
        self.slurm.do("scontrol", "create", "reservation", f"ReservationName={name}", "StartTime=now", "Duration=60",
                      "Users=root", "Flags=LICENSE_ONLY", f"Licenses={LICENSE}:3")
        try:
            run = self.apply(status=1)
            self.assertIn(f"the reservation {name} holds 3 tokens of vcs@lic1, and LastConsumed would block the same seats",
                          run.err[0])
            self.slurm.do("scontrol", "update", f"ReservationName={name}", f"Licenses={LICENSE}:0")
            self.apply()
            self.configure(sync='sync = "reservation"\n')
            run = self.apply(status=1)
            self.assertIn("vcs@lic1 has LastDeficit=5, and a reservation would block the same seats", run.err[0])
        finally:
            self.slurm.do("scontrol", "delete", f"ReservationName={name}")

    def test_a_cluster_that_is_not_asked_is_named(self):
        self.license = "vcs@lic2"
        self.configure()
        run = self.apply(status=1)
        self.assertEqual(run.err, ["slurmlic: sync:vcs: Slurm is told nothing: the cluster bed has a share of vcs@lic2, too, "
                                   "and is not asked: name all of them in slurm.clusters"])


class Faults(LastConsumed):
    """In each of them the deficit is 5 before; alice has 2 then, and the deficit is no smaller afterwards."""

    def setUp(self):
        super().setUp()
        self.apply()
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2)])

    def fails(self, *words):
        run = self.apply(status=1)
        self.assertEqual(self.held(), 5, run.err)
        self.assertEqual(self.success(), 0)
        for word in words:
            self.assertTrue(any(word in line for line in run.err), (word, run.err))

    def test_a_source_fails(self):
        for name, pattern, body, reason in (
                ("scontrol", "scontrol show lic", "echo no >&2; exit 1", "scontrol could not be asked (slurm)"),
                ("scontrol", "scontrol show res", "exit 1", "its reservations could not be asked for"),
                ("squeue", "squeue ", "exit 1", "squeue could not be asked (squeue)"),
                ("squeue", "squeue ", "exit 0", "squeue does not explain 19 tokens of vcs@lic1"),
                ("sacctmgr", "sacctmgr --noheader", "exit 1", "sacctmgr could not be asked"),
                ("sacctmgr", "sacctmgr --noheader", "exit 0", "sacctmgr does not list vcs@lic1"),
                ("sacctmgr", "sacctmgr -i", "echo no >&2; exit 1", "exit status 1: no"),
                ("sacctmgr", "sacctmgr -i", "exit 0", "expected LastConsumed=21, got 24")):
            with self.subTest(pattern=pattern, body=body):
                self.between(name, f'"{pattern}"*', body)
                self.fails(reason)
                self.between(name)
        self.write("lmutil", "#!/bin/sh\nexit 1\n", 0o755)
        self.fails("FlexLM could not be asked (flexlm:syn)")

    def test_half_an_answer_of_the_license_server(self):
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2), ("bob", "pc2", 3)])
        text = self.read(self.path("lmstat"))
        for end in range(0, len(text) - 1, 23):
            with self.subTest(end=end):
                self.write("lmstat", text[:end])
                self.sync("--apply")
                self.assertGreaterEqual(self.held(), 5)

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody else")
    def test_nobody_is_no_operator(self):
        os.chmod(self.output, 0o777)
        os.unlink(os.path.join(self.output, sync.SYNC_PROM))
        run = self.sync("--apply", user="nobody", group="nogroup")
        self.assertEqual((run.status, self.held(), self.success()), (1, 5, 0))
        self.assertRegex(run.err[-1], r"sync:vcs: .*sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=21: "
                                      r"exit status 1: .*privilege|Access/permission denied")

    def test_slurmdbd_is_down(self):
        self.slurm.kill("slurmdbd", "TERM")
        try:
            run = self.sync("--apply", "--timeout", "3s")
            self.assertEqual((run.status, self.held(), self.success()), (1, 5, 0))
            self.assertIn("slurmlic: sync:vcs: Slurm is told nothing: sacctmgr could not be asked", run.err)
        finally:
            self.slurm.start("slurmdbd")
        support.wait_until(lambda: self.sync("--apply").status == 0, "slurmdbd is back", every=1)
        self.assertEqual(self.held(), 2)

    def test_a_job_starts_between_reading_and_telling(self):
        def job(tokens):
            return f"{support.program('sbatch')} -D / -o /dev/null -L {LICENSE}:{tokens} --wrap 'sleep 300' >/dev/null; sleep 3"

        once = f"[ -e {self.path('once')} ] || {{ touch {self.path('once')}; {job(3)}; }}"
        self.between("sacctmgr", '"sacctmgr -i"*', once)
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 5)])
        self.apply()
        self.assertEqual([self.fields()[name] for name in ("Used", "LastConsumed", "LastDeficit")], [22, 27, 5])
        self.between("sacctmgr", '"sacctmgr -i"*', job(1))    # each time again
        run = self.apply(status=1)
        self.assertIn("its deficit is still short by 1", run.err[0])
        self.assertEqual(self.success(), 0)

    def test_a_job_ends_between_reading_and_telling(self):
        self.between("sacctmgr", '"sacctmgr -i"*', f"{support.program('scancel')} --user={self.user}; sleep 2")
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 5)])
        self.apply()
        self.assertEqual(self.held(), 24)    # too much, until the next time
        self.between("sacctmgr")
        self.seats([("alice", "pc1", 5)])
        self.apply()
        self.assertEqual(self.held(), 5)

    def test_killed_at_any_moment_it_leaves_the_old_value_or_the_new_one(self):
        for program, command in (("scontrol", "show lic"), ("scontrol", "show res"), ("sacctmgr", "--noheader"),
                                 ("sacctmgr", "-i")):
            for body in ("kill -9 $PPID", f'{support.program(program)} "$@"; kill -9 $PPID; exit 0'):
                with self.subTest(command=command, body=body):
                    self.between(program, f'"{program} {command}"*', body)
                    process = self.start_sync("--apply")
                    process.communicate(timeout=60)
                    self.assertEqual(process.returncode, -9)
                    support.wait_until(lambda: not support.processes_with(self.mark), "all of it is gone", seconds=10)
                    self.assertIn(self.held(), (5, 2))
                    self.between(program)
        self.apply()
        self.assertEqual(self.held(), 2)


class TwoClusters(LastConsumed):
    """Each has a half of a license; the second one is a controller without nodes, at the same slurmdbd."""

    license = "vcs@lic3"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.slurm.folder
        with open(cls.slurm.conf, encoding="utf-8") as file:
            conf = file.read()
        conf = conf.replace("ClusterName=bed", "ClusterName=second")
        conf = re.sub("SlurmctldPort=.*", f"SlurmctldPort={processes.free_ports(1)[0]}", conf)
        for name in ("ctld", "slurmctld.pid", "slurmctld.log"):
            conf = conf.replace(f"/{name}\n", f"/second.{name}\n")
        os.mkdir(os.path.join(folder, "second"))
        os.mkdir(os.path.join(folder, "spool", "second.ctld"))
        path = os.path.join(folder, "second", "slurm.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(conf)
        with open(os.path.join(folder, "second", "cgroup.conf"), "w", encoding="utf-8") as file:
            file.write("CgroupPlugin=disabled\n")
        cls.slurm.do("sacctmgr", "-i", "add", "cluster", "second")
        environment = {**cls.slurm.environment(), "SLURM_CONF": path}
        controller = subprocess.Popen([support.program("slurmctld"), "-D"], env=environment, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
        cls.addClassCleanup(controller.wait)
        cls.addClassCleanup(controller.terminate)
        cls.slurm.do("sacctmgr", "-i", "add", "resource", "name=vcs", "server=lic3", "count=30", "servertype=flexlm",
                     "type=license", "cluster=bed,second", "allowed=50")
        support.wait_until(lambda: "vcs@lic3" in cls.ask("second"), "the second cluster has the license", every=0.5)

    @classmethod
    def ask(cls, cluster):
        done = subprocess.run(["scontrol", "-M", cluster, "show", "lic"], env=cls.slurm.environment(), check=False,
                              capture_output=True, text=True, timeout=60)
        return done.stdout

    def fields_of(self, cluster):
        text = self.ask(cluster).partition("LicenseName=vcs@lic3\n")[2].partition("LicenseName=")[0]
        return {name: int(value) for name, value in (word.split("=", 1) for word in text.split()) if value.isdigit()}

    def configure(self, sync='sync = "lastconsumed"\n', more=""):
        super().configure(sync, more)
        with open(self.settings, encoding="utf-8") as file:
            text = file.read()
        self.write("slurmlic.toml", text.replace("[slurm]\n", '[slurm]\nclusters = ["bed", "second"]\n'))

    def setUp(self):
        self.addCleanup(self.slurm.do, "sacctmgr", "-i", "update", "resource", "where", "name=vcs", "server=lic3",
                        "set", "lastconsumed=0")
        super().setUp()

    def job(self, tokens, waits=False):
        return super().job(10 if tokens == 19 else tokens, waits)    # of the 15 that the cluster has

    def test_both_together_can_not_take_more_than_is_safe(self):
        self.seats([(self.user, "n1", 5), ("alice", "pc1", 5)])    # 15 are safe: 30 - 10 - 5
        self.apply()
        bed, second = self.fields_of("bed"), self.fields_of("second")
        self.assertEqual((bed["LastConsumed"], second["LastConsumed"]), (20, 20))
        self.assertEqual((bed["Free"], second["Free"]), (5, 10))
        self.job(5)
        self.apply()
        bed, second = self.fields_of("bed"), self.fields_of("second")
        self.assertEqual((bed["Used"], bed["Free"], second["Free"]), (15, 0, 10))

    def test_one_that_can_not_be_asked_leaves_both_as_they_were(self):
        self.seats([(self.user, "n1", 5), ("alice", "pc1", 5)])
        self.apply()
        self.seats([(self.user, "n1", 5), ("alice", "pc1", 1)])
        self.between("scontrol", '"scontrol -M second show lic"', "exit 1")
        run = self.apply(status=1)
        self.assertIn("scontrol could not be asked (slurm:second)", run.err[-1])
        self.assertEqual((self.fields_of("bed")["LastConsumed"], self.fields_of("second")["LastConsumed"]), (20, 20))


if __name__ == "__main__":
    release = subprocess.run(["slurmctld", "-V"], check=True, capture_output=True, text=True).stdout
    if tuple(map(int, re.search(r"(\d+)\.(\d+)", release).groups())) < (23, 2):
        sys.exit(f"expected Slurm 23.02 or later, got {release.strip()}: see tests/packaging/sync_room.sh")
    support.main()
