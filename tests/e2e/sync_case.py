"""What the tests of slurmlic sync --apply beside a real Slurm share: a tool whose licenses are told to Slurm, and the property
that holds whatever goes wrong."""

import contextlib
import os
import subprocess
import time
import types
import unittest

import processes
import real_slurm
import support

SYNC_PROM = "slurm_licenses_sync.prom"

# It stands between slurmlic and Slurm's commands, and does what a test wants just before one of them. PPID is slurmlic.
BETWEEN = """#!/bin/sh
case "{name} $*" in {pattern}) {body};; esac
exec {program} "$@"
"""


def lmstat(seats, issued):
    """`lmstat -a` of one server: seats is [(user, host, count)]."""
    lines = ["License server status: 27000@lic1", "lic1: license server UP (MASTER) v11.19.0",
             "Vendor daemon status (on lic1):", "  snpslmd: UP v11.19.0", "Feature usage info:",
             f"Users of VCS:  (Total of {issued} licenses issued;  Total of {sum(one[2] for one in seats)} licenses in use)",
             '  "VCS" v1, vendor: snpslmd, expiry: 31-dec-2099']
    lines += [f"    {user} {pc} {pc} (v1) (lic1/27000 {100 + n}), start Mon 9/28 8:01, {count} licenses"
              for n, (user, pc, count) in enumerate(seats)]
    return "\n".join(lines) + "\n"


class SyncCase(support.Case):
    """30 seats; a job of 19 tokens runs, whose user has 9 of them checked out, and alice has seats outside of Slurm.

    A mechanism's class says: `word` of the settings; `pusher` and `push`, its command and how that begins; `held(license)`, the
    tokens held back; `tell(license, count)`, which holds them back as an administrator would; `let_go()`, which ends it."""

    slurm = None    # one for all classes of a file
    user = None
    licenses = ("vcs",)
    clusters = ()
    issued = 30
    tokens = 19

    @classmethod
    def setUpClass(cls):
        if SyncCase.slurm is None:
            module = types.SimpleNamespace(addClassCleanup=unittest.addModuleCleanup)
            SyncCase.slurm = real_slurm.Slurm(module, "full", "vcs:30,vcs_b:30,fluent:10")
            SyncCase.user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()

    def setUp(self):
        super().setUp()
        self.alice(5)
        self.write("lmutil", f"#!/bin/sh\ncat {self.path('lmstat')}\n", 0o755)
        for name in ("scontrol", "squeue", "sacctmgr"):
            self.between(name)
        self.configure()
        self.let_go()
        self.addCleanup(self.let_go)
        if self.jobs() != [f"RUNNING {self.licenses[0]}:{self.tokens}"]:
            self.cancel_all()
            self.job(self.tokens)

    def configure(self, sync=None, more=""):
        """The settings; sync is the tool's line for it."""
        licenses = ", ".join(f'"{one}"' for one in self.licenses)
        clusters = ", ".join(f'"{one}"' for one in self.clusters)
        self.settings = self.write("slurmlic.toml", f"""output = "{self.output}"
timeout = "20s"
{more}[slurm]
scontrol = "{self.path('scontrol')}"
{f'clusters = [{clusters}]' if clusters else ''}
[[flexlm]]
name = "syn"
server = "27000@lic1"
lmutil = "{self.path('lmutil')}"
[[tool]]
name = "vcs"
slurm = {{ all = [{licenses}] }}
features = ["syn:VCS"]
{f'sync = "{self.word}"' if sync is None else sync}
""")

    def between(self, name, pattern="none", body=":"):
        """What happens before slurmlic runs that program with such arguments; the tests' own calls are the real ones."""
        self.write(name, BETWEEN.format(name=name, pattern=pattern, body=body, program=support.program(name)), 0o755)

    @contextlib.contextmanager
    def stand_in(self, name, pattern, body):
        """The same for a while. pattern is what the command begins with."""
        self.between(name, f'"{name} {pattern}"*', body)
        yield
        self.between(name)

    def after_read(self, body):
        """Something happens once, when all is read and nothing is told yet."""
        once = self.path("once")
        with contextlib.suppress(FileNotFoundError):
            os.remove(once)
        return self.stand_in(self.pusher, self.push, f"[ -e {once} ] || {{ touch {once}; {body}; }}")

    @contextlib.contextmanager
    def down(self, daemon):
        self.slurm.kill(daemon, "TERM")
        recorded = processes.Recorded(self.slurm.folder, daemon)
        support.wait_until(lambda: recorded.pid() is None, f"{daemon} has ended")
        try:
            yield
        finally:
            self.slurm.start(daemon)

    @contextlib.contextmanager
    def hanging(self, daemon):
        self.slurm.kill(daemon, "STOP")
        try:
            yield
        finally:
            self.slurm.kill(daemon, "CONT")

    def seats(self, seats):
        self.write("lmstat", lmstat(seats, self.issued))

    def alice(self, count):
        """She has so many seats, beside those of the job."""
        self.seats([(self.user, "n1", 9), ("alice", "pc1", count)])

    def jobs(self):
        return self.slurm.do("squeue", "-h", "-o", "%T %W").splitlines()

    def cancel_all(self):
        self.slurm.do("scancel", f"--user={self.user}")
        support.wait_until(lambda: not self.jobs(), "the jobs are gone", every=0.1)

    def state(self, job):
        return self.slurm.do("squeue", "-h", "-j", job, "-o", "%T %r").strip()

    def sbatch(self, tokens):
        """The command that submits a job, in words."""
        return ["sbatch", "--parsable", "-D", "/", "-o", "/dev/null", "-L", f"{self.licenses[0]}:{tokens}", "--wrap",
                "exec sleep 300"]

    def job(self, tokens, waits=False):
        job = self.slurm.do(*self.sbatch(tokens)).strip()
        state = "PENDING Licenses" if waits else "RUNNING None"
        support.wait_until(lambda: self.state(job) == state, f"a job for {tokens}: {state}", every=0.1)
        return job

    def cancel(self, job):
        self.slurm.do("scancel", job)
        support.wait_until(lambda: not self.state(job).startswith(("RUN", "COMP", "PEND")), "it is gone", every=0.1)

    def start_sync(self, *arguments, **options):
        name, _, value = self.mark.partition("=")
        return self.start("sync", *arguments, environment=self.slurm.environment(**{name: value}), **options)

    def sync(self, *arguments, **options):
        begun = time.monotonic()
        return self.finish(self.start_sync(*arguments, **options), begun)

    def published_sync(self, name):
        return self.published(os.path.join(self.output, SYNC_PROM)).value(f"slurmlic_sync_{name}", tool="vcs")

    def protection(self):
        """What is held back of all of the tool's licenses."""
        return sum(self.held(license) for license in self.licenses)

    def apply(self):
        """A sync with nothing wrong."""
        run = self.sync("--apply")
        self.assertEqual((run.status, run.err), (0, []), run.out)
        self.assertEqual(self.published_sync("success"), 1)
        return run

    def apply_during(self, fault, *arguments, **options):
        """Whatever goes wrong while it runs: no less is held back than before, and the reason is printed and published, beside
        the time when all was well."""
        held, last_success = self.protection(), self.published_sync("last_success_timestamp_seconds")
        with fault:
            run = self.sync("--apply", *arguments, **options)
        self.assertGreaterEqual(self.protection(), held, (run.out, run.err))
        self.assertIn(run.status, (0, 1), run.err)
        self.assertEqual(self.published_sync("success"), 1 if run.status == 0 else 0, run.err)
        if run.status == 0:
            self.assertEqual(run.err, [])
            self.assertGreater(self.published_sync("last_success_timestamp_seconds"), last_success)
        else:
            self.assertTrue(any(line.startswith("slurmlic: sync:vcs: ") for line in run.err), run.err)
            self.assertEqual(self.published_sync("last_success_timestamp_seconds"), last_success)
        return run

    def fails_during(self, fault, reason, *arguments, **options):
        """The same, where it has to fail; reason is a regular expression."""
        run = self.apply_during(fault, *arguments, **options)
        self.assertEqual(run.status, 1, run.out)
        self.assertRegex("\n".join(run.err), reason)
        return run
