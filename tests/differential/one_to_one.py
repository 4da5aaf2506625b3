"""The names that anonymize gave to the names of a text, learned from its lines one by one, and whether it did so one to one."""

import re

from words import fold

FIELDS = "Total|Used|Free|Reserved|Remote|LastConsumed|LastDeficit|LastUpdate|Nodes|Mode"
# What a line names: one kind for each group.
LINES = [(re.compile(pattern, re.MULTILINE), kinds) for pattern, kinds in (
    (rf"^LicenseName=(.*?)(?=\r?$| (?:{FIELDS})=)", ["licenses"]),
    (r"Nodes=(\S+)", ["nodes"]),
    (r"^\d[^|\r\n]*\|\w*\|([^|\r\n]*)\|", ["users"]),
    (r"^ *(\S+): (?:license server|Cannot connect|Cannot read)", ["hosts"]),
    (r"^Vendor daemon status \(on (\S+)\):", ["hosts"]),
    (r"^ *(\S+): (?:UP v|The desired vendor daemon)", ["words"]),
    (r"^(?:Users of|Cannot get users of) ([^:\r\n]+):", ["words"]),
    (r'^ *(?:Feature )?"([^"\r\n]*)" v\S+, vendor: ([^,\s]+)', ["words", "words"]),
    (r"^(\S+)   1\.0   2   ", ["words"]))]
STATUS = re.compile(r"License server status: (\S+)")
WANTED = re.compile(r"^\d[^|\r\n]*\|\w*\|[^|\r\n]*\|([^\r\n]*)", re.MULTILINE)
ACCOUNTS = ("", "(null)", "chips", "a_b-c")
COUNT = re.compile(r"[:=*]\d+$")
POOL = re.compile(r"[_-](batch|interactive|int)$", re.IGNORECASE)


def tool_of(license_name):
    return POOL.sub("", license_name.partition("@")[0])


class Same:
    """Names that stay as they are."""

    people = frozenset()

    def label(self, _, text):
        return text

    def tool(self, name):
        return name

    def get(self, user):
        return user if user in self.people else None


class Names:
    def __init__(self):
        self.licenses, self.nodes, self.users, self.hosts, self.words = {}, {}, {}, {}, {}
        self._folded, self._back = {}, {}

    def learn(self, old, new):
        """What is not one to one, as (what, expected, got)."""
        if old.count("\n") != new.count("\n"):
            yield "lines", old.count("\n"), new.count("\n")
        for pattern, kinds in LINES:
            found, changed = (list(pattern.finditer(text)) for text in (old, new))
            if len(found) != len(changed):
                yield f"lines like {pattern.pattern}", len(found), len(changed)
                continue
            for one, other in zip(found, changed):
                for group, kind in enumerate(kinds, start=1):
                    yield from self._add(kind, one[group].strip(), other[group].strip())
        for pattern, kind, split in ((STATUS, "hosts", ","), (WANTED, "licenses", "[,;|]")):
            for one, other in zip(pattern.findall(old), pattern.findall(new)):
                parts, others = re.split(split, one), re.split(split, other)
                if len(parts) != len(others):
                    yield "parts of " + one, len(parts), other
                for part, changed in zip(parts, others):
                    if kind == "hosts":
                        yield from self._add(kind, part.rpartition("@")[2], changed.rpartition("@")[2])
                        continue
                    counts = [COUNT.search(text) for text in (part, changed)]
                    if [count and count[0] for count in counts][:1] != [count and count[0] for count in counts][1:]:
                        yield "the count of " + part, None, changed
                    if part not in ACCOUNTS:        # their names change
                        yield from self._add(kind, COUNT.sub("", part), COUNT.sub("", changed))

    def _add(self, kind, old, new):
        names = getattr(self, kind)
        if kind == "users":
            old, new = (fold(text).rpartition("\\")[2] for text in (old, new))
        place = "words" if kind in ("licenses", "words") else kind
        for known, key, value in ((names, old, new), (self._folded.setdefault(place, {}), fold(old), fold(new)),
                                  (self._back.setdefault(place, {}), fold(new), fold(old))):
            if known.setdefault(key, value) != value:
                yield f"{kind}: {key}", known[key], value

    def label(self, label, text):
        servers = {old.partition("@")[2]: new.partition("@")[2] for old, new in self.licenses.items()}
        kinds = {"server": servers, "nodes": self.nodes, "host": self.hosts, "feature": self.words,
                 "vendor": self.words, "name": self.words, "daemon": self.words}
        if label == "license_name":
            return self.licenses.get(text) or self._other_case(text)
        return self.tool(text) if label == "tool" else kinds.get(label, {}).get(text, text)

    def _other_case(self, name):
        """Settings may spell a name otherwise than the texts."""
        new = self._folded.get("words", {}).get(fold(name), fold(name))
        return name if new == fold(name) else new

    def tool(self, name):
        return {tool_of(old): tool_of(new) for old, new in self.licenses.items()}.get(name, name)

    def get(self, user):
        return self.users.get(user)

    def settings(self, text):
        """Settings for the changed texts: the licenses and features of tools under their new names."""
        def renamed(match):
            app, colon, name = match[1].rpartition(":") if match[1].startswith("app") else ("", "", match[1])
            return f'"{app}{colon}{self.licenses.get(name) or self._other_case(name)}"'
        return "\n".join(re.sub(r'"([^"]*)"', renamed, line) if re.match(r"(slurm|flexlm|features) = [\[{]", line) else line
                         for line in text.split("\n"))
