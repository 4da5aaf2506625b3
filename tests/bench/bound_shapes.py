"""The worst texts that we could think of, each of about `size` bytes: see bounds.py.

A shape is a name and a function that makes the files of one run, by what they are: scontrol, squeue, lmstat, settings, previous, or the
table of another license manager. What is not given is a small text that is in order. "options" are further arguments, "task" is a subcommand.
"""

import itertools

from manager_shapes import manager_shapes

SETTINGS_SIZE = 4 * 2**20    # no larger settings file is read
ARGUMENTS_SIZE = 1_500_000    # Linux gives a command line 2 MiB


def filled(size, lines, head="", tail=""):
    """Head and tail, and as many of the lines between as have room."""
    room = size - len(head) - len(tail)
    taken, used = [head], 0
    for line in lines:
        used += len(line)
        if used > room:
            break
        taken.append(line)
    return "".join(taken) + tail


def each(form, start=1):
    """The form with 1, 2, ... for every "#"."""
    return (form.replace("#", str(i)) for i in itertools.count(start))


def again(text):
    return itertools.repeat(text)


RECORD = "LicenseName=%s\n    Total=9 Used=1 Free=8 Reserved=0 Remote=no\n"


def scontrol_shapes(size):
    def of(name, lines, head=RECORD % "vcs"):
        return "scontrol: " + name, lambda: {"scontrol": filled(size, lines, head)}

    yield of("names", each(RECORD % "l#"))
    yield of("one name again and again", again(RECORD % "vcs"))
    yield of("a name of the whole size", [RECORD % ("a" * (size - 200))])
    yield of("long names that end apart", each(RECORD % ("a" * 900 + "#")))
    yield of("names that print alike", (RECORD % "".join("\udcfe\udcff"[i >> bit & 1] for bit in range(20))
                                        for i in itertools.count()))
    yield of("names that print alike, and their numbers are taken",
             itertools.chain.from_iterable((RECORD % f"\ufffd ({i})", RECORD % ("\udcff" if i == 2 else f"x{i}"))
                                           for i in itertools.count(2)))
    yield of("layers of one license", each("LicenseName=vcs\n    Total=9 Used=1 Free=8 Reserved=0 Remote=no Nodes=n#\n"))
    yield of("pools of one tool", each(RECORD % "vcs@s#"))
    yield of("lines of nothing", again("x\n"))
    yield of("empty lines", again("\n"))
    yield of("fields of one record", each("  f#=1"))
    yield of("heads without records", each("LicenseName=l#\n"))
    yield of("one line without an end", again("a"))
    yield of("bytes of zero", again("\0"))
    yield of("equals signs", again("="))
    yield of("remote ones", each("LicenseName=r@s#\n    Total=9 Used=1 Free=8 Reserved=0 Remote=yes LastConsumed=3"
                                 " LastDeficit=0 LastUpdate=2026-11-16T12:00:00\n"))


def squeue_shapes(size):
    def of(name, lines, scontrol=RECORD % "vcs", head="1|R|ann|a|vcs:1\n", tail="\n"):
        return "squeue: " + name, lambda: {"squeue": filled(size, lines, head, tail), "scontrol": scontrol}

    yield of("running jobs", each("#|R|ann|a|vcs\n"))
    yield of("users", each("1|R|u#|a|vcs\n"))
    yield of("users, all of whom have seats elsewhere", each("1|R|u#||v\n"), RECORD % "v")
    yield of("pending jobs of licenses that are not listed", each("1|PD|ann|a|l#\n"))
    yield of("jobs that hold all of four letters", again("1|R|ann|a|a,b,c,d\n"), "".join(RECORD % name for name in "abcd"))
    yield of("licenses of one job", each("l#,"), head="1|PD|ann|a|", tail="x\n")
    yield of("one license of a job again and again", again("vcs:1,"), head="1|PD|ann|a|", tail="vcs\n")
    yield of("any one of many", each("l#|"), head="1|PD|ann|a|", tail="x\n")
    yield of("separators alone", again(","), head="1|PD|ann|a|")
    yield of("bars alone", again("|"), head="1|PD|ann|a|")
    yield of("a count behind a count", again(":1"), head="1|PD|ann|a|vcs")
    yield of("the tasks of an array one by one", (f"{i * 2}," for i in itertools.count()), head="1_[", tail="7]|PD|ann|a|vcs\n")
    yield of("arrays of one task", each("1_[1]|PD|a|a|v\n"))
    yield of("lines of nothing", again("x\n"))
    yield of("licenses that print alike", ("1|PD|a|a|" + "".join("\udcfe\udcff"[i >> bit & 1] for bit in range(20)) + "\n"
                                           for i in itertools.count()), "No licenses configured in Slurm.\n")
    yield of("users that can't be printed", again("1|R|\udcff\udcff|a|vcs\n"))
    yield of("a user of the whole size", again("a"), head="1|R|", tail="|a|vcs\n")


SERVER = """lmutil - Copyright (c) 1989-2019 Flexera. All Rights Reserved.
Flexible License Manager status on Mon 11/16/2026 23:59

License server status: 27000@lic1
    License file(s) on lic1: /opt/flexlm/license.dat:

lic1: license server UP (MASTER) v11.19.0

Vendor daemon status (on lic1):

  snpslmd: UP v11.19.0
Feature usage info:

"""
FEATURE = "Users of %s:  (Total of 9 licenses issued;  Total of %s licenses in use)\n"
POOL = '  "%s" v1, vendor: snpslmd, expiry: 31-dec-2027\n  floating license\n'
CHECKOUT = "    %s h d (v1) (lic1/27000 1), start Mon 11/16 1:00\n"


def lmstat_shapes(size):
    def of(name, lines, head=SERVER + FEATURE % ("vcs", 1) + POOL % "vcs", **more):
        return "lmstat: " + name, lambda: {"lmstat": filled(size, lines, head), **more}

    yield of("features", each(FEATURE % ("f#", 0)), SERVER)
    yield of("features with a pool", each(FEATURE % ("f#", 0) + POOL % "f#"), SERVER)
    yield of("one feature again and again", again(FEATURE % ("vcs", 0)))
    yield of("one feature with other figures each time", each(FEATURE % ("vcs", 1) + POOL % "vcs" + CHECKOUT % "u#"))
    yield of("the whole list again and again", again("  snpslmd: UP v11.19.0\n" + FEATURE % ("vcs", 0) + FEATURE % ("a", 0)))
    yield of("systems", each(SERVER.replace("lic1", "lic#") + FEATURE % ("vcs", 0)))
    yield of("checkouts of as many users", each(CHECKOUT % "u#"))
    yield of("checkouts of as many users, ten published", each(CHECKOUT % "u#"), app='users = 10\n')
    yield of("checkouts of one user on as many hosts", each(CHECKOUT.replace("%s h", "u h#")), task="gap")
    yield of("checkouts of one user", again(CHECKOUT % "u"), task="gap")
    yield of("two words a user", each("    u# v h d (v1) (lic1/27000 1), start Mon 11/16 1:00\n"))
    yield of("words of one checkout", again("a "), SERVER + FEATURE % ("vcs", 1) + "    ")
    yield of("brackets of one checkout", again("("), SERVER + FEATURE % ("vcs", 1) + "    u h d ")
    yield of("queued", each("    u# h d (v1) (lic1/27000 1) queued for 1 licenses\n"))
    yield of("reservations", each("    1 RESERVATIONs for USER u# (lic1/27000)\n"))
    yield of("held beyond their end", each("    u# h d (v1) (lic1/27000 1), start Mon 11/16 1:00 (linger: 9 / 99)\n"))
    yield of("pools of one feature", each('  "vcs" v#, vendor: snpslmd, expiry: 31-dec-2027\n'))
    yield of("daemons", each("  d#: UP v11\n"))
    yield of("daemons that are down", each("d#: The desired vendor daemon is down. (-97,121)\n"))
    yield of("servers in one line", each("1@h#,"), "License server status: ")
    yield of("servers that are up", each("h#: license server UP v11\n"), SERVER.split("\nVendor")[0])
    yield of("features that nobody could tell", each("Users of f#: Cannot get users of f#: No such feature exists. (-5,222)\n"))
    yield of("features that nobody could tell for now", each("Users of f#: Cannot get users of f#: Busy. (-16,222)\n"))
    yield of("features that print alike", (FEATURE % ("".join("\udcfe\udcff"[i >> bit & 1] for bit in range(20)), 0)
                                           for i in itertools.count()), SERVER)
    yield of("lines of nothing", again("x\n"))
    yield of("empty lines", again("\n"))
    yield of("quotes", again('"'), SERVER + FEATURE % ("vcs", 1))
    yield of("expiries", each("f# 1 1 31-dec-2027 snpslmd\n"),
             SERVER + "Feature usage info:\n\nFeature Version #licenses Expires Vendor\n_______ _ _ _ _\n")


def settings_shapes(size):
    size = min(size, SETTINGS_SIZE)    # see also --size 500000: most of these are refused when they are larger

    def of(name, lines, head="", tail="", **more):
        return "settings: " + name, lambda: {"settings": filled(size - 300, lines, head, tail), **more}

    yield of("tools", each('[[tool]]\nname="t#"\n'))
    yield of("tools without a name", again("[[tool]]\n"))
    yield of("tools of one license", each('[[tool]]\nname="t#"\nslurm={a=["vcs"]}\n'))
    yield of("tools of one feature", each('[[tool]]\nname="t#"\nfeatures=["x:vcs"]\n'))
    yield of("pools of one tool", each("p#=[],"), '[[tool]]\nname="t"\nslurm={', 'x=[]}\n')
    yield of("licenses of one pool", each('"l#",'), '[[tool]]\nname="t"\nslurm={a=[', ']}\n')
    yield of("features of one tool", each('"x:l#",'), '[[tool]]\nname="t"\nfeatures=[', ']\n')
    yield of("features of one tool that is shown", each('"x:l#",'), '[[tool]]\nname="t"\nfeatures=[', ']\n', task="show")
    yield of("apps that are not there, beside many that are",
             itertools.chain([f'[[flexlm]]\nname="app{i:05d}"\ninput="/dev/null"\n' for i in range(40_000)],
                             ['[[tool]]\nname="t"\nfeatures=['], each('"bpp#:a",')), tail="]\n")
    yield of("users", each('u#="v"\n'), "[users]\n")
    yield of("apps", each('[[flexlm]]\nname="a#"\ninput="/dev/null"\n'))
    yield of("clusters", each('"c#",'), "[slurm]\nclusters=[", "]\n", slurm=False)
    yield of("unknown keys", each("k#=1\n"))
    yield of("unknown keys of the whole size", ["k" * (size - 400) + "=1\n"])
    yield of("keys of a table that is a number", again("[a]\n"), "a=1\n")
    yield of("values of the wrong type", again("1,"), "[slurm]\nexclude=[", "]\n", slurm=False)
    yield of("numbers in a list", again("1,"), "timeout=[", "1]\n")
    yield of("empty lists in a list", again("[],"), "timeout=[", "]\n")
    yield of("empty tables in a list", again("{},"), "timeout=[", "]\n")
    yield of("empty texts in a list", again('"",'), "timeout=[", "]\n")
    yield of("keys with dots", each("a.b#=1\n"))
    yield of("keys of many names", (f"a{i:x}" + ".a" * 99 + "=1\n" for i in itertools.count()))
    yield of("tables", each("[a#]\n"))
    yield of("tables of many names", (f"[a{i:x}" + ".a" * 99 + "]\n" for i in itertools.count()))
    yield of("lists of tables", each("[[a#]]\n"))
    yield of("one name of many times", again("a"), 'output="', '"\n')
    yield of("escapes", again("\\u0041"), 'output="', '"\n')
    yield of("control bytes in an error", again("\x01"), 'output="', '"\n')
    yield of("comments", again("#\n"))
    yield of("empty lines", again("\n"))
    yield of("brackets", again("["), "a=")
    yield of("braces", again("{a="), "a=")
    yield of("quotes", again('"'))
    yield of("a key of dots", again("a."))


GLOBS = ["*a*a*a*b", "*" + "a*" * 2000 + "b", "*" + "?" * 500 + "b", "*" + "[a-z]" * 800 + "b", "[" + "a" * 9000 + "]*b"]


def glob_shapes(size):
    def names():
        return filled(size, each(RECORD % ("a" * 60 + "#")))

    def long_names():
        return filled(size, each(RECORD % ("a" * 100_000 + "#")))

    def one_name():
        return RECORD % ("a" * (size - 200))

    for glob in GLOBS:
        for what, text in (("names of 60", names), ("names of 100,000", long_names), ("a name of all", one_name)):
            yield f"globs: {glob[:12]} of {len(glob)}, {what}", lambda text=text, glob=glob: {
                "scontrol": text(), "options": ["--exclude", glob]}
    for option in ("--include", "--exclude"):
        for form in ("*a*a*a*b#", "l#", "*#*"):
            count = ARGUMENTS_SIZE // (len(option) + len(form) + 20)
            globs = [part for glob in itertools.islice(each(form), count) for part in (option, glob)]
            yield f"globs: {count} of {option} {form}", lambda globs=globs: {
                "scontrol": names(), "options": globs}
    for form in ("*a*a*a*b#", "l#", "a"):
        yield f"globs: the settings full of {form}", lambda form=form: {
            "scontrol": names(), "slurm": False, "settings": filled(
                min(size, SETTINGS_SIZE) - 300, each(f'"{form}",'), "[slurm]\nexclude=[", "]\n")}


def previous_shapes(size):
    def of(name, lines, head="", tail=""):
        return "previous: " + name, lambda: {"previous": filled(size, lines, head, tail + "\n")}

    yield of("labels of one series", again('a="",'), "slurmlic_last_success_timestamp_seconds{", "} 1")
    yield of("sources", each('slurmlic_last_success_timestamp_seconds{source="s#"} 1\n'))
    yield of("servers", each('license_server_up{app="x",host="h#"} 1\n'))
    yield of("apps", each('license_server_up{app="x#",host="h"} 1\n'))
    yield of("bare series", again("license_server_up 1\n"))
    yield of("daemons", each('license_daemon_up{app="x",daemon="h#"} 1\n'))
    yield of("lines of nothing", again("x\n"))
    yield of("empty lines", again("\n"))
    yield of("one line", again("a"))
    yield of("blanks", again(" "))
    yield of("escapes", again("\\n"), 'slurmlic_last_success_timestamp_seconds{source="', '"} 1')


def anonymize_shapes(size):
    for name, files in itertools.chain(scontrol_shapes(size), squeue_shapes(size), lmstat_shapes(size)):
        kind = name.split(":")[0]
        yield f"anonymize {name}", lambda kind=kind, files=files: {kind: files()[kind], "task": "anonymize"}

    def of(name, lines):
        return "anonymize: " + name, lambda: {"lmstat": filled(size, lines, SERVER + FEATURE % ("vcs", 1)), "task": "anonymize"}

    yield of("words", each("w# "))
    yield of("words that look like other names", each("user# "))
    yield of("words in lines", each("w#\n"))
    yield of("colons", again(":"))
    yield of("colons and numbers", again("1:"))
    yield of("addresses", (f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}\n" for i in itertools.count()))
    yield of("addresses of the new kind", each("fe80::#\n"))
    yield of("numbers with dots", again("1."))
    yield of("parts of a name", again("a.b$c-"))
    yield of("parts of names", each("a#.b#.c# "))
    yield of("one word in upper and lower case", ("".join(c.upper() if i >> bit & 1 else c
                                                          for bit, c in enumerate("abcdefghijklmnopqrst")) + "\n"
                                                  for i in itertools.count()))
    yield of("hosts with domains", each("    u# h#.d#.e# d (v1) (lic1/27000 1), start Mon 11/16 1:00\n"))
    yield of("users with domains", each("    d#\\u# h d (v1) (lic1/27000 1), start Mon 11/16 1:00\n"))


def all_shapes(size):
    return itertools.chain(scontrol_shapes(size), squeue_shapes(size), lmstat_shapes(size),
                           manager_shapes(size, filled, each, again), settings_shapes(size),
                           glob_shapes(size), previous_shapes(size), anonymize_shapes(size))
