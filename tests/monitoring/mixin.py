#!/usr/bin/env python3
"""mixin.py   the files that are installed are made of the mixin, which people may import as any other: every setting changes
what is made, the selector is in every query, and promtool takes the rules and the alerts each by itself."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

MONITORING = pathlib.Path(__file__).parents[2] / "monitoring"
MIXIN = MONITORING / "mixin"
SELECTOR = 'site="x"'
PARTS = ("prometheusRules", "prometheusAlerts", "grafanaDashboards")
# A family that slurmlic or node_exporter publishes, and what follows it. A pattern of names has its matchers inside.
FAMILY = re.compile(r"(?<![\w:|\"])"
                    r"((?:slurm_licenses|slurmlic|license_(?:app|server|daemon|feature|tool))_\w+|node_time_seconds)"
                    r"(?![\w:])(\{[^}]*\})?")


def jsonnet(*arguments):
    return subprocess.run(["jsonnet", "-J", MIXIN, *arguments], capture_output=True, text=True, check=True).stdout


def settings():
    return json.loads(jsonnet("-e", "(import 'mixin.libsonnet')._config"))


def marked():
    """For each setting a value of its kind that is found again in what is made."""
    values = {}
    for number, (name, value) in enumerate(settings().items(), 7001):
        if isinstance(value, list):
            values[name] = [*value, f"label{number}"]
        elif isinstance(value, str):
            duration = re.fullmatch(r"\d+([mhd])", value)
            values[name] = f"{number}{duration[1]}" if duration else f"https://{number}.example.com"
        else:
            values[name] = number if value >= 1 else number / 10000
    return values | {"selector": SELECTOR}


def made(config):
    """The three parts, with these settings on top."""
    parts = ", ".join(f"{part}: mixin.{part}" for part in PARTS)
    mixin = f"(import 'mixin.libsonnet') + {{ _config+:: {json.dumps(config)} }}"
    return json.loads(jsonnet("-e", f"local mixin = {mixin}; {{ {parts} }}"))


def strings(value):
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
    else:
        yield str(value)


class Mixin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.settings = marked()
        cls.mixin = made(cls.settings)
        cls.rules = [rule for part in PARTS[:2] for group in cls.mixin[part]["groups"] for rule in group["rules"]]

    def test_the_installed_files_are_made_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([MIXIN / "render", folder], check=True)
            names = {path.relative_to(folder) for path in pathlib.Path(folder).rglob("*") if path.is_file()}
            for name in names:
                self.assertTrue((pathlib.Path(folder) / name).read_text() == (MONITORING / name).read_text(),
                                f"{name} is not: run monitoring/mixin/render")
        there = {*MONITORING.glob("grafana/*.json"), *MONITORING.glob("prometheus/*.rules.yml")}
        self.assertEqual({path.relative_to(MONITORING) for path in there}, names)

    def test_the_yaml_is_what_an_importer_gets(self):
        written = (MONITORING / "prometheus/slurmlic.rules.yml").read_text()
        self.assertEqual(re.findall(r"^ *- (?:record|alert): (.*)$", written, re.M),
                         [rule.get("record", rule.get("alert")) for rule in self.rules])

    def test_every_setting_changes_what_is_made(self):
        whole = "\n".join(strings(self.mixin))
        for name, value in self.settings.items():
            with self.subTest(name):
                self.assertIn(str(value[-1] if isinstance(value, list) else value), whole)

    def test_the_selector_is_in_every_query_of_the_rules(self):
        self.assertGreater(len(self.rules), 50)
        for rule in self.rules:
            for family, matchers in FAMILY.findall(rule["expr"]):
                self.assertIn(SELECTOR, matchers, f"{family} in {rule['expr']}")

    def test_promtool_takes_rules_and_alerts(self):
        for part in PARTS[:2]:
            with self.subTest(part), tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
                json.dump(self.mixin[part], file)
                file.flush()
                done = subprocess.run(["promtool", "check", "rules", "--lint=all", "--lint-fatal", file.name],
                                      capture_output=True, text=True, check=False)
                self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_files_are_formatted(self):
        files = [*MIXIN.rglob("*.libsonnet")]
        done = subprocess.run(["jsonnetfmt", "--test", "--", *files], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, "run jsonnetfmt -i " + " ".join(map(str, files)) + done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
