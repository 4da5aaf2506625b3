"""Two clusters, each with a slurmctld of its own, at one slurmdbd: see sync.py and sync_lastconsumed.py."""

import contextlib
import os
import re
import shutil
import subprocess

import processes
import support


class TwoClusters:
    """The second one has no nodes; its licenses are free. A mechanism's class says: `share()`, which gives both of them the
    license; `free_of(cluster)`, the tokens that it hands out."""

    clusters = ("bed", "second")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.slurm.folder
        with open(cls.slurm.conf, encoding="utf-8") as file:
            conf = file.read()
        conf = conf.replace("ClusterName=bed", "ClusterName=second")
        conf = re.sub("SlurmctldPort=.*", f"SlurmctldPort={processes.free_ports(1)[0]}", conf)
        for name in ("ctld", "slurmctld.pid", "slurmctld.log"):
            conf = conf.replace(f"/{name}\n", f"/second.{name}\n")
        os.mkdir(os.path.join(folder, "second"))
        os.mkdir(os.path.join(folder, "spool", "second.ctld"))
        shutil.copy(os.path.join(folder, "cgroup.conf"), os.path.join(folder, "second"))
        path = os.path.join(folder, "second", "slurm.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(conf)
        cls.slurm.do("sacctmgr", "-i", "add", "cluster", "second")
        cls.second_environment = {**cls.slurm.environment(), "SLURM_CONF": path}
        cls.start_second()
        cls.addClassCleanup(lambda: cls.stop_second())
        cls.share()
        support.wait_until(lambda: cls.licenses[0] in cls.slurm.do("scontrol", "-M", "second", "show", "lic"),
                           "the second cluster has the license", every=0.2)

    @classmethod
    def start_second(cls):
        cls.second = subprocess.Popen([support.program("slurmctld"), "-D"], env=cls.second_environment,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        support.wait_until(lambda: cls.is_second_up(), "the second cluster answers", every=0.2)

    @classmethod
    def is_second_up(cls):
        done = subprocess.run([support.program("scontrol"), "-M", "second", "show", "lic"], env=cls.slurm.environment(),
                              check=False, capture_output=True, timeout=60)
        return done.returncode == 0

    @classmethod
    def stop_second(cls):
        cls.second.terminate()
        cls.second.wait(timeout=60)

    @contextlib.contextmanager
    def second_down(self):
        self.stop_second()
        try:
            yield
        finally:
            self.start_second()

    def test_both_together_can_not_take_more_than_is_safe(self):
        for alice in (5, 0, 7):
            with self.subTest(alice=alice):
                self.alice(alice)
                self.apply()
                free = sum(self.free_of(cluster) for cluster in self.clusters)
                self.assertEqual(free, self.issued - self.tokens - alice)

    def test_one_that_fails_leaves_both_as_they_were(self):
        self.apply()
        self.alice(1)
        self.fails_during(self.second_down(), r"scontrol could not be asked \(slurm:second\)", "--timeout", "3s")
        for name, command, reason in (
                ("scontrol", "-M second show lic", r"scontrol could not be asked \(slurm:second\)"),
                ("squeue", "-M second", r"squeue could not be asked \(squeue:second\)"),
                ("squeue", "", r"squeue could not be asked \(squeue:bed\)"),
                (self.pusher, self.push, "exit status 1: no")):
            with self.subTest(name=name, command=command):
                self.fails_during(self.stand_in(name, command, "echo no >&2; exit 1"), reason)
        self.apply()
