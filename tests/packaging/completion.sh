#!/bin/bash
# completion.sh SLURMLIC   holds the completions of bash and zsh to what --help says, and tries the one of bash. Every check
# runs; the exit status is 1 when one has failed.
set -u

if [ $# != 1 ] || [ ! -x "$1" ]; then
    echo "usage: completion.sh SLURMLIC" >&2
    exit 2
fi
slurmlic=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(cd "$(dirname "$0")/../../cli/completion" && pwd)
export LC_ALL=C

failures=0
same() { # NAME EXPECTED GOT: two texts
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        echo "ok    $1"
    else
        echo "FAIL  $1"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/      /'
        failures=$((failures + 1))
    fi
}

help=$("$slurmlic" --help)
options=$(sed -n 's/^  \(-[^ ]*\) .*/\1/p' <<<"$help" | tr ',' '\n' | sort)
commands=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' <<<"$help" | sort)

# --- bash, as readline calls it
complete_bash() { # WORD...: the last one is being typed
    bash --norc -c '
        source "$1" && shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _slurmlic
        [ "${#COMPREPLY[@]}" = 0 ] || printf "%s\n" "${COMPREPLY[@]}" | sort' bash "$folder/slurmlic.bash" slurmlic "$@"
}
same "bash: every option of --help" "$options" "$(complete_bash -)"
same "bash: every command of --help" "$commands" "$(complete_bash '')"
same "bash: a word that is begun" "gap" "$(complete_bash g)"
same "bash: after a command, no second one" "none" "$(complete_bash gap '')none"
same "bash: options after a command" "--json" "$(complete_bash show --j)"
same "bash: files after an option that takes one" "$folder/slurmlic.bash" "$(complete_bash -c "$folder/slurm")"
same "bash: files behind --option=" "$folder/slurmlic.bash" "$(complete_bash --config = "$folder/slurm")"
same "bash: it is registered for slurmlic" "complete -F _slurmlic slurmlic" \
    "$(bash --norc -c 'source "$1" && complete -p slurmlic' bash "$folder/slurmlic.bash")"

# --- zsh: what it tells _arguments, whose syntax of words bash shares
told=$(bash --norc -c '
    _arguments() { printf "%s\n" "$@"; }
    completion() { source "$1"; printf "command %s\n" "${commands[@]}"; }
    completion "$1"' bash "$folder/_slurmlic")
same "zsh: every option of --help" "$options" "$(sed -n 's/^\(([^)]*)\)\{0,1\}\*\{0,1\}\(-[-a-zA-Z]*\)\[.*/\2/p' <<<"$told" | grep -v '^-[sS]$' | sort)"
same "zsh: every command of --help" "$commands" "$(sed -n 's/^command \([a-z]*\):.*/\1/p' <<<"$told" | sort)"
if command -v zsh >/dev/null; then
    same "zsh: it reads the file" "read" "$(zsh -f -n "$folder/_slurmlic" 2>&1)read"
fi

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
