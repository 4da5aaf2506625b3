"""The queries of the Grafana dashboard: they parse, heed the variables, and tell the truth where of two hosts or clusters one
fails: python3 tests/monitoring/queries.py [TestClass.test_name]. It needs promtool, and no server."""

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
FRESH = (" unless on (job, instance, cluster) slurmlic_last_run_timestamp_seconds <= time() - 300"
         ' unless on (job, instance) slurmlic_last_run_timestamp_seconds{cluster=""} <= time() - 300')
OF_A_FRESH_HOST = " unless on (job, instance, cluster) slurmlic_last_run_timestamp_seconds > time() - 300"
AT_THE_END = re.compile(r"\nor NaN \* max\b[^\n]*\nand on \(\) vector\(time\(\)\) >= max\(last_over_time\([^\n]* @ end\(\)\)\)$")
# These are about the host and its runs: their age is what they show.
ABOUT_AGE = {"slurmlic_last_run_timestamp_seconds", "slurmlic_last_success_timestamp_seconds"}
EVERYTHING = {"job": ".*", "instance": ".*", "cluster": ".*", "tool": "vcs"}


def published():
    """The names of the families in the source of slurmlic."""
    names = set()
    for path in glob.glob(os.path.join(ROOT, "core", "metrics", "*.[ch]pp")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        names |= set(re.findall(r'Family\{"(\w+)"', text)) | set(re.findall(r'\w+_family\b[^;"]*"(\w+)"', text))
    return names


def queries(of):
    """(where, PromQL) of every panel and variable."""
    for panel in dashboard.all_panels(of):
        for target in panel.get("targets", ()):
            yield f"panel {panel['id']} {target['refId']}", target["expr"]
    for variable in of["templating"]["list"]:
        if variable["type"] == "query":
            yield f"variable {variable['name']}", variable["query"]["query"]


def fill(text, variables):
    return re.sub(r"\$(\w+)", lambda found: variables[found[1]], text)


def check_names(of):
    names = published()
    for where, text in queries(of):
        for name in sorted(set(METRIC.findall(text)) - names):
            yield f"{where}: slurmlic publishes no {name}"


def check_selectors(of):
    for where, text in queries(of):
        if not where.startswith("panel"):
            continue
        text = text.replace(FRESH, "").replace(OF_A_FRESH_HOST, "")
        for selector in re.findall(r"\{([^}]*)\}", text):
            if not all(part in selector for part in ('job=~"$job"', 'instance=~"$instance"', 'cluster=~"$cluster')):
                yield f"{where}: {{{selector}}} does not heed job, instance and cluster"
        if METRIC.sub("", text) == text or len(METRIC.findall(text)) > text.count("{"):
            yield f"{where}: a metric without a selector"
    for panel in dashboard.rows(of).get("$tool", ()):
        for target in panel["targets"]:
            if 'tool=~"$tool"' not in target["expr"]:
                yield f"panel {panel['id']} {target['refId']} is not about $tool"


def check_age(of):
    """Each number is of a fresh host, or its age is shown, or it is a host's that is gone and said to be so."""
    for panel in dashboard.all_panels(of):
        for target in panel.get("targets", ()):
            text = target["expr"].replace(OF_A_FRESH_HOST, "GONE")
            for found in re.finditer(r"(last_over_time\()?(" + METRIC.pattern + r")\{[^}]*\}(\[\w+\]\))?", text):
                rest = text[found.end():]
                if found[2] in ABOUT_AGE or found[1] or rest.startswith((FRESH, " == 0 or (last_over_time(")):
                    continue
                if not text[:found.start()].endswith("or 0 * count("):
                    yield f"panel {panel['id']} {target['refId']} counts what is old: {found[2]}"


def check_unknown(of):
    """A line ends in NaN, which is told as unknown, where its number is not known; not at the last number that was. Only at the end:
    a NaN in the middle would be no hole."""
    for panel in dashboard.all_panels(of):
        for target in panel.get("targets", ()):
            if panel["type"] == "timeseries" and not AT_THE_END.search(target["expr"]) and panel["id"] != 42:
                yield f"panel {panel['id']} {target['refId']} ends with an old number"


def check_clusters(of):
    """What is told of a tool is not summed up from the licenses of its clusters: these may share a pool, which counts once."""
    of_tools = {panel["id"] for panel in dashboard.rows(of).get("$tool", ())}
    for panel in dashboard.all_panels(of):
        for target in panel.get("targets", ()):
            if panel["id"] in of_tools or "sum by (tool" in target["expr"]:
                for name in sorted(set(re.findall(r"slurm_licenses_\w+", target["expr"]))):
                    yield f"panel {panel['id']} {target['refId']} sums up licenses of a tool: {name}"


CHECKS = [check_names, check_selectors, check_age, check_unknown, check_clusters]


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

    def test_parse(self):
        texts = [text for where, text in queries(dashboard.load()) if where.startswith("panel")]
        texts += [re.fullmatch(r"label_values\((.+), \w+\)", text)[1] for where, text in queries(dashboard.load())
                  if where.startswith("variable")]
        self.assertGreater(len(texts), 60)
        rules = [{"record": f"query:{number}", "expr": fill(text, EVERYTHING)} for number, text in enumerate(texts)]
        with tempfile.TemporaryDirectory() as folder:
            status, said = promtool(folder, "check", "rules", "rules.yml", rules={"groups": [{"name": "all", "rules": rules}]})
            self.assertEqual(status, 0, said)
            self.assertIn(f"{len(texts)} rules found", said)
            rules[0]["expr"] += ")"
            self.assertNotEqual(promtool(folder, "check", "rules", "rules.yml", rules={"groups": [{"name": "all", "rules": rules}]})[0], 0)

    def test_the_families_are_read_from_the_source(self):
        names = published()
        self.assertGreaterEqual(len(names), 30)
        self.assertLessEqual({"slurm_licenses_total", "slurmlic_last_success_timestamp_seconds", "license_tool_gap"}, names)


class MadeUpDays(unittest.TestCase):
    def write(self, *arguments):
        return subprocess.run([sys.executable, "-B", os.path.join(HERE, "days.py"), "--hours", "1", *arguments], check=True,
                              capture_output=True, text=True, timeout=60).stdout

    def test_have_only_what_slurmlic_publishes(self):
        text = self.write()
        self.assertTrue(text.endswith("\n# EOF\n"))
        self.assertLessEqual({line.partition("{")[0] for line in text.splitlines()[:-1]}, published())

    def test_are_the_same_each_time(self):
        self.assertEqual(self.write("--tools", "6"), self.write("--tools", "6"))




class EachRuleCanBeBroken(unittest.TestCase):
    """A check that no change could make fail would check nothing."""

    BREAKS = [
        (check_names, "publishes no license_tool_gapp", (22, "license_tool_outside_slurm", "license_tool_gapp")),
        (check_selectors, "does not heed", (22, 'instance=~"$instance",', "")),
        (check_selectors, "without a selector", (22, "sum by (tool)", "license_tool_gap + sum by (tool)")),
        (check_selectors, "not about $tool", (22, ',tool=~"$tool"', "")),
        (check_age, "counts what is old: license_tool_outside_slurm", (22, FRESH, "")),
        (check_age, "counts what is old: license_tool_tokens", (24, FRESH, "")),
        (check_age, "counts what is old: slurm_licenses_used", (12, FRESH, "")),
        (check_age, "counts what is old: slurmlic_source_up", (41, FRESH, "")),
        (check_unknown, "ends with an old number", (22, "or NaN", "or 0")),
        (check_unknown, "ends with an old number", (22, " @ end()", "")),
        (check_clusters, "panel 24 A sums up licenses of a tool: slurm_licenses_total", (24, "license_tool_tokens", "slurm_licenses_total")),
        (check_clusters, "panel 8 A sums up licenses of a tool: slurm_licenses_used", (8, "license_tool_outside_slurm", "slurm_licenses_used")),
    ]

    def test_and_is_then_told(self):
        for check, told, (number, old, new) in self.BREAKS:
            with self.subTest(told):
                changed = copy.deepcopy(dashboard.load())
                target = dashboard.panel(changed, number)["targets"][0]
                self.assertIn(old, target["expr"])
                target["expr"] = target["expr"].replace(old, new)
                self.assertIn(told, "\n".join(check(changed)))

    def test_every_check_has_its_break(self):
        self.assertEqual({check for check, _, _ in self.BREAKS}, set(CHECKS))


if __name__ == "__main__":
    unittest.main(verbosity=2)
