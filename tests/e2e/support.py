"""What all the end-to-end tests share: the program under test, folders, stand-ins for scontrol, and who is still alive."""

import argparse
import mmap
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import exposition

HERE = os.path.dirname(os.path.abspath(__file__))
PROM = "slurm_licenses.prom"
# One server, one daemon, a feature of which alice has 3 seats.
LMSTAT = """License server status: 27000@lic1
lic1: license server UP (MASTER) v11.19.0
Vendor daemon status (on lic1):
  snpslmd: UP v11.19.0
Feature usage info:
Users of VCS:  (Total of 50 licenses issued;  Total of 3 licenses in use)
  "VCS" v1, vendor: snpslmd, expiry: 31-dec-2099
    alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses
"""

ONE_LICENSE = "LicenseName=fluent\n    Total=30 Used=4 Free=26 Reserved=1 Remote=no\n"
# Daemons live in sbin, which is not everybody's.
os.environ["PATH"] += ":/usr/local/sbin:/usr/sbin:/sbin"

options = argparse.Namespace(slurmlic=None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--slurmlic", help="the program to test")
    known, rest = parser.parse_known_args()
    if known.slurmlic:
        options.slurmlic = os.path.abspath(known.slurmlic)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)


def program(name):
    """The path of a program that the tests need. Where it is missing they fail: skipped tests would test nothing."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f"{name} is not installed here; .ci/deps installs all that the tests need")
    return path


def wait_until(condition, what, seconds=30.0, every=0.02):
    """Polls until `condition()` gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(every)


def clean_environment(**changes):
    """Ours, without what would change how Slurm or slurmlic behave; None removes a variable."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("SLURM_", "SACCTMGR_", "JOURNAL_STREAM"))}
    # Freed memory that AddressSanitizer holds back would count as used.
    environment.setdefault("ASAN_OPTIONS", "quarantine_size_mb=1")
    environment.update({name: value for name, value in changes.items() if value is not None})
    return environment


def listing(count, name="lic"):
    """`scontrol show lic` text of many licenses."""
    return "".join(f"LicenseName={name}{i:06d}\n    Total={i} Used={i // 2} Free={i - i // 2} Reserved=0 Remote=no\n"
                   for i in range(count))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def processes_with(mark):
    """The living processes in whose environment `mark` stands: all that a run has started, whoever their parent is now."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/environ", "rb") as file:
                if mark.encode() in file.read() and alive(entry):
                    found.append(int(entry))
        except OSError:
            pass
    return found


def is_sanitized():
    """Whether slurmlic is built with AddressSanitizer: then it takes more memory than it needs."""
    # Mapped and let go again: a child's peak memory begins with ours, and the program is large then.
    with open(options.slurmlic, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as program_text:
        return program_text.find(b"__asan_init") >= 0


class Finished:
    """How a run of slurmlic ended."""

    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.seconds = status, out, seconds
        self.err = err.decode().splitlines()


class Case(unittest.TestCase):
    """A test with its own folder, which is entered by all (node_exporter's user, nobody) and removed at the end."""

    maxDiff = None
    settings = os.path.join(HERE, "scontrol_alone.toml")

    def setUp(self):
        if options.slurmlic is None or not os.access(options.slurmlic, os.X_OK):
            self.fail(f"--slurmlic PATH: expected a program, got {options.slurmlic}")
        self.folder = new_folder(self.addCleanup)
        self.output = os.path.join(self.folder, "out")
        os.mkdir(self.output)
        self.mark = f"E2E_MARK={uuid.uuid4()}"

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(path, mode)
        return path

    def scontrol(self, body, name="scontrol"):
        """A stand-in for scontrol, in shell."""
        return self.write(name, "#!/bin/sh\n" + body + "\n", 0o755)

    def environment(self, **changes):
        name, _, value = self.mark.partition("=")
        return clean_environment(**{name: value}, **changes)

    def start(self, *arguments, environment=None, program=None, **popen):
        """slurmlic at work; the settings of this machine do not count. `program` is for who may not read where it was built."""
        popen = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **popen}
        return subprocess.Popen([program or options.slurmlic, "-c", self.settings, *arguments],
                                env=environment or self.environment(), **popen)

    def finish(self, process, begun, timeout=60):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail(f"slurmlic was still at work after {timeout} s")
        return Finished(process.returncode, out, err or b"", time.monotonic() - begun)

    def run_slurmlic(self, *arguments, timeout=60, **start):
        begun = time.monotonic()
        return self.finish(self.start(*arguments, **start), begun, timeout)

    def published(self, path=None):
        """The families of the file, read strictly."""
        with open(path or os.path.join(self.output, PROM), "rb") as file:
            return exposition.read(file.read())

    def assert_nothing_left(self):
        """Nothing that the run started lives on. A killed process may need a moment to be gone."""
        wait_until(lambda: not processes_with(self.mark), f"gone: {processes_with(self.mark)}", seconds=1)

    def assert_only_the_file_in(self, folder, *names):
        self.assertEqual(sorted(os.listdir(folder)), sorted(names or (PROM,)))

    def assert_mode(self, path, mode):
        found = os.lstat(path)
        self.assertTrue(stat.S_ISREG(found.st_mode), f"{path} is no regular file")
        self.assertEqual(oct(stat.S_IMODE(found.st_mode)), oct(mode))


def new_folder(add_cleanup):
    """A folder that every user may enter: munged and node_exporter need that; mkdtemp makes it private."""
    folder = tempfile.mkdtemp(prefix="slurmlic-e2e-")
    os.chmod(folder, 0o755)
    add_cleanup(shutil.rmtree, folder, ignore_errors=True)
    return folder
