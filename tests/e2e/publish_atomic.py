"""Whatever happens to slurmlic while it writes, a reader sees a whole file, the old one or the new one."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import unittest

import support

END = 'slurmlic_source_up{source="slurm"} 1\n'
TEMPORARY = re.compile(r"\.slurm_licenses\.prom\..+(?<!\.prom)")


class Atomic(support.Case):
    def setUp(self):
        super().setUp()
        # Writing it takes long enough to be hit; a sanitized slurmlic is several times slower.
        self.licenses = 5_000 if support.is_sanitized() else 20_000
        self.big = self.write("big.txt", support.listing(self.licenses))
        self.small = self.write("small.txt", support.ONE_LICENSE)
        self.target = os.path.join(self.output, support.PROM)

    def collect(self, saved):
        run = self.run_slurmlic("-o", self.output, "-i", saved)
        self.assertEqual((run.status, run.err), (0, []))
        return run.seconds

    def lines_of(self, saved):
        self.collect(saved)
        with open(self.target, "rb") as file:
            return file.read().count(b"\n")

    def watch(self, *line_counts):
        """A reader at work in its own process; call the result to get what it saw."""
        reader = subprocess.Popen([sys.executable, "-B", os.path.join(support.HERE, "watching_reader.py"), self.target, END,
                                   *map(str, line_counts)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(reader.kill)
        self.assertEqual(reader.stdout.readline(), "ready\n")

        def seen():
            out, _ = reader.communicate("\n", timeout=60)
            self.assertEqual(reader.returncode, 0)
            return json.loads(out)

        return seen

    def assert_always_whole(self, seen):
        self.assertEqual(seen["wrong"], [])
        self.assertGreater(seen["reads"], 100)
        self.assertGreater(seen["inodes"], 1, "the file was never replaced while the reader looked")
        for name in set(seen["names"]) - {support.PROM}:
            self.assertRegex(name, TEMPORARY)

    def moments(self, seed):
        """Random waits from the start of a run to a bit beyond its end, while a reader slows it down: tell each time whether
        the run was over by then, and one in four will be."""
        chance = random.Random(seed)
        lasts = max(self.collect(self.big) for _ in range(3))
        while True:
            was_over = yield chance.uniform(0, lasts)
            lasts *= 0.88 if was_over else 1.04

    def left_behind(self):
        return [name for name in os.listdir(self.output) if name != support.PROM]

    def wait_for_temporary(self, process):
        """Until this run has made its temporary file, or is over."""
        before = set(self.left_behind())
        while process.poll() is None and not set(self.left_behind()) - before:
            pass

    def test_a_file_of_many_licenses_is_read_by_the_strict_reader(self):
        self.collect(self.big)
        families = self.published()
        self.assertEqual(len(families["slurm_licenses_total"]), self.licenses)
        self.assertEqual(families.value("slurm_licenses_used", license_name="lic000007"), 3)

    def test_kills_at_any_moment_never_show_a_broken_file_and_leave_nothing_for_good(self):
        counts = self.lines_of(self.small), self.lines_of(self.big)
        seen = self.watch(*counts)
        killed = left = published = 0
        moments = self.moments(seed=0)
        wait = next(moments)
        for turn in range(300):
            process = self.start("-o", self.output, "-i", (self.big, self.big, self.small)[turn % 3])
            if turn % 4 == 3:
                self.wait_for_temporary(process)    # amid the writing, which is a small part of a run
            else:
                time.sleep(wait)
            process.kill()
            run = self.finish(process, 0)
            self.assertIn(run.status, (0, -signal.SIGKILL))
            if turn % 4 != 3:
                wait = moments.send(run.status == 0)
            killed += run.status != 0
            published += run.status == 0
            left += bool(self.left_behind())
        saw = seen()
        self.assert_always_whole(saw)
        # The test is worth something only if kills came before, amid and after the writing.
        self.assertGreater(killed, 100)
        self.assertGreater(published, 10)
        self.assertGreater(left, 3)
        self.collect(self.big)
        self.assert_only_the_file_in(self.output)

    def test_a_polite_end_at_any_moment_leaves_no_temporary_file_at_all(self):
        counts = self.lines_of(self.small), self.lines_of(self.big)
        seen = self.watch(*counts)
        moments = self.moments(seed=1)
        wait = next(moments)
        for turn in range(100):
            number = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[turn % 3]
            process = self.start("-o", self.output, "-i", self.big)
            time.sleep(wait)
            process.send_signal(number)
            run = self.finish(process, 0)
            self.assertIn(run.status, (0, -number))
            wait = moments.send(run.status == 0)
            self.assertEqual(self.left_behind(), [])
        self.assert_always_whole(seen())

    def test_runs_at_once_are_safe_and_leave_one_whole_file(self):
        counts = self.lines_of(self.small), self.lines_of(self.big)
        seen = self.watch(*counts)
        for at_once in (2, 8) * 6:
            processes = [self.start("-o", self.output, "-i", (self.big, self.small)[i % 2]) for i in range(at_once)]
            for process in processes:
                run = self.finish(process, 0)
                self.assertEqual((run.status, run.err), (0, []))
            self.assertEqual(self.left_behind(), [])
            self.published()
        self.assert_always_whole(seen())

    def test_the_leftovers_of_other_programs_and_other_files_stay(self):
        kept = (".slurm_licenses.prom.swp", ".other.prom.slurmlic-abcdef", "slurm_licenses.prom.bak", ".slurm_licenses.prom.before",
                ".slurm_licenses.prom.slurmlic-ABCDEF", ".slurm_licenses.prom.slurmlic-abcdefg", "other.prom")
        for name in kept:
            with open(os.path.join(self.output, name), "wb"):
                pass
        with open(os.path.join(self.output, ".slurm_licenses.prom.slurmlic-abcdef"), "wb"):
            pass
        self.collect(self.small)
        self.assert_only_the_file_in(self.output, support.PROM, *kept)


if __name__ == "__main__":
    support.main()
