"""slurmlic told to end, or started in odd ways: by nohup, without streams, by systemd."""

import os
import signal
import subprocess
import time
import unittest

import support

GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"


class Signals(support.Case):
    def hanging(self, *arguments, body="sleep 60 & sleep 60", **start):
        """slurmlic, waiting for a scontrol that is up by now."""
        scontrol = self.scontrol(f"touch \"{self.folder}/started.$2\"\n{body}")
        process = self.start("-o", self.output, "--scontrol", scontrol, *arguments, **start)
        support.wait_until(lambda: any(name.startswith("started") for name in os.listdir(self.folder)), "scontrol is up")
        return process

    def assert_ended_by(self, process, number, begun):
        run = self.finish(process, begun, timeout=10)
        self.assertEqual((run.status, run.out), (-number, b""))
        self.assertLess(run.seconds, 1)
        self.assert_nothing_left()
        return run

    def test_a_signal_ends_it_at_once_with_all_that_it_started(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(number):
                with open(os.path.join(self.output, support.PROM), "wb") as file:
                    file.write(b"old\n")
                process = self.hanging()
                begun = time.monotonic()
                process.send_signal(number)
                self.assert_ended_by(process, number, begun)
                self.assert_only_the_file_in(self.output)
                with open(os.path.join(self.output, support.PROM), "rb") as file:
                    self.assertEqual(file.read(), b"old\n")

    def test_a_signal_ends_every_cluster_s_command(self):
        process = self.hanging("-M", ",".join(f"c{i}" for i in range(20)))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assert_ended_by(process, signal.SIGTERM, begun)
        self.assertEqual(os.listdir(self.output), [])

    def test_a_signal_ends_it_while_children_ignore_all(self):
        process = self.hanging(body="trap '' TERM INT HUP\n(sleep 60; sleep 60) & sleep 60; sleep 60")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assert_ended_by(process, signal.SIGTERM, begun)

    def test_a_signal_ends_it_while_scontrol_floods(self):
        process = self.hanging(body="yes >&2")
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assert_ended_by(process, signal.SIGINT, begun)

    def test_a_signal_ends_it_while_it_waits_for_its_standard_input(self):
        read, write = os.pipe()
        process = self.start("-o", self.output, "-i", "-", stdin=read)
        os.close(read)
        time.sleep(0.2)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assert_ended_by(process, signal.SIGTERM, begun)
        os.close(write)
        self.assertEqual(os.listdir(self.output), [])

    def test_under_nohup_it_goes_on(self):
        def ignore():
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

        process = self.hanging(body=f"sleep 1\n{GOOD}", preexec_fn=ignore)
        begun = time.monotonic()
        process.send_signal(signal.SIGHUP)
        time.sleep(0.1)
        process.send_signal(signal.SIGHUP)
        run = self.finish(process, begun)
        self.assertEqual((run.status, run.out, run.err), (0, b"", []))
        self.assertEqual(self.published().value("slurmlic_source_up", source="slurm"), 1)

    def test_ignored_interrupts_stay_ignored_as_in_a_background_job(self):
        def ignore():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

        process = self.hanging(body=f"sleep 1\n{GOOD}", preexec_fn=ignore)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.finish(process, time.monotonic()).status, 0)

    def test_a_stop_and_continue_in_between_does_no_harm(self):
        process = self.hanging(body=f"sleep 0.5\n{GOOD}")
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        process.send_signal(signal.SIGCONT)
        run = self.finish(process, time.monotonic())
        self.assertEqual((run.status, run.err), (0, []))

    def without(self, redirections, *arguments):
        """Runs slurmlic from a shell that closes streams; the shell does nothing else."""
        return subprocess.run(["/bin/sh", "-c", f'exec "$@" {redirections}', "sh", support.options.slurmlic, "-c", self.settings,
                               *arguments], env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False)

    def test_without_any_stream_it_publishes(self):
        scontrol = self.scontrol(f"echo aside >&2\n{GOOD}")
        for redirections in ("<&- >&- 2>&-", "<&-", ">&-", "2>&-", "<&- 2>&-"):
            with self.subTest(redirections):
                run = self.without(redirections, "-o", self.output, "--scontrol", scontrol)
                self.assertEqual((run.returncode, run.stdout, run.stderr), (0, b"", b""))
                self.assertEqual(self.published().value("slurm_licenses_total", license_name="fluent"), 30)
                self.assert_only_the_file_in(self.output)

    def test_without_stderr_no_message_gets_into_the_file(self):
        scontrol = self.scontrol("echo aside >&2; exit 7")
        run = self.without("<&- >&- 2>&-", "-o", self.output, "--scontrol", scontrol)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(self.published().value("slurmlic_source_up", source="slurm"), 0)

    def test_without_standard_output_what_should_go_there_is_not_published(self):
        run = self.without(">&-", "--scontrol", self.scontrol(GOOD))
        self.assertEqual(run.returncode, 3)
        self.assertRegex(run.stderr, rb"^slurmlic: cannot write to standard output: [^\n]+\n$")

    def test_without_standard_input_there_is_nothing_to_read(self):
        run = self.without("<&-", "-o", self.output, "-i", "-")
        self.assertEqual((run.returncode, run.stderr.count(b"\n")), (1, 1))
        self.assertEqual(self.published().value("slurmlic_source_up", source="slurm"), 0)


if __name__ == "__main__":
    support.main()
