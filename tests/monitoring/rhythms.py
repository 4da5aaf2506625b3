"""A made-up week of licenses that are full from 9 to 17 and waited for from 10 to 12 every day, told in many rhythms,
one run in ten failing, and scraped at no round time."""

import quarter

DAYS = 7
END = quarter.START - 30 * quarter.DAY      # before the quarter
FULL, WAITED = 8 * DAYS, 2 * DAYS
# License: (seconds from run to run, from scrape to scrape).
LICENSES = {"run60_scrape15": (60, 15), "run120_scrape60": (120, 60), "run300_scrape300": (300, 300),
            "run600_scrape15": (600, 15), "run600_scrape300": (600, 300)}


def write(file):
    for name, (run, scrape) in LICENSES.items():
        times = [now + 11.7 + 0.04 * (now // scrape % 3) for now in range(END - DAYS * quarter.DAY, END, scrape)]

        def series(labels, number, fails, name=name, run=run, times=times):
            for now in times:
                ran = int(now) // run * run
                if not (fails and ran // run % 10 == 4):
                    file.write(f'{labels},instance="{name}",job="node"}} {number(ran)} {now:.3f}\n')

        of = f'{{license_name="{name}"'
        series('slurmlic_last_run_timestamp_seconds{cluster=""', lambda ran: ran, False)
        series(f"slurm_licenses_total{of}", lambda ran: 20, True)
        series(f"slurm_licenses_used{of}", lambda ran: 20 if 9 <= quarter.hour(ran) < 17 else 3, True)
        series(f"slurm_licenses_free{of}", lambda ran: 0 if 9 <= quarter.hour(ran) < 17 else 17, True)
        series(f'slurm_licenses_requested{of},state="pending"', lambda ran: 5 if 10 <= quarter.hour(ran) < 12 else 0, True)
    file.write("# EOF\n")
