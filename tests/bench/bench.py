#!/usr/bin/env python3
"""The figures of README.md, "Performance".

    tests/bench/bench.py SLURMLIC [--runs N] [--judge]

Commands are always timed in turns, in another order each time, on files in memory, each as a whole process, and their medians
compared: a noisy machine slows all of them, and what one leaves behind in caches slows no other more than the rest. It needs
gawk, GNU time, a C and a C++ compiler, CLI11, Slurm (a slurmctld of its own is started on loopback) and /dev/shm. Memory is
always judged, time only with --judge: a machine that others use gives no verdict on it.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BED = os.path.join(HERE, "..", "e2e", "slurm_bed")
LARGE = 1_000_000


class Bench:
    def __init__(self, folder, slurmlic, runs, judge):
        self.folder, self.slurmlic, self.runs, self.judge = folder, slurmlic, runs, judge
        self.missed = False
        self.environment = dict(os.environ, LC_ALL="C")

    def path(self, name):
        return os.path.join(self.folder, name)

    def listing(self, count):
        """`scontrol show lic` of that many licenses, as Slurm 20.11 or newer prints it; 86 bytes each at a million."""
        path = self.path(f"listing.{count}")
        with open(path, "w", encoding="ascii") as out:
            for i in range(count):
                total, used = 100 + i % 900, i % 100
                out.write(f"LicenseName=eda_tool_{i:06d}@lic1\n"
                          f"    Total={total} Used={used} Free={total - used} Reserved=0 Remote=yes\n")
        return path

    def lmstat(self, features, checkouts):
        """`lmstat -a` of one server, with that many checkouts of each feature by 5,000 users; 100 bytes each."""
        path = self.path("lmstat")
        with open(path, "w", encoding="ascii") as out:
            out.write("License server status: 27000@lic1\n    License file(s) on lic1: /opt/flexlm/license.dat:\n\n"
                      "lic1: license server UP (MASTER) v11.19.0\n\nVendor daemon status (on lic1):\n\n  eda: UP v11.19.0\n"
                      "Feature usage info:\n\n")
            for feature in range(features):
                out.write(f"Users of eda_feature_{feature:04d}:  (Total of {checkouts * 2} licenses issued;  "
                          f"Total of {checkouts} licenses in use)\n\n"
                          f'  "eda_feature_{feature:04d}" v2026.06, vendor: eda, expiry: 31-dec-2027\n  floating license\n\n')
                for i in range(checkouts):
                    user, host = (feature * 7 + i) % 5000, (feature + i * 3) % 2000
                    out.write(f"    user{user:04d} node{host:04d}.cluster.example.com /dev/pts/{i % 100} (v2026.060) "
                              f"(lic1/27000 {feature * checkouts + i}), start Mon 11/16 {i % 24}:{i % 60:02d}\n")
                out.write("\n")
        return path

    def seconds(self, argv):
        begun = time.perf_counter()
        pid = os.posix_spawnp(argv[0], argv, self.environment,
                              file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
        _, status = os.waitpid(pid, 0)
        if status != 0:
            sys.exit(f"{' '.join(argv)}: wait status {status}")
        return time.perf_counter() - begun

    def in_turns(self, runs, *commands):
        """The median seconds of each command; the first round warms up and is not counted."""
        seconds = [[] for _ in commands]
        for _ in range(runs + 1):
            for place in random.sample(range(len(commands)), len(commands)):
                seconds[place].append(self.seconds(commands[place]))
        return [statistics.median(column[1:]) for column in seconds]

    def peak(self, argv):
        """Peak memory in bytes. GNU time starts the program from a small process, whose own memory does not count."""
        subprocess.run(["env", "time", "-f", "%M", "-o", self.path("peak"), *argv], stdout=subprocess.DEVNULL, check=True)
        with open(self.path("peak"), encoding="ascii") as file:
            return int(file.read()) * 1024

    def say(self, what, figure, promised, holds, judged):
        missed = judged and not holds
        self.missed |= missed
        print(f"| {what} | {figure} | {promised}{' **missed**' if missed else ''} |", flush=True)

    def large(self):
        whole, half = self.listing(LARGE), self.listing(LARGE // 2)
        size = os.path.getsize(whole)
        ours, gawk = self.in_turns(self.runs, [self.slurmlic, "-c", "/dev/null", "-i", whole],
                                   ["gawk", "-f", os.path.join(HERE, "four_families.awk"), whole])
        self.say(f"1,000,000 licenses ({size / 1e6:.0f} MB) to standard output, in {ours:.2f} s; gawk {gawk:.2f} s",
                 f"{gawk / ours:.0f} times as fast", "at least 20", gawk / ours >= 20, self.judge)
        ours, part = self.in_turns(self.runs, [self.slurmlic, "-c", "/dev/null", "-i", whole],
                                   [self.slurmlic, "-c", "/dev/null", "-i", half])
        self.say("1,000,000 licenses, against 500,000", f"{ours / part:.2f} times the time", "about 2", ours / part < 2.6, self.judge)
        peaks = [self.peak([self.slurmlic, "-c", "/dev/null", "-i", path]) for path in (whole, half)]
        self.say("the same, memory", f"{peaks[0] / peaks[1]:.2f} times the memory", "about 2", peaks[0] / peaks[1] < 2.3, True)
        self.say(f"1,000,000 licenses, peak memory {peaks[0] / 2**20:.0f} MiB", f"{peaks[0] / size:.2f} times the input",
                 "at most 4", peaks[0] / size <= 4, True)
        small = self.peak([self.slurmlic, "-c", "/dev/null", "-i", self.listing(1000)])
        self.say("1,000 licenses, peak memory", f"{small / 2**20:.1f} MiB", "at most 12", small <= 12 * 2**20, True)

    def flexlm(self):
        text = self.lmstat(2000, 500)
        size = os.path.getsize(text)
        argv = [self.slurmlic, "-c", "/dev/null", "--lmstat-input", f"eda={text}"]
        ours, words = self.in_turns(self.runs, argv, ["wc", "-w", text])
        self.say(f"1,000,000 checkouts of 2,000 features ({size / 1e6:.0f} MB), in {ours:.2f} s; LC_ALL=C wc -w {words:.2f} s",
                 f"{ours / words:.2f} times wc -w", "at most 4", ours / words <= 4, self.judge)
        peak = self.peak(argv)
        self.say(f"the same, peak memory {peak / 2**20:.0f} MiB", f"{peak / size:.2f} times the input", "at most 2",
                 peak / size <= 2, True)

    def real_slurm(self):
        """A whole run, against bare scontrol, and against the least that any program pays which runs scontrol."""
        least, with_cli11 = self.path("run_scontrol"), self.path("run_scontrol_cli11")
        subprocess.run(["cc", "-O2", "-static", "-o", least, os.path.join(HERE, "run_scontrol.c")], check=True)
        subprocess.run(["c++", "-std=c++17", "-Os", "-ffunction-sections", "-static-pie", "-fPIE", "-Wl,--gc-sections",
                        "-o", with_cli11, os.path.join(HERE, "run_scontrol_cli11.cpp")], check=True)
        bed = self.path("bed")
        os.mkdir(bed)
        os.chmod(self.folder, 0o755)
        licenses = "vcs_batch:40,vcs_interactive:10,fluent:30,abaqus:50,zero:0"
        subprocess.run([sys.executable, BED, "up", bed, "ctld", "--licenses", licenses, "--while", str(os.getpid())],
                       stdout=subprocess.DEVNULL, check=True)
        try:
            self.environment["SLURM_CONF"] = os.path.join(bed, "slurm.conf")
            os.mkdir(self.path("out"))
            alone = self.path("alone.toml")
            with open(alone, "w", encoding="ascii") as settings:
                settings.write("[slurm]\nsqueue = false\n")
            bare, ours, both, in_c, in_cli11 = self.in_turns(
                self.runs * 20, ["scontrol", "show", "lic"], [self.slurmlic, "-c", alone, "-o", self.path("out")],
                [self.slurmlic, "-c", "/dev/null", "-o", self.path("out")], [least],
                [with_cli11, "-c", alone, "-o", self.path("out")])
        finally:
            subprocess.run([sys.executable, BED, "down", bed], stdout=subprocess.DEVNULL, check=True)
        self.say(f"a whole run with 5 licenses of a real slurmctld, beyond scontrol's own {bare * 1e3:.1f} ms",
                 f"{(ours - bare) * 1e3:.1f} ms", "at most 3", ours - bare <= 0.003, self.judge)
        for what, seconds, aim in (
                ("the same, as a ratio", ours, "aim 1.2"),
                ("the same with squeue, which is asked by default, at the side of scontrol", both, "-"),
                ("a C program that does nothing but run scontrol and read it, for comparison", in_c, "-"),
                ("a C++ program that reads as many options with CLI11, runs scontrol and writes what it prints", in_cli11, "-")):
            self.say(what, f"{seconds / bare:.2f} times scontrol", aim, True, False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("slurmlic")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--judge", action="store_true", help="fail where a time is worse than promised, too")
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    print("| what | figure | promised |\n|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="slurmlic-bench.", dir="/dev/shm") as folder:
        bench = Bench(folder, os.path.abspath(options.slurmlic), options.runs, options.judge)
        bench.large()
        bench.flexlm()
        bench.real_slurm()
    sys.exit(1 if bench.missed else 0)


if __name__ == "__main__":
    main()
