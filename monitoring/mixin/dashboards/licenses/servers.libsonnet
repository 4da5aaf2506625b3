// The license servers in their own right, whether a tool names their features or not.
local p = import '../panels.libsonnet';

function(config) {
  local q = (import '../queries.libsonnet')(config),
  local by_feature = ['app', 'feature', 'vendor', 'cluster'],
  local of_features(family) = q.largest(by_feature, q.now(family)),
  local unknown_percent = 100 * config.fullRatio - 0.5,
  local used = of_features('license_feature_used'),
  local used_percent = '100 * %s / (%s > 0 < Inf)' % [used, of_features('license_feature_issued')],
  local column(name, family, properties={}) =
    p.column(name, '%s or NaN * %s' % [of_features(family), q.largest(by_feature, q.seen(family))], properties),
  local expiration = 'min by (%s) (%s)' % [std.join(', ', by_feature), q.expiry],

  local features = p.table(
    'Features, the fullest first',
    |||
      Every feature of every license manager, also those that no tool names. Used is what the server counts; reserved seats
      may be used or not; queued ones are waited for, and are no part of used. Borrowed: held until a time that has not come.
      ∞: no limit. A question mark: told within three days and not now, so its server or daemon is down, or could not tell it;
      it stands above what is fine.
      What to do: full and queued, `slurmlic show TOOL` names who has the seats. Expiry: the first license of the feature.
    |||,
    'sort_desc(%s or %g * %s or 0 * %s)' % [
      used_percent,
      unknown_percent,
      '(%s unless %s)' % [q.largest(by_feature, '%s ^ 0' % q.seen('license_feature_used')), used],
      used,
    ],
    [p.key('app', 'App'), p.key('feature', 'Feature'), p.key('vendor', 'Daemon'), p.key('cluster', 'Cluster')],
    [
      column('Issued', 'license_feature_issued', p.width(80)),
      column('Used', 'license_feature_used', p.width(80)),
      p.column('In use', used_percent, p.gauge('seats', 100) + p.unit('percent')),
      column('Reserved', 'license_feature_reservations', p.width(80)),
      column('Queued', 'license_feature_queued', p.width(80) + p.coloured([[null, 'text'], [1, p.colour.waiting]])),
      column('Borrowed', 'license_feature_borrowed', p.width(80)),
      p.column('Expires', '1000 * (%s < Inf)' % expiration, { unit: 'time:YYYY-MM-DD' } + p.width(105)),
      p.column('Days left', '(%s - time()) / 86400 < Inf' % expiration, p.width(90) + p.coloured(
        [[null, 'text'], [-1e6, p.colour.bad], [config.expiryCriticalDays, 'text']]
      )),
    ],
  ),

  local peaks = q.largest(by_feature, q.peak('license_feature_used')),
  local over_time = p.lines(
    'Features that were fullest',
    |||
      Seats in use, in percent of those issued, of the eight features that were fullest in this time: the peak since the point
      before. A hole: the server or its daemon was down, or could not tell it.
      What to do: what is at 100 every day is short; `How many do we need` says how much would have been enough.
    |||,
    [p.query('100 * %s / (%s > 0 < Inf) and topk(8, %s / (%s > 0 < Inf))' % [
      peaks,
      q.largest(by_feature, q.peak('license_feature_issued')),
      q.largest(by_feature, 'max_over_time(%s[$__range] @ end())' % q.of('license_feature_used')),
      q.largest(by_feature, 'max_over_time(%s[$__range] @ end())' % q.of('license_feature_issued')),
    ], '{{app}} {{feature}} {{cluster}}')],
    axis='of the seats issued',
    unit='percent',
  ) + { fieldConfig+: { defaults+: { min: 0 } } },

  local by_user = ['app', 'feature', 'user', 'cluster'],
  local users = p.table(
    'Users with the most seats',
    |||
      Where the settings ask for users (`users = N`): the fifty with the most seats of a feature now; `other` is all the rest
      of it.
      What to do: `slurmlic show TOOL` also tells their hosts, and since when.
    |||,
    'sort_desc(topk(50, %s))' % q.largest(by_user, q.now('license_feature_users')),
    [
      p.key('user', 'User', p.width(120)),
      p.key('feature', 'Feature', p.width(150)),
      p.key('app', 'App', p.width(100)),
      p.key('cluster', 'Cluster', p.width(80)),
    ],
    [p.column('Seats', 'topk(50, %s)' % q.largest(by_user, q.now('license_feature_users')), p.gauge('seats'))],
  ),

  local up_or_down = p.status({ '0': ['DOWN', 'bad'], '1': ['up', 'good'] }),
  local by_server = ['cluster', 'app', 'host', 'port'],
  local server_up = q.largest(by_server, q.now('license_server_up')),
  local server_seen = '(%s unless %s)' % [q.largest(by_server, q.seen('license_server_up')), server_up],
  local manager = q.largest(['app', 'manager', 'cluster'], q.now('license_app_info')),
  local servers = p.table(
    'License servers, down ones first',
    |||
      Each license server, as any host sees it. Three of one app are a triad: two of them must be up. A question mark: nobody
      could say, and somebody could within three days.
      What to do: log in there and look at its log; ask it from here, for FlexLM `lmutil lmstat -a -c PORT@HOST`.
    |||,
    'sort(%s or 0.5 * %s ^ 0)' % [server_up, server_seen],
    [
      p.key('app', 'App', p.width(100)),
      p.key('manager', 'Manager', p.width(80)),
      p.key('port', 'Port', p.width(65)),
      p.key('host', 'Host'),
      p.key('cluster', 'Cluster', p.width(80)),
    ],
    [
      p.column('Status', '%s or NaN * %s' % [server_up, server_seen], p.width(80) + up_or_down),
      p.column('Master', '%s == 1' % q.largest(by_server, q.now('license_server_up', 'master="true"')), p.width(70) + {
        mappings: [{ type: 'value', options: { '1': { text: 'yes', index: 0 } } }],
      }),
    ],
    joined=[manager],
  ),

  local by_daemon = ['cluster', 'app', 'daemon'],
  local daemon_up = q.largest(by_daemon, q.now('license_daemon_up')),
  local daemon_seen = '(%s unless %s)' % [q.largest(by_daemon, q.seen('license_daemon_up')), daemon_up],
  local daemons = p.table(
    'Vendor daemons, down ones first',
    |||
      Each vendor daemon, as any host sees it. Its license server can be up while the daemon is down: then its features are
      not served.
      What to do: the log of the daemon; for FlexLM `lmutil lmreread`.
    |||,
    'sort(%s or 0.5 * %s ^ 0)' % [daemon_up, daemon_seen],
    [p.key('app', 'App', p.width(100)), p.key('daemon', 'Daemon', p.width(110)), p.key('cluster', 'Cluster', p.width(80))],
    [p.column('Status', '%s or NaN * %s' % [daemon_up, daemon_seen], p.width(80) + up_or_down)],
  ),

  local least_up = [q.largest(by_server, q.least('license_server_up')), q.largest(by_daemon, q.least('license_daemon_up'))],
  local not_said = '(%s unless on (app, cluster) %s)' % [
    q.largest(['app', 'cluster'], q.seen('license_server_up')),
    least_up[0],
  ],
  local down = p.lines(
    'License servers and daemons down',
    |||
      Of each app, how many of its license servers and vendor daemons were down since the point before. One of a triad may be
      down without harm, two stop it. The green line: somebody could say, of all apps. A hole: of some nobody could.
      What to do: the two tables beside name them.
    |||,
    [
      p.query('sum by (app) (1 - %s or 1 - %s) > 0' % least_up, '{{app}}'),
      p.query('0 * count(%s or %s) unless on () %s' % (least_up + [not_said]), 'none'),
    ],
    axis='down',
  ) + p.trouble('bad'),

  row: p.row('License servers', [
    p.line(9, [[24, features]]),
    p.line(8, [[14, over_time], [10, users]]),
    p.line(8, [[11, servers], [6, daemons], [7, down]]),
  ], repeat='servers'),
}.row
