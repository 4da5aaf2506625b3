"""slurmlic doctor: on a host where all is well with a real Slurm, on one where it is not, and beside what a real node_exporter
makes of the same files."""

import json
import os
import re
import subprocess
import unittest

import doctor_room
import monitoring
import real_slurm
import support

LMSTAT = """License server status: 27000@lic1
lic1: license server UP (MASTER) v11.19.0
Vendor daemon status (on lic1):
  snpslmd: UP v11.19.0
Feature usage info:
Users of VCS:  (Total of 50 licenses issued;  Total of 3 licenses in use)
  "VCS" v1, vendor: snpslmd, expiry: 31-dec-2099
    alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses
"""

SETTINGS = """output = "{output}"
[[flexlm]]
name = "synopsys"
server = "27000@lic1"
lmutil = "{lmutil}"
[[tool]]
name = "vcs"
slurm = {{ batch = ["{license}"], interactive = ["vcs_interactive"] }}
flexlm = ["synopsys:VCS"]
"""


class BesideSlurm(doctor_room.Host):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "ctld", "vcs_batch:40,vcs_interactive:10,fluent:30")

    def setUp(self):
        super().setUp()
        self.slurm_environment = self.slurm.environment()
        self.write("lmutil", f"#!/bin/sh\ncat <<'END'\n{LMSTAT}END\n", 0o755)
        self.configure()

    def configure(self, license_name="vcs_batch"):
        self.settings = self.write("slurmlic.toml", SETTINGS.format(output=self.output, lmutil=self.path("lmutil"),
                                                                    license=license_name))

    def publish(self):
        run = self.run_slurmlic(environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))

    def test_all_is_well_and_nothing_is_left_behind(self):
        self.publish()
        with open(os.path.join(self.output, support.PROM), "rb") as file:
            before = file.read()
        status, out, page = self.doctor()
        self.assertEqual({line[:6] for line in out.splitlines()}, {"ok    "}, out)
        self.assertEqual(status, 0)
        version = self.slurm.do("scontrol", "--version").strip()
        self.assertRegex(out, rf"(?m)^ok    scontrol +scontrol: {version}$")
        self.assertRegex(out, r"(?m)^ok    slurm +3 licenses from scontrol show lic in [0-9]+ ms$")
        self.assertRegex(out, r"(?m)^ok    schedule +cron runs it, by /etc/cron.d/slurmlic$")
        # slurmctld was asked for its time, and understood.
        self.assertRegex(out, r"(?m)^ok    clock +this host and slurmctld agree within 30 s$")
        self.assertRegex(out, r"(?m)^ok    node_exporter +prometheus-node-exporter \(pid [0-9]+, user \w+\) reads " + self.output)
        self.assertIn('slurm_licenses_total{license_name="fluent"} 30\n', page)
        self.assert_only_the_file_in(self.output)
        with open(os.path.join(self.output, support.PROM), "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.complaints(), {})

    def test_a_name_that_slurm_does_not_have_is_told_with_the_nearest(self):
        self.publish()
        self.configure("vcs_bach")
        self.assertEqual(self.complaints(), {"tools": [
            ("bad", "tool vcs: Slurm has no license vcs_bach, did you mean vcs_batch?",
             f"sed -i 's|\"vcs_bach\"|\"vcs_batch\"|' {self.settings}"),
            ("warn", "in no [[tool]], though FlexLM has a feature of that name: vcs_batch",
             f"vi '+/name.*vcs' {self.settings}")]})
        self.mend_all()
        self.assertEqual(self.complaints(), {})

    def mend_all(self):
        """Pastes the commands of what is bad."""
        for mends in self.complaints().values():
            for status, _, mend in mends:
                if status == "bad":
                    subprocess.run(["/bin/sh", "-c", mend], check=True, timeout=60, env=self.slurm.environment())

    def test_a_host_on_which_nothing_works(self):
        self.write("cron.d/slurmlic", "# nothing\n")
        self.write("lmutil", "#!/lib64/nosuch-lsb.so.3\n", 0o755)
        self.runs_exporter = False
        os.chmod(self.output, 0o700)
        os.mkfifo(os.path.join(self.output, "pipe.prom"))
        self.slurm.kill("slurmctld", "KILL")
        self.addCleanup(self.slurm.start, "slurmctld")
        found = self.complaints()
        self.assertEqual(sorted(found), ["directory", "file", "flexlm:synopsys", "neighbours", "node_exporter", "schedule",
                                         "slurm", "squeue", "tools"])
        self.assertTrue(found["slurm"][0][2].startswith("scontrol ping; "), found["slurm"])
        self.assertIn("not the loader that it asks for", found["flexlm:synopsys"][0][1])
        self.assertEqual(found["node_exporter"][0][:2], ("warn", "no node_exporter runs here: nobody reads the file"))
        self.assertEqual(found["directory"][0][2], f"chmod o+rx {self.output}")
        self.assertIn("is not there", found["file"][0][1])
        self.assertIn("is a FIFO", found["neighbours"][0][1])
        self.assertIn("nothing runs slurmlic", found["schedule"][0][1])


class BesideNodeExporter(support.Case):
    """Doctor refuses what a real node_exporter refuses, or loses without a word; and nothing else."""

    GOOD = [b"", b"a 1\n", b"\n \na{x=\"1\", y=\"\",} +Inf\n", b"# HELP a Words.\n# TYPE a counter\na 1\n", b"#HELP\n# HELP a\na 1\n",
            b"# odd\na{x=\"\\\\ \\\" \\n {}\"} nan\n", b"a 1e3\na{x=\"\xc3\xbc\"} -1.5\n", b"a{x=\"1\"} 1\nb 2\na{x=\"2\"} 3\n"]
    BAD = [b"a 1", b"a 1\r\n", b"a 1 1700000000000\n", b"a\n", b"1a 1\n", b"a{x=1} 1\n", b"a{x=\"\\t\"} 1\n", b"a{x=\"1\"y=\"2\"} 1\n",
           b"a{x} 1\n", b"a{x=\"1\"\n", b"# HELP a x\n# HELP a x\na 1\n", b"# TYPE a gauge\n# TYPE a gauge\na 1\n",
           b"a 1\n# TYPE a gauge\n", b"# TYPE a gage\na 1\n", b"a{x=\"\xfc\"} 1\n", b"a{x=\"1\",x=\"2\"} 1\n", b"a x\n", b"a 1 \n", b"a 1\t\n", b"{x=\"1\"} 1\n"]

    @classmethod
    def setUpClass(cls):
        cls.textfiles = support.new_folder(cls.addClassCleanup)
        cls.monitoring = monitoring.Monitoring(cls, cls.textfiles)

    def verdict(self, content):
        """What doctor says of the file, and whether node_exporter could read it."""
        path = os.path.join(self.textfiles, "other.prom")
        with open(path, "wb") as file:
            file.write(content)
        small = self.write("small.txt", support.ONE_LICENSE)
        run = self.run_slurmlic("doctor", "--json", "-i", small, "-o", self.textfiles)
        found = [one["finding"] for one in json.loads(run.out) if one["subject"] == "neighbours" and one["status"] != "ok"]
        _, own = self.monitoring.scrape()
        return found, own["node_textfile_scrape_error", ()]

    def test_files_that_are_right(self):
        for content in self.GOOD:
            with self.subTest(content):
                self.assertEqual(self.verdict(content), ([], 0))

    def test_files_that_are_wrong(self):
        for content in self.BAD:
            with self.subTest(content):
                found, error = self.verdict(content)
                self.assertEqual((len(found), error), (1, 1), found)

    def test_a_series_that_comes_twice_is_lost_without_a_word(self):
        found, error = self.verdict(b'a{x="1",y=""} 1\na{x="1"} 2\n')
        self.assertIn("expected each series once", found[0])
        self.assertEqual(error, 0)


class Anonymize(support.Case):
    def test_saved_texts_are_read_the_same_with_other_names(self):
        lic = self.write("lic.txt", "LicenseName=vcs@27000@lic1\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n")
        jobs = self.write("jobs.txt", "1|R|alice|vcs@27000@lic1:2\n")
        lmstat = self.write("lmstat.txt", LMSTAT)
        run = self.run_slurmlic("--anonymize", lic, "--anonymize", jobs, "--anonymize", lmstat)
        self.assertEqual((run.status, run.err), (0, []))
        for name in (b"alice", b"lic1", b"pc1", b"@lic"):
            self.assertNotIn(name, run.out)
        parts = [part.split("\n", 1)[1] for part in run.out.decode().split("==> ")[1:]]
        new = [self.write(f"new{i}.txt", part) for i, part in enumerate(parts)]

        def numbers(*files):
            gap = self.run_slurmlic("gap", "--json", "-i", files[0], "--squeue-input", files[1], "--lmstat-input", f"s={files[2]}")
            self.assertEqual(gap.err, [])
            return gap.out.decode()

        before, after = numbers(lic, jobs, lmstat), numbers(*new)
        user, host = re.search(r"user\d+", after).group(), re.search(r"host\d+", after).group()
        self.assertEqual(before.replace("alice", user).replace("pc1", host), after)


if __name__ == "__main__":
    support.main()
