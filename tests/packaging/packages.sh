#!/bin/bash
# packages.sh BUILD             makes the packages of that build folder twice and checks them: the same bytes, one version
#                               everywhere, all that belongs in them, a static program, and nothing for lintian, rpmlint
#                               and shellcheck to say
# packages.sh [--keep FOLDER]   the same of the release build here and a new one in another place; --keep copies them there
set -euo pipefail

keep='' build=''
if [ $# = 2 ] && [ "$1" = --keep ]; then
    mkdir -p "$2" && keep=$(cd "$2" && pwd)
elif [ $# = 1 ] && [ -f "$1/CPackConfig.cmake" ]; then
    build=$(cd "$1" && pwd)
elif [ $# != 0 ]; then
    echo "usage: packages.sh BUILD | [--keep FOLDER]" >&2
    exit 2
fi
source=$(cd "$(dirname "$0")/../.." && pwd)
for tool in cmake cpack gzip rpm rpmbuild rpm2cpio cpio rpmlint dpkg-deb shellcheck readelf; do
    command -v "$tool" >/dev/null || { echo "packages.sh: $tool is missing (.ci/deps installs it)" >&2 && exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH

# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"
silent() { local said && said=$("$@" 2>&1) && { [ -z "$said" ] || { echo "$said" && false; }; }; }

# --- Twice: another folder, another umask, another hour
quietly() { "$@" >"$work/log" 2>&1 || { tail -40 "$work/log" && exit 1; }; }
build_in() { # FOLDER TO: its packages go to TO
    rm -rf "$1/build/packages"
    (cd "$1" && quietly cmake --workflow --preset release)
    cp -r "$1/build/packages" "$2"
}
if [ -n "$build" ]; then
    quietly cpack --config "$build/CPackConfig.cmake" -B "$work/first"
    (umask 077 && TZ=Asia/Tokyo quietly cpack --config "$build/CPackConfig.cmake" -B "$work/second/place")
    mv "$work/second" "$work/in" && mv "$work/in/place" "$work/second"
else
    build_in "$source" "$work/first"
    (
        umask 077
        mkdir -p "$work/a/second/place"
        tar -C "$source" --exclude=./build --exclude=./.git -cf - . | tar -C "$work/a/second/place" --no-same-permissions -xf -
        find "$work/a" -exec touch {} + # no times of the checkout
        unset CMAKE_CXX_COMPILER_LAUNCHER
        TZ=Asia/Tokyo build_in "$work/a/second/place" "$work/second"
    )
fi
packages=$work/first
sums() { (cd "$1" && find . -maxdepth 1 -type f -exec sha256sum {} + | sort -k2); }
[ -z "$keep" ] || cp "$packages"/slurmlic* "$keep/"
check "twice the same three packages" diff <(sums "$packages") <(sums "$work/second")
check "... three they are" is "$(cd "$packages" && printf '%s\n' *.deb *.rpm *.tar.gz | wc -l)" 3
sums "$packages" | sed 's/^/      /'
deb=$(echo "$packages"/slurmlic_*.deb) rpm=$(echo "$packages"/slurmlic-*.rpm) tgz=$(echo "$packages"/slurmlic-*.tar.gz)

# --- One version
version=$(sed -n 's/^project(slurmlic VERSION \([0-9.]*\) .*/\1/p' "$source/CMakeLists.txt")
mkdir "$work/deb" "$work/rpm" "$work/tgz"
dpkg-deb -x "$deb" "$work/deb"
dpkg-deb -e "$deb" "$work/control"
tar -xzf "$tgz" -C "$work/tgz" --strip-components=1
check "--version is the project's, $version" is "$("$work/tgz/bin/slurmlic" --version)" "slurmlic $version"
check "CHANGELOG.md begins with it" is \
    "$(sed -n 's/^## \[\(Unreleased\]: \)\{0,1\}\([0-9.]*\).*/\2/p' "$source/CHANGELOG.md" | head -1)" "$version"
for page in man1/slurmlic.1 man5/slurmlic.toml.5; do
    check "${page#*/} tells it" is "$(zcat "$work/deb/usr/share/man/$page.gz" | sed -n 's/^\.Os //p')" "slurmlic $version"
done
check "both manual pages have one date" is "$(grep -h '^\.Dd' "$source"/man/* | sort -u | wc -l)" 1
check "the .deb has it" is "$(dpkg-deb -f "$deb" Version)" "$version-1"
check "Debian's changelog has it" is \
    "$(zcat "$work/deb/usr/share/doc/slurmlic/changelog.Debian.gz" | sed -n '1s/.*(\(.*\)).*/\1/p')" "$version-1"
check "the .rpm has it" is "$(rpm -qp --qf '%{VERSION}-%{RELEASE}' "$rpm")" "$version-1"
check "the .tar.gz has it" is "${tgz##*/}" "slurmlic-$version-linux-$(uname -m).tar.gz"

# --- What is in them
contents="bin/slurmlic lib/systemd/system/slurmlic.service lib/systemd/system/slurmlic.timer share/man/man1/slurmlic.1.gz
    lib/systemd/system/slurmlic-sync.service lib/systemd/system/slurmlic-sync.timer
    share/man/man5/slurmlic.toml.5.gz share/bash-completion/completions/slurmlic share/slurmlic/set-up lib/sysusers.d/slurmlic.conf
    share/slurmlic/grafana/slurmlic.json share/slurmlic/grafana/slurmlic-sizing.json
    share/slurmlic/grafana/provisioning/dashboards/slurmlic.yml share/slurmlic/mixin/mixin.libsonnet share/slurmlic/mixin/render
    share/slurmlic/prometheus/slurmlic.rules.yml share/slurmlic/README.md share/doc/slurmlic/README.md
    share/doc/slurmlic/copyright share/doc/slurmlic/examples/slurmlic.toml share/doc/slurmlic/examples/slurmlic.cron"
(cd "$work/rpm" && rpm2cpio "$rpm" | cpio --extract --make-directories --quiet)
holds() { (cd "$1" && ls -d "${@:2}"); } # FOLDER FILE...
is_static() { # PROGRAM: position independent, and needs no loader
    readelf -ldW "$1" >"$work/elf" && grep -q '^Elf file type is DYN' "$work/elf" && without -E 'INTERP|NEEDED' "$work/elf"
}
for place in deb/usr:vendor-completions rpm/usr:site-functions tgz:site-functions; do
    folder=$work/${place%:*} kind=${place%%[/:]*}
    # shellcheck disable=SC2086 # a list of words
    check "$kind: everything is there" holds "$folder" $contents "share/zsh/${place#*:}/_slurmlic"
    check "$kind: no settings are there, they are the admin's" test ! -e "${folder%/usr}/etc"
    check "$kind: the program is static, without an interpreter" is_static "$folder/bin/slurmlic"
    check "$kind: it knows no folder of the build" without -F -e "$work" -e "$source" "$folder/bin/slurmlic"
    check "$kind: modes do not come from the umask" is \
        "$(find "$folder"/{bin,share} "$folder/lib/systemd" \( -type d ! -perm 755 -o -type f ! -perm 644 ! -perm 755 \) -print)" ""
done
publishes() { # FOLDER DIRECTORY
    local units=$1/lib/systemd/system
    grep -qx "ExecStart=/usr/bin/slurmlic --output $2" "$units/slurmlic.service" &&
        grep -qx "ExecStart=/usr/bin/slurmlic sync --apply --output $2" "$units/slurmlic-sync.service" &&
        is "$(grep -c -- " --output $2 " "$1/share/doc/slurmlic/examples/slurmlic.cron")" 2 &&
        is "$(grep -lx 'ReadWritePaths=-/var/lib/prometheus/node-exporter -/var/lib/node_exporter/textfile_collector' \
            "$units"/*.service | wc -l)" 2
}
check "deb: publishes where Debian's node_exporter reads" publishes "$work/deb/usr" /var/lib/prometheus/node-exporter
check "rpm: publishes where upstream's reads" publishes "$work/rpm/usr" /var/lib/node_exporter/textfile_collector
check "tgz: publishes where upstream's reads" publishes "$work/tgz" /var/lib/node_exporter/textfile_collector

# --- Linters
if command -v lintian >/dev/null || command -v apt-get >/dev/null; then # it is Debian's; others have none
    check "lintian" silent lintian --allow-root --fail-on error,warning "$deb"
fi
rpmlint -c "$source/cron/packages/rpmlint.toml" "$rpm" >"$work/rpmlint" 2>&1 || true
check "rpmlint" is "$(grep -o ' 0 errors, 0 warnings' "$work/rpmlint" || cat "$work/rpmlint")" " 0 errors, 0 warnings"
check "shellcheck: set-up and the .deb's scripts" silent shellcheck -s sh "$work/deb/usr/share/slurmlic/set-up" \
    "$work/control/postinst" "$work/control/prerm" "$work/control/postrm"
rpm -qp --scripts "$rpm" | awk -v to="$work/rpm_" '/ scriptlet \(using/ { file = to $1 ".sh"; next } { print > file }'
check "shellcheck: the .rpm's scripts" silent shellcheck -s sh "$work"/rpm_{postinstall,preuninstall}.sh
check "all the shell that root runs: 60 lines at most" test "$(cat "$source"/cron/packages/{set-up,p*,rpm_*} | wc -l)" -le 60
check "no name is left to fill in" without -rE '@[A-Z_]+@' "$work/control" "$work"/rpm_*.sh "$work/deb/usr/lib" "$work/rpm/usr/lib/systemd"

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
