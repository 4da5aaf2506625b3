// Which hosts have an old file, and what the others tell.
function(config, p)
  local record(name, expr) = { record: name, expr: expr };
  local lastRun = p.raw('slurmlic_last_run_timestamp_seconds');
  local nodeTime = p.raw('node_time_seconds');
  [
    // Where the clock of a host is behind, a time may be long ago and still change.
    record('instance:slurmlic_last_run:old', |||
      %(lastRun)s < time() - %(freshness)d
      unless changes(%(lastRun)s[%(freshness)ds]) > 0
    ||| % { lastRun: lastRun, freshness: config.freshness }),
    // The same with the clusters that slurmlic itself names (-M), which the time of its run does not have.
    record('host:slurmlic_last_run:old', |||
      max %(byHost)s (instance:slurmlic_last_run:old)
      or
      (
        max %(byHost)s (%(named)s)
        and %(onTarget)s instance:slurmlic_last_run:old{cluster=""}
      )
    ||| % {
      byHost: p.byHost,
      onTarget: p.onTarget,
      named: p.raw('', '__name__=~"slurm_licenses_(total|requested)|license_tool_info"'),
    }),
    // How far the clock of a host is ahead of Prometheus's; and how far its file is.
    record('instance:node_time_seconds:ahead', |||
      %(nodeTime)s - timestamp(%(nodeTime)s)
      and %(onHost)s %(lastRun)s
    ||| % { lastRun: lastRun, nodeTime: nodeTime, onHost: p.onHost }),
    record('instance:slurmlic_last_run:ahead', '%s - timestamp(%s)' % [lastRun, lastRun]),
    // Since when a host has been there, of twice the time that it is told when it is gone.
    record('instance:slurmlic_last_run:first', 'min_over_time(%s[%dd])' % [lastRun, 2 * config.absentDays]),
  ] + [
    record('license:slurm_licenses_%s:max' % what, p.merged('max', 'slurm_licenses_' + what))
    for what in ['total', 'used', 'free', 'reserved']
  ] + [
    record(
      'license:slurm_licenses_utilisation:ratio',
      'license:slurm_licenses_used:max / (0 < license:slurm_licenses_total:max < +Inf)'
    ),
    record('license:slurm_licenses_requested:max', p.merged('max', 'slurm_licenses_requested', 'state="pending"', ['state'])),
  ] + [
    record('tool:license_tool_%s:max' % what, p.merged('max', 'license_tool_' + what))
    for what in ['slurm_used', 'seats_used', 'seats_issued', 'outside_slurm', 'idle_in_slurm']
  ] + [
    // The gap has a sign: a maximum would hide what one direction has.
    record('tool:license_tool_gap:avg', p.merged('avg', 'license_tool_gap')),
    // slurmlic sums up the clusters that it asks (-M): a pool that these share counts once.
    record('tool:slurm_licenses_total:sum', |||
      sum without (pool) (
        %s
      )
    ||| % p.indented(p.merged('max', 'license_tool_tokens', 'state="total"', ['state']), '  ')),
    record('feature:license_feature_issued:max', p.merged('max', 'license_feature_issued')),
    record('feature:license_feature_used:max', p.merged('max', 'license_feature_used')),
    record(
      'feature:license_feature_utilisation:ratio',
      'feature:license_feature_used:max / (0 < feature:license_feature_issued:max < +Inf)'
    ),
    record(
      'feature:license_feature_expiration_timestamp_seconds:held',
      'last_over_time(feature:license_feature_expiration_timestamp_seconds:min[%s])' % config.expiryHold
    ),
    // Which server is the master, and versions, are labels that come and go.
    record('daemon:license_daemon_up:max', p.merged('max', 'license_daemon_up', without=['version'])),
    record('server:license_server_up:max', p.merged('max', 'license_server_up', without=['version', 'master'])),
    record('app:license_server_up:count', 'count without (host, port) (server:license_server_up:max)'),
    record('app:license_server_up:sum', 'sum without (host, port) (server:license_server_up:max)'),
    // Only FlexLM has triads, and tells the MASTER.
    record('app:license_server_up_master:sum', |||
      sum without (host, port) (
        %s
      )
      or 0 * %s
    ||| % [
      p.indented(p.merged('max', 'license_server_up', 'master="true"', ['version', 'master']), '  '),
      p.merged('max', 'license_app_info', 'manager="flexlm"', ['manager']),
    ]),
    // The servers that are down of an app which still serves all it has. A server that serves alone is its own MASTER; a triad
    // that serves has one MASTER and one or two more that are up. So the servers that are up without being MASTER tell how
    // many triads serve, and the MASTERs must then be as many as there are triads and single servers.
    record('app:license_server_up:degraded', |||
      (app:license_server_up:count - app:license_server_up:sum > 0)
      and app:license_server_up_master:sum > 0
      and app:license_server_up_master:sum
        == app:license_server_up:count
          - 2 * ceil((app:license_server_up:sum - app:license_server_up_master:sum) / 2)
    |||),
  ]
