// Pieces of PromQL that all panels are made of. Several hosts may publish the same licenses: the largest number counts, not
// the sum.
function(config) {
  local matchers(list) = std.join(',', [one for one in list + [config.selector] if one != '']),

  // A host whose file is old tells nothing: it has written none for config.freshness seconds, so that the time of its last
  // run is what it was then. Its clock may be wrong: two times of one clock are compared. These are the variables `fresh` and
  // `old` of a dashboard: Grafana puts no variable into another one, and escapes quotes, so `old` has no matchers.
  fresh: '%ds' % config.freshness,
  old_hosts: '%(run)s == %(run)s offset %(fresh)s' % {
    run: 'slurmlic_last_run_timestamp_seconds',
    fresh: $.fresh,
  },
  run:: 'slurmlic_last_run_timestamp_seconds' + (if config.selector == '' then '' else '{%s}' % config.selector),

  // Whatever the cluster.
  named(families): '{%s}' % matchers(['__name__=~"%s"' % families]),

  // Series that have a cluster only if the scrape configuration gives it one; the hosts that tell nothing are left out.
  of(family, match=''): '%s{%s}' % [family, matchers([match, 'cluster=~"$cluster|"'])],
  now(family, match=''): self.of(family, match) + self.unless_old,
  unless_old:: ' unless on (instance, cluster) $old',

  // The peak, or the least, in the time that a point of a line stands for: of the hosts that wrote a file in that time, also
  // if the point is of an hour and the host stopped half an hour ago.
  peak(family, match=''): 'max_over_time(%s[$__interval])%s' % [self.of(family, match), self.unless_old + self.all_along],
  least(family, match=''): 'min_over_time(%s[$__interval])%s' % [self.of(family, match), self.unless_old + self.all_along],
  all_along:: ' == %s offset $__interval' % self.run,

  // Series whose cluster slurmlic itself tells (--cluster): the time of its run has none.
  of_cluster(family, match=''): '%s{%s}' % [family, matchers([match, 'cluster=~"$cluster"'])],
  now_of_cluster(family, match=''): self.of_cluster(family, match) + self.unless_old_either,
  peak_of_cluster(family, match=''):
    'max_over_time(%s[$__interval])%s' % [self.of_cluster(family, match), self.either(self.all_along)],
  unless_old_either:: self.either(''),
  either(all_along)::
    self.unless_old + all_along + ' unless on (instance) slurmlic_last_run_timestamp_seconds{cluster=""} == $old' + all_along,

  // The number that most hosts agree on is not looked for: the largest counts, of each cluster, and clusters are added up.
  largest(labels, expr): 'max by (%s) (%s)' % [std.join(', ', labels), expr],
  local total(labels, expr) = 'sum%s (%s)' % [if labels == [] then '' else ' by (%s)' % std.join(', ', labels), expr],
  sum_of_known(labels, expr, each=['cluster']): total(labels, self.largest(labels + each, expr)),
  // No number (NaN) if a part was told lately (`seen`) and is not told now: the rest would look like all.
  sum(labels, expr, seen, each=['cluster']):
    total(labels, '%s or NaN * %s' % [self.largest(labels + each, expr), self.largest(labels + each, seen)]),
  // A scrape configuration that has a cluster of its own calls slurmlic's exported_cluster.
  clusters: ['cluster', 'exported_cluster'],

  // What was told some time in the last three days, for rows of tables that must not vanish while a source is down. Looked at
  // four times an hour, which is cheap.
  seen(family, match=''): 'last_over_time(%s[3d:15m])' % self.of(family, match),
  seen_of_cluster(family, match=''): 'last_over_time(%s[3d:15m])' % self.of_cluster(family, match),
  // A date of expiry is remembered for as long as the alerts do.
  expiry: '%s or last_over_time(%s[%s:1h])' % [
    self.now('license_feature_expiration_timestamp_seconds'),
    self.of('license_feature_expiration_timestamp_seconds'),
    config.expiryHold,
  ],

  // The hosts that have written a file lately.
  live_hosts: '%s unless $old' % $.run,

  // Seconds since a time that a host told, by the clock of that host if node_exporter tells it.
  age(expr): '((max by (instance, cluster) (node_time_seconds) - on (instance, cluster) group_right () %s) or (time() - %s))' %
             [expr, expr],

  // Seconds that the clock of a host is ahead of Prometheus's; behind is negative. node_exporter tells it unless its time
  // collector is off. Without it: a file is never read before it is written, and one is read within five minutes, so only
  // what is beyond is told.
  local run = self.of('slurmlic_last_run_timestamp_seconds'),
  local by_runs = 'max_over_time((%s - timestamp(%s))[$fresh:1m])%s' % [run, run, self.unless_old],
  local by_hosts = 'max by (instance, cluster) (node_time_seconds - timestamp(node_time_seconds))',
  clock_skew: '(%(by_hosts)s and on (instance, cluster) %(run)s' % { by_hosts: by_hosts, run: run } +
              ' or on (instance, cluster) %(by_runs)s > 0 or on (instance, cluster) %(by_runs)s < -300)' %
              { by_runs: '(%s)' % by_runs },
}
