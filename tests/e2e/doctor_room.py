"""A host for doctor: namespaces of its own, with a /proc that has nothing but its own processes in it, a real node_exporter
among them, and folders of the test in the place of the host's."""

import json
import os
import subprocess
import sys

import monitoring
import processes
import support

if os.geteuid() == 0:
    ROOM = ["--mount", "--propagation", "unchanged", "--pid", "--fork", "--kill-child"]
    AS_NOBODY = ["setpriv", "--reuid", monitoring.NOBODY, "--regid", monitoring.NOBODY, "--clear-groups"]
else:
    ROOM = ["--user", "--map-root-user", "--mount", "--propagation", "unchanged", "--pid", "--fork", "--kill-child"]
    AS_NOBODY = []


class Host(support.Case):
    """One with a cron file; all that makes it well is in place but what the test takes away."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("cron.d"))
        self.write("cron.d/slurmlic", f"* * * * * root slurmlic -o {self.output}\n")
        self.binds = [(self.path("cron.d"), "/etc/cron.d")]
        self.program = support.program("prometheus-node-exporter")
        self.flags = ["--collector.textfile.directory", self.output]
        self.prefix = AS_NOBODY
        self.runs_exporter = True
        self.slurm_environment = support.clean_environment()

    def exporter(self, port):
        return [self.program, f"--web.listen-address=127.0.0.1:{port}", "--collector.disable-defaults", "--collector.textfile",
                *self.flags]

    def doctor(self, *arguments):
        """Status, output, and the page of node_exporter, read at the same time."""
        port = processes.free_ports(1)[0]
        todo = {"binds": self.binds, "exporter": self.exporter(port) if self.runs_exporter else None, "prefix": self.prefix,
                "cwd": self.folder, "url": f"http://127.0.0.1:{port}",
                "doctor": [support.options.slurmlic, "-c", self.settings, "doctor", *arguments]}
        done = subprocess.run([support.program("unshare"), *ROOM, sys.executable, "-B", __file__], input=json.dumps(todo),
                              env=self.slurm_environment, capture_output=True, text=True, timeout=180, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        came = json.loads(done.stdout)
        self.assertEqual(came["err"], "")
        return came["status"], came["out"], came["page"]

    def findings(self, *arguments):
        """[{status, subject, finding, mend}], and the page."""
        status, out, page = self.doctor("--json", *arguments)
        found = json.loads(out)
        for one in found:
            self.assertEqual(sorted(one), ["finding", "mend", "status", "subject"])
            self.assertEqual(one["mend"] == "", one["status"] == "ok", one)
        self.assertEqual(status, int(any(one["status"] != "ok" for one in found)))
        return found, page

    def complaints(self):
        """{subject: [(status, finding, mend)]} of all that is not ok."""
        found = {}
        for one in self.findings()[0]:
            if one["status"] != "ok":
                found.setdefault(one["subject"], []).append((one["status"], one["finding"], one["mend"]))
        return found


def inside():
    """Does as standard input says, as the first process of the room."""
    todo = json.load(sys.stdin)
    # Refused in some containers, where nothing is shared anyway.
    subprocess.run(["mount", "--make-rprivate", "/"], stderr=subprocess.DEVNULL, check=False)
    subprocess.run(["mount", "-t", "proc", "proc", "/proc"], check=True)
    for what, where in todo["binds"]:
        subprocess.run(["mount", "--bind", what, where], check=True)
    page = ""
    exporter = None
    if todo["exporter"]:
        exporter = subprocess.Popen(todo["prefix"] + todo["exporter"], cwd=todo["cwd"], stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        support.wait_until(lambda: exporter.poll() is not None or monitoring.answers(todo["url"] + "/"), "node_exporter answers")
    done = subprocess.run(todo["doctor"], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    if exporter and exporter.poll() is None:
        try:
            page = monitoring.fetch(todo["url"] + "/metrics").decode()
        except OSError:    # a FIFO in its directory holds it
            page = ""
        exporter.kill()
        exporter.wait()
    json.dump({"status": done.returncode, "out": done.stdout.decode(), "err": done.stderr.decode(), "page": page}, sys.stdout)


if __name__ == "__main__":
    inside()
