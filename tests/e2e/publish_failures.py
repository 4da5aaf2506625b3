"""Where the file can't be published: exit 3 (2 where that is plain from the start), and the old file is as it was."""

import os
import shutil
import subprocess
import unittest

import support

NOBODY = "65534"


class Failures(support.Case):
    def setUp(self):
        super().setUp()
        self.small = self.write("small.txt", support.ONE_LICENSE)
        self.big = self.write("big.txt", support.listing(20_000))

    def assert_not_published(self, run, message):
        self.assertEqual(run.err, [f"slurmlic: {message}"])
        self.assertEqual((run.status, run.out), (3, b""))

    def mounted(self, mount):
        """Mounts at out/ in a mount namespace of its own, and publishes the big listing there; returns how that went. What
        stands in out/ before and after is copied to before/ and after/."""
        script = f"""
            set -eu
            mount --make-rprivate / 2>/dev/null || true    # in a chroot "/" is no mount point; there out/ is unmounted again
            trap 'umount out 2>/dev/null || true' EXIT
            {mount}
            cp -a out before
            status=0
            "$0" -c /dev/null -o out -i big.txt || status=$?
            cp -a out after
            exit $status
        """
        namespace = ["--mount", "--propagation", "unchanged"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
        done = subprocess.run([support.program("unshare"), *namespace, "/bin/sh", "-c", script, support.options.slurmlic],
                              cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False)
        if not os.path.exists(self.path("after")):
            self.fail(f"needs root or user namespaces, to mount: {done.stderr.decode()}")
        return support.Finished(done.returncode, done.stdout, done.stderr, 0)

    def content(self, folder):
        found = {}
        for name in os.listdir(self.path(folder)):
            with open(os.path.join(self.path(folder), name), "rb") as file:
                found[name] = file.read()
        return found

    def test_a_full_disk_leaves_the_old_file_and_no_temporary_one(self):
        run = self.mounted('mount -t tmpfs -o size=64k tmpfs out && "$0" -c /dev/null -o out -i small.txt')
        self.assert_not_published(run, "cannot write out/slurm_licenses.prom: No space left on device")
        before = self.content("before")
        self.assertEqual(list(before), [support.PROM])
        self.assertIn(b'slurm_licenses_total{license_name="fluent"} 30\n', before[support.PROM])
        self.assertEqual(self.content("after"), before)

    def test_a_disk_without_free_inodes_leaves_the_old_file(self):
        run = self.mounted('mount -t tmpfs -o size=64m,nr_inodes=2 tmpfs out && echo old >out/slurm_licenses.prom')
        self.assert_not_published(run, "cannot create a file in out: No space left on device")
        self.assertEqual(self.content("after"), {support.PROM: b"old\n"})

    def test_a_read_only_file_system_leaves_the_old_file(self):
        run = self.mounted('"$0" -c /dev/null -o out -i small.txt && mount --bind out out && mount -o remount,bind,ro out')
        self.assert_not_published(run, "cannot create a file in out: Read-only file system")
        self.assertEqual(self.content("after"), self.content("before"))
        self.assertEqual(list(self.content("after")), [support.PROM])

    def test_a_folder_that_only_others_may_write_to_leaves_the_old_file(self):
        self.run_slurmlic("-o", self.output, "-i", self.small)
        before = self.content("out")
        os.chmod(self.output, 0o555)
        self.addCleanup(os.chmod, self.output, 0o755)
        copy = shutil.copy(support.options.slurmlic, self.path("slurmlic"))    # its own folder may be shut to nobody
        as_nobody = []
        if os.geteuid() == 0:
            as_nobody = [support.program("setpriv"), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]
        done = subprocess.run([*as_nobody, copy, "-c", "/dev/null", "-o", self.output, "-i", self.small],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        self.assert_not_published(support.Finished(done.returncode, done.stdout, done.stderr, 0),
                                  f"cannot create a file in {self.output}: Permission denied")
        self.assertEqual(self.content("out"), before)

    def test_a_file_size_limit_leaves_the_old_file(self):
        self.run_slurmlic("-o", self.output, "-i", self.small)
        before = self.content("out")
        for trap in ("", "trap '' XFSZ; "):
            with self.subTest(trap):
                done = subprocess.run(["/bin/sh", "-c", trap + "ulimit -f 64; exec \"$@\"", "sh", support.options.slurmlic,
                                       "-c", "/dev/null", "-o", self.output, "-i", self.big], env=self.environment(),
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
                self.assert_not_published(support.Finished(done.returncode, done.stdout, done.stderr, 0),
                                          f"cannot write {self.output}/{support.PROM}: File too large")
                self.assertEqual(self.content("out"), before)

    def test_a_missing_folder_is_told(self):
        for output in (self.path("missing"), self.path("missing/"), self.path("missing/x.prom")):
            with self.subTest(output):
                self.assert_not_published(self.run_slurmlic("-o", output, "-i", self.small),
                                          f"cannot open the directory {self.path('missing')}: No such file or directory")

    def test_a_folder_that_is_a_file_is_told(self):
        self.assert_not_published(self.run_slurmlic("-o", self.path("small.txt/x.prom"), "-i", self.small),
                                  f"cannot open the directory {self.small}: Not a directory")

    def test_a_wrong_file_name_is_refused_and_nothing_is_run(self):
        scontrol = self.scontrol(f"touch '{self.path('mark')}'\ncat small.txt")
        for name in ("x.txt", "x.prom.tmp", "x.PROM", "small.txt"):
            with self.subTest(name):
                run = self.run_slurmlic("-o", name, "--scontrol", scontrol, cwd=self.folder)
                self.assertEqual((run.status, run.out), (2, b""))
                self.assertEqual(run.err, ["slurmlic: output: expected -, a directory, or a file whose name ends in .prom, got "
                                           f'"{name}"'])
        self.assertEqual(sorted(os.listdir(self.folder)), ["big.txt", "out", "scontrol", "small.txt"])

    def test_a_full_device_on_standard_output_is_told(self):
        for saved in (self.small, self.big):
            with open("/dev/full", "wb") as full:
                run = self.run_slurmlic("-i", saved, stdout=full)
            self.assertEqual((run.status, run.err),
                             (3, ["slurmlic: cannot write to standard output: No space left on device"]))

    def test_help_and_version_that_cannot_be_printed_are_told(self):
        for word in ("--help", "--version"):
            for redirection, why in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
                with self.subTest((word, redirection)):
                    done = subprocess.run(["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", support.options.slurmlic, word],
                                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
                    self.assert_not_published(support.Finished(done.returncode, done.stdout, done.stderr, 0),
                                              f"cannot write to standard output: {why}")

    def test_a_closed_pipe_on_standard_output_is_told(self):
        for saved in (self.small, self.big):
            read, write = os.pipe()
            os.close(read)
            run = self.run_slurmlic("-i", saved, stdout=write)
            os.close(write)
            self.assertEqual((run.status, run.err), (3, ["slurmlic: cannot write to standard output: Broken pipe"]))


if __name__ == "__main__":
    support.main()
