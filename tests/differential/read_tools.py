"""The tools of a case, joined naively: pools of Slurm's licenses on one side, features of the license servers on the other."""

import words
from read_case import ANY, Expected, split_name, total_of
from words import fold, series


class Tool:
    """`pools` are {pool: [license names]}, `features` [(app, feature)]."""

    def __init__(self, name, pools, features, combine="sum", clusters_share=None):
        self.name, self.pools, self.features = name, pools, features
        self.combine, self.clusters_share = combine, clusters_share

    def expect(self, case):
        """Puts what is expected of this tool into the case's values."""
        self.case = case
        tokens, seats = self._slurm_side(), self._server_side()
        if tokens is not None:
            case.values[series(words.TOKENS_USED, tool=self.name)] = tokens
        case.users[self.name] = ANY
        if seats is None:
            return
        users, issued = seats
        case.values[series(words.SEATS_USED, tool=self.name)] = sum(users.values())
        if issued is not None:
            case.values[series(words.SEATS_ISSUED, tool=self.name)] = issued
        if tokens is None:
            return
        case.values[series(words.GAP, tool=self.name)] = sum(users.values()) - tokens
        holders = self._holders()
        if holders is None:         # squeue was not asked, or did not answer
            return
        if holders == ANY:
            case.values[series(words.OUTSIDE, tool=self.name)] = case.values[series(words.IDLE, tool=self.name)] = ANY
            return
        rows = {user: (users.get(user, 0), holders.get(user, 0)) for user in {*users, *holders}}
        case.users[self.name] = rows
        case.values[series(words.OUTSIDE, tool=self.name)] = sum(max(0, s - t) for s, t in rows.values())
        case.values[series(words.IDLE, tool=self.name)] = sum(max(0, t - s) for s, t in rows.values())

    def _records(self, name):
        """The records of one license: (cluster, record) of each cluster that has it."""
        return [(cluster, record) for cluster, licenses in self.case.licenses.items() for record in licenses.records
                if fold(record["name"]) == fold(name) and not licenses.layered(record["name"])]

    def _slurm_side(self):
        """The tokens of each pool; returns those in use of all, or None."""
        if not all(self.case.licenses.values()):
            return None
        used = []
        for pool, names in self.pools.items():
            records = [found for name in names for found in self._records(name)]
            if not records:
                continue
            used.append(sum(record["Used"] for _, record in records))
            states = {"used": used[-1], "reserved": total_of([record["Reserved"] for _, record in records]),
                      "total": 0, "free": 0, "pending": self._pending(records)}
            for name in names:
                total, free = self._total_and_free([record for _, record in self._records(name)])
                states["total"] = ANY if ANY in (total, states["total"]) else states["total"] + total
                states["free"] = ANY if ANY in (free, states["free"]) else states["free"] + free
            for state, value in states.items():
                if value is not None:
                    self.case.values[series(words.TOKENS, tool=self.name, pool=pool, state=state)] = value
        return sum(used) if used else None

    def _total_and_free(self, records):
        """A pool that several clusters see whole counts once. If they differ in what is free, the least is certain; if the settings
        call it one pool though the totals differ, nobody says which counts."""
        groups = {}
        for number, record in enumerate(records):
            whole = record["remote"] and record["LastConsumed"] is not None
            alike = (record["name"], record["Total"], record["LastConsumed"]) if whole else number
            if self.clusters_share is not None:
                alike = 0 if self.clusters_share else number
            groups.setdefault(alike, []).append(record)
        if any(record["Total"] != group[0]["Total"] for group in groups.values() for record in group):
            return ANY, ANY
        return sum(group[0]["Total"] for group in groups.values()), sum(min(r["Free"] for r in group) for group in groups.values())

    def _pending(self, records):
        jobs = self.case.jobs
        if not all(jobs.get(cluster) for cluster, _ in records):
            return None
        return sum(jobs[cluster].tokens.get((record["name"], "pending"), 0) for cluster, record in records)

    def _holders(self):
        """Who holds the tokens, None is the unknown user. ANY if jobs hold more than scontrol counts: whose are fewer nobody says."""
        jobs, holders = self.case.jobs, {}
        records = [found for names in self.pools.values() for name in names for found in self._records(name)]
        if not all(jobs.get(cluster) for cluster, _ in records):
            return None
        if not all(jobs.values()):      # the squeue of a cluster without these licenses is down
            return ANY
        for cluster, record in records:
            if jobs[cluster].tokens.get((record["name"], "running"), 0) > record["Used"]:
                return ANY
            for user, count in jobs[cluster].holders.get(record["name"], {}).items():
                holders[user] = holders.get(user, 0) + count
            holders[None] = holders.get(None, 0) + jobs[cluster].unexplained(record)
        return holders

    def _server_side(self):
        """({user: seats}, issued or None), or None while an app has trouble, or a feature could not be told, or there is none."""
        if any(not self.case.apps.get(app) or self.case.apps[app].trouble for app, _ in self.features):
            return None
        found = [(app, name) for app, name in self.features if self.case.parts_of(app, name)]
        each = [self.case.seats_by_user(app, name) for app, name in found]
        if not each or None in each:
            return None
        users = {}
        for seats in each:
            for user, count in seats.items():
                both = (users.get(user, 0), count)
                users[user] = max(both) if self.combine == "max" else sum(both)
        issued = [total_of([part.issued for part in self.case.parts_of(app, name)]) for app, name in found]
        if float("inf") in issued:
            return users, None
        return users, min(issued) if self.combine == "max" else sum(issued)


def tools_of(case):
    """Those of the settings, else those that the names say."""
    if "tool" in case.settings:
        return [Tool(table["name"], table.get("slurm", {}),
                     [tuple(feature.split(":", 1)) for feature in table.get(words.TOOL_FEATURES, [])],
                     table.get("combine", "sum"), table.get("clusters_share")) for table in case.settings["tool"]]
    tools = {}
    for licenses in case.licenses.values():
        for record in licenses.records if licenses else []:
            if not licenses.layered(record["name"]):
                name, pool = split_name(record["name"])
                tool = tools.setdefault(fold(name), Tool(name, {}, []))
                names = tool.pools.setdefault(pool, [])
                if fold(record["name"]) not in [fold(other) for other in names]:
                    names.append(record["name"])
    for key, tool in tools.items():
        # "only the apps that answer are counted": an app that is down has no features, so it is none of the tool's
        tool.features = sorted({(app, name) for app, status in case.apps.items() if status
                                for name, _ in status.features if fold(name) == key})
    return list(tools.values())


def expected(folder, arguments):
    case = Expected(folder, arguments)
    return case.finish(tools_of(case))
