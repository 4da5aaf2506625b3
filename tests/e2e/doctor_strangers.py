"""slurmlic doctor on a host with strangers: what it tells root to paste is pasted here, and runs nothing that they chose."""

import os
import re
import shutil
import stat
import subprocess
import unittest

import doctor_room
import monitoring
import support

OURS = "slurm_licenses_total 1\n"
NAMES = ("a$(touch ran)", "`touch ran`", "a;touch ran;", "'; touch ran; '", "\"$(touch ran)\"", "\\'$(touch ran)", "a\\\\b", "a\\%b",
         "%n", "50% off", "it's!", "-rf", "a b", "=ls", "*", "a\ntouch ran\n", "\x1b[2J", "a\u202eb")
NOT_SHOWN = "no command is shown: a name in it is not safe to be pasted; ls -b shows such names"


def command_of_cron(line, is_debian):
    """What cron gives to its shell. Debian's reads "\\\\" as one, that of others leaves both."""
    command, is_escaped = "", False
    for c in line:
        if is_escaped and (c == "%" or (is_debian and c == "\\")):
            command, is_escaped = command[:-1] + c, False
        elif not is_escaped and c == "%":
            break
        else:
            command, is_escaped = command + c, c == "\\" and not is_escaped
    return command


@unittest.skipUnless(doctor_room.is_root, "needs other users")
class Strangers(doctor_room.Host):
    def setUp(self):
        super().setUp()
        self.slurm_environment = support.clean_environment(PATH=f"{self.folder}:{os.environ['PATH']}")
        self.scontrol("case $* in\n'show lic') cat <<'END'\n" + support.ONE_LICENSE + "END\n;;\nesac")
        self.configure(self.output)
        self.runs_exporter = False
        os.mkdir(self.path("desk"))    # where root pastes

    def configure(self, output):
        text = output.replace("\\", "\\\\").replace('"', '\\"')
        self.settings = self.write("slurmlic.toml", f'output = "{text}"\n[slurm]\nsqueue = false\n')
        run = self.run_slurmlic(environment=self.slurm_environment)
        self.assertEqual((run.status, run.err), (0, []))

    def paste(self, text):
        done = subprocess.run(["/bin/sh", "-c", text], cwd=self.path("desk"), env=self.slurm_environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        self.assertEqual(os.listdir(self.path("desk")), [])
        return done.returncode

    def verdict(self, subject, *arguments):
        return [(finding, mend) for _, finding, mend in self.complaints(*arguments).get(subject, [])]

    def test_processes_of_strangers_are_not_looked_at(self):
        os.chmod(self.path("desk"), 0o777)
        evil = self.path("desk/a$(touch ran)")
        os.mkdir(evil)
        program = shutil.copy(support.program("sleep"), self.path("node_exporter"))
        named = f"node_exporter --collector.textfile.directory={evil}"
        for argv in ([program, "60"], ["bash", "-c", 'exec -a "$1" sleep 60', "bash", named]):
            process = subprocess.Popen([support.program("setpriv"), *doctor_room.AS_NOBODY, *argv], cwd=evil)
            self.addCleanup(process.wait)
            self.addCleanup(process.kill)
        self.schedule("# nothing\n")
        _, out = self.doctor()
        self.assertNotIn("touch", out)
        self.assertEqual(os.listdir(evil), [])

    def test_files_of_strangers_are_moved_by_their_names_or_not_at_all(self):
        os.chmod(self.output, 0o777)
        os.mkdir(self.path("victim"))
        shown = 0
        for name in NAMES:
            with self.subTest(name):
                path = os.path.join(self.output, name + ".prom")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(OURS)
                os.symlink(self.path("victim"), path + ".off")
                (_, mend), = self.verdict("neighbours")
                if mend == NOT_SHOWN:
                    os.remove(path)
                else:
                    shown += 1
                    self.assertEqual(self.paste(mend), 0)
                    self.assertTrue(stat.S_ISREG(os.lstat(path + ".off").st_mode))
                os.remove(path + ".off")
                self.assertEqual(self.verdict("neighbours"), [])
        self.assertEqual(shown, len(NAMES) - 3)
        self.assertEqual(os.listdir(self.path("victim")), [])

    def test_a_link_of_strangers_is_not_followed(self):
        self.write("secret", OURS)
        os.symlink(self.path("secret"), self.path("out/x.prom"))
        self.assertEqual(self.verdict("neighbours"), [])
        self.assertIn("links that were not followed: x.prom", self.doctor()[1])

    def test_a_line_for_cron_names_the_directory_and_runs_nothing_else(self):
        self.schedule("# nothing\n")
        self.write("slurmlic", "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"${0%/*}/given\"\n", 0o755)
        for name in NAMES:
            directory = self.path(name.replace("\n", "").replace("\x1b", "").replace("\u202e", ""))
            with self.subTest(directory):
                os.makedirs(directory, exist_ok=True)
                self.configure(directory)
                (_, mend), = self.verdict("schedule")
                self.assertEqual(self.in_room("/bin/sh", "-c", mend, cwd=self.path("desk")).returncode, 0)
                with open(self.path("cron.d/slurmlic"), encoding="utf-8") as file:
                    line, = file.read().splitlines()
                for is_debian in (True, False):
                    self.paste(command_of_cron(line.split(" ", 6)[6], is_debian))
                    with open(self.path("given"), encoding="utf-8") as file:
                        self.assertEqual(file.read(), f"--output\n{directory}\n")
                    os.remove(self.path("given"))
                self.assertEqual(self.verdict("schedule"), [])
                self.schedule("# nothing\n")

    def test_others_who_can_write_are_named(self):
        nobody, out = int(monitoring.NOBODY), self.output
        self.assertEqual(self.verdict("access"), [])
        inner = os.path.join(out, "inner")
        os.mkdir(inner)
        for path, mode, owner, group, who in (
                (out, 0o755, nobody, 0, "nobody"), (out, 0o777, 0, 0, "everybody"), (out, 0o1777, 0, 0, "everybody"),
                (out, 0o775, 0, nobody, "nobody"), (out, 0o775, 0, 0, None), (out, 0o755, 0, nobody, None)):
            with self.subTest((oct(mode), owner, group)):
                os.chown(path, owner, group)
                os.chmod(path, mode)
                found = [(re.sub("_apt, |, sync", "", finding), mend) for finding, mend in self.verdict("access")]
                self.assertEqual(found, [(f"{out}: {who} can write it", f"namei -l {out}")] if who else [])
        self.configure(inner)
        os.chown(out, 0, 0)
        for mode, is_hole in ((0o777, True), (0o1777, False), (0o755, False)):
            with self.subTest(oct(mode)):
                os.chmod(out, mode)
                found = self.verdict("access")
                self.assertEqual(found, [(f"{inner}: everybody can write {out} on the way to it", f"namei -l {inner}")]
                                 if is_hole else [])
        # A link of a stranger, in a directory where he can put another in its place.
        os.chmod(out, 0o1777)
        link = os.path.join(out, "link")
        os.symlink(inner, link)
        self.configure(link)
        self.assertEqual(self.verdict("access"), [])
        os.lchown(link, nobody, 0)
        self.assertEqual(self.verdict("access"), [(f"{link}: nobody can write it", f"namei -l {link}")])

    def test_settings_and_programs_that_others_can_write_are_named_and_no_such_program_is_advised(self):
        os.chown(self.settings, int(monitoring.NOBODY), 0)
        self.assertEqual(self.verdict("access"),
                         [(f"{self.settings}: nobody can write it", f"namei -l {self.settings}")])
        os.chown(self.settings, 0, 0)
        scontrol = self.scontrol("echo broken >&2; exit 1")
        self.assertEqual([mend for _, mend in self.verdict("slurm")], ["scontrol show lic"])
        os.chmod(scontrol, 0o757)
        found = self.complaints()
        self.assertEqual([mend for _, _, mend in found["slurm"]],
                         [f"no command is shown: others than root can replace {scontrol}"])
        self.assertEqual([finding for _, finding, _ in found["access"]], [f"{scontrol}: everybody can write it"])


if __name__ == "__main__":
    support.main()
