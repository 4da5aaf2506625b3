// License servers and their daemons.
function(config, p)
  // Soon after it fails; until it is up again for 5 minutes, so that one which comes and goes is one alert.
  local down(condition, up) = |||
    %s
    unless min_over_time(%s[5m]) == 1
  ||| % [p.longEnough(condition, config.minutesDown), up];
  [
    p.alert(
      'LicenseServerDown',
      'critical',
      down('server:license_server_up:down', 'server:license_server_up:max') + |||
        unless server:license_server_up:degraded
        unless app:license_server_up_master:sum > 0
      |||,
      |||
        %(app)s: {{ if $labels.host }}server {{ $labels.port }}@{{ $labels.host }} is down{{ else }}no server of it is the
        MASTER{{ end }}
      |||,
      |||
        A license server of {{ $labels.app }}, or so many of its triad that the others have no quorum, does not answer: its
        licenses can't be checked out. See the license server and its log on {{ if $labels.host }}{{ $labels.host }}{{ else
        }}the servers{{ end }}, and what `slurmlic doctor` says on the host of slurmlic. If licenses still work, the program
        that asks or that host's network is at fault.
      |||
    ),
    p.alert(
      'LicenseTriadDegraded',
      'warning',
      p.lasting('server:license_server_up:degraded') + 'unless ignoring (host, port) server:license_server_up:down\n',
      '%(app)s: server {{ $labels.port }}@{{ $labels.host }} of the triad is down',
      |||
        The other two servers of the triad of {{ $labels.app }} still serve all licenses; when one more fails, none are served.
        Bring the license server on {{ $labels.host }} back: see its log there, and `slurmlic doctor`.
      |||
    ),
    p.alert(
      'LicenseDaemonDown',
      'critical',
      down('daemon:license_daemon_up:down', 'daemon:license_daemon_up:max'),
      '%(app)s: vendor daemon {{ $labels.daemon }} is down',
      |||
        The license server of {{ $labels.app }} answers, but its vendor daemon {{ $labels.daemon }} does not: the features of
        this daemon can't be checked out. See the log of {{ $labels.daemon }} on the license server; with FlexLM try `lmutil
        lmreread`, or start the license server again.
      |||
    ),
  ]
