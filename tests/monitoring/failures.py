"""What the dashboard shows where one of two hosts, or one of two clusters, fails while the other tells of the same licenses:
python3 tests/monitoring/failures.py [TestClass.test_name]. promtool computes the queries; no server is needed."""

import tempfile
import unittest

import dashboard
import queries

NOW = 60    # minutes
BATCH, SOURCES, FAILED, LAST_RUN, AGES, TOOLS, COMPARED, DEMAND = 24, 41, 6, 7, 42, 8, 23, 9


def labels(name, **pairs):
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in sorted(pairs.items()) if value) + "}"


def host(instance, number, cluster="", named="", ends=None, old=False, down=()):
    """The series of a host whose licenses all have `number` tokens. The cluster is of the scrape, or `named` by -M. It ends as a
    whole, or only its file gets old, at a minute; a source may be down from the 50th minute on."""
    where = {"instance": instance, "job": "node", "cluster": cluster}
    license_name = {**where, "cluster": cluster or named, "license_name": "vcs_batch"}
    last = NOW if ends is None else ends

    def series(name, value, until=NOW, **pairs):
        values = f"{value}x{until}" if until == NOW else f"{value}x{until - 1} stale"
        return {"series": labels(name, **pairs), "values": values if ends is None or old else f"{value}x{min(until, last) - 1} stale"}

    run = f"0+60x{last - 1} " + (f"{60 * last}x{NOW - last}" if old else "stale") if ends is not None else f"0+60x{NOW}"
    found = [{"series": labels("slurmlic_last_run_timestamp_seconds", **where), "values": run}]
    for source in ("slurm", "squeue", "flexlm:a"):
        is_down = source in down
        found.append({"series": labels("slurmlic_source_up", source=source, **where),
                      "values": f"1x49 0x{NOW - 50}" if is_down else series("", 1)["values"]})
        success = f"0+60x49 2940x{NOW - 50}" if is_down else run
        found.append({"series": labels("slurmlic_last_success_timestamp_seconds", source=source, **where), "values": success})
    until = 50 if "slurm" in down else NOW
    for family in ("total", "used", "free", "reserved"):
        found.append(series(f"slurm_licenses_{family}", number, until, **license_name))
    found.append(series("slurm_licenses_requested", number, until, state="running", **license_name))
    found.append(series("slurm_licenses_requested", number, until, state="pending", **license_name))
    found.append(series("license_tool_info", 1, tool="vcs", pool="batch", **license_name))
    found.append(series("license_tool_slurm_used", number, until, tool="vcs", **where))
    found.append(series("license_tool_flexlm_used", number, tool="vcs", **where))
    return found


class Failures(unittest.TestCase):
    def shows(self, series, *expected, **chosen):
        """Of each (panel, query, {labels: value}): the query gives these and nothing else, at the 60th minute."""
        given = {(panel["id"], target["refId"]): target["expr"] for panel in dashboard.all_panels(dashboard.load())
                 for target in panel.get("targets", ())}
        tests = [{"expr": queries.fill(given[number, query], {**queries.EVERYTHING, **chosen}), "eval_time": f"{NOW}m",
                  "exp_samples": [{"labels": names, "value": value} for names, value in samples.items()]}
                 for number, query, samples in expected]
        with tempfile.TemporaryDirectory() as folder:
            status, said = queries.promtool(folder, "test", "rules", "test.yml", test={
                "evaluation_interval": "1m", "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": tests}]})
        self.assertEqual(status, 0, said)

    def status(self, first, second, sources=("slurm", "squeue", "flexlm:a"), **clusters):
        """The table of sources: what login1's and login2's stand at."""
        return {labels("", instance=instance, source=source, cluster=clusters.get(instance, "")): value
                for instance, value in (("login1", first), ("login2", second)) for source in sources}

    def test_two_hosts_that_tell_the_same_are_counted_once(self):
        self.shows(host("login1", 8) + host("login2", 8), (BATCH, "A", {"{}": 8}), (BATCH, "C", {"{}": 8}), (DEMAND, "B", {"{}": 8}),
                   (COMPARED, "A", {'{tool="vcs"}': 8}), (TOOLS, "G", {'{tool="vcs"}': 8}), (FAILED, "A", {"{}": 0}),
                   (LAST_RUN, "A", {"{}": 0}), (SOURCES, "A", self.status(1, 1)))

    def test_a_host_whose_file_is_old_counts_for_nothing_and_is_told(self):
        self.shows(host("login1", 8) + host("login2", 99, ends=20, old=True), (BATCH, "A", {"{}": 8}), (COMPARED, "B", {'{tool="vcs"}': 8}),
                   (TOOLS, "B", {'{tool="vcs"}': 8}), (TOOLS, "H", {'{tool="vcs"}': 100}), (FAILED, "A", {"{}": 3}),
                   (LAST_RUN, "A", {"{}": 2400}), (SOURCES, "A", self.status(1, -1)), (SOURCES, "B", self.status(0, 2400)),
                   (AGES, "A", {f'{{source="{source}"}}': 2400 for source in ("slurm", "squeue", "flexlm:a")}))

    def test_a_host_that_is_gone_is_told(self):
        self.shows(host("login1", 8) + host("login2", 99, ends=20), (BATCH, "A", {"{}": 8}), (FAILED, "A", {"{}": 3}),
                   (LAST_RUN, "A", {"{}": 2460}), (SOURCES, "A", self.status(1, -1)), (SOURCES, "B", self.status(0, 2460)))

    def test_a_host_that_can_not_read_a_source_is_told_though_another_can(self):
        ages = {'{source="slurm"}': 660, '{source="squeue"}': 0, '{source="flexlm:a"}': 0}
        status = {**self.status(1, 1), labels("", instance="login2", source="slurm"): 0}
        self.shows(host("login1", 8) + host("login2", 99, down=("slurm",)), (BATCH, "A", {"{}": 8}), (FAILED, "A", {"{}": 1}),
                   (AGES, "A", ages), (SOURCES, "A", status))

    def test_two_clusters_are_added_up_and_can_be_chosen(self):
        both = host("login1", 8, cluster="fluid") + host("login2", 5, cluster="pdf")
        self.shows(both, (BATCH, "A", {"{}": 13}), (COMPARED, "A", {'{tool="vcs"}': 13}), (TOOLS, "G", {'{tool="vcs"}': 13}),
                   (SOURCES, "A", self.status(1, 1, login1="fluid", login2="pdf")))
        self.shows(both, (BATCH, "A", {"{}": 5}), (COMPARED, "A", {'{tool="vcs"}': 5}), cluster="pdf")

    def test_hosts_of_two_clusters_may_have_one_name(self):
        status = {labels("", instance="local", source=source, cluster=cluster): value
                  for cluster, value in (("fluid", 1), ("pdf", -1)) for source in ("slurm", "squeue", "flexlm:a")}
        self.shows(host("local", 8, cluster="fluid") + host("local", 99, cluster="pdf", ends=20, old=True), (BATCH, "A", {"{}": 8}),
                   (FAILED, "A", {"{}": 3}), (LAST_RUN, "A", {"{}": 2400}), (SOURCES, "A", status))

    def test_clusters_that_slurmlic_names_get_old_with_its_file(self):
        self.shows(host("login1", 8, named="fluid", ends=20, old=True), (BATCH, "A", {}), (TOOLS, "G", {}), (TOOLS, "A", {'{tool="vcs"}': 0}),
                   (FAILED, "A", {"{}": 3}))
        self.shows(host("login1", 8, named="fluid"), (BATCH, "A", {"{}": 8}))

    def test_a_tool_stays_in_the_table_while_nothing_is_known_of_it(self):
        self.shows(host("login1", 8, ends=20), (TOOLS, "A", {'{tool="vcs"}': 0}), (TOOLS, "B", {}), (TOOLS, "C", {}), (TOOLS, "G", {}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
