"""Jobs of a real Slurm in every state in which they hold licenses or wait for them: none is overlooked."""

import real_slurm
import support


class RealSlurmStates(support.Case):
    @classmethod
    def setUpClass(cls):
        cls.slurm = real_slurm.Slurm(cls, "full", licenses="fluent:100,abaqus:100")
        cls.jobs = {name: cls.submit(licenses, *options) for name, licenses, options in (
            ("stopped", "fluent:1", ()), ("suspended", "fluent:2", ()), ("plain", "fluent:4;abaqus:3", ()),
            ("held again", "fluent:8", ("--requeue",)), ("special exit", "fluent:16", ("--requeue",)))}
        cls.jobs["array"] = cls.submit("abaqus:30", "--array=1-9:2%2")
        support.wait_until(lambda: cls.states().count("R") == 7, "all but the rest of the array run", seconds=60, every=0.2)
        cls.slurm.do("scancel", "-s", "STOP", cls.jobs["stopped"])
        cls.slurm.do("scontrol", "suspend", cls.jobs["suspended"])
        cls.slurm.do("scontrol", "requeuehold", cls.jobs["held again"])
        cls.slurm.do("scontrol", "requeuehold", "State=SpecialExit", cls.jobs["special exit"])
        support.wait_until(lambda: {"ST", "S", "SE"} <= set(cls.states()) and cls.used("fluent") == 7,
                           "each job is in its state", seconds=60, every=0.2)

    @classmethod
    def submit(cls, licenses, *options):
        return cls.slurm.do("sbatch", "--parsable", "-o", "/dev/null", "-L", licenses, *options, "--wrap", "sleep 300").strip()

    @classmethod
    def states(cls):
        return cls.slurm.do("squeue", "-h", "-t", "all", "-o", "%t").split()

    @classmethod
    def used(cls, name):
        return int(cls.slurm.licenses()[name]["Used"])

    def collect(self):
        self.settings = self.write("settings.toml", "")    # the usual scontrol and squeue
        run = self.run_slurmlic("-o", self.output, environment=self.slurm.environment())
        self.assertEqual((run.status, run.err), (0, []))
        return self.published()

    def test_every_job_counts_and_every_token_is_explained(self):
        families = self.collect()
        expected = {("fluent", "running"): (3, 7), ("fluent", "pending"): (2, 24),
                    ("abaqus", "running"): (3, 63), ("abaqus", "pending"): (3, 90)}
        for (name, state), (jobs, tokens) in expected.items():
            with self.subTest(name=name, state=state):
                self.assertEqual(families.value("slurm_licenses_jobs", license_name=name, state=state), jobs)
                self.assertEqual(families.value("slurm_licenses_requested", license_name=name, state=state), tokens)
        for name in ("fluent", "abaqus"):
            self.assertEqual(families.value("slurm_licenses_unexplained", license_name=name), 0)
            self.assertEqual(families.value("slurm_licenses_used", license_name=name), self.used(name))

    def test_a_pending_array_is_one_line_of_squeue(self):
        lines = [line for line in self.slurm.do("squeue", "-h", "-o", "%i|%t").split() if line.endswith("|PD") and "_" in line]
        self.assertEqual(lines, [f"{self.jobs['array']}_[5,7,9%2]|PD"])


if __name__ == "__main__":
    support.main()
