"""What may stand in the place of the file before: links, FIFOs, folders, files of any mode."""

import os
import unittest

import support

FAILING = "exit 7"


class Targets(support.Case):
    def setUp(self):
        super().setUp()
        self.small = self.write("small.txt", support.ONE_LICENSE)
        self.target = os.path.join(self.output, support.PROM)

    def collect(self, output=None, **start):
        run = self.run_slurmlic("-o", output or self.output, "-i", self.small, timeout=10, **start)
        self.assertEqual((run.status, run.out, run.err), (0, b"", []))

    def collect_nothing(self):
        run = self.run_slurmlic("-o", self.output, "--scontrol", self.scontrol(FAILING), timeout=10)
        self.assertEqual((run.status, len(run.err)), (1, 1))

    def assert_published(self, path=None):
        path = path or self.target
        self.assertEqual(self.published(path).value("slurm_licenses_total", license_name="fluent"), 30)
        self.assert_mode(path, 0o644)

    def test_the_mode_is_0644_whatever_the_umask_and_the_old_file_s_mode(self):
        for umask in (0o077, 0o000, 0o777):
            for old_mode in (None, 0o600, 0o000, 0o777):
                with self.subTest(umask=umask, old_mode=old_mode):
                    if old_mode is not None:
                        os.chmod(self.target, old_mode)
                    self.collect(preexec_fn=lambda mask=umask: os.umask(mask))
                    self.assert_published()
                    self.assert_only_the_file_in(self.output)

    def test_a_symlink_is_replaced_and_what_it_points_to_is_untouched(self):
        victim = self.write("victim", "precious\n", 0o600)
        for aim in (victim, self.path("nosuch"), support.PROM):
            with self.subTest(aim):
                if os.path.lexists(self.target):
                    os.remove(self.target)
                os.symlink(aim, self.target)
                self.collect()
                self.assert_published()
        self.assert_mode(victim, 0o600)
        with open(victim, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious\n")
        self.assertFalse(os.path.exists(self.path("nosuch")))

    def test_a_hard_link_to_the_old_file_keeps_the_old_text(self):
        self.write("out/slurm_licenses.prom", "old\n")
        os.link(self.target, self.path("linked"))
        self.collect()
        self.assert_published()
        with open(self.path("linked"), encoding="ascii") as file:
            self.assertEqual(file.read(), "old\n")

    def test_a_folder_that_is_called_x_prom_gets_the_file_inside(self):
        folder = self.path("x.prom")
        os.mkdir(folder)
        for output in (folder, folder + "/"):
            self.collect(output)
            self.assert_published(os.path.join(folder, support.PROM))
            self.assert_only_the_file_in(folder)

    def test_a_folder_in_the_place_of_the_file_is_told(self):
        os.mkdir(self.target)
        run = self.run_slurmlic("-o", self.output, "-i", self.small)
        self.assertEqual((run.status, run.err), (3, [f"slurmlic: cannot write {self.target}: Is a directory"]))
        self.assert_only_the_file_in(self.output)
        self.assertEqual(os.listdir(self.target), [])

    def test_a_link_to_a_folder_is_that_folder(self):
        link = self.path("link")
        os.symlink("out", link)
        self.collect(link)
        self.assert_published()
        self.assertTrue(os.path.islink(link))

    def test_a_fifo_is_replaced_without_waiting_for_a_reader(self):
        os.mkfifo(self.target)
        self.collect()
        self.assert_published()

    def test_a_fifo_is_replaced_when_a_source_fails_too(self):
        os.mkfifo(self.target)
        self.collect_nothing()
        families = self.published()
        self.assertEqual(families.value("slurmlic_source_up", source="slurm"), 0)
        self.assertNotIn("slurmlic_last_success_timestamp_seconds", families)
        self.assert_mode(self.target, 0o644)

    def test_garbage_in_the_old_file_is_no_last_success(self):
        name = 'slurmlic_last_success_timestamp_seconds{source="slurm"}'
        for old in (b"", b"\0\xff" * 5000, f"{name} nan\n".encode(), f"{name} 12x\n".encode(), f"{name} ".encode(),
                    f"{name} +Inf\n".encode(), b"x" * 1_000_000, f"#{name} 12\n".encode()):
            with self.subTest(old[:80]):
                self.write("out/slurm_licenses.prom", old)
                self.collect_nothing()
                self.assertNotIn("slurmlic_last_success_timestamp_seconds", self.published())

    def test_names_of_any_kind_are_published(self):
        for name in ("a b.prom", "-x.prom", "\u00fc'\"$;.prom", ".prom", "n" * 200 + ".prom"):
            with self.subTest(name):
                run = self.run_slurmlic(f"--output={name}", "-i", self.small, cwd=self.output)
                self.assertEqual((run.status, run.err), (0, []))
                self.assert_published(os.path.join(self.output, name))

    def test_a_name_too_long_for_a_temporary_one_beside_it_is_told(self):
        longest = "n" * (255 - len(".") - len(".slurmlic-abcdef") - len(".prom")) + ".prom"
        self.collect(os.path.join(self.output, longest))
        self.assert_published(os.path.join(self.output, longest))
        run = self.run_slurmlic("-o", os.path.join(self.output, "n" + longest), "-i", self.small)
        self.assertEqual((run.status, run.err), (3, [f"slurmlic: cannot create a file in {self.output}: File name too long"]))
        self.assert_only_the_file_in(self.output, longest)

    def test_the_same_input_gives_the_same_bytes_but_for_the_times(self):
        def text():
            self.collect()
            with open(self.target, "rb") as file:
                return [line for line in file if b"_seconds" not in line or line.startswith(b"#")]

        self.assertEqual(text(), text())


if __name__ == "__main__":
    support.main()
