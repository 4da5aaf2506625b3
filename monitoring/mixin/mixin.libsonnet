// The dashboards, rules and alerts of slurmlic as a monitoring mixin. To change a threshold, put your own values on top:
//   (import 'mixin.libsonnet') + { _config+:: { freshness: 1800 } }
(import 'config.libsonnet') +
(import 'rules.libsonnet') +
(import 'alerts.libsonnet') +
(import 'dashboards.libsonnet')
