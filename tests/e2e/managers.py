"""Every license manager beside one Slurm: each program is a stand-in that is asked as its manager wants it, and that hangs, floods,
fails or says that its server is dead."""

import json
import time
import unittest

import support

GOOD = f"cat <<'END'\n{support.ONE_LICENSE}END"
RLM = """Setting license file path to 2765@lic.rlm
rlmutil v12.2
Copyright (C) 2006-2017, Reprise Software, Inc. All rights reserved.


    rlm status on lic.rlm (port 2765), up 99d 11:08:25
    rlm software version v12.2 (build:2)
    rlm comm version: v1.2

    --------- ISV servers ----------
    Name           Port Running Restarts
    acme             63133   Yes      0

    ------------------------

    acme license pool status on lic.rlm (port 63133)

    solver v3.0
        count: 20, # reservations: 1, inuse: 5, exp: 31-dec-2099
        obsolete: 0, min_remove: 120, total checkouts: 26


    ------------------------

    acme license usage status on lic.rlm (port 63133)

    solver v3.0: alice@n1 3/0 at 11/01 09:01  (handle: 15a)
    solver v3.0: bob@n2 2/0 at 11/03 10:38  (handle: 128)
"""
LMX = """LM-X End-user Utility v3.32
Copyright (C) 2002-2010 X-Formation. All rights reserved.

++++++++++++++++++++++++++++++++++++++++
LM-X License Server on 6200@lic.lmx:

Server version: v5.1 Uptime: 3 day(s) 12 hour(s) 0 min(s) 51 sec(s)
----------------------------------------
Feature: solver Version: 21.0 Vendor: ACME
Start date: 2022-02-17 Expire date: 2099-12-31
Key type: EXCLUSIVE License sharing: CUSTOM VIRTUAL

5 of 20 license(s) used:

3 license(s) used by alice@n1 [10.6.0.7]
Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29
Shared on custom string: alice:n1

2 license(s) used by bob@n2 [10.6.0.8]
Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:26
"""
DSLS = """License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.
admin >\tSoftware version: 6.425.4
    Build date: May 2, 2023, 6:45:36 PM
    Standalone mode
    Ready: yes
    Server name: lic.dsls   Server id: ABC-123
Editor,EditorId,Feature,Model,Commercial Type,Max Release Number,Max Release Date,Pricing Structure,Max Casual Duration,\
Expiration Date,Customer ID,Count,Inuse,Tokens,Casual Usage (mn),Host,User,Internal ID,Active Process,Client Code Version,\
Session ID,Granted Since,Last Used At,Granted At,Queue Position,
Acme,5E,solver,Token,STD,8,2099-12-31 00:59:00,YLC,0,2099-12-31 00:59:00,100,20,5,3,,n1 (26.0)/10.0.0.1,alice,S,/x ( 12),6.4,02D,2024-09-17 17:59:34,2024-09-18 15:25:50,2024-09-17 17:59:34,
Acme,5E,solver,Token,STD,8,2099-12-31 00:59:00,YLC,0,2099-12-31 00:59:00,100,20,5,2,,n2 (26.1)/10.0.0.2,bob,S,/x ( 13),6.4,02E,2024-09-17 17:59:34,2024-09-18 15:25:50,2024-09-17 17:59:34,
"""
LSDYNA = """Using user specified server 31010@lic.lsdyna

LICENSE INFORMATION

PROGRAM          EXPIRATION CPUS  USED   FREE    MAX | QUEUE
---------------- ----------      ----- ------ ------ | -----
solver           12/31/2099          -     15     20 |     0
 alice     59005@n1  3
 bob       10274@n2  2
                   LICENSE GROUP     5     15     20 |     0
"""
OWN = """license_feature_issued{feature="solver"} 20
license_feature_used{feature="solver"} 5
license_feature_users{feature="solver",user="alice",host="n1"} 3
license_feature_users{feature="solver",user="bob",host="n2"} 2
license_server_up{host="lic.command"} 1
"""
# table: its text, how it is asked beyond the program, what it says of a dead server, and what of that is to be quoted
MANAGERS = {
    "rlm": (RLM, ["rlmstat", "-a", "-c", "2765@lic.rlm"],
            'rlmutil v12.2\n\n\nError connecting to "rlm" server\n\nConnection attempted to host: "" on port 5053\n\nNo error\n',
            'Error connecting to "rlm" server'),
    "lmx": (LMX, ["-licstat", "-host", "lic.lmx", "-port", "6200"],
            "LM-X End-user Utility v3.32\n\n++++++++++++++++++++++++++++++++++++++++\nLM-X license server(s):\n"
            "----------------------------------------\nThere are no license server(s) available.\n",
            "There are no license server(s) available"),
    "dsls": (DSLS, ["-admin", "-run", "connect lic.dsls 4085 -restricted;getLicenseUsage -csv"],
             "License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.\n"
             "Cannot connect to server lic.dsls on port 4085\n", "Cannot connect to server lic.dsls on port 4085"),
    "lsdyna": (LSDYNA, ["-s", "31010@lic.lsdyna", "-r"],
               "Using user specified server 31010@lic.lsdyna\n*** ERROR failed to open server lic.lsdyna\n",
               "ERROR failed to open server lic.lsdyna"),
    "command": (OWN, [], 'license_server_up{host="lic.command"} 0\n', "lic.command is down"),
}
PORTS = {"rlm": "2765", "lmx": "6200", "dsls": "4085", "lsdyna": "31010"}


def says(text):
    return f"cat <<'END'\n{text}END\n"


class Managers(support.Case):
    def configure(self, bodies, more=""):
        """An app for each manager, with its name, that is asked with a stand-in in shell."""
        text = "[slurm]\nsqueue = false\n"
        for table, body in bodies.items():
            program = self.write(f"program.{table}", f'#!/bin/sh\nprintf "%s\\n" "$@" >{self.path(f"asked.{table}")}\n{body}', 0o755)
            text += f'[[{table}]]\nname = "{table}"\nusers = 5\n'
            if table == "command":
                text += f'command = ["{program}"]\n'
            else:
                text += f'server = "{PORTS[table]}@lic.{table}"\nprogram = "{program}"\n'
        self.settings = self.write("slurmlic.toml", text + more)

    def collect(self, *arguments):
        return self.run_slurmlic("-o", self.output, "--scontrol", self.scontrol(GOOD), *arguments)

    def test_each_is_asked_in_its_own_words_and_tells_the_same(self):
        self.configure({table: says(one[0]) for table, one in MANAGERS.items()})
        run = self.collect()
        self.assertEqual((run.status, run.err), (0, []))
        families = self.published()
        for table, (_, asked, _, _) in MANAGERS.items():
            with self.subTest(table):
                with open(self.path(f"asked.{table}"), encoding="utf-8") as file:
                    self.assertEqual(file.read().split("\n")[:-1], asked or [""])
                vendor = {"rlm": {"vendor": "acme"}, "lmx": {"vendor": "ACME"}, "dsls": {"vendor": "Acme"}}.get(table, {})
                labels = {"app": table, "feature": "solver"}
                for family, value in (("issued", 20), ("used", 5), ("checkouts", 5)):
                    self.assertEqual(families.value(f"license_feature_{family}", **vendor, **labels), value)
                for user, seats in (("alice", 3), ("bob", 2)):
                    self.assertEqual(families.value("license_feature_users", user=user, **labels), seats)
                self.assertEqual(families.value("license_app_info", app=table, manager=table), 1)
                self.assertEqual(families.value("slurmlic_source_up", source=f"{table}:{table}"), 1)
                up = [(dict(labels)["host"], float(value)) for labels, value in families["license_server_up"] if dict(labels)["app"] == table]
                self.assertEqual(up, [(f"lic.{table}", 1)])

    def test_one_that_hangs_floods_fails_or_lies_costs_the_others_nothing(self):
        bad = {"hangs": "trap '' TERM INT HUP\nsleep 60 & wait\nsleep 60", "floods": "exec yes", "prints nothing": "exit 0",
               "prints garbage": "head -c 100000 /dev/urandom", "fails": "echo no such thing >&2; exit 3"}
        for table in MANAGERS:
            for what, body in bad.items():
                with self.subTest(table=table, what=what):
                    self.configure({other: says(one[0]) if other != table else body for other, one in MANAGERS.items()})
                    begun = time.monotonic()
                    run = self.collect("--timeout", "1s")
                    self.assertLess(time.monotonic() - begun, 4)
                    self.assertEqual((run.status, len(run.err)), (1, 1), run.err)
                    self.assertTrue(run.err[0].startswith(f"slurmlic: {table}:{table}: "), run.err)
                    families = self.published()
                    up = {dict(labels)["source"]: float(value) for labels, value in families["slurmlic_source_up"]}
                    self.assertEqual(up, {"slurm": 1, **{f"{other}:{other}": float(other != table) for other in MANAGERS}})
                    self.assertEqual(len(families["license_feature_used"]) - self.groups(families), len(MANAGERS) - 1)
                    self.assert_nothing_left()

    @staticmethod
    def groups(families):
        return sum(dict(labels)["feature"] == "LICENSE_GROUP" for labels, _ in families["license_feature_used"])

    def test_a_dead_server_is_0_and_quoted_and_its_labels_stay(self):
        self.configure({table: says(one[0]) for table, one in MANAGERS.items()})
        self.assertEqual(self.collect().status, 0)
        before = self.published()
        self.configure({table: says(one[2]) for table, one in MANAGERS.items()})
        run = self.collect()
        self.assertEqual((run.status, len(run.err)), (1, len(MANAGERS)))
        families = self.published()
        for table, (_, _, _, quoted) in MANAGERS.items():
            with self.subTest(table):
                self.assertEqual(families.value("slurmlic_source_up", source=f"{table}:{table}"), 0)
                line = [line for line in run.err if line.startswith(f"slurmlic: {table}:{table}: ")]
                self.assertEqual(len(line), 1)
                self.assertIn(quoted, line[0])

                def servers(of):
                    return [labels for labels, _ in of["license_server_up"] if dict(labels)["app"] == table]
                self.assertEqual(servers(families), servers(before))
        self.assertEqual({float(value) for _, value in families["license_server_up"]}, {0.0})
        self.assertNotIn("license_feature_used", families)

    def test_a_saved_text_tells_whose_it_is_and_anonymized_it_tells_the_same(self):
        for table, (text, _, dead, _) in MANAGERS.items():
            with self.subTest(table):
                saved = self.write("saved.txt", text)
                run = self.run_slurmlic("-o", self.output, "--status-input", f"x={saved}")
                self.assertEqual((run.status, run.err), (0, []))
                families = self.published()
                self.assertEqual(families.value("license_app_info", app="x", manager=table), 1)
                changed = self.run_slurmlic("anonymize", saved)
                self.assertEqual(changed.status, 0)
                for name in ("alice", "bob", "n1", f"lic.{table}"):
                    self.assertNotRegex(changed.out.decode(), rf"\b{name}\b")
                again = self.write("again.txt", changed.out.decode())
                self.assertEqual(self.run_slurmlic("-o", self.output, "--status-input", f"x={again}").status, 0)
                for family in ("issued", "used", "checkouts", "expiration_timestamp_seconds"):
                    self.assertEqual(self.published().get(f"license_feature_{family}"), families.get(f"license_feature_{family}"))
                dead_text = self.write("dead.txt", dead)
                run = self.run_slurmlic("-o", self.output, "--status-input", f"x={dead_text}")
                self.assertEqual(run.status, 1)
                self.assertEqual(self.published().value("slurmlic_source_up", source=f"{table}:x"), 0)

    def test_doctor_and_gap_know_each(self):
        tools = "".join(f'[[tool]]\nname = "t{table}"\nslurm = {{ all = ["fluent"] }}\nfeatures = ["{table}:solver"]\n' for table in MANAGERS)
        self.configure({table: says(one[0]) for table, one in MANAGERS.items()}, tools)
        shown = self.run_slurmlic("gap", "--json", "--scontrol", self.scontrol(GOOD))
        self.assertEqual((shown.status, shown.err), (0, []))
        for tool in json.loads(shown.out):
            self.assertEqual((tool["seats_used"], tool["seats_issued"], tool["gap"]), (5, 20, 1))
        findings = json.loads(self.run_slurmlic("doctor", "--json", "--scontrol", self.scontrol(GOOD)).out)
        for table in MANAGERS:
            self.assertIn(f"{table}:{table}", json.dumps(findings))


if __name__ == "__main__":
    support.main()
