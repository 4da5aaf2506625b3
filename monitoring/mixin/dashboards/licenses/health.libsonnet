// slurmlic itself: whether it runs everywhere, what it could not read, and what it told Slurm.
local p = import '../panels.libsonnet';

function(config) {
  local q = (import '../queries.libsonnet')(config),
  local by_source = ['instance', 'source', 'cluster'],
  local gone(family) = 'last_over_time(%s[3d]) unless on (instance, cluster) (%s)' % [q.of(family), q.live_hosts],
  local age(labels, family) = 'min by (%s) (%s)' % [
    std.join(', ', labels),
    q.age('(%s or (%s))' % [q.of(family), gone(family)]),
  ],
  local old = p.coloured([[null, 'text'], [config.freshness * 2 / 3, p.colour.soon], [config.freshness, p.colour.bad]]),
  local of_sources(family) = q.largest(by_source, q.now(family)),
  local last_success = 'slurmlic_last_success_timestamp_seconds',

  local status = '%s or 0 * %s - 1' % [
    of_sources('slurmlic_source_up'),
    q.largest(by_source, gone('slurmlic_source_up')),
  ],
  local sources = p.table(
    'Sources, failed ones first',
    |||
      What each host reads: slurm (scontrol), squeue, and a line for each app of a license manager. OLD: the host has written
      no file for %d minutes, or is gone (it stays for three days). Last read: how long ago it was last understood. Skipped:
      lines that were not understood, and features that a license server could not tell.
      What to do: `journalctl -u slurmlic` on that host; for slurm `scontrol ping`, for FlexLM `lmutil lmstat -a`.
    ||| % (config.freshness / 60),
    'sort(%s - 0.5 * (%s > bool 0) or %s)' % [
      of_sources('slurmlic_source_up'),
      of_sources('slurmlic_source_skipped_lines'),
      status,
    ],
    [p.key('source', 'Source'), p.key('instance', 'Host', p.width(150)), p.key('cluster', 'Cluster', p.width(80))],
    [
      p.column('Status', status, p.width(80) + p.status({
        '-1': ['OLD', 'bad'],
        '0': ['DOWN', 'bad'],
        '1': ['up', 'good'],
      })),
      p.column('Last read', age(by_source, last_success), p.unit('s') + p.width(90) + old),
      p.column('Took', of_sources('slurmlic_source_duration_seconds'), p.unit('s', 2) + p.width(90) + p.coloured(
        [[null, 'text'], [10, p.colour.soon], [20, p.colour.bad]]
      )),
      p.column('Skipped', of_sources('slurmlic_source_skipped_lines'), p.width(90) + p.coloured(
        [[null, 'text'], [1, p.colour.soon]]
      )),
    ],
  ),

  local by_host = ['instance', 'cluster'],
  local run = 'slurmlic_last_run_timestamp_seconds',
  local hosts = p.table(
    'Hosts',
    |||
      Each host of slurmlic, first the one whose file is oldest or whose clock is wrong: how long ago it ran, and how far its
      clock is ahead of Prometheus's (behind: less than 0); how long the run took, and slurmlic's version.
      What to do: `systemctl status slurmlic.timer`; for a clock `timedatectl`; update what is behind in version.
    |||,
    'sort_desc(%s + abs(%s) or %s)' % [age(by_host, run), q.largest(by_host, q.clock_skew), age(by_host, run)],
    [p.key('instance', 'Host'), p.key('cluster', 'Cluster', p.width(80)), p.key('version', 'Version', p.width(80))],
    [
      p.column('Last run', age(by_host, run), p.unit('s') + p.width(90) + old),
      p.column('Clock ahead', q.largest(by_host, q.clock_skew), p.unit('s') + p.width(110) + p.coloured(
        [[null, p.colour.bad], [1 - config.clockSkew, 'text'], [config.clockSkew, p.colour.bad]]
      )),
      p.column('Took', q.largest(by_host, q.now('slurmlic_last_run_duration_seconds')), p.unit('s', 2) + p.width(90)),
    ],
    joined=[q.largest(by_host + ['version'], q.now('slurmlic_build_info'))],
  ),

  local failed = p.lines(
    'Sources that could not be read',
    |||
      On how many hosts a source could not be read at some time since the point before. The green line: some host has a file.
      A hole: none has.
      What to do: the legend has the names; see `Sources` for the host.
    |||,
    [
      p.query('sum by (source) (1 - %s) > 0' % q.largest(by_source, q.least('slurmlic_source_up')), '{{source}}'),
      p.query('0 * count(%s)' % q.least('slurmlic_source_up'), 'none'),
    ],
    axis='hosts',
  ) + p.trouble('bad'),

  local duration(name, match) = p.query('max(%s)' % q.peak('slurmlic_source_duration_seconds', match), name),
  local took = p.lines(
    'Run duration',
    |||
      The longest run since the point before, and the slowest source of each kind, on any host. Sources are asked side by
      side, so the run takes as long as the slowest. The line is at 20 seconds, where a command is given up.
      What to do: `Took` in `Sources` tells which one is slow.
    |||,
    [
      p.query('max(%s)' % q.peak('slurmlic_last_run_duration_seconds'), 'Whole run'),
      duration('scontrol', 'source=~"slurm(:.*)?"'),
      duration('squeue', 'source=~"squeue(:.*)?"'),
      duration('License servers', 'source!~"(slurm|squeue)(:.*)?"'),
    ],
    { 'Whole run': 'text', scontrol: 'slurm', squeue: 'waiting', 'License servers': 'seats' },
    unit='s',
  ) + p.limit(20, 'bad') + { fieldConfig+: { defaults+: { decimals: 1 } } },

  local skipped = p.lines(
    'Skipped lines',
    |||
      Lines that were not understood, and features that a license server could not tell, by source: their licenses, checkouts
      or seats are missing from the numbers. The green line: some host has a file.
      What to do: `slurmlic --output - > /dev/null` on that host says which lines, and what it expected.
    |||,
    [
      p.query('%s > 0' % q.largest(['source'], q.peak('slurmlic_source_skipped_lines')), '{{source}}'),
      p.query('0 * count(%s)' % q.peak('slurmlic_source_skipped_lines'), 'none'),
    ],
    axis='lines',
  ) + p.trouble('soon'),

  local success = q.largest(['tool', 'cluster'], q.of('slurmlic_sync_success')),
  local last_told = 'min by (tool, cluster) (%s)' % q.age(q.of('slurmlic_sync_last_success_timestamp_seconds')),
  local told = '%s - 1 < 0 or 0 * (%s > %d) or %s' % [success, last_told, config.syncStale, success],
  local tokens = q.largest(['tool', 'license_name', 'cluster'], q.of('slurmlic_sync_tokens')),
  local sync = p.table(
    'Sync: what Slurm was told',
    |||
      Where `slurmlic sync --apply` tells Slurm what is used outside: whether it could, when it last did, and the tokens that
      it told. OLD: it has not told Slurm for %d minutes, as when its timer is stopped.
      What to do: `slurmlic sync TOOL` on that host says what it would tell, and why it does not; `systemctl list-timers`.
    ||| % (config.syncStale / 60),
    'sort(%s)' % told,
    [p.key('tool', 'Tool'), p.key('cluster', 'Cluster')],
    [
      p.column('Status', told, p.width(80) + p.status({
        '-1': ['FAILED', 'bad'],
        '0': ['OLD', 'bad'],
        '1': ['told', 'good'],
      })),
      p.column('Last told', last_told, p.unit('s') + p.width(90) + p.coloured(
        [[null, 'text'], [config.syncStale, p.colour.bad]]
      )),
      p.column('Tokens', 'sum by (tool, cluster) (%s)' % tokens, p.width(90)),
    ],
  ),

  rows: [
    p.row('Health', [
      p.line(8, [[13, sources], [11, hosts]]),
      p.line(7, [[8, failed], [8, took], [8, skipped]]),
    ]),
    p.row('Sync', [p.line(6, [[24, sync]])], repeat='sync'),
  ],
}.rows
