"""What scontrol, squeue and lmutil of a large site print, as files, with stand-ins that print them and settings that name those.

The texts are always the same, and have the shape of Slurm 20.11 or later and of FlexNet 11.19. In all of them a tool is called
eda_NNNN: it is licenses eda_NNNN_batch and eda_NNNN_interactive of Slurm, and feature eda_NNNN of the license server.
"""

import os

TASKS_OF_AN_ARRAY = 1000    # MaxArraySize of Slurm is 1001 by itself
RUNNING_OF_AN_ARRAY = 100
CHECKOUTS_OF_A_FEATURE = 20


def scontrol_text(tools):
    """`scontrol show lic`: two licenses a tool, 79 bytes each."""
    for tool in range(tools):
        for pool, total in (("batch", 90), ("interactive", 10)):
            used = tool * 7 % total
            yield (f"LicenseName=eda_{tool:04d}_{pool}\n"
                   f"    Total={total} Used={used} Free={total - used} Reserved=0 Remote=no\n")


def squeue_text(tasks):
    """squeue without --array: a line for each array with what is left of it, one for each of its tasks that runs. An array has
    1,000 tasks, of which 100 run and every second one of the next 200 is done; it asks for two licenses of its own."""
    for array in range(max(tasks // TASKS_OF_AN_ARRAY, 1)):
        number, user = 410000 + array, f"user{array % 40:04d}"
        rest = f"|{user}|chips|eda_{array * 2:04d}_batch:1,eda_{array * 2 + 1:04d}_batch:2\n"
        left = ",".join(map(str, range(RUNNING_OF_AN_ARRAY, RUNNING_OF_AN_ARRAY + 200, 2)))
        yield f"{number}_[{left},{RUNNING_OF_AN_ARRAY + 200}-{TASKS_OF_AN_ARRAY - 1}%{RUNNING_OF_AN_ARRAY}]|PD{rest}"
        for task in range(RUNNING_OF_AN_ARRAY):
            yield f"{number}_{task}|R{rest}"


def lmstat_text(features):
    """`lmstat -a` of one server, 5,000 users on 2,000 hosts; 114 bytes a checkout, its share of the feature's lines included."""
    yield ("Flexible License Manager status on Mon 11/16/2026 23:59\n\n"
           "License server status: 27000@lic1\n    License file(s) on lic1: /opt/flexlm/license.dat:\n\n"
           "lic1: license server UP (MASTER) v11.19.0\n\nVendor daemon status (on lic1):\n\n  snpslmd: UP v11.19.0\n"
           "Feature usage info:\n\n")
    for feature in range(features):
        yield (f"Users of eda_{feature:04d}:  (Total of 100 licenses issued;  "
               f"Total of {CHECKOUTS_OF_A_FEATURE} licenses in use)\n\n"
               f'  "eda_{feature:04d}" v2026.06, vendor: snpslmd, expiry: 31-dec-2027\n  floating license\n\n')
        for i in range(CHECKOUTS_OF_A_FEATURE):
            user, host = (feature * 7 + i) % 5000, (feature + i * 3) % 2000
            yield (f"    user{user:04d} node{host:04d}.cluster.example.com /dev/pts/{i} (v2026.06) "
                   f"(lic1/27000 {feature * CHECKOUTS_OF_A_FEATURE + i}), start Mon 11/16 {i}:{feature % 60:02d}\n")
        yield "\n"


class Site:
    """Texts, stand-ins and settings in a new folder. Without tasks squeue is not asked, without features lmutil is not."""

    def __init__(self, folder, tools=0, tasks=0, features=0, with_tool_tables=False):
        os.mkdir(folder)
        self.folder, self.texts, self.commands = folder, [], []
        self.settings = os.path.join(folder, "slurmlic.toml")
        scontrol = self._stand_in("scontrol", scontrol_text(tools) if tools else ["No licenses configured in Slurm.\n"])
        settings = [f'[slurm]\nscontrol = "{scontrol}"\n']
        settings += [f'squeue = "{self._stand_in("squeue", squeue_text(tasks))}"\n' if tasks else "squeue = false\n"]
        if features:
            lmutil = self._stand_in("lmutil", lmstat_text(features))
            settings += [f'\n[[flexlm]]\nname = "synopsys"\nserver = "27000@lic1"\nlmutil = "{lmutil}"\n']
        for tool in range(tools if with_tool_tables else 0):
            name = f"eda_{tool:04d}"
            settings += [f'\n[[tool]]\nname = "{name}"\n',
                         f'slurm = {{ batch = ["{name}_batch"], interactive = ["{name}_interactive"] }}\n']
            settings += [f'features = ["synopsys:{name}"]\n'] if features else []
        self._write(self.settings, settings)
        if with_tool_tables:    # else it is no text worth counting
            self.texts.append(self.settings)
        self.size = sum(os.path.getsize(text) for text in self.texts)
        # The commands alone, side by side as slurmlic runs them.
        self.bare = ["sh", "-c", "".join(f"{command} & " for command in self.commands) + "wait"]

    def _write(self, path, lines):
        with open(path, "w", encoding="ascii") as file:
            file.writelines(lines)
        return path

    def _stand_in(self, name, lines):
        """A program that prints the text, whatever it is asked."""
        text = self._write(os.path.join(self.folder, name + ".txt"), lines)
        program = self._write(os.path.join(self.folder, name), [f"#!/bin/sh\nexec cat {text}\n"])
        os.chmod(program, 0o755)
        self.texts.append(text)
        self.commands.append(program)
        return program
