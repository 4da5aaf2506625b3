"""slurmlic doctor on how a real node_exporter runs: what it says of it is what stands on node_exporter's page."""

import http.server
import os
import resource
import shutil
import subprocess
import threading
import time
import unittest

import doctor_room
import support

SECRET = "$2b$04$9Xq3PbzDQjfD5OukUpaeSuHlrw6eybLwcr4uZsaNco9OJ.Am.v0Gq"    # "secret"


class Exporting(doctor_room.Host):
    def setUp(self):
        super().setUp()
        self.slurm_environment = support.clean_environment(PATH=f"{self.folder}:{os.environ['PATH']}")
        self.write("scontrol", "#!/bin/sh\ncase $* in\n'show lic') cat <<'END'\n" + support.ONE_LICENSE +
                   "END\n;;\nesac\n", 0o755)
        self.configure(self.output)
        self.publish()

    def configure(self, output):
        self.settings = self.write("slurmlic.toml", f"output = \"{output}\"\n[slurm]\nsqueue = false\n")

    def publish(self):
        run = self.run_slurmlic(environment=self.slurm_environment)
        self.assertEqual((run.status, run.err), (0, []))

    def verdict(self, *arguments):
        """[(status, finding, mend)] of what is not ok of node_exporter; all else must be."""
        found = self.complaints(*arguments)
        self.assertLessEqual(set(found), {"node_exporter"}, found)
        return found.get("node_exporter", [])

    def assert_read(self, *arguments):
        self.assertEqual(self.verdict(*arguments), [])

    def assert_bad(self, finding, mend, *arguments):
        verdict = self.verdict(*arguments)
        self.assertIn("bad", [status for status, _, _ in verdict])
        self.assertIn(finding, "\n".join(what for _, what, _ in verdict))
        self.assertIn(mend, [advice for _, _, advice in verdict])

    def start_with(self, directory):
        return f"start node_exporter with --collector.textfile --collector.textfile.directory={directory}"

    def test_the_directory_by_its_name_by_a_link_and_relative_to_its_working_directory(self):
        os.symlink(self.output, self.path("link"))
        for name in (self.output, self.output + "/", self.path("link"), "out"):
            with self.subTest(name):
                self.flags[-1] = f"--collector.textfile.directory={name}"
                self.assert_read()

    def test_a_proxy_of_the_environment_is_passed_by(self):
        self.slurm_environment["http_proxy"] = "http://127.0.0.1:1"
        self.assert_read()

    def test_a_node_exporter_of_any_name(self):
        self.program = shutil.copy(self.program, self.path("node_exporter_1.8.2"))
        self.assert_read()

    def test_another_directory(self):
        os.mkdir(self.path("other"))
        self.flags[-1] = f"--collector.textfile.directory={self.path('other')}"
        prom = os.path.join(self.output, support.PROM)
        self.assert_bad(f"it reads no file, not {prom}", self.start_with(self.output))
        self.write("other/apt.prom", "apt_upgrades_pending 3\n")
        self.assert_bad(f"it reads {self.path('other')}, not {prom}", self.start_with(self.output))
        # An old copy of ours there is not our file.
        with open(prom, encoding="utf-8") as file:
            self.write("other/" + support.PROM, file.read())
        self.publish()
        self.assert_bad(f"it reads {self.path('other')}, not {prom}", self.start_with(self.output))
        self.configure(self.path("other"))
        self.schedule(f"* * * * * root slurmlic -o {self.path('other')}\n")
        os.remove(self.path("other/" + support.PROM))
        self.output = self.path("other")
        self.publish()
        self.assert_read()

    def test_a_collector_that_is_off(self):
        for flags in (["--no-collector.textfile", self.flags[-1]], ["--collector.disable-defaults", "--collector.time"]):
            with self.subTest(flags):
                self.flags = flags
                self.assert_bad("it runs with its textfile collector off", self.start_with(self.output))

    def test_none_that_runs(self):
        self.runs_exporter = False
        (status, finding, mend), = self.verdict()
        self.assertEqual(status, "warn")
        self.assertRegex(finding, rf"^{self.url()}: curl: \(7\) Failed to connect to 127\.0\.0\.1 port {self.port}")
        self.assertTrue(mend.startswith("slurmlic doctor --exporter URL"))

    def test_one_that_asks_for_a_password(self):
        self.flags.append(f"--web.config.file={self.write('web.yml', f'basic_auth_users: {{bob: {SECRET}}}')}")
        refused = f"{self.url()}: curl: (22) The requested URL returned error: 401"
        (status, finding, _), = self.verdict()
        self.assertEqual((status, finding), ("warn", refused))
        self.credentials = "bob:wrong@"
        self.assertEqual([what for _, what, _ in self.verdict()], [refused])
        self.credentials = "bob:secret@"
        self.assert_read()
        self.credentials = ""
        self.write(".netrc", "machine 127.0.0.1 login bob password secret\n", 0o600)
        self.write(".curlrc", "netrc\n")
        self.slurm_environment["HOME"] = self.folder
        self.assert_read()

    def test_a_page_of_something_else(self):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>Hello</html>\n")

            def log_message(self, *_):
                pass

        self.runs_exporter = False
        server = http.server.HTTPServer(("127.0.0.1", self.port), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        (status, finding, _), = self.verdict()
        self.assertEqual((status, finding), ("bad", f"{self.url()}: this is no page of node_exporter"))

    @unittest.skipUnless(doctor_room.is_root, "needs another user than the one who writes")
    def test_a_directory_and_a_file_that_its_user_may_not_read(self):
        prom = os.path.join(self.output, support.PROM)
        for path, closed, opened in ((self.output, 0o750, 0o755), (prom, 0o600, 0o644)):
            with self.subTest(path):
                os.chmod(path, closed)
                self.assert_bad("node_textfile_scrape_error is 1", f"namei -l {prom}")
                os.chmod(path, opened)
                self.assert_read()

    def test_a_broken_file_beside_ours(self):
        self.write("out/other.prom", "a 1")
        self.assert_bad("node_textfile_scrape_error is 1", f"namei -l {os.path.join(self.output, support.PROM)}")

    def test_a_file_of_ours_under_another_name(self):
        shutil.copy(os.path.join(self.output, support.PROM), self.path("out/it's old.prom"))
        (status, finding, mend), = self.complaints()["neighbours"]
        self.assertEqual((status, finding), ("bad", f"{self.output}/it's old.prom has license_tool_info, too: "
                                                    "series that come twice are lost"))
        subprocess.run(["/bin/sh", "-c", mend], check=True, timeout=60)
        self.assert_read()

    def test_a_fifo_on_which_node_exporter_hangs(self):
        os.mkfifo(os.path.join(self.output, "pipe.prom"))
        found = self.complaints("--timeout", "1s")
        self.assertEqual(sorted(found), ["neighbours", "node_exporter"])
        self.assertIn("curl: (28) ", found["node_exporter"][0][1])
        self.assertIn("is a FIFO", found["neighbours"][0][1])

    def test_a_relative_output_gives_a_line_for_cron_that_is_right_wherever_cron_starts_it(self):
        os.rename(self.output, self.path("50% off"))
        os.symlink(self.path("50% off"), self.output)    # for node_exporter
        self.schedule("# nothing\n")
        self.write("slurmlic", "#!/bin/sh\n", 0o755)
        bad, = [mend for status, _, mend in self.complaints("-o", "50% off")["schedule"]]
        self.assertEqual(self.in_room("/bin/sh", "-c", bad).returncode, 0)
        with open(self.path("cron.d/slurmlic"), encoding="utf-8") as file:
            line = file.read()
        command = f"{self.path('slurmlic')} --output '{self.folder}/50\\% off'"
        self.assertEqual(line, f"* * * * * root {command} 2>&1 | logger -t slurmlic\n")

    def test_a_relative_output_in_the_schedule_is_bad(self):
        self.schedule("* * * * * root slurmlic -o out\n")
        (status, finding, mend), = self.complaints()["schedule"]
        self.assertEqual((status, finding, mend), (
            "bad", '/etc/cron.d/slurmlic publishes "out", which is relative to where it is started',
            f"let it publish with --output {self.output}"))

    def test_large_files_that_are_in_the_way_cost_nothing(self):
        shutil.copy(support.program("sleep"), self.path("node_exporter"))
        self.write("out/other.prom", "")
        for name in ("node_exporter", "out/other.prom"):
            os.truncate(self.path(name), 1 << 30)
        sleeper = subprocess.Popen([self.path("node_exporter"), "60"])
        self.addCleanup(sleeper.wait)
        self.addCleanup(sleeper.kill)
        self.runs_exporter = False
        begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertEqual([status for status, _, _ in self.verdict()], ["warn"])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertLess(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)
        self.assertLess(after.ru_maxrss, 256 << 10)    # KiB, of the largest child

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_the_directory_is_tried_by_the_user_of_the_service(self):
        self.schedule(f"* * * * * nobody slurmlic -o {self.output}\n")
        found = self.complaints()
        self.assertEqual(sorted(found), ["directory"])
        status, finding, mend = found["directory"][0]
        self.assertEqual(status, "bad")
        self.assertRegex(finding, rf"^{self.output}: nobody can't publish there: mktemp: .*Permission denied$")
        self.assertEqual(mend, f'( cd -P -- {self.output} && test "$(env pwd -P)" = {self.output} && '
                               'setfacl -m u:nobody:rwx . )')
        # A stranger is faster: nothing is given away.
        os.rename(self.output, self.path("elsewhere"))
        os.mkdir(self.path("victim"))
        os.symlink(self.path("victim"), self.output)
        self.assertNotEqual(subprocess.run(["/bin/sh", "-c", mend], check=False, timeout=60).returncode, 0)
        self.assertEqual(os.listxattr(self.path("victim")), [])
        os.remove(self.output)
        os.rename(self.path("elsewhere"), self.output)
        subprocess.run(["/bin/sh", "-c", mend], check=True, timeout=60)
        self.assertLessEqual(set(self.complaints()), {"access"})    # others are in that group, too
        self.assert_only_the_file_in(self.output)
        # It may not even get there.
        os.chmod(self.folder, 0o700)
        self.user = []
        self.assertEqual([mend for _, _, mend in self.complaints()["directory"]], [f"namei -l {self.output}"])

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_a_user_that_there_is_not(self):
        self.schedule(f"* * * * * nosuchuser slurmlic -o {self.output}\n")
        self.assertIn("user nosuchuser does not exist", self.complaints()["directory"][0][1])

    @unittest.skipUnless(doctor_room.is_root, "needs another user")
    def test_a_source_that_hangs_is_killed_as_the_user_of_the_service_too(self):
        os.chmod(self.output, 0o777)
        self.schedule(f"* * * * * nobody slurmlic -o {self.output}\n")
        name, _, value = self.mark.partition("=")
        self.slurm_environment[name] = value
        self.write("scontrol", "#!/bin/sh\nsleep 300\n", 0o755)
        found = self.complaints("--timeout", "500ms")
        self.assertIn("not done within 500ms", found["slurm"][0][1])
        self.assert_nothing_left()

    def test_a_directory_that_is_not_there(self):
        self.schedule("# nothing\n")
        found = self.complaints("-o", self.path("gone"))
        self.assertEqual(found["directory"], [("bad", f"{self.path('gone')} is not there",
                                               f"install -d -o root {self.path('gone')}")])


if __name__ == "__main__":
    support.main()
