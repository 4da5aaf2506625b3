"""The tools of the made-up site that days.py writes about: their tokens and seats from one moment to the next."""

import datetime
import math

NAMES = ("vcs", "matlab", "hspice", "calibre", "fluent", "abaqus", "ansys_mech", "comsol", "designcompiler", "primetime",
         "icc2", "spectre", "innovus", "genus", "questa", "verdi", "starccm", "nastran", "ls_dyna", "cst", "hfss",
         "lumerical", "synplify", "formality", "spyglass", "tetramax", "redhawk", "voltus", "tempus", "conformal", "xcelium",
         "jaspergold", "virtuoso", "pvs", "quantus", "custom_wave", "finesim", "star_rc", "gurobi", "mathematica")
END = datetime.datetime(2026, 6, 12, 15, tzinfo=datetime.timezone.utc)
ODD_NAMES = ("vcs/net", "ansys mech", "Löser", "c++ [old]")
DAY = 86400


def at(day, clock):
    """Seconds since the epoch: day 1 is the Monday of the week."""
    hours, minutes = clock.split(":")
    return int(END.timestamp()) // DAY * DAY + (day - 5) * DAY + int(hours) * 3600 + int(minutes) * 60


class Wave:
    """A number that wanders around 0, and comes back to it."""

    def __init__(self, chance, width):
        self.chance, self.width, self.value = chance, width, 0.0

    def next(self):
        self.value = 0.97 * self.value + self.chance.gauss(0, self.width)
        return self.value


class Pool:
    def __init__(self, chance, name, license_name, total, reserved=0):
        self.name, self.license_name, self.total, self.reserved = name, license_name, total, reserved
        self.wave, self.level = Wave(chance, 0.02), chance.uniform(0.25, 0.6)
        self.used = self.pending = self.unexplained = 0

    def step(self, work, night, is_scarce):
        by_day = {"interactive": 1.1 * work, "batch": 0.5 + 0.3 * night}.get(self.name, 0.3 + 0.6 * work)
        want = self.level * by_day + self.wave.next() + (1.1 * work if is_scarce else 0)
        total = 200 if self.total is None else self.total
        want = max(0, round(want * total))
        self.used, self.pending = min(want, total), max(0, want - total)


class Tool:
    def __init__(self, chance, number, names):
        self.number, self.name, self.chance = number, names[number] if number < len(names) else f"tool{number}", chance
        self.outside, self.idle = Wave(chance, 0.15), Wave(chance, 0.15)
        tokens = chance.choice((12, 20, 40, 64, 120))
        reserved = tokens // 4 if number % 2 == 0 else 0
        if number == 1:
            self.pools = [Pool(chance, "all", f"{self.name}@flex", 50)]
        elif number == 3:
            self.pools = [Pool(chance, "batch", f"{self.name}_batch", 64),
                          Pool(chance, "interactive", f"{self.name}_interactive", 16),
                          Pool(chance, "regression", f"{self.name}_regress", 24),
                          Pool(chance, "regression", f"{self.name}_any", None)]
        elif number % 5 == 4:
            self.pools = [Pool(chance, "all", self.name, tokens)]
        else:
            self.pools = [Pool(chance, "batch", f"{self.name}_batch", tokens * 3, reserved),
                          Pool(chance, "interactive", f"{self.name}_interactive", tokens)]
        self.app = f"app{number // 3:02d}" if number > 3 else ("synopsys", "mathworks", "synopsys2", "mentor")[number]
        self.feature = self.name.upper()

    def step(self, now):
        week = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
        hour = week.hour + week.minute / 60
        work = math.exp(-((hour - 13.5) / 3.6) ** 4) if week.weekday() < 5 else 0.08
        for pool in self.pools:
            pool.step(work, 1 - work, self.number == 0 and pool.name == "batch")
        self.slurm = sum(pool.used for pool in self.pools)
        outside, idle = max(0, self.outside.next()) * (0.3 + work), max(0, self.idle.next()) * (0.3 + work)
        if self.number == 0 and now > at(4, "18:00"):
            outside += (now - at(4, "18:00")) / 7200
        if self.number == 2:
            idle += 0.3 * self.slurm
        self.out, self.idl = int(outside), min(int(idle), self.slurm)
        self.flexlm = self.slurm + self.out - self.idl
        self.pools[0].unexplained = min(4, self.pools[0].used) if self.number == 1 and now >= at(5, "08:00") else 0
        # The tokens are an unknown user's, the seats a known one's.
        self.out, self.idl = self.out + self.pools[0].unexplained, self.idl + self.pools[0].unexplained

    def issued(self):
        return sum(200 if pool.total is None else pool.total for pool in self.pools) + (-6 if self.number == 5 else 4)


def app_is_down(tool, now):
    return tool.number == 0 and at(5, "02:10") <= now < at(5, "03:40")


def daemon_is_down(tool, now):
    return tool.number == 3 and now >= at(5, "14:30")
