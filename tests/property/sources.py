"""The settings of a site, and the sources that they and the options name."""

import os
import tomllib

import words


def settings_of(outcome):
    try:
        with open(os.path.join(outcome.folder, "slurmlic.toml"), "rb") as file:
            return tomllib.loads(file.read().decode("utf-8").removeprefix("\ufeff"))
    except ValueError:
        return None


def sources_of(outcome):
    """The sources that settings and options name."""
    asked, settings = outcome.asked["arguments"], settings_of(outcome)
    values = {option: [value for word, value in zip(asked, asked[1:]) if word == option] for option in asked}
    slurm, apps = settings.get("slurm", {}), {app["name"]: app for app in settings.get(words.APP_TABLE, [])}
    given = [value.partition("=")[0] for value in values.get(words.STATUS_INPUT, [])]
    saved = {"slurm": "-i" in values or "input" in slurm, "squeue": "--squeue-input" in values or "squeue_input" in slurm}
    saved |= {f"{words.MANAGER}:{name}": name in given or "input" in apps[name] for name in [*apps, *given]}
    live = not any(saved.values())
    clusters = values.get("-M") or slurm.get("clusters") or [""]
    for source, is_saved in saved.items():
        if not is_saved and not live or live and source == "squeue" and slurm.get("squeue") is False:
            continue
        for cluster in clusters if ":" not in source else [""]:
            yield source + (f":{cluster}" if cluster else "")
