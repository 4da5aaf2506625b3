"""The strict reader that the other tests rely on rejects what it should."""

import unittest

import exposition
import support

GOOD = (b"# HELP a_free Some \\\\ text.\n# TYPE a_free gauge\n"
        b'a_free{license_name="a"} 1\na_free{license_name="a b"} -2\na_free{license_name="q\\"\\n\\\\"} +Inf\n'
        b"# HELP b Other.\n# TYPE b gauge\nb 1.5e+09\n")


class TheReader(unittest.TestCase):
    def test_takes_what_the_contract_allows(self):
        families = exposition.read(GOOD)
        self.assertEqual(list(families), ["a_free", "b"])
        self.assertEqual(families.value("a_free", license_name='q"\n\\'), float("inf"))
        self.assertEqual(families.value("a_free", license_name="a b"), -2)
        self.assertEqual(families.value("b"), 1.5e9)
        self.assertEqual(len(families.series()), 4)

    def test_counts_an_empty_label_as_absent(self):
        families = exposition.read(b'# HELP a x\n# TYPE a gauge\na{l="",m="1"} 1\n')
        self.assertEqual(families.series(), {("a", (("m", "1"),)): "1"})

    def rejected(self, data, reason):
        with self.assertRaises(exposition.Rejected) as caught:
            exposition.read(data)
        self.assertIn(reason, str(caught.exception))

    def test_rejects_texts_that_are_not_whole(self):
        self.rejected(b"", "no newline at the end")
        self.rejected(GOOD[:-1], "no newline at the end")
        self.rejected(GOOD + b"\n", "neither HELP, TYPE nor a sample")
        self.rejected(b"# HELP a x\n", "a has no TYPE")

    def test_rejects_bytes_that_do_not_belong_in_it(self):
        self.rejected(b'# HELP a x\n# TYPE a gauge\na{l="\xff"} 1\n', "not UTF-8")
        self.rejected(GOOD.replace(b"\n", b"\r\n"), "control character U+000D")
        self.rejected(GOOD.replace(b"Other", b"O\x1bther"), "control character U+001B")
        self.rejected(GOOD.replace(b"Other", "O\x9bther".encode()), "control character U+009B")
        self.rejected(GOOD.replace(b"Other", b"O\x00ther"), "control character U+0000")

    def test_rejects_families_that_are_not_grouped_or_sorted(self):
        one, two = b"# HELP a x\n# TYPE a gauge\na 1\n", b"# HELP b x\n# TYPE b gauge\nb 1\n"
        self.rejected(two + one, "a stands behind b")
        self.rejected(one + two + b"a 2\n", "outside its family")
        self.rejected(one + b"# HELP a x\n", "HELP or samples of a again")
        self.rejected(one + b"# TYPE a gauge\n", "TYPE belongs once")
        self.rejected(b"# TYPE a gauge\na 1\n", "TYPE belongs once")
        self.rejected(b"# HELP a x\na 1\n# TYPE a gauge\n", "outside its family")
        self.rejected(b"a 1\n", "outside its family")
        self.rejected(b"# HELP a x\n# TYPE a counter\na 1\n", "expected # TYPE a gauge")
        self.rejected(b"# HELP a_total x\n# TYPE a_total gauge\na_total 1\n", "must not be called a_total")

    def sample(self, line):
        return b"# HELP a x\n# TYPE a gauge\n" + line + b"\n"

    def test_rejects_samples_that_are_wrong(self):
        for line, reason in (
                (b"a 1 1700000000000", "no timestamp"), (b"a  1", "expected a number"), (b"a\t1", "control character"),
                (b"a 0x10", "expected a number"), (b"a inf", "expected a number"), (b"a ", "expected a number"),
                (b"a 1 ", "expected a number"), (b"a{} 1", "expected a label name"), (b'a{l="x",} 1', "expected a label name"),
                (b'a{__l="x"} 1', "reserved"), (b'a{l="x"}1', "one blank"), (b'a{l="\\t"} 1', "bad escape \\t"),
                (b'a{l="x""} 1', "expected , or }"), (b'a{l="\\"} 1', 'expected ="VALUE"'),
                (b'a{m="x",l="y"} 1', "not sorted and unique"), (b'a{l="x",l="y"} 1', "not sorted and unique"),
                (b"# a comment", "neither HELP"), (b"1a 1", "expected a metric name")):
            self.rejected(self.sample(line), reason)
        self.rejected(b'# HELP a \\"x\n# TYPE a gauge\n', 'bad escape \\"')

    def test_rejects_series_that_stand_twice_or_out_of_order(self):
        self.rejected(self.sample(b'a{l="x"} 1\na{l="x"} 1'), "the series of line 3 again")
        self.rejected(self.sample(b'a{l="x"} 1\na{l="x",m=""} 2'), "the series of line 3 again")
        self.rejected(self.sample(b'a{l="y"} 1\na{l="x"} 1'), "not sorted")
        self.rejected(self.sample(b'a{l="x"} 1\na{l="",m="y"} 1'), "not sorted")
        self.assertEqual(len(exposition.read(self.sample(b'a{l="",m="y"} 1\na{l="x"} 1')).series()), 2)
        self.rejected(self.sample(b"a 1\na 1"), "the series of line 3 again")


if __name__ == "__main__":
    support.main()
