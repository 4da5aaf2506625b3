"""scontrol that fails, or can't be started at all: one line on stderr says all there is to know."""

import os
import signal
import unittest

import support

GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"
INSTALLED = " (is Slurm installed here? name its scontrol with --scontrol or slurm.scontrol)"


class Failures(support.Case):
    def collect(self, scontrol, *arguments, **start):
        return self.run_slurmlic("-o", self.output, "--scontrol", scontrol, *arguments, **start)

    def assert_down(self, run, message, source="slurm"):
        self.assertEqual(run.err, [f"slurmlic: {source}: {message}"])
        self.assertEqual((run.status, run.out), (1, b""))
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source=source), 0)
        self.assertEqual(families.value("slurmlic_last_run_success"), 0)
        self.assertNotIn("slurm_licenses_total", families)
        self.assert_nothing_left()

    def assert_fails(self, body, reason, **start):
        scontrol = self.scontrol(body)
        self.assert_down(self.collect(scontrol, **start), f"{scontrol} show lic: {reason}")

    def test_the_exit_status_and_what_stderr_said_are_told(self):
        self.assert_fails("echo no controller >&2; exit 7", "exit status 7: no controller")

    def test_an_exit_status_alone_is_told(self):
        self.assert_fails("exit 255", "exit status 255")

    def test_good_text_from_one_that_fails_is_not_believed(self):
        self.assert_fails(f"{GOOD}\nexit 1", "exit status 1")

    def test_several_lines_of_stderr_become_one(self):
        self.assert_fails("printf 'one\\n\\n  two \\r\\nthree' >&2; exit 1", "exit status 1: one; two; three")

    def test_stderr_that_is_no_text_does_no_harm(self):
        self.assert_fails("printf 'a\\033[31mb\\377c\\000d' >&2; exit 1", "exit status 1: a[31mb\ufffdcd")

    def test_a_signal_that_ended_it_is_told(self):
        self.assert_fails("kill -SEGV $$", "ended by signal 11 (Segmentation fault)")
        self.assert_fails("kill -KILL $$", "ended by signal 9 (Killed)")

    def test_one_that_prints_nothing_has_failed(self):
        scontrol = self.scontrol("exit 0")
        self.assert_down(self.collect(scontrol), f'{scontrol} show lic: expected "LicenseName=NAME" or '
                                                 '"No licenses configured in Slurm.", got nothing')

    def test_text_on_stderr_is_no_failure(self):
        run = self.collect(self.scontrol(f"echo by the way >&2\n{GOOD}"))
        self.assertEqual((run.status, run.err), (0, []))

    def test_one_that_does_not_exist_is_told_with_a_hint(self):
        missing = self.path("nosuch")
        self.assert_down(self.collect(missing),
                         f"{missing} show lic: cannot be started: No such file or directory{INSTALLED}")

    def test_one_that_is_not_in_the_path_is_told_with_a_hint(self):
        run = self.run_slurmlic("-o", self.output, environment={**self.environment(), "PATH": self.folder})
        self.assert_down(run, f"scontrol show lic: cannot be started: No such file or directory{INSTALLED}")

    def test_the_path_is_searched_for_a_plain_name(self):
        self.scontrol(GOOD)
        environment = self.environment()
        environment["PATH"] = f"{self.folder}:{environment['PATH']}"
        run = self.run_slurmlic("-o", self.output, environment=environment)
        self.assertEqual((run.status, run.err), (0, []))

    def test_one_that_is_not_executable_is_told(self):
        plain = self.write("plain", f"#!/bin/sh\n{GOOD}\n")
        self.assert_down(self.collect(plain), f"{plain} show lic: cannot be started: Permission denied")

    def test_a_directory_is_told(self):
        self.assert_down(self.collect(self.folder), f"{self.folder} show lic: cannot be started: Permission denied")

    def test_a_file_without_interpreter_is_not_given_to_a_shell(self):
        bare = self.write("bare", f"touch {self.path('mark')}\n{GOOD}\n", 0o755)
        self.assert_down(self.collect(bare), f"{bare} show lic: cannot be started: Exec format error")
        self.assertFalse(os.path.exists(self.path("mark")))

    def test_an_interpreter_that_does_not_exist_is_told(self):
        script = self.write("script", f"#!{self.path('nosuch')}\n", 0o755)
        self.assert_down(self.collect(script), f"{script} show lic: cannot be started: No such file or directory{INSTALLED}")

    def test_a_parent_that_ignores_sigchld_does_not_hide_the_exit_status(self):
        def ignore():
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)

        self.assert_fails("exit 7", "exit status 7", preexec_fn=ignore)

    def test_a_parent_that_blocks_signals_does_not_hide_the_end(self):
        def block():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGTERM})

        self.assert_fails("exit 7", "exit status 7", preexec_fn=block)

    def test_quiet_says_nothing_and_the_file_says_it(self):
        run = self.collect(self.scontrol("exit 7"), "-q")
        self.assertEqual((run.status, run.err), (1, []))
        self.assertEqual(self.published().value("slurmlic_source_up", source="slurm"), 0)

    def test_lines_for_the_journal_carry_their_priority(self):
        scontrol = self.scontrol("exit 7")
        run = self.collect(scontrol, environment=self.environment(JOURNAL_STREAM="8:1"))
        self.assertEqual(run.err, [f"<3>slurmlic: slurm: {scontrol} show lic: exit status 7"])
        scontrol = self.scontrol(f"{GOOD}\necho junk")
        run = self.collect(scontrol, environment=self.environment(JOURNAL_STREAM="8:1"))
        self.assertEqual((run.status, run.err),
                         (1, [f'<4>slurmlic: slurm: {scontrol} show lic:3: expected LicenseName=, got "junk"']))

    def test_the_last_success_is_carried_over_until_the_next(self):
        good, bad = self.scontrol(GOOD, "good"), self.scontrol("exit 7", "bad")
        self.collect(good)
        first = self.published().value("slurmlic_last_success_timestamp_seconds", source="slurm")
        for _ in range(2):
            self.collect(bad)
            carried = self.published()
            self.assertEqual(carried.value("slurmlic_last_success_timestamp_seconds", source="slurm"), first)
            self.assertGreater(carried.value("slurmlic_last_run_timestamp_seconds"), first)
        self.collect(good)
        self.assertGreater(self.published().value("slurmlic_last_success_timestamp_seconds", source="slurm"), first)


if __name__ == "__main__":
    support.main()
