"""slurmlic sync --apply beside a real Slurm: the tokens that seats outside of it take are held back by a reservation, and
whatever goes wrong on the way, no token is free that was not before."""

import json
import os
import subprocess
import time
import unittest

import real_slurm
import support

SYNC_PROM = "slurm_licenses_sync.prom"
RESERVATION = "slurmlic_vcs_vcs"

# It stands between slurmlic and Slurm's commands, and does what a test wants just before one of them. PPID is slurmlic.
BETWEEN = """#!/bin/sh
case "{name} $*" in {pattern}) {body};; esac
exec {program} "$@"
"""


def lmstat(seats, issued=30):
    """`lmstat -a` of one server: seats is [(user, host, count)]."""
    lines = ["License server status: 27000@lic1", "lic1: license server UP (MASTER) v11.19.0",
             "Vendor daemon status (on lic1):", "  snpslmd: UP v11.19.0", "Feature usage info:",
             f"Users of VCS:  (Total of {issued} licenses issued;  Total of {sum(one[2] for one in seats)} licenses in use)",
             '  "VCS" v1, vendor: snpslmd, expiry: 31-dec-2099']
    lines += [f"    {user} {pc} {pc} (v1) (lic1/27000 {100 + n}), start Mon 9/28 8:01, {count} licenses"
              for n, (user, pc, count) in enumerate(seats)]
    return "\n".join(lines) + "\n"


class Sync(support.Case):
    license = "vcs"

    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full", "vcs:30,fluent:10")
        cls.user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()

    def setUp(self):
        super().setUp()
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 5)])
        self.write("lmutil", f"#!/bin/sh\ncat {self.path('lmstat')}\n", 0o755)
        for name in ("scontrol", "squeue", "sacctmgr"):
            self.between(name)
        self.configure()
        self.addCleanup(self.empty)
        self.job(19)

    def configure(self, sync='sync = "reservation"\n', more=""):
        self.settings = self.write("slurmlic.toml", f"""output = "{self.output}"
timeout = "20s"
{more}[slurm]
scontrol = "{self.path('scontrol')}"
[[flexlm]]
name = "syn"
server = "27000@lic1"
lmutil = "{self.path('lmutil')}"
[[tool]]
name = "vcs"
slurm = {{ all = ["{self.license}"] }}
features = ["syn:VCS"]
{sync}""")

    def between(self, name, pattern="none", body=":"):
        """What happens before slurmlic runs that program with such arguments; its own calls of Slurm are the real ones."""
        self.write(name, BETWEEN.format(name=name, pattern=pattern, body=body, program=support.program(name)), 0o755)

    @staticmethod
    def read(path):
        with open(path, encoding="ascii") as file:
            return file.read()

    def seats(self, seats):
        self.write("lmstat", lmstat(seats))

    def empty(self):
        """No jobs, no reservation."""
        self.slurm.do("scancel", f"--user={self.user}")
        support.wait_until(lambda: not self.slurm.do("squeue", "-h", "-o", "%A"), "the jobs are gone", every=0.1)
        if self.held() is not None:
            self.slurm.do("scontrol", "delete", f"ReservationName={RESERVATION}")

    def state(self, job):
        return self.slurm.do("squeue", "-h", "-j", job, "-o", "%T %r").strip()

    def job(self, tokens, waits=False):
        job = self.slurm.do("sbatch", "--parsable", "-D", "/", "-o", "/dev/null", "-L",
                            f"{self.license}:{tokens}", "--wrap", "sleep 300").strip()
        state = "PENDING Licenses" if waits else "RUNNING None"
        support.wait_until(lambda: self.state(job) == state, f"a job for {tokens}: {state}", every=0.1)
        return job

    def cancel(self, job):
        self.slurm.do("scancel", job)
        support.wait_until(lambda: not self.state(job).startswith(("RUN", "COMP", "PEND")), "it is gone", every=0.1)

    def held(self):
        """The tokens of our reservation; None without one."""
        for line in self.slurm.do("scontrol", "show", "res", "-o").splitlines():
            if line.startswith(f"ReservationName={RESERVATION} "):
                return int(line.partition(" Licenses=vcs:")[2].partition(" ")[0])
        return None

    def start_sync(self, *arguments, **options):
        return self.start("sync", *arguments, environment=self.slurm.environment(), **options)

    def sync(self, *arguments, **options):
        begun = time.monotonic()
        return self.finish(self.start_sync(*arguments, **options), begun)

    def apply(self, status=0):
        run = self.sync("--apply")
        self.assertEqual(run.status, status, (run.out, run.err))
        if status == 0:
            self.assertEqual(run.err, [])
        return run

    def success(self):
        return self.published(os.path.join(self.output, SYNC_PROM)).value("slurmlic_sync_success", tool="vcs")


class Example(Sync):
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
        self.assertIsNone(self.held())
        self.assertEqual(os.listdir(self.output), [])
        subprocess.run(["/bin/sh", "-c", command], env=self.slurm.environment(), check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        self.assertEqual(self.held(), 5)
        run = self.sync("--json")
        self.assertEqual((run.status, run.err), (0, []))
        tool = json.loads(run.out)[0]
        self.assertEqual((tool["in_step"], tool["believed_free"], tool["safe_free"]), (True, 6, 6))

    def test_no_token_is_free_without_a_seat(self):
        self.apply()
        self.assertEqual(self.held(), 5)
        self.assertEqual(self.success(), 1)
        waiting = self.job(7, waits=True)
        six = self.job(6)
        self.cancel(six)
        time.sleep(3)    # more than one round of the scheduler
        self.assertEqual(self.state(waiting), "PENDING Licenses")
        self.seats([(self.user, "n1", 9)])    # alice gives back hers
        self.apply()
        self.assertEqual(self.held(), 0)
        support.wait_until(lambda: self.state(waiting).startswith("RUNNING"), "the job for 7 runs", every=0.1)

    def test_a_second_run_with_nothing_to_change_is_a_success_and_a_name_without_sync_is_refused(self):
        self.apply()
        self.apply()
        self.assertEqual(self.held(), 5)
        self.configure(sync="")
        run = self.sync("--apply")
        self.assertEqual((run.status, run.out), (2, b""))
        self.assertEqual(run.err, ['slurmlic: --apply: expected sync = "lastconsumed" or "reservation" in a [[tool]] of the '
                                   'settings, got none'])

    def test_a_reservation_of_that_name_that_is_another_is_left_alone(self):
        self.slurm.do("scontrol", "create", "reservation", f"ReservationName={RESERVATION}", "StartTime=now", "Duration=60",
                      "Users=nobody", "Flags=LICENSE_ONLY", "Licenses=vcs:2")
        run = self.apply(status=1)
        self.assertEqual(run.err, [f"slurmlic: sync:vcs: Slurm is told nothing: the reservation {RESERVATION} is not "
                                   "slurmlic's: expected Users=root, no nodes and no license but vcs, got Users=nobody, "
                                   "Flags=ANY_NODES and 1 license"])
        self.assertEqual(self.held(), 2)


class Faults(Sync):
    """In each of them 5 are held before, alice has 9 then, and no less is held afterwards."""

    def setUp(self):
        super().setUp()
        self.apply()
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2)])    # what is read of it wrongly would let tokens go

    def fails(self, *words):
        run = self.apply(status=1)
        self.assertEqual(self.held(), 5, run.err)
        self.assertEqual(self.success(), 0)
        for word in words:
            self.assertTrue(any(word in line for line in run.err), (word, run.err))
        return run

    def test_the_license_server_is_down(self):
        self.write("lmstat", "lmgrd is not running: Cannot connect to license server system. (-15,570:115)\n")
        self.fails("sync:vcs: Slurm is told nothing: FlexLM could not be asked (flexlm:syn)")
        self.write("lmutil", "#!/bin/sh\nexit 1\n", 0o755)
        self.fails("sync:vcs: Slurm is told nothing: FlexLM could not be asked (flexlm:syn)")
        self.write("lmutil", f"#!/bin/sh\ncat {self.path('lmstat')}\n", 0o755)
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2)])
        self.apply()
        self.assertEqual(self.held(), 2)

    def test_half_an_answer_of_the_license_server(self):
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2), ("bob", "pc2", 3)])    # 5 outside: a part of it is less
        text = self.read(self.path("lmstat"))
        for end in range(0, len(text) - 1, 7):
            with self.subTest(end=end):
                self.write("lmstat", text[:end])
                self.sync("--apply")
                self.assertGreaterEqual(self.held(), 5)

    def test_scontrol_fails(self):
        self.between("scontrol", '"scontrol show lic"', "echo 'slurm_load_license error: no' >&2; exit 1")
        self.fails("scontrol could not be asked (slurm)", "slurm_load_license error: no")

    def test_scontrol_says_half(self):
        self.between("scontrol", '"scontrol show lic"', "printf 'LicenseName=vcs\\n    Total=30 Used=1'; exit 0")
        self.fails("sync:vcs: Slurm is told nothing: ")

    def test_squeue_fails_or_says_half(self):
        self.between("squeue", '"squeue "*', "echo 'slurm_load_jobs error: no' >&2; exit 1")
        self.fails("squeue could not be asked (squeue)")
        self.between("squeue", '"squeue "*', "exit 0")
        self.fails("squeue does not explain 19 tokens of vcs")

    def test_reservations_can_not_be_asked_for(self):
        self.between("scontrol", '"scontrol show res"*', "exit 1")
        self.fails("its reservations could not be asked for")

    def test_half_of_the_reservations(self):
        real = f'{support.program("scontrol")} "$@"'
        self.between("scontrol", '"scontrol show res"*', f"{real} | head -c 40; exit 0")
        self.fails("its reservations could not be asked for")
        self.between("scontrol", '"scontrol show res"*', f"{real} | sed 's/ Licenses=.*/ Licenses=vcs:1/'; exit 0")
        self.fails("its reservations could not be asked for")
        self.between("scontrol", '"scontrol show res"*', "exit 0")
        self.fails("Duplicate reservation name")

    def test_the_update_fails(self):
        self.between("scontrol", '"scontrol update"*', "echo 'slurm_update error: no' >&2; exit 1")
        run = self.fails("slurm_update error: no")
        self.assertIn("sync:vcs: ", run.err[0])

    def test_the_update_says_that_it_was_done_and_was_not(self):
        self.between("scontrol", '"scontrol update"*', "exit 0")
        self.fails(f"vcs: expected the reservation {RESERVATION} to hold 2 tokens, got 5")

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody else")
    def test_nobody_has_no_right_to_it(self):
        os.chmod(self.output, 0o777)
        os.unlink(os.path.join(self.output, SYNC_PROM))
        run = self.sync("--apply", user="nobody", group="nogroup")
        self.assertEqual(run.status, 1)
        self.assertEqual(self.held(), 5)
        self.assertEqual(self.success(), 0)
        self.assertRegex(run.err[-1], r"^slurmlic: sync:vcs: .*scontrol update ReservationName=slurmlic_vcs_vcs Licenses=vcs:2: exit "
                                      r"status 1: Error updating the reservation: (Invalid user id|Access/permission denied)")

    def test_slurmctld_is_stopped(self):
        self.between("scontrol", '"scontrol "*', "sleep 30; exit 1")
        begun = time.monotonic()
        run = self.sync("--apply", "--timeout", "1s")
        self.assertLess(time.monotonic() - begun, 10)
        self.assertEqual(run.status, 1)
        self.assertEqual(self.held(), 5)

    def test_a_job_starts_or_ends_between_reading_and_telling(self):
        real = f"{support.program('sbatch')} -D / -o /dev/null -L vcs:4 --wrap 'sleep 300' >{self.path('submitted')}; sleep 3"
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 7)])
        self.between("scontrol", '"scontrol update"*', real)
        self.apply()
        self.assertEqual(self.held(), 7)
        used = int(self.slurm.licenses()["vcs"]["Used"])
        self.assertEqual(used, 23)
        self.job(1, waits=True)    # 30 - 23 - 7
        self.between("scontrol", '"scontrol update"*', f"{support.program('scancel')} --user={self.user}; sleep 1")
        self.apply()
        self.assertEqual(self.held(), 7)

    def test_killed_at_any_moment_it_leaves_the_old_value_or_the_new_one(self):
        moments = {"before": "kill -9 $PPID", "after": f'{support.program("scontrol")} "$@"; kill -9 $PPID; exit 0'}
        for moment, body in moments.items():
            for command in ("show lic", "show res", "update"):
                with self.subTest(moment=moment, command=command):
                    self.between("scontrol", f'"scontrol {command}"*', body)
                    process = self.start_sync("--apply")
                    process.communicate(timeout=60)
                    self.assertEqual(process.returncode, -9)
                    support.wait_until(lambda: not support.processes_with(self.mark), "all of it is gone", seconds=10)
                    self.assertIn(self.held(), (5, 2))
        self.between("scontrol")
        self.apply()
        self.assertEqual(self.held(), 2)

    def test_a_second_run_at_the_same_time_waits_or_leaves(self):
        log = self.path("log")
        self.between("scontrol", '"scontrol "*', 
                     f'echo begin $PPID >>{log}; {support.program("scontrol")} "$@"; status=$?; sleep 0.3; echo end $PPID >>{log}; '
                     'exit $status')
        runs = [self.start_sync("--apply") for _ in range(3)]
        for run in runs:
            out, err = run.communicate(timeout=60)
            self.assertEqual((run.returncode, err), (0, b""), out)
        pids = [line.split()[1] for line in self.read(log).splitlines()]
        turns = [pid for n, pid in enumerate(pids) if n == 0 or pids[n - 1] != pid]
        self.assertEqual(sorted(turns), sorted({str(run.pid) for run in runs}), "they were at work at the same time")
        first = self.start_sync("--apply")
        support.wait_until(lambda: str(first.pid) in self.read(log), "the first is at work")
        run = self.sync("--apply", "--timeout", "100ms")
        self.assertEqual(run.status, 1)
        self.assertEqual(run.err, [f"slurmlic: another run holds the lock on {self.settings}, and did not end within 100 ms"])
        first.communicate(timeout=60)


if __name__ == "__main__":
    support.main()
