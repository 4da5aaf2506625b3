// License servers and their daemons.
function(config, p)
  // Soon after it fails; until it is known to be up for as long, so that one which comes and goes is one alert.
  local fires(down) = |||
    sum_over_time(%(down)s[%(window)s]) >= %(minutes)d
    and (last_over_time(%(down)s[%(window)s]) == 1 or max_over_time(%(down)s[%(minutes)dm]) == 1)
  ||| % { down: down, window: config.window, minutes: config.minutesDown };
  local serverDown = 'server:license_server_up:down';
  [
    p.alert(
      'LicenseServerDown',
      'critical',
      fires(serverDown),
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
      p.lasting('server:license_server_up:degraded') +
      'unless ignoring (host, port) last_over_time(%s[%s]) == 1\n' % [serverDown, config.window],
      '%(app)s: server {{ $labels.port }}@{{ $labels.host }} of the triad is down',
      |||
        The other two servers of the triad of {{ $labels.app }} still serve all licenses; when one more fails, none are served.
        Bring the license server on {{ $labels.host }} back: see its log there, and `slurmlic doctor`.
      |||
    ),
    p.alert(
      'LicenseDaemonDown',
      'critical',
      fires('daemon:license_daemon_up:down'),
      '%(app)s: vendor daemon {{ $labels.daemon }} is down',
      |||
        The license server of {{ $labels.app }} answers, but its vendor daemon {{ $labels.daemon }} does not: the features of
        this daemon can't be checked out. See the log of {{ $labels.daemon }} on the license server; with FlexLM try `lmutil
        lmreread`, or start the license server again.
      |||
    ),
  ]
