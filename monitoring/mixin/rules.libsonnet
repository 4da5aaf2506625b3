// What the alerts and a federation need, and no more: facts, one series each whoever tells of it, and conditions, which are
// recorded only while something is wrong.
//
// - Several hosts may publish the same licenses: facts lose the labels of a host, so there is one alert however many hosts tell
//   of it. Other labels stay: cluster, and what a scrape configuration adds.
// - A host whose file is old tells nothing here: SlurmlicStale is about it. A wrong clock makes no file old: SlurmlicClockSkew
//   is about it.
// - A source that is down has no series, nor has a feature that a license server could not tell: SlurmlicSourceDown and
//   SlurmlicSkippedLines are about them.
// - Where Prometheus scrapes every 5 minutes, one evaluation in five may find no sample. It counts as not known, as does a
//   failed run: the alerts look at 30 minutes. So nothing here looks back further than Prometheus does by itself.
{
  local config = self._config,
  local p = (import 'promql.libsonnet')(config),
  local facts = (import 'rules/facts.libsonnet')(config, p),
  local conditions = (import 'rules/conditions.libsonnet')(config, p),

  prometheusRules+:: {
    groups: [
      // A date is kept for days: a sample every 30 minutes says as much, and is read in no time. A renewal may name another
      // vendor, and ends the old date.
      {
        name: 'slurmlic_expiry',
        interval: '30m',
        rules: [{
          record: 'feature:license_feature_expiration_timestamp_seconds:min',
          expr: |||
            min without (%s) (
              last_over_time(%s[30m])
              unless %s host:slurmlic_last_run:old
            )
          ||| % [
            std.join(', ', config.hostLabels + ['vendor']),
            p.raw('license_feature_expiration_timestamp_seconds'),
            p.onHost,
          ],
        }],
      },
      // The alerts count the samples of the conditions: one a minute.
      { name: 'slurmlic', interval: '1m', rules: facts + conditions },
    ],
  },
}
