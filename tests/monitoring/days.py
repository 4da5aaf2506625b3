#!/usr/bin/env python3
"""Writes a made-up working week of a site as OpenMetrics, to look at the dashboard on it. The same arguments give the same bytes.

    python3 tests/monitoring/days.py --tools 4 > days.txt
    promtool tsdb create-blocks-from openmetrics --max-block-duration=240h days.txt data
    prometheus --config.file=/dev/null --storage.tsdb.path=data --storage.tsdb.retention.time=100y --web.listen-address=127.0.0.1:9090

The week ends on Friday, 12 June 2026, 15:00 UTC, with these in it:
  the first tool     from Thursday evening seats leave Slurm, one after another (a creeping gap); its batch pool is used up every
                     morning; its license servers are down on Friday from 02:10 to 03:40
  the second tool    one license for all jobs, remote; nobody has told slurmdbd of it since Tuesday; one of three servers is down;
                     since Friday morning jobs that squeue does not show hold 4 of its tokens
  the third tool     users hold tokens that they do not use; its feature expires in 5 days
  the fourth tool    has a pool of another name, and a license without limit; its daemon is down since half an hour ago,
                     so that nothing is known of its feature
  the sixth tool     Slurm hands out 6 tokens more than FlexLM has seats
  all                Slurm does not answer on Tuesday from 10:00 to 10:20; some lines are not understood on Wednesday afternoon
Two hosts tell of the same licenses."""

import argparse
import datetime
import math
import random
import sys

NAMES = ("vcs", "matlab", "hspice", "calibre", "fluent", "abaqus", "ansys_mech", "comsol", "designcompiler", "primetime", "icc2", "spectre",
         "innovus", "genus", "questa", "verdi", "starccm", "nastran", "ls_dyna", "cst", "hfss", "lumerical", "synplify", "formality", "spyglass",
         "tetramax", "redhawk", "voltus", "tempus", "conformal", "xcelium", "jaspergold", "virtuoso", "pvs", "quantus", "custom_wave", "finesim",
         "star_rc", "gurobi", "mathematica")
END = datetime.datetime(2026, 6, 12, 15, tzinfo=datetime.timezone.utc)
HOSTS = ("login1:9100", "login2:9100")
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
    def __init__(self, chance, number):
        self.number, self.name, self.chance = number, NAMES[number] if number < len(NAMES) else f"tool{number}", chance
        self.outside, self.idle = Wave(chance, 0.15), Wave(chance, 0.15)
        tokens = chance.choice((12, 20, 40, 64, 120))
        if number == 1:
            self.pools = [Pool(chance, "all", f"{self.name}@flex", 50)]
        elif number == 3:
            self.pools = [Pool(chance, "batch", f"{self.name}_batch", 64), Pool(chance, "interactive", f"{self.name}_interactive", 16),
                          Pool(chance, "regression", f"{self.name}_regress", 24), Pool(chance, "regression", f"{self.name}_any", None)]
        elif number % 5 == 4:
            self.pools = [Pool(chance, "all", self.name, tokens)]
        else:
            self.pools = [Pool(chance, "batch", f"{self.name}_batch", tokens * 3, reserved=tokens // 4 if number % 2 == 0 else 0),
                          Pool(chance, "interactive", f"{self.name}_interactive", tokens)]
        self.app, self.feature = f"app{number // 3:02d}" if number > 3 else ("synopsys", "mathworks", "synopsys2", "mentor")[number], \
            self.name.upper()

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


class Site:
    def __init__(self, tools, seed):
        self.chance = random.Random(seed)
        self.tools = [Tool(self.chance, number) for number in range(tools)]
        self.last_success = {}

    def samples(self, now):
        """[(name, labels, value)] of one host at one moment."""
        slurm_is_down = at(2, "10:00") <= now < at(2, "10:20")
        for tool in self.tools:
            tool.step(now)
        found = []

        def emit(family, value, /, **labels):
            found.append((family, labels, value))

        apps = {}
        for tool in self.tools:
            apps.setdefault(tool.app, []).append(tool)
            if not slurm_is_down:
                self.tell_slurm(emit, tool, now)
            self.tell_tool(emit, tool, now, slurm_is_down)
        for app, tools in apps.items():
            self.tell_app(emit, app, tools, now)
        self.tell_run(emit, apps, now, slurm_is_down)
        return found

    def tell_slurm(self, emit, tool, now):
        for pool in tool.pools:
            labels = {"license_name": pool.license_name}
            is_remote = "@" in pool.license_name
            emit("slurm_licenses_total", "+Inf" if pool.total is None else pool.total, **labels)
            emit("slurm_licenses_used", pool.used, **labels)
            emit("slurm_licenses_free", "+Inf" if pool.total is None else pool.total - pool.used, **labels)
            emit("slurm_licenses_reserved", pool.reserved, **labels)
            emit("slurm_licenses_info", 1, mode="", remote="yes" if is_remote else "no", server="flex" if is_remote else "", **labels)
            emit("slurm_licenses_unexplained", pool.unexplained, **labels)
            for state, tokens in (("running", pool.used - pool.unexplained), ("pending", pool.pending)):
                emit("slurm_licenses_requested", tokens, state=state, **labels)
                emit("slurm_licenses_jobs", (tokens + 1) // 2, state=state, **labels)
            if is_remote:
                emit("slurm_licenses_last_consumed", pool.used, **labels)
                emit("slurm_licenses_last_deficit", 0, **labels)
                emit("slurm_licenses_last_update_timestamp_seconds", min(now, at(2, "16:00")), **labels)

    def tell_tool(self, emit, tool, now, slurm_is_down):
        tokens = {}
        for pool in tool.pools:
            if not slurm_is_down:
                emit("license_tool_info", 1, tool=tool.name, pool=pool.name, license_name=pool.license_name)
                total = math.inf if pool.total is None else pool.total
                counts = {"total": total, "used": pool.used, "free": total - pool.used, "reserved": pool.reserved, "pending": pool.pending}
                for state, count in counts.items():
                    tokens[pool.name, state] = tokens.get((pool.name, state), 0) + count
        for (name, state), count in tokens.items():
            emit("license_tool_tokens", "+Inf" if count == math.inf else count, tool=tool.name, pool=name, state=state)
        server_is_down = app_is_down(tool, now) or daemon_is_down(tool, now)
        if not slurm_is_down:
            emit("license_tool_slurm_used", tool.slurm, tool=tool.name)
        if not server_is_down:
            emit("license_tool_seats_used", tool.flexlm, tool=tool.name)
            emit("license_tool_seats_issued", tool.issued(), tool=tool.name)
        if not slurm_is_down and not server_is_down:
            emit("license_tool_gap", tool.out - tool.idl, tool=tool.name)
            emit("license_tool_outside_slurm", tool.out, tool=tool.name)
            emit("license_tool_idle_in_slurm", tool.idl, tool=tool.name)

    def tell_app(self, emit, app, tools, now):
        is_down = app_is_down(tools[0], now)
        servers = 3 if tools[0].number in (0, 1) else 1
        for number in range(1, servers + 1):
            is_up = not is_down and not (tools[0].number == 1 and number == 3 and now >= at(4, "09:00"))
            emit("license_server_up", int(is_up), app=app, host=f"lic-{app}-{number}.example.com", port="27000",
                 master="true" if number == 1 else "false", version="v11.19.0")
        daemon_down = is_down or daemon_is_down(tools[0], now)
        emit("license_daemon_up", int(not daemon_down), app=app, daemon=f"{app}d", version="" if daemon_down else "v11.19.0")
        for tool in [] if daemon_down else tools:
            labels = {"app": app, "feature": tool.feature, "vendor": f"{app}d"}
            emit("license_feature_issued", tool.issued(), **labels)
            counts = {"used": tool.flexlm, "checkouts": tool.flexlm, "reservations": 0, "queued": 0, "borrowed": min(1, tool.out)}
            for name, value in counts.items():
                emit(f"license_feature_{name}", value, **labels)
            expiry = "+Inf" if tool.number % 4 == 3 else at(5, "23:59") + DAY * (5 if tool.number == 2 else 20 + 17 * tool.number)
            emit("license_feature_expiration_timestamp_seconds", expiry, **labels)

    def tell_run(self, emit, apps, now, slurm_is_down):
        took = {"slurm": 0.03, "squeue": 0.11, **{f"flexlm:{app}": 0.4 + len(tools) / 10 for app, tools in apps.items()}}
        down = {source for source in took if source in ("slurm", "squeue") and slurm_is_down
                or source.startswith("flexlm:") and app_is_down(apps[source[7:]][0], now)}
        for source, seconds in took.items():
            seconds = 10 if source in down else seconds * self.chance.uniform(0.8, 1.4)
            took[source] = seconds
            if source not in down:
                self.last_success[source] = now
            lost = 2 if source == "flexlm:synopsys" and at(3, "14:00") <= now < at(3, "17:00") else 0
            if source.startswith("flexlm:") and source not in down and daemon_is_down(apps[source[7:]][0], now):
                lost = len(apps[source[7:]])
            emit("slurmlic_source_up", int(source not in down), source=source)
            emit("slurmlic_source_duration_seconds", round(seconds, 3), source=source)
            emit("slurmlic_source_skipped_lines", lost, source=source)
            if source in self.last_success:
                emit("slurmlic_last_success_timestamp_seconds", self.last_success[source], source=source)
        emit("slurmlic_last_run_timestamp_seconds", now)
        emit("slurmlic_last_run_duration_seconds", round(max(took.values()) + 0.004, 3))
        emit("slurmlic_last_run_success", int(not down))
        emit("slurmlic_build_info", 1, version="0.1.0")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=int, default=4, help="how many (4)")
    parser.add_argument("--step", type=int, default=120, help="seconds from one sample to the next (120)")
    parser.add_argument("--hours", type=int, default=111, help="how many, up to the end of the week (111: from Monday 00:00)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    site = Site(options.tools, options.seed)
    end = int(END.timestamp())
    for now in range(end - options.hours * 3600, end + 1, options.step):
        lines = []
        for name, labels, value in site.samples(now):
            pairs = ",".join(f'{key}="{text}"' for key, text in labels.items() if text != "")
            for host in HOSTS:
                lines.append(f'{name}{{{pairs + "," if pairs else ""}instance="{host}",job="node"}} {value} {now}\n')
        sys.stdout.writelines(lines)
    print("# EOF")


if __name__ == "__main__":
    main()
