"""slurmlic doctor on how a real node_exporter runs: what it says of it is what then stands on node_exporter's page."""

import os
import subprocess
import unittest

import doctor_room
import monitoring
import support

DEFAULT = "/var/lib/prometheus/node-exporter"    # of Debian's package
is_root = os.geteuid() == 0


class Exporting(doctor_room.Host):
    def setUp(self):
        super().setUp()
        self.slurm_environment = support.clean_environment(PATH=f"{self.folder}:{os.environ['PATH']}")
        self.write("scontrol", "#!/bin/sh\ncase $* in\n'show lic') cat <<'END'\n" + support.ONE_LICENSE +
                   "END\n;;\n'show config') ;;\n*) echo slurm 22.05.8 ;;\nesac\n", 0o755)
        self.settings = self.write("slurmlic.toml", f"output = \"{self.output}\"\n[slurm]\nsqueue = false\n")
        self.publish()

    def publish(self):
        run = self.run_slurmlic(environment=self.slurm_environment)
        self.assertEqual((run.status, run.err), (0, []))

    def verdict(self, *arguments):
        """(status, finding, mend) on node_exporter, or on the file where that can't be read; agrees with its page."""
        found, page = self.findings(*arguments)
        bad = [one for one in found if one["status"] != "ok"]
        self.assertLessEqual(len(bad), 1, bad)
        one = (bad or [one for one in found if one["subject"] == "node_exporter"])[0]
        self.assertEqual("\nslurmlic_build_info{" in page, one["status"] == "ok", str(one))
        return one["status"], one["finding"], one["mend"]

    def assert_read(self, *arguments):
        self.assertEqual(self.verdict(*arguments)[0], "ok")

    def assert_bad(self, finding, mend, *arguments):
        verdict = self.verdict(*arguments)
        self.assertEqual(verdict[0], "bad")
        self.assertIn(finding, verdict[1])
        self.assertRegex(verdict[2], mend)
        return verdict[2]

    def paste(self, mend):
        subprocess.run(["/bin/sh", "-c", mend], check=True, timeout=60)

    def test_the_directory_by_either_spelling_a_link_a_pattern_or_relative_to_its_working_directory(self):
        os.symlink(self.output, self.path("link"))
        for flags in ([f"--collector.textfile.directory={self.output}/"], ["--collector.textfile.directory", self.path("link")],
                      ["--collector.textfile.directory=out"], [f"--collector.textfile.directory={self.folder}/ou*"],
                      ["--collector.textfile.directory=[n-p]u?"], [f"@{self.write('flags', '--collector.textfile.directory=' + self.output)}"]):
            with self.subTest(flags):
                self.flags = flags
                self.assert_read()

    def test_another_directory_and_the_mend_makes_it_right(self):
        os.mkdir(self.path("other"))
        self.flags = ["--collector.textfile.directory", self.path("other")]
        mend = self.assert_bad(f"reads {self.path('other')}, not {self.output}", r"^sed -i .* /etc/cron\.d/slurmlic$")
        self.paste(mend.replace("/etc/cron.d", self.path("cron.d")))
        with open(self.path("cron.d/slurmlic"), encoding="utf-8") as file:
            self.assertEqual(file.read(), f"* * * * * root slurmlic -o {self.path('other')}\n")
        self.output = self.path("other")
        self.settings = self.write("slurmlic.toml", f"output = \"{self.output}\"\n[slurm]\nsqueue = false\n")
        self.publish()
        self.assert_read()

    def test_a_collector_that_is_off(self):
        self.flags.append("--no-collector.textfile")
        self.exporter = lambda port: [self.program, f"--web.listen-address=127.0.0.1:{port}", *self.flags]
        mend = self.assert_bad("runs with its textfile collector off", "^kill [0-9]+ && ")
        self.assertNotIn("--no-collector.textfile", mend)

    def test_defaults_off_and_the_collector_not_on(self):
        self.exporter = lambda port: [self.program, f"--web.listen-address=127.0.0.1:{port}", "--collector.disable-defaults",
                                      "--collector.time", *self.flags]
        self.assert_bad("runs with its textfile collector off", " --collector.time .*--collector.textfile ")

    @unittest.skipUnless(os.path.isdir(DEFAULT), "no package of Debian made its directory")
    def test_the_directory_that_is_compiled_in(self):
        self.binds.append((self.output, DEFAULT))
        self.flags = []
        self.write("cron.d/slurmlic", f"* * * * * root slurmlic -o {DEFAULT}\n")
        self.assert_read("-o", DEFAULT)

    def test_none(self):
        self.runs_exporter = False
        found, _ = self.findings()
        self.assertEqual([(one["status"], one["subject"]) for one in found if one["status"] != "ok"], [("warn", "node_exporter")])

    @unittest.skipUnless(is_root, "needs another user than the one who writes")
    def test_a_directory_that_its_user_may_not_enter_and_the_mend(self):
        os.chmod(self.output, 0o750)
        mend = self.assert_bad(f"may not read {self.output}: mode 0750, root:root", f"^chmod o\\+rx {self.output}$")
        self.paste(mend)
        self.assert_read()
        os.chmod(self.folder, 0o700)
        mend = self.assert_bad(f"may not enter {self.folder}: mode 0700, root:root", f"^chmod o\\+x {self.folder}$")
        self.paste(mend)
        self.assert_read()

    @unittest.skipUnless(is_root, "needs another user than the one who writes")
    def test_a_file_that_its_user_may_not_read_and_the_mend(self):
        os.chmod(os.path.join(self.output, support.PROM), 0o600)
        mend = self.assert_bad("may not read", r"^chmod o\+r ")
        self.paste(mend)
        self.assert_read()

    @unittest.skipUnless(is_root, "needs groups")
    def test_a_group_among_others_lets_it_in(self):
        os.chown(self.output, 0, 12345)
        os.chmod(self.output, 0o750)
        self.prefix = [*doctor_room.AS_NOBODY[:-1], "--groups", "12345"]
        self.assert_read()

    @unittest.skipUnless(is_root, "needs groups")
    def test_its_own_group_keeps_it_out_where_others_may(self):
        os.chown(self.output, 0, int(monitoring.NOBODY))
        os.chmod(self.output, 0o705)
        self.paste(self.assert_bad("may not read", r"^chmod g\+rx "))
        self.assert_read()

    @unittest.skipUnless(is_root, "needs capabilities")
    def test_root_without_its_capabilities(self):
        os.chown(self.output, int(monitoring.NOBODY), int(monitoring.NOBODY))
        os.chmod(self.output, 0o700)
        self.prefix = []
        self.assert_read()
        self.prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        self.assert_bad("user root) may not read", r"^chmod o\+rx ")

    @unittest.skipUnless(is_root, "needs another user than the one who writes")
    def test_a_link_into_a_folder_that_it_may_not_enter(self):
        os.mkdir(self.path("private"), 0o700)
        os.rename(self.output, self.path("private/out"))
        os.symlink(self.path("private/out"), self.output)
        self.paste(self.assert_bad("may not enter", r"^chmod o\+x "))
        self.assert_read()

    @unittest.skipUnless(is_root, "mounts")
    def test_a_unit_that_hides_the_directory(self):
        script = 'mount --make-rprivate / 2>/dev/null; mount -t tmpfs tmpfs "$0" && exec "$@"'
        self.prefix = ["unshare", "--mount", "--propagation", "unchanged", "/bin/sh", "-c", script, self.output]
        self.assert_bad(f"sees another {self.output} than this host, or none", "^kill ")

    @unittest.skipUnless(is_root, "needs another user")
    def test_asked_by_a_user_who_sees_less(self):
        os.chmod(self.folder, 0o755)
        self.write("cron.d/slurmlic", f"* * * * * nobody slurmlic -o {self.output}\n")
        os.chown(self.output, int(monitoring.NOBODY), int(monitoring.NOBODY))
        os.chmod(os.path.join(self.output, support.PROM), 0o644)
        support.options.slurmlic, program = self.write("slurmlic", "#!/bin/sh\nexec " + " ".join(doctor_room.AS_NOBODY) +
                                                       f" {support.options.slurmlic} \"$@\"\n", 0o755), support.options.slurmlic
        try:
            self.assert_read()
        finally:
            support.options.slurmlic = program


if __name__ == "__main__":
    support.main()
