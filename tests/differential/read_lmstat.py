"""A naive reading of `lmstat -a` text, line by line."""

import datetime
import math
import re

TOTALS = re.compile(r"\(Total of (\d+) (?:borrowable )?licenses? issued; *(?:Total of )?(\d+) licenses? in use\)")
ERROR = re.compile(r"\((-\d+),\d+|error:(-\d+),\d+")
POOL = re.compile(r'(?:Feature )?"(?P<name>[^"]+)" v\S*, vendor: (?P<vendor>[^,\s]+)(?:, expiry: (?P<expiry>[^\s(]+))?')
USAGE = re.compile(r"\(Total of (\d+) licenses? issued; *Total of (\d+) floating non-reserved licenses? in use\)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def end_of_day(text):
    """The expiry as seconds since 1970: the end of that day in UTC; a year of zeros or 1900 is permanent."""
    if text.lower().startswith("permanent"):
        return math.inf
    day, month, year = text.lower().split("-")
    if int(year) in (0, 1900):
        return math.inf
    date = datetime.datetime(int(year), MONTHS.index(month) + 1, int(day), tzinfo=datetime.timezone.utc)
    return int(date.timestamp()) + 86400


class Feature:
    """One `Users of` line (or a pool without one) with what follows it."""

    def __init__(self, name, vendor):
        self.name, self.vendor = name, vendor
        self.issued = self.used = 0
        self.known = self.uncounted = False
        self.absent = False                    # FlexLM says nothing of it, not even that it can't tell
        self.checkouts = self.reservations = self.queued = self.waiting = self.borrowed = 0
        self.expiry, self.users, self.text = None, {}, []

    def add_expiry(self, text):
        if text:
            self.expiry = min(end_of_day(text), math.inf if self.expiry is None else self.expiry)

    def add_checkout(self, line):
        tail = line[line.rindex(")", 0, line.index(", start ")) + 1:]
        seats = re.search(r", (\d+) licenses?\b", tail)
        seats = int(seats[1]) if seats else 1
        self.checkouts += seats
        linger = re.search(r"\(linger: (\d+)", tail)
        if linger and int(linger[1]) > 0:
            self.borrowed += seats
        user = user_of(line[:line.index(", start ")])
        self.users[user] = self.users.get(user, 0) + seats


def user_of(line):
    """Who it is, or None where the text leaves that open: `user host display [more] [PID] (vVERSION) (host/port handle)`."""
    words = re.sub(r"\s*\(v[^()]*\)\s*\([^()]*\)$", "", line).split()
    if len(words) <= 3:
        return words[0]
    for tail in (words, words[:-1] if words[-1].isdigit() else words):      # a PID may have a column of its own
        if len(tail) >= 3 and tail[-1] == tail[-2]:
            return " ".join(tail[:-2])
    for place in range(2, len(words)):                                      # a display that can be nothing else
        if words[place].startswith("/dev/") or words[place].startswith(words[place - 1] + ":"):
            return " ".join(words[:place - 1])
    return None


class Block:
    """One daemon's list."""

    def __init__(self, daemon, up):
        self.daemon, self.up, self.features = daemon, up, []

    def same(self, other):
        """A list is a reprint of another only when every feature of both is alike."""
        return self.up == other.up and bool(self.features) and [f.text for f in self.features] == [f.text for f in other.features]


class System:
    """What stands below one `License server status:`."""

    def __init__(self, status):
        self.triad = status.count(",") == 2
        self.servers, self.masters, self.blocks = {}, 0, []

    def works(self):
        if not self.triad:
            return any(self.servers.values())
        return sum(self.servers.values()) >= 2 and self.masters > 0


class Status:
    """The whole text of an app: `systems`, features by (name, vendor), lines that were not understood."""

    def __init__(self, text):
        self.systems, self.skipped, self.trouble, self.rows = [], 0, False, []
        self.listed_while_down = False          # features with figures of a daemon that is down: absent, and some lines are skipped
        self.feature, self.columns, self.place = None, None, "top"
        lines = [line.strip(" \t\r") for line in text.split("\n")]
        for number, line in enumerate(lines):
            if line.strip("-"):
                self._read(line, lines[number + 1:])
        self.trouble = self.trouble or not self.systems or not all(system.works() for system in self.systems)
        self.up = any(system.works() for system in self.systems)
        self.features = self._join() if self.up else {}

    def _read(self, line, after):
        if "License server status:" in line:
            self.systems.append(System(line.partition("status:")[2]))
            self.place, self.feature = "servers", None
        elif line.startswith("[Detecting"):
            self.feature = None
        elif line.startswith(("Error getting status:", "lmgrd is not running:")):
            self.trouble = True
        elif line.startswith("Vendor daemon status"):
            self.place, self.feature = "daemons", None
        elif line.startswith("Feature usage info"):
            self.place = "features"
        elif line.startswith("NOTE: lmstat -i"):
            self.place = "note"
        elif re.match(r"Feature +Version", line):
            self.place, self.columns = "rows", line.split()
        elif self.place == "rows" and not line.startswith("_"):
            self.rows.append(dict(zip(self.columns, line.split())))
        elif self.place == "servers" and (found := re.match(r"(\S+): license server UP (\(MASTER\))?", line)):
            self.systems[-1].servers[found[1]] = True
            self.systems[-1].masters += bool(found[2])
        elif self.place == "servers" and (found := re.match(r"([^\s:]+): .*\(-\d+,", line)):
            self.systems[-1].servers.setdefault(found[1], False)
        elif self.place in ("daemons", "features") and (found := re.match(r"(\w+): (UP v|.*\(-\d+,)", line)):
            self.systems[-1].blocks.append(Block(found[1], found[2] == "UP v"))
            self.feature = None
        elif line.startswith("???"):            # what the generator puts in for a line that nobody knows
            self.skipped += 1
        elif self.place == "features":
            self._read_of_feature(line, after)

    def _read_of_feature(self, line, after):
        block, pool, usage = self.systems[-1].blocks[-1], POOL.match(line), USAGE.search(line)
        if line.startswith("Users of "):
            self.feature = Feature(re.match(r"Users of ([^:]+):", line)[1], block.daemon)
            block.features.append(self.feature)
            self._read_head(line, after)
        elif pool and usage:        # lmstat --no-user-info: a line for each pool
            self.feature = next((f for f in block.features if f.name == pool["name"]), None) or Feature(pool["name"], pool["vendor"])
            if self.feature not in block.features:
                block.features.append(self.feature)
            self.feature.known, self.feature.borrowed = True, None      # nobody says who borrows
            self.feature.issued += int(usage[1])
            self.feature.used += int(usage[2])
            self.feature.checkouts += int(usage[2])
            self.feature.users[None] = self.feature.users.get(None, 0) + int(usage[2])
            self.feature.add_expiry(pool["expiry"])
        elif self.feature:
            self._read_detail(line, pool)
        if self.feature:
            self.feature.text.append(line)

    def _read_head(self, line, after):
        feature, totals = self.feature, TOTALS.search(line)
        if totals:
            feature.known, feature.issued, feature.used = True, int(totals[1]), int(totals[2])
        elif "(Uncounted" in line:
            feature.known = feature.uncounted = True
            feature.issued = math.inf
        elif "unsupported by licensed server" in line:
            feature.known = True
        elif "Cannot get users of" in line:
            code = next(found for found in map(ERROR.search, [line, *after]) if found)
            feature.known = "-5" in code.groups()
            self.skipped += not feature.known
        elif line.endswith(": None"):
            feature.absent = True

    def _read_detail(self, line, pool):
        feature = self.feature
        if ", start " in line and re.search(r"\(v[^()]*\)\s*\([^()]*\), start ", line):
            feature.add_checkout(line)
        elif found := re.search(r"queued for (\d+) licenses?$", line):
            feature.waiting += int(found[1])
            feature.queued = max(feature.queued, feature.waiting)
        elif found := re.search(r"\((\d+) licenses? queued\)", line):     # all of them; lines for each may follow
            feature.queued = max(feature.queued, int(found[1]))
        elif found := re.match(r"(\d+) RESERVATIONs? for ", line):
            feature.reservations += int(found[1])
        elif found := re.match(r"\(Total of (\d+) users? queued; *Total of (\d+) licenses? reserved\)", line):
            feature.queued += int(found[1])
            feature.reservations += int(found[2])
        elif pool:
            feature.vendor = pool["vendor"]
            feature.add_expiry(pool["expiry"])

    def _join(self):
        """All features by (name, vendor): the list of each; None stands for one that could not be told."""
        joined = {}
        for system in self.systems:
            kept = []
            for block in system.blocks if system.works() else []:
                if any(block.same(other) for other in kept):
                    continue
                kept.append(block)
                for feature in block.features:
                    told = feature.known and block.up
                    self.listed_while_down |= feature.known and not block.up
                    joined.setdefault((feature.name, feature.vendor), []).append(feature if told else None)
        for row in self.rows:
            parts = joined.get((row["Feature"], row["Vendor"]), [])
            for part in parts:
                if part:
                    part.add_expiry(row["Expires"])
        return joined
