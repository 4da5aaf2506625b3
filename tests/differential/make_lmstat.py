"""Made-up `lmstat -a` texts in every shape that FlexNet 9 to 11.19 prints. `truth` is what was meant."""

import math

from make_slurm import USERS

DAEMONS = ["snpslmd", "MLM", "ansyslmd", "ptc_d", "cdslmd"]
ERRORS = [("No socket connection to license server manager.", "-7", "10015"), ("Cannot connect to license server system.", "-15", "570"),
          ("Cannot read data from license server system.", "-16", "287"), ("License server machine is down.", "-96", "7"),
          ("Vendor daemon is down.", "-97", "121")]
EXPIRIES = ["31-dec-2027", "1-jan-2099", "14-feb-2028", "15-Nov-2030", "01-jan-0000", "1-jan-0", "31-MAY-0",
            "permanent(no expiration date)"]


def plural(random, count):
    return "license" if count == 1 and random.random() < 0.8 else "licenses"


class Person:
    """Somebody with a checkout: `text` is "user host display [more]"; `user` is None where nobody can tell who it is."""

    def __init__(self, random):
        kind, host = random.random(), f"n{random.randint(1, 9)}"
        display = random.choice([host, host, "/dev/tty", "/dev/pts/4", f"{host}:0", "10.1.2.3:0.0", "disp1"])
        self.user = random.choice(USERS)
        self.text = f"{self.user} {host} {display}"
        if kind < 0.06:
            self.text = random.choice(["CORP\\", "lab\\"]) + self.text
        elif kind < 0.12:
            self.text = self.text.replace(self.user, self.user.upper(), 1)
        elif kind < 0.18:
            self.user = random.choice(["Jane Roe", "user 7", "John Q Public"])
            self.text = f"{self.user} PC1 PC1" + random.choice(["", " 3068"])
        elif kind < 0.24:
            self.text = f"{self.user} {host} {host} {random.randint(100, 99999)}"
        elif kind < 0.30:
            self.text = random.choice(["user 110 host110 display110", "user111 host111 display 111", "user A B 115 host115 display115"])
            self.user = None
        elif kind < 0.34:
            self.text = f"{self.user} {host} /dev/tty feature=x_1"
        elif kind < 0.38:
            self.text = f"{self.user} {self.user}"


class Feature:
    """One feature of one daemon; `lines` is what lmstat prints of it, `known` false for what it can't tell."""

    def __init__(self, random, name, vendor, where, served=True, with_users=True):
        self.random, self.name, self.vendor, self.where = random, name, vendor, where
        self.known, self.issued, self.used = True, 0, 0
        self.checkouts = self.queued = self.reserved = self.borrowed = 0
        kind = random.random()
        if not served:
            self.known = False
            listed = [f"Users of {name}:  (Total of 5 licenses issued;  Total of 0 licenses in use)"]
            self.lines = self._cannot(*ERRORS[-1]) if kind < 0.7 else listed
        elif not with_users and kind < 0.84:
            self._pools_alone()
        elif kind < 0.78:
            self._counted(random.choice([0, 0, 1, 2, 4, 9]))
        elif kind < 0.84:
            self._uncounted()
        elif kind < 0.88:
            self.lines = [f"Users of {name}:  (Error: {random.choice([1, 21])} licenses, unsupported by licensed server)"]
        elif kind < 0.92:
            self.lines = self._cannot("No such feature exists.", "-5", "222")
        elif kind < 0.97:
            self.known = False
            self.lines = self._cannot(*random.choice(ERRORS))
        else:
            self.known, self.lines = False, [f"Users of {name}: None"]

    def _cannot(self, why, code, detail):
        name = self.name
        if self.random.random() < 0.6:
            return [f"Users of {name}: Cannot get users of {name}: {why} ({code},{detail})"]
        return [f"Users of {name}: Cannot get users of {name}: {why}", f"Feature:       {name}", f"License path:  {self.where}:",
                f"FlexNet Licensing error:{code},{detail}", "For further information, refer to the FlexNet Licensing documentation,",
                'available at "www.example.com".']

    def _pool(self):
        random = self.random
        expiry = f", expiry: {random.choice(EXPIRIES)}" if random.random() < 0.7 else ""
        return [random.choice(["", "  "]) + f'"{self.name}" v{random.choice(["44", "2017.06", "1.0"])}, vendor: {self.vendor}{expiry}'] + (
            ["  vendor_string: vi=0:at=276:ae=1"] if random.random() < 0.2 else []) + [
            random.choice(["  floating license", '  nodelocked license, locked to "ID=12"'])]

    def _counted(self, checkouts):
        random = self.random
        details = [self._checkout() for _ in range(checkouts)]
        if random.random() < 0.12:
            details += [self._reservation() for _ in range(random.randint(1, 3))]
            random.shuffle(details)
        self.used = self.checkouts + self.reserved
        if random.random() < 0.08:
            self.used = max(0, self.used + random.choice([-1, 4]))
        self.issued = max(1, self.used + random.choice([0, 1, 7, 40, -1]))
        if random.random() < 0.1:
            details += [self._queue() for _ in range(random.randint(1, 2))]
        issued = f"Total of {self.issued} " + ("borrowable " if random.random() < 0.05 else "") + plural(random, self.issued) + " issued"
        used = ("" if random.random() < 0.05 else "Total of ") + f"{self.used} {plural(random, self.used)} in use"
        self.lines = [f"Users of {self.name}:  ({issued};  {used})"]
        if random.random() < 0.05:
            self.queued = self.queued or random.randint(1, 3)
            self.lines.append(f"    ({self.queued} {plural(random, self.queued)} queued)")
        pools = [self._pool() for _ in range(random.choice([0, 1, 1, 1, 1, 1, 2]))] if details or random.random() < 0.1 else []
        half = len(details) // 2 if len(pools) > 1 else 0
        self.lines += (pools[0] if pools else []) + details[:half] + (pools[1] if len(pools) > 1 else []) + details[half:]

    def _checkout(self):
        random = self.random
        person, seats = Person(random), random.choice([1] * 6 + [2, 5, 16])
        self.checkouts += seats
        tail = f"start {random.choice(['Fri 9/4 8:01', 'Thu 9/3 16:30', 'Wed 2/25 8:01:22'])}"
        if seats > 1 or random.random() < 0.1:
            tail += f", {seats} {plural(random, seats)}"
        if random.random() < 0.12:
            left = random.choice([0, 3600, 885098])
            tail += random.choice([" ", "  "]) + f"(linger: {left}{random.choice(['', ' / 1340160'])})"
            self.borrowed += seats if left else 0
        if random.random() < 0.08:
            tail += random.choice([", PID: 1239140 ", ", PROJECT: apollo 11"])
        version = random.choice(["v44", "v2017.06", "v1.0"])
        host, port = self.where.partition("@")[2], random.choice(["27000", "port"])
        return f"    {person.text} ({version}) ({host}/{port} {random.randint(1, 9999)}), {tail}"

    def _reservation(self):
        count = self.random.randint(1, 12)
        self.reserved += count
        whom = self.random.choice(["GROUP GROUP1", "HOST H11", "USER ann", "HOST_GROUP g", "PROJECT p 1"])
        return self.random.choice(["\t", "    "]) + f"{count} RESERVATION{'s' if count > 1 else ''} for {whom} (lic1/27000)"

    def _queue(self):
        count = self.random.randint(1, 4)
        self.queued += count
        return f"    user3 n3 /dev/tty (v2017.06) (lic1/27000 15480) queued for {count} {plural(self.random, count)}"

    def _uncounted(self):
        lines = [self._checkout() for _ in range(self.random.choice([0, 1, 3]))]
        self.used, self.issued = self.checkouts, math.inf
        self.lines = [f"Users of {self.name}:  (Uncounted, node-locked)"] + (self._pool() if lines else []) + lines

    def _pools_alone(self):
        """lmstat --no-user-info of FlexNet 11.19."""
        random, self.lines, self.borrowed = self.random, [], None
        for _ in range(random.randint(1, 2)):
            issued, used, queued, reserved = (random.choice([0, 1, 3, 8]) for _ in range(4))
            self.issued, self.used, self.checkouts = self.issued + issued, self.used + used, self.checkouts + used
            self.queued, self.reserved = self.queued + queued, self.reserved + reserved
            self.lines += [f'Feature "{self.name}" v2027.0114, vendor: {self.vendor}, expiry: {random.choice(EXPIRIES)} (Total of {issued} '
                           f'{plural(random, issued)} issued;  Total of {used} floating non-reserved {plural(random, used)} in use)',
                           f"    (Total of {queued} users queued;  Total of {reserved} {plural(random, reserved)} reserved)"]
