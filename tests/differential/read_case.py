"""A case as slurmlic gets it - arguments, settings, texts - read naively into the expected value of every series that is checked."""

import math
import os
import re
import tomllib

import words
from read_lmstat import Status
from read_slurm import Jobs, Licenses
from words import fold, series

ANY, SOME = "any", "some"       # in the place of a value: the contract does not say; above 0


def text_of(path):
    """None if there is no such file: the stand-in that prints it fails then."""
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


class Expected:
    """`values` by series, `exit`, and for each tool the users that `gap` shows: {tool: {user: (seats, tokens)}} or ANY."""

    def __init__(self, folder, arguments):
        self.folder, self.values, self.exit, self.users = folder, {}, 0, {}
        self.settings = tomllib.loads(text_of(os.path.join(folder, "slurmlic.toml")) or "")
        self.options = {name: [value for option, value in arguments if option == name] for name, _ in arguments}
        self.licenses, self.jobs, self.apps = {}, {}, {}        # by cluster, cluster and app: None is a source that is down
        self._read_slurm()
        self._read_apps()
        for cluster, licenses in self.licenses.items():
            if licenses:
                self._licenses(cluster, licenses, self.jobs.get(cluster))
            elif self.jobs.get(cluster):
                for family in (words.JOBS, words.REQUESTED):    # without scontrol nobody knows what is a name and what a count
                    self.values[series(family, cluster=cluster)] = ANY
        for app, status in self.apps.items():
            if status:
                self._features(app, status)

    def _file(self, name):
        return text_of(os.path.join(self.folder, name))

    def _input(self, option, key):
        return self.options.get(option, [self.settings.get("slurm", {}).get(key)])[0]

    def saved(self):
        return bool(self._input("-i", "input") or self._input("--squeue-input", "squeue_input") or words.STATUS_INPUT in self.options or
                    any("input" in app for app in self.settings.get(words.APP_TABLE, [])))

    def clusters(self):
        """None is the cluster of this host, which has no label."""
        return self.options.get("-M") or self.settings.get("slurm", {}).get("clusters") or [None]

    def _source(self, name, read):
        """The series of a source that was asked."""
        up = read is not None and read.up
        self.values[series(words.SOURCE_UP, source=name)] = int(up)
        some = up and getattr(read, "listed_while_down", False)
        self.values[series(words.SKIPPED, source=name)] = (SOME if some or read.skipped else 0) if up else ANY
        if not up or some or read.skipped:
            self.exit = 1
        return read if up else None

    def _read_slurm(self):
        for cluster in self.clusters():
            suffix = f":{cluster}" if cluster else ""
            if self.saved():
                lic, squeue = self._input("-i", "input"), self._input("--squeue-input", "squeue_input")
            else:
                lic = f"scontrol.{cluster or ''}"
                squeue = self.settings["slurm"].get("squeue", True) and f"squeue.{cluster or ''}"
            licenses = None
            if lic:
                text = self._file(lic)
                licenses = self._source("slurm" + suffix, None if text is None else Licenses(text))
            self.licenses[cluster] = licenses
            if squeue:
                text = self._file(squeue)
                self.jobs[cluster] = self._source("squeue" + suffix, None if text is None else Jobs(text, licenses or Licenses("")))

    def _read_apps(self):
        given = dict(value.split("=", 1) for value in self.options.get(words.STATUS_INPUT, []))
        tables = {table["name"]: table for table in self.settings.get(words.APP_TABLE, [])}
        self.top_users = {app: tables.get(app, {}).get("users", 0) for app in (*tables, *given)}
        for app in self.top_users:
            file = given.get(app) or tables[app].get("input")
            if not file and self.saved():
                continue
            text = self._file(file or "lmutil." + tables[app]["server"])
            status = None if text is None else Status(text)
            self.apps[app] = self._source(f"{words.MANAGER}:{app}", status)
            if status and status.trouble:
                self.exit = 1

    def _licenses(self, cluster, licenses, jobs):
        for record in licenses.records:
            labels = {"license_name": record["name"], "nodes": record["nodes"], "cluster": cluster}
            for family, field in ((words.TOTAL, "Total"), (words.USED, "Used"), (words.FREE, "Free"), (words.RESERVED, "Reserved"),
                                  (words.LAST_CONSUMED, "LastConsumed"), (words.LAST_DEFICIT, "LastDeficit")):
                if record[field] is not None:
                    self.values[series(family, **labels)] = record[field]
            if jobs:
                del labels["nodes"]
                for state in ("running", "pending"):
                    key = record["name"], state
                    self.values[series(words.JOBS, state=state, **labels)] = jobs.jobs.get(key, 0)
                    self.values[series(words.REQUESTED, state=state, **labels)] = jobs.tokens.get(key, 0)
                if not licenses.layered(record["name"]):
                    self.values[series(words.UNEXPLAINED, **labels)] = jobs.unexplained(record)

    def _features(self, app, status):
        for (name, vendor), parts in status.features.items():
            if None in parts:
                continue
            labels = {"app": app, words.FEATURE_LABEL: name, "vendor": vendor}
            for family, number in ((words.FEATURE_ISSUED, lambda f: f.issued),
                                   (words.FEATURE_USED, lambda f: f.checkouts if f.uncounted else f.used),
                                   (words.CHECKOUTS, lambda f: f.checkouts), (words.RESERVATIONS, lambda f: f.reservations),
                                   (words.QUEUED, lambda f: f.queued), (words.BORROWED, lambda f: f.borrowed)):
                total = total_of([number(part) for part in parts])
                if total is not None:
                    self.values[series(family, **labels)] = total
            dates = [part.expiry for part in parts if part.expiry is not None]
            if dates:
                self.values[series(words.EXPIRATION, **labels)] = min(dates)
        for name in {name for name, _ in status.features}:
            self._top_users(app, name)

    def _top_users(self, app, name):
        """Names are compared in lower case: which of ann and ANN is shown is not said. Nor is it who is shown of two that are level."""
        seats, limit = self.seats_by_user(app, name), self.top_users[app]
        if not limit or seats is None:
            return
        named = sorted((-count, user) for user, count in seats.items() if user is not None and count)
        labels = {"app": app, words.FEATURE_LABEL: name}
        if len(named) > limit and named[limit - 1][0] == named[limit][0]:
            self.values[series(words.USERS, **labels)] = ANY
            return
        for count, user in named[:limit]:
            self.values[series(words.USERS, user=user, **labels)] = -count
        rest = sum(seats.values()) + sum(count for count, _ in named[:limit])
        if rest:
            self.values[series(words.USERS, user="other", **labels)] = rest

    def person(self, user):
        """Slurm's name for somebody: a name with its domain goes first in [users]; case and DOMAIN\\ make no difference."""
        if user is None:
            return None
        names = {fold(theirs): ours for theirs, ours in self.settings.get("users", {}).items()}
        bare = user.rpartition("\\")[2]
        return fold(names.get(fold(user)) or names.get(fold(bare)) or bare)

    def parts_of(self, app, name):
        """All of one feature of an app: over its daemons and hosts. Upper and lower case do not matter."""
        status = self.apps.get(app)
        found = [parts for (feature, _), parts in status.features.items() if fold(feature) == fold(name)] if status else []
        return [part for parts in found for part in parts]

    def seats_by_user(self, app, name):
        """None if a part of it could not be told."""
        seats, parts = {}, self.parts_of(app, name)
        if None in parts:
            return None
        for part in parts:
            for user, count in part.users.items():
                seats[self.person(user)] = seats.get(self.person(user), 0) + count
        return seats

    def finish(self, tools):
        for tool in tools:
            tool.expect(self)
        return self


def split_name(license_name):
    """Without [[tool]]: (tool, pool) that the name of a license says."""
    front = license_name.partition("@")[0]
    found = re.fullmatch(r"(.+)[_-](batch|interactive|int)", front, re.IGNORECASE)
    if not found:
        return front, "all"
    return found[1], "batch" if found[2].lower() == "batch" else "interactive"


def total_of(values):
    """A sum of which a part is not known is not known."""
    return None if None in values else sum(values, 0) if math.inf not in values else math.inf
