"""Processes known by pid and start time, so that a number that came round again is never taken for ours."""

import contextlib
import os
import signal
import socket
import subprocess
import time


def start_time(pid):
    """When a process began, in clock ticks since boot; None where there is none or only a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def threads(pid):
    """How many threads a process has; a zombie keeps one."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


class Recorded:
    """A process whose "PID STARTTIME" stands in a file, so that a later program can find and end it."""

    def __init__(self, folder, name):
        self.file = os.path.join(folder, "pids", name)
        self.name = name

    def record(self, pid):
        with open(self.file, "w", encoding="ascii") as file:
            file.write(f"{pid} {start_time(pid)}\n")

    def pid(self):
        """Its pid while it lives, else None."""
        try:
            with open(self.file, encoding="ascii") as file:
                pid, begun = file.read().split()
        except (OSError, ValueError):
            return None
        return int(pid) if start_time(pid) == begun else None

    def start(self, argv, log, environment):
        with open(log, "ab") as output:
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
                                       start_new_session=True)
        self.record(process.pid)
        return process

    def kill(self, number):
        """Sends a signal; after SIGKILL it returns when the process is gone, as its port may answer until then."""
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):    # it may end between the two
            os.kill(pid, number)
        end = time.monotonic() + 5
        # A zombie whose other threads still run has its sockets.
        while number == signal.SIGKILL and time.monotonic() < end and (self.pid() is not None or threads(pid) > 1):
            time.sleep(0.005)

    def stop(self, seconds_until_kill=10.0):
        """Ends it, politely at first; False where it is still there."""
        for number, seconds in ((signal.SIGTERM, seconds_until_kill), (signal.SIGKILL, 5.0)):
            self.kill(number)
            self.kill(signal.SIGCONT)    # a stopped one would not hear
            end = time.monotonic() + seconds
            while self.pid() is not None and time.monotonic() < end:
                time.sleep(0.02)
            if self.pid() is None:
                if os.path.exists(self.file):
                    os.remove(self.file)
                return True
        return False


def free_ports(count):
    """Loopback ports that nobody uses. They lie below those that the kernel hands out, in a block for each calling process,
    so that tests running side by side do not meet."""
    first, last = 10_240, 32_000
    port = first + os.getpid() * 16 % (last - first)
    found = []
    while len(found) < count:
        port = port + 1 if port < last else first
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
    return found


def listening_addresses(pid):
    """The addresses on which a process listens, over IPv4 and IPv6, as the kernel writes them."""
    inodes = set()
    for entry in os.listdir(f"/proc/{pid}/fd"):
        try:
            inodes.add(os.readlink(f"/proc/{pid}/fd/{entry}"))
        except OSError:
            pass
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            with open(f"/proc/{pid}/net/{table}", encoding="ascii") as file:
                rows = [line.split() for line in file][1:]
        except OSError:
            continue
        listening = "0A"
        found |= {row[1].rpartition(":")[0] for row in rows if row[3] == listening and f"socket:[{row[9]}]" in inodes}
    return found


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
