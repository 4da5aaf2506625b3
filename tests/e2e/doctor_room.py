"""A host for doctor: a real node_exporter on a free port, and a mount namespace in which /etc/cron.d is the test's own."""

import json
import os
import subprocess

import monitoring
import processes
import support

is_root = os.geteuid() == 0
AS_NOBODY = ["--reuid", monitoring.NOBODY, "--regid", monitoring.NOBODY, "--clear-groups"] if is_root else []
# Refused in some containers, where nothing is shared anyway: make-rprivate.
SCRIPT = 'mount --make-rprivate / 2>/dev/null; mount --bind "$1" /etc/cron.d && shift && exec "$@"'


class Host(support.Case):
    """One with a cron file; all that makes it well is in place but what the test takes away."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("cron.d"))
        self.schedule(f"* * * * * root slurmlic -o {self.output}\n")
        self.program = support.program("prometheus-node-exporter")
        self.flags = ["--collector.disable-defaults", "--collector.textfile", f"--collector.textfile.directory={self.output}"]
        self.runs_exporter = True
        self.user = AS_NOBODY
        self.credentials = ""
        self.slurm_environment = support.clean_environment()
        self.port = processes.free_ports(1)[0]

    def schedule(self, line):
        self.write("cron.d/slurmlic", line)

    def url(self):
        return f"http://{self.credentials}127.0.0.1:{self.port}/metrics"

    def start_exporter(self):
        """One of this test's, which is gone with it."""
        log = self.path("exporter.log")
        with open(log, "wb") as file:
            exporter = subprocess.Popen(
                [support.program("setpriv"), "--pdeathsig", "KILL", *self.user, self.program,
                 f"--web.listen-address=127.0.0.1:{self.port}", *self.flags],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        support.wait_until(lambda: exporter.poll() is not None or processes.listening_addresses(exporter.pid), "it listens")
        self.assertIsNone(exporter.poll(), msg=log)
        return exporter

    def in_room(self, *argv, cwd=None):
        """Runs a command where /etc/cron.d is ours."""
        room = ["--mount", "--propagation", "unchanged"] + ([] if is_root else ["--user", "--map-root-user"])
        return subprocess.run([support.program("unshare"), *room, "/bin/sh", "-c", SCRIPT, "sh", self.path("cron.d"), *argv],
                              env=self.slurm_environment, cwd=cwd or self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)

    def doctor(self, *arguments, cwd=None):
        """Status and output, with node_exporter at work meanwhile."""
        exporter = self.start_exporter() if self.runs_exporter else None
        try:
            done = self.in_room(support.options.slurmlic, "-c", self.settings, "doctor", "--exporter", self.url(), *arguments,
                                cwd=cwd)
            self.assertEqual(done.stderr, "")
            return done.returncode, done.stdout
        finally:
            if exporter:
                monitoring.Monitoring.stop(exporter)

    def findings(self, *arguments, cwd=None):
        """[{status, subject, finding, mend}]"""
        status, out = self.doctor("--json", *arguments, cwd=cwd)
        found = json.loads(out)
        for one in found:
            self.assertEqual(sorted(one), ["finding", "mend", "status", "subject"])
            self.assertEqual(one["mend"] == "", one["status"] == "ok", one)
        self.assertEqual(status, int(any(one["status"] != "ok" for one in found)))
        return found

    def complaints(self, *arguments, cwd=None):
        """{subject: [(status, finding, mend)]} of all that is not ok."""
        found = {}
        for one in self.findings(*arguments, cwd=cwd):
            if one["status"] != "ok":
                found.setdefault(one["subject"], []).append((one["status"], one["finding"], one["mend"]))
        return found
