"""slurmlic anonymize: what is read of saved texts is the same but for the names of users and hosts."""

import re

import support


class Anonymize(support.Case):
    def setUp(self):
        super().setUp()
        self.lic = self.write("lic.txt", "LicenseName=vcs@27000@lic1\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n")
        self.jobs = self.write("jobs.txt", "1|R|alice|vcs@27000@lic1:2\n")
        self.lmstat = self.write("lmstat.txt", support.LMSTAT)

    def test_saved_texts_are_read_the_same_with_other_names(self):
        run = self.run_slurmlic("anonymize", self.lic, self.jobs, self.lmstat)
        self.assertEqual((run.status, run.err), (0, []))
        for name in (b"alice", b"lic1", b"pc1", b"@lic"):
            self.assertNotIn(name, run.out)
        parts = [part.split("\n", 1)[1] for part in run.out.decode().split("==> ")[1:]]
        new = [self.write(f"new{i}.txt", part) for i, part in enumerate(parts)]

        def numbers(*files):
            gap = self.run_slurmlic("gap", "--json", "-i", files[0], "--squeue-input", files[1], "--status-input", f"s={files[2]}")
            self.assertEqual(gap.err, [])
            return gap.out.decode()

        before, after = numbers(self.lic, self.jobs, self.lmstat), numbers(*new)
        user, host = re.search(r"user\d+", after).group(), re.search(r"host\d+", after).group()
        self.assertEqual(before.replace("alice", user).replace("pc1", host), after)

    def test_what_is_anonymous_can_be_anonymized_again(self):
        once = self.run_slurmlic("anonymize", self.lmstat).out
        again = self.run_slurmlic("anonymize", self.write("once.txt", once))
        self.assertEqual((again.status, again.err), (0, []))
        # user1 is a word of the text, and so it is nobody's new name.
        self.assertEqual(re.sub(rb"host\d+", b"host", again.out), re.sub(rb"host\d+", b"host", once).replace(b"user1", b"user2"))

    def test_nothing_is_printed_of_a_text_that_nobody_knows(self):
        letter = self.write("letter.txt", "Dear alice\n")
        run = self.run_slurmlic("anonymize", self.jobs, letter)
        self.assertEqual((run.status, run.out), (2, b""))
        self.assertEqual(len(run.err), 1)
        self.assertIn("letter.txt: expected what scontrol show lic, squeue", run.err[0])


if __name__ == "__main__":
    support.main()
