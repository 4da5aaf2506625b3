"""A real Slurm at work, slurmlic, a real node_exporter and a real Prometheus: every number arrives."""

import os
import subprocess
import unittest

import exposition
import monitoring
import processes
import real_slurm
import support

FAMILIES = {f"slurm_licenses_{field}" for field in ("total", "used", "free", "reserved")}
# Of every run alike: what it took and when it was.
TIMES = ("slurmlic_last_run_timestamp_seconds", "slurmlic_last_run_duration_seconds", "slurmlic_source_duration_seconds",
         "slurmlic_last_success_timestamp_seconds")


class RealSlurm(support.Case):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full")
        real_slurm.put_to_work(cls.slurm)
        cls.textfiles = support.new_folder(cls.addClassCleanup)
        cls.monitoring = monitoring.Monitoring(cls, cls.textfiles)

    def setUp(self):
        super().setUp()
        self.output = self.textfiles

    def collect(self, *arguments, **changes):
        return self.run_slurmlic("-o", self.output, *arguments, environment=self.slurm.environment(**changes))

    def collect_well(self, *arguments, **changes):
        """A run during which Slurm's numbers did not change: those, and the file."""
        def steady():
            before = self.slurm.numbers()
            run = self.collect(*arguments, **changes)
            self.assertEqual((run.status, run.out, run.err), (0, b"", []))
            return before if before == self.slurm.numbers() else None

        return support.wait_until(steady, "Slurm's numbers are steady"), self.published()

    def timeless(self, families):
        return {key: value for key, value in families.series().items() if key[0] not in TIMES}

    def test_the_file_says_what_scontrol_says(self):
        expected, families = self.collect_well()
        said = {(family, dict(labels)["license_name"]): float(value)
                for family in FAMILIES for labels, value in families[family]}
        self.assertEqual(said, expected)
        self.assertEqual(sum(len(families[family]) for family in FAMILIES), len(expected))
        self.assertEqual(expected.get(("slurm_licenses_total", "zero"), 0), 0)    # Slurm 26.05 does not list it
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 1)
        self.assertEqual(families.value("slurmlic_last_run_success"), 1)

    def test_every_license_has_an_info_series(self):
        _, families = self.collect_well()
        info = {dict(labels)["license_name"]: dict(labels) for labels, _ in families["slurm_licenses_info"]}
        licenses = self.slurm.licenses()
        self.assertEqual({name: one["remote"] for name, one in info.items()},
                         {name: fields["Remote"] for name, fields in licenses.items()})
        self.assertEqual(info["matlab@flex_host"]["server"], "flex_host")
        self.assertEqual(info["o`d/d-x.y+z b@srv:27000"]["server"], "srv:27000")
        self.assertNotIn("server", info["fluent"])

    def test_every_number_reaches_prometheus_and_nothing_else_does(self):
        expected, families = self.collect_well()
        held = self.monitoring.holding(families.value("slurmlic_last_run_timestamp_seconds"))
        numbers = {(labels["__name__"], labels["license_name"]): value for labels, value in held
                   if labels["__name__"] in FAMILIES}
        self.assertEqual(numbers, expected)
        self.assertEqual(sum(labels["__name__"] in FAMILIES for labels, _ in held), len(expected))
        everything = {(labels.pop("__name__"), tuple(sorted(labels.items()))): value for labels, value in held}
        self.assertEqual(everything, {key: float(value) for key, value in families.series().items()})

    def test_node_exporter_takes_the_whole_file_and_says_nothing(self):
        _, families = self.collect_well()
        scraped, own = self.monitoring.scrape()
        self.assertEqual(own["node_textfile_scrape_error", ()], 0)
        path = os.path.join(self.output, support.PROM)
        self.assertEqual(int(own["node_textfile_mtime_seconds", (("file", path),)]), int(os.stat(path).st_mtime))
        with open(path, "rb") as file:
            samples = [line for line in file if not line.startswith(b"#")]
        self.assertEqual(len(scraped), len(samples))
        self.assertEqual(len(scraped), len(families.series()))
        self.assertEqual(self.monitoring.complaints(), [])

    def test_promtool_says_the_one_known_thing(self):
        self.collect_well()
        with open(os.path.join(self.output, support.PROM), "rb") as file:
            done = subprocess.run([support.program("promtool"), "check", "metrics"], stdin=file, capture_output=True, text=True,
                                  timeout=60, check=False)
        self.assertEqual((done.stdout + done.stderr).splitlines(),
                         ['slurm_licenses_total non-counter metrics should not have "_total" suffix'])

    def test_the_caller_s_slurm_environment_changes_nothing(self):
        _, plain = self.collect_well()
        for changes in ({"SLURM_TIME_FORMAT": "relative"}, {"SLURM_TIME_FORMAT": "%d %b %Y %H:%M"},
                        {"SLURM_CLUSTERS": "nosuch"}, {"SLURM_CLUSTERS": "all"}):
            with self.subTest(**changes):
                _, families = self.collect_well(**changes)
                self.assertEqual(self.timeless(families), self.timeless(plain))

    def test_a_named_cluster_becomes_a_label(self):
        _, plain = self.collect_well()
        _, named = self.collect_well("-M", "bed")
        expected = {}
        for (family, labels), value in self.timeless(plain).items():
            changes = {"cluster": "bed"} if family.startswith(("slurm_licenses_", "license_tool_info")) else {}
            if dict(labels).get("source") == "slurm":
                changes = {"source": "slurm:bed"}
            expected[family, tuple(sorted({**dict(labels), **changes}.items()))] = value
        self.assertEqual(self.timeless(named), expected)

    def test_a_cluster_that_is_not_known_leaves_the_other_one_s_numbers_alone(self):
        run = self.collect("-M", "bed,nosuch")
        self.assertEqual(run.status, 1)
        self.assertEqual(len(run.err), 1)
        self.assertRegex(run.err[0], r"^slurmlic: slurm:nosuch: scontrol -M nosuch show lic: exit status 1: .*nosuch")
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="slurm:bed"), 1)
        self.assertEqual(families.value("slurmlic_source_up", source="slurm:nosuch"), 0)
        self.assertEqual(families.value("slurmlic_last_run_success"), 0)
        clusters = {dict(labels)["cluster"] for family in FAMILIES for labels, _ in families[family]}
        self.assertEqual(clusters, {"bed"})

    def test_standard_output_carries_the_same_text(self):
        _, families = self.collect_well()
        run = self.run_slurmlic(environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        self.assertEqual(self.timeless(exposition.read(run.out)), self.timeless(families))

    def test_no_server_of_these_tests_listens_beyond_loopback(self):
        for name, addresses in {**self.slurm.listening(), **self.monitoring.listening()}.items():
            with self.subTest(name):
                self.assertLessEqual(addresses, processes.LOOPBACK)
                self.assertEqual(bool(addresses), name != "munged")


if __name__ == "__main__":
    support.main()
