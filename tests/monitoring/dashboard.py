"""The rules that the Grafana dashboards keep, whoever edits them:
python3 tests/monitoring/dashboard.py [TestClass.test_name]"""

import copy
import json
import os
import re
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDER = os.path.join(ROOT, "monitoring", "grafana")
LICENSES, SIZING = "slurmlic.json", "slurmlic-sizing.json"
UIDS = {LICENSES: "slurmlic-licenses", SIZING: "slurmlic-sizing"}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
PANEL_TYPES = {"timeseries", "stat", "bargauge", "table", "text", "row"}
# The nine widgets, under the titles of the users, in the order in which they stand in the rows of a tool.
TITLES = ["Gap - FlexLM vs SLURM", "FlexLM vs. SLURM Gap", "FlexLM vs. SLURM License Usage Comparison",
          *["SLURM Token Utilisation (Batch)"] * 3, *["SLURM Token Utilisation (Interactive)"] * 3]
NO_SEATS = [title for title in TITLES if "Token" in title]
# A row for each tool, by what it has to show.
ALL_JOBS = ["SLURM Token Utilisation (All jobs)"] * 3
TOOL_ROWS = {"$nine": TITLES, "$pools": NO_SEATS, "$all_seats": TITLES[:3] + ALL_JOBS, "$all": ALL_JOBS,
             "$others: other pools": ["SLURM Token Utilisation (other pools)"] * 2}
ROWS = ["Overview: all tools", *TOOL_ROWS, "License servers", "Health", "Sync"]
# What one colour means, it means in every panel: by the name in the legend.
NAMED_COLOURS = re.compile(r"^(Total|Free|Used|Reserved|FlexLM|Slurm|Outside Slurm|Idle in Slurm|Jobs wait for)$")


def load(name=LICENSES):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file)


def all_panels(dashboard):
    return [inner for panel in dashboard["panels"] for inner in (panel, *panel.get("panels", ()))]


def shown(dashboard):
    """The panels that show numbers."""
    return [panel for panel in all_panels(dashboard) if panel["type"] not in ("row", "text")]


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
    if dashboard.get("uid") not in UIDS.values():
        yield "the uid is not the one that links and alerts lead to"
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
    for panel in shown(dashboard):
        if not panel.get("description"):
            yield f"panel {panel['id']} has no description"
        elif "What to do:" not in panel["description"]:
            yield f"panel {panel['id']} does not say what to do"
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"panel {panel['id']} has no unit"
        if not panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps"):
            yield f"panel {panel['id']} has no thresholds"


def check_flexlm(dashboard):
    """There are other license managers: the word stands in the titles that users gave, in the line that is told apart from
    Slurm's there, and where a command of FlexLM is named."""
    for panel in all_panels(dashboard):
        if "FlexLM" in panel.get("title", "") and panel["title"] not in TITLES:
            yield f"panel {panel['id']} has FlexLM in its title"
        if re.search(r"FlexLM(?! `lm)", panel.get("description", "")):
            yield f"panel {panel['id']} speaks of FlexLM"


def check_data_source(dashboard):
    for panel in shown(dashboard):
        if any(one.get("datasource") != SOURCE for one in (panel, *panel["targets"])):
            yield f"panel {panel['id']} has a data source of its own"
        if len({target["refId"] for target in panel["targets"]}) < len(panel["targets"]):
            yield f"panel {panel['id']} has two queries of one refId"
    for kind, list_of in (("variable", dashboard["templating"]["list"]), ("annotation", dashboard["annotations"]["list"])):
        for one in list_of:
            if one.get("type") not in ("datasource", "constant", "custom") and one.get("datasource") != SOURCE:
                yield f"{kind} {one['name']} has a data source of its own"


def overlaps(panels):
    taken = {}
    for panel in panels:
        x, y, width, height = (panel["gridPos"][key] for key in "xywh")
        if x < 0 or y < 0 or width < 1 or height < 1 or x + width > 24:
            yield f"panel {panel['id']} is outside the 24 columns"
        for cell in ((column, line) for column in range(x, x + width) for line in range(y, y + height)):
            other = taken.setdefault(cell, panel["id"])
            if other != panel["id"]:
                yield f"panel {panel['id']} lies on panel {other}"
                break


def check_grid(dashboard):
    yield from overlaps(dashboard["panels"])
    for panel in dashboard["panels"]:
        yield from overlaps(panel.get("panels", ()))    # of a closed row: a grid of their own


def check_kinds(dashboard):
    for panel in all_panels(dashboard):
        if panel["type"] not in PANEL_TYPES:
            yield f"panel {panel['id']} is a {panel['type']}"
        if panel["type"] == "timeseries":
            # A last number would be the one from before an outage.
            if not set(panel["options"]["legend"]["calcs"]) in ({"max"}, {"min", "max"}):
                yield f"the legend of panel {panel['id']} does not show the peak alone"
            if panel["fieldConfig"]["defaults"]["custom"].get("spanNulls") is not False:
                yield f"panel {panel['id']} draws a line where nothing is known"
        if panel["type"] in ("table", "bargauge", "stat"):
            if not all(target["instant"] for target in panel["targets"]):
                yield f"panel {panel['id']} asks for a range and shows one moment"
            if not panel["fieldConfig"]["defaults"].get("noValue"):
                yield f"panel {panel['id']} does not say that a number is unknown"


def check_ages(dashboard):
    """The age at which a host tells nothing stands in two variables, side by side, and nowhere else: Grafana puts no variable
    into another one."""
    constants = [(one["name"], one["hide"], one["query"]) for one in dashboard["templating"]["list"]
                 if one["type"] == "constant"]
    run = "slurmlic_last_run_timestamp_seconds"
    age = constants[0][2] if constants else ""
    if constants != [("fresh", 2, age), ("old", 2, f"{run} == {run} offset {age}")]:
        yield "no constant variables `fresh` and `old` say which hosts tell nothing"
    for panel in shown(dashboard):
        for target in panel["targets"]:
            if re.search(rf"offset \d|\[{age}|time\(\) - (300|900)\b", target["expr"].replace("offset 7d", "")):
                yield f"panel {panel['id']} {target['refId']} has an age of its own"


def check_links(dashboard):
    """To the other dashboard, and to the man page; outages and alerts are marked."""
    urls = " ".join(link["url"] for link in dashboard["links"])
    if not any(f"/d/{uid}?" in urls for uid in set(UIDS.values()) - {dashboard.get("uid")}):
        yield "no link leads to the other dashboard"
    if "slurmlic.1" not in urls:
        yield "no link leads to the man page"
    marked = " ".join(one.get("expr", "") for one in dashboard["annotations"]["list"])
    for name in ("slurmlic_source_up", "license_server_up", "ALERTS{"):
        if name not in marked:
            yield f"no annotation shows {name}"


def check_colours(dashboard):
    first = {}
    for panel in all_panels(dashboard):
        # What is wrong, by name, beside a line that says that nothing is.
        if panel["type"] == "timeseries" and re.search("could not be read|down|Skipped", panel["title"]):
            if panel["fieldConfig"]["defaults"]["color"].get("fixedColor") not in ("#D11805", "#EFB106"):
                yield f"panel {panel['id']} shows what is wrong in any colour"
            if [colour_of(one) for one in panel["fieldConfig"]["overrides"]] != [["#207E4A"]]:
                yield f"panel {panel['id']} shows what is good in any colour"
    for panel in all_panels(dashboard):
        for override in panel.get("fieldConfig", {}).get("overrides", ()):
            name = override["matcher"]["options"]
            for colour in colour_of(override):
                if NAMED_COLOURS.match(name) and first.setdefault(name, colour) != colour:
                    yield f"panel {panel['id']}: {name} has another colour than elsewhere"
        if panel["type"] == "timeseries" and not panel["fieldConfig"]["overrides"]:
            # Lines that have names of licenses, apps or sources take the colours of Grafana.
            if not all("{{" in target["legendFormat"] for target in panel["targets"] if target["legendFormat"] != "none"):
                yield f"panel {panel['id']} leaves its colours to chance"


CHECKS = [check_identity, check_words, check_flexlm, check_data_source, check_grid, check_kinds, check_ages, check_links,
          check_colours]


# The dashboard of licenses alone.

def check_rows(dashboard):
    if [panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"] != ROWS:
        yield "the rows are others"
        return
    for title, widgets in TOOL_ROWS.items():
        if [panel["title"] for panel in rows(dashboard)[title]] != widgets:
            yield f"the row {title} does not have its widgets"
    for panel in dashboard["panels"]:
        of_tools = re.match(r"\$(\w+)", panel["title"]) if panel["type"] == "row" else None
        if of_tools and panel.get("repeat") != of_tools[1]:
            yield f"the row {panel['title']} is not repeated by its tools"


def check_bars(dashboard):
    """The fifth and the eighth widget are stacked bars."""
    for panel in (panel for title in TOOL_ROWS for panel in rows(dashboard).get(title, ())):
        custom = panel["fieldConfig"]["defaults"].get("custom", {})
        is_stacked = custom.get("drawStyle") == "bars" and custom.get("stacking", {}).get("mode") == "normal"
        if panel["fieldConfig"]["defaults"]["unit"] == "percent" and not is_stacked:
            yield f"panel {panel['id']} is no stacked bars"


def check_variables(dashboard):
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    seen = [name for name, variable in variables.items() if not variable["hide"]]
    if seen != ["datasource", "cluster", "tool"]:
        yield f"the variables are {seen}"
        return
    if variables["datasource"]["type"] != "datasource" or variables["datasource"]["query"] != "prometheus":
        yield "the variable datasource does not list Prometheus"
    if not variables["tool"]["query"]["query"].startswith("label_values(license_tool_info{"):
        yield "the tools do not come from license_tool_info"
    for name, variable in variables.items():
        if variable["type"] == "query" and not (variable["multi"] and variable["includeAll"]):
            yield f"the variable {name} does not take several, and all"
        if f"${name}" in {title.partition(":")[0] for title in TOOL_ROWS} and 'tool=~"$tool"' not in variable["query"]["query"]:
            yield f"the rows of {name} do not heed the tools that were chosen"
    if variables["cluster"].get("allValue") != ".*":
        yield "all clusters leave out series without a cluster"


OF_LICENSES = [check_rows, check_bars, check_variables]


class TheDashboards(unittest.TestCase):
    def test_keep_the_rules(self):
        for name, uid in UIDS.items():
            for check in CHECKS:
                with self.subTest(dashboard=name, check=check.__name__):
                    self.assertEqual(list(check(load(name))), [])
            self.assertEqual(load(name)["uid"], uid)
        for check in OF_LICENSES:
            with self.subTest(check.__name__):
                self.assertEqual(list(check(load())), [])


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
        (check_identity, "share an id", of(202, "id", to=201)),
        (check_words, "no title", of(202, "title", to="")),
        (check_words, "no description", of(202, "description", to="")),
        (check_words, "no description", of(205, "description", to="")),
        (check_words, "what to do", of(202, "description", to="The gap.")),
        (check_words, "no unit", of(202, "fieldConfig", "defaults", "unit", to="")),
        (check_words, "no thresholds", of(202, "fieldConfig", "defaults", "thresholds", to={})),
        (check_flexlm, "FlexLM in its title", of(101, "title", to="FlexLM servers")),
        (check_flexlm, "speaks of FlexLM", of(201, "description", to="What FlexLM counts.")),
        (check_data_source, "panel 202 has a data source", of(202, "datasource", to={"type": "prometheus", "uid": "P1"})),
        (check_data_source, "panel 202 has a data source", of(202, "targets", 0, "datasource", to=None)),
        (check_data_source, "one refId", of(202, "targets", 0, "refId", to="B")),
        (check_data_source, "variable tool", variable("tool", "datasource", None)),
        (check_data_source, "annotation Alerts", lambda d: d["annotations"]["list"][2].update(datasource=None)),
        (check_grid, "24 columns", of(203, "gridPos", "w", to=11)),
        (check_grid, "lies on", of(202, "gridPos", "w", to=11)),
        (check_grid, "panel 206 lies on panel 205", of(205, "gridPos", "w", to=9)),
        (check_kinds, "is a piechart", of(202, "type", to="piechart")),
        (check_kinds, "the peak alone", of(202, "options", "legend", "calcs", to=["max", "lastNotNull"])),
        (check_kinds, "the peak alone", of(202, "options", "legend", "calcs", to=[])),
        (check_kinds, "nothing is known", of(202, "fieldConfig", "defaults", "custom", "spanNulls", to=True)),
        (check_kinds, "is unknown", of(201, "fieldConfig", "defaults", "noValue", to="")),
        (check_kinds, "asks for a range", of(204, "targets", 0, "instant", to=False)),
        (check_ages, "which hosts tell nothing", variable("old", "name", "stale")),
        (check_ages, "which hosts tell nothing", variable("fresh", "query", "901s")),
        (check_ages, "an age of its own", of(108, "targets", 0, "expr", to="max_over_time(x[900s:1m])")),
        (check_ages, "an age of its own", of(202, "targets", 0, "expr",
                                             to="x unless slurmlic_last_run_timestamp_seconds < time() - 900")),
        (check_links, "other dashboard", lambda d: d["links"].pop(0)),
        (check_links, "man page", lambda d: d["links"].pop(1)),
        (check_links, "shows ALERTS", lambda d: d["annotations"]["list"].pop()),
        (check_colours, "another colour",
         lambda d: an_override(d, "Free")["properties"][0].update(value={"fixedColor": "red"})),
        (check_colours, "what is wrong in any colour",
         of(803, "fieldConfig", "defaults", "color", to={"mode": "palette-classic"})),
        (check_colours, "what is good in any colour", of(706, "fieldConfig", "overrides", to=[])),
        (check_colours, "to chance", of(202, "fieldConfig", "overrides", to=[])),
        (check_rows, "the rows are others", of(800, "title", to="Other")),
        (check_rows, "does not have its widgets", of(202, "title", to="Gap")),
        (check_rows, "$all does not have", lambda d: panel(d, 500)["panels"].pop()),
        (check_rows, "not repeated", of(200, "repeat", to=None)),
        (check_bars, "panel 208 is no stacked bars", of(208, "fieldConfig", "defaults", "custom", "drawStyle", to="line")),
        (check_variables, "the variables are", variable("old", "hide", 0)),
        (check_variables, "list Prometheus", variable("datasource", "query", "loki")),
        (check_variables, "license_tool_info", variable("tool", "query", {"query": "label_values(tool)"})),
        (check_variables, "several, and all", variable("tool", "multi", False)),
        (check_variables, "were chosen", variable("nine", "query", {"query": "label_values(license_tool_gap, tool)"})),
        (check_variables, "leave out", variable("cluster", "allValue", None)),
    ]

    def test_and_is_then_told(self):
        for check, told, change in self.BREAKS:
            with self.subTest(told):
                dashboard = copy.deepcopy(load())
                change(dashboard)
                self.assertIn(told, "\n".join(check(dashboard)))

    def test_every_check_has_its_break(self):
        self.assertEqual({check for check, _, _ in self.BREAKS}, {*CHECKS, *OF_LICENSES})


if __name__ == "__main__":
    unittest.main(verbosity=2)
