// The rows of a tool: the nine widgets, under the titles that users gave them. Each reads the series of its tool alone.
local p = import '../panels.libsonnet';

function(config) {
  local q = (import '../queries.libsonnet')(config),
  local tool(name, more='') = 'tool=~"$%s"%s' % [name, more],

  // The three widgets that compare both sides.
  local gap(variable) = {
    local mine = tool(variable),
    local now(family) = q.sum([], q.now(family, mine), q.seen(family, mine)),
    local line(told, family) = q.sum([], told(family, mine), q.seen(family, mine)) + ' < Inf',
    local peak(family) = line(q.peak, family),
    local is_gap = p.steps([[null, p.colour.idle], [1 - config.gapCount, p.colour.good], [config.gapCount, p.colour.bad]]),

    local now_panel = p.stat(
      'Gap - FlexLM vs SLURM',
      |||
        Now: seats that the license servers count, less tokens that Slurm counts, over all pools of the tool; 0 is good. Red:
        seats are taken outside Slurm, so jobs may start and find none. Light blue: jobs hold tokens that they do not use.
        Outside and Idle are summed over users, and Gap is the one less the other: both can be high while it is 0. One or two
        are usual while jobs begin and end. Grey: one side is down, or squeue is not asked.
        What to do: `slurmlic gap TOOL` names users, hosts and jobs, and which seats are borrowed.
      |||,
      [
        p.query(now('license_tool_gap'), 'Gap'),
        p.query(now('license_tool_outside_slurm'), 'Outside Slurm'),
        p.query(now('license_tool_idle_in_slurm'), 'Idle in Slurm'),
      ],
      [[null, p.colour.good]],
    ) + {
      fieldConfig+: { overrides: [
        p.override('Gap', { thresholds: is_gap }),
        p.override('Outside Slurm', { thresholds: p.steps([[null, p.colour.good], [config.gapCount, p.colour.bad]]) }),
        p.override('Idle in Slurm', { thresholds: p.steps([[null, p.colour.good], [config.gapCount, p.colour.idle]]) }),
      ] },
      options+: { textMode: 'value_and_name', orientation: 'horizontal' },
    },

    local over_time = p.lines(
      'FlexLM vs. SLURM Gap',
      |||
        The gap over time, flat at 0 at best. Each point is the peak since the one before; the gap can go up and down in that
        time, so it has a highest and a lowest line. Red: seats outside Slurm. Light blue: tokens idle in Slurm. A hole: one
        side was down, or in one cluster.
        What to do: what comes and goes with the working day is people; a line that creeps is a process, or checkouts that
        linger or are borrowed. `slurmlic gap TOOL` names them.
      |||,
      [
        p.query(peak('license_tool_outside_slurm'), 'Outside Slurm'),
        p.query(peak('license_tool_idle_in_slurm'), 'Idle in Slurm'),
        p.query(peak('license_tool_gap'), 'Gap, highest'),
        p.query(line(q.least, 'license_tool_gap'), 'Gap, lowest'),
      ],
      { 'Outside Slurm': 'bad', 'Idle in Slurm': 'idle', 'Gap, highest': 'text', 'Gap, lowest': 'text' },
      axis='seats less tokens',
      calcs=['min', 'max'],
    ),

    local compared = p.lines(
      'FlexLM vs. SLURM License Usage Comparison',
      |||
        Seats that are checked out from the license servers, and tokens that Slurm counts as used, over all pools of the tool:
        the peak since the point before. At best the lines are the same. A hole: that side was down, or in one cluster.
        What to do: seats above tokens, somebody works past Slurm; below, jobs ask for more than they use.
      |||,
      [p.query(peak('license_tool_seats_used'), 'FlexLM'), p.query(peak('license_tool_slurm_used'), 'Slurm')],
      { FlexLM: 'seats', Slurm: 'slurm' },
      axis='in use',
    ),

    panels: [[4, now_panel], [10, over_time], [10, compared]],
  },

  // The three widgets of a pool.
  local pool(title, variable, name, note) = {
    local tokens(state) = tool(variable, ',pool="%s",state="%s"' % [name, state]),
    local family = 'license_tool_tokens',
    local sum(told, state) = q.sum([], told(family, tokens(state)), q.seen(family, tokens(state))) + ' < Inf',
    local now(state) = sum(q.now, state),
    local peak(state) = sum(q.peak, state),
    local least(state) = sum(q.least, state),
    local percent(expr) = '100 * (%s) / (%s > 0 < Inf)' % [expr, q.sum_of_known([], q.peak(family, tokens('total')))],
    local heading = 'SLURM Token Utilisation (%s)' % title,
    local colours = { Total: 'text', Free: 'free', Used: 'slurm', Reserved: 'reserved' },
    local notes = note + 'A pool that clusters share counts once; a pool without limit has no total and nothing free.\n',

    panels: [
      [6, p.bars(
        heading,
        'Now: tokens of the pool. Slurm does not subtract reserved tokens from free ones.\n' + notes +
        'What to do: nothing free and jobs waiting, `slurmlic gap TOOL` names whose tokens lie idle.',
        [
          p.query(now('total'), 'Total'),
          p.query(now('free'), 'Free'),
          p.query(now('used'), 'Used'),
          p.query(now('reserved'), 'Reserved'),
        ],
        colours,
        none='unknown, or no such pool'
      )],
      [8, p.lines(
        heading,
        'In percent of all tokens: used at the peak, and the least that was free. The line: reserved ones.\n' + notes +
        'What to do: used at 100 for hours a day means too few tokens, or idle ones.',
        [
          p.query(percent(peak('used')), 'Used'),
          p.query(percent(least('free')), 'Free'),
          p.query(percent(peak('reserved')), 'Reserved'),
        ],
        colours { Total:: null },
        axis='of all tokens',
        unit='percent',
      ) + p.stacked + {
        fieldConfig+: {
          defaults+: { min: 0, max: 100 },
          overrides+: [
            p.override('Free', { 'custom.fillOpacity': 25 }),
            p.override('Reserved', {
              'custom.drawStyle': 'line',
              'custom.lineWidth': 2,
              'custom.fillOpacity': 0,
              'custom.stacking': { mode: 'none', group: 'B' },
            }),
          ],
        },
      }],
      [10, p.lines(
        heading,
        'In tokens: the peak since the point before; of free ones the least.\n' + notes +
        'What to do: a step in the total is a change in Slurm or slurmdbd; ' +
        'jobs that wait while tokens are free wait for something else.',
        [
          p.query(peak('total'), 'Total'),
          p.query(least('free'), 'Free'),
          p.query(peak('used'), 'Used'),
          p.query(peak('reserved'), 'Reserved'),
          p.query(peak('pending'), 'Jobs wait for'),
        ],
        colours { 'Jobs wait for': 'waiting' },
        axis='tokens',
        calcs=['min', 'max'],
      )],
    ],
  },

  // Pools of any other names, side by side.
  local others = {
    local tokens(state) = tool('others', ',pool!~"batch|interactive|all",state="%s"' % state),
    local family = 'license_tool_tokens',
    local sum(told, state) = q.sum(['pool'], told(family, tokens(state)), q.seen(family, tokens(state))) + ' < Inf',
    local now(state) = sum(q.now, state),
    local peak(state) = sum(q.peak, state),
    local heading = 'SLURM Token Utilisation (other pools)',
    // The names are those of pools, so the colour goes by the query.
    local coloured(colours) = { fieldConfig+: { overrides: [
      { matcher: { id: 'byFrameRefID', options: query }, properties: [{ id: 'color', value: p.fixed(colours[query]) }] }
      for query in std.objectFields(colours)
    ] } },

    panels: [
      [8, p.bars(
        heading,
        'Now: tokens of each pool that is not `batch`, `interactive` or `all`. ' +
        'A pool without limit has no total and nothing free.\n' +
        'What to do: nothing free and jobs waiting, `slurmlic gap TOOL` names whose tokens lie idle.',
        [
          p.query(now('total'), '{{pool}}: total'),
          p.query(now('free'), '{{pool}}: free'),
          p.query(now('used'), '{{pool}}: used'),
          p.query(now('reserved'), '{{pool}}: reserved'),
        ],
        {},
      ) + coloured({ A: 'text', B: 'free', C: 'slurm', D: 'reserved' })],
      [16, p.lines(
        heading,
        'Tokens of each of these pools: used, and waited for; the peak since the point before.\n' +
        'What to do: jobs that wait while tokens are free wait for something else (`squeue -t PD -O JobID,Reason,Licenses`).',
        [p.query(peak('used'), '{{pool}}: used'), p.query(peak('pending'), '{{pool}}: waited for')],
        axis='tokens',
      ) + coloured({ A: 'slurm', B: 'waiting' })],
    ],
  },

  local both_pools(variable) = [
    p.line(8, pool('Batch', variable, 'batch', '').panels),
    p.line(8, pool('Interactive', variable, 'interactive', '').panels),
  ],
  local one_pool(variable) = [
    p.line(8, pool('All jobs', variable, 'all', 'The pool serves batch and interactive jobs.\n').panels),
  ],
  // Closed: forty tools fit on a page, and cost nothing until one is opened.
  local row(variable, lines, more='') = p.row('$' + variable + more, lines, repeat=variable, collapsed=true),

  rows: [
    row('nine', [p.line(8, gap('nine').panels)] + both_pools('nine')),
    row('pools', both_pools('pools')),
    row('all_seats', [p.line(8, gap('all_seats').panels)] + one_pool('all_seats')),
    row('all', one_pool('all')),
    row('others', [p.line(8, others.panels)], ': other pools'),
  ],
}.rows
