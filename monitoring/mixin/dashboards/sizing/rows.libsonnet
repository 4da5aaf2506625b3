// The row of one license or feature.
local p = import '../panels.libsonnet';

// Names in the legend have the cluster or the app behind them, where there are several.
local coloured(colours) = { fieldConfig+: { overrides+: [
  { matcher: { id: 'byRegexp', options: '/^%s( |$)/' % name }, properties: [{ id: 'color', value: p.fixed(colours[name]) }] }
  for name in std.objectFields(colours)
] } };
local dashed(name) = { fieldConfig+: { overrides+: [{
  matcher: { id: 'byRegexp', options: '/^%s( |$)/' % name },
  properties: [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } }],
}] } };

function(config, kind, words, repeat) {
  local s = (import 'queries.libsonnet')(config),
  local query(expr, name) = p.query(expr, name + words.legend),
  // No limit is no line.
  local has = query('%s < Inf' % kind.has, 'Has'),

  local wanted = p.lines(
    'Used and wanted',
    |||
      The most that were used, and wanted (used plus %(waiting)s), since the point before; what there is; and
      what would have been enough in 99 of 100 moments of the chosen time. A hole: unknown.
      What to do: look at when the peaks are. What waits only in the morning may be moved; what waits all day needs more.
    ||| % words,
    [
      has,
      query(s.line(kind.wanted), 'Wanted'),
      query(s.line(kind.used), 'Used'),
      query(s.enough_at_end(kind), 'Enough (p99)'),
    ],
    axis=words.axis,
  ) + coloured({ Has: 'free', Used: words.colour, Wanted: 'waiting', 'Enough \\(p99\\)': 'good' }) + dashed('Enough \\(p99\\)'),

  local weeks = p.lines(
    'Wanted, and a week before',
    |||
      Used plus %(waiting)s, the most since the point before; and the same seven days earlier, so that Monday
      stands beside Monday.
      What to do: choose 7 days. If this week lies above the other all along, demand grows; if in one place, ask what
      ran there.
    ||| % words,
    [query(s.line(kind.wanted, ' offset 7d'), 'A week before'), query(s.line(kind.wanted), 'Wanted')],
    axis=words.axis,
  ) + coloured({ Wanted: 'waiting', 'A week before': 'unknown' }),

  local trend = p.lines(
    'Enough for the week before',
    |||
      What would have been enough in 99 of 100 moments of the seven days before each point, so that weekends make no
      waves; and what there is.
      What to do: choose 90 days. Where the two meet, it runs out; the table says when, if the line is straight.
    ||| % words,
    [has, query(s.weekly(kind), 'Enough (p99)')],
    axis=words.axis,
  ) + coloured({ Has: 'free', 'Enough \\(p99\\)': 'good' }),

  row: p.row('%s $%s' % [words.singular, repeat], [
    p.line(9, [[24, wanted]]),
    p.line(8, [[12, weeks], [12, trend]]),
  ], repeat, collapsed=true),
}.row
