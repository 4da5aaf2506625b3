"""What goes wrong for each alert, on a site that is well otherwise. A table for alerts.py."""

BEGIN = 60  # the minute in which everything goes wrong
END = 210   # and is well again
TOTAL = 280

DAY = 86400


def from_begin(bad, well):
    """Of `now` (minutes): `bad` while it goes wrong, else `well`."""
    return lambda now: bad if BEGIN <= now < END else well


def told(until):
    """Seconds of the last run; of none after the minute `until`, up to the end."""
    return lambda now: 60 * (now if now < until or now >= END else until)


def expires(at):
    """A date that is told at the beginning, and renewed at the end."""
    return from_begin(60 * BEGIN + at, 400 * DAY)


class Host:
    """A host that publishes: seconds that its clock is `ahead`, whether node_exporter tells its time, whether it asks
    squeue, the minutes in which slurmlic runs there, and those in which the host is there."""

    def __init__(self, name, ahead=0, tells_time=True, squeue=True, runs=lambda now: True, there=lambda now: True):
        self.instance, self.tells_time, self.runs, self.there = f"{name}:9100", tells_time, runs, there
        self.ahead = ahead if callable(ahead) else lambda now: ahead
        self.series = {'slurmlic_source_up{source="slurm"}': 1}
        if squeue:
            self.series['slurmlic_source_up{source="squeue"}'] = 1


def not_while_wrong(now):
    return not BEGIN < now < END


LOGIN = Host("login1")


class Case:
    """An alert: the labels that it has, the series that make it fire (of the minute of the run), and when it does: `after`
    minutes since BEGIN, and it is quiet `ends` minutes after END (None: later)."""

    def __init__(self, alert, labels, series, after, ends=20, severity="warning", also=(), host=LOGIN, early=0):
        self.alert, self.labels, self.series, self.after, self.ends = alert, labels, series, after, ends
        self.severity = severity
        self.also = also  # (alert, severity): others that fire for the same, one after the other
        self.host = host
        self.early = early  # minutes that failed runs bring it forward


def license(name, total=10, used=2, free=8, reserved=0, jobs=0, requested=0, unexplained=0):
    label = f'license_name="{name}"'
    return {
        f"slurm_licenses_total{{{label}}}": total,
        f"slurm_licenses_used{{{label}}}": used,
        f"slurm_licenses_free{{{label}}}": free,
        f"slurm_licenses_reserved{{{label}}}": reserved,
        f'slurm_licenses_jobs{{{label},state="pending"}}': jobs,
        f'slurm_licenses_requested{{{label},state="pending"}}': requested,
        f"slurm_licenses_unexplained{{{label}}}": unexplained,
    }


def tool(name, total=20, used=10, seats=10, issued=20, gap=0, outside=0, idle=0, squeue=True):
    label = f'tool="{name}"'
    series = {
        f'license_tool_tokens{{{label},pool="all",state="total"}}': total,
        f"license_tool_slurm_used{{{label}}}": used,
        f"license_tool_seats_used{{{label}}}": seats,
        f"license_tool_seats_issued{{{label}}}": issued,
        f"license_tool_gap{{{label}}}": gap,
    }
    if squeue:
        series[f"license_tool_outside_slurm{{{label}}}"] = outside
        series[f"license_tool_idle_in_slurm{{{label}}}"] = idle
    return series


def feature(app, name, issued=10, used=2, queued=0, expiry=400 * DAY):
    label = f'app="{app}",feature="{name}",vendor="d"'
    return {
        f"license_feature_issued{{{label}}}": issued,
        f"license_feature_used{{{label}}}": used,
        f"license_feature_queued{{{label}}}": queued,
        f"license_feature_expiration_timestamp_seconds{{{label}}}": expiry,
    }


def server(app, host, up=1, master="true"):
    return {f'license_server_up{{app="{app}",host="{host}",port="27000",master="{master}",version="v1"}}': up}


def daemon(app, up=1):
    return {f'license_daemon_up{{app="{app}",daemon="d",version="v1"}}': up}


REMOTE = 'license_name="remote"'
CASES = [
    Case("LicenseExhausted", {"license_name": "none"},
         license("none", used=from_begin(10, 2), free=from_begin(0, 8), jobs=3, requested=7), after=14),
    Case("LicenseExhausted", {"license_name": "large_jobs"},
         license("large_jobs", used=5, free=5, jobs=2, requested=from_begin(12, 8)), after=14),
    Case("LicenseExhausted", {"license_name": "reserved"},
         license("reserved", used=6, free=4, reserved=from_begin(4, 0), jobs=3, requested=3), after=14),
    Case("LicenseFull", {"license_name": "full"},
         license("full", total=100, used=from_begin(95, 50), free=from_begin(5, 50)), after=123, ends=30,
         early=15),
    Case("LicenseFull", {"app": "snps", "feature": "full", "vendor": "d"},
         feature("snps", "full", issued=100, used=from_begin(95, 50)), after=123, ends=30, early=15),
    Case("LicenseServerQueue", {"app": "snps", "feature": "queue", "vendor": "d"},
         feature("snps", "queue", queued=from_begin(1, 0)), after=29, ends=40),
    Case("LicensesUnexplained", {"license_name": "unexplained"},
         license("unexplained", unexplained=from_begin(4, 0)), after=14),
    Case("SlurmRemoteLicenseStale", {"license_name": "remote"},
         license("remote") | {
             f"slurm_licenses_last_update_timestamp_seconds{{{REMOTE}}}": told(BEGIN),
             f"slurm_licenses_last_consumed{{{REMOTE}}}": 3,
         }, after=75),
    Case("LicensesOutsideSlurm", {"tool": "outside"}, tool("outside", seats=30, outside=from_begin(3, 2)), after=14),
    Case("LicensesIdleInSlurm", {"tool": "idle"}, tool("idle", used=30, idle=from_begin(3, 2)), after=29, ends=40),
    Case("LicenseGap", {"tool": "no_squeue"},
         tool("no_squeue", used=27, seats=30, gap=from_begin(3, 2), squeue=False), after=14,
         host=Host("plain", squeue=False)),
    Case("SlurmTotalAboveIssued", {"tool": "above"}, tool("above", total=from_begin(21, 20)), after=14),
    Case("LicenseServerDown", {"app": "single", "host": "lic1", "port": "27000"},
         server("single", "lic1", up=from_begin(0, 1)), after=4, ends=6, severity="critical"),
    Case("LicenseTriadDegraded", {"app": "triad", "host": "t3", "port": "27000"},
         server("triad", "t1") | server("triad", "t2", master="false") | server("triad", "t3", from_begin(0, 1), "false"),
         after=14),
    Case("LicenseDaemonDown", {"app": "ansys", "daemon": "d"}, server("ansys", "lic2") | daemon("ansys", from_begin(0, 1)),
         after=4, ends=6, severity="critical"),
    Case("LicenseExpiring", {"app": "month", "day": "19700131"}, feature("month", "X", expiry=expires(30 * DAY + 1800)),
         after=30),
    Case("LicenseExpiring", {"app": "week", "day": "19700108"}, feature("week", "X", expiry=expires(7 * DAY + 1800)),
         after=30, severity="critical", also=[("LicenseExpiring", "warning")]),
    Case("LicenseExpired", {"app": "over", "day": "19700101"}, feature("over", "X", expiry=expires(1800)),
         after=30, severity="critical", also=[("LicenseExpiring", "critical")]),
    Case("SlurmlicSourceDown", {"instance": "login1:9100", "job": "node", "source": "rlm:down"},
         {'slurmlic_source_up{source="rlm:down"}': from_begin(0, 1)}, after=21, early=15),
    # For ten minutes of thirty, which is never long enough for SlurmlicSourceDown.
    Case("SlurmlicSourceFlapping", {"instance": "login1:9100", "job": "node", "source": "lmx:flaps"},
         {'slurmlic_source_up{source="lmx:flaps"}': lambda now: 0 if now >= 30 and now // 10 % 3 == 0 else 1},
         after=70, ends=None, early=50),
    Case("SlurmlicSkippedLines", {"instance": "login1:9100", "job": "node", "source": "slurm"},
         {'slurmlic_source_skipped_lines{source="slurm"}': from_begin(2, 0)}, after=14),
    Case("SlurmlicSyncFailed", {"instance": "login1:9100", "job": "node", "tool": "failed"},
         {'slurmlic_sync_success{tool="failed"}': from_begin(0, 1),
          'slurmlic_sync_last_success_timestamp_seconds{tool="failed"}': told(TOTAL)}, after=14),
    Case("SlurmlicSyncFailed", {"instance": "login1:9100", "job": "node", "tool": "stopped"},
         {'slurmlic_sync_success{tool="stopped"}': 1,
          'slurmlic_sync_last_success_timestamp_seconds{tool="stopped"}': told(BEGIN)}, after=45),
    Case("SlurmlicStale", {"instance": "stale:9100", "job": "node"}, {}, after=30, ends=10,
         host=Host("stale", runs=not_while_wrong)),
    Case("SlurmlicAbsent", {"instance": "absent:9100", "job": "node"}, {'slurmlic_source_up{source="rlm:own"}': 1},
         after=16, ends=5, host=Host("absent", there=not_while_wrong)),
    Case("SlurmlicClockSkew", {"instance": "ahead:9100", "job": "node"}, {}, after=14, ends=30,
         host=Host("ahead", ahead=from_begin(600, 0))),
    Case("SlurmlicClockSkew", {"instance": "behind:9100", "job": "node"}, {}, after=14,
         host=Host("behind", ahead=from_begin(-600, 0))),
    Case("SlurmlicClockSkew", {"instance": "ahead2:9100", "job": "node"}, {}, after=14, ends=30,
         host=Host("ahead2", ahead=from_begin(300, 0), tells_time=False)),
    Case("SlurmlicClockSkew", {"instance": "behind2:9100", "job": "node"}, {}, after=44,
         host=Host("behind2", ahead=from_begin(-600, 0), tells_time=False)),
]
