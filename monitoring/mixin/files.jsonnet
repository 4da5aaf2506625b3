// The files that are made of the mixin, by their place in monitoring/: `jsonnet -S -m monitoring monitoring/mixin/files.jsonnet`.
local mixin = import 'mixin.libsonnet';
local rulesYaml = import 'rules_yaml.libsonnet';
{
  'prometheus/slurmlic.rules.yml': rulesYaml(mixin.prometheusRules.groups + mixin.prometheusAlerts.groups),
} + {
  ['grafana/' + name]: std.manifestJsonEx(mixin.grafanaDashboards[name], '  ') + '\n'
  for name in std.objectFields(mixin.grafanaDashboards)
}
