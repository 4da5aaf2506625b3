"""slurmlic sync --apply beside a real Slurm with slurmdbd, 23.02 or later: the tokens of a remote license that seats outside of
Slurm take are told by LastConsumed, and whatever goes wrong on the way, the deficit is no smaller than before. See
packaging/sync_room.sh for a host that has no such Slurm."""

import json
import re
import shlex
import subprocess
import sys
import time

import support
import sync_case
import sync_clusters
import sync_faults
import sync_kills

LICENSE = "vcs@lic1"
SLURM_BED = [sys.executable, f"{support.HERE}/slurm_bed"]


class LastConsumed(sync_case.SyncCase):
    word = "lastconsumed"
    pusher = "sacctmgr"
    push = "-i update"
    licenses = (LICENSE,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if LICENSE in cls.slurm.licenses():
            return
        cls.add_resource("vcs", "lic1", "cluster=bed", "allowed=100")
        cls.add_resource("vcs_b", "lic1", "cluster=bed", "allowed=100")
        cls.slurm.do("sacctmgr", "-i", "add", "cluster", "other")
        cls.add_resource("vcs", "lic2", "cluster=bed", "allowed=60")
        cls.slurm.do("sacctmgr", "-i", "add", "resource", "name=vcs", "server=lic2", "cluster=other", "allowed=40")
        support.wait_until(lambda: {LICENSE, "vcs_b@lic1"} <= set(cls.slurm.licenses()), "the remote licenses are there")

    @classmethod
    def add_resource(cls, name, server, *shares):
        cls.slurm.do("sacctmgr", "-i", "add", "resource", f"name={name}", f"server={server}", "count=30", "servertype=flexlm",
                     "type=license", *shares)

    @staticmethod
    def push_of(license):
        name, _, server = license.partition("@")
        return f"-i update resource where name={name} server={server} "

    def fields(self, license=None, listing=None):
        found = (listing or self.slurm.licenses())[license or self.licenses[0]]
        return {name: value if name == "LastUpdate" or not value.isdigit() else int(value) for name, value in found.items()}

    def held(self, license):
        return self.fields(license)["LastDeficit"]

    def tell(self, license, count):
        self.last_consumed(license, self.fields(license)["Used"] + count)
        support.wait_until(lambda: self.held(license) == count, f"{count} of {license} are held back")

    def last_consumed(self, license, value):
        name, _, server = license.partition("@")
        self.slurm.do("sacctmgr", "-i", "update", "resource", "where", f"name={name}", f"server={server}", "set",
                      f"lastconsumed={value}")

    def let_go(self):
        for license in self.licenses:
            self.last_consumed(license, 0)
            support.wait_until(lambda: self.held(license) == 0, f"nothing of {license} is held back")


class Example(LastConsumed):
    def test_what_is_pushed_usually_leaves_tokens_without_seats(self):
        self.last_consumed(LICENSE, 14)    # FlexLM's own count
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
        self.addCleanup(self.cancel_all)
        waiting = self.job(7, waits=True)
        six = self.job(6)
        self.cancel(six)
        time.sleep(3)    # more than one round of the scheduler
        self.assertEqual(self.state(waiting), "PENDING Licenses")
        self.alice(0)    # she gives back hers
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
        self.assertEqual(self.fields("vcs@lic2")["LastConsumed"], 0)

    def test_no_more_than_count_is_told(self):
        self.addCleanup(self.cancel_all)
        self.job(9)
        self.apply()
        self.assertEqual([self.fields()[name] for name in ("LastConsumed", "LastDeficit", "Free")], [30, 2, 0])

    def test_both_mechanisms_are_refused(self):
        name = "slurmlic_vcs_vcs@lic1"
        self.slurm.do("scontrol", "create", "reservation", f"ReservationName={name}", "StartTime=now", "Duration=60",
                      "Users=root", "Flags=LICENSE_ONLY", f"Licenses={LICENSE}:3")
        run = self.sync("--apply")
        self.slurm.do("scontrol", "delete", f"ReservationName={name}")
        self.assertEqual((run.status, self.published_sync("success")), (1, 0))
        self.assertIn(f"the reservation {name} holds 3 tokens of vcs@lic1, and LastConsumed would block the same seats",
                      run.err[0])
        self.apply()
        self.configure(sync='sync = "reservation"\n')
        run = self.sync("--apply")
        self.assertEqual((run.status, self.published_sync("success")), (1, 0))
        self.assertIn("vcs@lic1 has LastDeficit=5, and a reservation would block the same seats", run.err[0])


class Unasked(LastConsumed):
    licenses = ("vcs@lic2",)
    tokens = 10

    def test_a_cluster_that_is_not_asked_is_named(self):
        run = self.sync("--apply")
        self.assertEqual((run.status, self.published_sync("success")), (1, 0))
        self.assertEqual(run.err, ["slurmlic: sync:vcs: Slurm is told nothing: the cluster bed has a share of vcs@lic2, too, "
                                   "and is not asked: name all of them in slurm.clusters"])


class Faults(sync_faults.Faults, LastConsumed):
    questions = (("scontrol", "show lic", ("show", "lic"), 71), ("squeue", "", sync_faults.SQUEUE, 6),
                 ("sacctmgr", "--noheader", sync_faults.RESOURCES, 11))
    failures = (("scontrol", "show lic", r"scontrol could not be asked \(slurm\)"),
                ("scontrol", "show res", "its reservations could not be asked for"),
                ("squeue", "", r"squeue could not be asked \(squeue\)"),
                ("sacctmgr", "--noheader", "sacctmgr could not be asked"),
                ("sacctmgr", "-i", "sync:vcs: .*sacctmgr.* -i update .*name=vcs server=lic1 set lastconsumed=21: "))
    not_done = "sync:vcs: vcs@lic1: expected LastConsumed=21, got 24"

    def test_slurmdbd_is_down(self):
        for fault in (self.down, self.hanging):
            with self.subTest(fault=fault.__name__):
                run = self.fails_during(fault("slurmdbd"), "sync:vcs: Slurm is told nothing: sacctmgr could not be asked",
                                        "--timeout", "3s")
                self.assertLess(run.seconds, 10)
                self.repairs()

    def test_slurmdbd_goes_down_between_reading_and_telling(self):
        recorded = shlex.join([*SLURM_BED, "kill", self.slurm.folder, "slurmdbd", "KILL"])
        try:
            self.fails_during(self.after_read(recorded), "sync:vcs: .*sacctmgr.* set lastconsumed=21: ", "--timeout", "3s")
        finally:
            self.slurm.start("slurmdbd")
        self.repairs()

    def test_the_count_changes_between_reading_and_telling(self):
        self.alice(5)
        change = ["sacctmgr", "-i", "update", "resource", "where", "name=vcs", "server=lic1", "set"]
        try:
            self.fails_during(self.after_read(self.shell(*change, "count=40")), "expected Total=30 as before, got 40")
        finally:
            self.slurm.do(*change, "count=30")
        self.repairs(5)

    def test_jobs_start_again_and_again(self):
        """No run can win that; it says so, and the next one puts it right."""
        self.alice(5)
        with self.stand_in("sacctmgr", "-i", self.starts(1)):
            run = self.sync("--apply")
        self.assertEqual((run.status, self.published_sync("success")), (1, 0))
        self.assertIn("its deficit is still short by 1", run.err[0])
        self.apply()
        self.assertEqual(self.protection(), 5)


class Kills(sync_kills.Kills, LastConsumed):
    licenses = (LICENSE, "vcs_b@lic1")
    commands = (("scontrol", "show lic"), ("squeue", ""), ("scontrol", "show res"), ("sacctmgr", "--noheader"),
                ("sacctmgr", "-i update"))


class TwoClusters(sync_clusters.TwoClusters, LastConsumed):
    """Each has a half of a license: LastConsumed is one number for both."""

    licenses = ("vcs@lic3",)
    tokens = 10    # of the 15 that the cluster has

    @classmethod
    def share(cls):
        cls.add_resource("vcs", "lic3", "cluster=bed,second", "allowed=50")

    def fields_of(self, cluster):
        text = self.slurm.do("scontrol", "-M", cluster, "show", "lic").partition("LicenseName=vcs@lic3\n")[2]
        words = (word.split("=", 1) for word in text.partition("LicenseName=")[0].split())
        return {name: int(value) for name, value in words if value.isdigit()}

    def held(self, license):
        return sum(self.fields_of(cluster)["LastDeficit"] for cluster in self.clusters)

    def free_of(self, cluster):
        return self.fields_of(cluster)["Free"]

    def test_one_number_for_both(self):
        self.apply()
        told = [self.fields_of(cluster)["LastConsumed"] for cluster in self.clusters]
        self.assertEqual(told, [told[0], told[0]])
        self.addCleanup(self.cancel_all)
        self.job(self.fields_of("bed")["Free"])
        self.apply()
        self.assertEqual(self.fields_of("bed")["Free"], 0)


if __name__ == "__main__":
    release = subprocess.run(["slurmctld", "-V"], check=True, capture_output=True, text=True).stdout
    if tuple(map(int, re.search(r"(\d+)\.(\d+)", release).groups())) < (23, 2):
        sys.exit(f"expected Slurm 23.02 or later, got {release.strip()}: see tests/packaging/sync_room.sh")
    support.main()
