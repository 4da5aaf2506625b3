// What both dashboards have: uids, variables, links, annotations.
local variables = import 'variables.libsonnet';

function(config) {
  local queries = (import 'queries.libsonnet')(config),

  uid:: { licenses: 'slurmlic-licenses', sizing: 'slurmlic-sizing' },

  data_source: variables.data_source,
  // How old a file may be stands in these two, side by side, and nowhere else.
  ages: [
    variables.constant('fresh', 'How old the file of a host may be. Change `old` as well.', queries.fresh),
    variables.constant('old', 'Hosts whose file is older: they tell nothing. The age is that of `fresh`.', queries.old_hosts),
  ],
  cluster: variables.label_values(
    'cluster',
    'cluster',
    "Of slurmlic's --cluster, or of the scrape configuration. All includes series without a cluster.",
    '{__name__=~"slurm_licenses_total|slurmlic_last_run_timestamp_seconds",cluster!=""}',
    all='.*'
  ),

  links:: {
    licenses: variables.link(
      'Licenses now',
      '/d/%s?${datasource:queryparam}' % $.uid.licenses,
      'What Slurm hands out, what the license servers count, and the gap',
      keep=true
    ),
    sizing: variables.link(
      'How many do we need',
      '/d/%s?${datasource:queryparam}' % $.uid.sizing,
      'Peaks, percentiles, hours with nothing free, of the chosen time',
      keep=true
    ),
    manual: variables.link('slurmlic(1)', config.manualUrl, 'The man page: the commands, and every metric'),
    runbook: variables.link('README', config.runbookUrl, 'How to read the panels, and what to do about each alert'),
  },

  annotations: [
    variables.annotation(
      'Sources down',
      'max by (instance, source) (1 - %s) > 0' % queries.of('slurmlic_source_up'),
      '#D11805',
      '{{source}} can not be read',
      'by {{instance}}'
    ),
    variables.annotation(
      'License servers down',
      'min by (app, host, port) (1 - %s) > 0' % queries.of('license_server_up'),
      '#D11805',
      'license server {{port}}@{{host}} is down',
      'app {{app}}'
    ),
    variables.annotation(
      'Alerts',
      'ALERTS{alertname=~"License.*|Slurm.*",alertstate="firing"}',
      '#EFB106',
      '{{alertname}}',
      '{{severity}} {{cluster}} {{tool}} {{license_name}} {{app}} {{feature}} {{instance}}'
    ),
  ],
}
