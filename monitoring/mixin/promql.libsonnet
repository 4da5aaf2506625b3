// Pieces of PromQL and of annotations, for the rules and the alerts. `config` is _config.
function(config) {
  local this = self,
  local host = std.join(', ', config.hostLabels),

  // The labels of a host, and of the cluster that Thanos or Mimir tells hosts of one name apart by.
  onHost: 'on (%s, cluster)' % host,
  byHost: 'by (%s, cluster)' % host,
  onTarget: 'on (%s)' % host,

  // A family of slurmlic, with more matchers where needed.
  raw(family, matchers='')::
    local all = std.join(',', [m for m in [matchers, config.selector] if m != '']);
    family + (if all == '' then '' else '{%s}' % all),

  // Of hosts whose file is fresh.
  fresh(expr):: '%s unless %s host:slurmlic_last_run:old' % [expr, this.onHost],

  // One series a fact, whoever tells of it: `operation` is max, min or avg.
  merged(operation, family, matchers='', without=[])::
    local outer = '%s without (%s) (' % [operation, std.join(', ', config.hostLabels + without)];
    local inner = this.fresh(this.raw(family, matchers));
    if std.length(outer + inner) < 110 then outer + inner + ')' else '%s\n  %s\n)' % [outer, inner],

  // An expression of several lines within another one.
  indented(expr, blanks):: std.strReplace(expr, '\n', '\n' + blanks),

  // `condition` is recorded while something is so; how much of it there was, where it was so for long enough.
  lasting(condition, minutes=config.minutes, window=config.window)::
    'avg_over_time(%s[%s])\nand %s\n' % [condition, window, this.longEnough(condition, minutes, window)],
  longEnough(condition, minutes=config.minutes, window=config.window)::
    'count_over_time(%s[%s]) >= %d' % [condition, window, minutes],
  // That was so at some time of the last `since`: an alert that comes and goes does not take turns with another one.
  lately(enough, since):: 'max_over_time((%s)[%s:1m])' % [enough, since],

  // Words in annotations: '30m' is 30 minutes, '1h30m' is 1 hours 30 minutes.
  words(duration)::
    local units = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };
    local spelled(c) = if std.objectHas(units, c) then ' %s ' % units[c] else c;
    std.rstripChars(std.join('', [spelled(c) for c in std.stringChars(duration)]), ' '),

  // A text of annotations on one line, with these names and `values` put in.
  text(text, values):: std.strReplace(std.rstripChars(text % (this.names + values), '\n'), '\n', ' '),
  local cluster = '{{ with or $labels.exported_cluster $labels.cluster }} of cluster {{ . }}{{ end }}',
  names:: {
    cluster: cluster,
    license: '{{ $labels.license_name }}' + cluster,
    tool: '{{ $labels.tool }}' + cluster,
    app: 'App {{ $labels.app }}' + cluster,
    slurmlic: 'slurmlic on {{ $labels.instance }}' + cluster,
    count: '{{ $value | printf "%.0f" }}',
    signed: '{{ $value | printf "%+.0f" }}',
    age: '{{ $value | humanizeDuration }}',
    journal: '`journalctl -u slurmlic` on {{ $labels.instance }} (with cron: syslog)',
    window: this.words(config.window),
    longWindow: this.words(config.longWindow),
  },

  // What a link sets a variable of a dashboard to.
  variable(name, label=name):: 'var-%s={{ $labels.%s | urlquery }}' % [name, label],

  // An alert with its texts and links.
  alert(name, severity, expr, summary, description, values={}, wait='', dashboard='slurmlic-licenses'):: {
    alert: name,
    expr: expr,
    [if wait != '' then 'for']: wait,
    labels: { severity: severity },
    annotations: {
      summary: this.text(summary, values),
      description: this.text(description, values),
      runbook_url: '%s#%s' % [config.runbookUrl, std.asciiLower(name)],
      dashboard_url: '%s/d/%s' % [config.grafanaUrl, dashboard],
    },
  },
}
