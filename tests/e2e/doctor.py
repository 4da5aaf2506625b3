"""slurmlic doctor beside a real Slurm and a real node_exporter: on a host where all is well, and on ones where it is not."""

import os
import subprocess
import unittest

import doctor_room
import monitoring
import real_slurm
import support

SETTINGS = """output = "{output}"
[[flexlm]]
name = "synopsys"
server = "27000@lic1"
lmutil = "{lmutil}"
[[tool]]
name = "vcs"
slurm = {{ batch = ["{license}"], interactive = ["vcs_interactive"] }}
features = ["synopsys:VCS"]
"""


class BesideSlurm(doctor_room.Host):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "ctld", "vcs_batch:40,vcs_interactive:10,fluent:30")

    def setUp(self):
        super().setUp()
        self.slurm_environment = self.slurm.environment()
        self.write("lmutil", f"#!/bin/sh\ncat <<'END'\n{support.LMSTAT}END\n", 0o755)
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
        status, out = self.doctor()
        self.assertEqual({line[:6] for line in out.splitlines()}, {"ok    "}, out)
        self.assertEqual(status, 0)
        self.assertRegex(out, r"(?m)^ok    slurm +3 licenses from scontrol show lic in [0-9]+ ms$")
        self.assertRegex(out, rf"(?m)^ok    directory +{self.output}: root can create and rename files in it$")
        self.assertRegex(out, r"(?m)^ok    schedule +cron runs it, by /etc/cron.d/slurmlic$")
        # slurmctld was asked for its time, and understood.
        self.assertRegex(out, r"(?m)^ok    clock +this host and slurmctld agree within 30 s$")
        self.assertRegex(out, rf"(?m)^ok    node_exporter +{self.url()}: it reads {self.output}/{support.PROM}$")
        self.assert_only_the_file_in(self.output)
        with open(os.path.join(self.output, support.PROM), "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.complaints(), {})

    def test_a_name_that_slurm_does_not_have_is_named_with_the_nearest(self):
        self.publish()
        self.configure("vcs_bach")
        self.assertEqual(self.complaints(), {"tools": [
            ("bad", "tool vcs: Slurm has no license vcs_bach, did you mean vcs_batch?",
             f"sed -i 's|\"vcs_bach\"|\"vcs_batch\"|' {self.settings}"),
            ("warn", "in no [[tool]], though there is a feature of that name: vcs_batch", f"vi {self.settings}")]})
        for status, _, mend in self.complaints()["tools"]:
            if status == "bad":
                subprocess.run(["/bin/sh", "-c", mend], check=True, timeout=60)
        self.assertEqual(self.complaints(), {})

    def test_a_timeout_below_slurms_own_is_named(self):
        self.publish()
        self.assertEqual(self.complaints("--timeout", "5s"), {"slurm": [
            ("warn", "Slurm's MessageTimeout is 10 sec, our timeout 5s: an answer that comes late is lost",
             f"set timeout = \"15s\" in {self.settings}")]})

    def test_a_host_on_which_nothing_works(self):
        self.schedule("# nothing\n")
        self.write("lmutil", "#!/lib64/nosuch-lsb.so.3\n", 0o755)
        self.runs_exporter = False
        os.mkfifo(os.path.join(self.output, "pipe.prom"))
        self.slurm.kill("slurmctld", "KILL")
        self.addCleanup(self.slurm.start, "slurmctld")
        found = self.complaints()
        self.assertEqual(sorted(found), ["file", "flexlm:synopsys", "neighbours", "node_exporter", "schedule", "slurm",
                                         "squeue", "tools"])
        self.assertEqual(found["slurm"][0][2], "scontrol ping")
        self.assertIn("not the loader that it asks for", found["flexlm:synopsys"][0][1])
        self.assertRegex(found["node_exporter"][0][1], rf"^{self.url()}: curl: \(7\) ")
        self.assertIn("is not there", found["file"][0][1])
        self.assertIn("is a FIFO", found["neighbours"][0][1])
        self.assertIn("nothing runs slurmlic", found["schedule"][0][1])


class BesideJobs(doctor_room.Host):
    """Who runs the jobs, and who may see them."""

    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full", "fluent:30")
        with open(cls.slurm.conf, "a", encoding="utf-8") as file:
            file.write("PrivateData=jobs\n")
        cls.slurm.do("scontrol", "reconfigure")
        cls.slurm.do("sbatch", "-o", "/dev/null", "-L", "fluent:3", "--wrap", "sleep 300")
        support.wait_until(lambda: cls.slurm.licenses()["fluent"]["Used"] == "3", "the job runs")

    def setUp(self):
        super().setUp()
        self.slurm_environment = self.slurm.environment()
        self.settings = self.write("slurmlic.toml", f"output = \"{self.output}\"\n")
        self.publish = self.run_slurmlic(environment=self.slurm.environment())

    def test_root_sees_every_job(self):
        self.assertEqual(self.complaints(), {})

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_tokens_of_jobs_that_the_user_of_the_service_may_not_see_are_named_with_the_reason(self):
        os.chown(self.output, int(monitoring.NOBODY), -1)
        self.schedule(f"* * * * * nobody slurmlic -o {self.output}\n")
        self.assertEqual(self.complaints(), {"slurm": [
            ("warn", "3 tokens of fluent in use, held by no job that squeue shows: PrivateData hides the jobs of others",
             "sacctmgr modify user nobody set AdminLevel=Operator")]})


if __name__ == "__main__":
    support.main()
