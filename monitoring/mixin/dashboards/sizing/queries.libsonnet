// The queries of "How many do we need". `kinds` are what is counted: Slurm's licenses, and the features of license servers.
function(config) {
  local q = (import '../queries.libsonnet')(config),

  // Numbers are looked at in a thousand moments of the chosen time: every 10 minutes of a week, every 43 of 30 days,
  // whatever the rhythm of slurmlic and Prometheus. So percentiles of 90 days cost little more than those of 7. This is no
  // round step, nor are the 11 minutes below: what begins at each full hour would always be seen, or never.
  local moment = '${__range_s}ms',
  local moments = '[$__range:%s]' % moment,
  // Enough for what hardly changes, or is told in percent.
  local hundred = '[$__range:${__range_s}0ms]',
  local count(expr, at) = 'count_over_time((%s)%s)' % [expr, at],
  local of_all(at) = 'scalar(%s)' % count('vector(1)', at),

  // A number counts until it is too old, so that a scrape every 5 minutes or a run that failed is no hole.
  local latest(selector) = 'last_over_time(%s[$fresh])' % selector,
  // The largest since the moment before.
  local peak(selector) = '(max_over_time(%s[%s]) or %s)' % [selector, moment, latest(selector)],
  local seen(selector) = 'last_over_time(%s[$__range])' % selector,

  // labels: what tells the rows of a table apart. selector(family, match): its series. unless_old: without those of old files.
  local kind(labels, selector, unless_old, families) = {
    local series(name) = selector(families[name][0], families[name][1]),
    local told(as, name, condition='') = q.largest(labels, as(series(name)) + condition + unless_old),
    has: told(latest, 'has'),
    used: told(latest, 'used'),
    waiting: told(latest, 'waiting'),
    // While a host tells so. Few series pass, which makes it cheap to look often.
    told_if(name, condition):: told(latest, name, condition),
    some_wait: told(latest, 'waiting', ' > 0'),
    // Unknown where one of the two is.
    wanted: '%s + %s' % [self.used, self.waiting],
    peak_used: told(peak, 'used'),
    peak_wanted: '%s + %s' % [self.peak_used, told(peak, 'waiting')],
    // Of any age: whatever there was in the chosen time has a row, and nothing else.
    seen: q.largest(labels, seen(series('has'))),
  },

  kinds: {
    slurm: kind(
      q.clusters + ['license_name', 'nodes'],
      function(family, match) q.of_cluster(family, 'license_name=~"$license"' + match),
      q.unless_old_either,
      {
        has: ['slurm_licenses_total', ''],
        used: ['slurm_licenses_used', ''],
        free: ['slurm_licenses_free', ''],
        waiting: ['slurm_licenses_requested', ',state="pending"'],
      }
    ) { none_free: self.told_if('free', ' == 0') },
    features: kind(
      ['cluster', 'app', 'feature', 'vendor'],
      function(family, match) q.of(family, 'app=~"$app",feature=~"$feature"' + match),
      q.unless_old,
      {
        has: ['license_feature_issued', ''],
        used: ['license_feature_used', ''],
        waiting: ['license_feature_queued', ''],
      }
    ) { none_free: '%s >= %s' % [self.used, self.has] },
  },

  // Each gives a number for each license or feature. A quantile of whole numbers may be a hair above one;
  // and 0 is not to be -0.
  local whole(expr) = 'ceil(%s - 0.001) + 0' % expr,
  quantile(share, expr): 'quantile_over_time(%s, (%s)%s)' % [share, expr, moments],
  most(expr): 'max_over_time((%s)%s)' % [expr, moments],
  has(kind): '(%s or last_over_time((%s)%s))' % [kind.has, kind.has, hundred],
  // Infinite where it is not known, for Grafana computes with it, and would take nothing for 0.
  enough(kind): '%s or Inf + (%s < Inf)' % [whole(self.quantile('0.99', kind.wanted)), kind.seen],
  // The same in a line: one number, of the whole time.
  enough_at_end(kind): whole('quantile_over_time(0.99, (%s)%s @ end())' % [kind.wanted, moments]),
  known(kind, expr): '100 * %s / %s and %s' % [count(expr, hundred), of_all(hundred), kind.seen],
  // 0 where something is known, and it was never so.
  local often = '[$__range:11m]',
  local hours(condition, told) = '%s / %s * $__range_s / 3600 or 0 * %s' % [
    count(condition, often),
    of_all(often),
    count(told, hundred),
  ],
  // A total of 0 is not full.
  hours_full(kind): '(%s) * (%s > bool 0)' % [hours(kind.none_free, kind.used), self.has(kind)],
  hours_waited(kind): '(%s) and %s' % [hours(kind.some_wait, kind.waiting), kind.seen],

  // The last seven days of the chosen time, and the seven before.
  week(kind, offset=''): whole('quantile_over_time(0.99, (%s)[7d:20m]%s)' % [kind.wanted, offset]),

  // Of one license or feature: the largest since the point before.
  line(expr, offset=''): 'max_over_time((%s)[$__interval:1m]%s)' % [expr, offset],

  // The trend is a straight line through what would have been enough in the week before each day: weekends do not bend it.
  weekly(kind): 'quantile_over_time(0.99, (%s)[7d:200m])' % kind.wanted,
  local days(kind) = '(%s)[$__range:1d]' % self.weekly(kind),
  // Something is known of at least three weeks. Counted in pieces of five hours, so that no hour of the day decides.
  local pieces(kind) = '%s >= 21 * 24 / 5' % count(kind.wanted, '[$__range:5h]'),
  growth(kind): '30 * 86400 * deriv(%s) and %s' % [days(kind), pieces(kind)],

  // When the line crosses what there is: only if it rises and the numbers lie along it (a correlation of 0.9 or more, where
  // 3.46 = sqrt(12) belongs to numbers at even distances), and only in the next two years.
  local line_rises(kind) = 'deriv(%(days)s) > 0.9 * 3.46 * stddev_over_time(%(days)s) / (5 * 3600 * (%(pieces)s))' % {
    days: days(kind),
    pieces: pieces(kind),
  },
  local crossing(kind) = 'clamp_min(time() + (%s - predict_linear(%s, 0)) / (%s), time()) < time() + 2 * 365 * 86400' % [
    self.has(kind),
    days(kind),
    line_rises(kind),
  ],
  // In milliseconds. What is no date is one of these, which sort behind all dates.
  unknown_date:: '10000000000000',
  never:: '20000000000000',
  runs_out(kind): std.join(' or ', [
    '1000 * (0 * (%s > %s) + time())' % [self.weekly(kind), self.has(kind)],
    '1000 * (%s)' % crossing(kind),
    '%s + 0 * (%s)' % [self.never, pieces(kind)],
    // Not 0 * what there is: that is no number where there is no limit.
    '%s + clamp_max(%s, 0)' % [self.unknown_date, kind.seen],
  ]),
}
