// When licenses expire: one alert for all features of an app that expire on a day. lmstat -a tells a date only while its
// feature is in use, so a date is remembered; that of an expired one for a day, as nobody tells whether it was renewed since.
function(config, p)
  local day = 'feature:license_feature_expiration_timestamp_seconds:day';
  local held = 'feature:license_feature_expiration_timestamp_seconds:held';
  local byDay(condition) = |||
    count_values without (feature) (
      "day",
      %s
      and %s
    )
  ||| % [day, condition];
  local mostNamed = 20;
  local names = {
    day: '{{ reReplaceAll "(....)(..)(..)" "$1-$2-$3" $labels.day }}',
    // Backquoted: a name of a feature or app may hold any byte.
    features: std.rstripChars(|||
      {{ range query (printf `topk(%d, %s{app=%%q,cluster=%%q,exported_cluster=%%q} == %%s)` $labels.app $labels.cluster
      $labels.exported_cluster $labels.day) | sortByLabel "feature" }} {{ .Labels.feature }}{{ end }}{{ if gt $value %d.0 }} and
      more{{ end }}
    ||| % [mostNamed, day, mostNamed], '\n'),
    hold: p.words(config.expiryHold),
  };
  local expiring(severity, from, to) = p.alert(
    'LicenseExpiring',
    severity,
    byDay('%s > time() + %d * 86400 <= time() + %d * 86400' % [held, from, to]),
    '%(app)s: licenses expire on %(day)s, features: %(count)s',
    |||
      Licenses of {{ $labels.app }} expire on %(day)s, in less than %(days)d days:%(features)s. Order their renewal, put the
      new license file on the license server, and have it read (FlexLM: `lmutil lmreread`). A date that the server does not
      tell any more is remembered for %(hold)s; `expiry = true` in slurmlic.toml asks for all of them.
    |||,
    values=names { days: to }
  );
  [
    expiring('warning', config.expiryCriticalDays, config.expiryWarningDays),
    expiring('critical', 0, config.expiryCriticalDays),
    p.alert(
      'LicenseExpired',
      'critical',
      byDay('%s <= time()\n  and last_over_time(feature:license_feature_expiration_timestamp_seconds:min[1d])' % held),
      '%(app)s: licenses expired on %(day)s, features: %(count)s',
      |||
        Licenses of {{ $labels.app }} expired on %(day)s (UTC):%(features)s. Their seats are gone, or will be when the day ends
        in the time zone of the server. Put the renewed license file on the license server and have it read. If it has been
        renewed already, take the old lines out of the license file.
      |||,
      values=names
    ),
  ]
