#!/usr/bin/env python3
"""What the worst texts cost slurmlic: each of bound_shapes.py, beside small texts of the other sources that are in order.

    tests/bench/bounds.py SLURMLIC [--only WORD] [--size BYTES] [--all]
        No input of at most 10 MB takes more than 1 s of processor time or 20 times its size in memory (or 64 MiB).
    tests/bench/bounds.py SLURMLIC --worst [--only WORD] [--all]
        The worst of each parser, as large as a source may be: 5 s, and the memory that the service may have (MemoryMax= in
        cron/slurmlic.service). What the other sources say is published.

Prints those that take more (--all: every one). Exit status 1 if there is one. It needs GNU time: what the kernel counts as a
process's peak begins with its parent's memory, and GNU time is a small parent.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import bound_shapes    # noqa: E402
import manager_shapes    # noqa: E402

MOST_SECONDS, MOST_TIMES, MOST_BYTES, MOST_WAITING, MOST_RUNS = 1, 20, 64 * 2**20, 60, 3
SMALL = {"scontrol": bound_shapes.RECORD % "vcs", "squeue": "1|R|ann|a|vcs:1\n",
         "lmstat": bound_shapes.SERVER + bound_shapes.FEATURE % ("vcs", 0), "settings": ""}


WORST_SECONDS, WORST_SIZE = 5, 64 * 2**20 - 100_000    # a little may stand around it
WORST = {"scontrol: names", "scontrol: names that print alike", "squeue: users, all of whom have seats elsewhere",
         "squeue: jobs that hold all of four letters", "squeue: licenses of one job",
         "lmstat: one feature with other figures each time", "lmstat: checkouts of as many users, ten published",
         "lmstat: features that print alike",
         *(f"{table}: {name}" for table in manager_shapes.TEXTS for name in ("users, ten published", "features that print alike"))}


def memory_of_the_service():
    """MemoryMax= of the unit, in bytes."""
    with open(os.path.join(os.path.dirname(__file__), "../../cron/slurmlic.service"), encoding="utf-8") as unit:
        number, letter = re.search(r"^MemoryMax=(\d+)([MG])$", unit.read(), re.MULTILINE).groups()
    return int(number) * {"M": 2**20, "G": 2**30}[letter]


def sources_down(folder):
    with open(os.path.join(folder, "out.prom"), encoding="utf-8") as file:
        return re.findall(r'^slurmlic_source_up\{source="(\w+).*"\} 0$', file.read(), re.MULTILINE)


def others_are_down(name, folder):
    """Whether another source than the one of that shape is."""
    kind = {"scontrol": "slurm", "lmstat": "flexlm"}.get(name.split(":")[0], name.split(":")[0])
    return any(one != kind for one in sources_down(folder))


def prepare(folder, files):
    """Writes the files; the arguments of the run, and the bytes that it reads."""
    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        return path

    paths = {kind: write(kind, files.get(kind, small)) for kind, small in SMALL.items() if kind != "settings"}
    paths |= {table: write(table, files[table]) for table in manager_shapes.TEXTS if table in files}
    size = sum(map(os.path.getsize, paths.values()))
    task = files.get("task", "collect")
    if task == "anonymize":
        size = max(map(os.path.getsize, paths.values()))
        kind = next(kind for kind in paths if kind in files)
        return [task, paths[kind]], size
    settings = files.get("settings", "")
    if "[slurm]" not in settings:
        settings = f'{settings}[slurm]\ninput="{paths["scontrol"]}"\nsqueue_input="{paths["squeue"]}"\n'
    else:
        settings = settings.replace("[slurm]\n", f'[slurm]\ninput="{paths["scontrol"]}"\nsqueue_input="{paths["squeue"]}"\n')
    settings += f'[[flexlm]]\nname="x"\ninput="{paths["lmstat"]}"\n{files.get("app", "")}'
    for table in paths.keys() & manager_shapes.TEXTS.keys():
        settings += f'[[{table}]]\nname="y"\ninput="{paths[table]}"\nusers={files.get("top", 0)}\n'
    path = write("settings", settings)
    size += os.path.getsize(path)
    output = os.path.join(folder, "out.prom")
    if os.path.exists(output):
        os.remove(output)
    if "previous" in files:
        write("out.prom", files["previous"])
        size += os.path.getsize(output)
    publish = ["-o", output] if task == "collect" else []
    return [task, "-c", path, *publish, *files.get("options", [])], size + sum(map(len, files.get("options", [])))


def measure(argv, folder):
    """Seconds of the processor, peak bytes, exit status (124 where it took a minute)."""
    report = os.path.join(folder, "time")
    with open(os.path.join(folder, "stderr"), "wb") as stderr:
        done = subprocess.run(["time", "-q", "-f", "%U %S %M", "-o", report, "timeout", str(MOST_WAITING), *argv],
                              stdout=subprocess.DEVNULL, stderr=stderr, check=False)
    with open(report, encoding="ascii") as file:
        user, system, peak = file.read().split()
    return float(user) + float(system), int(peak) * 1024, done.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("slurmlic")
    parser.add_argument("--only", default="", metavar="WORD", help="shapes whose name has it")
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--worst", action="store_true", help="the worst of each parser, as large as a source may be")
    parser.add_argument("--all", action="store_true", help="print those that keep the bound, too")
    options = parser.parse_args()
    service = memory_of_the_service()
    most_seconds = WORST_SECONDS if options.worst else MOST_SECONDS
    tried, missed = 0, 0
    with tempfile.TemporaryDirectory(prefix="slurmlic-bounds.", dir="/dev/shm") as folder:
        for name, make_files in bound_shapes.all_shapes(WORST_SIZE if options.worst else options.size):
            if options.only not in name or (options.worst and name not in WORST):
                continue
            arguments, size = prepare(folder, make_files())
            # Others on the machine only ever make a run slower.
            for _ in range(MOST_RUNS):
                seconds, peak, status = measure([os.path.abspath(options.slurmlic), *arguments], folder)
                if seconds <= most_seconds:
                    break
            tried += 1
            most_bytes = service if options.worst else max(MOST_TIMES * size, MOST_BYTES)
            is_missed = seconds > most_seconds or peak > most_bytes or status not in (0, 1, 2)
            is_missed = is_missed or (options.worst and others_are_down(name, folder))
            missed += is_missed
            if is_missed or options.all:
                print(f"{name}: {size / 1e6:.1f} MB, {seconds:.2f} s, {peak / size:.1f} times its size, exit status {status}",
                      ": missed" if is_missed else "", flush=True)
    print(f"{tried} tried, {missed} missed")
    sys.exit(1 if missed or tried == 0 else 0)


if __name__ == "__main__":
    main()
