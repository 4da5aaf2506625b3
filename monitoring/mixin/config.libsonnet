// What a site may want to change, for the rules, the alerts and the dashboards. `mixin.libsonnet` says how.
{
  _config+:: {
    // Only series that match are looked at: '' or label matchers, such as 'job="node"'.
    selector: '',
    // Labels that tell hosts apart that publish the same licenses. Add those of your targets that differ from host to host.
    hostLabels: ['instance', 'job'],

    // A host whose file is older tells nothing (seconds). slurmlic may run every 10 minutes and miss no alert.
    freshness: 900,
    // The longest time from scrape to scrape (seconds): a file that is written again and again may look as old as that.
    slowestScrape: 300,

    // An alert fires when its condition was so in `minutes` of the last `window`, and ends when it was not. So neither a failed
    // run nor a long scrape interval stops it, and what holds for a moment does not start it.
    window: '30m',
    minutes: 15,
    // Of alerts that look at hours or days: nothing that is over at once.
    wait: '15m',
    // A source that fails in two of three runs, ten minutes each, is SlurmlicSourceFlapping's.
    minutesSource: 22,
    // Critical: as fast as one run of ten minutes allows; it ends after as many minutes without.
    minutesDown: 5,
    // Jobs hold tokens for some time before they check out; a queue is short at a change of shifts.
    longWindow: '60m',
    longMinutes: 30,

    // Seats less tokens, outside Slurm, idle in Slurm: that many, and that share of the larger side.
    gapCount: 3,
    gapShare: 0.1,
    // LicenseFull: that share of all is used, in that share of the time since, of which so many minutes are known.
    fullRatio: 0.95,
    fullTime: 0.9,
    fullWindow: '2h',
    fullMinutes: 60,
    // Days before a license expires; how long a date is remembered that is not told any more.
    expiryWarningDays: 30,
    expiryCriticalDays: 7,
    expiryHold: '14d',
    // slurmdbd was last told what a remote license has in use (seconds); somebody tells it if there were more changes than
    // that in that time.
    remoteStale: 3600,
    remoteChanges: 2,
    remoteWindow: '7d',
    // A host that has no file any more is told for that many days; or for that time, if another took its place.
    absentDays: 3,
    absentReplaced: '1h',
    // The clock of a host against that of Prometheus (seconds). Without node_time_seconds the newest file of that time tells.
    clockSkew: 180,
    clockWindow: '10m',
    // A source that is read in no more than that share of the time, with that many changes.
    flappingShare: 0.75,
    flappingChanges: 6,
    flappingWindow: '6h',
    // `slurmlic sync` has not told Slurm (seconds).
    syncStale: 1800,

    // Where people read the runbook of an alert, without the anchor: the installed README, unless you serve it somewhere.
    runbookUrl: 'file:///usr/share/slurmlic/README.md',
    // Grafana, such as 'https://grafana.example.com'; '' gives links relative to it.
    grafanaUrl: '',
    // The man page slurmlic(1), which the dashboards link to.
    manualUrl: 'file:///usr/share/man/man1/slurmlic.1.gz',
  },
}
