"""The dashboard "How many do we need" on a made-up quarter (quarter.py) whose answers are known: its own queries are asked of
a real Prometheus, and compared with what is counted here from the numbers that were put in:
python3 tests/monitoring/sizing.py [TestClass.test_name]. It needs prometheus and promtool."""

import contextlib
import functools
import math
import unittest

import asked
import quarter
import rhythms

ENOUGH, WANTED, TREND = "would they have been enough?", "how many were used and wanted", "when they run out"
KINDS = {"Slurm licenses": quarter.LICENSES, "Features": quarter.FEATURES}
UNKNOWN_DATE, NEVER = 1e13, 2e13


class Counts:
    """What is counted of a license or feature in the days before a time, number by number."""

    def __init__(self, one, days, end=quarter.END):
        times = [now for now in range(end - days * quarter.DAY + quarter.STEP, end + 1, quarter.STEP) if now >= one.since]
        if one in quarter.LICENSES.values() and one.cluster == "fluid":
            times = [now for now in times if not quarter.within(quarter.OUTAGE, now)]
        hours = quarter.STEP / 3600
        self.used = sorted(one.used(now) for now in times)
        self.known = 100 * len(times) * hours / 24 / days
        self.has = one.has(end)
        self.full = hours * sum(one.used(now) >= one.has(now) for now in times)
        self.wanted, self.waited, self.waiting_known = [], None, 0
        if one.tells_waiting:
            self.wanted = sorted(one.used(now) + one.waiting(now) for now in times)
            self.waited = hours * sum(one.waiting(now) > 0 for now in times)
            self.waiting_known = self.known

    def quantile(self, share, of):
        place = max(0, min(1, share)) * (len(of) - 1)
        below = math.floor(place)
        return of[below] + (place - below) * (of[math.ceil(place)] - of[below])


def about(expected, tolerance):
    return expected - tolerance, expected + tolerance


def between(counts, share, of, off):
    """A thousand moments give the quantile of a share that is a little off; more so where few of them are known."""
    off *= 100 / max(counts.known, 1)
    return counts.quantile(share - off, of), counts.quantile(share + off, of)


def hours(expected):
    return None if expected is None else about(expected, 0.5 + 0.01 * expected)


def enough(counts):
    """Infinite: unknown. Without a limit it is no matter."""
    if not counts.wanted:
        return None if counts.has == math.inf else (math.inf, math.inf)
    return tuple(math.ceil(one) for one in between(counts, 0.99, counts.wanted, 0.004))


@functools.cache
def expected_counts(kind, days):
    """{(title, column): {name: (least, most) or None}}: what the tables of a kind have to say of a time."""
    counts = {name: Counts(one, days) for name, one in KINDS[kind].items()}
    jobs = "Queue known" if kind == "Features" else "Jobs known"
    rules = {
        (ENOUGH, "Has"): lambda c: (c.has, c.has),
        (ENOUGH, "Enough (p99)"): enough,
        (ENOUGH, "Hours full"): lambda c: hours(c.full if c.has else 0),
        (ENOUGH, "Hours waited"): lambda c: hours(c.waited),
        (ENOUGH, "Known"): lambda c: about(c.known, 1.1),
        (ENOUGH, jobs): lambda c: about(c.waiting_known, 1.1) if c.wanted else None,
        (WANTED, "p99 wanted"): enough,
        (WANTED, "Most used"): lambda c: (c.used[-1], c.used[-1]),
        (WANTED, "Most wanted"): lambda c: (c.wanted[-1], c.wanted[-1]) if c.wanted else None,
    }
    for share, off in (("50", 0.01), ("95", 0.008), ("99", 0.004)):
        rules[WANTED, f"p{share} used"] = lambda c, share=share, off=off: between(c, int(share) / 100, c.used, off)
        if share != "99":
            rules[WANTED, f"p{share} wanted"] = lambda c, share=share, off=off: (
                between(c, int(share) / 100, c.wanted, off) if c.wanted else None)
    return {place: {name: rule(one) for name, one in counts.items()} for place, rule in rules.items()}


def findings(answers, expected):
    """What is wrong in {name: number}, one text for each."""
    for name in sorted(set(answers) | set(expected)):
        limits, number = expected.get(name), answers.get(name)
        if (limits is None) != (number is None) or limits and not limits[0] - 1e-6 <= number <= limits[1] + 1e-6:
            yield f"{name}: {number}, expected {limits}"


DASHBOARD, SERVER = asked.Dashboard(), None


def setUpModule():
    global SERVER
    stack = contextlib.ExitStack()
    unittest.addModuleCleanup(stack.close)
    SERVER = asked.Server(stack, quarter.write, rhythms.write)


def wrong(title, column, days, expected, change=None, end=quarter.END):
    """What is wrong in a column of a table; of its query changed from one text to another, if a change is given."""
    query = DASHBOARD.query(title, column)
    if change:
        assert change[0] in query, f"{change[0]} is not in {query}"
        query = query.replace(*change)
    return list(findings(SERVER.ask(DASHBOARD.filled(query, days, license="|".join(expected)), end), expected))


class AQuarter(unittest.TestCase):
    def test_is_counted_right(self):
        for kind in KINDS:
            for days in (7, 30, 90):
                for (title, column), expected in expected_counts(kind, days).items():
                    with self.subTest(kind=kind, days=days, column=column):
                        self.assertEqual(wrong(f"{kind}: {title}", column, days, expected), [])

    def test_can_be_computed_with_and_sorted(self):
        """As Grafana does: Spare is Has less Enough, what is absent is 0, and the least stands first."""
        has, needed = (SERVER.ask(DASHBOARD.filled(DASHBOARD.query(f"Slurm licenses: {ENOUGH}", column), 90), quarter.END)
                       for column in ("Has", "Enough (p99)"))
        self.assertLessEqual(set(needed), set(has))
        spare = {name: number - needed.get(name, 0) for name, number in has.items()}
        self.assertEqual([name for name, number in spare.items() if math.isnan(number)], [])
        first = sorted(spare, key=spare.get)
        self.assertEqual(first[:4], ["no_squeue", "outgrown", "full", "pdf_full"])
        self.assertEqual(set(first[-2:]), {"endless", "endless_no_squeue"})

    def test_says_when_it_runs_out(self):
        """growing: 50 at work on the first day and 0.5 more each day, so that 120 are reached 140 days after it."""
        date = 1000 * (quarter.START + 140 * quarter.DAY)
        too_few = {name: (1000 * quarter.END, 1000 * quarter.END) for name in ("outgrown", "full", "pdf_full")}
        expected = {**{name: (NEVER, NEVER) for name in quarter.LICENSES}, **too_few}
        expected |= {"growing": about(date, 1000 * 4 * quarter.DAY), "young": (UNKNOWN_DATE, UNKNOWN_DATE),
                     "no_squeue": (UNKNOWN_DATE, UNKNOWN_DATE), "endless_no_squeue": (UNKNOWN_DATE, UNKNOWN_DATE)}
        for days in (30, 90):
            with self.subTest(days=days):
                self.assertEqual(wrong(f"Slurm licenses: {TREND}", "Runs out on", days, expected), [])
        week = {**{name: (UNKNOWN_DATE, UNKNOWN_DATE) for name in quarter.LICENSES}, **too_few}
        self.assertEqual(wrong(f"Slurm licenses: {TREND}", "Runs out on", 7, week), [])

    def test_has_the_first_to_run_out_first_and_unknown_above_fine(self):
        query = DASHBOARD.filled(DASHBOARD.query(f"Slurm licenses: {TREND}", "Runs out on"), 90)
        names = list(SERVER.ask(query, quarter.END))
        self.assertEqual(set(names[:3]), {"outgrown", "full", "pdf_full"})
        self.assertEqual(names[3], "growing")
        self.assertEqual(set(names[4:7]), {"young", "no_squeue", "endless_no_squeue"})

    def test_says_how_it_grows(self):
        expected = {"growing": about(15, 1), "shrinking": about(-15, 1), "full": about(0, 1)}
        self.assertEqual(wrong(f"Slurm licenses: {TREND}", "In 30 days", 90, expected), [])

    def test_has_last_week_beside_this_one(self):
        for column, end in (("Last 7 days", quarter.END), ("7 days before", quarter.END - 7 * quarter.DAY)):
            counts = {name: Counts(one, 7, end) for name, one in quarter.LICENSES.items() if one.tells_waiting}
            expected = {name: enough(one) for name, one in counts.items()}
            with self.subTest(column):
                self.assertEqual(wrong(f"Slurm licenses: {TREND}", column, 30, expected), [])


class AWeek(unittest.TestCase):
    def test_has_the_same_hours_whatever_the_rhythm(self):
        """Of fifteen minutes that a number is held for after the last run, and of eleven from one look to the next."""
        for column, hours_of in (("Hours full", rhythms.FULL), ("Hours waited", rhythms.WAITED)):
            with self.subTest(column):
                expected = {name: about(hours_of, 1) for name in rhythms.LICENSES}
                self.assertEqual(wrong(f"Slurm licenses: {ENOUGH}", column, rhythms.DAYS, expected, end=rhythms.END), [])

    def test_is_known_though_one_run_in_ten_fails(self):
        expected = {name: about(100, 1.1) for name in rhythms.LICENSES}
        for column in ("Known", "Jobs known"):
            with self.subTest(column):
                self.assertEqual(wrong(f"Slurm licenses: {ENOUGH}", column, rhythms.DAYS, expected, end=rhythms.END), [])


class TheRowOfALicense(unittest.TestCase):
    def test_draws_every_line(self):
        for row, chosen in (("License $license", {"license": "growing"}), ("Feature $feature", {"feature": "solver"})):
            for panel in next(one for one in DASHBOARD.content["panels"] if one["title"] == row)["panels"]:
                for target in panel["targets"]:
                    with self.subTest(panel["title"], line=target["legendFormat"]):
                        self.assertEqual(len(SERVER.ask(DASHBOARD.filled(target["expr"], 30, **chosen), quarter.END)), 1)

    def test_has_no_line_where_there_is_no_limit(self):
        for panel in DASHBOARD.panels():
            for target in panel["targets"] if panel["type"] == "timeseries" else ():
                if target["legendFormat"].startswith("Has"):
                    query = DASHBOARD.filled(target["expr"], 30, license="endless", feature="uncounted")
                    self.assertEqual(SERVER.ask(query, quarter.END), {})

    def test_has_the_number_of_the_table(self):
        panel = next(one for one in DASHBOARD.panels() if one["title"] == "Used and wanted")
        line = next(one["expr"] for one in panel["targets"] if one["legendFormat"].startswith("Enough"))
        of_table = DASHBOARD.query(f"Slurm licenses: {ENOUGH}", "Enough (p99)")
        self.assertEqual(*(SERVER.ask(DASHBOARD.filled(query, 30, license="growing"), quarter.END)
                           for query in (line, of_table)))


class EachQueryCanBeWrong(unittest.TestCase):
    """A test that no change of a query could make fail would check nothing."""

    CHANGES = [
        (ENOUGH, "Has", 90, "slurm_licenses_total", "slurm_licenses_used"),
        (ENOUGH, "Has", 90, "max by (cluster", "sum by (cluster"),
        (ENOUGH, "Enough (p99)", 90, "0.99,", "0.95,"),
        (ENOUGH, "Enough (p99)", 90, 'state="pending"', 'state="running"'),
        (ENOUGH, "Enough (p99)", 90, " or Inf +", " or 0 *"),
        (ENOUGH, "Enough (p99)", 30, "[$__range:", "[7d:"),
        (ENOUGH, "Hours full", 90, ' unless on (instance) slurmlic_last_run_timestamp_seconds{cluster=""} == $old', ""),
        (ENOUGH, "Hours full", 90, " > bool 0", " < bool 0"),
        (ENOUGH, "Hours waited", 90, "11m", "1h"),
        (ENOUGH, "Known", 90, "[$fresh]", "[3d]"),
        (WANTED, "p50 used", 90, "0.5,", "0.6,"),
        (WANTED, "p95 wanted", 90, "0.95,", "0.9,"),
        (WANTED, "Most used", 90, "max_over_time", "avg_over_time"),
        (WANTED, "Most wanted", 90, "max_over_time(slurm", "last_over_time(slurm"),
    ]

    def test_and_is_then_found(self):
        for title, column, days, *change in self.CHANGES:
            with self.subTest(column, change=change):
                expected = expected_counts("Slurm licenses", days)[title, column]
                self.assertNotEqual(wrong(f"Slurm licenses: {title}", column, days, expected, change), [])

    def test_and_an_old_file_of_a_host_would_be_found_in_features(self):
        expected = expected_counts("Features", 90)[ENOUGH, "Hours full"]
        change = (" unless on (instance, cluster) $old", "")
        self.assertNotEqual(wrong(f"Features: {ENOUGH}", "Hours full", 90, expected, change), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
