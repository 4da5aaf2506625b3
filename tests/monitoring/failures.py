"""What the dashboard shows where one of two hosts, or one of two clusters, fails while the other tells of the same licenses, where
something could not be told, and where clusters share a pool:
python3 tests/monitoring/failures.py [TestClass.test_name]. promtool computes the queries; no server is needed."""

import tempfile
import unittest

import dashboard
import queries

NOW = 60    # minutes
EXHAUSTED, SERVERS, FAILED, LAST_RUN, TOOLS, DEMAND, LICENSES = 3, 5, 6, 7, 8, 9, 12
COMPARED, BATCH, BATCH_PERCENT, BATCH_TOKENS, SOURCES, AGES, DOWN, MASTERS = 23, 24, 25, 26, 41, 42, 45, 46


def labels(name, /, **pairs):
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
    of_jobs = 50 if "squeue" in down else until
    found.append(series("slurm_licenses_requested", number, of_jobs, state="running", **license_name))
    found.append(series("slurm_licenses_requested", number, of_jobs, state="pending", **license_name))
    found.append(series("slurm_licenses_unexplained", number, of_jobs, **license_name))
    found.append(series("license_tool_info", 1, tool="vcs", pool="batch", **license_name))
    for state in ("total", "used", "free", "reserved"):
        found.append(series("license_tool_tokens", number, until, tool="vcs", pool="batch", state=state, **where))
    found.append(series("license_tool_tokens", number, of_jobs, tool="vcs", pool="batch", state="pending", **where))
    found.append(series("license_tool_slurm_used", number, until, tool="vcs", **where))
    found.append(series("license_tool_seats_used", number, tool="vcs", **where))
    return found


def steady(name, value, instance="login1", /, **pairs):
    return {"series": labels(name, instance=instance, job="node", **pairs), "values": f"{value}x{NOW}"}


def running(*instances):
    return [{"series": labels("slurmlic_last_run_timestamp_seconds", instance=one, job="node"), "values": f"0+60x{NOW}"}
            for one in instances]


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

    def test_what_jobs_wait_for_is_unknown_while_squeue_is_down(self):
        row = '{license_name="vcs_batch",pool="batch",tool="vcs"}'
        self.shows(host("login1", 8), (EXHAUSTED, "A", {"{}": 0}), (LICENSES, "G", {row: 8}), (TOOLS, "I", {'{tool="vcs"}': 8}))
        self.shows(host("login1", 8, down=("squeue",)), (EXHAUSTED, "A", {}), (LICENSES, "C", {row: 8}), (LICENSES, "G", {}),
                   (TOOLS, "G", {'{tool="vcs"}': 8}), (TOOLS, "I", {}), (BATCH, "A", {"{}": 8}))

    def test_a_tool_has_no_half_of_its_tokens_while_one_of_its_clusters_is_down(self):
        series = running("login1") + [
            steady("license_tool_info", 1, tool="vcs", pool="batch", license_name="vcs", cluster="a"),
            steady("license_tool_info", 1, tool="vcs", pool="batch", license_name="vcs", cluster="b"),
            *(steady(f"slurm_licenses_{family}", 8, license_name="vcs", cluster="a") for family in ("total", "used", "free", "reserved"))]
        self.shows(series, *((BATCH, query, {}) for query in "ABCD"), (TOOLS, "G", {}), (TOOLS, "H", {}),
                   (LICENSES, "B", {'{cluster="a",license_name="vcs",pool="batch",tool="vcs"}': 8}))

    def test_a_pool_that_clusters_share_counts_once_in_its_tool(self):
        counts = {"total": 50, "free": 35, "used": 15, "reserved": 2, "pending": 7}
        series = running("login1") + [steady("license_tool_tokens", value, tool="nx", pool="all", state=state)
                                      for state, value in counts.items()]
        for cluster, used in (("a", 10), ("b", 5)):
            series += [steady("license_tool_info", 1, tool="nx", pool="all", license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_total", 50, license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_free", 35, license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_used", used, license_name="nx@lic1", cluster=cluster)]
        rows = [f'{{cluster="{cluster}",license_name="nx@lic1",pool="all",tool="nx"}}' for cluster in "ab"]
        of_tool = '{tool="nx"}'
        self.shows(series, (BATCH, "A", {"{}": 50}), (BATCH, "B", {"{}": 35}), (BATCH, "C", {"{}": 15}), (BATCH, "D", {"{}": 2}),
                   (BATCH_PERCENT, "A", {"{}": 30}), (BATCH_PERCENT, "B", {"{}": 4}), (BATCH_PERCENT, "C", {"{}": 66}),
                   (BATCH_TOKENS, "A", {"{}": 50}), (BATCH_TOKENS, "E", {"{}": 7}),
                   (TOOLS, "G", {of_tool: 50}), (TOOLS, "H", {of_tool: 30}), (TOOLS, "I", {of_tool: 7}),
                   (LICENSES, "B", dict.fromkeys(rows, 50)), (LICENSES, "C", {rows[0]: 10, rows[1]: 5}), tool="nx")

    def test_servers_and_daemons_count_only_where_something_is_known_of_them(self):
        def server(value, instance="login1", **pairs):
            return steady("license_server_up", value, instance, app="a", host="lic1", port="1", **pairs)

        daemon = steady("license_daemon_up", 0, app="a", daemon="d")
        self.shows(running("login1"), (SERVERS, "A", {}))
        self.shows(running("login1") + [server(1, master="true")], (SERVERS, "A", {"{}": 0}), (DOWN, "A", {'{app="a"}': 0}))
        self.shows(running("login1") + [daemon], (SERVERS, "A", {"{}": 1}), (DOWN, "A", {'{app="a"}': 1}))
        self.shows(running("login1") + [server(0, master="true"), daemon], (SERVERS, "A", {"{}": 2}), (DOWN, "A", {'{app="a"}': 2}),
                   (MASTERS, "A", {'{app="a",server="1@lic1"}': 0}))
        # One host can't reach it.
        both = running("login1", "login2") + [server(0, master="true"), server(1, "login2", master="true")]
        self.shows(both, (SERVERS, "A", {"{}": 0}), (MASTERS, "A", {'{app="a",master="true",server="1@lic1"}': 1}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
