"""scontrol that hangs, floods or leaves children behind: the run ends in time, and nothing it started lives on."""

import os
import signal
import time
import unittest

import support

HINT = (' (does slurmctld answer "scontrol ping", and munged "munge -n"? is MessageTimeout in slurm.conf longer than our '
        'timeout?)')
GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"
MEBIBYTE = 1 << 20
FLOOD_MEBIBYTES = 160    # 64, twice while they are copied
FLOODED = "killed, as it wrote more than 64 MiB (if all of it is wanted, raise most_text)"


class Limits(support.Case):
    def collect(self, scontrol, *arguments, **start):
        return self.run_slurmlic("-o", self.output, "--scontrol", scontrol, *arguments, **start)

    def assert_down(self, run, reason):
        self.assertEqual(run.err, [f"slurmlic: slurm: {self.path('scontrol')} show lic: {reason}"])
        self.assertEqual((run.status, run.out), (1, b""))
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 0)
        self.assertNotIn("slurm_licenses_total", families)
        self.assert_nothing_left()

    def assert_up(self, run):
        self.assertEqual((run.status, run.out, run.err), (0, b"", []))
        self.assertEqual(self.published().value("slurm_licenses_total", license_name="fluent"), 30)
        self.assert_nothing_left()

    def assert_bounded(self, peak, mebibytes):
        # A sanitizer's realloc copies, so that a text takes its memory twice while it grows.
        self.assertLess(peak / MEBIBYTE, mebibytes * (2.2 if support.is_sanitized() else 1))

    def assert_killed_at_the_limit(self, body):
        run = self.collect(self.scontrol(body), "--timeout", "500ms")
        self.assertGreaterEqual(run.seconds, 0.5)
        self.assertLess(run.seconds, 1.5)
        self.assert_down(run, "not done within 500ms, killed with its process group" + HINT)
        self.assertAlmostEqual(self.published().value("slurmlic_source_duration_seconds", source="slurm"), 0.5, delta=0.5)

    def test_one_that_ignores_sigterm_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit("trap '' TERM INT HUP\nsleep 60 & wait\nsleep 60")

    def test_a_child_of_it_that_holds_the_pipe_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit("sleep 60 &\nexit 0")

    def test_a_child_of_it_that_ignores_sigterm_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit("(trap '' TERM HUP; sleep 60; sleep 60) &\nexit 0")

    def test_a_child_of_it_that_holds_only_stderr_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit(f"sleep 60 >/dev/null &\n{GOOD}\nexit 0")

    def test_one_that_prints_and_then_hangs_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit(f"{GOOD}\nexec sleep 60")

    def test_one_that_closes_its_output_and_hangs_is_killed_at_the_limit(self):
        self.assert_killed_at_the_limit(f"{GOOD}\nexec >&- 2>&-\nsleep 60")

    def test_one_that_writes_slowly_gets_the_whole_time(self):
        self.assert_up(self.collect(self.scontrol(
            "echo LicenseName=fluent; sleep 0.4; echo '  Total=30 Used=4 Free=26 Remote=no'"), "--timeout", "10s"))

    def test_what_it_said_on_stderr_before_the_limit_is_told(self):
        run = self.collect(self.scontrol("echo waiting for the controller >&2\nsleep 60"), "--timeout", "500ms")
        self.assert_down(run, "not done within 500ms, killed with its process group: waiting for the controller" + HINT)

    def peak_memory(self, *arguments):
        """Runs slurmlic; the largest resident set of it or any child that it waited for, in bytes."""
        begun = time.monotonic()
        process = self.start(*arguments)
        err = process.stderr.read()
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        process.stderr.close()
        return usage.ru_maxrss * 1024, support.Finished(process.returncode, out, err, time.monotonic() - begun)

    def test_a_flood_on_stdout_ends_in_an_error_and_in_bounded_memory(self):
        peak, run = self.peak_memory("-o", self.output, "--scontrol", self.scontrol("exec yes"), "--timeout", "60s")
        self.assert_bounded(peak, FLOOD_MEBIBYTES)
        self.assertLess(run.seconds, 30)
        self.assert_down(run, FLOODED)

    def test_large_texts_of_several_clusters_are_let_go_one_by_one(self):
        scontrol = self.scontrol("tr '\\0' x </dev/zero | head -c 60000000")
        peak, run = self.peak_memory("-o", self.output, "--scontrol", scontrol, "-M", "a,b,c,d", "--timeout", "60s")
        self.assert_bounded(peak, 400)
        self.assertEqual((run.status, len(run.err)), (1, 4))

    def test_a_flood_of_licenses_without_newline_ends_in_an_error_too(self):
        scontrol = self.scontrol("printf LicenseName=\nexec tr '\\0' x </dev/zero")
        peak, run = self.peak_memory("-o", self.output, "--scontrol", scontrol, "--timeout", "60s")
        self.assert_bounded(peak, FLOOD_MEBIBYTES)
        self.assert_down(run, FLOODED)

    def test_a_flood_on_stderr_does_not_spoil_what_stdout_says(self):
        scontrol = self.scontrol(f"yes warning | head -c 20000000 >&2\n{GOOD}")
        peak, run = self.peak_memory("-o", self.output, "--scontrol", scontrol)
        self.assert_bounded(peak, 100)
        self.assert_up(run)

    def test_an_endless_flood_on_stderr_ends_at_the_limit_with_one_short_line(self):
        peak, run = self.peak_memory("-o", self.output, "--scontrol", self.scontrol(f"{GOOD}\nyes warning >&2"),
                                     "--timeout", "500ms")
        self.assert_bounded(peak, 100)
        self.assertLess(run.seconds, 1.5)
        self.assertEqual((run.status, len(run.err)), (1, 1))
        begins = (f"slurmlic: slurm: {self.path('scontrol')} show lic: not done within 500ms, killed with its "
                  "process group: warning; warning; ")
        self.assertTrue(run.err[0].startswith(begins), run.err[0])
        self.assertTrue(run.err[0].endswith(HINT), run.err[0])
        self.assertLess(len(run.err[0]), 1000)
        self.assert_nothing_left()

    def test_hundreds_of_children_of_it_are_killed_too(self):
        self.assert_killed_at_the_limit("i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done\nwait")

    def test_a_child_of_it_in_a_session_of_its_own_does_not_hold_the_run(self):
        run = self.collect(self.scontrol("setsid sleep 60 &\nexit 0"), "--timeout", "500ms")
        for pid in support.processes_with(self.mark):    # nobody could know that it belongs to scontrol, but we
            os.kill(pid, signal.SIGKILL)
        self.assertLess(run.seconds, 1.5)
        self.assertEqual((run.status, len(run.err)), (1, 1))


if __name__ == "__main__":
    support.main()
