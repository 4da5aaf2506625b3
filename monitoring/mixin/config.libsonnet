// What a site may want to change, for the rules, the alerts and the dashboards. `mixin.libsonnet` says how.
{
  _config+:: {
    // Only series that match are looked at: '' or label matchers, such as 'job="node"'.
    selector: '',
    // A host whose file is older tells nothing (seconds).
    freshness: 900,
  },
}
