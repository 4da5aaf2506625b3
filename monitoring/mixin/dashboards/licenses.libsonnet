// "Licenses": what there is now and was, tool by tool.
local p = import 'panels.libsonnet';
local variables = import 'variables.libsonnet';

{
  local common = (import 'common.libsonnet')($._config),
  local q = (import 'queries.libsonnet')($._config),
  local uid = common.uid.licenses,

  local hidden(name, description, selector, label) =
    variables.label_values(name, name, description, selector, of=label, hidden=true),

  // The chosen tools that a kind of row is drawn for: those that have such a pool, and that have seats or not.
  local tools_with(name, pool, seats='') = hidden(
    name,
    'The chosen tools that have this kind of row.',
    q.of_cluster('license_tool_info', 'tool=~"$tool",pool%s%s' % [pool, seats]),
    'tool'
  ),
  // A list of no tools must not stand for all of them. Several values are written (a|b), and one as it is. So `$sides{0}` is
  // nothing where anybody has seats, and else the name of a metric without its last letter, with which no tool begins.
  local with_seats = ',tool=~"$sides{0}$seats"',
  local without_seats = ',tool!~"$sides{0}$seats"',

  // A row that is drawn once where there is such a series, and not at all where there is none.
  local if_published(name, family) = hidden(name, 'There is %s.' % family, q.named(family), '__name__'),

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
      ] + common.ages + [
        if_published('servers', 'license_app_info'),
        if_published('sync', 'slurmlic_sync_success'),
        hidden('sides', 'Whether anybody has seats.', q.named('license_tool_seats_used|slurmlic_build_info'), '__name__'),
        hidden('seats', 'The tools that have seats.', q.named('license_tool_seats_used'), 'tool'),
        tools_with('nine', '=~"batch|interactive"', with_seats),
        tools_with('pools', '=~"batch|interactive"', without_seats),
        tools_with('all_seats', '="all"', with_seats),
        tools_with('all', '="all"', without_seats),
        tools_with('others', '!~"batch|interactive|all"'),
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
