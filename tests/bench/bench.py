#!/usr/bin/env python3
"""What a run costs at the sizes of the largest real sites.

    tests/bench/bench.py SLURMLIC [--runs N] [--compare OTHER_SLURMLIC] [--judge]

Prints a line for each figure, with the aim. A run is a whole process that asks stand-ins for scontrol, squeue and lmutil and
publishes in a folder, all in memory; its processor time has that of the stand-ins in it. Commands are always run in turns, in
another order each time, and medians compared: a noisy machine slows all of them, and what one leaves behind in caches slows no
other more than the rest. "Twice the input" is the whole against half of it.

With --compare, the same for another slurmlic, in the same turns, and how many times its figures ours are.

Memory is always judged, time only with --judge: a machine that others use gives no verdict on it. It needs GNU time, a C and a
C++ compiler, CLI11, Slurm (a slurmctld of its own is started on loopback) and /dev/shm.
"""

import argparse
import contextlib
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from site_texts import Site    # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
BED = os.path.join(HERE, "..", "e2e", "slurm_bed")
MIB = 2**20
STATES = ("PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,REQUEUED,REQUEUE_FED,"
          "REQUEUE_HOLD")    # squeue_states of core/slurm/squeue.hpp


class Bench:
    def __init__(self, folder, options):
        self.folder, self.runs, self.judge = folder, options.runs, options.judge
        self.programs = {"ours": os.path.abspath(options.slurmlic)}
        if options.compare:
            self.programs["other"] = os.path.abspath(options.compare)
        self.missed = False
        self.environment = dict(os.environ, LC_ALL="C")

    def path(self, name):
        return os.path.join(self.folder, name)

    def collect(self, program, settings):
        """Each site has a folder of its own to publish in: the file of the previous run is read, too."""
        folder = f"{os.path.dirname(settings)}.{program}"
        os.makedirs(folder, exist_ok=True)
        return [self.programs[program], "-c", settings, "-o", folder]

    def settings(self, name, text):
        os.makedirs(self.path(name), exist_ok=True)
        path = self.path(f"{name}/slurmlic.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def run(self, argv):
        """Seconds by the clock, and seconds of the processor, its children's too. NAME=VALUE may stand in front."""
        variables = dict(word.split("=", 1) for word in itertools.takewhile(lambda word: "=" in word, argv))
        argv = argv[len(variables):]
        begun = time.perf_counter()
        pid = os.posix_spawnp(argv[0], argv, {**self.environment, **variables},
                              file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
        if status != 0:
            sys.exit(f"{' '.join(argv)}: wait status {status}")
        return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime

    def in_turns(self, runs, commands):
        """The medians of each command: seconds by the clock, and of the processor. The first round is not counted."""
        figures = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name in random.sample(list(commands), len(commands)):
                figure = self.run(commands[name])
                if turn > 0:
                    figures[name].append(figure)
        columns = {name: list(zip(*rows)) for name, rows in figures.items()}
        return ({name: statistics.median(one[0]) for name, one in columns.items()},
                {name: statistics.median(one[1]) for name, one in columns.items()})

    def peak(self, argv):
        """Peak memory in MiB. What the kernel counts begins with the parent's memory; GNU time is a small parent."""
        subprocess.run(["time", "-f", "%M", "-o", self.path("peak"), *argv], stdout=subprocess.DEVNULL, env=self.environment,
                       check=True)
        with open(self.path("peak"), encoding="ascii") as file:
            return int(file.read()) * 1024 / MIB

    def held_to(self, limit, figure, text, is_memory=False):
        """The text with its aim, if there is one."""
        if limit is None:
            return text
        is_missed = figure > limit
        self.missed |= is_missed and (is_memory or self.judge)
        return f"{text}: at most {limit:g}{', missed' if is_missed else ''}"

    def row(self, what, sizes, times_words=None, mebibytes=None):
        """One kind of site, whole and half of it: processor time beside wc -w, the clock beside the bare commands, memory."""
        name = what.replace(" ", "_")
        whole = Site(self.path(name), **sizes)
        half = Site(self.path(name + ".half"), **{key: size if size is True else size // 2 for key, size in sizes.items()})
        commands = {"words": ["wc", "-w", *whole.texts], "bare": whole.bare}
        for program in self.programs:
            commands[program] = self.collect(program, whole.settings)
            commands[program + " half"] = self.collect(program, half.settings)
        clock, processor = self.in_turns(self.runs, commands)
        memory = {program: self.peak(commands[program]) for program in self.programs}
        for program in self.programs:
            is_ours = program == "ours"
            words = processor[program] / processor["words"]
            twice = processor[program] / processor[program + " half"]
            title = f"{what} ({whole.size / 1e6:.1f} MB)" if is_ours else "    the other"
            print(f"{title}: {processor[program]:.3f} s of processor time,",
                  self.held_to(times_words if is_ours else None, words, f"{words:.1f} times wc -w") + ";",
                  self.held_to(mebibytes if is_ours else None, memory[program], f"{memory[program]:.1f} MiB", is_memory=True))
            print(f"    {clock[program]:.3f} s by the clock, the bare commands {clock['bare']:.3f};",
                  self.held_to(2.3 if is_ours else None, twice, f"twice the input {twice:.2f} times the time"), flush=True)
        self.compare(clock, processor, memory)

    def compare(self, clock, processor=None, memory=None):
        """How many times the other's figures ours are."""
        if "other" in self.programs:
            kinds = (("by the clock", clock), ("the processor time", processor), ("the memory", memory))
            ratios = [f"{figures['ours'] / figures['other']:.2f} times {kind}" for kind, figures in kinds if figures]
            print("    ours, beside the other:", ", ".join(ratios), flush=True)

    def small(self):
        site = Site(self.path("small"), tools=500)
        memory = {program: self.peak(self.collect(program, site.settings)) for program in self.programs}
        print(f"1,000 licenses: {self.held_to(8, memory['ours'], '%.1f MiB' % memory['ours'], is_memory=True)}")
        if "other" in memory:
            print(f"    the other: {memory['other']:.1f} MiB", flush=True)

    @contextlib.contextmanager
    def slurm_bed(self, name, licenses):
        """A slurmctld of our own on loopback, which SLURM_CONF then names; its folder. It goes down by the ids that it kept."""
        bed = self.path(name)
        os.mkdir(bed)
        os.chmod(self.folder, 0o755)
        subprocess.run([sys.executable, BED, "up", bed, "ctld", "--while", str(os.getpid()), "--licenses", licenses],
                       stdout=subprocess.DEVNULL, check=True)
        try:
            self.environment["SLURM_CONF"] = os.path.join(bed, "slurm.conf")
            yield bed
        finally:
            subprocess.run([sys.executable, BED, "down", bed], stdout=subprocess.DEVNULL, check=True)

    def beyond(self, what, clock, bare, aim):
        """A whole run, beside the slowest of its commands alone."""
        beyond = {program: (clock[program] - bare[1]) * 1e3 for program in self.programs}
        print(f"{what}: {clock['ours'] / bare[1]:.2f} times the {bare[1] * 1e3:.1f} ms of {bare[0]};",
              f"beyond them, {self.held_to(aim, beyond['ours'], '%.1f ms' % beyond['ours'])}", flush=True)
        if "other" in beyond:
            print(f"    the other: {clock['other'] / bare[1]:.2f} times that; beyond, {beyond['other']:.1f} ms")
        self.compare(clock)

    def real_slurm(self):
        """A whole run, beside bare scontrol, and beside the least that any program pays which runs scontrol."""
        subprocess.run(["cc", "-O2", "-static", "-o", self.path("in_c"), os.path.join(HERE, "run_scontrol.c")], check=True)
        subprocess.run(["c++", "-std=c++17", "-Os", "-ffunction-sections", "-static-pie", "-fPIE", "-Wl,--gc-sections",
                        "-o", self.path("in_cli11"), os.path.join(HERE, "run_scontrol_cli11.cpp")], check=True)
        alone = self.settings("alone", "[slurm]\nsqueue = false\n")
        os.mkdir(self.path("out"))
        commands = {"scontrol": ["scontrol", "show", "lic"], "in C": [self.path("in_c")],
                    "in CLI11": [self.path("in_cli11"), "-c", alone, "-o", self.path("out")],
                    "squeue": self.collect("ours", self.settings("with_squeue", ""))}
        commands.update({program: self.collect(program, alone) for program in self.programs})
        with self.slurm_bed("bed", "vcs_batch:40,vcs_interactive:10,fluent:30,abaqus:50,zero:0"):
            clock, _ = self.in_turns(self.runs * 20, commands)
        bare = clock["scontrol"]
        self.beyond("5 licenses of a real slurmctld", clock, ("scontrol", bare), 3)
        for what, name in (("with squeue, which is asked by default, beside scontrol", "squeue"),
                           ("a C program that does nothing but run scontrol and read it", "in C"),
                           ("a C++ program that reads as many options with CLI11, runs scontrol and publishes its text", "in CLI11")):
            print(f"    {what}: {clock[name] / bare:.2f} times scontrol")

    def real_array_tasks(self, arrays=2, tasks=50_000):
        """A whole run, beside the commands that it runs, while slurmctld holds very many tasks that nothing can start."""
        with self.slurm_bed("bed.tasks", "vcs_batch:40,fluent:30") as bed:
            with open(os.path.join(bed, "slurm.conf"), "a", encoding="ascii") as conf:
                conf.write(f"MaxArraySize={tasks + 1}\nMaxJobCount={arrays * tasks * 2}\n")
            for action in (["kill", bed, "slurmctld", "KILL"], ["start", bed, "slurmctld"]):    # it reads them at its start
                subprocess.run([sys.executable, BED, *action], check=True)
            for _ in range(arrays):
                subprocess.run(["sbatch", "--parsable", "--output=/dev/null", f"--array=0-{tasks - 1}%50",
                                "--licenses=vcs_batch:1,fluent:2", "--wrap=true"], stdout=subprocess.DEVNULL,
                               env=self.environment, check=True)
            commands = {"scontrol": ["scontrol", "show", "lic"],
                        "squeue": ["SLURM_BITSTR_LEN=0", "squeue", "--noheader", "--all", f"--states={STATES}",
                                   "--format=%i|%t|%u|%a|%W"]}
            commands.update({program: self.collect(program, self.settings("tasks", "")) for program in self.programs})
            clock, _ = self.in_turns(max(self.runs, 15), commands)
        slower = max(("scontrol", "squeue"), key=clock.get)
        self.beyond(f"{arrays * tasks:,} pending array tasks of a real slurmctld", clock, (slower, clock[slower]), 5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("slurmlic")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--compare", metavar="OTHER_SLURMLIC", help="measure this slurmlic, too")
    parser.add_argument("--judge", action="store_true", help="fail where a time is worse than its aim, too")
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    everything = {"tools": 5000, "tasks": 100_000, "features": 5000}
    with tempfile.TemporaryDirectory(prefix="slurmlic-bench.", dir="/dev/shm") as folder:
        bench = Bench(folder, options)
        bench.row("10,000 licenses in 5,000 tools", {"tools": 5000, "with_tool_tables": True})
        bench.row("100,000 pending array tasks", {"tools": 200, "tasks": 100_000})
        bench.row("100,000 checkouts of 5,000 features", {"features": 5000})
        bench.row("all in one run", {**everything, "with_tool_tables": True}, times_words=3, mebibytes=64)
        bench.row("all in one run, tools by the naming rule", everything, times_words=3, mebibytes=64)
        bench.small()
        bench.real_slurm()
        bench.real_array_tasks()
    sys.exit(1 if bench.missed else 0)


if __name__ == "__main__":
    main()
