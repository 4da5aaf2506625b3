"""How scontrol is started: its words, environment, descriptors, and several clusters side by side."""

import os
import signal
import unittest

import support

GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"
CLUSTERS = ["a", "b", "c", "d", "e"]


class Start(support.Case):
    def collect(self, scontrol, *arguments, **start):
        return self.run_slurmlic("-o", self.output, "--scontrol", scontrol, *arguments, **start)

    def collect_well(self, *arguments, **start):
        run = self.collect(*arguments, **start)
        self.assertEqual((run.status, run.out, run.err), (0, b"", []))
        self.assert_nothing_left()

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def test_its_words_are_show_lic(self):
        self.collect_well(self.scontrol(f"printf '%s\\0' \"$@\" >'{self.path('words')}'\n{GOOD}"))
        self.assertEqual(self.read("words").split(b"\0")[:-1], [b"show", b"lic"])

    def test_no_shell_reads_the_name_of_a_cluster(self):
        scontrol = self.scontrol(f"printf '%s\\0' \"$@\" >'{self.path('words')}'\n{GOOD}")
        for cluster in ("$(touch${IFS}x)", "a;b", "`touch${IFS}x`", "a&&b", "a|b", "*", "'", '"', "a\\b", "\u00fc"):
            with self.subTest(cluster):
                self.collect_well(scontrol, "-M", cluster, cwd=self.folder)
                self.assertEqual(self.read("words").decode().split("\0")[:-1], ["-M", cluster, "show", "lic"])
                self.assertFalse(os.path.exists(self.path("x")))
                self.assertEqual(self.published().value("slurmlic_source_up", source=f"slurm:{cluster}"), 1)
                self.assertEqual(self.published().value("slurm_licenses_total", license_name="fluent", cluster=cluster), 30)

    def test_a_cluster_that_can_be_none_is_refused_and_nothing_is_run(self):
        scontrol = self.scontrol(f"touch '{self.path('mark')}'\n{GOOD}")
        for cluster in ("$(touch x)", "-a", "--help", "", "all", "a\nb", "a\x1bb"):
            with self.subTest(cluster):
                run = self.collect(scontrol, f"--cluster={cluster}", cwd=self.folder)
                self.assertEqual((run.status, run.out, len(run.err)), (2, b"", 1))
                self.assertEqual(sorted(os.listdir(self.folder)), ["out", "scontrol"])
                self.assertEqual(os.listdir(self.output), [])

    def test_no_shell_reads_the_path_of_scontrol(self):
        os.mkdir(self.path("a b;c"))
        self.collect_well(self.scontrol(GOOD, "a b;c/scon$trol '\"*"))

    def test_its_environment_asks_for_what_we_read_and_keeps_the_rest(self):
        scontrol = self.scontrol(f"env >'{self.path('environment')}'\n{GOOD}")
        self.collect_well(scontrol, environment=self.environment(
            SLURM_CLUSTERS="other", SLURM_TIME_FORMAT="relative", LC_ALL="de_DE.UTF-8", SLURM_CONF="/its/own", KEPT="yes"))
        seen = dict(line.split("=", 1) for line in self.read("environment").decode().splitlines() if "=" in line)
        self.assertEqual(seen["SLURM_TIME_FORMAT"], "%s")
        self.assertEqual(seen["LC_ALL"], "C")
        self.assertEqual((seen["SLURM_CONF"], seen["KEPT"]), ("/its/own", "yes"))
        self.assertNotIn("SLURM_CLUSTERS", seen)

    def test_it_has_its_three_streams_and_no_other_descriptor(self):
        seen = f'"{self.folder}/fds.$2"'
        scontrol = self.scontrol(f"ls /proc/self/fd >{seen}\nreadlink /proc/self/fd/0 >>{seen}\nsleep 0.3\n{GOOD}")
        self.collect_well(scontrol, "-M", ",".join(CLUSTERS))
        for cluster in CLUSTERS:    # 3 is the folder that ls reads
            self.assertEqual(self.read(f"fds.{cluster}").split(), [b"0", b"1", b"2", b"3", b"/dev/null"])

    def test_it_has_signals_as_slurmlic_got_them_but_those_of_writing_end_it(self):
        def ignore():
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)    # as systemd does
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        scontrol = self.scontrol(f"grep -E '^Sig(Blk|Ign)' /proc/self/status >'{self.path('signals')}'\n{GOOD}")
        self.collect_well(scontrol, preexec_fn=ignore, restore_signals=False)
        masks = {line.split()[0]: int(line.split()[1], 16) for line in self.read("signals").splitlines()}
        self.assertEqual(masks[b"SigBlk:"], 0)
        for ends in (signal.SIGPIPE, signal.SIGXFSZ):
            self.assertEqual(masks[b"SigIgn:"] >> (ends - 1) & 1, 0)

    def test_clusters_are_asked_side_by_side(self):
        run = self.collect(self.scontrol(f"sleep 1\n{GOOD}"), "-M", ",".join(CLUSTERS))
        self.assertEqual((run.status, run.err), (0, []))
        self.assertLess(run.seconds, 3)
        for cluster in CLUSTERS:
            self.assertEqual(self.published().value("slurm_licenses_used", license_name="fluent", cluster=cluster), 4)

    def test_a_cluster_that_hangs_costs_the_others_nothing(self):
        scontrol = self.scontrol(f"[ \"$2\" = c ] && sleep 60\n{GOOD}")
        run = self.collect(scontrol, *[word for cluster in CLUSTERS for word in ("-M", cluster)], "--timeout", "2s")
        self.assertEqual(run.status, 1)
        self.assertEqual(len(run.err), 1)
        self.assertTrue(run.err[0].startswith(f"slurmlic: slurm:c: {scontrol} -M c show lic: not done within 2s, killed "),
                        run.err[0])
        self.assertLess(run.seconds, 3)
        families = self.published()
        for cluster in CLUSTERS:
            self.assertEqual(families.value("slurmlic_source_up", source=f"slurm:{cluster}"), float(cluster != "c"))
            duration = families.value("slurmlic_source_duration_seconds", source=f"slurm:{cluster}")
            self.assertEqual(duration > 1.5, cluster == "c")
        self.assertEqual({dict(labels)["cluster"] for labels, _ in families["slurm_licenses_total"]}, {"a", "b", "d", "e"})
        self.assert_nothing_left()

    def test_more_clusters_than_run_at_once_are_all_asked(self):
        clusters = [f"c{i:02d}" for i in range(40)]
        scontrol = self.scontrol(f"echo . >>'{self.path('asked')}'\nsleep 0.1\n{GOOD}")
        self.collect_well(scontrol, "-M", ",".join(clusters))
        self.assertEqual(self.read("asked"), b".\n" * 40)
        self.assertEqual(len(self.published()["slurm_licenses_total"]), 40)

    def test_every_cluster_tells_its_own_failure_in_its_own_line(self):
        scontrol = self.scontrol(f"case $2 in b|d) echo no $2 >&2; exit 3;; esac\n{GOOD}")
        run = self.collect(scontrol, "-M", "e,d,c,b,a")
        self.assertEqual(run.status, 1)
        self.assertEqual(run.err, [f"slurmlic: slurm:{cluster}: {scontrol} -M {cluster} show lic: exit status 3: no {cluster}"
                                   for cluster in ("b", "d")])


if __name__ == "__main__":
    support.main()
