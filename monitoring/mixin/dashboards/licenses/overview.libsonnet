// All tools and all licenses, at the top of the dashboard.
local p = import '../panels.libsonnet';

function(config, uid) {
  local q = (import '../queries.libsonnet')(config),
  // Above what is fine, below what is bad: where what is unknown stands in a table.
  local unknown_gap = config.gapCount - 0.5,
  local waiting = (import 'waiting.libsonnet')(q),

  // '?' where some cluster told it lately and does not now; empty where nobody ever told it.
  local of_tools(family) = q.sum(['tool'], q.now(family), q.seen(family)),
  local known_of_tools(family) = q.sum_of_known(['tool'], q.now(family)),
  local each_pool = ['pool', 'cluster'],
  local of_state(state) = 'state="%s"' % state,
  local tokens(state) = q.sum(
    ['tool'],
    q.now('license_tool_tokens', of_state(state)),
    q.seen('license_tool_tokens', of_state(state)),
    each_pool
  ),
  local tool_column(name, family, properties={}) = p.column(name, of_tools(family), properties),

  local tokens_in_use = '100 * %s / (%s > 0 < Inf)' % [
    tokens('used'),
    q.sum_of_known(['tool'], q.now('license_tool_tokens', of_state('total')), each_pool),
  ],
  local mismatch = '(%s + %s or abs(%s))' % [
    known_of_tools('license_tool_outside_slurm'),
    known_of_tools('license_tool_idle_in_slurm'),
    known_of_tools('license_tool_gap'),
  ],
  local gap = of_tools('license_tool_gap'),
  local tools = p.table(
    'Tools, the largest mismatch first',
    |||
      Every tool now. Gap is seats used less tokens used: red, the license servers count more; light blue, Slurm counts more.
      Outside Slurm: seats that users have beyond their tokens. Idle in Slurm: tokens that users hold and do not use. Both can
      be high while the gap is 0, so the list is sorted by their sum. A question mark: some cluster told it within three days
      and does not now; it stands above what is fine. A dash: nobody tells it, as without license servers or without squeue.
      More tokens than seats promise what is not there.
      What to do: click on a tool for its rows alone; `slurmlic gap TOOL` tells users, hosts and jobs.
    |||,
    'sort_desc(%s > %g or %g * (%s != %s) ^ 0 or %s or 0.01 * (%s >= 0) or 0 * %s)' % [
      mismatch,
      unknown_gap,
      unknown_gap,
      gap,
      gap,
      mismatch,
      tokens_in_use,
      q.largest(['tool'], q.seen_of_cluster('license_tool_info')),
    ],
    [p.key('tool', 'Tool', {
      'custom.minWidth': 140,
      links: [{
        title: 'Only ${__value.text}',
        url: '/d/' + uid + '?var-tool=${__value.text:percentencode}&' +
             '${datasource:queryparam}&${cluster:queryparam}&${__url_time_range}',
        targetBlank: false,
      }],
    })],
    [
      tool_column('Seats used', 'license_tool_seats_used', p.width(100)),
      tool_column('Tokens used', 'license_tool_slurm_used', p.width(100)),
      tool_column('Gap', 'license_tool_gap', p.width(80) + {
        'custom.cellOptions': { type: 'color-background', mode: 'basic' },
        thresholds: p.steps([[null, p.colour.idle], [1 - config.gapCount, 'transparent'], [config.gapCount, p.colour.bad]]),
        mappings: p.unknown('?', 'transparent') + p.unknown('–', 'transparent', 'null') + [{
          type: 'range',
          options: { from: 1 - config.gapCount, to: config.gapCount - 1, result: { color: 'transparent', index: 2 } },
        }],
      }),
      tool_column('Outside Slurm', 'license_tool_outside_slurm', p.gauge('bad')),
      tool_column('Idle in Slurm', 'license_tool_idle_in_slurm', p.gauge('idle')),
      tool_column('Seats', 'license_tool_seats_issued', p.width(80)),
      p.column('Tokens', tokens('total'), p.width(80)),
      p.column('Tokens in use', tokens_in_use, p.gauge('slurm', 100) + p.unit('percent')),
      p.column('Jobs wait for', tokens('pending'), p.gauge('waiting')),
    ],
  ),

  local each_license = ['license_name'] + q.clusters,
  local by_license = each_license + ['nodes'],
  local of_licenses(family, match='') = q.largest(by_license, q.now_of_cluster(family, match)),
  local license_column(name, family, properties={}, match='') =
    p.column(name, '%s or NaN * %s' % [
      of_licenses(family, match),
      q.largest(by_license, q.seen_of_cluster(family, match)),
    ], properties),
  local used = of_licenses('slurm_licenses_used'),
  local used_percent = '100 * %s / (%s > 0 < Inf)' % [used, of_licenses('slurm_licenses_total')],

  local order = {
    used: used,
    each: std.join(', ', each_license),
    exhausted: waiting.exhausted,
    unexplained: of_licenses('slurm_licenses_unexplained'),
    seen: q.largest(by_license, q.seen_of_cluster('slurm_licenses_used')),
    percent: used_percent,
  },
  local licenses = p.table(
    'Slurm licenses, exhausted and fullest ones first',
    |||
      Every license that scontrol lists, with the tool and the pool that it is; also licenses of no tool, and pools of any
      name. Slurm does not subtract reserved tokens from free ones. Unexplained: tokens in use that no job holds which squeue
      shows; 0 is good. The layers of a hierarchical resource are told apart by Nodes. ∞: no limit. A question mark: not known
      now. A dash: nobody tells it, as without squeue. First stand those that jobs wait for in vain, as the tile counts them;
      then unexplained tokens; then what is unknown; then the fullest.
      What to do: at 100 % with jobs waiting, see the tool's rows; where tokens stay unexplained, run `slurmlic doctor`.
    |||,
    // 3000, 2000 and 1000 are above all percents.
    'sort_desc(3000 * (%(used)s ^ 0 and on (%(each)s) (%(exhausted)s)) or 2000 * (%(unexplained)s > 0) ^ 0' % order +
    ' or 1000 * (%(seen)s ^ 0 unless %(used)s) or %(percent)s or 0 * %(used)s)' % order,
    [
      p.key('license_name', 'License'),
      p.key('cluster', 'Cluster', p.width(90)),
      p.key('exported_cluster', 'Slurm cluster', p.width(110)),
      p.key('nodes', 'Nodes', p.width(110)),
      p.key('tool', 'Tool', p.width(130)),
      p.key('pool', 'Pool', p.width(110)),
    ],
    [
      license_column('Total', 'slurm_licenses_total', p.width(80)),
      license_column('Used', 'slurm_licenses_used', p.width(80)),
      license_column('Free', 'slurm_licenses_free', p.width(80)),
      license_column('Reserved', 'slurm_licenses_reserved', p.width(85)),
      p.column('In use', '%(percent)s or NaN * (%(seen)s unless %(used)s)' % order, p.gauge('slurm', 100) + p.unit('percent')),
      license_column('Unexplained', 'slurm_licenses_unexplained', p.width(105) + p.coloured(
        [[null, 'text'], [1, p.colour.soon]]
      )),
      license_column('Jobs wait for', 'slurm_licenses_requested', p.gauge('waiting'), 'state="pending"'),
    ],
    joined=[q.largest(each_license + ['tool', 'pool'], q.now_of_cluster('license_tool_info'))],
  ),

  local pending = 'state="pending"',
  local legend = '{{license_name}} {{cluster}} {{exported_cluster}}',
  local queue = q.largest(each_license, q.peak_of_cluster('slurm_licenses_requested', pending)),
  local waited_for = p.lines(
    'What jobs waited for most',
    |||
      The tokens that waiting jobs ask for, of the eight licenses with the longest queue in this time: the peak since the
      point before. A job that waits for any one of several licenses counts for each. The line `none`: squeue was read in
      some cluster. A hole: in none, and the legend says `squeue unknown`.
      What to do: a queue that grows over weeks asks for more seats, or for fewer idle ones.
    |||,
    [
      p.query('%s and topk(8, %s > 0)' % [
        queue,
        q.largest(each_license, 'max_over_time(%s[$__range] @ end())' % q.of_cluster('slurm_licenses_requested', pending)),
      ], legend),
      p.query('0 * count(%s)' % queue, 'none'),
      // No line, but a name in the legend.
      p.query('NaN * count(%s) unless on () count(%s)' % [q.peak_of_cluster('slurm_licenses_total'), queue], 'squeue unknown'),
    ],
    axis='tokens',
  ) + { fieldConfig+: {
    defaults+: { noValue: 'squeue unknown' },
    overrides+: [
      p.override('none', { color: p.fixed('good') }),
      p.override('squeue unknown', { color: p.fixed('unknown') }),
    ],
  } },

  local waits = p.bars(
    'Jobs wait for',
    |||
      The eight licenses for which waiting jobs ask most tokens now. `nothing`: squeue was read in all clusters, and no job
      waits for any.
      What to do: where the license has free tokens, the jobs wait for something else (`squeue -t PD -O
      JobID,Reason,Licenses`); where it has none, see who holds it idle.
    |||,
    [p.query(
      'sort_desc(topk(8, %s > 0) or on () label_replace(%s, "license_name", "nothing", "", ""))' % [
        waiting.requested,
        '0 * count(%s) unless on () (%s or %s)' % [
          waiting.requested,
          waiting.without_squeue(waiting.requested),
          waiting.lost_clusters,
        ],
      ],
      legend
    )],
    {},
    none='squeue unknown'
  ) + {
    // A single bar has no name unless it is given one.
    fieldConfig+: { defaults+: {
      color: p.fixed('waiting'),
      displayName: '${__field.labels.license_name} ${__field.labels.cluster} ${__field.labels.exported_cluster}',
    } },
    options+: { sizing: 'manual', minVizHeight: 10, maxVizHeight: 26 },
  },

  local by_feature = ['app', 'feature', 'cluster'],
  local first_to_expire = 'bottomk(20, min by (%s) (%s) < Inf)' % [std.join(', ', by_feature), q.expiry],
  local left = '(%s - time()) / 86400' % first_to_expire,
  local expiring = p.table(
    'Seats expiring next',
    |||
      The twenty features that expire first; permanent ones are not listed. The seats are those of the whole feature, of which
      the first license expires then. A date is remembered for %s. Amber: less than %d days. Red: less than %d days, or
      expired.
      What to do: ask the vendor for new keys. Features that nobody uses are known only with `expiry = true` in the settings.
    ||| % [p.days(config.expiryHold), config.expiryWarningDays, config.expiryCriticalDays],
    'sort(%s)' % left,
    [p.key('feature', 'Feature'), p.key('app', 'App', p.width(100)), p.key('cluster', 'Cluster', p.width(80))],
    [
      p.column('Left', left, p.unit('suffix: days') + p.width(80) + {
        'custom.cellOptions': { type: 'color-background', mode: 'basic' },
        thresholds: p.steps([
          [null, p.colour.bad],
          [config.expiryCriticalDays, p.colour.soon],
          [config.expiryWarningDays, 'transparent'],
        ]),
      }),
      p.column('Expires', '1000 * %s' % first_to_expire, { unit: 'time:YYYY-MM-DD' } + p.width(105)),
      p.column('Seats', '%s < Inf and %s' % [
        q.largest(by_feature, q.now('license_feature_issued')),
        first_to_expire,
      ], p.width(70)),
    ],
  ),

  local tiles = (import 'tiles.libsonnet')(config),

  row: p.row('Overview: all tools', tiles + [
    p.line(8, [[24, tools]]),
    p.line(8, [[8, waited_for], [7, waits], [9, expiring]]),
    p.line(8, [[24, licenses]]),
  ]),
}.row
