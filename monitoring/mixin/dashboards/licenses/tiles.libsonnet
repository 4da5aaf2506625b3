// The tiles at the top: green only where all is known and all is well.
local p = import '../panels.libsonnet';

function(config) {
  local q = (import '../queries.libsonnet')(config),
  local green = p.colour.good,
  local red = p.colour.bad,
  local amber = p.colour.soon,

  // How many there are; 0 only if there are some known and none unknown.
  local count(bad, known, unknown) = 'count(%s) or (0 * count(%s) unless on () count(%s))' % [bad, known, unknown],
  local sum(expr, unknown) = 'sum(%s) > 0 or (sum(%s) unless on () count(%s))' % [expr, expr, unknown],

  // Of each tool and cluster, as the alerts count.
  local of_tools(family) = q.largest(['tool', 'cluster'], q.now(family)),
  local beyond(count, of) = '(%s >= %d and %s >= %g * %s)' % [count, config.gapCount, count, config.gapShare, of],
  local no_gap_told = '%s unless %s' % [
    q.largest(['tool', 'cluster'], q.seen('license_tool_gap')),
    of_tools('license_tool_gap'),
  ],
  gap: p.stat(
    'Tools with a gap',
    |||
      Tools with %d or more seats outside Slurm, or tokens idle in Slurm, or a gap between both sides, that are also %g %% of
      those in use: what the alerts count, in each cluster. Grey: no gap is known, and of some tool in some cluster one was
      told within three days and is not now.
      What to do: see who it is in the table below, then run `slurmlic gap TOOL`.
    ||| % [config.gapCount, 100 * config.gapShare],
    [p.query(count(
      std.join(' or ', [
        beyond(of_tools('license_tool_outside_slurm'), of_tools('license_tool_seats_used')),
        beyond(of_tools('license_tool_idle_in_slurm'), of_tools('license_tool_slurm_used')),
        beyond('abs(%s)' % of_tools('license_tool_gap'), '(%s > %s or %s)' % [
          of_tools('license_tool_seats_used'),
          of_tools('license_tool_slurm_used'),
          of_tools('license_tool_slurm_used'),
        ]),
      ]),
      of_tools('license_tool_gap'),
      no_gap_told
    ), 'tools')],
    [[null, green], [1, red]],
    none='no gap known'
  ),

  local waiting = (import 'waiting.libsonnet')(q),
  local unless_squeue = {
    fieldConfig+: { defaults+: { mappings+: [
      { type: 'value', options: { '-1': { text: 'squeue unknown', color: p.colour.unknown, index: 1 } } },
    ] } },
  },
  local else_squeue_unknown(known, told) = '%s or -1 * clamp_max(count(%s), 1)' % [known, waiting.without_squeue(told)],
  local any_unknown(told) = '%s or %s' % [waiting.without_squeue(told), waiting.lost_clusters],
  exhausted: p.stat(
    'Exhausted, jobs wait',
    |||
      Slurm licenses that jobs wait for, of which fewer are free and not reserved than such a job asks for on average, in each
      cluster: what the alert counts. Grey: none is known, and in some cluster squeue or scontrol is not read, or its host is
      gone.
      What to do: see which below in `Slurm licenses`; `slurmlic gap TOOL` names the users whose tokens lie idle.
    |||,
    [p.query(else_squeue_unknown(
      count(waiting.exhausted, waiting.requested, any_unknown(waiting.requested)),
      waiting.requested
    ), 'licenses')],
    [[null, green], [1, red]],
  ) + unless_squeue,

  unexplained: p.stat(
    'Unexplained tokens',
    |||
      Tokens that Slurm counts as used and no job holds that squeue shows; 0 is good. Grey: none are known, and in some cluster
      squeue or scontrol is not read, or its host is gone.
      What to do: `slurmlic doctor` on the host of slurmlic says why; mostly it is PrivateData=jobs.
    |||,
    [p.query(else_squeue_unknown(
      sum(waiting.unexplained, any_unknown(waiting.unexplained)),
      waiting.unexplained
    ), 'tokens')],
    [[null, green], [1, amber]],
  ) + unless_squeue,

  expiry: p.stat(
    'Next expiry',
    |||
      Days until the first license of any feature expires; permanent ones do not count. A date is remembered for %s, as the
      alerts do, since some license managers tell it only of features in use. Amber: less than %d days. Red: less than %d
      days, or expired.
      What to do: see `Seats expiring next`, and ask the vendor for new keys.
    ||| % [p.days(config.expiryHold), config.expiryWarningDays, config.expiryCriticalDays],
    [p.query('(min((%s) < Inf) - time()) / 86400' % q.expiry, 'first')],
    [[null, red], [config.expiryCriticalDays, amber], [config.expiryWarningDays, green]],
    unit='suffix: days',
    none='none known'
  ),

  servers: p.stat(
    'License servers down',
    |||
      License servers and vendor daemons that are down, as their manager says. Grey: none is known to be, and of some app
      nobody could say: see `Sources that failed`.
      What to do: see `License servers` and `Vendor daemons` below; then ask it yourself, for FlexLM `lmutil lmstat -a -c
      PORT@HOST`.
    |||,
    [p.query(sum(
      '1 - %s or 1 - %s' % [
        q.largest(['cluster', 'app', 'host', 'port'], q.now('license_server_up')),
        q.largest(['cluster', 'app', 'daemon'], q.now('license_daemon_up')),
      ],
      // What no host can read, and the apps of hosts that are gone.
      '%s == 0 or %s unless %s' % [
        q.largest(['source', 'cluster'], q.now('slurmlic_source_up', 'source!~"(slurm|squeue)(:.*)?"')),
        q.largest(['app', 'cluster'], q.seen('license_server_up')),
        q.largest(['app', 'cluster'], q.now('license_server_up')),
      ]
    ), 'down')],
    [[null, green], [1, red]],
    none='none known'
  ),

  // A host that is gone counts for three days; for an hour only if another one reads the same.
  local up = '(%s)' % q.now('slurmlic_source_up'),
  local last_up(range) = 'last_over_time(%s[%s])' % [q.of('slurmlic_source_up'), range],
  local gone = '(%s or (%s unless on (source, cluster) %s)) unless on (instance, cluster) (%s)' % [
    last_up('1h'),
    last_up('3d'),
    up,
    q.live_hosts,
  ],
  sources: p.stat(
    'Sources that failed',
    |||
      What slurmlic could not read in its last run, on every host: Slurm, squeue, or a license manager's app. All sources
      count of a host whose file is old or that is gone: for three days, or for an hour if another host reads the same. While
      a source is down its numbers are absent, never old.
      What to do: see `Sources` below; then `journalctl -u slurmlic` on that host.
    |||,
    [p.query('count(%s == 0 or %s) or 0 * count(%s)' % [up, gone, up], 'failed')],
    [[null, green], [1, red]],
    none='nothing at all'
  ),

  local age = q.age(q.of('slurmlic_last_run_timestamp_seconds')),
  local last_told(range) = 'last_over_time(%s[%s])' % [q.of('slurmlic_last_run_timestamp_seconds'), range],
  last_run: p.stat(
    'Last run',
    |||
      Time since slurmlic last wrote its file, by the clock of its host, where that is longest ago. A host that is gone counts
      for three days, or for an hour if another one still runs.
      Amber: %d minutes. Red: %d minutes; then the host tells nothing. What to do: `systemctl status slurmlic.timer`,
      `journalctl -u slurmlic`.
    ||| % [config.freshness / 90, config.freshness / 60],
    [p.query('max(%s or (time() - (%s or (%s unless on () (%s)))))' % [
      age,
      last_told('1h'),
      last_told('3d'),
      q.live_hosts,
    ], 'ago')],
    [[null, green], [config.freshness * 2 / 3, amber], [config.freshness, red]],
    unit='s',
    none='nothing at all'
  ),

  local says(expr, what) = 'label_replace(%s, "is", "clock of $1 is %s by", "instance", "(.*)")' % [expr, what],
  clocks: p.stat(
    'Clocks of the hosts',
    |||
      How far the clock of a host is from Prometheus's, by node_time_seconds, or if the host does not tell it by the time of
      slurmlic's runs. A wrong clock blanks nothing here, but times from that host are wrong by as much. Red: %d minutes or
      more.
      What to do: `timedatectl`, `chronyc tracking` on that host.
    ||| % (config.clockSkew / 60),
    [p.query('topk(2, %s or %s) or on () label_replace(0 * max(%s), "is", "all", "", "")' % [
      says('-%s >= %d' % [q.clock_skew, config.clockSkew], 'behind'),
      says('%s >= %d' % [q.clock_skew, config.clockSkew], 'ahead'),
      q.now('slurmlic_last_run_timestamp_seconds'),
    ], '{{is}}')],
    [[null, green], [config.clockSkew, red]],
    unit='s',
  ) + {
    fieldConfig+: { defaults+: { mappings+: [
      { type: 'value', options: { '0': { text: 'right', color: green, index: 1 } } },
    ] } },
    options+: { textMode: 'value_and_name', orientation: 'horizontal', text: { titleSize: 13, valueSize: 18 } },
  },

  local four(tiles) = p.line(3, [[6, tile] for tile in tiles]),
  lines: [
    four([self.gap, self.exhausted, self.unexplained, self.expiry]),
    four([self.servers, self.sources, self.last_run, self.clocks]),
  ],
}.lines
