"""A strict reader of the text exposition format, written from CONTRACT.md and from nothing of slurmlic's own code.

`read(bytes)` returns {(family, ((label, value), ...)): number-as-text} with empty labels left out, or raises Rejected with
the line number and the reason. It takes less than Prometheus takes: only what slurmlic promises to write.
"""

import re


class Rejected(Exception):
    """The text is not what slurmlic promises."""


METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?|[-+]Inf|NaN")
# The users' own naming; nothing else may look like a counter.
TOTAL_ALLOWED = {"slurm_licenses_total"}
# What describes a series and does not tell it from its neighbours: no part of the order.
DESCRIPTION = {"mode", "remote", "server"}


class Families(dict):
    """Family name to [(labels, number)], in the order of the text; `order_of_series` holds every sample's key."""

    def series(self):
        return {(name, labels): value for name, samples in self.items() for labels, value in samples}

    def value(self, family, **labels):
        """The number of one series as a float; a KeyError tells which are there instead."""
        wanted = tuple(sorted(labels.items()))
        for found, value in self.get(family, ()):
            if found == wanted:
                return float(value)
        raise KeyError(f"{family}{dict(wanted)} is not among {self.get(family)}")


def unescape(text, escapes, number):
    out = []
    rest = iter(text)
    for char in rest:
        if char == "\\":
            follower = next(rest, "")
            if follower not in escapes:
                raise Rejected(f"line {number}: bad escape \\{follower}")
            char = escapes[follower]
        out.append(char)
    return "".join(out)


def check_characters(text):
    for number, line in enumerate(text.split("\n"), 1):
        for char in line:
            if ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F:
                raise Rejected(f"line {number}: control character U+{ord(char):04X}")


def read_labels(text, number):
    """Reads `name="value",...` up to the closing brace; returns the pairs and what follows the brace."""
    pairs = []
    while True:
        name = LABEL.match(text)
        if not name:
            raise Rejected(f"line {number}: expected a label name at {text!r}")
        if name.group().startswith("__"):
            raise Rejected(f"line {number}: label {name.group()} is reserved")
        value = re.match(r'="((?:[^"\\]|\\.)*)"', text[name.end():])
        if not value:
            raise Rejected(f"line {number}: expected =\"VALUE\" at {text[name.end():]!r}")
        pairs.append((name.group(), unescape(value.group(1), {"\\": "\\", "n": "\n", '"': '"'}, number)))
        text = text[name.end() + value.end():]
        if text.startswith("}"):
            break
        if not text.startswith(","):
            raise Rejected(f"line {number}: expected , or }} at {text!r}")
        text = text[1:]
    names = [name for name, _ in pairs]
    if names != sorted(set(names)):
        raise Rejected(f"line {number}: labels are not sorted and unique: {names}")
    return pairs, text[1:]


def read_sample(line, number):
    name = METRIC.match(line)
    if not name:
        raise Rejected(f"line {number}: expected a metric name, got {line!r}")
    rest = line[name.end():]
    pairs = []
    if rest.startswith("{"):
        pairs, rest = read_labels(rest[1:], number)
    if not rest.startswith(" "):
        raise Rejected(f"line {number}: expected one blank before the value, got {rest!r}")
    if not NUMBER.fullmatch(rest[1:]):
        raise Rejected(f"line {number}: expected a number and nothing behind it (no timestamp), got {rest[1:]!r}")
    return name.group(), pairs, rest[1:]


class Reader:
    def __init__(self):
        self.families = Families()
        self.family = None
        self.helped = set()
        self.typed = False
        self.last_order = None
        self.seen = {}

    def read_help(self, line, number):
        match = re.fullmatch(r"# HELP (\S+) (.+)", line)
        if not match or not METRIC.fullmatch(match.group(1)):
            raise Rejected(f"line {number}: expected # HELP NAME TEXT, got {line!r}")
        self.end_family(number)
        name = match.group(1)
        unescape(match.group(2), {"\\": "\\", "n": "\n"}, number)
        if name in self.helped:
            raise Rejected(f"line {number}: HELP or samples of {name} again")
        if self.family is not None and name.encode() <= self.family.encode():
            raise Rejected(f"line {number}: {name} stands behind {self.family}")
        if name.endswith(("_total", "_count", "_sum", "_bucket")) and name not in TOTAL_ALLOWED:
            raise Rejected(f"line {number}: a gauge must not be called {name}")
        self.helped.add(name)
        self.family, self.typed, self.last_order = name, False, None
        self.families[name] = []

    def read_type(self, line, number):
        if self.family is None or self.typed or self.families[self.family]:
            raise Rejected(f"line {number}: TYPE belongs once, right behind HELP: {line!r}")
        if line != f"# TYPE {self.family} gauge":
            raise Rejected(f"line {number}: expected # TYPE {self.family} gauge, got {line!r}")
        self.typed = True

    def end_family(self, number):
        if self.family is not None and not self.typed:
            raise Rejected(f"line {number}: {self.family} has no TYPE")

    def add_sample(self, line, number):
        name, pairs, value = read_sample(line, number)
        if name != self.family or not self.typed:
            raise Rejected(f"line {number}: sample of {name} outside its family")
        labels = tuple((label, text) for label, text in pairs if text != "")
        if (name, labels) in self.seen:
            raise Rejected(f"line {number}: the series of line {self.seen[name, labels]} again: {line!r}")
        self.seen[name, labels] = number
        # An empty value stands where it is, in front of others, though it counts as absent.
        order = tuple(f"{label}\0{text}".encode() for label, text in pairs if label not in DESCRIPTION)
        if self.last_order is not None and order < self.last_order:
            raise Rejected(f"line {number}: not sorted: {line!r}")
        self.last_order = order
        self.families[name].append((labels, value))


def read(data):
    """The families of a whole file, or Rejected."""
    try:
        text = data.decode("utf-8", errors="strict")
    except UnicodeDecodeError as wrong:
        raise Rejected(f"not UTF-8: {wrong}") from None
    if not text.endswith("\n"):
        raise Rejected("no newline at the end")
    check_characters(text)
    reader = Reader()
    lines = text[:-1].split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("# HELP "):
            reader.read_help(line, number)
        elif line.startswith("# TYPE "):
            reader.read_type(line, number)
        elif line.startswith("#") or not line.strip():
            raise Rejected(f"line {number}: neither HELP, TYPE nor a sample: {line!r}")
        else:
            reader.add_sample(line, number)
    reader.end_family(len(lines))
    return reader.families
