// What jobs wait for: of each license and cluster, as the alert LicenseExhausted counts it.
function(q) {
  local labels = ['license_name'] + q.clusters,
  local of_licenses(family, match='') = q.largest(labels, q.now_of_cluster(family, match)),
  local pending = 'state="pending"',

  free: of_licenses('slurm_licenses_free'),
  requested: of_licenses('slurm_licenses_requested', pending),
  unexplained: of_licenses('slurm_licenses_unexplained'),

  // What is reserved is for others; of layers that share a name, none has enough.
  local layers(family) = q.largest(labels + ['nodes'], q.now_of_cluster(family)),
  local available = '%s (%s - %s or %s)' % [
    'max by (%s)' % std.join(', ', labels),
    layers('slurm_licenses_free'),
    layers('slurm_licenses_reserved'),
    layers('slurm_licenses_free'),
  ],
  local of_a_job = '(%s / %s or clamp_max(%s, 1))' % [
    self.requested,
    of_licenses('slurm_licenses_jobs', pending),
    self.requested,
  ],
  exhausted: '%s > 0 and %s < %s' % [self.requested, available, of_a_job],

  // Licenses that squeue tells nothing of, and clusters that no host tells of any more.
  without_squeue(told): '%s unless %s' % [self.free, told],
  lost_clusters: '%s unless on (%s) %s' % [
    q.largest(q.clusters, q.seen_of_cluster('slurm_licenses_free')),
    std.join(', ', q.clusters),
    self.free,
  ],
}
