"""A real Slurm that dies, hangs and comes back: stale numbers never look fresh, and the alarm is there."""

import os
import time
import unittest

import monitoring
import real_slurm
import support

LAST_SUCCESS = "slurmlic_last_success_timestamp_seconds"
LAST_RUN = "slurmlic_last_run_timestamp_seconds"
HINT = (r' \(does slurmctld answer "scontrol ping", and munged "munge -n"\? is MessageTimeout in slurm.conf longer than our '
        r'timeout\?\)')


class Outage(support.Case):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "ctld")
        cls.textfiles = support.new_folder(cls.addClassCleanup)
        cls.monitoring = monitoring.Monitoring(cls, cls.textfiles)

    def setUp(self):
        super().setUp()
        self.output = self.textfiles

    def collect(self, *arguments):
        return self.run_slurmlic("-o", self.output, *arguments, environment=self.slurm.environment(E2E_MARK=self.mark))

    def collect_well(self):
        expected = self.slurm.numbers()
        run = self.collect()
        self.assertEqual((run.status, run.out, run.err), (0, b"", []))
        families = self.published()
        said = {(family, dict(labels).get("license_name")): float(value)
                for (family, labels), value in families.series().items()}
        said = {key: value for key, value in said.items() if key in expected}
        self.assertEqual(said, expected)
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 1)
        self.assertEqual(families.value(LAST_SUCCESS, source="slurm"), families.value(LAST_RUN))
        return families

    def assert_prometheus_holds(self, families):
        held = self.monitoring.holding(families.value(LAST_RUN))
        everything = {(labels.pop("__name__"), tuple(sorted(labels.items()))): value for labels, value in held}
        self.assertEqual(everything, {key: float(value) for key, value in families.series().items()})
        self.assertEqual(self.monitoring.complaints(), [])

    def assert_down(self, run, before, message):
        """The run says in one line what is wrong; the file has the alarm, the last success and no stale number."""
        self.assertEqual((run.status, run.out), (1, b""))
        self.assertEqual(len(run.err), 1, run.err)
        self.assertRegex(run.err[0], f"^{message}$")
        families = self.published()
        self.assertEqual([name for name in families if name.startswith("slurm_licenses_")], [])
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 0)
        self.assertEqual(families.value("slurmlic_last_run_success"), 0)
        self.assertEqual(families.value(LAST_SUCCESS, source="slurm"), before.value(LAST_SUCCESS, source="slurm"))
        self.assertGreater(families.value(LAST_RUN), before.value(LAST_RUN))
        self.assert_only_the_file_in(self.output)
        self.assert_nothing_left()
        self.assert_prometheus_holds(families)
        return families

    def test_a_dead_controller_is_an_alarm_until_it_is_back(self):
        before = self.collect_well()
        self.assert_prometheus_holds(before)
        self.slurm.kill("slurmctld", "KILL")
        try:
            message = (r"slurmlic: slurm: scontrol show lic: exit status 1: slurm_load_license error: "
                       r"Unable to contact slurm controller \(connect failure\)")
            first = self.assert_down(self.collect(), before, message)
            again = self.assert_down(self.collect("--timeout", "500ms"), first,
                                     "slurmlic: slurm: scontrol show lic: not done within 500ms, killed with its process "
                                     f"group{HINT}")
            self.assertEqual(again.value(LAST_SUCCESS, source="slurm"), before.value(LAST_SUCCESS, source="slurm"))
        finally:
            self.slurm.start("slurmctld")
        self.assert_prometheus_holds(self.collect_well())

    def assert_hanging_is_an_alarm(self, daemon):
        before = self.collect_well()
        self.slurm.kill(daemon, "STOP")
        try:
            begun = time.monotonic()
            run = self.collect("--timeout", "1s")
            self.assertLess(time.monotonic() - begun, 2)
            self.assert_down(run, before, "slurmlic: slurm: scontrol show lic: not done within 1s, killed with its process "
                                          f"group{HINT}")
        finally:
            self.slurm.kill(daemon, "CONT")
        self.assert_prometheus_holds(self.collect_well())

    def test_a_stopped_controller_costs_no_more_than_the_limit(self):
        self.assert_hanging_is_an_alarm("slurmctld")

    def test_a_stopped_munged_costs_no_more_than_the_limit(self):
        self.assert_hanging_is_an_alarm("munged")

    def test_a_first_run_that_fails_invents_no_last_success(self):
        self.output = self.path("out")
        self.slurm.kill("slurmctld", "STOP")
        try:
            run = self.collect("--timeout", "500ms")
        finally:
            self.slurm.kill("slurmctld", "CONT")
        self.assertEqual((run.status, len(run.err)), (1, 1))
        families = self.published()
        self.assertNotIn(LAST_SUCCESS, families)
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 0)


class NoLicenses(support.Case):
    def test_a_slurm_without_licenses_is_well(self):
        slurm = real_slurm.Slurm(type(self), "ctld", licenses="")
        run = self.run_slurmlic("-o", self.output, environment=slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 1)
        self.assertEqual([name for name in families if name.startswith("slurm_licenses_")], [])


if __name__ == "__main__":
    support.main()
