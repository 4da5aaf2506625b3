// slurmlic itself, host by host.
function(config, p)
  local down = 'instance:slurmlic_source_up:down';
  local old = 'instance:slurmlic_last_run:old';
  local values = {
    onHost: p.onHost,
    days: config.absentDays,
    replaced: config.absentReplaced,
    lastRun: p.raw('slurmlic_last_run_timestamp_seconds'),
    source: p.raw('slurmlic_source_up'),
  };
  [
    p.alert(
      'SlurmlicSourceDown',
      'warning',
      p.longEnough(down, config.minutesSource) + '\n',
      "%(slurmlic)s: {{ $labels.source }} can't be read",
      |||
        For most of the last %(window)s, slurmlic on {{ $labels.instance }} has not been able to read {{ $labels.source }}; its
        numbers are missing, and alerts about them are silent unless another host reads it. The reason is in %(journal)s.
      |||
    ),
    // An outage that lasts is SlurmlicSourceDown's, and does not count here: what is near it is found from both sides.
    p.alert(
      'SlurmlicSourceFlapping',
      'warning',
      |||
        changes(%(source)s[%(window)s]) >= %(changes)d
        and avg_over_time(
          (
            %(source)s
            unless count_over_time(%(down)s[%(around)s] offset -%(half)dm) >= %(minutes)d
          )[%(window)s:1m]
        ) <= %(share)g
        unless %(fires)s
      ||| % values {
        down: down,
        around: config.window,
        half: config.minutes,
        minutes: config.minutesSource,
        window: config.flappingWindow,
        changes: config.flappingChanges,
        share: config.flappingShare,
        fires: p.longEnough(down, config.minutesSource),
      },
      '%(slurmlic)s: {{ $labels.source }} fails again and again',
      |||
        In the last %(flappingWindow)s {{ $labels.source }} failed or came back %(count)s times on {{ $labels.instance }}, and
        its numbers have holes. Mostly its program answers too slowly (raise `timeout`), or one of several servers does not
        answer. See `slurmlic -v` there, and %(journal)s.
      |||,
      values={ flappingWindow: p.words(config.flappingWindow) },
      wait=config.window
    ),
    p.alert(
      'SlurmlicStale',
      'warning',
      'time() - last_over_time(%s[5m])\nand %s\n' % [old, p.longEnough(old)],
      '%(slurmlic)s last published %(age)s ago',
      |||
        The file of slurmlic on {{ $labels.instance }} is %(age)s old, and the rules no longer count it. Look at `systemctl
        status slurmlic.timer slurmlic.service` and `journalctl -u slurmlic` there: the timer may be off, the settings wrong,
        the disk full or the directory not writable.
      |||
    ),
    // Any host that had the file within some days: others that tell of the same licenses must not hide it. But one that was
    // renamed is gone for good, and is not told for long if all of its sources were replaced.
    p.alert(
      'SlurmlicAbsent',
      'warning',
      |||
        (
          last_over_time(%(lastRun)s[%(days)dd])
          unless %(lastRun)s
          unless %(onHost)s
          (
            last_over_time(%(source)s[%(days)dd])
            unless %(onHost)s last_over_time(%(lastRun)s[%(replaced)s])
            unless %(onHost)s
            (
              last_over_time(%(source)s[%(days)dd]) unless instance:slurmlic_source_up:replaced
            )
          )
        )
        or on () absent(%(lastRun)s)
      ||| % values,
      'Nothing from slurmlic {{ if $labels.instance }}on {{ $labels.instance }}%(cluster)s any more{{ else }}at all{{ end }}',
      |||
        {{ if $labels.instance }}Prometheus had the file of slurmlic from {{ $labels.instance }}, and gets it no longer. Is the
        host up, and node_exporter on it (`up`)?{{ else }}Prometheus has nothing from slurmlic, from any host: does it scrape
        node_exporter where slurmlic runs?{{ end }} Is slurm_licenses.prom in the directory that node_exporter reads
        (--collector.textfile.directory)? Is node_textfile_scrape_error 0?{{ if $labels.instance }} If slurmlic was removed
        there on purpose, silence this: it ends within %(days)d days.{{ end }}
      |||,
      values=values,
      wait=config.wait
    ),
    p.alert(
      'SlurmlicSkippedLines',
      'warning',
      p.lasting('instance:slurmlic_source_skipped_lines:found'),
      '%(slurmlic)s: lines of {{ $labels.source }} not understood: %(count)s',
      |||
        What stands in them is missing in the numbers of {{ $labels.source }}. %(journal)s quotes them. Where a license server
        could not tell a feature, its tools have no gap meanwhile: look at the vendor daemon. A name that came twice is to be
        renamed; if the form is new, please report it.
      |||
    ),
    p.alert(
      'SlurmlicClockSkew',
      'warning',
      p.lasting('instance:slurmlic_clock:ahead'),
      |||
        The clock of {{ $labels.instance }}%(cluster)s is {{ if gt $value 0.0 }}%(age)s ahead{{ else }}{{ $value |
        humanizeDuration | reReplaceAll "^-" "" }} behind{{ end }}
      |||,
      |||
        The clock of {{ $labels.instance }} and that of Prometheus differ, so what slurmlic publishes there has wrong times.
        See `timedatectl` there and on the host of Prometheus. If all hosts have this alert, it is Prometheus's clock. If the
        clocks agree, the file was written by another host.
      |||
    ),
    p.alert(
      'SlurmlicSyncFailed',
      'warning',
      p.longEnough('instance:slurmlic_sync_success:failed') + '\n',
      'slurmlic sync on {{ $labels.instance }}%(cluster)s: Slurm is not told of {{ $labels.tool }}',
      |||
        For most of the last %(window)s, `slurmlic sync --apply` on {{ $labels.instance }} had failed for {{ $labels.tool }} or
        had not run, so Slurm hands out its tokens by old numbers. Run `slurmlic sync {{ $labels.tool }}` there: it says why.
        See the timer or cron job that runs it, too.
      |||,
      dashboard='slurmlic-licenses?' + p.variable('tool')
    ),
  ]
