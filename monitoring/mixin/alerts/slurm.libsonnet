// Licenses in Slurm; and seats that are full or queued for.
function(config, p)
  // In nearly all of the time since then that is known, which is enough of it, and known since then.
  local full(ratio) = |||
    (
      avg_over_time((%(ratio)s >= bool %(full)g)[%(window)s:1m]) >= %(share)g
      and count_over_time(%(ratio)s[%(window)s]) >= %(minutes)d
      and count_over_time(%(ratio)s[1h] offset %(window)s) > 0
    )
  ||| % {
    ratio: ratio,
    full: config.fullRatio,
    window: config.fullWindow,
    share: config.fullTime,
    minutes: config.fullMinutes,
  };
  local queued = 'feature:license_feature_queued:found';
  local exhausted = 'license:slurm_licenses_requested:exhausted';
  local stale = 'license:slurm_licenses_last_update:stale';
  [
    p.alert(
      'LicenseExhausted',
      'warning',
      p.lasting(exhausted),
      '%(license)s: no tokens for the jobs that wait',
      |||
        Pending jobs ask for %(count)s of {{ $labels.license_name }}, and Slurm has none for them: none is free, what is free
        is reserved, or a job asks for more than is free. `slurmlic gap` on the host of slurmlic tells whether tokens lie idle
        while jobs wait. If all are in use, the pool is too small, or its total in slurm.conf or sacctmgr is too low (0 tokens
        in total count here, too).
      |||
    ),
    // A license that is exhausted, and seats that are queued for, have their own alerts.
    p.alert(
      'LicenseFull',
      'warning',
      full('license:slurm_licenses_utilisation:ratio') +
      'unless ignoring (nodes) %s\nor\n' % p.lately(p.longEnough(exhausted), config.fullWindow) +
      full('feature:license_feature_utilisation:ratio') +
      'unless %s\n' % p.lately(p.longEnough(queued, config.longMinutes, config.longWindow), config.fullWindow),
      '{{ if $labels.feature }}%(app)s: feature {{ $labels.feature }}{{ else }}%(license)s{{ end }} is full',
      |||
        In {{ $value | humanizePercentage }} of the last %(fullWindow)s, %(percent)g %% or more of {{ if $labels.feature }}the
        seats of {{ $labels.feature }}{{ else }}the tokens of {{ $labels.license_name }}{{ end }} were in use, so whoever comes
        next may have to wait. `slurmlic show` tells who has them, `slurmlic gap` whether they are in use, and the dashboard
        "How many do we need" how often it is so.
      |||,
      values={ percent: 100 * config.fullRatio, fullWindow: p.words(config.fullWindow) },
      wait=config.wait,
      dashboard='slurmlic-sizing?{{ if $labels.feature }}%s&%s{{ else }}%s{{ end }}' % [
        p.variable('app'),
        p.variable('feature'),
        p.variable('license', 'license_name'),
      ]
    ),
    p.alert(
      'LicenseServerQueue',
      'warning',
      p.lasting(queued, config.longMinutes, config.longWindow),
      '%(app)s: seats of {{ $labels.feature }} that are queued for: %(count)s',
      |||
        For half of the last %(longWindow)s or more, seats of {{ $labels.feature }} were queued for at the license server of {{
        $labels.app }}. Who waits may be a job that Slurm has started, and it holds its nodes meanwhile: Slurm has more tokens
        than there are seats, or seats are in use outside Slurm. `slurmlic gap` on the host of slurmlic tells who has them.
      |||
    ),
    p.alert(
      'LicensesUnexplained',
      'warning',
      p.lasting('license:slurm_licenses_unexplained:found'),
      '%(license)s: tokens in use that no job explains: %(count)s',
      |||
        Slurm counts tokens of {{ $labels.license_name }} as used, %(count)s or so, that no job holds which squeue shows to
        slurmlic, so nobody knows whose they are. Mostly PrivateData=jobs in slurm.conf hides the jobs of others from the user
        who runs slurmlic: make this user an operator. Else jobs are in a state that squeue did not list, or the license was
        renamed while jobs held it. Run `slurmlic doctor` on the host of slurmlic: it says which, and the next command.
      |||
    ),
    p.alert(
      'SlurmRemoteLicenseStale',
      'warning',
      'time() - last_over_time(%s[%s])\nand %s\n' % [stale, config.window, p.longEnough(stale)],
      '%(license)s: slurmdbd was last told %(age)s ago',
      |||
        What is used of the remote license {{ $labels.license_name }} outside this cluster has not been told to slurmdbd for
        %(age)s, so Slurm hands out tokens by old numbers. Look at what tells it (`slurmlic sync --apply`, or `sacctmgr modify
        resource ... set lastconsumed=...`), and at `sacctmgr show resource`.
      |||
    ),
  ]
