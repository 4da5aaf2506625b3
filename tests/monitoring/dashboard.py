"""The rules that the Grafana dashboard keeps, whoever edits it: python3 tests/monitoring/dashboard.py [TestClass.test_name]"""

import copy
import json
import os
import re
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DASHBOARD = os.path.join(ROOT, "monitoring", "grafana", "slurmlic.json")
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
PANEL_TYPES = {"timeseries", "stat", "bargauge", "table", "text", "row"}
VARIABLES = ["datasource", "job", "instance", "cluster", "tool"]
TITLES = ["Gap - FlexLM vs SLURM", "FlexLM vs. SLURM Gap", "FlexLM vs. SLURM License Usage Comparison",
          *["SLURM Token Utilisation (Batch)"] * 3, *["SLURM Token Utilisation (Interactive)"] * 3]
# What one colour means, it means in every panel: by the name in the legend.
NAMED_COLOURS = re.compile(r"^(Total|Free|Used|Reserved|FlexLM|Slurm|Outside Slurm|Idle in Slurm|Jobs wait for)$")


def load():
    with open(DASHBOARD, encoding="utf-8") as file:
        return json.load(file)


def all_panels(dashboard):
    return [inner for panel in dashboard["panels"] for inner in (panel, *panel.get("panels", ()))]


def rows(dashboard):
    """{title of the row: its panels}, where they lie by their place in the grid."""
    found, inside = {}, []
    for panel in sorted(dashboard["panels"], key=lambda one: (one["gridPos"]["y"], one["gridPos"]["x"])):
        if panel["type"] == "row":
            inside = found.setdefault(panel["title"], list(panel.get("panels", ())))
        else:
            inside.append(panel)
    return found


def colour_of(override):
    return [one["value"].get("fixedColor") for one in override["properties"] if one["id"] == "color"]


# Each check yields what is wrong, one text for each finding.

def check_identity(dashboard):
    if not re.fullmatch(r"[a-z0-9-]{8,40}", dashboard.get("uid") or ""):
        yield "the uid is not one of 8 to 40 letters"
    if dashboard.get("id") is not None:
        yield "the id is not null"
    if "__inputs" in dashboard or "__requires" in dashboard:
        yield "it was exported for sharing: it has __inputs"
    numbers = [panel.get("id") for panel in all_panels(dashboard)]
    if None in numbers or len(set(numbers)) < len(numbers):
        yield "two panels share an id, or one has none"


def check_words(dashboard):
    for panel in all_panels(dashboard):
        if not panel.get("title"):
            yield f"panel {panel.get('id')} has no title"
        if panel["type"] in ("row", "text"):
            continue
        if not panel.get("description"):
            yield f"panel {panel['id']} has no description"
        elif "What to do:" not in panel["description"]:
            yield f"panel {panel['id']} does not say what to do"
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"panel {panel['id']} has no unit"
        if not panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps"):
            yield f"panel {panel['id']} has no thresholds"


def check_data_source(dashboard):
    for panel in all_panels(dashboard):
        if panel["type"] in ("row", "text"):
            continue
        if any(one.get("datasource") != SOURCE for one in (panel, *panel["targets"])):
            yield f"panel {panel['id']} has a data source of its own"
        if len({target["refId"] for target in panel["targets"]}) < len(panel["targets"]):
            yield f"panel {panel['id']} has two queries of one refId"
    for variable in dashboard["templating"]["list"]:
        if variable["type"] != "datasource" and variable.get("datasource") != SOURCE:
            yield f"variable {variable['name']} has a data source of its own"


def check_grid(dashboard):
    taken = {}
    for panel in dashboard["panels"]:
        x, y, width, height = (panel["gridPos"][key] for key in "xywh")
        if x < 0 or y < 0 or width < 1 or height < 1 or x + width > 24:
            yield f"panel {panel['id']} is outside the 24 columns"
        for cell in ((column, line) for column in range(x, x + width) for line in range(y, y + height)):
            other = taken.setdefault(cell, panel["id"])
            if other != panel["id"]:
                yield f"panel {panel['id']} lies on panel {other}"
                break


def check_kinds(dashboard):
    for panel in all_panels(dashboard):
        if panel["type"] not in PANEL_TYPES:
            yield f"panel {panel['id']} is a {panel['type']}"
        if panel["type"] == "timeseries":
            legend = panel["options"]["legend"]
            # lastNotNull is the number from before an outage.
            if not legend["showLegend"] or legend["calcs"][:2] != ["last", "max"]:
                yield f"the legend of panel {panel['id']} does not show last and max"
            if panel["fieldConfig"]["defaults"].get("noValue") != "unknown":
                yield f"panel {panel['id']} does not say that a number is unknown"
        if panel["type"] in ("table", "bargauge", "stat") and not all(target["instant"] for target in panel["targets"]):
            yield f"panel {panel['id']} asks for a range and shows one moment"


def check_rows(dashboard):
    titles = [panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"]
    if titles != ["Overview: all tools", "$tool", "Health"]:
        yield f"the rows are {titles}"
    if [panel["title"] for panel in rows(dashboard).get("$tool", ())] != TITLES:
        yield "the row of a tool does not have the nine widgets"
    if [panel.get("repeat") for panel in dashboard["panels"] if panel["title"] == "$tool"] != ["tool"]:
        yield "the row $tool is not repeated by tool"


def check_variables(dashboard):
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    if list(variables) != VARIABLES:
        yield f"the variables are {list(variables)}"
        return
    if variables["datasource"]["type"] != "datasource" or variables["datasource"]["query"] != "prometheus":
        yield "the variable datasource does not list Prometheus"
    if not variables["tool"]["query"]["query"].startswith("label_values(license_tool_info{"):
        yield "the tools do not come from license_tool_info"
    for name in VARIABLES[1:]:
        if not (variables[name]["multi"] and variables[name]["includeAll"]):
            yield f"the variable {name} does not take several, and all"
    if variables["cluster"].get("allValue") != ".*":
        yield "all clusters leave out series without a cluster"


def check_colours(dashboard):
    first = {}
    for panel in all_panels(dashboard):
        for override in panel.get("fieldConfig", {}).get("overrides", ()):
            name = override["matcher"]["options"]
            for colour in colour_of(override):
                if NAMED_COLOURS.match(name) and first.setdefault(name, colour) != colour:
                    yield f"panel {panel['id']}: {name} has another colour than elsewhere"
        if panel["type"] == "timeseries" and not panel["fieldConfig"]["overrides"]:
            yield f"panel {panel['id']} leaves its colours to chance"


CHECKS = [check_identity, check_words, check_data_source, check_grid, check_kinds, check_rows, check_variables, check_colours]


class TheDashboard(unittest.TestCase):
    def test_keeps_the_rules(self):
        for check in CHECKS:
            with self.subTest(check.__name__):
                self.assertEqual(list(check(load())), [])

    def test_a_pool_of_any_name_is_shown(self):
        overview = [target["expr"] for panel in rows(load())["Overview: all tools"] for target in panel["targets"]]
        self.assertTrue(any("by (tool, pool," in text and "pool=" not in text for text in overview))


def panel(dashboard, number):
    return next(one for one in all_panels(dashboard) if one["id"] == number)


def an_override(dashboard, name):
    return next(override for one in all_panels(dashboard) for override in one.get("fieldConfig", {}).get("overrides", ())
                if override["matcher"]["options"] == name and colour_of(override))


def of(number, *keys, to):
    """A change of one panel: panel[keys[0]][keys[1]]... becomes `to`."""
    def change(dashboard):
        place = panel(dashboard, number)
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = to
    return change


def variable(name, key, to):
    def change(dashboard):
        next(one for one in dashboard["templating"]["list"] if one["name"] == name)[key] = to
    return change


class EachRuleCanBeBroken(unittest.TestCase):
    """A check that no change could make fail would check nothing."""

    BREAKS = [
        (check_identity, "uid", lambda d: d.update(uid="x")),
        (check_identity, "id is not null", lambda d: d.update(id=7)),
        (check_identity, "__inputs", lambda d: d.update(__inputs=[])),
        (check_identity, "share an id", of(22, "id", to=21)),
        (check_words, "no title", of(22, "title", to="")),
        (check_words, "no description", of(22, "description", to="")),
        (check_words, "what to do", of(22, "description", to="The gap.")),
        (check_words, "no unit", of(22, "fieldConfig", "defaults", "unit", to="")),
        (check_words, "no thresholds", of(22, "fieldConfig", "defaults", "thresholds", to={})),
        (check_data_source, "panel 22 has a data source", of(22, "datasource", to={"type": "prometheus", "uid": "P1"})),
        (check_data_source, "panel 22 has a data source", of(22, "targets", 0, "datasource", to=None)),
        (check_data_source, "one refId", of(22, "targets", 0, "refId", to="B")),
        (check_data_source, "variable job", variable("job", "datasource", None)),
        (check_grid, "24 columns", of(23, "gridPos", "w", to=11)),
        (check_grid, "lies on", of(22, "gridPos", "w", to=11)),
        (check_kinds, "is a piechart", of(22, "type", to="piechart")),
        (check_kinds, "last and max", of(22, "options", "legend", "calcs", to=["lastNotNull", "max"])),
        (check_kinds, "is unknown", of(22, "fieldConfig", "defaults", "noValue", to="")),
        (check_kinds, "asks for a range", of(24, "targets", 0, "instant", to=False)),
        (check_rows, "the rows are", of(40, "title", to="Other")),
        (check_rows, "nine widgets", of(22, "title", to="Gap")),
        (check_rows, "not repeated", of(20, "repeat", to=None)),
        (check_variables, "the variables are", lambda d: d["templating"]["list"].pop()),
        (check_variables, "list Prometheus", variable("datasource", "query", "loki")),
        (check_variables, "license_tool_info", variable("tool", "query", {"query": "label_values(tool)"})),
        (check_variables, "several, and all", variable("tool", "multi", False)),
        (check_variables, "leave out", variable("cluster", "allValue", None)),
        (check_colours, "another colour", lambda d: an_override(d, "Free")["properties"][0].update(value={"fixedColor": "red"})),
        (check_colours, "to chance", of(22, "fieldConfig", "overrides", to=[])),
    ]

    def test_and_is_then_told(self):
        for check, told, change in self.BREAKS:
            with self.subTest(told):
                dashboard = copy.deepcopy(load())
                change(dashboard)
                self.assertIn(told, "\n".join(check(dashboard)))

    def test_every_check_has_its_break(self):
        self.assertEqual({check for check, _, _ in self.BREAKS}, set(CHECKS))


if __name__ == "__main__":
    unittest.main(verbosity=2)
