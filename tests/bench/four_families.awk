# The four families of `scontrol show lic`, each in one piece as the exposition format asks for. Nothing is escaped or
# checked, and no name with a blank survives.
BEGIN { FS = "[ =]+" }
/^LicenseName=/ { name = $2; next }
{
    names[++n] = name
    total[n] = $3
    used[n] = $5
    free[n] = $7
    reserved[n] = $9
}
END {
    for (i = 1; i <= n; ++i) print "slurm_licenses_free{license_name=\"" names[i] "\"} " free[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_reserved{license_name=\"" names[i] "\"} " reserved[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_total{license_name=\"" names[i] "\"} " total[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_used{license_name=\"" names[i] "\"} " used[i]
}
