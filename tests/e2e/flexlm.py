"""FlexLM beside Slurm: lmutil is a stand-in, as there is none here, that says what it is told to."""

import json
import os
import subprocess
import time
import unittest

import monitoring
import real_slurm
import support

GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"


def lmstat(seats, host="lic1", feature="VCS"):
    """`lmstat -a` of one server: seats is [(user, host, count)]."""
    lines = [f"License server status: 27000@{host}", f"{host}: license server UP (MASTER) v11.19.0",
             f"Vendor daemon status (on {host}):", "  snpslmd: UP v11.19.0", "Feature usage info:",
             f"Users of {feature}:  (Total of 50 licenses issued;  Total of {sum(one[2] for one in seats)} licenses in use)",
             f'  "{feature}" v1, vendor: snpslmd, expiry: 31-dec-2099']
    lines += [f"    {user} {pc} {pc} (v1) ({host}/27000 101), start Mon 9/28 8:01, {count} licenses" for user, pc, count in seats]
    return "\n".join(lines) + "\n"


def put_users_to_work(slurm):
    """bin has 3 of vcs_batch, games 2 of it, 2 of vcs_interactive and 1 of fluent; daemon waits for 30 of fluent."""
    for user, licenses, options in (("bin", "vcs_batch:3", ()), ("games", "vcs_interactive:2,fluent:1", ()),
                                    ("games", "vcs_batch:1", ("--array=0-1",)), ("daemon", "fluent:30", ())):
        slurm.do("sbatch", f"--uid={user}", "-D", "/", "-o", "/dev/null", "-L", licenses, *options, "--wrap", "sleep 300")

    def settled():
        used = {name: fields["Used"] for name, fields in slurm.licenses().items()}
        waiting = "Licenses" in slurm.do("squeue", "-h", "-t", "PD", "-o", "%r")
        return (used["vcs_batch"], used["vcs_interactive"], used["fluent"]) == ("5", "2", "1") and waiting

    support.wait_until(settled, "the jobs run or wait", seconds=60, every=0.2)


def send_users_home(slurm):
    for user in ("bin", "games", "daemon"):    # the bed ends only its own user's jobs
        slurm.do("scancel", f"--user={user}")
    support.wait_until(lambda: not slurm.do("squeue", "-h", "-o", "%A"), "the jobs are gone", every=0.2)


class Case(support.Case):
    def configure(self, **apps):
        """Settings in which each app is asked with its own stand-in, in shell."""
        text = "[slurm]\nsqueue = false\n" if self.without_squeue else ""
        for name, body in apps.items():
            lmutil = self.write(f"lmutil.{name}", f"#!/bin/sh\n{body}\n", 0o755)
            text += f'[[flexlm]]\nname = "{name}"\nserver = "27000@lic.{name}"\nlmutil = "{lmutil}"\n'
        self.settings = self.write("slurmlic.toml", text)

    def says(self, text):
        return f"cat <<'END'\n{text}END"


class RealSlurm(Case):
    without_squeue = False

    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full")
        cls.textfiles = support.new_folder(cls.addClassCleanup)
        cls.monitoring = monitoring.Monitoring(cls, cls.textfiles)
        put_users_to_work(cls.slurm)

    @classmethod
    def tearDownClass(cls):
        send_users_home(cls.slurm)

    def test_both_sides_meet_in_prometheus(self):
        # bin uses what it holds, games 1 of 4; eve has seats without any job.
        self.configure(syn=self.says(lmstat([("BIN", "n1", 3), ("games", "n1", 1), ("eve", "pc1", 4)])))
        run = self.run_slurmlic("-o", self.textfiles, environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        families = self.published(os.path.join(self.textfiles, support.PROM))
        self.monitoring.holding(families.value("slurmlic_last_run_timestamp_seconds"))

        def held(query):
            return [value for _, value in self.monitoring.query(query)]

        for family, value in (("slurm_used", 7), ("seats_used", 8), ("gap", 1), ("outside_slurm", 4), ("idle_in_slurm", 3)):
            with self.subTest(family):
                self.assertEqual(held(f'license_tool_{family}{{tool="vcs"}}'), [value])
        self.assertEqual(held('license_feature_issued{app="syn",feature="VCS",vendor="snpslmd"}'), [50])
        self.assertEqual(held('license_server_up{app="syn",host="lic1",port="27000",master="true"}'), [1])
        self.assertEqual(held('slurm_licenses_jobs{license_name="vcs_batch",state="running"}'), [3])
        self.assertEqual(held('slurm_licenses_requested{license_name="fluent",state="pending"}'), [30])
        self.assertEqual(held('slurm_licenses_requested{license_name="zero",state="pending"}'), [0])
        self.assertEqual(held('slurmlic_source_up == 1'), [1, 1, 1])
        pools = self.monitoring.query('license_tool_info{tool="vcs"}')
        self.assertEqual({(labels["pool"], labels["license_name"]) for labels, _ in pools},
                         {("batch", "vcs_batch"), ("interactive", "vcs_interactive")})
        self.assertEqual(self.monitoring.complaints(), [])

    def test_gap_names_the_people_and_show_the_licenses(self):
        self.configure(syn=self.says(lmstat([("BIN", "n1", 3), ("games", "n1", 1), ("eve", "pc1", 4)])))
        jobs = {user: sorted(self.slurm.do("squeue", "-h", "-r", "-t", "R", "-u", user, "-o", "%i").split())
                for user in ("bin", "games")}
        run = self.run_slurmlic("gap", "vcs", environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        lines = run.out.decode().splitlines()
        self.assertEqual(lines[0], "vcs  seats 8 of 50  Slurm 7  gap +1  outside 4  idle 3")
        self.assertRegex(lines[2], r"^  eve +4 +0  4 seats outside Slurm on pc1$")
        self.assertRegex(lines[3], r"^  games +1 +4  4 tokens booked, 1 used on n1; jobs ")
        self.assertEqual(len([line for line in lines if line.startswith("  BIN ")]), 0, "bin uses what it holds")
        run = self.run_slurmlic("gap", "--json", environment=self.slurm.environment())
        tool = next(one for one in json.loads(run.out) if one["tool"] == "vcs")
        self.assertEqual({key: tool[key] for key in ("seats_used", "slurm_used", "gap", "outside", "idle")},
                         {"seats_used": 8, "slurm_used": 7, "gap": 1, "outside": 4, "idle": 3})
        held = {user["user"]: sorted(user["jobs"]) for user in tool["users"]}
        self.assertEqual(held, {"eve": [], "games": jobs["games"], "BIN": jobs["bin"]})
        run = self.run_slurmlic("show", environment=self.slurm.environment(COLUMNS="80"))
        self.assertEqual((run.status, run.err), (0, []))
        table = run.out.decode().splitlines()
        self.assertEqual({len(line) <= 80 for line in table}, {True})
        self.assertEqual(len([line for line in table if line.startswith("vcs  ")]), 1)
        self.assertNotIn("\x1b", run.out.decode())

    def test_colours_are_for_terminals_that_want_them(self):
        for changes, has_colours in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
            with self.subTest(**changes):
                environment = self.slurm.environment(**{"TERM": "xterm", **changes})
                run = subprocess.run(["script", "-qec", f"{support.options.slurmlic} show", "/dev/null"], env=environment,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
                self.assertEqual(b"\x1b[" in run.stdout, has_colours)

    def test_the_environment_hides_no_jobs(self):
        self.configure()
        for changes in ({}, {"SQUEUE_USERS": "bin"}, {"SQUEUE_STATES": "CD"}, {"SQUEUE_FORMAT": "%i"},
                        {"SQUEUE_PARTITION": "nosuch"}, {"SQUEUE_LICENSES": "zero"}):
            with self.subTest(**changes):
                run = self.run_slurmlic("-o", self.output, environment=self.slurm.environment(**changes))
                self.assertEqual((run.status, run.err), (0, []))
                self.assertEqual(self.published().value("slurm_licenses_jobs", license_name="vcs_batch", state="running"), 3)

    def test_a_named_cluster_has_its_own_squeue(self):
        self.configure()
        run = self.run_slurmlic("-o", self.output, "-M", "bed", environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="squeue:bed"), 1)
        self.assertEqual(families.value("slurm_licenses_jobs", cluster="bed", license_name="vcs_batch", state="running"), 3)
        self.assertEqual(families.value("license_tool_slurm_used", tool="vcs"), 7)


class StandIns(Case):
    without_squeue = True

    def collect(self, *arguments):
        return self.run_slurmlic("-o", self.output, "--scontrol", self.scontrol(GOOD), *arguments)

    def test_twenty_servers_are_asked_side_by_side(self):
        self.configure(**{f"app{i:02d}": f"sleep 1\n{self.says(lmstat([('u', 'h', i + 1)]))}" for i in range(20)})
        run = self.collect()
        self.assertEqual((run.status, run.err), (0, []))
        self.assertLess(run.seconds, 3)
        families = self.published()
        for i in range(20):
            self.assertEqual(families.value("license_feature_used", app=f"app{i:02d}", feature="VCS", vendor="snpslmd"), i + 1)

    def test_bad_servers_cost_the_good_one_nothing(self):
        bad = {"hangs": "trap '' TERM INT HUP\nsleep 60 & wait\nsleep 60", "fails": "echo no such thing >&2; exit 3",
               "floods": "exec yes", "garbage": "head -c 100000 /dev/urandom", "refused":
               self.says('Error getting status: Cannot connect to license server system. (-15,570:111 "Connection refused")\n')}
        self.configure(good=self.says(lmstat([("u", "h", 2)])) + "\nexit 1", **bad)
        begun = time.monotonic()
        run = self.collect("--timeout", "2s")
        self.assertLess(time.monotonic() - begun, 6)
        self.assertEqual((run.status, len(run.err)), (1, len(bad)))
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="flexlm:good"), 1)
        self.assertEqual(families.value("license_feature_used", app="good", feature="VCS", vendor="snpslmd"), 2)
        for name in bad:
            with self.subTest(name):
                self.assertTrue(any(line.startswith(f"slurmlic: flexlm:{name}: ") for line in run.err), run.err)
                self.assertEqual(families.value("slurmlic_source_up", source=f"flexlm:{name}"), 0)
                status = [value for labels, value in families["license_server_up"] if dict(labels)["app"] == name]
                # Only a license manager says that a server is down; a limit or garbage says nothing about it.
                self.assertEqual([float(value) for value in status], [0] if name == "refused" else [])
        self.assertEqual(len(families["license_feature_used"]), 1)
        self.assert_nothing_left()

    def test_a_bad_squeue_costs_the_others_nothing(self):
        self.without_squeue = False
        self.configure(good=self.says(lmstat([("u", "h", 2)], feature="fluent")))
        bad = {"hangs": "trap '' TERM INT HUP\nsleep 60 & wait\nsleep 60", "fails": "echo slurm_load_jobs error >&2; exit 1",
               "floods": "exec yes '1|R|u|fluent:1'", "prints garbage": "head -c 100000 /dev/urandom", "is missing": None}
        for what, body in bad.items():
            with self.subTest(what):
                squeue = self.write("squeue", f"#!/bin/sh\n{body}\n", 0o755) if body else self.path("nosuch")
                run = self.collect("--squeue", squeue, "--timeout", "2s")
                self.assertEqual(run.status, 1)
                self.assertTrue(all(line.startswith("slurmlic: squeue: ") for line in run.err), run.err)
                self.assertTrue(0 < len(run.err) < 20, run.err)
                families = self.published()
                self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 1)
                self.assertEqual(families.value("slurm_licenses_used", license_name="fluent"), 4)
                self.assertEqual(families.value("license_tool_gap", tool="fluent"), -2)
                if body is None or "urandom" not in body:    # of garbage some lines may look like jobs
                    self.assertEqual(families.value("slurmlic_source_up", source="squeue"), 0)
                    self.assertNotIn("slurm_licenses_jobs", families)
                    self.assertNotIn("license_tool_idle_in_slurm", families)
                self.assert_nothing_left()

    def test_daemons_of_a_server_that_dies_stay_at_0(self):
        self.configure(syn=f'test "$LC_ALL" = C || exit\n{self.says(lmstat([("u", "h", 2)]))}')
        self.assertEqual(self.collect().status, 0)
        self.assertEqual(self.published().value("license_daemon_up", app="syn", daemon="snpslmd", version="v11.19.0"), 1)
        self.configure(syn=self.says("Error getting status: Cannot connect to license server system. (-15,570)\n"))
        for _ in range(2):
            self.assertEqual(self.collect().status, 1)
            daemons = self.published()["license_daemon_up"]
            self.assertEqual([(dict(labels)["daemon"], float(value)) for labels, value in daemons], [("snpslmd", 0)])
        self.assertNotIn("license_feature_used", self.published())

    def test_a_missing_loader_is_told(self):
        self.configure(syn="")
        self.write("lmutil.syn", "#!/lib64/nosuch-lsb.so.3\n", 0o755)
        run = self.collect()
        self.assertEqual((run.status, len(run.err)), (1, 1))
        self.assertIn("the file is there, but not the loader that it asks for", run.err[0])


if __name__ == "__main__":
    support.main()
