// The dashboards, by the names of their files.
(import 'dashboards/licenses.libsonnet') +
(import 'dashboards/sizing.libsonnet')
