"""A naive reading of `scontrol show lic` and squeue text. It is slow and plain on purpose: it checks a reading that is neither."""

import math
import re

from words import fold

INFINITE = 4294967295
NUMBERS = ("Total", "Used", "Free", "Reserved", "LastConsumed", "LastDeficit")
NEEDED = ("Total", "Used", "Free", "Remote")
HOLDS = {"R", "S", "CF", "ST", "SI", "RS"}             # these jobs have their tokens
WAITS = {"PD", "RQ", "RF", "RH", "RD", "SE"}           # these ask for them
OVER = {"BF", "CA", "CD", "CG", "DL", "F", "NF", "OOM", "PR", "RV", "SO", "TO"}


def lines_of(text):
    return [line.strip(" \t\r") for line in text.split("\n")]


class Licenses:
    """What one scontrol said. `records` have the fields as numbers; `up` is false for text of another kind."""

    def __init__(self, text):
        self.records, self.skipped, self.up = [], 0, True
        lines = [line for line in lines_of(text) if line]
        starts = [number for number, line in enumerate(lines) if line.startswith("LicenseName=")]
        if not starts:
            self.up = any("No licenses configured" in line for line in lines)
            return
        for start, end in zip(starts, starts[1:] + [len(lines)]):
            self._read_record(lines[start:end])

    def _read_record(self, lines):
        name, rest = lines[0].removeprefix("LicenseName="), " ".join(lines[1:])
        if " Total=" in name:       # scontrol -o
            name, _, rest = name.rpartition(" Total=")
            rest = "Total=" + rest
        fields = dict(re.findall(r"(\w+)=(\S*)", rest))
        record = {"name": name, "nodes": fields.get("Nodes", ""), "Reserved": None, "LastConsumed": None, "LastDeficit": None}
        if any(field not in fields for field in NEEDED):
            self.skipped += 1
            return
        for field in NUMBERS:
            if field in fields:
                if not re.fullmatch(r"-?\d+", fields[field]):
                    self.skipped += 1
                    return
                value = int(fields[field])
                record[field] = math.inf if value == INFINITE and field in ("Total", "Free") else value
        if not re.fullmatch(r"\d+|\d{4}-\d\d-\d\dT[\d:]+|Unknown|N/A", fields.get("LastUpdate", "Unknown")):
            self.skipped += 1
        record["remote"] = fields["Remote"] == "yes"
        if any((other["name"], other["nodes"]) == (name, record["nodes"]) for other in self.records):
            self.skipped += 1       # Slurm lets a local and a remote license share a name: the first is kept
            return
        self.records.append(record)

    def layered(self, name):
        return any(record["nodes"] for record in self.records if record["name"] == name)

    def find(self, name):
        """The name that scontrol lists: the same bytes, else upper and lower case do not matter."""
        names = [record["name"] for record in self.records]
        if name in names:
            return name
        return next((listed for listed in names if fold(listed) == fold(name)), None)


def tasks_of(job):
    """5 and 5_3 and 9+0 are one; of 2_[0-10:5,12%3] all that are listed: % limits how many of them run at a time."""
    found = re.fullmatch(r"\d+_\[([^\]%]*)(%\d+)?\]", job)
    if not found:
        return 1
    tasks = set()
    for part in found[1].split(","):
        span, _, step = part.partition(":")
        first, _, last = span.partition("-")
        tasks.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return len(tasks)


class Jobs:
    """What one squeue said of the licenses that scontrol lists: jobs, tokens, and who holds how many."""

    def __init__(self, text, licenses):
        self.licenses, self.skipped, self.read_any, self.lines = licenses, 0, False, 0
        self.jobs, self.tokens, self.holders = {}, {}, {}      # by (license, state), (license, state) and license
        for line in lines_of(text):
            if line:
                self.lines += 1
                self._read_line(line)
        self.up = self.read_any or not self.lines

    def _read_line(self, line):
        if len(line.split("|", 3)) < 4:
            self.skipped += 1
            return
        job, state, user, rest = line.split("|", 3)
        account, bar, behind = rest.partition("|")
        if bar and not re.search(r"[:=*,;@]", account) and self.licenses.find(account) is None:
            rest = behind           # the form with %a
        if state not in HOLDS | WAITS | OVER or not re.match(r"\d", job):
            self.skipped += 1
            return
        self.read_any = True
        if rest in ("", "(null)"):
            return
        wanted, bad = {}, False
        for element in re.split(r"[,;|]", rest):
            name, count = self._split(element)
            if count is None:
                bad = True
            elif name is not None:
                wanted[name] = wanted.get(name, 0) + count
        self.skipped += bad
        if state in OVER:
            return
        what, tasks = "running" if state in HOLDS else "pending", tasks_of(job)
        for name, count in wanted.items():
            self.jobs[name, what] = self.jobs.get((name, what), 0) + tasks
            self.tokens[name, what] = self.tokens.get((name, what), 0) + tasks * count
            if what == "running":
                users = self.holders.setdefault(name, {})
                key = fold(user.rpartition("\\")[2])
                users[key] = users.get(key, 0) + tasks * count

    def _split(self, element):
        """(name, count): the whole is looked up first, then what stands before the last : = or *. (None, 0) is of no use to us."""
        whole = self.licenses.find(element)
        if whole is not None:
            return whole, 1
        found = re.fullmatch(r"(.*)[:=*](.*)", element)
        if not found:
            return None, 0
        name = self.licenses.find(found[1])
        if not found[2].isdigit() and (name is not None or re.fullmatch(r".*:[^@]*", element)):
            return name, None
        return name, int(found[2]) if found[2].isdigit() else 0

    def unexplained(self, record):
        return record["Used"] - min(record["Used"], self.tokens.get((record["name"], "running"), 0))
