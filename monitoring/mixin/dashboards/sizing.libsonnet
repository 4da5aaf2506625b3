// "How many do we need": what was used and wanted of each license and feature, and what would have been enough.
local p = import 'panels.libsonnet';
local variables = import 'variables.libsonnet';

local slurm = {
  singular: 'License',
  plural: 'Slurm licenses',
  waiting: 'what pending jobs ask for',
  waits: 'a pending job asked for some',
  caution: 'Pending jobs count whatever they wait for: where hours are waited and not full, it may be nodes, or each other.',
  waiting_known: 'Jobs known',
  axis: 'tokens',
  colour: 'slurm',
  legend: ' {{cluster}} {{exported_cluster}} {{nodes}}',
};
local features = {
  singular: 'Feature',
  plural: 'Features',
  waiting: 'what is queued at the license server',
  waits: 'somebody was in the queue',
  caution: 'Jobs that wait in Slurm are no part of it.',
  waiting_known: 'Queue known',
  axis: 'seats',
  colour: 'seats',
  legend: ' {{app}} {{cluster}}',
};

{
  local common = (import 'common.libsonnet')($._config),
  local q = (import 'queries.libsonnet')($._config),
  local s = (import 'sizing/queries.libsonnet')($._config),
  local uid = common.uid.sizing,

  local choice(name, label, description, selector, of=name) =
    variables.label_values(name, label, description, selector, of, all='.*'),
  // A link of a cell to the same dashboard with this one alone.
  local only(changes) = { 'custom.minWidth': 140, links: [{
    title: 'Only ${__value.text}',
    url: '/d/%s?%s&${datasource:queryparam}&${cluster:queryparam}&${__url_time_range}' % [uid, changes],
    targetBlank: false,
  }] },
  local tables(kind, keys, words) =
    local all = (import 'sizing/tables.libsonnet')($._config, kind, keys, words);
    p.row(words.plural, [p.line(9, [[24, one]]) for one in [all.enough, all.wanted, all.trend]]),

  grafanaDashboards+:: {
    'slurmlic-sizing.json': p.dashboard(
      uid,
      'How many do we need',
      'Of the chosen time: what was used and wanted of each license, what would have been enough, and when it runs out.',
      [
        common.data_source,
        common.cluster,
        choice('license', 'License', 'Slurm licenses.', q.of_cluster('slurm_licenses_total'), 'license_name'),
        choice('app', 'App', 'License servers, by the names in the settings of slurmlic.', q.of('license_feature_issued')),
        choice('feature', 'Feature', 'Features of the chosen apps.', q.of('license_feature_issued', 'app=~"$app"')),
      ] + common.ages,
      [common.links.licenses, common.links.manual, common.links.runbook],
      common.annotations,
      [
        tables(s.kinds.slurm, [
          p.key('license_name', 'License', only('var-license=${__value.text:percentencode}')),
          p.key('cluster', 'Cluster', p.width(100)),
          p.key('exported_cluster', 'Slurm cluster', p.width(110)),
          p.key('nodes', 'Nodes', p.width(100)),
        ], slurm),
        tables(s.kinds.features, [
          p.key('app', 'App', p.width(120)),
          p.key('feature', 'Feature', only(
            'var-app=${__data.fields.App:percentencode}&var-feature=${__value.text:percentencode}'
          )),
          p.key('vendor', 'Daemon', p.width(100)),
          p.key('cluster', 'Cluster', p.width(100)),
        ], features),
        (import 'sizing/rows.libsonnet')($._config, s.kinds.slurm, slurm, 'license'),
        (import 'sizing/rows.libsonnet')($._config, s.kinds.features, features, 'feature'),
      ],
      from='now-30d',
      refresh=''
    ),
  },
}
