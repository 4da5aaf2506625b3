"""slurmlic doctor where a tool is to be told by sync, beside a real Slurm with slurmdbd: what it advises makes sync work."""

import os
import subprocess
import unittest

import doctor_room
import real_slurm
import support

SYNC_PROM = "slurm_licenses_sync.prom"
SETTINGS = """output = "{output}"
[[flexlm]]
name = "synopsys"
server = "27000@lic1"
lmutil = "{lmutil}"
[[tool]]
name = "vcs"
slurm = {{ batch = ["vcs"] }}
features = ["synopsys:VCS"]
sync = "reservation"
"""


class Sync(doctor_room.Host):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full", "vcs:50")

    def setUp(self):
        super().setUp()
        self.slurm_environment = self.slurm.environment()
        self.write("lmutil", f"#!/bin/sh\ncat <<'END'\n{support.LMSTAT}END\n", 0o755)
        self.settings = self.write("slurmlic.toml", SETTINGS.format(output=self.output, lmutil=self.path("lmutil")))

    def schedule_sync(self, user):
        """Both runs are this user's, who may write there."""
        self.schedule(f"* * * * * {user} slurmlic -o {self.output}\n* * * * * {user} slurmlic sync --apply -o {self.output}\n")
        subprocess.run(["chown", user, self.output], check=True)

    def run_as(self, user, *arguments):
        ids = doctor_room.AS_NOBODY if user == "nobody" else ["--"]
        done = subprocess.run([support.program("setpriv"), *ids, support.options.slurmlic, "-c", self.settings, *arguments],
                              env=self.slurm_environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              check=False)
        return done.returncode, done.stderr

    def paste(self, mend):
        subprocess.run(["/bin/sh", "-c", mend], env=self.slurm_environment, check=True, timeout=60, capture_output=True)

    def test_who_is_root_may(self):
        self.schedule(f"* * * * * root slurmlic -o {self.output}\n* * * * * root slurmlic sync --apply -o {self.output}\n")
        self.assertEqual(self.run_as("root"), (0, ""))
        missing = os.path.join(self.output, SYNC_PROM)
        self.assertEqual(self.complaints(), {"sync": [
            ("bad", f"{missing} is not there, can't be read, or is empty: no run of sync was seen",
             f"slurmlic sync --apply --output {missing}")]})
        self.assertEqual(self.run_as("root", "sync", "--apply", "-o", self.output), (0, ""))
        status, out = self.doctor()
        self.assertEqual(status, 0, out)
        self.assertRegex(out, r"(?m)^ok    sync +root may tell Slurm$")
        self.assertRegex(out, r"(?m)^ok    sync +cron runs it, by /etc/cron.d/slurmlic$")

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_who_is_no_operator_becomes_one_by_what_is_advised(self):
        self.schedule_sync("nobody")
        self.assertEqual(self.run_as("nobody"), (0, ""))
        status, err = self.run_as("nobody", "sync", "--apply", "-o", self.output)
        self.assertEqual(status, 1, err)
        self.assertIn("Invalid user id", err)
        add = "sacctmgr -i add user nobody account=root adminlevel=Operator"
        failed = ("bad", "the last run of sync failed: Slurm was never told of vcs",
                  f"runuser -u nobody -- slurmlic sync --apply --output {self.output}/{SYNC_PROM}")
        self.assertEqual(self.complaints(), {"sync": [
            ("bad", "nobody may not tell Slurm: slurmdbd has no such user", add), failed]})
        self.paste(add)
        self.addCleanup(self.slurm.do, "sacctmgr", "-i", "delete", "user", "name=nobody")
        self.assertEqual(self.complaints(), {"sync": [failed]})
        self.assertEqual(self.run_as("nobody", "sync", "--apply", "-o", self.output), (0, ""))
        self.assertEqual(self.complaints(), {})
        modify = "sacctmgr -i modify user nobody set adminlevel=Operator"
        self.paste(modify.replace("Operator", "None"))
        self.assertEqual(self.complaints(), {"sync": [("bad", "nobody may not tell Slurm: its AdminLevel is None", modify)]})
        self.paste(modify)
        self.assertEqual(self.complaints(), {})

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_a_slurmdbd_that_is_down_is_no_verdict(self):
        self.schedule_sync("nobody")
        self.slurm.kill("slurmdbd", "KILL")
        self.addCleanup(self.slurm.start, "slurmdbd")
        status, finding, mend = self.complaints()["sync"][0]
        self.assertEqual((status, mend), ("warn", "runuser -u nobody -- sacctmgr -nP show user nobody format=AdminLevel"))
        self.assertRegex(finding, "^whether nobody may tell Slurm is not known: .*[Cc]onnection refused")


if __name__ == "__main__":
    support.main()
