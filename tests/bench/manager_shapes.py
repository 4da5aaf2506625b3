"""The worst texts of the license managers other than FlexLM, each of about `size` bytes: see bound_shapes.py and bounds.py."""

import itertools

ALIKE = ("".join("\udcfe\udcff"[i >> bit & 1] for bit in range(20)) for i in itertools.count())    # when they are printed

# table: what stands in front, a feature nobody uses, a feature of which users follow, what stands in front of its users, one of them,
# what stands behind. "#" is a number.
TEXTS = {
    "rlm": ("rlm status on lic (port 5053), up 1d\nrlm software version v12.2 (build:2)\n--------- ISV servers ----------\n"
            "Name Port Running Restarts\nacme 63133 Yes 0\nacme license pool status on lic (port 63133)\n",
            "f# v1.0\n count: 9, # reservations: 0, inuse: 0, exp: permanent\n",
            "vcs v1.0\n count: 9, # reservations: 0, inuse: 9, exp: permanent\n",
            "acme license usage status on lic (port 63133)\n", "vcs v1.0: u#@h# 1/0 at 08/15 09:34 (handle: 1)\n", ""),
    "lmx": ("LM-X License Server on 6200@lic:\nServer version: v5.1 Uptime: 3 day(s)\n",
            "Feature: f# Version: 1 Vendor: A\nStart date: NONE Expire date: NONE\n0 of 9 license(s) used\n",
            "Feature: vcs Version: 1 Vendor: A\nStart date: NONE Expire date: NONE\n9 of 9 license(s) used:\n",
            "", "1 license(s) used by u#@h# [10.1.1.1]\n", ""),
    "dsls": ("Software version: 6.4\nReady: yes\nServer name: lic   Server id: A\n"
             "Editor,Feature,Expiration Date,Count,Inuse,Tokens,Host,User,Queue Position,\n",
             "A,f#,2099-01-01 00:59:00,9,0,\n", "", "", "A,vcs,2099-01-01 00:59:00,9,9,1,h# (1)/10.0.0.1,u#,,\n", ""),
    "lsdyna": ("Using user specified server 31010@lic\nPROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\n"
               "------- ---------- ----- ------ ------ | -----\n",
               "f# 12/30/2099 0 9 9 | 0\n", "vcs 12/30/2099 - 0 9 | 0\n", "", " u# 1@h# 1\n", "LICENSE GROUP 9 0 9 | 0\n"),
    "command": ('license_server_up{host="lic"} 1\n', 'license_feature_used{feature="f#"} 0\n',
                'license_feature_used{feature="vcs"} 9\n', "", 'license_feature_users{feature="vcs",user="u#",host="h#"} 1\n', ""),
}


def manager_shapes(size, filled, each, again):
    """The last three are those of bound_shapes.py."""
    for table, (head, feature, used, users, user, tail) in TEXTS.items():
        def of(name, lines, *, table=table, head=head, tail=tail, **more):
            return f"{table}: {name}", lambda: {table: filled(size, lines, head, tail), **more}

        of_users = head + used + users
        alike = lambda form: (form.replace("f#", name).replace("#", name) for name in ALIKE)    # noqa: E731
        yield of("features", each(feature))
        yield of("one feature again and again", again(feature.replace("#", "")))
        yield of("users", each(user), head=of_users)
        yield of("users, ten published", each(user), head=of_users, top=10)
        yield of("one user", again(user.replace("#", "")), head=of_users)
        yield of("users of one host, for gap", each(user.replace("h#", "h")), head=of_users, task="gap")
        yield of("features that print alike", alike(feature))
        yield of("users that print alike", alike(user), head=of_users)
        yield of("lines of nothing", again("x\n"))
        yield of("one line", again("a "))
        yield of("heads", again(head))
        yield f"anonymize {table}: users", lambda table=table, text=(of_users, user, tail): {
            table: filled(size, each(text[1]), text[0], text[2]), "task": "anonymize"}
