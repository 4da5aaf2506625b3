// What is wrong now. A condition has samples only while it is so, and its value is what the alert tells of it.
function(config, p)
  local record(name, expr) = { record: name, expr: expr };
  local gap = { count: config.gapCount, share: config.gapShare };
  [
    // Slurm does not take what is reserved off what is free, but keeps it from all jobs outside the reservation. Nobody tells
    // what each job asks for, so it is the mean of those that wait. Of a hierarchical resource, whose layers share the name:
    // no layer has enough.
    record('license:slurm_licenses_requested:exhausted', |||
      (license:slurm_licenses_requested:max > 0)
      and
      (
        max without (nodes) (
          license:slurm_licenses_free:max - license:slurm_licenses_reserved:max
          or license:slurm_licenses_free:max
        )
        < (
          license:slurm_licenses_requested:max
            / %s
          or clamp_max(license:slurm_licenses_requested:max, 1)
        )
      )
    ||| % p.indented(p.merged('max', 'slurm_licenses_jobs', 'state="pending"', ['state']), '      ')),
    record('license:slurm_licenses_unexplained:found', p.merged('max', 'slurm_licenses_unexplained') + ' > 0'),
    // Where nothing is in use outside, nor was slurmdbd told again and again, nobody tells it.
    record('license:slurm_licenses_last_update:stale', |||
      (
        %(update)s
        < time() - %(seconds)d
      )
      unless
      (
        %(consumed)s
        == 0
        unless max without (%(host)s) (changes(%(raw)s[%(window)s])) > %(changes)d
      )
    ||| % {
      update: p.indented(p.merged('max', 'slurm_licenses_last_update_timestamp_seconds'), '  '),
      consumed: p.indented(p.merged('max', 'slurm_licenses_last_consumed'), '  '),
      raw: p.raw('slurm_licenses_last_update_timestamp_seconds'),
      host: std.join(', ', config.hostLabels),
      seconds: config.remoteStale,
      window: config.remoteWindow,
      changes: config.remoteChanges,
    }),

    record('tool:license_tool_outside_slurm:high', |||
      (tool:license_tool_outside_slurm:max >= %(count)d)
      and tool:license_tool_outside_slurm:max >= %(share)g * tool:license_tool_seats_used:max
    ||| % gap),
    record('tool:license_tool_idle_in_slurm:high', |||
      (tool:license_tool_idle_in_slurm:max >= %(count)d)
      and tool:license_tool_idle_in_slurm:max >= %(share)g * tool:license_tool_slurm_used:max
    ||| % gap),
    // gap = outside - idle: where a host asks squeue, these two tell more, or SlurmlicSourceDown tells why they are missing.
    record('tool:license_tool_gap:high', |||
      tool:license_tool_gap:avg
      and abs(tool:license_tool_gap:avg) >= %(count)d
      and abs(tool:license_tool_gap:avg) >= %(share)g * tool:license_tool_seats_used:max
      and abs(tool:license_tool_gap:avg) >= %(share)g * tool:license_tool_slurm_used:max
      unless max without (%(host)s) (
        %(hosts)s
        and %(onHost)s %(squeue)s
      )
    ||| % gap {
      host: std.join(', ', config.hostLabels),
      hosts: p.fresh(p.raw('license_tool_gap')),
      onHost: p.onHost,
      squeue: p.raw('slurmlic_source_up', 'source=~"squeue(:.*)?"'),
    }),
    record(
      'tool:slurm_licenses_total:above_issued',
      '(tool:slurm_licenses_total:sum < +Inf) > tool:license_tool_seats_issued:max'
    ),

    // As a number of eight digits, 20261231; only of those that the alerts are about.
    record('feature:license_feature_expiration_timestamp_seconds:day', |||
      (
        10000 * year(feature:license_feature_expiration_timestamp_seconds:held)
        + 100 * month(feature:license_feature_expiration_timestamp_seconds:held)
        + day_of_month(feature:license_feature_expiration_timestamp_seconds:held)
      )
      and feature:license_feature_expiration_timestamp_seconds:held <= time() + %d * 86400
    ||| % config.expiryWarningDays),
    record('feature:license_feature_queued:found', p.merged('max', 'license_feature_queued') + ' > 0'),
    // 0 and 1: an alert has to know when it is over, and not only that nothing is known. A triad whose servers are all up and
    // have no MASTER does not serve.
    record('server:license_server_up:down', |||
      (server:license_server_up:max == bool 0 unless ignoring (host, port) app:license_server_up:degraded)
      or 0 * server:license_server_up:max
      or
      (
        app:license_server_up_master:sum == bool 0
        and app:license_server_up:count >= 3
        and app:license_server_up:sum == app:license_server_up:count
      )
      or 0 * app:license_server_up:count
    |||),
    record('server:license_server_up:degraded', |||
      server:license_server_up:max == 0 and ignoring (host, port) app:license_server_up:degraded
    |||),
    // Where no server of the app is up, LicenseServerDown tells it.
    record('daemon:license_daemon_up:down', |||
      (daemon:license_daemon_up:max == bool 0 unless ignoring (daemon) app:license_server_up:sum == 0)
      or 0 * daemon:license_daemon_up:max
    |||),

    record('instance:slurmlic_source_up:down', p.fresh(p.raw('slurmlic_source_up') + ' == 0')),
    // Of a host that is gone, those that a newer host reads: one that came after it, and no earlier than some days before it
    // was gone. Of two that were there all the time, neither replaces the other.
    record('instance:slurmlic_source_up:replaced', |||
      (
        0 * last_over_time(%(source)s[%(days)dd])
        + %(onHost)s group_left ()
        (
          instance:slurmlic_last_run:first + %(freshness)d > last_over_time(%(lastRun)s[%(days)dd]) - %(days)d * 86400
          or last_over_time(%(lastRun)s[%(days)dd]) - %(days)d * 86400
        )
        unless %(onHost)s %(lastRun)s
      )
      < on (source, cluster) group_left ()
      max by (source, cluster) (
        0 * %(source)s + %(onHost)s group_left () instance:slurmlic_last_run:first
      )
    ||| % {
      source: p.raw('slurmlic_source_up'),
      lastRun: p.raw('slurmlic_last_run_timestamp_seconds'),
      onHost: p.onHost,
      days: config.absentDays,
      freshness: config.freshness,
    }),
    record('instance:slurmlic_source_skipped_lines:found', p.fresh(p.raw('slurmlic_source_skipped_lines') + ' > 0')),
    // Without node_time_seconds the file tells of the clock, where it is written again and again: it looks as old as it is,
    // and as the time from scrape to scrape is long.
    record('instance:slurmlic_clock:ahead', |||
      (instance:node_time_seconds:ahead > %(skew)d)
      or (instance:node_time_seconds:ahead < -%(skew)d)
      or (max_over_time(instance:slurmlic_last_run:ahead[%(clockWindow)s]) > %(skew)d)
      or
      (
        max_over_time(instance:slurmlic_last_run:ahead[%(window)s]) < -%(skew)d - %(slowestScrape)d
        and changes(%(lastRun)s[%(window)s]) > 0
        unless %(onHost)s instance:node_time_seconds:ahead
      )
    ||| % {
      lastRun: p.raw('slurmlic_last_run_timestamp_seconds'),
      onHost: p.onHost,
      skew: config.clockSkew,
      window: config.window,
      clockWindow: config.clockWindow,
      slowestScrape: config.slowestScrape,
    }),
    record('instance:slurmlic_sync_success:failed', |||
      %(success)s == 0
      or (%(success)s and time() - %(last)s > %(seconds)d)
    ||| % {
      success: p.raw('slurmlic_sync_success'),
      last: p.raw('slurmlic_sync_last_success_timestamp_seconds'),
      seconds: config.syncStale,
    }),
  ]
