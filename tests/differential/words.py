"""The names that slurmlic gives to what is checked: families, labels, options and keys. A rename is made here alone."""

TOTAL, USED = "slurm_licenses_total", "slurm_licenses_used"
FREE, RESERVED = "slurm_licenses_free", "slurm_licenses_reserved"
LAST_CONSUMED, LAST_DEFICIT = "slurm_licenses_last_consumed", "slurm_licenses_last_deficit"
JOBS, REQUESTED = "slurm_licenses_jobs", "slurm_licenses_requested"
UNEXPLAINED = "slurm_licenses_unexplained"

TOOL_INFO = "license_tool_info"
TOKENS = "license_tool_tokens"
TOKENS_USED = "license_tool_slurm_used"
SEATS_USED, SEATS_ISSUED = "license_tool_seats_used", "license_tool_seats_issued"
GAP, OUTSIDE, IDLE = "license_tool_gap", "license_tool_outside_slurm", "license_tool_idle_in_slurm"

FEATURE_ISSUED, FEATURE_USED = "license_feature_issued", "license_feature_used"
CHECKOUTS, RESERVATIONS = "license_feature_checkouts", "license_feature_reservations"
QUEUED, BORROWED = "license_feature_queued", "license_feature_borrowed"
EXPIRATION = "license_feature_expiration_timestamp_seconds"
USERS = "license_feature_users"
FEATURE_LABEL = "feature"

SERVER_UP, SERVER_HOST_LABEL = "license_server_up", "host"
DAEMON_UP, DAEMON_LABEL = "license_daemon_up", "daemon"
SOURCE_UP, SKIPPED = "slurmlic_source_up", "slurmlic_source_skipped_lines"
MANAGER = "flexlm"              # of the label source: MANAGER:APP

APP_TABLE = "flexlm"            # [[flexlm]]
TOOL_FEATURES = "features"      # the key of [[tool]]
STATUS_INPUT = "--status-input"

# `slurmlic gap --json`
JSON_SEATS, JSON_TOKENS, JSON_USER_SEATS, JSON_USER_TOKENS = "seats_used", "slurm_used", "seats", "slurm"
# `slurmlic show --json`
JSON_TOOL = {JSON_SEATS: SEATS_USED, "seats_issued": SEATS_ISSUED, JSON_TOKENS: TOKENS_USED, "gap": GAP, "outside": OUTSIDE, "idle": IDLE}
JSON_LICENSE = {"total": TOTAL, "used": USED, "free": FREE, "reserved": RESERVED, "unexplained": UNEXPLAINED}
# `slurmlic show TOOL --json`
JSON_FEATURE = {"used": FEATURE_USED, "checkouts": CHECKOUTS, "reservations": RESERVATIONS, "queued": QUEUED, "borrowed": BORROWED}

CHECKED = (TOTAL, USED, FREE, RESERVED, LAST_CONSUMED, LAST_DEFICIT, JOBS, REQUESTED, UNEXPLAINED, TOKENS, TOKENS_USED,
           SEATS_USED, SEATS_ISSUED, GAP, OUTSIDE, IDLE, FEATURE_ISSUED, FEATURE_USED, CHECKOUTS, RESERVATIONS, QUEUED,
           BORROWED, EXPIRATION, USERS, SOURCE_UP, SKIPPED)


def series(family, **labels):
    """The key of a series: an empty label is none."""
    return family, tuple(sorted((name, value) for name, value in labels.items() if value not in ("", None)))


def written(key):
    """A key as the published file writes it."""
    family, labels = key
    return family + ("{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else "")


def fold(name):
    """For names of licenses, features and users: only the case of A-Z does not matter."""
    return name.encode().lower().decode()
