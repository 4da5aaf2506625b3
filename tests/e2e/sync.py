"""slurmlic sync --apply beside a real Slurm: the tokens that seats outside of it take are held back by a reservation, and
whatever goes wrong on the way, no token is free that was not before."""

import contextlib
import json
import os
import subprocess
import time

import support
import sync_case
import sync_clusters
import sync_faults
import sync_kills

RESERVATION = "slurmlic_vcs_vcs"


class Reservation(sync_case.SyncCase):
    word = "reservation"
    pusher = "scontrol"
    push = "update"

    @staticmethod
    def push_of(license):
        return f"update ReservationName=slurmlic_vcs_{license} "

    def reservations(self, *cluster):
        """{name: tokens} of those that slurmlic made."""
        lines = self.slurm.do("scontrol", *cluster, "show", "res", "-o").splitlines()
        return {line.split()[0].partition("=")[2]: int(line.partition(" Licenses=")[2].split()[0].partition(":")[2])
                for line in lines if line.startswith("ReservationName=slurmlic_")}

    def held(self, license):
        return self.reservations().get(f"slurmlic_vcs_{license}", 0)

    def tell(self, license, count, *cluster):
        name, licenses = f"ReservationName=slurmlic_vcs_{license}", f"Licenses={license}:{count}"
        if f"slurmlic_vcs_{license}" in self.reservations():
            self.slurm.do("scontrol", "update", name, licenses)
        else:
            self.slurm.do("scontrol", "create", "reservation", name, "StartTime=now", "Duration=7300-0", "Users=root",
                          "Flags=LICENSE_ONLY", licenses)

    def let_go(self):
        for name in self.reservations():
            self.slurm.do("scontrol", "delete", f"ReservationName={name}")


class Example(Reservation):
    def test_advice_changes_nothing_and_can_be_pasted(self):
        run = self.sync()
        self.assertEqual((run.status, run.err), (1, []))
        command = f"{self.path('scontrol')} create reservation ReservationName={RESERVATION} StartTime=now Duration=7300-0 " \
                  "Users=root Flags=LICENSE_ONLY Licenses=vcs:5"
        self.assertEqual(run.out.decode(), f"""vcs: Slurm believes 11 free, 6 safe: 30 issued - 19 used - 5 outside
  vcs: reservation 5 (5 held back), told nothing
    {command}

Nothing was changed. "slurmlic sync --apply" tells Slurm, for the tools that have
sync = in the settings.
""")
        self.assertEqual(self.reservations(), {})
        self.assertEqual(os.listdir(self.output), [])
        subprocess.run(["/bin/sh", "-c", command], env=self.slurm.environment(), check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        self.assertEqual(self.reservations(), {RESERVATION: 5})
        run = self.sync("--json")
        self.assertEqual((run.status, run.err), (0, []))
        tool = json.loads(run.out)[0]
        self.assertEqual((tool["in_step"], tool["believed_free"], tool["safe_free"]), (True, 6, 6))

    def test_no_token_is_free_without_a_seat(self):
        self.apply()
        self.assertEqual(self.reservations(), {RESERVATION: 5})
        self.addCleanup(self.cancel_all)
        waiting = self.job(7, waits=True)
        six = self.job(6)
        self.cancel(six)
        time.sleep(3)    # more than one round of the scheduler
        self.assertEqual(self.state(waiting), "PENDING Licenses")
        self.alice(0)    # she gives back hers
        self.apply()
        self.assertEqual(self.held("vcs"), 0)
        support.wait_until(lambda: self.state(waiting).startswith("RUNNING"), "the job for 7 runs", every=0.1)

    def test_a_second_run_with_nothing_to_change_is_a_success_and_a_name_without_sync_is_refused(self):
        self.apply()
        self.apply()
        self.assertEqual(self.held("vcs"), 5)
        self.configure(sync="")
        run = self.sync("--apply")
        self.assertEqual((run.status, run.out), (2, b""))
        self.assertEqual(run.err, ['slurmlic: --apply: expected sync = "lastconsumed" or "reservation" in a [[tool]] of the '
                                   'settings, got none'])

    def test_a_reservation_of_that_name_that_is_another_is_left_alone(self):
        node = self.slurm.do("sinfo", "-h", "-o", "%n").strip()
        self.apply()
        for users, place, flags in (("daemon", ["Flags=LICENSE_ONLY"], "ANY_NODES"),
                                    ("root", ["Flags=IGNORE_JOBS", f"Nodes={node}"], "IGNORE_JOBS,SPEC_NODES")):
            with self.subTest(users=users):
                self.let_go()
                self.slurm.do("scontrol", "create", "reservation", f"ReservationName={RESERVATION}", "StartTime=now",
                              "Duration=60", f"Users={users}", *place, "Licenses=vcs:6")
                self.fails_during(contextlib.nullcontext(),
                                  f"sync:vcs: Slurm is told nothing: the reservation {RESERVATION} is not slurmlic's: "
                                  "expected Users=root, no nodes and no license but vcs, "
                                  f"got Users={users}, Flags={flags} and 1 license")
                self.assertEqual(self.reservations(), {RESERVATION: 6})


class Faults(sync_faults.Faults, Reservation):
    questions = (("scontrol", "show lic", ("show", "lic"), 37), ("scontrol", "show res", ("show", "res", "-o"), 61),
                 ("squeue", "", sync_faults.SQUEUE, 5))
    failures = (("scontrol", "show lic", r"scontrol could not be asked \(slurm\)"),
                ("scontrol", "show res", "its reservations could not be asked for"),
                ("squeue", "", r"squeue could not be asked \(squeue\)"),
                ("scontrol", "update", "sync:vcs: .*scontrol.* update ReservationName=slurmlic_vcs_vcs Licenses=vcs:2: "))
    not_done = f"vcs: expected the reservation {RESERVATION} to hold 2 tokens, got 5"

    def test_half_of_the_reservations(self):
        real = self.real("scontrol")
        self.fails_during(self.stand_in("scontrol", "show res", f"{real} | sed 's/ Licenses=.*/ Licenses=vcs:1/'; exit 0"),
                          "its reservations could not be asked for")
        self.fails_during(self.stand_in("scontrol", "show res", "exit 0"), "Duplicate reservation name")

    def test_the_reservation_is_deleted_between_reading_and_telling(self):
        gone = f"{self.shell('scontrol', 'delete', 'ReservationName=' + RESERVATION)}"
        with self.stand_in("scontrol", "update", gone):
            run = self.sync("--apply")
        self.assertEqual(run.status, 1)
        self.assertRegex(run.err[-1], "sync:vcs: .* exit status 1: .*reservation")
        self.apply()
        self.assertEqual(self.protection(), 2)

    def test_slurmdbd_is_not_needed(self):
        with self.down("slurmdbd"):
            self.apply()
            self.assertEqual(self.protection(), 2)


class Kills(sync_kills.Kills, Reservation):
    licenses = ("vcs", "vcs_b")
    commands = (("scontrol", "show lic"), ("squeue", ""), ("scontrol", "show res"), ("scontrol", "update"))


class TwoClusters(sync_clusters.TwoClusters, Reservation):
    """Each has the license whole."""

    push = "-M bed update"

    @classmethod
    def share(cls):
        pass

    def held(self, license):
        return sum(self.reservations("-M", cluster).get(f"slurmlic_vcs_{license}", 0) for cluster in self.clusters)

    def free_of(self, cluster):
        fields = self.slurm.do("scontrol", "-M", cluster, "show", "lic", "vcs")
        numbers = dict(word.split("=") for word in fields.split())
        return int(numbers["Free"]) - int(numbers["Reserved"])

    def let_go(self):
        for cluster in self.clusters:
            for name in self.reservations("-M", cluster):
                self.slurm.do("scontrol", "-M", cluster, "delete", f"ReservationName={name}")


if __name__ == "__main__":
    support.main()
