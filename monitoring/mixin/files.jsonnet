// The files that are made of the mixin, by their place in monitoring/: `jsonnet -S -m monitoring monitoring/mixin/files.jsonnet`.
local mixin = import 'mixin.libsonnet';
{
  'prometheus/slurmlic.rules.yml':
    '# Made of mixin/ by mixin/files.jsonnet. The README of the folder above lists the rules and alerts.\n' +
    std.manifestYamlDoc({ groups: mixin.prometheusRules.groups + mixin.prometheusAlerts.groups }, quote_keys=false) + '\n',
} + {
  ['grafana/' + name]: std.manifestJsonEx(mixin.grafanaDashboards[name], '  ') + '\n'
  for name in std.objectFields(mixin.grafanaDashboards)
}
