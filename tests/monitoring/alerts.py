#!/usr/bin/env python3
"""alerts.py   every alert fires in time, not a minute before, goes on without a break, and ends, whatever the rhythm of
slurmlic and of Prometheus, with one run in ten failing, too; and nothing else fires. promtool computes it: this only writes
what slurmlic would have published (alert_cases.py). --rules FILE takes other rules; --fails prints the alerts whose tests
fail, instead."""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from alert_cases import BEGIN, CASES, END, TOTAL

RULES = pathlib.Path(__file__).parents[2] / "monitoring/prometheus/slurmlic.rules.yml"


class Rhythm:
    """slurmlic runs every `run` minutes and is scraped every `scrape` seconds; of ten runs, one may fail."""

    def __init__(self, run, scrape, failing=False):
        self.run, self.scrape, self.failing = run, scrape, failing
        self.name = f"runs of {run} min, scrapes of {scrape} s{', one run in ten fails' if failing else ''}"
        # How much later than at once a change is seen.
        self.late = run + scrape // 60 + 2 if failing else 0

    def last_run(self, now, host):
        """The minute of the run whose file is scraped in the minute `now`."""
        run = int(now // self.run) * self.run
        while not host.runs(run):
            run -= self.run
        return run

    def fails(self, run):
        return self.failing and (run // self.run) % 10 == 4


RHYTHMS = [
    Rhythm(1, 60),
    Rhythm(5, 60),
    Rhythm(1, 60, failing=True),
    Rhythm(5, 60, failing=True),
    Rhythm(10, 300, failing=True),
    Rhythm(2, 15, failing=True),
]


def sample(family, value, rhythm, host, now):
    """What is scraped in the minute `now`, None for nothing."""
    if not host.there(now):
        return None
    if family.startswith("node_time_seconds"):
        return 60 * now + host.ahead(now)
    run = rhythm.last_run(now, host)
    if family.startswith("slurmlic_last_run_timestamp_seconds"):
        return 60 * run + host.ahead(run)
    if rhythm.fails(run) and not family.startswith("slurmlic_sync_"):
        return 0 if family.startswith("slurmlic_source_up") else None
    return value(run) if callable(value) else value


def notation(values):
    """Of promtool: a sample or a hole, and how often it is repeated; a series ends as it does in Prometheus."""
    words, last, times = [], object(), 0
    for value in values + [object()]:
        if value == last:
            times += 1
            continue
        if times:
            if last is None:
                words.append("stale" if times == 1 else f"stale _x{times - 1}")
            else:
                words.append(f"{last}x{times - 1}")
        last, times = value, 1
    return " ".join(words)


def input_series(rhythm):
    hosts = {case.host.instance: case.host for case in CASES}
    minutes = [step * rhythm.scrape / 60 for step in range(TOTAL * 60 // rhythm.scrape + 1)]
    for host in hosts.values():
        families = {"slurmlic_last_run_timestamp_seconds{}": 0} | host.series
        if host.tells_time:
            families["node_time_seconds{}"] = 0
        for case in CASES:
            if case.host is host:
                families |= case.series
        for family, value in families.items():
            labels = family.replace("{", f'{{instance="{host.instance}",job="node",').replace(",}", "}")
            yield {"series": labels, "values": notation([sample(family, value, rhythm, host, now) for now in minutes])}


def selector(case, more=""):
    labels = case.labels | {"alertname": case.alert, "severity": case.severity}
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + more + "}"


def checks(case, rhythm):
    firing = "ALERTS" + selector(case, ',alertstate="firing"')
    fires = BEGIN + case.after

    def check(expr, minute, samples):
        return {"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples}

    yes = [{"labels": firing, "value": 1}]
    yield check(firing, fires - 1 - (case.early if rhythm.failing else 0), [])
    yield check(firing, fires + rhythm.late, yes)
    yield check(firing, END - 1, yes)
    since = END - 1 - fires - rhythm.late
    if since > 0:
        whole = f"changes(ALERTS_FOR_STATE{selector(case)}[{since}m])"
        yield check(f"count({whole} == 0)", END - 1, [{"labels": "{}", "value": 1}])
    if case.ends is not None:
        yield check(firing, END + case.ends + rhythm.late, [])


def whole_site(rhythm):
    """Nothing while all is well, and in the end exactly what each case says."""
    counts = {}
    for case in CASES:
        for alert in [(case.alert, case.severity), *case.also]:
            counts[alert] = counts.get(alert, 0) + 1
    # Dates move: what expires soon has expired afterwards.
    before = f'max_over_time(ALERTS{{alertstate="firing"}}[{BEGIN - 1}m])'
    seen = f'count by (alertname, severity) (max_over_time(ALERTS{{alertstate="firing"}}[{TOTAL}m]))'
    return [
        {"expr": before, "eval_time": f"{BEGIN - 1}m", "exp_samples": []},
        {"expr": seen, "eval_time": f"{TOTAL}m", "exp_samples": [
            {"labels": f'{{alertname="{alert}",severity="{severity}"}}', "value": count}
            for (alert, severity), count in counts.items()
        ]},
    ]


def test_file(rules, rhythms):
    return {
        "rule_files": [str(rules)],
        "evaluation_interval": "1m",
        "group_eval_order": ["slurmlic_expiry", "slurmlic", "slurmlic_alerts"],
        "tests": [{
            "name": rhythm.name,
            "interval": f"{rhythm.scrape}s",
            "input_series": list(input_series(rhythm)),
            "promql_expr_test": whole_site(rhythm) + [check for case in CASES for check in checks(case, rhythm)],
        } for rhythm in rhythms],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("   ")[1])
    parser.add_argument("--rules", type=pathlib.Path, default=RULES)
    parser.add_argument("--fails", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "alerts.test.yml"
        file.write_text(json.dumps(test_file(options.rules.resolve(), RHYTHMS[:1] if options.fails else RHYTHMS)))
        done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    if options.fails:
        print("\n".join(sorted(set(re.findall(r'expr: "ALERTS\{[^\n]*?alertname=\\"(\w+)', done.stdout + done.stderr)))))
        return 0
    print(done.stdout + done.stderr, end="")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
