"""What goes wrong while slurmlic sync --apply is at work, for both mechanisms: see sync.py and sync_lastconsumed.py."""

import os
import shlex
import shutil
import unittest
from contextlib import nullcontext as nothing

import support


# What slurmlic asks.
SQUEUE = ("-h", "-o", "%i|%t|%u|%a|%W")
RESOURCES = ("--noheader", "--parsable2", "show", "resource", "withclusters", "format=name,server,count,cluster,allowed")


def read_numbers(path):
    with open(path, encoding="ascii") as file:
        return [int(line) for line in file]


class Faults:
    """5 are held back before, and alice has 2 then: what is read wrongly of that would let tokens go."""

    def setUp(self):
        super().setUp()
        self.apply()
        self.assertEqual(self.protection(), 5)
        self.alice(2)

    def repairs(self, held=2):
        """The next sync has what it needs, and the one after that finds 5 again."""
        self.apply()
        self.assertEqual(self.protection(), held)
        self.alice(5)
        self.apply()
        self.alice(2)

    def shell(self, *words):
        """One of Slurm's own commands, for a stand-in."""
        return shlex.join([support.program(words[0]), *words[1:]])

    def real(self, name):
        return f'{support.program(name)} "$@"'

    def starts(self, tokens):
        """A job begins, in shell."""
        does_run = f"{self.shell('squeue', '-h', '-t', 'R', '-j')} $job | grep -q ."
        return f"job=$({self.shell(*self.sbatch(tokens))}); until {does_run}; do sleep 0.1; done"

    def test_the_license_server_is_down(self):
        answers = ("echo 'lmgrd is not running: Cannot connect to license server system. (-15,570:115)'", "exit 1", "exit 0",
                   "sleep 30")
        for answer in answers:
            with self.subTest(answer=answer):
                self.write("lmutil", f"#!/bin/sh\n{answer}\n", 0o755)
                self.fails_during(nothing(), r"FlexLM could not be asked \(flexlm:syn\)", "--timeout", "3s")
        self.write("lmutil", f"#!/bin/sh\ncat {self.path('lmstat')}\n", 0o755)
        self.repairs()

    def test_half_an_answer_of_the_license_server(self):
        self.seats([(self.user, "n1", 9), ("alice", "pc1", 2), ("bob", "pc2", 3)])    # 5 outside: a part of it is less
        size = os.path.getsize(self.path("lmstat"))
        for end in range(0, size - 1, 17):
            with self.subTest(end=end):
                self.write("lmutil", f"#!/bin/sh\nhead -c {end} {self.path('lmstat')}\n", 0o755)
                self.apply_during(nothing())

    def test_half_an_answer_of_slurm(self):
        for name, command, question, step in self.questions:
            for end in range(0, len(self.slurm.do(name, *question)) - 1, step):
                with self.subTest(name=name, command=command, end=end):
                    self.apply_during(self.stand_in(name, command, f"{self.real(name)} | head -c {end}; exit 0"))

    def test_a_command_fails(self):
        for name, command, reason in self.failures:
            for body in ("echo 'slurm error: no' >&2; exit 1", "kill -9 $$"):
                with self.subTest(name=name, command=command, body=body):
                    self.fails_during(self.stand_in(name, command, body), reason)
        self.fails_during(self.stand_in(self.pusher, self.push, "sleep 30"), self.failures[-1][2], "--timeout", "3s")
        self.repairs()

    def test_the_push_says_that_it_was_done_and_was_not(self):
        self.fails_during(self.stand_in(self.pusher, self.push, "exit 0"), self.not_done)

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody else")
    def test_only_an_operator_has_the_right(self):
        os.chmod(self.output, 0o777)
        # Not nobody: that user has no rights in Slurm 26.05, whatever its level.
        stranger = {"user": "daemon", "group": "daemon", "extra_groups": [],
                    "program": shutil.copy(support.options.slurmlic, self.path("slurmlic"))}
        refusal = rf"sync:vcs: .*{self.pusher} .*exit status 1: (.|\n)*([Pp]rivilege|Invalid user id|[Pp]ermission denied)"
        self.slurm.do("sacctmgr", "-i", "add", "account", "strangers")
        self.fails_during(nothing(), refusal, **stranger)
        self.slurm.do("sacctmgr", "-i", "add", "user", "daemon", "account=strangers")
        try:
            self.fails_during(nothing(), refusal, **stranger)
            self.slurm.do("sacctmgr", "-i", "update", "user", "daemon", "set", "adminlevel=Operator")
            run = self.sync("--apply", **stranger)
            self.assertEqual((run.status, run.err, self.protection()), (0, [], 2), run.out)
        finally:
            self.slurm.do("sacctmgr", "-i", "delete", "user", "daemon")
            self.slurm.do("sacctmgr", "-i", "delete", "account", "strangers")

    def test_slurmctld_is_down(self):
        for fault in (self.down, self.hanging):
            with self.subTest(fault=fault.__name__):
                run = self.fails_during(fault("slurmctld"), "scontrol could not be asked", "--timeout", "3s")
                self.assertLess(run.seconds, 10)
                self.repairs()

    def test_a_job_starts_between_reading_and_telling(self):
        self.alice(5)
        self.apply_during(self.after_read(self.starts(3)))
        self.assertEqual((self.used(), self.protection()), (22, 5))
        self.job(4, waits=True)    # 30 - 22 - 5

    def test_a_job_ends_between_reading_and_telling(self):
        self.alice(5)
        cancel = self.shell("scancel", f"--user={self.user}")
        are_gone = f"[ -z \"$({self.shell('squeue', '-h')})\" ]"
        self.apply_during(self.after_read(f"{cancel}; until {are_gone}; do sleep 0.1; done"))
        self.assertEqual(self.used(), 0)
        self.seats([("alice", "pc1", 5)])
        self.apply()
        self.assertEqual(self.protection(), 5)

    def used(self):
        return int(self.slurm.licenses()[self.licenses[0]]["Used"])

    def test_a_job_starts_while_slurm_is_read(self):
        """Its tokens are in one answer, and not in the other."""
        self.alice(5)
        for name, command in (("squeue", ""), ("scontrol", "show lic")):
            with self.subTest(late=name):
                self.apply_during(self.stand_in(name, command, self.starts(2)))

    def test_a_second_run_at_the_same_time_waits_or_leaves(self):
        log = self.path("log")
        for name in ("scontrol", "sacctmgr"):
            slowly = f"{self.real(name)}; status=$?; sleep 0.1"
            self.between(name, f'"{name} "*', f"echo $PPID >>{log}; {slowly}; echo $PPID >>{log}; exit $status")
        runs = [self.start_sync("--apply") for _ in range(3)]
        for run in runs:
            out, err = run.communicate(timeout=60)
            self.assertEqual((run.returncode, err), (0, b""), out)
        pids = read_numbers(log)
        turns = [pid for n, pid in enumerate(pids) if n == 0 or pids[n - 1] != pid]
        self.assertEqual(sorted(turns), sorted(run.pid for run in runs), "they were at work at the same time")
        first = self.start_sync("--apply")
        support.wait_until(lambda: first.pid in read_numbers(log), "the first is at work")
        run = self.sync("--apply", "--timeout", "100ms")
        self.assertEqual(run.status, 1)
        self.assertEqual(run.err, [f"slurmlic: another run holds the lock on {self.settings}, and did not end within 100 ms"])
        first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0)
        self.assertEqual(self.protection(), 2)
