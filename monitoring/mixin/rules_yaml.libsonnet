// The rules and alerts of a mixin as YAML that people read. std.manifestYamlDoc would write each text on one line.
local header = |||
  # Recording rules and alerts for what slurmlic publishes. README.md of the folder above tells what each alert means, and how
  # to change a threshold. Made of mixin/ there, whose comments say why: `mixin/render`.
|||;
local width = 112;

// The words of a text in lines that are no longer than `width`; folded, they are the same text.
local wrapped(text) =
  local add(lines, word) =
    local end = lines.end + 1 + std.length(word);
    if lines.end == 0 then { done: [], last: word, end: end - 1 }
    else if end > width then { done: lines.done + [lines.last], last: word, end: std.length(word) }
    else lines { last: lines.last + ' ' + word, end: end };
  local lines = std.foldl(add, std.split(text, ' '), { done: [], last: '', end: 0 });
  lines.done + [lines.last];

local indented(lines, blanks) = [blanks + line for line in lines];

local expression(text) =
  local lines = [line for line in std.split(text, '\n') if line != ''];
  if std.length(lines) == 1 then ['expr: ' + lines[0]] else ['expr: |'] + indented(lines, '  ');

local rule(r) =
  local folded(name) = [name + ': >-'] + indented(wrapped(r.annotations[name]), '  ');
  local body =
    if std.objectHas(r, 'record') then expression(r.expr) else
      expression(r.expr)
      + (if std.objectHas(r, 'for') then ['for: ' + r['for']] else [])
      + ['labels:', '  severity: ' + r.labels.severity, 'annotations:']
      + indented(std.flattenArrays([folded(n) for n in ['summary', 'description', 'runbook_url', 'dashboard_url']]), '  ');
  local kind = if std.objectHas(r, 'record') then 'record' else 'alert';
  ['      - %s: %s' % [kind, r[kind]]] + indented(body, '        ');

function(mixin)
  header + 'groups:\n' + std.join('\n', std.flattenArrays([
    ['  - name: ' + group.name, '    interval: ' + group.interval, '    rules:']
    + std.join(if std.objectHas(group.rules[0], 'alert') then [''] else [], [rule(r) for r in group.rules])
    + ['']
    for group in mixin.prometheusRules.groups + mixin.prometheusAlerts.groups
  ]))
