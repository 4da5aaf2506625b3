// Panels, rows and whole dashboards, in the one look that slurmlic's dashboards have. Made for Grafana 9 and later.
//
//   local p = import 'panels.libsonnet';
//   p.dashboard(uid, title, description, variables, links, annotations, [p.row('Overview', [p.line(8, [[12, panel]])])])
//
// Numbers and places are given here: the row number N has the id N00, its panels N01, N02, and so on.

// Each colour means one thing in all panels; tests/monitoring/colours.py lists what, and checks that they can be told apart.
local colour = {
  seats: '#D88036',
  slurm: '#4D6EE3',
  free: '#84867B',
  reserved: '#BB8DCD',
  waiting: '#9A4F8F',
  bad: '#D11805',
  idle: '#52ADF8',
  good: '#207E4A',
  soon: '#EFB106',
  unknown: '#7E8D93',
  text: 'text',
};

local source = { type: 'prometheus', uid: '${datasource}' };
local letter(index) = std.char(std.codepoint('A') + index);
local steps(list) = { mode: 'absolute', steps: [{ color: step[1], value: step[0] } for step in list] };
local fixed(name) = { mode: 'fixed', fixedColor: colour[name] };

// A query: its legend, and what else Grafana is told of it.
local query(expr, legend='') = { expr: expr, legendFormat: legend };

local targets(queries, instant, format='time_series') = std.mapWithIndex(
  function(index, one) one {
    refId: letter(index),
    datasource: source,
    editorMode: 'code',
    instant: instant,
    range: !instant,
    format: format,
  },
  queries
);

local panel(type, title, description, queries, instant, format='time_series') = {
  type: type,
  title: title,
  description: description,
  datasource: source,
  targets: targets(queries, instant, format),
  fieldConfig: {
    defaults: { unit: 'locale', decimals: 0, thresholds: steps([[null, colour.good]]) },
    overrides: [],
  },
};

local override(name, properties) = {
  matcher: { id: 'byName', options: name },
  properties: [{ id: id, value: properties[id] } for id in std.objectFields(properties)],
};

// What is written where a number is not known, which is NaN.
local unknown(text, shade=null, match='nan') = [{
  type: 'special',
  options: { match: match, result: { text: text, index: 0, [if shade != null then 'color']: shade } },
}];

{
  colour:: colour,
  fixed:: fixed,
  query:: query,
  unknown:: unknown,
  steps:: steps,
  override:: override,

  // One number, coloured by `thresholds`: [[from, colour], ...], the first from null. `none`: what it says if there is no
  // number.
  stat(title, description, queries, thresholds, unit='locale', none='unknown')::
    panel('stat', title, description, queries, true) {
      fieldConfig+: {
        defaults+: {
          unit: unit,
          noValue: none,
          color: { mode: 'thresholds' },
          mappings: unknown(none, colour.unknown, 'null+nan'),
          thresholds: steps(thresholds),
        },
      },
      options: {
        colorMode: 'background_solid',
        graphMode: 'none',
        justifyMode: 'center',
        textMode: 'value',
        orientation: 'auto',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
    },

  // Bars of now, each in the colour of its name: colours is {name: colour}.
  bars(title, description, queries, colours, none='unknown'):: panel('bargauge', title, description, queries, true) {
    fieldConfig+: {
      defaults+: { min: 0, noValue: none, color: fixed('slurm') },
      overrides: [override(name, { color: fixed(colours[name]) }) for name in std.objectFields(colours)],
    },
    options: {
      text: { titleSize: 13, valueSize: 14 },
      displayMode: 'basic',
      orientation: 'horizontal',
      showUnfilled: true,
      valueMode: 'text',
      namePlacement: 'left',
      sizing: 'auto',
      minVizHeight: 16,
      minVizWidth: 8,
      maxVizHeight: 60,
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  },

  // Lines over time. No point stands for less than five minutes, so that there is a number in each though slurmlic runs, or
  // Prometheus scrapes, every five minutes only. The legend has no last number: that of a source that is down would look
  // current.
  lines(title, description, queries, colours={}, axis='', unit='locale', calcs=['max'])::
    panel('timeseries', title, description, queries, false) {
      interval: '5m',
      fieldConfig+: {
        defaults+: {
          unit: unit,
          noValue: 'unknown',
          color: { mode: 'palette-classic' },
          custom: {
            drawStyle: 'line',
            lineInterpolation: 'linear',
            lineWidth: 2,
            fillOpacity: 0,
            showPoints: 'auto',
            pointSize: 4,
            spanNulls: false,
            axisLabel: axis,
            axisSoftMin: 0,
            thresholdsStyle: { mode: 'off' },
          },
        },
        overrides: [override(name, { color: fixed(colours[name]) }) for name in std.objectFields(colours)],
      },
      options: {
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: calcs },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    },

  // Put behind lines(): bars that stand on each other.
  stacked:: {
    fieldConfig+: { defaults+: { custom+: {
      drawStyle: 'bars',
      lineWidth: 0,
      fillOpacity: 80,
      barAlignment: -1,
      stacking: { mode: 'normal', group: 'A' },
    } } },
  },

  // Put behind lines() of what is wrong, by name: bars on each other, and a line at 0 that is called none.
  trouble(name):: self.stacked { fieldConfig+: {
    defaults+: { decimals: 0, min: 0, color: fixed(name) },
    overrides+: [override('none', {
      color: fixed('good'),
      'custom.drawStyle': 'line',
      'custom.lineWidth': 2,
      'custom.fillOpacity': 0,
      'custom.stacking': { mode: 'none', group: 'B' },
    })],
  } },

  // Put behind lines(): a dashed line at a number.
  limit(number, name='soon'):: {
    fieldConfig+: { defaults+: {
      thresholds: steps([[null, 'transparent'], [number, colour[name]]]),
      custom+: { thresholdsStyle: { mode: 'dashed' } },
    } },
  },

  // A table. keys: [{label, name, ...}] are the labels of its rows. columns: [column(...)]; the first query gives the order
  // of the rows and is not shown, nor are those of `joined`: they have more labels of the rows. `none`: what is written where
  // a row has no number. NaN is '?'.
  table(title, description, order, keys, columns, joined=[], none='–')::
    local exprs = [order] + [one.expr for one in columns] + joined;
    panel('table', title, description, [query(expr) for expr in exprs], true, 'table') {
      local value(index) = 'Value #' + letter(index + 1),
      local hidden = ['Time', 'Value #A'] + [value(index) for index in std.range(std.length(columns), std.length(exprs) - 2)],
      fieldConfig+: {
        defaults+: {
          noValue: none,
          color: { mode: 'thresholds' },
          thresholds: steps([[null, 'text']]),
          mappings: unknown('?'),
          custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false },
        },
        overrides: [override(one.name, { unit: 'string' } + one.properties) for one in keys] +
                   [override(one.name, one.properties) for one in columns if std.length(one.properties) > 0],
      },
      options: { showHeader: true, cellHeight: 'sm' },
      transformations: [
        { id: 'merge', options: {} },
        { id: 'organize', options: {
          excludeByName: { [name]: true for name in hidden },
          indexByName: { [keys[index].label]: index for index in std.range(0, std.length(keys) - 1) } +
                       { [value(index)]: std.length(keys) + index for index in std.range(0, std.length(columns) - 1) },
          renameByName: { [one.label]: one.name for one in keys } +
                        { [value(index)]: columns[index].name for index in std.range(0, std.length(columns) - 1) },
        } },
      ],
    },

  // In a description: '14d' is 14 days.
  days(duration):: std.strReplace(duration, 'd', ' days'),

  key(label, name, properties={}):: { label: label, name: name, properties: properties },
  column(name, expr, properties={}):: { name: name, expr: expr, properties: properties },

  // Properties of columns.
  width(pixels):: { 'custom.width': pixels },
  unit(name, decimals=0):: { unit: name, decimals: decimals },
  // A bar in the cell, from 0 to the largest of the column or to `max`.
  gauge(name, max=null):: {
    'custom.cellOptions': { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    fieldMinMax: true,
    min: 0,
    [if max != null then 'max']: max,
    color: fixed(name),
  },
  coloured(thresholds):: { 'custom.cellOptions': { type: 'color-text' }, thresholds: steps(thresholds) },
  // A status: {number: [text, colour]}; the cell has the colour.
  status(names):: {
    'custom.cellOptions': { type: 'color-background', mode: 'basic' },
    thresholds: steps([[null, 'transparent']]),
    mappings: [{ type: 'value', options: {
      [number]: { text: names[number][0], color: colour[names[number][1]], index: std.parseInt(number) + 10 }
      for number in std.objectFields(names)
    } }] + unknown('?'),
  },

  // A line of a row: its height, and [[width of 24, panel], ...] from the left.
  line(height, panels):: { height: height, panels: panels },
  // A row. One that repeats by a variable is closed: forty tools fit on a page, and cost nothing until one is opened.
  row(title, lines, repeat=null, collapsed=false):: { title: title, lines: lines, repeat: repeat, collapsed: collapsed },

  local places(row, number, top) = std.foldl(
    function(so_far, line) std.foldl(
      function(done, pair) done {
        panels+: [pair[1] {
          id: 100 * number + 1 + std.length(done.panels),
          gridPos: { x: done.x, y: done.y, w: pair[0], h: line.height },
        }],
        x+: pair[0],
      },
      line.panels,
      so_far { x: 0 }
    ) { y: so_far.y + line.height, x: 0 },
    row.lines,
    { panels: [], x: 0, y: top + 1 }
  ),

  local header(row, number, top) = {
    type: 'row',
    id: 100 * number,
    title: row.title,
    collapsed: row.collapsed,
    gridPos: { x: 0, y: top, w: 24, h: 1 },
    panels: [],
    [if row.repeat != null then 'repeat']: row.repeat,
  },

  local all_panels(rows) = std.foldl(
    function(done, row)
      local number = done.number + 1;
      local placed = places(row, number, done.y);
      local head = header(row, number, done.y);
      {
        number: number,
        y: if row.collapsed then done.y + 1 else placed.y,
        panels: done.panels + (if row.collapsed then [head { panels: placed.panels }] else [head] + placed.panels),
      },
    rows,
    { number: 0, y: 0, panels: [] }
  ).panels,

  dashboard(uid, title, description, variables, links, annotations, rows, from='now-24h', refresh='1m'):: {
    id: null,
    uid: uid,
    title: title,
    description: description,
    tags: ['slurmlic', 'slurm', 'licenses'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    time: { from: from, to: 'now' },
    refresh: refresh,
    timepicker: {},
    fiscalYearStartMonth: 0,
    liveNow: false,
    weekStart: '',
    links: links,
    annotations: { list: annotations },
    templating: { list: variables },
    panels: all_panels(rows),
  },
}
