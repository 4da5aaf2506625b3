"""The queries of the Grafana dashboards: they parse, heed the variables, keep the peaks, and leave out what is old:
python3 tests/monitoring/queries.py [TestClass.test_name]. It needs promtool, and no server."""

import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import dashboard

HERE, ROOT = dashboard.HERE, dashboard.ROOT
METRIC = re.compile(r"\b(?:slurm_licenses|slurmlic|license_(?:app|daemon|feature|server|tool))_\w+")
# Numbers of a host whose file is old do not count. The second half is for clusters that slurmlic names itself (-M).
UNLESS_OLD = " unless on (instance, cluster) $old"
EITHER = ' unless on (instance) slurmlic_last_run_timestamp_seconds{cluster=""} == $old'
UNLESS_OLD_EITHER = UNLESS_OLD + EITHER
# A point of a line has the peak of a host that stopped since the point before.
ALL_ALONG = " == slurmlic_last_run_timestamp_seconds offset $__interval"
# What is remembered, with its age or as unknown, so that it can not vanish unseen.
REMEMBERED = re.compile(r"^last_over_time\($")
# These are about the host and its runs, or the age of what it told: old ones are what they show. Sync has a file of its own.
ABOUT_AGE = {"slurmlic_last_run_timestamp_seconds", "slurmlic_last_success_timestamp_seconds"}
WITH_CLUSTERS = re.compile(r"slurm_licenses_|license_tool_info$")
EVERYTHING = {"cluster": ".*", "tool": "vcs", "nine": "vcs", "pools": "vcs", "all_seats": "vcs", "all": "vcs", "others": "vcs",
              "__interval": "5m", "__range": "1h", "__range_s": "3600"}
# A query of a tool's row is read in the editor of Grafana.
LONGEST = 660


def published():
    """The names of the families in the source of slurmlic."""
    names = set()
    paths = [os.path.join(ROOT, *folder, "*.[ch]pp") for folder in (("core", "metrics"), ("cli", "sync"))]
    for path in (path for pattern in paths for path in glob.glob(pattern)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        names |= set(re.findall(r'Family\{"(\w+)"', text)) | set(re.findall(r'\w+_family\b[^;"]*"(\w+)"', text))
        names |= set(re.findall(r'"(slurmlic_sync_\w+)"', text))
    return names


def targets(of):
    """(panel, target) of every query."""
    return [(panel, target) for panel in dashboard.all_panels(of) for target in panel.get("targets", ())]


def queries(of):
    """(where, PromQL) of every panel and variable."""
    for panel, target in targets(of):
        yield f"panel {panel['id']} {target['refId']}", target["expr"]
    for one in of["annotations"]["list"]:
        yield f"annotation {one['name']}", one["expr"]
    for one in of["templating"]["list"]:
        if one["type"] == "query":
            yield f"variable {one['name']}", re.fullmatch(r"label_values\((.+), (\w+)\)", one["query"]["query"])[1]


def filled(of, text, chosen=EVERYTHING):
    """A query with the values of the variables in their places, as the constants of the dashboard have them, too."""
    constants = {one["name"]: one["query"] for one in of["templating"]["list"] if one["type"] == "constant"}
    return re.sub(r"\$(?:(\w+)|\{(\w+)\})", lambda found: {**constants, **chosen}.get(found[1] or found[2], found[0]), text)


def check_names(of):
    names = published()
    for where, text in queries(of):
        for name in sorted(set(METRIC.findall(text)) - names):
            yield f"{where}: slurmlic publishes no {name}"


def bare(text):
    """A query without what leaves out the hosts whose file is old."""
    text = without_selector(text).replace(ALL_ALONG, "")
    for old, new in ((UNLESS_OLD_EITHER, ""), (UNLESS_OLD, ""), ("slurmlic_last_run_timestamp_seconds unless $old", "LIVE")):
        text = text.replace(old, new)
    return text


def without_selector(text):
    return re.sub(r"\{[^}]*\}( offset \$__interval)", r"\1", text)


def check_selectors(of):
    for where, text in queries(of):
        if not where.startswith("panel"):
            continue
        text = bare(text)
        for name, selector in re.findall(rf"({METRIC.pattern})(\{{[^}}]*\}})?", text):
            wanted = 'cluster=~"$cluster"' if WITH_CLUSTERS.match(name) else 'cluster=~"$cluster|"'
            if wanted not in selector:
                yield f"{where}: {name}{selector} does not heed the cluster"
    for title, panels in dashboard.rows(of).items():
        if not title.startswith("$"):
            continue
        for panel in panels:
            for target in panel["targets"]:
                name = re.match(r"\$(\w+)", title)[1]
                chosen = set(re.findall(r'tool=~"(.*?)"', target["expr"]))
                if chosen != {f"${name}"} or set(METRIC.findall(bare(target["expr"]))) - of_tools():
                    yield f"panel {panel['id']} {target['refId']} is not about its tool alone"
                if "\n" in target["expr"] or len(target["expr"]) > LONGEST:
                    yield f"panel {panel['id']} {target['refId']} is long"


def of_tools():
    return {name for name in published() if name.startswith("license_tool_")} - {"license_tool_info"}


def check_age(of):
    """Each number is of a host that has written a file lately, or it is remembered."""
    for panel, target in targets(of):
        text, along = without_selector(target["expr"]), ALL_ALONG if panel["type"] == "timeseries" else ""
        for found in re.finditer(rf"(\w+\()?({METRIC.pattern})\{{[^}}]*\}}(\[[\w$]+(?::\w+)?\](?: @ end\(\))?\))?", text):
            rest = text[found.end():]
            if found[2] in ABOUT_AGE or found[2].startswith("slurmlic_sync_") or found[1] and REMEMBERED.match(found[1]):
                continue
            if "[$__range]" in (found[3] or ""):
                continue    # it chooses which lines are drawn
            both = UNLESS_OLD + along + EITHER + along
            wanted = both if WITH_CLUSTERS.match(found[2]) else UNLESS_OLD + along
            if not rest.startswith(wanted) or wanted != both and rest.startswith(both):
                yield f"panel {panel['id']} {target['refId']} counts what is old: {found[2]}"


def check_peaks(of):
    """A line takes the peak, or the least, since the point before: what happened between two points is seen on thirty days."""
    for panel, target in targets(of):
        if panel["type"] != "timeseries":
            continue
        text = re.sub(r"max_over_time\([^)]*\[\$__range\] @ end\(\)\)|last_over_time\([^)]*\[3d:15m\]\)", "", target["expr"])
        for found in re.finditer(rf"(\w+\()?({METRIC.pattern})\{{[^}}]*\}}(\[\$__interval\]\))?", bare(text)):
            wanted = "min_over_time(" if re.search(r'state="free"|_free$|_up$|_up\{', found[0]) else None
            if not found[3] or found[1] not in ((wanted,) if wanted else ("max_over_time(", "min_over_time(")):
                yield f"panel {panel['id']} {target['refId']} loses a peak: {found[2]}"
        if panel.get("interval") != "5m":
            yield f"panel {panel['id']} has holes where Prometheus scrapes every five minutes"


def check_clusters(of):
    """What is told of a tool is not summed up from the licenses of its clusters: these may share a pool, which counts once."""
    for panel, target in targets(of):
        if "by (tool" in target["expr"] and "license_name" not in target["expr"]:
            for name in sorted(set(re.findall(r"slurm_licenses_\w+", target["expr"]))):
                yield f"panel {panel['id']} {target['refId']} sums up licenses of a tool: {name}"


CHECKS = [check_names, check_selectors, check_age, check_peaks, check_clusters]


def promtool(folder, *arguments, **files):
    for name, content in files.items():
        with open(os.path.join(folder, f"{name}.yml"), "w", encoding="utf-8") as file:
            json.dump(content, file)    # which is YAML, too
    run = subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return run.returncode, run.stdout + run.stderr


class TheQueries(unittest.TestCase):
    def test_keep_the_rules(self):
        for check in CHECKS:
            with self.subTest(check.__name__):
                self.assertEqual(list(check(dashboard.load())), [])
        self.assertEqual(list(check_names(dashboard.load(dashboard.SIZING))), [])

    def test_parse(self):
        for name in dashboard.UIDS:
            of = dashboard.load(name)
            chosen = EVERYTHING | {one["name"]: "x" for one in of["templating"]["list"] if one["type"] == "query"}
            texts = [filled(of, text, chosen) for _, text in queries(of)]
            self.assertGreater(len(texts), 20)
            rules = [{"record": f"query:{number}", "expr": text} for number, text in enumerate(texts)]
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                file = {"groups": [{"name": "all", "rules": rules}]}
                status, said = promtool(folder, "check", "rules", "rules.yml", rules=file)
                self.assertEqual(status, 0, said)
                self.assertIn(f"{len(texts)} rules found", said)
                rules[0]["expr"] += ")"
                self.assertNotEqual(promtool(folder, "check", "rules", "rules.yml", rules=file)[0], 0)

    def test_the_families_are_read_from_the_source(self):
        names = published()
        self.assertGreaterEqual(len(names), 33)
        self.assertLessEqual({"slurm_licenses_total", "slurmlic_last_success_timestamp_seconds", "license_tool_gap",
                              "slurmlic_sync_success"}, names)


class OtherSettings(unittest.TestCase):
    def test_of_the_mixin_are_in_every_query(self):
        mixin = os.path.join(ROOT, "monitoring", "mixin")
        settings = "{ selector: 'job=\"node\"', freshness: 1800, gapCount: 5 }"
        text = f"((import 'mixin.libsonnet') + {{ _config+:: {settings} }}).grafanaDashboards['slurmlic.json']"
        made = subprocess.run(["jsonnet", "-J", mixin, "-e", text], check=True, capture_output=True, text=True, timeout=60)
        of = json.loads(made.stdout)
        self.assertEqual([list(check(of)) for check in (check_age, check_peaks)], [[], []])
        for where, text in queries(of):
            for name, selector in re.findall(rf"({METRIC.pattern})(\{{[^}}]*\}})", bare(text).replace("{0}", "")):
                self.assertIn('job="node"', selector, f"{where}: {name}")
        self.assertEqual([one["query"][-5:] for one in of["templating"]["list"] if one["type"] == "constant"], ["1800s"] * 2)
        self.assertNotIn('"', next(one["query"] for one in of["templating"]["list"] if one["name"] == "old"))
        self.assertIn(">= 5", dashboard.panel(of, 101)["targets"][0]["expr"])


class MadeUpDays(unittest.TestCase):
    def write(self, *arguments):
        return subprocess.run([sys.executable, "-B", os.path.join(HERE, "days.py"), "--hours", "1", *arguments], check=True,
                              capture_output=True, text=True, timeout=60).stdout

    def test_have_only_what_slurmlic_and_node_exporter_publish(self):
        text = self.write()
        self.assertTrue(text.endswith("\n# EOF\n"))
        self.assertLessEqual({line.partition("{")[0] for line in text.splitlines()[:-1]}, published() | {"node_time_seconds"})

    def test_are_the_same_each_time(self):
        self.assertEqual(self.write("--tools", "6"), self.write("--tools", "6"))

    def test_of_sites_that_lack_something_do_not_have_it(self):
        alone = self.write("--without", "squeue", "--without", "seats")
        self.assertNotIn("pending", alone)
        self.assertNotIn("license_feature", alone)
        self.assertIn('source="rlm:mathworks"', self.write("--managers", "flexlm,rlm"))
        # FlexLM alone tells which server is the master.
        self.assertNotIn('master="true"', self.write("--managers", "rlm,lmx"))
        self.assertIn('master="true"', self.write("--managers", "flexlm"))
        self.assertIn('cluster="pdf"', self.write("--clusters", "fluid,pdf"))


class EachRuleCanBeBroken(unittest.TestCase):
    """A check that no change could make fail would check nothing."""

    BREAKS = [
        (check_names, "publishes no license_tool_gapp", (202, "license_tool_outside_slurm", "license_tool_gapp")),
        (check_selectors, "does not heed", (202, ',cluster=~"$cluster|"', "")),
        (check_selectors, "does not heed", (110, 'cluster=~"$cluster"', 'cluster=~"$cluster|"')),
        (check_selectors, "its tool alone", (202, 'tool=~"$nine",', "")),
        (check_selectors, "its tool alone", (205, "license_tool_tokens", "license_tool_info")),
        (check_selectors, "is long", (202, "sum (", "sum (\n")),
        (check_age, "counts what is old: license_tool_outside_slurm", (202, UNLESS_OLD, "")),
        (check_age, "counts what is old: license_tool_tokens", (204, UNLESS_OLD, "")),
        (check_age, "counts what is old: license_tool_tokens", (205, ALL_ALONG, "")),
        (check_age, "counts what is old: slurm_licenses_used", (113, UNLESS_OLD_EITHER, UNLESS_OLD)),
        (check_age, "counts what is old: slurmlic_source_up", (801, UNLESS_OLD, "")),
        (check_peaks, "loses a peak: license_tool_outside_slurm", (202, "[$__interval]", "")),
        (check_peaks, "loses a peak: license_tool_tokens", (205, "max_over_time", "avg_over_time")),
        (check_peaks, "loses a peak: slurmlic_source_up", (803, "min_over_time", "max_over_time")),
        (check_clusters, "panel 109 A sums up licenses of a tool: slurm_licenses_used",
         (109, "license_tool_outside_slurm", "slurm_licenses_used")),
    ]

    def test_and_is_then_told(self):
        for check, told, (number, old, new) in self.BREAKS:
            with self.subTest(told):
                changed = copy.deepcopy(dashboard.load())
                target = dashboard.panel(changed, number)["targets"][0]
                self.assertIn(old, target["expr"])
                target["expr"] = target["expr"].replace(old, new)
                self.assertIn(told, "\n".join(check(changed)))

    def test_a_line_without_a_least_interval_is_told(self):
        changed = copy.deepcopy(dashboard.load())
        dashboard.panel(changed, 202)["interval"] = "1m"
        self.assertIn("panel 202 has holes", "\n".join(check_peaks(changed)))

    def test_every_check_has_its_break(self):
        self.assertEqual({check for check, _, _ in self.BREAKS}, set(CHECKS))


if __name__ == "__main__":
    unittest.main(verbosity=2)
