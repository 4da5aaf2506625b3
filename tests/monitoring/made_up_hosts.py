"""The series of made-up hosts, and what the dashboard shows of them: for failures.py. promtool computes the queries."""

import re
import tempfile
import unittest

import dashboard
import queries

NOW = 60    # minutes


def labels(name, /, **pairs):
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in sorted(pairs.items()) if value) + "}"


def host(instance, number, cluster="", named="", ends=None, old=False, down=()):
    """The series of a host whose licenses all have `number` tokens. The cluster is of the scrape, or `named` by -M. It ends as
    a whole, or only its file gets old, at a minute; a source may be down from the 50th minute on."""
    where = {"instance": instance, "job": "node", "cluster": cluster}
    license_name = {**where, "cluster": cluster or named, "license_name": "vcs_batch"}
    last = NOW if ends is None else ends

    def series(name, value, until=NOW, **pairs):
        values = f"{value}x{until}" if until == NOW else f"{value}x{until - 1} stale"
        lasting = ends is None or old
        return {"series": labels(name, **pairs), "values": values if lasting else f"{value}x{min(until, last) - 1} stale"}

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


class Case(unittest.TestCase):
    def shows(self, series, *expected, at=NOW, **chosen):
        """Of each (panel, query, {labels: value}): the query gives these and nothing else, at that minute; NaN is nothing."""
        of = dashboard.load()
        given = {(panel["id"], target["refId"]): target["expr"] for panel, target in queries.targets(of)}
        tests = []
        for number, query, samples in expected:
            text = queries.filled(of, given[number, query], {**queries.EVERYTHING, **chosen})
            tests.append({"expr": f"({text}) == ({text})", "eval_time": f"{at}m",
                          "exp_samples": [{"labels": names, "value": value} for names, value in samples.items()]})
        with tempfile.TemporaryDirectory() as folder:
            status, said = queries.promtool(folder, "test", "rules", "test.yml", test={
                "evaluation_interval": "1m", "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": tests}]})
        self.assertEqual(status, 0, re.sub(r'expr: ".*?", time', 'time', said))
