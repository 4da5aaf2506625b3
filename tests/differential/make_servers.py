"""Whole `lmstat -a` texts of an app: one or several servers or triads, their daemons, and the lists of these."""

from make_lmstat import DAEMONS, EXPIRIES, Feature
from make_slurm import BASES

BANNER = "lmutil - Copyright (c) 1989-2023 Flexera. All Rights Reserved."
DATE = "Flexible License Manager status on Fri 9/4/2026 10:00"
BARE_ERRORS = ['Error getting status: Cannot connect to license server system. (-15,570:111 "Connection refused")',
               'lmgrd is not running: License server machine is down or not responding. (-96,7:2 "No such file or directory")']


class Server:
    """One server or triad. `works` is false if lmgrd is down; then it serves nothing."""

    def __init__(self, random, number, with_users):
        self.random, self.with_users, self.blocks = random, with_users, []
        triad, self.works = random.random() < 0.2, random.random() > 0.04
        hosts = [f"lic{number}{letter}" for letter in ("abc" if triad else "a")]
        self.where = f"27000@{hosts[0]}"
        self.lines = [f"License server status: {','.join('27000@' + host for host in hosts)}",
                      f"    License file(s) on {hosts[0]}: /opt/lic{number}/license.dat:"]
        down = random.choice(hosts) if triad and random.random() < 0.4 else None
        up = [host for host in hosts if host != down] if self.works else []
        master = random.choice(up) if up and (not triad or random.random() > 0.05) else None
        self.works = master is not None
        indent = " " * random.randrange(7)
        for host in hosts:
            text = f"license server UP {'(MASTER) ' if host == master else ''}v11.19.7" if host in up else random.choice([
                'Cannot connect to license server system. (-15,570:115 "Operation now in progress")',
                "Cannot read data from license server system. (-16,287)"])
            self.lines.append(f"{indent}{host}: {text}")
        if self.works:
            self._daemons(master)

    def _daemons(self, host):
        random = self.random
        self.lines.append(f"Vendor daemon status (on {host}):")
        daemons = random.sample(DAEMONS, random.choice([1, 1, 1, 2, 2, 3]))
        kind = random.random()
        for daemon in daemons:
            up = random.random() > 0.05
            state = "UP v11.16.2" if up else "The desired vendor daemon is down. (-97,121)"
            self.lines += [" " * random.randrange(8) + f"{daemon}: {state}", "Feature usage info:"]
            first = next((features for _, works, features in self.blocks if works), None) if up else None
            if first and kind < 0.15:
                features = first                            # the whole list printed again
            elif first and kind < 0.4:
                names = [feature.name for feature in first]     # with other figures, or idle twins
                features = [Feature(random, name, daemon, self.where, True, self.with_users) for name in names]
            else:
                names = random.sample(BASES, random.randint(0, 4))
                features = [Feature(random, name, daemon, self.where, up, self.with_users) for name in names]
            if first and kind < 0.3:
                features = self._twin(features, first, daemon)
            self.blocks.append((daemon, up, features))
            for feature in features:
                self.lines += feature.lines

    def _twin(self, features, first, daemon):
        """Idle features with the same figures in both daemons; if all are idle, the list is a reprint."""
        twins = []
        for feature, other in zip(features, first):
            if feature is not other and other.known and len(other.lines) == 1 and other.lines[0].startswith("Users of"):
                feature.__dict__ |= {key: value for key, value in other.__dict__.items() if key != "vendor"}
            twins.append(feature)
        return twins


class App:
    """An app's text. `truth` is {(feature, vendor): [Feature]}; a list printed again is in it once."""

    def __init__(self, random):
        self.random, self.truth = random, {}
        with_users = random.random() > 0.06
        self.servers = [Server(random, number, with_users) for number in range(random.choice([1, 1, 1, 1, 2, 3]))]
        self.bare_error = random.random() < 0.04 and random.choice(BARE_ERRORS)
        self.spoiled, self.dead = random.random() < 0.02, random.random() < 0.03      # dead: its text is an error alone
        if not self.dead and any(server.works for server in self.servers):
            for server in self.servers:
                self._count(server)

    def _count(self, server):
        lists = []
        for daemon, up, features in server.blocks if server.works else []:
            printed = [up] + [line.strip() for feature in features for line in feature.lines]
            if printed == [up] or printed not in lists:
                lists.append(printed)
                for feature in features:
                    label = feature.vendor if any("vendor: " in line for line in feature.lines) else daemon
                    self.truth.setdefault((feature.name, label), []).append(feature if up and feature.known else None)

    def _rows(self):
        """What `lmstat -i` adds: a row for each feature of the license file, in one of two orders of columns."""
        expires_last = self.random.random() < 0.5
        lines = ["NOTE: lmstat -i does not give information from the server,", "      but only reads the license file.  For this reason,",
                 "      lmstat -a is recommended instead.",
                 "Feature   Version   #licenses   " + ("Vendor   Expires" if expires_last else "Expires   Vendor"),
                 "_______   _________   _________   __________   ______"]
        for name, vendor in sorted(self.truth) + [("unserved", "snpslmd")]:
            expiry = self.random.choice(EXPIRIES).replace("permanent(no expiration date)", "1-jan-1900")
            lines.append(f"{name}   1.0   2   " + (f"{vendor}   {expiry}" if expires_last else f"{expiry}   {vendor}"))
        return lines

    def text(self):
        random, lines = self.random, []
        if self.dead:
            return "\n".join([BANNER, DATE, random.choice(BARE_ERRORS), ""][random.randrange(3):])
        if random.random() < 0.9:
            lines += [BANNER, DATE] if random.random() < 0.9 else [DATE]
        for number, server in enumerate(self.servers):
            lines += ["-" * 76] if number else []
            detecting = random.random()
            if detecting < 0.1:
                lines.append("[Detecting lmgrd processes...]" + server.lines[0])
                lines += server.lines[1:]
            else:
                lines += (["[Detecting lmgrd processes...]"] if detecting < 0.3 else []) + server.lines
        if self.spoiled and self.truth:
            lines.append(random.choice(["??? what is this", "??? n1 n1 (v1"]))
        elif len(self.servers) == 1 and self.truth and random.random() < 0.15:
            lines += self._rows()
        if self.bare_error:
            lines += ["-" * 76, self.bare_error]
        gap = random.choice([0, 0, 1, 0.3])
        end = "\r\n" if random.random() < 0.1 else "\n"
        return "".join(line + end + (end if random.random() < gap else "") for line in lines)
