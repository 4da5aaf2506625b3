#!/usr/bin/env python3
"""Writes made-up working days of a site as OpenMetrics, to look at the dashboards on them. The same arguments give the
same bytes.

    python3 tests/monitoring/days.py --tools 4 > days.txt
    promtool tsdb create-blocks-from openmetrics --max-block-duration=240h days.txt data
    prometheus --config.file=/dev/null --storage.tsdb.path=data --storage.tsdb.retention.time=100y \\
        --web.listen-address=127.0.0.1:9090

The week ends on Friday, 12 June 2026, 15:00 UTC, with these in it:
  the first tool     from Thursday evening seats leave Slurm, one after another (a creeping gap); its batch pool is used up
                     every morning; its license servers are down on Friday from 02:10 to 03:40
  the second tool    one license for all jobs, remote; nobody has told slurmdbd of it since Tuesday; one of three servers is
                     down; since Friday morning jobs that squeue does not show hold 4 of its tokens
  the third tool     users hold tokens that they do not use; its feature expires in 5 days
  the fourth tool    has a pool of another name, and a license without limit; its daemon is down since half an hour ago,
                     so that nothing is known of its feature
  the sixth tool     Slurm hands out 6 tokens more than FlexLM has seats
  all                Slurm does not answer on Tuesday from 10:00 to 10:20; some lines are not understood on Wednesday afternoon
Two hosts tell of the same licenses. What a site may have or lack besides:
  --without squeue --without seats    Slurm alone; it may be repeated
  --managers flexlm,rlm               the apps have these license managers in turn
  --clusters fluid,pdf                one slurmlic asks both; each has half of the tokens
  --hosts login1,login2=600           hosts, and the seconds that their clock is ahead (behind: less than 0)
  --down synopsys=48                  that app can not be read in the last 48 hours
  --names odd                         tools with slashes, blanks and umlauts
  --run 300 --step 300                slurmlic runs, and Prometheus scrapes, every 5 minutes"""

import argparse
import math
import random
import sys

from made_up_site import DAY, END, NAMES, ODD_NAMES, Tool, app_is_down, at, daemon_is_down


class Site:
    def __init__(self, options):
        self.options, self.chance = options, random.Random(options.seed)
        names = ODD_NAMES + NAMES if options.names == "odd" else NAMES
        self.tools = [Tool(self.chance, number, names) for number in range(options.tools)]
        self.last_success, self.found = {}, []
        self.apps = {}
        for tool in self.tools:
            self.apps.setdefault(tool.app, []).append(tool)
        self.manager = {app: options.managers[number % len(options.managers)] for number, app in enumerate(self.apps)}

    def samples(self, now):
        """[(name, labels, value)] of one host at one moment, by the right time."""
        slurm_is_down = at(2, "10:00") <= now < at(2, "10:20")
        self.found = []
        for tool in self.tools:
            tool.step(now)
            if not slurm_is_down:
                self.tell_slurm(tool, now)
            self.tell_tool(tool, now, slurm_is_down)
        if "seats" not in self.options.without:
            for app, tools in self.apps.items():
                self.tell_app(app, tools, now)
        self.tell_run(now, slurm_is_down)
        return self.found

    def emit(self, family, value, /, **labels):
        self.found.append((family, labels, value))

    def is_down(self, app, now):
        hours = self.options.down.get(app, 0)
        return app_is_down(self.apps[app][0], now) or hours and now > int(END.timestamp()) - 3600 * hours

    def tell_slurm(self, tool, now):
        clusters = self.options.clusters or [""]
        for pool in tool.pools:
            for number, cluster in enumerate(clusters):
                self.tell_license(pool, {"license_name": pool.license_name, "cluster": cluster}, now,
                                  lambda count, number=number: (count + number) // len(clusters))

    def tell_license(self, pool, labels, now, share):
        is_remote = "@" in pool.license_name
        total = math.inf if pool.total is None else share(pool.total)
        used = share(pool.used)
        counts = {"total": total, "used": used, "free": total - used, "reserved": share(pool.reserved)}
        for name, value in counts.items():
            self.emit(f"slurm_licenses_{name}", value, **labels)
        self.emit("slurm_licenses_info", 1, mode="", remote="yes" if is_remote else "no", server="flex" if is_remote else "",
                  **labels)
        if "squeue" not in self.options.without:
            self.emit("slurm_licenses_unexplained", share(pool.unexplained), **labels)
            for state, tokens in (("running", used - share(pool.unexplained)), ("pending", share(pool.pending))):
                self.emit("slurm_licenses_requested", tokens, state=state, **labels)
                self.emit("slurm_licenses_jobs", (tokens + 1) // 2, state=state, **labels)
        if is_remote:
            self.emit("slurm_licenses_last_consumed", used, **labels)
            self.emit("slurm_licenses_last_deficit", 0, **labels)
            self.emit("slurm_licenses_last_update_timestamp_seconds", min(now, at(2, "16:00")), **labels)

    def tell_tool(self, tool, now, slurm_is_down):
        tokens = {}
        for pool in tool.pools:
            for cluster in self.options.clusters or [""]:
                self.emit("license_tool_info", 1, tool=tool.name, pool=pool.name, license_name=pool.license_name,
                          cluster=cluster)
            if not slurm_is_down:
                total = math.inf if pool.total is None else pool.total
                counts = {"total": total, "used": pool.used, "free": total - pool.used, "reserved": pool.reserved,
                          "pending": pool.pending}
                for state, count in counts.items():
                    tokens[pool.name, state] = tokens.get((pool.name, state), 0) + count
        for (name, state), count in tokens.items():
            if state != "pending" or "squeue" not in self.options.without:
                self.emit("license_tool_tokens", count, tool=tool.name, pool=name, state=state)
        server_is_down = "seats" in self.options.without or self.is_down(tool.app, now) or daemon_is_down(tool, now)
        if not slurm_is_down:
            self.emit("license_tool_slurm_used", tool.slurm, tool=tool.name)
        if not server_is_down:
            self.emit("license_tool_seats_used", tool.flexlm, tool=tool.name)
            self.emit("license_tool_seats_issued", tool.issued(), tool=tool.name)
        if not slurm_is_down and not server_is_down:
            self.emit("license_tool_gap", tool.out - tool.idl, tool=tool.name)
            if "squeue" not in self.options.without:
                self.emit("license_tool_outside_slurm", tool.out, tool=tool.name)
                self.emit("license_tool_idle_in_slurm", tool.idl, tool=tool.name)

    def tell_app(self, app, tools, now):
        self.emit("license_app_info", 1, app=app, manager=self.manager[app])
        if self.options.down.get(app) and self.is_down(app, now):
            return    # nobody could say
        is_down = self.is_down(app, now)
        servers = 3 if tools[0].number in (0, 1) else 1
        for number in range(1, servers + 1):
            is_up = not is_down and not (tools[0].number == 1 and number == 3 and now >= at(4, "09:00"))
            self.emit("license_server_up", int(is_up), app=app, host=f"lic-{app}-{number}.example.com", port="27000",
                      master="true" if number == 1 and self.manager[app] == "flexlm" else "false", version="v11.19.0")
        daemon_down = is_down or daemon_is_down(tools[0], now)
        version = "" if daemon_down else "v11.19.0"
        self.emit("license_daemon_up", int(not daemon_down), app=app, daemon=f"{app}d", version=version)
        for tool in [] if daemon_down else tools:
            labels = {"app": app, "feature": tool.feature, "vendor": f"{app}d"}
            self.emit("license_feature_issued", tool.issued(), **labels)
            counts = {"used": tool.flexlm, "checkouts": tool.flexlm, "reservations": 0, "queued": tool.number % 7 // 6,
                      "borrowed": min(1, tool.out)}
            for name, value in counts.items():
                self.emit(f"license_feature_{name}", value, **labels)
            days = 5 if tool.number == 2 else 20 + 17 * tool.number
            expiry = math.inf if tool.number % 4 == 3 else at(5, "23:59") + DAY * days
            self.emit("license_feature_expiration_timestamp_seconds", expiry, **labels)
            if tool.number == 0:
                for user, seats in (("alice", tool.flexlm // 2), ("bob", tool.flexlm // 4)):
                    self.emit("license_feature_users", seats, app=app, feature=tool.feature, user=user)

    def tell_run(self, now, slurm_is_down):
        took = {"slurm": 0.03, "squeue": 0.11}
        took |= {f"{self.manager[app]}:{app}": 0.4 + len(tools) / 10 for app, tools in self.apps.items()}
        if "squeue" in self.options.without:
            del took["squeue"]
        if "seats" in self.options.without:
            took = {source: seconds for source, seconds in took.items() if ":" not in source}
        ok = True
        for source, seconds in took.items():
            app = source.partition(":")[2]
            is_down = bool(self.is_down(app, now) if app else slurm_is_down)
            ok = ok and not is_down
            took[source] = 10 if is_down else seconds * self.chance.uniform(0.8, 1.4)
            if not is_down:
                self.last_success[source] = now
            lost = 2 if source == "flexlm:synopsys" and at(3, "14:00") <= now < at(3, "17:00") else 0
            if app and not is_down and daemon_is_down(self.apps[app][0], now):
                lost = len(self.apps[app])
            self.emit("slurmlic_source_up", int(not is_down), source=source)
            self.emit("slurmlic_source_duration_seconds", round(took[source], 3), source=source)
            self.emit("slurmlic_source_skipped_lines", lost, source=source)
            if source in self.last_success:
                self.emit("slurmlic_last_success_timestamp_seconds", self.last_success[source], source=source)
        self.emit("slurmlic_last_run_timestamp_seconds", now)
        self.emit("slurmlic_last_run_duration_seconds", round(max(took.values()) + 0.004, 3))
        self.emit("slurmlic_last_run_success", int(ok))
        self.emit("slurmlic_build_info", 1, version="0.1.0")


def pairs(text):
    """{name: number} of name=number,name (which is 0)."""
    return {name: int(number or 0) for name, _, number in (part.partition("=") for part in text.split(","))}


def listed(text):
    return text.split(",")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=int, default=4, help="how many (4)")
    parser.add_argument("--step", type=int, default=120, help="seconds from one sample to the next (120)")
    parser.add_argument("--run", type=int, help="seconds from one run of slurmlic to the next (as --step)")
    parser.add_argument("--hours", type=int, default=111, help="how many, up to the end of the week (111: from Monday 00:00)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", action="append", choices=("squeue", "seats"), default=[])
    parser.add_argument("--managers", type=listed, default=["flexlm"])
    parser.add_argument("--clusters", type=listed, default=[])
    parser.add_argument("--hosts", type=pairs, default={"login1": 0, "login2": 0})
    parser.add_argument("--down", type=pairs, default={})
    parser.add_argument("--names", choices=("odd",))
    parser.add_argument("--only", type=listed, help="only these families, for many tools and days")
    return parser.parse_args()


def text_of(value):
    return "+Inf" if value == math.inf else str(value)


def main():
    options = parsed()
    site = Site(options)
    end = int(END.timestamp())
    samples, last = [], -math.inf
    for now in range(end - options.hours * 3600, end + 1, options.step):
        if now >= last + (options.run or options.step):
            samples, last = site.samples(now), now
        lines = []
        for host, ahead in options.hosts.items():
            where = f'instance="{host}:9100",job="node"'
            for name, labels, value in samples:
                if options.only and name not in options.only:
                    continue
                if ahead and name.startswith("slurmlic_last_") and name.endswith("_timestamp_seconds"):
                    value += ahead
                inside = "".join(f'{key}="{text}",' for key, text in labels.items() if text != "")
                lines.append(f"{name}{{{inside}{where}}} {text_of(value)} {now}\n")
            if not options.only:
                lines.append(f"node_time_seconds{{{where}}} {now + ahead} {now}\n")
        sys.stdout.writelines(lines)
    print("# EOF")


if __name__ == "__main__":
    main()
