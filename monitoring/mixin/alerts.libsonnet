// License* and Slurm*: something is wrong at the site. Slurmlic*: slurmlic cannot tell. What makes each fire is a condition
// of rules/conditions.libsonnet, unless its expr tells it.
{
  local config = self._config,
  local p = (import 'promql.libsonnet')(config),

  prometheusAlerts+:: {
    groups: [{
      name: 'slurmlic_alerts',
      interval: '1m',
      rules: std.flattenArrays([
        part(config, p)
        for part in [
          import 'alerts/slurm.libsonnet',
          import 'alerts/comparison.libsonnet',
          import 'alerts/servers.libsonnet',
          import 'alerts/expiry.libsonnet',
          import 'alerts/slurmlic.libsonnet',
        ]
      ]),
    }],
  },
}
