// Slurm and the license servers compared. Of outside, idle and gap one fires for a tool: seats outside Slurm hurt most, and
// the gap is for sites that do not ask squeue, where nobody knows whose it is.
function(config, p)
  local outside = 'tool:license_tool_outside_slurm:high';
  local idle = 'tool:license_tool_idle_in_slurm:high';
  local outsideFires = p.longEnough(outside);
  local idleFires = p.longEnough(idle, config.longMinutes, config.longWindow);
  [
    p.alert(
      'LicensesOutsideSlurm',
      'warning',
      p.lasting(outside),
      '%(tool)s: %(count)s seats are in use outside Slurm',
      |||
        Users hold %(count)s seats of {{ $labels.tool }} for which they have no tokens in Slurm, so jobs may start and find no
        seat. Run `slurmlic gap {{ $labels.tool }}` on the host of slurmlic: it names the users and the hosts. Have them ask
        for the license (`sbatch --licenses`), or have `slurmlic sync` tell Slurm what is used outside. If the same people have
        idle tokens under another name, see [users] in slurmlic.toml(5).
      |||,
      dashboard='slurmlic-licenses?' + p.variable('tool')
    ),
    p.alert(
      'LicensesIdleInSlurm',
      'warning',
      p.lasting(idle, config.longMinutes, config.longWindow) + 'unless %s\n' % p.lately(outsideFires, config.longWindow),
      '%(tool)s: %(count)s tokens lie idle in Slurm',
      |||
        Jobs hold %(count)s tokens of {{ $labels.tool }} for which they have no seats on the license servers, and keep other
        jobs waiting. Run `slurmlic gap {{ $labels.tool }}` on the host of slurmlic: it names the users and the jobs. Have them
        ask for fewer, or only for the step that needs them.
      |||,
      dashboard='slurmlic-licenses?' + p.variable('tool')
    ),
    p.alert(
      'LicenseGap',
      'warning',
      p.lasting('tool:license_tool_gap:high') + 'unless %s\nunless %s\n' % [outsideFires, idleFires],
      '%(tool)s: seats less tokens is %(signed)s',
      |||
        The license servers' count of {{ $labels.tool }} is %(signed)s or so away from Slurm's: {{ if gt $value 0.0 }}seats are
        in use outside Slurm{{ else }}jobs hold tokens that they do not use{{ end }}. Whose they are is not known, as slurmlic
        does not ask squeue. Compare the two sides on the host of slurmlic: `slurmlic show {{ $labels.tool }}`.
      |||,
      dashboard='slurmlic-licenses?' + p.variable('tool')
    ),
    p.alert(
      'SlurmTotalAboveIssued',
      'warning',
      p.lasting('tool:slurm_licenses_total:above_issued'),
      '%(tool)s: Slurm hands out more than is issued',
      |||
        The licenses of {{ $labels.tool }} have %(count)s tokens in Slurm, which is more than the seats that are issued: jobs
        will start and find none. Compare `scontrol show lic` with the license server; then lower the totals in slurm.conf or
        sacctmgr, or see why fewer seats are served (an expired or replaced license file).
      |||,
      dashboard='slurmlic-licenses?' + p.variable('tool')
    ),
  ]
