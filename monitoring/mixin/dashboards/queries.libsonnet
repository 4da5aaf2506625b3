// Pieces of PromQL that all panels are made of. Several hosts may publish the same licenses: the largest number counts, not
// the sum.
function(config) {
  local matchers(list) = std.join(',', [one for one in list + [config.selector] if one != '']),

  // A host whose file is old tells nothing: it has written none for config.freshness seconds, so that the time of its last
  // run is what it was then. Its clock may be wrong: two times of one clock are compared. It is the variable `old` of a
  // dashboard.
  // Grafana escapes the quotes of a variable, so it has no matchers.
  old_hosts: '%(run)s == %(run)s offset %(freshness)ds' % {
    run: 'slurmlic_last_run_timestamp_seconds',
    freshness: config.freshness,
  },
  run:: 'slurmlic_last_run_timestamp_seconds' + (if config.selector == '' then '' else '{%s}' % config.selector),

  // Whatever the cluster.
  named(families): '{%s}' % matchers(['__name__=~"%s"' % families]),

  // Series that have a cluster only if the scrape configuration gives it one; the hosts that tell nothing are left out.
  of(family, match=''): '%s{%s}' % [family, matchers([match, 'cluster=~"$cluster|"'])],
  now(family, match=''): self.of(family, match) + self.unless_old,
  unless_old:: ' unless on (instance, cluster) $old',

  // The peak, or the least, in the time that a point of a line stands for.
  peak(family, match=''): 'max_over_time(%s[$__interval])%s' % [self.of(family, match), self.unless_old],
  least(family, match=''): 'min_over_time(%s[$__interval])%s' % [self.of(family, match), self.unless_old],

  // Series whose cluster slurmlic itself tells (--cluster): the time of its run has none.
  of_cluster(family, match=''): '%s{%s}' % [family, matchers([match, 'cluster=~"$cluster"'])],
  now_of_cluster(family, match=''): self.of_cluster(family, match) + self.unless_old_either,
  peak_of_cluster(family, match=''):
    'max_over_time(%s[$__interval])%s' % [self.of_cluster(family, match), self.unless_old_either],
  unless_old_either:: '%s unless on (instance) slurmlic_last_run_timestamp_seconds{cluster=""} == $old' % self.unless_old,

  // The number that most hosts agree on is not looked for: the largest counts, of each cluster, and clusters are added up.
  largest(labels, expr): 'max by (%s) (%s)' % [std.join(', ', labels), expr],
  sum(labels, expr): 'sum%s (%s)' % [
    if labels == [] then '' else ' by (%s)' % std.join(', ', labels),
    self.largest(labels + ['cluster'], expr),
  ],

  // What was told some time in the last three days, for rows of tables that must not vanish while a source is down. Looked at
  // four times an hour, which is cheap.
  seen(family, match=''): 'last_over_time(%s[3d:15m])' % self.of(family, match),
  seen_of_cluster(family, match=''): 'last_over_time(%s[3d:15m])' % self.of_cluster(family, match),

  // The hosts that have written a file lately.
  live_hosts: '%s unless $old' % $.run,

  // Seconds since a time that a host told, by the clock of that host if node_exporter tells it.
  age(expr): '((max by (instance, cluster) (node_time_seconds) - on (instance, cluster) group_right () %s) or (time() - %s))' %
             [expr, expr],

  // Seconds that the clock of a host is ahead of Prometheus's; behind is negative. node_exporter tells it unless its time
  // collector is off. Without it: a file is never read before it is written, and one is read within five minutes, so only
  // what is beyond is told.
  local run = self.of('slurmlic_last_run_timestamp_seconds'),
  local by_runs = 'max_over_time((%s - timestamp(%s))[%ds:1m])%s' % [run, run, config.freshness, self.unless_old],
  local by_hosts = 'max by (instance, cluster) (node_time_seconds - timestamp(node_time_seconds))',
  clock_skew: '(%(by_hosts)s and on (instance, cluster) %(run)s' % { by_hosts: by_hosts, run: run } +
              ' or on (instance, cluster) %(by_runs)s > 0 or on (instance, cluster) %(by_runs)s < -300)' %
              { by_runs: '(%s)' % by_runs },
}
