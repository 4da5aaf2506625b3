"""Saved text from pipes: what the shell makes of <(...) is read, a FIFO that nobody writes to holds nobody."""

import os
import subprocess
import unittest

import support

JOBS = "1|R|alice|fluent:4\n"
LMSTAT = "Users of fluent:  (Total of 5 licenses issued;  Total of 0 licenses in use)\n"


class Pipes(support.Case):
    def setUp(self):
        super().setUp()
        self.fifo = self.path("fifo")
        os.mkfifo(self.fifo)
        self.small = self.write("small.txt", support.ONE_LICENSE)

    def assert_told(self, run, status, source=""):
        self.assertEqual((run.status, run.err), (status, [f"slurmlic: {source}cannot read {self.fifo}: not at its end within "
                                                          "300ms, does anybody write to it?"]))
        self.assertLess(run.seconds, 2)

    def test_a_fifo_without_a_writer_is_a_source_that_is_down(self):
        for option, value, source in (("-i", "", "slurm"), ("--squeue-input", "", "squeue"),
                                      ("--status-input", "s=", "flexlm:s")):
            with self.subTest(option):
                self.assert_told(self.run_slurmlic(option, value + self.fifo, "--timeout", "300ms"), 1, source + ": ")

    def test_a_fifo_without_a_writer_is_no_settings_and_no_text_to_anonymize(self):
        self.assert_told(self.run_slurmlic("anonymize", self.fifo, "--timeout", "300ms"), 2)
        self.settings = self.fifo
        self.assert_told(self.run_slurmlic("-i", self.small, "--timeout", "300ms"), 2)

    def test_pipes_of_the_shell_are_read(self):
        for wait in ("", "sleep 0.3; "):
            with self.subTest(wait):
                script = (f'exec "$0" -c <({wait}printf "timeout = \\"10s\\"\\n") -i <({wait}cat small.txt) '
                          f"--squeue-input <({wait}cat jobs.txt) --status-input s=<({wait}cat lmstat.txt)")
                self.write("jobs.txt", JOBS)
                self.write("lmstat.txt", LMSTAT)
                done = subprocess.run([support.program("bash"), "-c", script, support.options.slurmlic], cwd=self.folder,
                                      env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                                      check=False)
                self.assertEqual(done.stderr.decode(), "")
                self.assertEqual(done.returncode, 0)
                for line in (b'slurm_licenses_used{license_name="fluent"} 4\n',
                             b'slurm_licenses_jobs{license_name="fluent",state="running"} 1\n',
                             b'license_feature_issued{app="s",feature="fluent",vendor=""} 5\n'):
                    self.assertIn(line, done.stdout)

    def test_standard_input_may_take_its_time(self):
        done = subprocess.run(["/bin/sh", "-c", '(sleep 0.5; cat small.txt) | "$0" -c /dev/null -i - --timeout 100ms',
                               support.options.slurmlic], cwd=self.folder, env=self.environment(), capture_output=True,
                              timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    support.main()
