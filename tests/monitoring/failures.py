"""What the dashboard shows where one of two hosts, or one of two clusters, fails while the other tells of the same licenses,
where something could not be told, and where clusters share a pool:
python3 tests/monitoring/failures.py [TestClass.test_name]. promtool computes the queries; no server is needed."""

import unittest

from made_up_hosts import NOW, Case, host, labels, running, steady

GAPS, EXHAUSTED, UNEXPLAINED, SERVERS, FAILED, LAST_RUN, CLOCKS, TOOLS, LICENSES = 101, 102, 103, 105, 106, 107, 108, 109, 113
EXPIRY, WAITED, WAITS, EXPIRING = 104, 110, 111, 112
GAP, GAP_LINES, COMPARED, BATCH, BATCH_PERCENT, BATCH_TOKENS, ALL, ALL_TOKENS = 201, 202, 203, 204, 205, 206, 404, 406
FEATURES, SERVER_TABLE, DOWN, SOURCES, HOSTS, FAILED_LINES, SYNC = 701, 704, 706, 801, 802, 803, 901


class Failures(Case):
    def status(self, first, second, sources=("slurm", "squeue", "flexlm:a"), **clusters):
        """The table of sources: what login1's and login2's stand at."""
        return {labels("", instance=instance, source=source, cluster=clusters.get(instance, "")): value
                for instance, value in (("login1", first), ("login2", second)) for source in sources}

    def test_two_hosts_that_tell_the_same_are_counted_once(self):
        self.shows(host("login1", 8) + host("login2", 8), (BATCH, "A", {"{}": 8}), (BATCH, "C", {"{}": 8}),
                   (COMPARED, "A", {"{}": 8}), (TOOLS, "H", {'{tool="vcs"}': 8}), (FAILED, "A", {"{}": 0}),
                   (LAST_RUN, "A", {"{}": 0}), (SOURCES, "B", self.status(1, 1)), (CLOCKS, "A", {'{is="all"}': 0}))

    def test_a_host_whose_file_is_old_counts_for_nothing_and_is_told(self):
        self.shows(host("login1", 8) + host("login2", 99, ends=20, old=True), (BATCH, "A", {"{}": 8}),
                   (COMPARED, "B", {"{}": 8}),
                   (BATCH_TOKENS, "C", {"{}": 8}), (TOOLS, "B", {'{tool="vcs"}': 8}), (TOOLS, "I", {'{tool="vcs"}': 100}),
                   (FAILED, "A", {"{}": 3}), (LAST_RUN, "A", {"{}": 2400}), (SOURCES, "B", self.status(1, -1)),
                   (SOURCES, "C", self.status(0, 2400)), (HOSTS, "B", {'{instance="login1"}': 0, '{instance="login2"}': 2400}))

    def test_a_host_that_is_gone_is_told(self):
        self.shows(host("login1", 8) + host("login2", 99, ends=20), (BATCH, "A", {"{}": 8}), (FAILED, "A", {"{}": 3}),
                   (LAST_RUN, "A", {"{}": 2460}), (SOURCES, "B", self.status(1, -1)), (SOURCES, "C", self.status(0, 2460)))

    def test_a_host_that_was_renamed_does_not_count_after_an_hour(self):
        def of(instance, values):
            return [{"series": labels(name, instance=instance, job="node", **more), "values": value} for name, more, value in (
                ("slurmlic_last_run_timestamp_seconds", {}, values[0]), ("slurmlic_source_up", {"source": "slurm"}, values[1]))]

        series = of("login1", ("0+60x60 stale", "1x60 stale")) + of("new1", ("_x60 3600+60x120", "_x60 1x120"))
        self.shows(series, (FAILED, "A", {"{}": 1}), at=110)
        self.shows(series, (FAILED, "A", {"{}": 0}), (LAST_RUN, "A", {"{}": 0}), at=130)
        self.shows(of("login1", ("0+60x60 stale", "1x60 stale")), (FAILED, "A", {"{}": 1}), (LAST_RUN, "A", {"{}": 4200}),
                   at=130)

    def test_a_host_that_can_not_read_a_source_is_told_though_another_can(self):
        status = {**self.status(1, 1), labels("", instance="login2", source="slurm"): 0}
        ages = {**self.status(0, 0), labels("", instance="login2", source="slurm"): 660}
        self.shows(host("login1", 8) + host("login2", 99, down=("slurm",)), (BATCH, "A", {"{}": 8}), (FAILED, "A", {"{}": 1}),
                   (SOURCES, "B", status), (SOURCES, "C", ages), (FAILED_LINES, "A", {'{source="slurm"}': 1}))

    def test_two_clusters_are_added_up_and_can_be_chosen(self):
        both = host("login1", 8, cluster="fluid") + host("login2", 5, cluster="pdf")
        self.shows(both, (BATCH, "A", {"{}": 13}), (COMPARED, "A", {"{}": 13}), (TOOLS, "H", {'{tool="vcs"}': 13}),
                   (SOURCES, "B", self.status(1, 1, login1="fluid", login2="pdf")))
        self.shows(both, (BATCH, "A", {"{}": 5}), (COMPARED, "A", {"{}": 5}), cluster="pdf")

    def test_hosts_of_two_clusters_may_have_one_name(self):
        status = {labels("", instance="local", source=source, cluster=cluster): value
                  for cluster, value in (("fluid", 1), ("pdf", -1)) for source in ("slurm", "squeue", "flexlm:a")}
        self.shows(host("local", 8, cluster="fluid") + host("local", 99, cluster="pdf", ends=20, old=True),
                   (LICENSES, "B", {'{cluster="fluid",license_name="vcs_batch"}': 8}),
                   (FAILED, "A", {"{}": 3}), (LAST_RUN, "A", {"{}": 2400}), (SOURCES, "B", status))

    def test_clusters_that_slurmlic_names_get_old_with_its_file(self):
        row = '{cluster="fluid",license_name="vcs_batch"}'
        self.shows(host("login1", 8, named="fluid", ends=20, old=True), (BATCH, "A", {}), (TOOLS, "H", {}),
                   (TOOLS, "A", {'{tool="vcs"}': 0}),
                   (LICENSES, "B", {}), (FAILED, "A", {"{}": 3}))
        self.shows(host("login1", 8, named="fluid"), (BATCH, "A", {"{}": 8}), (LICENSES, "B", {row: 8}))

    def test_a_clock_that_is_wrong_is_told_and_blanks_nothing(self):
        for ahead, word in ((600, "ahead"), (-600, "behind")):
            series = [one for one in host("login1", 8) if "last_run" not in one["series"]] + running("login2")
            series.append({"series": labels("slurmlic_last_run_timestamp_seconds", instance="login1", job="node"),
                           "values": f"{ahead}+60x{NOW}"})
            name = '{instance="login1",is="clock of login1 is %s by",job="node"}' % word
            with self.subTest(word, told_by="slurmlic"):
                self.shows(series, (BATCH, "A", {"{}": 8}), (COMPARED, "A", {"{}": 8}), (CLOCKS, "A", {name: 600}))
            # Some scrape a host twice.
            series += [{"series": labels("node_time_seconds", instance="login1", job=job), "values": f"{ahead}+60x{NOW}"}
                       for job in ("node", "other")]
            with self.subTest(word, told_by="node_exporter"):
                name = name.replace(',job="node"', "")
                self.shows(series, (BATCH, "A", {"{}": 8}), (CLOCKS, "A", {name: 600}), (LAST_RUN, "A", {"{}": 0}))

    def test_runs_every_ten_minutes_count_until_the_second_is_missing(self):
        run = " ".join(f"{600 * number}x9" for number in range(7))
        series = [one for one in host("login1", 8) if "last_run" not in one["series"]]
        series.append({"series": labels("slurmlic_last_run_timestamp_seconds", instance="login1", job="node"), "values": run})
        for minute in range(0, NOW + 1, 7):
            self.shows(series, (BATCH, "A", {"{}": 8}), at=minute)

    def test_a_peak_between_two_points_is_seen(self):
        used = {"series": labels("license_tool_tokens", instance="login1", job="node", tool="vcs", pool="batch", state="used"),
                "values": "1x30 60 1x29"}
        free = {"series": labels("license_tool_tokens", instance="login1", job="node", tool="vcs", pool="batch", state="free"),
                "values": "59x30 0 59x29"}
        total = steady("license_tool_tokens", 60, tool="vcs", pool="batch", state="total")
        self.shows(running("login1") + [used, free, total], (BATCH, "C", {"{}": 1}), (BATCH_TOKENS, "C", {"{}": 60}),
                   (BATCH_TOKENS, "B", {"{}": 0}), (BATCH_PERCENT, "A", {"{}": 100}), (BATCH_PERCENT, "B", {"{}": 0}),
                   __interval="1h")

    def test_a_peak_before_a_host_stopped_is_seen(self):
        used = {"series": labels("license_tool_tokens", instance="login1", job="node", tool="vcs", pool="batch", state="used"),
                "values": "5x35 60 5x100"}
        series = [used, {"series": labels("slurmlic_last_run_timestamp_seconds", instance="login1", job="node"),
                         "values": "0+60x37 2220x100"}]
        self.shows(series, (BATCH_TOKENS, "C", {"{}": 60}), at=60, __interval="1h")
        self.shows(series, (BATCH_TOKENS, "C", {}), at=60)
        self.shows(series, (BATCH_TOKENS, "C", {}), at=120, __interval="1h")

    def test_a_source_that_was_down_is_a_hole_in_the_line(self):
        series = running("login1") + [{"series": labels("license_tool_seats_used", instance="login1", job="node", tool="vcs"),
                                       "values": "5x20 stale _x19 5x19"}]
        for minute, found in ((20, {"{}": 5}), (30, {}), (39, {}), (45, {"{}": 5})):
            self.shows(series, (COMPARED, "A", found), at=minute)

    def test_a_tool_stays_in_the_table_while_nothing_is_known_of_it(self):
        self.shows(host("login1", 8, ends=20), (TOOLS, "A", {'{tool="vcs"}': 0}), (TOOLS, "B", {}), (TOOLS, "C", {}),
                   (TOOLS, "H", {}))

    def test_a_tool_whose_gap_is_not_known_stands_above_one_that_is_fine(self):
        def tool(name, gap):
            return [steady("license_tool_info", 1, tool=name, pool="all", license_name=name),
                    steady("license_tool_slurm_used", 9, tool=name), gap]

        down = {"series": labels("license_tool_gap", instance="login1", job="node", tool="b"),
                "values": f"0x40 stale _x{NOW - 41}"}
        series = running("login1") + tool("a", steady("license_tool_gap", 2, tool="a")) + tool("b", down)
        self.shows(series, (TOOLS, "A", {'{tool="a"}': 2, '{tool="b"}': 2.5}), (GAPS, "A", {}))
        self.shows(series + tool("c", steady("license_tool_gap", -7, tool="c")), (GAPS, "A", {"{}": 1}))

    def test_the_gap_tile_counts_as_the_alerts_do(self):
        def tool(name, seats, tokens, outside, idle, **more):
            counts = {"seats_used": seats, "slurm_used": tokens, "gap": outside - idle, "outside_slurm": outside,
                      "idle_in_slurm": idle}
            return [steady(f"license_tool_{family}", value, tool=name, **more) for family, value in counts.items()]

        for told, expected in (((9, 9, 3, 3), 1), ((90, 90, 3, 3), 0), ((9, 9, 2, 2), 0), ((100, 90, 10, 0), 1),
                               ((90, 100, 0, 10), 1)):
            self.shows(running("login1") + tool("t", *told), (GAPS, "A", {"{}": expected}))
        clusters = running("login1", "login2") + tool("t", 9, 9, 3, 3, cluster="a") + tool("t", 9, 9, 4, 0, cluster="b")
        self.shows(clusters, (GAPS, "A", {"{}": 2}))
        without_squeue = [steady("license_tool_seats_used", 9, tool="t"), steady("license_tool_slurm_used", 4, tool="t"),
                          steady("license_tool_gap", 5, tool="t")]
        self.shows(running("login1") + without_squeue, (GAPS, "A", {"{}": 1}))

    def test_a_cluster_whose_host_is_gone_makes_sums_unknown(self):
        def of(name, number, ends, cluster):
            return host(name, number, cluster=cluster, ends=ends, old=True) + [
                steady(f"license_tool_{family}", 0, name, tool="vcs", cluster=cluster)
                for family in ("gap", "outside_slurm", "idle_in_slurm")]

        fine, gone, both = of("a1", 0, None, "a"), of("b1", 0, None, "b"), of("b1", 0, 20, "b")
        tool, zero = '{tool="vcs"}', {"{}": 0}
        self.shows(fine + gone, (GAPS, "A", zero), (EXHAUSTED, "A", zero), (UNEXPLAINED, "A", zero), (GAP, "A", zero),
                   (TOOLS, "C", {tool: 0}), (TOOLS, "H", {tool: 0}), (COMPARED, "B", zero), (BATCH, "C", zero))
        self.shows(fine + both, (GAPS, "A", {}), (EXHAUSTED, "A", {}), (UNEXPLAINED, "A", {}), (GAP, "A", {}),
                   (TOOLS, "A", {tool: 2.5}), (TOOLS, "C", {}), (TOOLS, "H", {}), (COMPARED, "B", {}), (BATCH, "C", {}))
        # What is known to be wrong is told all the same.
        wrong = [one for one in fine if "outside_slurm" not in one["series"]]
        wrong.append(steady("license_tool_outside_slurm", 9, "a1", tool="vcs", cluster="a"))
        self.shows(wrong + both, (GAPS, "A", {"{}": 1}), (TOOLS, "A", {tool: 9}))

    def test_the_tokens_of_a_tool_are_those_of_all_its_pools(self):
        series = running("login1") + [steady("license_tool_tokens", count, tool="vcs", pool=pool, state=state)
                                      for pool, state, count in (("batch", "total", 60), ("interactive", "total", 20),
                                                                 ("batch", "used", 10), ("interactive", "used", 10))]
        self.shows(series, (TOOLS, "H", {'{tool="vcs"}': 80}), (TOOLS, "I", {'{tool="vcs"}': 25}))

    def test_a_cluster_that_the_scrape_names_otherwise_is_a_cluster(self):
        def of(name, free, pending):
            where = {"cluster": "site", "exported_cluster": name, "license_name": "x"}
            return [steady("slurm_licenses_free", free, **where), steady("slurm_licenses_used", 10 - free, **where),
                    steady("slurm_licenses_total", 10, **where), steady("slurm_licenses_unexplained", 0, **where),
                    steady("slurm_licenses_requested", pending, state="pending", **where)]

        rows = ['{cluster="site",exported_cluster="%s",license_name="x"}' % name for name in ("fluid", "pdf")]
        runs = [{"series": labels("slurmlic_last_run_timestamp_seconds", instance="login1", job="node", cluster="site"),
                 "values": f"0+60x{NOW}"}]
        self.shows(runs + of("fluid", 10, 0) + of("pdf", 0, 5), (EXHAUSTED, "A", {"{}": 1}), (WAITS, "A", {rows[1]: 5}),
                   (LICENSES, "C", {rows[0]: 0, rows[1]: 10}), (LICENSES, "A", {rows[0]: 0, rows[1]: 3000}))

    def test_licenses_stand_in_the_order_of_what_is_wrong(self):
        def license(name, used, **more):
            counts = {"total": 10, "used": used, "free": 10 - used, "reserved": 0, "unexplained": 0, **more}
            return [steady(f"slurm_licenses_{family}", count, license_name=name) for family, count in counts.items()]

        asked = [steady(f"slurm_licenses_{family}", 4, license_name="reserved", state="pending")
                 for family in ("requested", "jobs")]
        unknown = {"series": labels("slurm_licenses_used", instance="login1", job="node", license_name="unknown"),
                   "values": f"1x40 stale _x{NOW - 41}"}
        self.shows(running("login1") + license("reserved", 4, reserved=6) + asked + license("unexplained", 4, unexplained=2) +
                   license("full", 10) + [unknown],
                   (LICENSES, "A", {f'{{license_name="{name}"}}': order for name, order in (
                       ("reserved", 3000), ("unexplained", 2000), ("unknown", 1000), ("full", 100))}))

    def test_a_date_of_expiry_is_remembered_for_a_fortnight(self):
        def date(feature, days, told, until):
            return {"series": labels("license_feature_expiration_timestamp_seconds", instance="login1", job="node", app="a",
                                     feature=feature, vendor="d"),
                    "values": f"{86400 * days}x{told}" + (f" stale _x{until - told - 1}" if told < until else "")}

        until = 16 * 1440
        runs = [{"series": labels("slurmlic_last_run_timestamp_seconds", instance="login1", job="node"),
                 "values": f"0+60x{until}"}]
        series = runs + [date("x", 9, 1440, until), date("y", 99, until + 1, until)]
        row = '{app="a",feature="%s"}'
        self.shows(series, (EXPIRY, "A", {"{}": 3}), (EXPIRING, "B", {row % "x": 3, row % "y": 93}), at=6 * 1440)
        self.shows(series, (EXPIRY, "A", {"{}": 83}), at=until)

    def test_what_sync_no_longer_tells_is_old(self):
        def tool(name, success, last):
            return [steady("slurmlic_sync_success", success, tool=name),
                    {"series": labels("slurmlic_sync_last_success_timestamp_seconds", instance="login1", job="node", tool=name),
                     "values": last}]

        series = running("login1") + tool("good", 1, f"0+60x{NOW}") + tool("bad", 0, f"0x{NOW}") + tool("old", 1, f"0x{NOW}")
        self.shows(series, (SYNC, "B", {'{tool="good"}': 1, '{tool="bad"}': -1, '{tool="old"}': 0}))

    def test_what_jobs_wait_for_is_unknown_while_squeue_is_down(self):
        row = '{license_name="vcs_batch"}'
        self.shows(host("login1", 8), (EXHAUSTED, "A", {"{}": 1}), (UNEXPLAINED, "A", {"{}": 8}), (LICENSES, "G", {row: 8}),
                   (TOOLS, "J", {'{tool="vcs"}': 8}))
        self.shows(host("login1", 8, down=("squeue",)), (EXHAUSTED, "A", {"{}": -1}), (UNEXPLAINED, "A", {"{}": -1}),
                   (LICENSES, "C", {row: 8}),
                   (LICENSES, "G", {}), (TOOLS, "H", {'{tool="vcs"}': 8}), (TOOLS, "J", {}), (BATCH, "A", {"{}": 8}))
        # Nobody asks squeue of another cluster, where nothing is known to be wrong.
        fine = [steady("slurm_licenses_free", 9, license_name="x", cluster="a"),
                steady("slurm_licenses_requested", 0, license_name="x", cluster="a", state="pending"),
                steady("slurm_licenses_unexplained", 0, license_name="x", cluster="a")]
        other = steady("slurm_licenses_free", 9, license_name="x", cluster="b")
        nothing = {'{license_name="nothing"}': 0}
        self.shows(running("login1") + fine, (EXHAUSTED, "A", {"{}": 0}), (UNEXPLAINED, "A", {"{}": 0}), (WAITS, "A", nothing))
        self.shows(running("login1") + fine + [other], (EXHAUSTED, "A", {"{}": -1}), (UNEXPLAINED, "A", {"{}": -1}),
                   (WAITS, "A", {}), (WAITED, "C", {}))
        self.shows(host("login1", 8, down=("slurm", "squeue")), (EXHAUSTED, "A", {}), (LICENSES, "A", {row: 1000}))

    def test_a_license_is_exhausted_if_no_job_that_waits_can_have_what_it_asks_for(self):
        def license(free, reserved, requested, jobs):
            found = [steady("slurm_licenses_free", free, license_name="x"),
                     steady("slurm_licenses_requested", requested, license_name="x", state="pending"),
                     steady("slurm_licenses_jobs", jobs, license_name="x", state="pending")]
            return found + ([steady("slurm_licenses_reserved", reserved, license_name="x")] if reserved is not None else [])

        for (free, reserved, requested, jobs), expected in (
                ((0, 0, 1, 1), 1), ((5, 0, 4, 2), 0), ((5, None, 4, 2), 0), ((5, 4, 4, 2), 1), ((5, 0, 12, 2), 1),
                ((0, 0, 0, 0), 0)):
            with self.subTest(free=free, reserved=reserved, requested=requested, jobs=jobs):
                self.shows(running("login1") + license(free, reserved, requested, jobs), (EXHAUSTED, "A", {"{}": expected}))

    def test_a_tool_has_no_half_of_its_tokens_while_one_of_its_clusters_is_down(self):
        series = running("login1") + [
            steady("license_tool_info", 1, tool="vcs", pool="batch", license_name="vcs", cluster="a"),
            steady("license_tool_info", 1, tool="vcs", pool="batch", license_name="vcs", cluster="b"),
            *(steady(f"slurm_licenses_{family}", 8, license_name="vcs", cluster="a")
              for family in ("total", "used", "free", "reserved"))]
        self.shows(series, *((BATCH, query, {}) for query in "ABCD"), (TOOLS, "H", {}), (TOOLS, "I", {}),
                   (LICENSES, "B", {'{cluster="a",license_name="vcs"}': 8}))

    def test_a_pool_that_clusters_share_counts_once_in_its_tool(self):
        counts = {"total": 50, "free": 35, "used": 15, "reserved": 2, "pending": 7}
        series = running("login1") + [steady("license_tool_tokens", value, tool="nx", pool="all", state=state)
                                      for state, value in counts.items()]
        for cluster, used in (("a", 10), ("b", 5)):
            series += [steady("license_tool_info", 1, tool="nx", pool="all", license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_total", 50, license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_free", 35, license_name="nx@lic1", cluster=cluster),
                       steady("slurm_licenses_used", used, license_name="nx@lic1", cluster=cluster)]
        rows = [f'{{cluster="{cluster}",license_name="nx@lic1"}}' for cluster in "ab"]
        infos = {f'{{cluster="{cluster}",license_name="nx@lic1",pool="all",tool="nx"}}': 1 for cluster in "ab"}
        of_tool = '{tool="nx"}'
        self.shows(series, (ALL, "A", {"{}": 50}), (ALL, "B", {"{}": 35}), (ALL, "C", {"{}": 15}), (ALL, "D", {"{}": 2}),
                   (ALL_TOKENS, "A", {"{}": 50}), (ALL_TOKENS, "E", {"{}": 7}), (BATCH, "A", {}),
                   (TOOLS, "H", {of_tool: 50}), (TOOLS, "I", {of_tool: 30}), (TOOLS, "J", {of_tool: 7}),
                   (LICENSES, "B", dict.fromkeys(rows, 50)), (LICENSES, "C", {rows[0]: 10, rows[1]: 5}),
                   (LICENSES, "I", infos), all_seats="nx")

    def test_a_feature_that_no_tool_names_is_shown_and_an_unknown_one_above_it(self):
        def feature(name, used):
            where = {"app": "a", "feature": name, "vendor": "d"}
            return [steady("license_feature_issued", 10, **where),
                    {"series": labels("license_feature_used", instance="login1", job="node", **where), "values": used}]

        series = running("login1") + feature("X", f"4x{NOW}") + feature("Y", f"10x40 stale _x{NOW - 41}")
        rows = [f'{{app="a",feature="{name}",vendor="d"}}' for name in "XY"]
        self.shows(series, (FEATURES, "A", {rows[0]: 40, rows[1]: 94.5}), (FEATURES, "C", {rows[0]: 4}))

    def test_servers_and_daemons_count_only_where_something_is_known_of_them(self):
        def server(value, instance="login1", **pairs):
            return steady("license_server_up", value, instance, app="a", host="lic1", port="1", **pairs)

        daemon = steady("license_daemon_up", 0, app="a", daemon="d")
        row = '{app="a",host="lic1",port="1"}'
        self.shows(running("login1"), (SERVERS, "A", {}))
        self.shows(running("login1") + [server(1, master="true")], (SERVERS, "A", {"{}": 0}), (DOWN, "A", {}),
                   (DOWN, "B", {"{}": 0}))
        self.shows(running("login1") + [daemon], (SERVERS, "A", {"{}": 1}), (DOWN, "A", {'{app="a"}': 1}))
        self.shows(running("login1") + [server(0, master="true"), daemon], (SERVERS, "A", {"{}": 2}),
                   (DOWN, "A", {'{app="a"}': 2}),
                   (SERVER_TABLE, "B", {row: 0}))
        # Nobody can read another app: now, or any more.
        unread = steady("slurmlic_source_up", 0, source="rlm:b")
        told = {"series": labels("license_server_up", instance="login1", job="node", app="b", host="lic2", port="1"),
                "values": f"1x40 stale _x{NOW - 41}"}
        for other in (unread, told):
            self.shows(running("login1") + [server(1), other], (SERVERS, "A", {}))
            self.shows(running("login1") + [server(0), other], (SERVERS, "A", {"{}": 1}))
        # One host can't reach it.
        both = running("login1", "login2") + [server(0, master="true"), server(1, "login2", master="true")]
        self.shows(both, (SERVERS, "A", {"{}": 0}), (SERVER_TABLE, "B", {row: 1}), (SERVER_TABLE, "C", {row: 1}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
