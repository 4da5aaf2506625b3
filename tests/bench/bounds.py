#!/usr/bin/env python3
"""No input of at most 10 MB takes slurmlic more than 1 s of processor time or 20 times its size in memory (or 64 MiB).

    tests/bench/bounds.py SLURMLIC [--only WORD] [--size BYTES] [--all]

Tries each of bound_shapes.py, and prints those that take more (--all: every one). Exit status 1 if there is one. It needs GNU
time: what the kernel counts as a process's peak begins with its parent's memory, and GNU time is a small parent.
"""

import argparse
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import bound_shapes    # noqa: E402

MOST_SECONDS, MOST_TIMES, MOST_BYTES, MOST_WAITING = 1, 20, 64 * 2**20, 60
SMALL = {"scontrol": bound_shapes.RECORD % "vcs", "squeue": "1|R|ann|a|vcs:1\n",
         "lmstat": bound_shapes.SERVER + bound_shapes.FEATURE % ("vcs", 0), "settings": ""}


def prepare(folder, files):
    """Writes the files; the arguments of the run, and the bytes that it reads."""
    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        return path

    paths = {kind: write(kind, files.get(kind, small)) for kind, small in SMALL.items() if kind != "settings"}
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
    parser.add_argument("--all", action="store_true", help="print those that keep the bound, too")
    options = parser.parse_args()
    tried, missed = 0, 0
    with tempfile.TemporaryDirectory(prefix="slurmlic-bounds.", dir="/dev/shm") as folder:
        for name, files in bound_shapes.all_shapes(options.size):
            if options.only not in name:
                continue
            arguments, size = prepare(folder, files)
            seconds, peak, status = measure([os.path.abspath(options.slurmlic), *arguments], folder)
            tried += 1
            is_missed = seconds > MOST_SECONDS or peak > max(MOST_TIMES * size, MOST_BYTES) or status not in (0, 1, 2)
            missed += is_missed
            if is_missed or options.all:
                print(f"{name}: {size / 1e6:.1f} MB, {seconds:.2f} s, {peak / size:.1f} times its size, exit status {status}",
                      ": missed" if is_missed else "", flush=True)
    print(f"{tried} tried, {missed} missed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
