"""Every query of every panel of the Grafana dashboard, on a real Slurm, slurmlic, node_exporter and Prometheus: it gives numbers,
and the right ones, though two hosts tell of the same licenses."""

import json
import math
import os
import re
import unittest

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
UNTOLD = ("cat <<'END'\nLicense server status: 27000@lic2\nlic2: license server UP (MASTER) v11.19.0\nVendor daemon status (on lic2):\n"
          "  vd: UP v11.19.0\nFeature usage info:\n"
          "Users of FLUENT: Cannot get users of FLUENT: No socket connection to license server manager. (-7,10015)\nEND")
DOWN = "cat <<'END'\nError getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\nEND"


def load():
    with open(DASHBOARD, encoding="utf-8") as file:
        return json.load(file)


def escape(value):
    """As Grafana puts a value into a regular expression that stands in a PromQL string."""
    return re.sub(r"([\\^$.*+?()[\]{}|])", r"\\\\\1", value)


def fill(text, variables):
    return re.sub(r"\$(\w+)", lambda found: variables[found[1]], text)


def tool_panels(dashboard):
    """The panels of the row that is repeated."""
    panels = sorted(dashboard["panels"], key=lambda one: (one["gridPos"]["y"], one["gridPos"]["x"]))
    rows = [number for number, panel in enumerate(panels) if panel["type"] == "row"]
    first = next(number for number in rows if panels[number].get("repeat") == "tool")
    return panels[first + 1:next(number for number in rows if number > first)]


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

    def numbers(self, target, variables):
        """{labels: number} that the panel gets now; of lines the last ones."""
        text = fill(target["expr"], variables)
        if target["instant"]:
            found = [(labels, [value]) for labels, value in self.monitoring.query(text)]
        else:
            found = self.monitoring.query_range(text, 2)
        return {tuple(sorted(labels.items())): values[-1] for labels, values in found if not all(map(math.isnan, values))}

    def panel(self, number, **variables):
        """[{labels: number}] of each query."""
        chosen = {"job": ".*", "instance": ".*", "cluster": ".*", **variables}
        panel = next(one for one in self.dashboard["panels"] if one["id"] == number)
        return [self.numbers(target, chosen) for target in panel["targets"]]

    def label_values(self, name, **chosen):
        """What can be chosen for a variable."""
        text = next(one["query"]["query"] for one in self.dashboard["templating"]["list"] if one["name"] == name)
        selector, label = re.fullmatch(r"label_values\((.+), (\w+)\)", text).groups()
        self.assertEqual(label, name)
        return self.monitoring.label_values(fill(selector, {"job": ".*", "instance": ".*", "cluster": ".*", **chosen}), label)

    def plain(self, number, **variables):
        """The number that each query of a panel gives."""
        found = self.panel(number, **variables)
        self.assertEqual([len(one) for one in found], [1] * len(found))
        return [value for one in found for value in one.values()]

    def assert_every_query_gives_numbers(self, **chosen):
        of_tools = tool_panels(self.dashboard)
        asked = 0
        for panel in self.dashboard["panels"]:
            for target in panel.get("targets", ()):
                for tool in NAMES if panel in of_tools else [".*"]:
                    asked += 1
                    with self.subTest(panel=panel["id"], query=target["refId"], tool=tool, **chosen):
                        variables = {"job": ".*", "instance": ".*", "cluster": ".*", "tool": escape(tool) if tool != ".*" else tool}
                        self.assertTrue(self.numbers(target, {**variables, **chosen}))
        self.assertGreater(asked, 100)

    def test_every_query_of_every_panel_gives_numbers(self):
        run = self.collect()
        self.assertEqual((run.status, run.err), (0, []))
        self.assert_every_query_gives_numbers()
        self.assert_every_query_gives_numbers(job="node", instance=escape("localhost") + ":[0-9]+")
        self.assertEqual(self.monitoring.complaints(), [])

    def test_a_cluster_can_be_chosen(self):
        self.collect("-M", "bed")
        self.assert_every_query_gives_numbers()
        self.assert_every_query_gives_numbers(cluster="bed")
        total, free, used, _ = self.plain(24, tool="vcs", cluster="bed")
        self.assertEqual((total, free, used), (40, 35, 5))
        # A tool is that of all clusters which one slurmlic asks. Where it is in none that is chosen, it has no row.
        self.assertEqual(self.panel(12, cluster="other"), [{}] * 7)
        self.assertEqual(self.label_values("tool", cluster="other"), [])

    def test_the_variables_find_their_values(self):
        self.collect("-M", "bed")
        names = [one["name"] for one in self.dashboard["templating"]["list"] if one["type"] == "query"]
        found = {name: self.label_values(name) for name in names}
        self.assertEqual((found["job"], found["cluster"], found["tool"]), (["node"], ["bed"], NAMES))
        self.assertEqual([instance.partition(":")[0] for instance in found["instance"]], ["127.0.0.1", "localhost"])

    def test_two_hosts_are_not_counted_twice(self):
        self.collect()
        self.assertEqual(self.plain(21, tool="vcs"), [1, 4, 3])    # gap, outside, idle
        self.assertEqual(self.plain(22, tool="vcs"), [4, 3, 1])
        self.assertEqual(self.plain(23, tool="vcs"), [8, 7])
        self.assertEqual(self.plain(24, tool="vcs"), [40, 35, 5, 0])    # total, free, used, reserved
        self.assertEqual(self.plain(25, tool="vcs"), [12.5, 0, 87.5])    # used, reserved, free
        self.assertEqual(self.plain(29, tool="vcs"), [10, 8, 2, 0, 0])
        self.assertEqual(self.plain(9), [8, 30])    # all that jobs hold, and wait for

    def test_a_license_for_all_jobs_is_shown_as_both(self):
        self.collect()
        for first in (24, 27):
            self.assertEqual(self.plain(first, tool="fluent"), [30, 29, 1, 0])
            self.assertEqual(self.plain(first + 2, tool="fluent"), [30, 29, 1, 0, 30])

    def test_reserved_tokens_are_part_of_the_hundred_percent(self):
        self.slurm.do("scontrol", "create", "reservation", "ReservationName=held", "StartTime=now", "Duration=60", "Users=root",
                      "Licenses=vcs_batch:10", "Flags=LICENSE_ONLY")
        self.addCleanup(self.slurm.do, "scontrol", "delete", "ReservationName=held")
        support.wait_until(lambda: self.slurm.licenses()["vcs_batch"]["Reserved"] == "10", "it is reserved", every=0.2)
        self.collect()
        self.assertEqual(self.plain(25, tool="vcs"), [12.5, 25, 62.5])
        self.assertEqual(self.plain(24, tool="vcs")[3], 10)

    def test_every_license_stands_in_the_overview_once(self):
        self.collect()
        for found in self.panel(12):
            names = sorted(dict(labels)["license_name"] for labels in found)
            self.assertEqual(names, sorted(self.slurm.licenses()))
        self.assertEqual(set(self.panel(12)[6].values()), {0})    # nothing is unexplained: squeue shows all jobs
        pools = {dict(labels)["license_name"]: dict(labels).get("pool") for labels in self.panel(12)[1]}
        self.assertEqual((pools["zero"], pools["abaqus"], pools["üml"]), ("nightly", "all", None))

    def test_the_columns_of_a_table_meet_in_its_rows(self):
        self.collect()
        for number in (8, 11, 12, 41):
            first, *others = self.panel(number)
            for found in others:
                self.assertLessEqual(set(found), set(first), f"panel {number}")

    def test_an_old_file_counts_for_nothing_and_is_told(self):
        self.collect()
        path = os.path.join(self.textfiles, support.PROM)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        begun = self.published(path).value("slurmlic_last_run_timestamp_seconds")
        old = re.sub(r"(?m)^(slurmlic_last_run_timestamp_seconds) .*$", rf"\1 {begun - 1000!r}", text)
        with open(f"{path}.new", "w", encoding="utf-8") as file:
            file.write(old)
        os.rename(f"{path}.new", path)
        is_seen = f"count(slurmlic_last_run_timestamp_seconds == {begun - 1000!r}) == 2"
        support.wait_until(lambda: self.monitoring.query(is_seen), "both hosts were scraped", every=0.2)
        self.assertGreaterEqual(self.plain(7)[0], 1000)
        for number in (2, 3, 4, 5, 10, 11, 12, 21, 24, 27, 46, 47):
            found = self.panel(number, tool="vcs")
            self.assertEqual(found, [{}] * len(found), f"panel {number}")
        rows, *others = self.panel(8)
        self.assertEqual((len(rows), others), (3, [{}] * len(others)))

    def test_what_is_down_is_counted_and_its_tool_has_no_gap(self):
        run = self.collect(ansys=DOWN)
        self.assertEqual(run.status, 1)
        tools, exhausted, _, servers, sources, _ = (self.plain(number)[0] for number in range(2, 8))
        self.assertEqual((tools, exhausted), (0, 0))
        self.assertGreaterEqual(servers, 1)
        self.assertEqual(sources, 2)    # on each host one
        self.assertEqual(self.panel(21, tool="fluent"), [{}, {}, {}])
        self.assertEqual(self.panel(21, tool="vcs")[0], {(("tool", "vcs"),): 1})

    def test_a_feature_that_could_not_be_told_is_unknown_and_not_0(self):
        run = self.collect(ansys=UNTOLD)
        self.assertEqual(run.status, 1)
        fluent = (("tool", "fluent"),)
        self.assertEqual(self.panel(21, tool="fluent"), [{}, {}, {}])
        seats_side, slurm_side = self.panel(23, tool="fluent")
        self.assertTrue(math.isnan(seats_side.get(fluent, math.nan)))    # which the legend tells as unknown
        self.assertEqual(slurm_side, {fluent: 1})
        self.assertEqual(self.plain(24, tool="fluent"), [30, 29, 1, 0])
        columns = self.panel(8)
        self.assertEqual(["fluent" in {dict(labels)["tool"] for labels in found} for found in columns],
                         [True, False, True, False, False, False, True, True, True, False])
        self.assertEqual((self.plain(2), self.plain(5), self.plain(6)), ([0], [0], [0]))    # gaps; servers, sources that are down
        skipped = {dict(labels)["source"]: value for labels, value in self.panel(41)[3].items()}
        self.assertEqual((skipped["flexlm:ansys"], skipped["flexlm:synopsys"]), (1, 0))


if __name__ == "__main__":
    support.main()
