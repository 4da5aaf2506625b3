"""Years in minutes: runs against a real slurmctld that is killed, stopped and started at random, while slurmlic itself is
killed at random, too. No process, temporary file or connection may stay, every read of the file is whole, and every failure
is in the metrics within one run.

    python3 tests/e2e/soak.py --slurmlic build/dev/slurmlic [--runs 2000] [--seed N]
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
import unittest

import exposition
import processes
import real_slurm
import support

settings = argparse.Namespace(runs=2000, seed=None)
LIMIT = "1s"


class Poller(threading.Thread):
    """Reads the file all the time, strictly, as node_exporter would now and then."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.reads, self.wrong, self.stop = path, 0, [], threading.Event()

    def run(self):
        while not self.stop.wait(0.003):
            try:
                with open(self.path, "rb") as file:
                    exposition.read(file.read())
                self.reads += 1
            except (OSError, exposition.Rejected) as wrong:
                self.wrong.append(str(wrong))


class Soak(support.Case):
    settings = "/dev/null"

    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "ctld")

    def setUp(self):
        super().setUp()
        self.seed = settings.seed if settings.seed is not None else random.SystemRandom().randrange(2**32)
        self.chance = random.Random(self.seed)
        self.state = "up"    # of slurmctld: up, killed, stopped
        self.count = {"runs": 0, "killed": 0, "ended": 0, "seen down": 0, "restarts": 0}
        self.addCleanup(self.bring_up)

    def bring_up(self):
        if self.state == "killed":
            self.slurm.start("slurmctld")
        elif self.state == "stopped":
            self.slurm.kill("slurmctld", "CONT")
        self.count["restarts"] += self.state != "up"
        self.state = "up"

    def take_down(self):
        self.state = self.chance.choice(("killed", "stopped"))
        self.slurm.kill("slurmctld", "KILL" if self.state == "killed" else "STOP")

    def collect(self):
        return self.start("-o", self.output, "--timeout", LIMIT,
                          environment=self.slurm.environment(**dict([self.mark.split("=", 1)])))

    def run_to_the_end(self):
        run = self.finish(self.collect(), 0)
        families = self.published()
        is_up = self.state == "up"
        self.assertEqual(run.status, 0 if is_up else 1, run.err)
        for source in ("slurm", "squeue"):
            self.assertEqual(families.value("slurmlic_source_up", source=source), is_up, run.err)
        self.assertEqual("slurm_licenses_total" in families, is_up)
        self.assertEqual(families.value("slurmlic_last_run_success"), is_up)
        self.assertLess(abs(time.time() - families.value("slurmlic_last_run_timestamp_seconds")), 10)
        self.assert_only_the_file_in(self.output)
        self.count["seen down"] += not is_up

    def run_that_is_killed(self):
        number = self.chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        process = self.collect()
        time.sleep(self.chance.uniform(0, 0.03))
        process.send_signal(number)
        status = self.finish(process, 0).status
        self.assertIn(status, (0, 1, -number))
        self.count["killed" if number == signal.SIGKILL else "ended"] += status == -number

    def descriptors(self):
        """How many files and connections the daemons have open."""
        pids = {name: processes.Recorded(self.slurm.folder, name).pid() for name in ("munged", "slurmctld")}
        return {name: len(os.listdir(f"/proc/{pid}/fd")) for name, pid in pids.items()}

    def turn(self):
        if self.chance.random() < 0.04:
            self.take_down() if self.state == "up" else self.bring_up()
        elif self.state != "up" and self.chance.random() < 0.3:    # each run costs the whole limit then
            self.bring_up()
        if self.chance.random() < 0.3:
            self.run_that_is_killed()
        else:
            self.run_to_the_end()
        self.count["runs"] += 1

    def test_it_runs_for_years(self):
        self.run_to_the_end()
        before = self.descriptors()
        poller = Poller(os.path.join(self.output, support.PROM))
        poller.start()
        begun = time.monotonic()
        try:
            with self.subTest(seed=self.seed):
                for _ in range(settings.runs):
                    self.turn()
        finally:
            poller.stop.set()
            poller.join()
        self.bring_up()
        self.run_to_the_end()
        # What a run of ours that was killed -9 had started ends by itself: scontrol gives up after 10 s.
        support.wait_until(lambda: not support.processes_with(self.mark), "all that runs had started is gone", seconds=30)
        self.assertEqual(poller.wrong, [])
        after = self.descriptors()
        for daemon, count in before.items():
            self.assertLessEqual(after[daemon], count + 4, f"{daemon} holds on to connections")
        print(f"soak: seed {self.seed}: {self.count}, {poller.reads} whole reads, {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--runs", type=int, default=settings.runs)
    parser.add_argument("--seed", type=int)
    _, rest = parser.parse_known_args(namespace=settings)
    sys.argv[1:] = rest
    support.main()
