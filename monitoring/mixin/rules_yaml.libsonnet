// Groups of rules as YAML that people read: texts and expressions as blocks, which std.manifestYamlDoc writes on one line.
local header = |||
  # Recording rules and alerts for what slurmlic publishes. README.md of the folder above tells what each alert means, and how
  # to change a threshold. Made of mixin/ there, whose comments say why: `jsonnet -S -m . mixin/files.jsonnet`.
|||;
local width = 124;

local indent(text, blanks) = std.join('\n', [if line == '' then '' else blanks + line for line in std.split(text, '\n')]);

// The words of a text in lines that are no longer than `width`; folded, they are the same text.
local wrapped(text, width) =
  local add(lines, word) =
    local last = lines[std.length(lines) - 1];
    if std.length(last) + 1 + std.length(word) > width
    then lines + [word]
    else lines[:std.length(lines) - 1] + [last + ' ' + word];
  local words = std.split(text, ' ');
  std.join('\n', std.foldl(add, words[1:], [words[0]]));

local expression(text) =
  local code = std.rstripChars(text, '\n');
  if std.length(std.findSubstr('\n', code)) > 0 then '|\n' + indent(code, '  ') else code;

local rule(r) =
  local folded(name) = '    %s: >-\n%s' % [name, indent(wrapped(r.annotations[name], width - 12), '      ')];
  local plain(name) = '    %s: %s' % [name, r.annotations[name]];
  local lines =
    if std.objectHas(r, 'record') then [
      'record: ' + r.record,
      '  expr: ' + std.strReplace(expression(r.expr), '\n', '\n  '),
    ] else [
      'alert: ' + r.alert,
      '  expr: ' + std.strReplace(expression(r.expr), '\n', '\n  '),
    ] + (if std.objectHas(r, 'for') then ['  for: ' + r['for']] else []) + [
      '  labels:',
      '    severity: ' + r.labels.severity,
      '  annotations:',
      folded('summary'),
      folded('description'),
      plain('runbook_url'),
      plain('dashboard_url'),
      '',
    ];
  indent('- ' + std.join('\n', lines), '      ');

function(groups)
  header + 'groups:\n' + std.join('\n', [
    '  - name: %s\n    interval: %s\n    rules:\n%s\n' % [
      group.name,
      group.interval,
      std.rstripChars(std.join('\n', [rule(r) for r in group.rules]), '\n'),
    ]
    for group in groups
  ])
