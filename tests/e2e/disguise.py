"""Names that strangers choose can't look like others: nothing that slurmlic prints holds what nobody sees."""

import json
import unicodedata

import support

# Turn text round, take no room, are no text at all, end lines, drive terminals.
UNSEEN = ["\u202e", "\u2066", "\u2069", "\u061c", "\u200f", "\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\ufe0f", "\u115f", "\u3164",
          "\U000e0041", "\U000e0100", "\u2028", "\u2029", "\u0085", "\u009b", "\x1b", "\x07", "\x7f", "\x00"]
OTHERS = ["علي", "דוד", "Mu\u0308ller", "山田", "🎓"]
SETTINGS = """[slurm]
input = "lic.txt"
squeue_input = "jobs.txt"
[[flexlm]]
name = "app"
input = "lmstat.txt"
users = 50
[[tool]]
name = "vcs"
slurm = { batch = ["v\\u200Bcs"] }
features = ["app:VC\\u2060S"]
[users]
"as\\u00ADmith" = "carl"
"""


def disguised(name):
    """The name with all of them within."""
    return name[0] + "".join(UNSEEN) + name[1:]


def unseen_in(text):
    return [f"U+{ord(c):04X}" for c in text if c != "\n" and (c in UNSEEN or unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp"))]


class Disguise(support.Case):
    def setUp(self):
        super().setUp()
        who, lic, host = disguised("ab"), disguised("vcs"), disguised("pc1")
        others = "".join(f"    {name} n1 n1 (v1) (lic1/27000 1), start Mon 9/28 8:01\n" for name in OTHERS)
        self.write("lic.txt", f"LicenseName={lic}\n    Total=50 Used=4 Free=46 Reserved=0 Remote=no\n"
                   f"LicenseName=x{disguised('@l1')}\n    Total=2 Used=0 Free=2 Reserved=0 Remote=yes Od{who}d=1\n{who} is no record\n")
        self.write("jobs.txt", f"1|R|{who}|chips|{lic}:3\n2|R|carl|chips|{lic}:1\n3|{who}|ab|chips|{lic}:1\n")
        self.write("lmstat.txt", f"License server status: 27000@lic1\n{disguised('lic1')}: license server UP (MASTER) v11.19.0\n"
                   f"Vendor daemon status (on lic1):\n  {disguised('mlm')}: UP v11.19.0\nFeature usage info:\n"
                   f"Users of {disguised('VCS')}:  (Total of 50 licenses issued;  Total of 12 licenses in use)\n"
                   f"  \"VCS\" v1, vendor: {disguised('mlm')}, expiry: {disguised('31-dec-2099')}\n"
                   f"    ab pc1 pc1 (v1) (lic1/27000 1), start Mon 9/28 8:01, 2 licenses\n"
                   f"    CORP\\{disguised('AB')} {host} {host} (v1) (lic1/27000 1), start Mon 9/28 8:01\n"
                   f"    {disguised('asmith')} n2 n2 (v1) (lic1/27000 1), start Mon 9/28 8:01\n{others}"
                   f"??? {who}\n")
        self.settings = self.write("slurmlic.toml", SETTINGS)

    def run_here(self, *arguments):
        run = self.run_slurmlic(*arguments, cwd=self.folder)
        for text in (run.out.decode("utf-8"), "\n".join(run.err)):
            self.assertEqual(unseen_in(text), [], arguments)
        for line in run.err:
            self.assertTrue(line.startswith("slurmlic: "), line)
        return run.out.decode("utf-8"), "\n".join(run.err)

    def test_series_hold_names_as_they_are_seen(self):
        out, err = self.run_here("collect")
        self.assertIn('slurm_licenses_used{license_name="vcs"} 4\n', out)
        self.assertIn('license_feature_users{app="app",feature="VCS",user="AB"} 3\n', out)
        self.assertIn('license_daemon_up{app="app",daemon="mlm",version="v11.19.0"} 1\n', out)
        self.assertIn('license_server_up{app="app",host="lic1",master="true",port="27000",version="v11.19.0"} 1\n', out)
        self.assertIn('license_tool_gap{tool="vcs"} 5\n', out)
        self.assertNotIn("(2)", out)
        for name in OTHERS:
            self.assertIn(f'user="{name}"', out)
        for shown in ("\\u202e", "\\x1b", "\\u200b", "\\U000e0041", "\\u009b", "\\x00"):
            self.assertIn(shown, err)

    def test_a_user_is_one_person_on_both_sides(self):
        out, _ = self.run_here("gap", "vcs", "--json")
        users = {user["user"].lower(): (user["seats"], user["slurm"]) for user in json.loads(out)[0]["users"]}
        self.assertEqual(users["ab"], (3, 3))
        self.assertEqual(users["carl"], (1, 1))
        self.assertEqual(len(users), 2 + len(OTHERS))

    def test_whatever_is_printed_is_seen(self):
        for arguments in (["show"], ["show", "--json"], ["gap"], ["gap", "vcs"], ["gap", disguised("nothing").replace("\0", "")],
                          ["doctor"], ["doctor", "--json"], ["show", "--include", "\u202e*"], ["--cluster", "a\u202eb"],
                          ["-o", "a\u202eb\n"], ["-i", "no\u202e\x1b[31m\n.txt"], ["--\u202eno"]):
            self.run_here(*arguments)
        out, _ = self.run_here("show")
        self.assertRegex(out, r"(?m)^vcs +50 ")

    def test_anonymous_texts_are_seen_and_read_the_same(self):
        files = ["lic.txt", "jobs.txt", "lmstat.txt"]
        before = json.loads(self.run_here("gap", "--json")[0])
        run = self.run_slurmlic("anonymize", *files, cwd=self.folder)
        self.assertEqual(unseen_in(run.out.decode("utf-8")), [])
        for file, part in zip(files, run.out.decode("utf-8").split("==> ")[1:]):
            self.write(file, part.split("\n", 1)[1])
        self.write("slurmlic.toml", SETTINGS.partition("[users]")[0])
        after = json.loads(self.run_here("gap", "--json")[0])
        self.assertEqual((before[0]["gap"], before[0]["slurm_used"]), (after[0]["gap"], after[0]["slurm_used"]))
        self.assertEqual([user for user in after[0]["users"] if (user["seats"], user["slurm"]) == (3, 3)][0]["outside"], 0)


if __name__ == "__main__":
    support.main()
