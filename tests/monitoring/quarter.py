"""A made-up quarter of a site, whose numbers are known, as OpenMetrics. It ends on Monday, 1 June 2026, 00:00 UTC; the
numbers are of every five minutes. sizing.py says what is to be seen of it.

Two hosts tell of the cluster fluid by --cluster, a third one of pdf, which the scrape configuration names. In it:
  from day 20 to 22   Slurm does not answer either of the two hosts
  from day 40 to 50   slurmlic is stopped on the second host: its last file, of a busy noon, is scraped all the time
  from day 60 to 63   the first host is gone"""

import math

STEP, DAY = 300, 86400
DAYS = 90
END = 1780272000
START = END - DAYS * DAY
OUTAGE, STOPPED, GONE = (20, 22), (40, 50), (60, 63)


def within(days, now):
    return days[0] * DAY <= now - START < days[1] * DAY


def hour(now):
    return now % DAY / 3600


def is_weekday(now):
    return (now // DAY + 3) % 7 < 5


def at_work(now, since=8, until=18):
    return is_weekday(now) and since <= hour(now) < until


def noise(now, most):
    """0 to `most`, and always the same at one time."""
    return (now // STEP * 2654435761 >> 8) % 65521 % (most + 1)


def office(now):
    return 8 + round(16 * math.sin(math.pi * (hour(now) - 8) / 10)) + noise(now, 4) if at_work(now) else noise(now, 3)


def grows(from_, a_day):
    return lambda now: round(from_ + a_day * (now - START) / DAY) - (0 if at_work(now) else 20)


class Counted:
    """A license or a feature. `demand` is what would be in use if there were enough: what exceeds `has` waits."""

    def __init__(self, has, demand, cluster="fluid", since=START, tells_waiting=True):
        self.demand, self.cluster, self.since, self.tells_waiting = demand, cluster, since, tells_waiting
        self.has = has if callable(has) else lambda now: has

    def used(self, now):
        return min(self.demand(now), self.has(now))

    def waiting(self, now):
        return self.demand(now) - self.used(now)


LICENSES = {
    "office": Counted(40, office),
    "full": Counted(30, lambda now: 30 + noise(now, 6) if at_work(now, 9, 17) else 5),
    # Full at 20 minutes past every hour, for 10 minutes: a look at each full hour would miss it.
    "hourly": Counted(10, lambda now: 10 if 1200 <= now % 3600 < 1800 else 1),
    # In the quarter jobs asked once for more than there is, for ten minutes.
    "peak": Counted(20, lambda now: 57 if 0 <= now - START - 30.5 * DAY < 600 else 6),
    "growing": Counted(120, grows(50, 0.5)),
    "outgrown": Counted(60, grows(50, 0.5)),
    "shrinking": Counted(120, grows(100, -0.5)),
    "restless": Counted(50, lambda now: 44 + now // DAY // 7 * 7919 % 5 if at_work(now) else 10),
    "endless": Counted(math.inf, office),
    "nothing": Counted(0, lambda now: 0),
    "young": Counted(40, office, since=END - 14 * DAY),
    "no_squeue": Counted(40, office, tells_waiting=False),
    "endless_no_squeue": Counted(math.inf, office, tells_waiting=False),
    "pdf_full": Counted(12, lambda now: 15 if at_work(now, 12, 14) else 3, cluster="pdf"),
}
FEATURES = {
    "solver": Counted(25, lambda now: office(now) + 6),
    "renewed": Counted(lambda now: 20 if now < START + 45 * DAY else 40, lambda now: 30 if at_work(now) else 2),
    "uncounted": Counted(math.inf, office),
}


def of_license(name, one):
    """(labels without those of the host, number at a time) of each series."""
    labels = f'license_name="{name}",cluster="{one.cluster}"'
    yield f"slurm_licenses_total{{{labels}", one.has
    yield f"slurm_licenses_used{{{labels}", one.used
    yield f"slurm_licenses_free{{{labels}", lambda now: one.has(now) - one.used(now)
    if one.tells_waiting:
        yield f'slurm_licenses_requested{{{labels},state="pending"', one.waiting


def of_feature(name, one):
    labels = f'app="solvers",feature="{name}",vendor="solverd"'
    yield f"license_feature_issued{{{labels}", one.has
    yield f"license_feature_used{{{labels}", one.used
    yield f"license_feature_queued{{{labels}", one.waiting


def write(file):
    """The samples of all hosts."""
    busy = START + 38 * DAY + 12 * 3600

    def series(name, instance, number, times):
        file.writelines(f'{name},instance="{instance}",job="node"}} {number(now)} {now}\n' for now in times)

    def host(instance, cluster, licenses, features, gone=(0, 0), stopped=(0, 0)):
        times = [now for now in range(START, END + 1, STEP) if not within(gone, now)]
        answered = [now for now in times if not (cluster == "fluid" and within(OUTAGE, now))]
        labels = f'cluster="{cluster}"' if cluster == "pdf" else 'cluster=""'
        series("slurmlic_last_run_timestamp_seconds{" + labels, instance,
               lambda now: START + stopped[0] * DAY if within(stopped, now) else now, times)

        def told(number):
            return lambda now: number(busy if within(stopped, now) else now)

        for name, one in licenses.items():
            for labels, number in of_license(name, one):
                series(labels, instance, told(number), [now for now in answered if now >= one.since])
        for name, one in features.items():
            for labels, number in of_feature(name, one):
                series(labels, instance, told(number), times)

    fluid = {name: one for name, one in LICENSES.items() if one.cluster == "fluid"}
    host("login1", "fluid", fluid, FEATURES, gone=GONE)
    host("login2", "fluid", fluid, FEATURES, stopped=STOPPED)
    host("login3", "pdf", {name: one for name, one in LICENSES.items() if one.cluster == "pdf"}, {})
    file.write("# EOF\n")
