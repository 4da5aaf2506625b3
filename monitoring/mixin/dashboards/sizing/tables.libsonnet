// The three tables of a kind: would they have been enough, how many were wanted, and when they run out.
local p = import '../panels.libsonnet';

// What is infinite, by its sign, or no number.
local infinite(above, below, none='?') = { mappings: [{ type: 'value', options: {
  Infinity: { text: above, color: p.colour.unknown, index: 0 },
  '-Infinity': { text: below, color: p.colour.unknown, index: 1 },
  NaN: { text: none, color: p.colour.unknown, index: 2 },
} }] };
local no_limit = infinite('no limit', '?');
local unknown = infinite('?', '?');

// What Grafana computes from two columns.
local computed(name, left, operator, right, properties={}) = { name: name, properties: properties, transformation: {
  id: 'calculateField',
  options: { mode: 'binary', binary: { left: left, operator: operator, right: right }, alias: name, replaceFields: false },
} };
// Where there is none, it is no number.
local needed(enough) = computed('Needed', enough, '/', 'Value #A', p.unit('percentunit') + infinite('–', '–', '–') + p.coloured(
  [[null, 'text'], [0.9, p.colour.soon], [1.0001, p.colour.bad]]
));
local some_hours(colour) = p.unit('locale', 1) + p.coloured([[null, 'text'], [0.05, colour]]);
local spare(enough) = computed('Spare', 'Value #A', '-', enough, no_limit + p.coloured([[null, p.colour.bad], [0, 'text']]));

// `columns` are the queries', `more` those that Grafana computes. By the first of `more` the table is sorted, the least
// first; without any it stands as its first query does. `shown`: the names of the columns from the left, behind the keys.
local table(title, description, keys, columns, shown, more=[]) =
  local value(index) = 'Value #' + std.char(std.codepoint('A') + index);
  local numbers(list) = std.range(0, std.length(list) - 1);
  local fields = { [one.name]: one.name for one in more } +
                 { [columns[index].name]: value(index) for index in numbers(columns) };
  local hidden = [fields[name] for name in std.objectFields(fields) if !std.member(shown, name)];
  p.table(title, description, columns[0].expr, keys, columns[1:], none='?') {
    fieldConfig+: { overrides+: [
      p.override(one.name, p.width(104) + one.properties)
      for one in columns + more
    ] },
    transformations: [{ id: 'merge', options: {} }] + [one.transformation for one in more] + (
      if more == [] then [] else [{ id: 'sortBy', options: { fields: {}, sort: [{ field: more[0].name, desc: false }] } }]
    ) + [{ id: 'organize', options: {
      excludeByName: { [name]: true for name in ['Time'] + hidden },
      indexByName: { [keys[index].label]: index for index in numbers(keys) } +
                   { [fields[shown[index]]]: std.length(keys) + index for index in numbers(shown) },
      renameByName: { [one.label]: one.name for one in keys } + { [fields[one.name]]: one.name for one in columns },
    } }],
  };

function(config, kind, keys, words) {
  local s = (import 'queries.libsonnet')(config),

  enough: table(
    words.plural + ': would they have been enough?',
    |||
      Enough (p99): with that many, everybody would have had theirs in 99 of 100 moments of the chosen time. It is the
      99th percentile of used plus %(waiting)s. Spare: what there is less that; below 0, too few. The least
      stands first, and unknown ones above. Needed: the same in percent. Hours full: nothing was free; hours waited:
      %(waits)s; both of known time only. Known: the part of the chosen time that is known.
      %(caution)s
      What to do: where more than 100 %% is needed for weeks, buy or spread the work; where much is spare in the busiest
      months, renew fewer.
    ||| % words,
    keys,
    [
      p.column('Has', s.has(kind), no_limit),
      p.column('Enough (p99)', s.enough(kind), unknown),
      p.column('Hours full', s.hours_full(kind), some_hours(p.colour.bad)),
      p.column('Hours waited', s.hours_waited(kind), some_hours(p.colour.waiting)),
      p.column('Known', s.known(kind, kind.used), p.unit('percent')),
      p.column(words.waiting_known, s.known(kind, kind.waiting), p.unit('percent')),
    ],
    ['Has', 'Enough (p99)', 'Needed', 'Spare', 'Hours full', 'Hours waited', 'Known', words.waiting_known],
    more=[spare('Value #B'), needed('Value #B')],
  ),

  wanted: table(
    words.plural + ': how many were used and wanted',
    |||
      Half of the chosen time no more than p50 were used, 95 %% of it no more than p95, 99 %% no more than p99; Most is
      the peak. Wanted: used plus %(waiting)s. The order is that of the table above.
      What to do: where Most is far above p99, a few hours made the peak: move that work. Where p50 is far below p95,
      nights and weekends are free.
    ||| % words,
    keys,
    [
      p.column('Has', s.has(kind), no_limit),
      p.column('p50 used', s.quantile('0.5', kind.used)),
      p.column('p95 used', s.quantile('0.95', kind.used)),
      p.column('p99 used', s.quantile('0.99', kind.used)),
      p.column('Most used', s.most(kind.peak_used)),
      p.column('p50 wanted', s.quantile('0.5', kind.wanted)),
      p.column('p95 wanted', s.quantile('0.95', kind.wanted)),
      p.column('p99 wanted', s.enough(kind), unknown),
      p.column('Most wanted', s.most(kind.peak_wanted)),
    ],
    ['Has'] + ['%s %s' % [number, of] for of in ['used', 'wanted'] for number in ['p50', 'p95', 'p99', 'Most']],
    more=[spare('Value #H')],
  ),

  trend: table(
    words.plural + ': when they run out',
    |||
      The 99th percentile of used plus %(waiting)s in the last seven days and in the seven before; how much it
      grows in 30 days, by a straight line through the chosen time; and when that line reaches what there is: the last day
      of the chosen time where the last seven days wanted more. "not in sight": it does not grow steadily, or not that far
      in two years. A question mark: less than three weeks are known, so choose 30 days or more.
      What to do: order before that date. A step, such as a new project, is no line: look at the row of that one below.
    ||| % words,
    keys,
    [
      p.column('Runs out on', 'sort(%s)' % s.runs_out(kind), {
        unit: 'time:YYYY-MM-DD',
        mappings: [{ type: 'value', options: {
          [s.never]: { text: 'not in sight', index: 0 },
          [s.unknown_date]: { text: '?', index: 1 },
        } }],
      }),
      p.column('Has', s.has(kind), no_limit),
      p.column('Last 7 days', s.week(kind)),
      p.column('7 days before', s.week(kind, ' offset 7d')),
      p.column('In 30 days', s.growth(kind), p.unit('locale', 1)),
    ],
    ['Has', '7 days before', 'Last 7 days', 'In 30 days', 'Runs out on'],
  ),
}
