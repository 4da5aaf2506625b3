#!/usr/bin/env python3
"""recorded.py SLURMLIC   the rules record fewer series than slurmlic publishes of a site of 300 licenses. slurmlic makes the
file of the site, and promtool counts what the rules record of it."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from alerts import RULES

LICENSES = 300
HOST = 'instance="login1:9100",job="node"'


def site(folder, squeue, server):
    """What slurmlic publishes of 150 tools, each with a batch and an interactive pool, a feature, and a job that waits."""
    tools = [f"tool{number}" for number in range(LICENSES // 2)]
    (folder / "lic.txt").write_text("".join(
        f"LicenseName={tool}_{pool}\n    Total=20 Used=3 Free=17 Reserved=0 Remote=no\n"
        for tool in tools for pool in ("batch", "interactive")))
    (folder / "jobs.txt").write_text("".join(
        f"{number}|R|ann|chem|{tool}_batch:3\n{number + 1000}|PD|bob|chem|{tool}_interactive:3\n"
        for number, tool in enumerate(tools, 1)))
    (folder / "lmstat.txt").write_text(
        "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19.0\n"
        "Vendor daemon status (on lic1):\n  d: UP v11.19.0\nFeature usage info:\n" + "".join(
            f"Users of {tool}:  (Total of 24 licenses issued;  Total of 3 licenses in use)\n"
            f'  "{tool}" v1, vendor: d, expiry: 31-dec-2099\n'
            "    ann pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses\n" for tool in tools))
    (folder / "empty.toml").write_text("")
    command = [program, "-c", "empty.toml", "-i", "lic.txt"]
    command += ["--squeue-input", "jobs.txt"] if squeue else []
    command += ["--status-input", "d=lmstat.txt"] if server else []
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def series(published):
    for line in published.splitlines():
        if not line.startswith("#"):
            family, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            # Of the time of promtool, which begins at 0.
            value = "0+60x3" if family == "slurmlic_last_run_timestamp_seconds" else f"{value}+0x3"
            yield {"series": f"{family}{{{HOST}{',' + labels if labels else ''}}}", "values": value}


def test_file(raw):
    return {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "group_eval_order": ["slurmlic_expiry", "slurmlic", "slurmlic_alerts"],
        "tests": [{"interval": "1m", "input_series": raw, "promql_expr_test": [
            {"expr": 'count({__name__=~".+:.+"})', "eval_time": "2m", "exp_samples": []},
        ]}],
    }


def count(folder, squeue, server):
    """Series that are published, and recorded: promtool says how many where none are expected."""
    raw = list(series(site(folder, squeue, server)))
    (folder / "site.test.yml").write_text(json.dumps(test_file(raw)))
    done = subprocess.run(["promtool", "test", "rules", "site.test.yml"],
                          cwd=folder, capture_output=True, text=True, check=False)
    return len(raw), int(float(re.search(r"got: \{\} (\S+)", done.stdout + done.stderr)[1]))


def main():
    status = 0
    for squeue, server in ((False, False), (True, False), (True, True)):
        with tempfile.TemporaryDirectory() as folder:
            published, recorded = count(pathlib.Path(folder), squeue, server)
        sources = ", ".join(["scontrol"] + ["squeue"] * squeue + ["one license server"] * server)
        fewer = 0 < recorded < published
        print(f"{'ok   ' if fewer else 'FAIL '} {sources}: {published} series are published, {recorded} recorded "
              f"({100 * recorded / published:.0f} %)")
        status = status if fewer else 1
    return status


if __name__ == "__main__":
    program = pathlib.Path(sys.argv[1]).resolve()
    sys.exit(main())
