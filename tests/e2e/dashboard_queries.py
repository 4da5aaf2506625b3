"""Every query of every panel of the Grafana dashboard, on a real Slurm, slurmlic, node_exporter and Prometheus: it gives
numbers, and the right ones, though two hosts tell of the same licenses."""

import json
import math
import os
import re
import time

import flexlm
import monitoring
import real_slurm
import support

DASHBOARD = os.path.join(support.HERE, "..", "..", "monitoring", "grafana", "slurmlic.json")
TOOLS = """
[[tool]]
name   = "vcs"
slurm  = { batch = ["vcs_batch"], interactive = ["vcs_interactive"] }
features = ["synopsys:VCS"]
[[tool]]
name   = "fluent"
slurm  = { all = ["fluent"] }
features = ["ansys:FLUENT"]
[[tool]]
name   = "c++ [old]"
slurm  = { all = ["abaqus"], nightly = ["zero"] }
features = ["dassault:ABAQUS"]
"""
NAMES = ["c++ [old]", "fluent", "vcs"]
# Nothing was skipped, is down or could not be read; nobody asked for users; this node_exporter does not tell its clock.
EMPTY = {(805, "A"), (803, "A"), (706, "A"), (110, "C"), (703, "A"), (703, "B"), (802, "C")}
UNTOLD = ("cat <<'END'\nLicense server status: 27000@lic2\nlic2: license server UP (MASTER) v11.19.0\n"
          "Vendor daemon status (on lic2):\n"
          "  vd: UP v11.19.0\nFeature usage info:\n"
          "Users of FLUENT: Cannot get users of FLUENT: No socket connection to license server manager. (-7,10015)\nEND")
DOWN = "cat <<'END'\nError getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\nEND"


def load():
    with open(DASHBOARD, encoding="utf-8") as file:
        return json.load(file)


def escape(value):
    """As Grafana puts a value into a regular expression that stands in a PromQL string."""
    return re.sub(r"([\\^$.*+?()[\]{}|])", r"\\\\\1", value)


def several(values):
    """As Grafana puts all values of a variable into a regular expression."""
    return escape(values[0]) if len(values) == 1 else "(" + "|".join(map(escape, values)) + ")"


def panels_of(dashboard):
    """[(variable that the row is repeated by, or None, panel)], also of rows that are closed."""
    found, repeat = [], None
    for panel in sorted(dashboard["panels"], key=lambda one: (one["gridPos"]["y"], one["gridPos"]["x"])):
        if panel["type"] == "row":
            repeat = panel.get("repeat")
            found += [(repeat, inner) for inner in panel["panels"]]
        else:
            found.append((repeat, panel))
    return found


class Queries(flexlm.Case):
    without_squeue = False

    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full")
        cls.textfiles = support.new_folder(cls.addClassCleanup)
        cls.monitoring = monitoring.Monitoring(cls, cls.textfiles, ("127.0.0.1", "localhost"))
        cls.dashboard = load()
        flexlm.put_users_to_work(cls.slurm)

    @classmethod
    def tearDownClass(cls):
        flexlm.send_users_home(cls.slurm)

    def collect(self, *arguments, **apps):
        """A run that Prometheus has seen from both hosts, several times."""
        self.configure(**{"synopsys": self.says(flexlm.lmstat([("BIN", "n1", 3), ("games", "n1", 1), ("eve", "pc1", 4)])),
                          "ansys": self.says(flexlm.lmstat([("games", "n1", 1)], "lic2", "FLUENT")),
                          "dassault": self.says(flexlm.lmstat([("eve", "pc1", 2)], "lic3", "ABAQUS")), **apps})
        with open(self.settings, "a", encoding="utf-8") as file:
            file.write(TOOLS)
        run = self.run_slurmlic("-o", self.textfiles, *arguments, environment=self.slurm.environment())
        begun = self.published(os.path.join(self.textfiles, support.PROM)).value("slurmlic_last_run_timestamp_seconds")
        seen = ("min(count_over_time(slurmlic_last_run_timestamp_seconds[10s])) > 3 "
                f"and count(slurmlic_last_run_timestamp_seconds == {begun!r}) == 2")
        support.wait_until(lambda: self.monitoring.query(seen), "both hosts were scraped", every=0.2)
        return run

    def fill(self, text, **chosen):
        """A query with its variables: those that are given, else all."""
        variables = {one["name"]: one["query"] for one in self.dashboard["templating"]["list"] if one["type"] == "constant"}
        variables |= {"cluster": ".*", "tool": ".*", "__interval": "2s", "__range": "2s", **chosen}
        for name in {"sides", "seats"} - set(chosen) & set(re.findall(r"\$(\w+)", text)):
            variables[name] = several(self.label_values(name))
        return re.sub(r"\$(\w+)", lambda found: variables.get(found[1], found[0]), text)

    def numbers(self, target, **chosen):
        """{labels: number} that the panel gets now; of lines the last ones."""
        text = self.fill(target["expr"], **chosen)
        if target["instant"]:
            found = [(labels, [value]) for labels, value in self.monitoring.query(text)]
        else:
            found = self.monitoring.query_range(text, 2)
        return {tuple(sorted(labels.items())): values[-1] for labels, values in found if not all(map(math.isnan, values))}

    def panel(self, number, tool=None, **chosen):
        """[{labels: number}] of each query."""
        repeat, panel = next((repeat, one) for repeat, one in panels_of(self.dashboard) if one["id"] == number)
        if tool:
            chosen[repeat or "tool"] = tool
        return [self.numbers(target, **chosen) for target in panel["targets"]]

    def label_values(self, name, **chosen):
        """What can be chosen for a variable, or a row is repeated for."""
        text = next(one["query"]["query"] for one in self.dashboard["templating"]["list"] if one["name"] == name)
        selector, label = re.fullmatch(r"label_values\((.+), (\w+)\)", text).groups()
        return self.monitoring.label_values(self.fill(selector, **chosen), label)

    def plain(self, number, **chosen):
        """The number that each query of a panel gives."""
        found = self.panel(number, **chosen)
        self.assertEqual([len(one) for one in found], [1] * len(found))
        return [value for one in found for value in one.values()]

    def assert_every_query_gives_numbers(self, **chosen):
        asked = 0
        for repeat, panel in panels_of(self.dashboard):
            for target in panel["targets"]:
                for value in self.label_values(repeat) if repeat else [".*"]:
                    asked += 1
                    with self.subTest(panel=panel["id"], query=target["refId"], repeat=repeat, value=value, **chosen):
                        found = self.numbers(target, **{**chosen, **({repeat: escape(value)} if repeat else {})})
                        self.assertEqual(bool(found), (panel["id"], target["refId"]) not in EMPTY)
        self.assertGreater(asked, 100)

    def test_every_query_of_every_panel_gives_numbers(self):
        run = self.collect()
        self.assertEqual((run.status, run.err), (0, []))
        self.assert_every_query_gives_numbers()
        self.assertEqual(self.monitoring.complaints(), [])

    def test_a_cluster_can_be_chosen(self):
        self.collect("-M", "bed")
        self.assert_every_query_gives_numbers()
        self.assert_every_query_gives_numbers(cluster="bed")
        total, free, used, _ = self.plain(204, tool="vcs", cluster="bed")
        self.assertEqual((total, free, used), (40, 35, 5))
        # A tool is that of all clusters which one slurmlic asks. Where it is in none that is chosen, it has no row.
        self.assertEqual(self.panel(113, cluster="other"), [{}] * 9)
        self.assertEqual(self.label_values("tool", cluster="other"), [])

    def test_the_variables_find_their_values(self):
        self.collect("-M", "bed")
        found = {one["name"]: self.label_values(one["name"]) for one in self.dashboard["templating"]["list"]
                 if one["type"] == "query"}
        self.assertEqual(found, {"cluster": ["bed"], "tool": NAMES, "seats": NAMES, "servers": ["license_app_info"], "sync": [],
                                 "sides": ["license_tool_seats_used", "slurmlic_build_info"],
                                 "nine": ["vcs"], "pools": [], "all_seats": ["c++ [old]", "fluent"], "all": [],
                                 "others": ["c++ [old]"]})

    def test_a_tool_without_seats_has_a_row_without_the_gap(self):
        self.collect()
        known = several(["vcs", "c++ [old]"])
        rows = {name: self.label_values(name, seats=known) for name in ("nine", "pools", "all_seats", "all")}
        self.assertEqual(rows, {"nine": ["vcs"], "pools": [], "all_seats": ["c++ [old]"], "all": ["fluent"]})
        # Nobody has seats; some write an empty list as if it were all.
        for nobody in ("()", ".+"):
            rows = {name: self.label_values(name, sides="slurmlic_build_info", seats=nobody) for name in rows}
            self.assertEqual(rows, {"nine": [], "pools": ["vcs"], "all_seats": [], "all": ["c++ [old]", "fluent"]})

    def test_two_hosts_are_not_counted_twice(self):
        self.collect()
        self.assertEqual(self.plain(201, tool="vcs"), [1, 4, 3])    # gap, outside, idle
        self.assertEqual(self.plain(202, tool="vcs"), [4, 3, 1, 1])
        self.assertEqual(self.plain(203, tool="vcs"), [8, 7])
        self.assertEqual(self.plain(204, tool="vcs"), [40, 35, 5, 0])    # total, free, used, reserved
        self.assertEqual(self.plain(205, tool="vcs"), [12.5, 87.5, 0])    # used, free, reserved
        self.assertEqual(self.plain(209, tool="vcs"), [10, 8, 2, 0, 0])

    def test_a_license_for_all_jobs_is_drawn_once(self):
        self.collect()
        self.assertEqual(self.plain(404, tool="fluent"), [30, 29, 1, 0])
        self.assertEqual(self.plain(406, tool="fluent"), [30, 29, 1, 0, 30])
        self.assertEqual(self.panel(204, tool="fluent"), [{}] * 4)
        self.assertEqual(sum(self.panel(601, tool=escape("c++ [old]"))[0].values()), 0)    # of the pool nightly

    def test_reserved_tokens_are_shown_beside_the_hundred_percent(self):
        self.slurm.do("scontrol", "create", "reservation", "ReservationName=held", "StartTime=now", "Duration=60", "Users=root",
                      "Licenses=vcs_batch:10", "Flags=LICENSE_ONLY")
        self.addCleanup(self.slurm.do, "scontrol", "delete", "ReservationName=held")
        support.wait_until(lambda: self.slurm.licenses()["vcs_batch"]["Reserved"] == "10", "it is reserved", every=0.2)
        self.collect()
        self.assertEqual(self.plain(205, tool="vcs"), [12.5, 87.5, 25])
        self.assertEqual(self.plain(204, tool="vcs")[3], 10)

    def test_every_license_stands_in_the_overview_once(self):
        self.collect()
        *columns, infos = self.panel(113)
        for number, found in enumerate(columns):
            names = sorted(dict(labels)["license_name"] for labels in found)
            # What is in use of no tokens at all has no percent.
            self.assertEqual(names, sorted(set(self.slurm.licenses()) - ({"zero"} if number == 5 else set())))
        self.assertEqual(set(columns[6].values()), {0})    # nothing is unexplained: squeue shows all jobs
        pools = {dict(labels)["license_name"]: dict(labels)["pool"] for labels in infos}
        self.assertEqual((pools["zero"], pools["abaqus"], pools.get("üml")), ("nightly", "all", None))

    def test_the_columns_of_a_table_meet_in_its_rows(self):
        self.collect()
        for number, joined in ((109, 0), (112, 0), (113, 1), (701, 0), (704, 1), (705, 0), (801, 0)):
            first, *others = self.panel(number)
            for found in others[:len(others) - joined]:
                self.assertLessEqual(set(found), set(first), f"panel {number}")

    def test_an_old_file_counts_for_nothing_and_is_told(self):
        self.collect()
        time.sleep(5)
        # As a site has it that looks back for three seconds.
        run = "slurmlic_last_run_timestamp_seconds"
        old = {"old": f"{run} == {run} offset 3s"}
        self.assertGreaterEqual(self.plain(107, **old)[0], 3)
        for number in (101, 102, 103, 105, 110, 111, 113, 201, 202, 204, 205, 705):
            found = self.panel(number, tool="vcs", **old)
            self.assertEqual(found, [{}] * len(found), f"panel {number}")
        self.assertEqual(self.panel(109, **old)[1:], [{}] * 9)
        self.assertEqual(set(self.panel(801, **old)[1].values()), {-1})

    def test_what_is_down_is_counted_and_its_tool_has_no_gap(self):
        run = self.collect(ansys=DOWN)
        self.assertEqual(run.status, 1)
        self.assertEqual(self.plain(102), [1])    # one job asks for more of fluent than is free
        self.assertEqual(self.plain(101), [1])    # of vcs 4 seats outside, 3 tokens idle
        self.assertGreaterEqual(self.plain(105)[0], 1)
        self.assertEqual(self.plain(106), [2])    # on each host one
        self.assertEqual(self.panel(201, tool="fluent"), [{}, {}, {}])
        self.assertEqual(self.panel(201, tool="vcs")[0], {(): 1})

    def test_a_feature_that_could_not_be_told_is_unknown_and_not_0(self):
        run = self.collect(ansys=UNTOLD)
        self.assertEqual(run.status, 1)
        self.assertEqual(self.panel(201, tool="fluent"), [{}, {}, {}])
        time.sleep(3)    # until the peak of the last seconds is that of this run
        self.assertEqual(self.panel(203, tool="fluent"), [{}, {(): 1}])
        self.assertEqual(self.plain(404, tool="fluent"), [30, 29, 1, 0])
        columns = self.panel(109)
        self.assertEqual(["fluent" in {dict(labels)["tool"] for labels in found} for found in columns],
                         [True, False, True, False, False, False, False, True, True, True])
        self.assertEqual((self.plain(105), self.plain(106)), ([0], [0]))    # servers, sources that are down
        skipped = {dict(labels)["source"]: value for labels, value in self.panel(801)[4].items()}
        self.assertEqual((skipped["flexlm:ansys"], skipped["flexlm:synopsys"]), (1, 0))


if __name__ == "__main__":
    support.main()
