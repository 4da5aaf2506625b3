// "Licenses": what there is now and was, tool by tool.
local p = import 'panels.libsonnet';
local variables = import 'variables.libsonnet';

{
  local common = (import 'common.libsonnet')($._config),
  local q = (import 'queries.libsonnet')($._config),
  local uid = common.uid.licenses,

  // The tools that a kind of row is drawn for. None is drawn for a tool that has nothing to show in it.
  local tools_with(name, family, match='') = variables.label_values(
    name,
    name,
    'The chosen tools that have this kind of row.',
    q.of(family, std.join(',', [one for one in ['tool=~"$tool"', match] if one != ''])),
    of='tool',
    hidden=true
  ),

  // A row that is drawn once where there is such a series, and not at all where there is none.
  local if_published(name, family) =
    variables.label_values(name, name, 'There is %s.' % family, '{__name__="%s"}' % family, of='__name__', hidden=true),

  grafanaDashboards+:: {
    'slurmlic.json': p.dashboard(
      uid,
      'Licenses: license servers and Slurm',
      'Where the licenses of the cluster are: what Slurm hands out, what the license servers have checked out, and the gap.',
      [
        common.data_source,
        common.cluster,
        variables.label_values(
          'tool',
          'tool',
          'Whose rows are drawn. The tables above show all tools.',
          q.of_cluster('license_tool_info'),
        ) { label: 'Tool' },
        common.old,
        if_published('servers', 'license_app_info'),
        if_published('sync', 'slurmlic_sync_success'),
        tools_with('gap_tool', 'license_tool_seats_used'),
        tools_with('pool_tool', 'license_tool_info', 'pool=~"batch|interactive"'),
        tools_with('all_tool', 'license_tool_info', 'pool="all"'),
        tools_with('other_tool', 'license_tool_info', 'pool!~"batch|interactive|all"'),
      ],
      [common.links.sizing, common.links.manual, common.links.runbook],
      common.annotations,
      [(import 'licenses/overview.libsonnet')($._config, uid)] +
      (import 'licenses/tools.libsonnet')($._config) +
      [(import 'licenses/servers.libsonnet')($._config)] +
      (import 'licenses/health.libsonnet')($._config)
    ),
  },
}
