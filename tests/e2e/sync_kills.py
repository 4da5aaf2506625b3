"""slurmlic sync --apply that is killed at any moment, for both mechanisms: see sync.py and sync_lastconsumed.py. SIGKILL leaves
no time to tidy up: what Slurm has then is what it had, or what it was to have, and the next run puts it right."""

import signal
import statistics
import time

import support


class Kills:
    """The tool has two licenses, whose tokens are held back by turns, so that a run tells two."""

    moments = 24
    issued = 60

    def tell_all(self, *counts):
        for license, count in zip(self.licenses, counts):
            self.tell(license, count)

    def held_of_each(self):
        return tuple(self.held(license) for license in self.licenses)

    def killed(self, process):
        """Waits until all of the run is gone, also what it left behind."""
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, -signal.SIGKILL))
        support.wait_until(lambda: not support.processes_with(self.mark), "all of it is gone", seconds=10)
        return process.returncode != 0

    def never_less_than_5(self):
        """It is what it was, what it is to be, or both, since what is raised comes first; nothing keeps the next run from its
        work."""
        held = self.held_of_each()
        self.assertIn(held, ((5, 0), (5, 5), (0, 5)))
        run = self.sync("--apply", "--timeout", "10s")
        self.assertEqual((run.status, run.err, self.held_of_each()), (0, [], (0, 5)))
        return held

    def test_killed_after_any_time(self):
        """11 of the first are free, and 30 of the other: what is outside is moved there."""
        seconds = []
        for _ in range(3):
            self.tell_all(5, 0)
            seconds.append(self.sync("--apply").seconds)
            self.assertEqual(self.held_of_each(), (0, 5))
        found = []
        for n in range(self.moments):
            with self.subTest(moment=n):
                self.tell_all(5, 0)
                process = self.start_sync("--apply")
                time.sleep(statistics.median(seconds) * n / self.moments)
                process.kill()
                if self.killed(process):
                    found.append(self.never_less_than_5())
        self.assertGreater(len(found), self.moments // 2)

    def test_killed_at_any_command(self):
        for program, command in self.commands:
            for body in ("kill -9 $PPID", f'{support.program(program)} "$@"; kill -9 $PPID; exit 0'):
                with self.subTest(command=command, body=body):
                    self.tell_all(5, 0)
                    with self.stand_in(program, command, body):
                        self.assertTrue(self.killed(self.start_sync("--apply")))
                    found = self.never_less_than_5()
                    if command == self.push:    # the first of two; where the kill comes before it, it is told all the same
                        self.assertEqual(found, (5, 5))

    def test_nothing_is_lowered_before_slurm_knows_what_is_raised(self):
        self.apply()
        self.tell_all(5, 0)
        self.fails_during(self.stand_in(self.pusher, self.push_of(self.licenses[1]), "exit 0"),
                          "not told, since .* could not be")
        self.assertEqual(self.held_of_each(), (5, 0))

    def test_a_command_that_outlives_its_run_ends_before_the_next_begins(self):
        """Else an old value could come after the next run's."""
        self.tell_all(0, 5)
        self.alice(0)
        before_it = f"[ -e {self.path('once')} ] || {{ touch {self.path('once')}; kill -9 $PPID; sleep 1.5; }}"
        with self.stand_in(self.pusher, self.push_of(self.licenses[1]), before_it):
            process = self.start_sync("--apply")
            process.wait(timeout=60)
            self.alice(5)
            run = self.sync("--apply")
        self.assertEqual((run.status, run.err), (0, []))
        self.killed(process)
        self.assertEqual(self.held_of_each(), (0, 5))
