# The four families of `scontrol show lic`, each in one piece as the exposition format asks for, fields by their names as
# slurmlic reads them. Nothing is escaped or checked, and no name with a blank survives.
/^LicenseName=/ {
    name = substr($1, 13)
    next
}
{
    names[++n] = name
    for (i = 1; i <= NF; ++i) {
        split($i, field, "=")
        if (field[1] == "Total") total[n] = field[2]
        else if (field[1] == "Used") used[n] = field[2]
        else if (field[1] == "Free") free[n] = field[2]
        else if (field[1] == "Reserved") reserved[n] = field[2]
    }
}
END {
    for (i = 1; i <= n; ++i) print "slurm_licenses_free{license_name=\"" names[i] "\"} " free[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_reserved{license_name=\"" names[i] "\"} " reserved[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_total{license_name=\"" names[i] "\"} " total[i]
    for (i = 1; i <= n; ++i) print "slurm_licenses_used{license_name=\"" names[i] "\"} " used[i]
}
