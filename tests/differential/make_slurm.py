"""Made-up `scontrol show lic` and squeue texts in every shape that Slurm 14.03 to 26.05 prints. `truth` is what was meant."""

from words import fold

# Names that sites and Slurm's own tests have. No two differ by case alone; the part before @ and _batch names a tool.
BASES = ["fluent", "abaqus", "vcs", "hspice", "MatLab", "x.y-z+1", "3dsim", "a=3", "Total=3", "prime_sim", "é-cad", "Q*x", "o`d/d"]
ENDINGS = ["", "", "_batch", "_interactive", "-batch", "_int", "-interactive", "@lic1", "@10.1.0.69_27000", "@27000@lic2", "@slurmdb",
           "_batch@lic1", "@srv:27000", "@my server", " b@srv"]
USERS = ["alice", "bob", "cy", "dee", "eve", "fay", "Gus", "u110", "hal"]
STATES = ["R"] * 30 + ["PD"] * 20 + "S CF ST SI RS RQ RF RH RD SE BF CA CD CG DL F NF OOM PR RV SO TO".split()
HOLDING, WAITING = ("R", "S", "CF", "ST", "SI", "RS"), ("PD", "RQ", "RF", "RH", "RD", "SE")
INFINITE = 4294967295


def upper(name):
    return name.encode().upper().decode()


def license_names(random, count):
    names = {}
    for _ in range(count):
        name = random.choice(BASES) + random.choice(ENDINGS)
        names.setdefault(fold(name), name)
    return list(names.values())


def task_list(random):
    """(expression, number of tasks): 0-2,4,6-10:2 and perhaps %5, how many may run at a time."""
    parts, tasks, first = [], 0, random.randrange(3)
    for _ in range(random.randint(1, 5)):
        kind, length, step = random.randrange(3), random.choice([2, 3, 9, 40, 49999]), random.choice([2, 3, 5])
        if kind == 0:
            parts, tasks, first = parts + [f"{first}"], tasks + 1, first + 2
        elif kind == 1:
            parts, tasks, first = parts + [f"{first}-{first + length}"], tasks + length + 1, first + length + 2
        else:
            parts, tasks, first = parts + [f"{first}-{first + step * length}:{step}"], tasks + length + 1, first + step * (length + 1) + 1
    limit = f"%{random.choice([1, 5, 50])}" if random.random() < 0.4 else ""
    return ",".join(parts) + limit, tasks


class Squeue:
    """The jobs of a cluster. `running` are tokens by license, `truth` is {(license, state): (jobs, tokens)}."""

    def __init__(self, random, names):
        self.random, self.names = random, names
        self.with_account = random.random() < 0.7
        self.restarted = random.random() < 0.3          # then Slurm itself writes ; between licenses
        self.truth, self.lines, self.spoiled = {}, [], False
        number = random.randrange(1, 1000)
        for _ in range(random.choice([0, 1, 3, 8, 8, 20])):
            number += random.randint(1, 9)
            self._job(number)
        if self.lines and random.random() < 0.08:
            self._spoil()
        random.shuffle(self.lines)

    def running(self, name):
        return self.truth.get((name, "running"), (0, 0))[1]

    def _line(self, job, state, licenses, user=None):
        account = f"{self.random.choice(['chips', '(null)', '', 'a_b-c'])}|" if self.with_account else ""
        self.lines.append(f"{job}|{state}|{user or self.random.choice(USERS)}|{account}{licenses}")

    def _job(self, number):
        random, state = self.random, self.random.choice(STATES)
        what = "running" if state in HOLDING else "pending" if state in WAITING else None
        if random.random() < 0.08 or not self.names:
            self._line(number, state, random.choice(["", "(null)", "ghost", "ghost:2", "old_lic@lic9=3"]))
            return
        wanted, text = self._licenses(state == "PD")
        job, tasks = self._job_id(number, state)
        user = random.choice(USERS)
        self._line(job, state, text, user)
        if job == f"{number}_0":        # the other tasks of a running array
            for task in range(1, random.randint(1, 4)):
                self._line(f"{number}_{task}", state, text, user)
                tasks += 1
        for name, count in wanted.items() if what else ():
            jobs, tokens = self.truth.get((name, what), (0, 0))
            self.truth[name, what] = jobs + tasks, tokens + tasks * count

    def _job_id(self, number, state):
        kind = self.random.random()
        if state in ("PD", "RH", "SE") and kind < 0.3:
            expression, tasks = task_list(self.random)
            return f"{number}_[{expression}]", tasks
        if kind < 0.5 and state not in ("PD", "RH", "SE"):
            return f"{number}_0", 1
        return (f"{number}+{self.random.randrange(3)}", 1) if kind > 0.9 else (f"{number}", 1)

    def _licenses(self, pending):
        """({license: count}, text) of one job."""
        random = self.random
        names = random.sample(self.names, min(len(self.names), random.choice([1, 1, 1, 2, 3])))
        either = pending and len(names) > 1 and random.random() < 0.4
        wanted, elements = {}, []
        for name in names + ([names[0]] if not either and random.random() < 0.1 else []):
            count = random.choice([1, 1, 2, 3, 4, 30])
            elements.append(self._element(name, count, either))
            wanted[name] = wanted.get(name, 0) + (1 if fold(elements[-1]) == fold(name) else count)
        if random.random() < 0.1 and not either:
            elements.insert(random.randrange(len(elements) + 1), random.choice(["ghost:3", "ghost", "old-lic=2"]))
        return wanted, ("|" if either else ";" if self.restarted or random.random() < 0.1 else ",").join(elements)

    def _element(self, name, count, needs_count):
        random = self.random
        shown = random.choice([upper(name), fold(name)]) if random.random() < 0.15 else name
        if not needs_count and random.random() < 0.2:
            return shown                # a missing count is 1
        separators = ":::::=" if needs_count else ":::::=*"      # no Slurm knows both | and *
        if any(fold(f"{name}={count}") == fold(other) for other in self.names):
            separators = ":"
        return f"{shown}{random.choice(separators)}{count}"

    def _spoil(self):
        """A line that can't be understood, with nothing that counts."""
        self.spoiled = True
        name = self.random.choice(self.names or ["ghost"])
        job, state, licenses = self.random.choice([("9999", "XX", f"{name}:2"), ("9999", "PD", None), ("x", "R", f"{name}:1")] + (
            [("9999", "R", f"{name}:full_node")] if self.names else []))
        if licenses is None:
            self.lines.append(f"{job}|{state}")
        else:
            self._line(job, state, licenses)

    def text(self):
        end = "\r\n" if self.random.random() < 0.1 else "\n"
        return "".join(line + end for line in self.lines)


class Scontrol:
    """The licenses of a cluster: `truth` is {(name, nodes): fields}."""

    def __init__(self, random, names, squeue, pools):
        """`pools` are licenses that several clusters see whole: {name: (total, last consumed, free)}."""
        self.random, self.truth, self.records = random, {}, []
        self.reserved, self.last = random.choice([(False, False), (True, False), (True, True), (True, True)])
        self.one_line = random.random() < 0.25
        self.spoiled = False
        self.last = self.last or bool(set(pools) & set(names))
        self.reserved = self.reserved or self.last
        for name in names:
            self._license(name, squeue.running(name) if squeue else random.randrange(9), pools.get(name))
        if self.records and random.random() < 0.1:
            self._spoil()

    def _license(self, name, held, pool):
        random = self.random
        if not pool and "@" not in name and self.last and random.random() < 0.1:
            for layer in range(random.randint(1, 3)):
                nodes, mode = random.choice(["vm,n", "n", "gpu-"]) + f"[{layer}1-{layer}8]", random.choice([1, 2, 3])
                self._record(name, held, False, None, f" Nodes={nodes} Mode={mode}", nodes)
            return
        self._record(name, held, pool or "@" in name, pool, "", "")

    def _record(self, name, held, remote, pool, behind, nodes):
        random = self.random
        used = max(0, held + random.choice([0] * 6 + [1, 2, 7, -1]))
        total, consumed, free = pool or (max(0, used + random.choice([0, 1, 5, 20, 200, -1])), used + random.choice([0, 0, 3]), None)
        deficit = random.choice([0, 0, 2, 4294967233]) if remote and self.last else 0
        if free is None:
            free = max(0, total - used - deficit)
            if random.random() < 0.05:
                total = free = INFINITE
        fields = {"Total": total, "Used": used, "Free": free, "Reserved": random.choice([0, 0, 5]), "Remote": "yes" if remote else "no"}
        if not self.reserved:
            del fields["Reserved"]
        if remote and self.last:
            update = random.choice(["1795736257", "1795736257", "Unknown", "N/A", "2026-11-22T19:31:01", "0"])
            fields |= {"LastConsumed": consumed, "LastDeficit": deficit, "LastUpdate": update}
        self.truth[name, nodes] = fields
        self.records.append((name, [f"{key}={value}" for key, value in fields.items()] + behind.split()))

    def _spoil(self):
        """A record that can't be read, one of a name that was there, or a time that is none."""
        self.spoiled, kind = True, self.random.randrange(4 if self.last else 3)
        name, fields = self.random.choice(self.records)
        if kind == 0:
            self.records.append((name, fields))
        elif kind == 1:
            self.records.insert(0, ("zz", ["Total=x1"] + fields[1:]))
        elif kind == 2:
            self.records.insert(0, ("zz", [field for field in fields if not field.startswith("Free=")]))
        else:
            fields = {"Total": 1, "Used": 0, "Free": 1, "Reserved": 0, "Remote": "yes", "LastConsumed": 0, "LastDeficit": 0}
            self.truth["zz@l", ""] = fields
            self.records.append(("zz@l", [f"{key}={value}" for key, value in fields.items()] + ["LastUpdate=19:18:13"]))

    def text(self):
        random = self.random
        end, indent = ("\r\n" if random.random() < 0.1 else "\n"), ("" if random.random() < 0.15 else "    ")
        shuffled = random.random() < 0.2
        if not self.records:
            return "No licenses configured in Slurm." + end
        text = ""
        for name, fields in self.records:
            rest = fields[1:]
            if shuffled:
                random.shuffle(rest)
            fields = fields[:1] + rest
            if self.one_line:
                text += f"LicenseName={name} " + " ".join(fields) + end
                continue
            if shuffled:
                random.shuffle(fields)
            cut = next((i for i, field in enumerate(fields) if field.startswith(("LastConsumed", "Nodes"))), len(fields))
            lines = [fields[:cut], fields[cut:]] if cut else [fields]
            text += f"LicenseName={name}{end}" + "".join(indent + " ".join(line) + end for line in lines if line)
        return text + (end if random.random() < 0.3 else "")
