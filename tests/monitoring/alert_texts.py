#!/usr/bin/env python3
"""alert_texts.py   what an alert says, as people get it: every text is whole and names what it is about, its runbook is a
heading of monitoring/README.md with all it promises, and its dashboard is there, with the variables that the link sets."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from alert_cases import CASES, END
from alerts import RHYTHMS, RULES, test_file

MONITORING = RULES.parents[1]
# Labels that tell nobody what is wrong.
UNNAMED = {"alertname", "severity", "job", "vendor"}
ANNOTATION = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def said():
    """(labels, annotations) of each alert that fires. promtool tells them where none is expected."""
    tests = test_file(RULES, RHYTHMS[:1])
    tests["tests"][0]["promql_expr_test"] = []
    tests["tests"][0]["alert_rule_test"] = [
        {"eval_time": f"{END - 1}m", "alertname": alert, "exp_alerts": []} for alert in {case.alert for case in CASES}
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "texts.test.yml"
        file.write_text(json.dumps(tests))
        done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    found = re.findall(r"Labels:\{(.*)\}\n *Annotations:\{(.*)\}", done.stdout + done.stderr)
    return [tuple({name: json.loads(f'"{value}"') for name, value in ANNOTATION.findall(part)} for part in pair)
            for pair in found]


def dashboards():
    """The variables of each dashboard, by its uid."""
    found = [json.loads(file.read_text()) for file in (MONITORING / "grafana").glob("*.json")]
    return {board["uid"]: {variable["name"] for variable in board["templating"]["list"]} for board in found}


class Texts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.said = said()
        cls.readme = (MONITORING / "README.md").read_text()

    def test_each_case_speaks(self):
        self.assertEqual({case.alert for case in CASES}, {labels["alertname"] for labels, _ in self.said})

    def test_texts_are_whole_and_name_what_they_are_about(self):
        for labels, annotations in self.said:
            with self.subTest(labels):
                whole = " ".join(annotations.values())
                for broken in ("<no value>", "<error", "error executing", "%!", "{{", "}}", "NaN", "  ", " . "):
                    self.assertNotIn(broken, whole)
                for name, value in labels.items():
                    if name == "day":
                        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
                    if name not in UNNAMED:
                        self.assertIn(value, annotations["summary"])
                self.assertLessEqual(len(annotations["summary"]), 100)

    def test_runbooks_are_headings_with_what_they_promise(self):
        sections = dict(re.findall(r"^### (\w+)\n+(.*?)(?=^##|\Z)", self.readme, re.M | re.S))
        for labels, annotations in self.said:
            with self.subTest(labels):
                base, anchor = annotations["runbook_url"].split("#")
                self.assertEqual("README.md", base.rsplit("/", 1)[1])
                self.assertEqual(labels["alertname"].lower(), anchor)
                section = sections[labels["alertname"]]
                for part in ("**Means.**", "**Look at.**", "**Do.**", "**Tune.**"):
                    self.assertIn(part, section)
        self.assertEqual({case.alert for case in CASES}, set(sections))

    def test_dashboards_are_there(self):
        variables = dashboards()
        for labels, annotations in self.said:
            with self.subTest(labels):
                link = urllib.parse.urlsplit(annotations["dashboard_url"])
                self.assertTrue(link.path.startswith("/d/"))
                names = variables[link.path.removeprefix("/d/")]
                for name, values in urllib.parse.parse_qs(link.query, strict_parsing=bool(link.query)).items():
                    self.assertIn(name.removeprefix("var-"), names)
                    self.assertIn(values[0], labels.values())


if __name__ == "__main__":
    sys.exit(unittest.main())
