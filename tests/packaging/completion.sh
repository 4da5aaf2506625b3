#!/bin/bash
# completion.sh SLURMLIC   holds the completions of bash and zsh to what --help says: both read it when they are asked, so a
# program of another day is asked, too. Every check runs; the exit status is 1 when one has failed.
set -u

if [ $# != 1 ] || [ ! -x "$1" ]; then
    echo "usage: completion.sh SLURMLIC" >&2
    exit 2
fi
slurmlic=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(cd "$(dirname "$0")/../../cli/completion" && pwd)
command -v zsh >/dev/null || { echo "completion.sh: zsh is missing (.ci/deps installs it)" >&2 && exit 1; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C HOME=$work
unset ZDOTDIR

# shellcheck source-path=SCRIPTDIR source=checks.sh
. "$(dirname "$0")/checks.sh"
same() { # NAME EXPECTED GOT: two texts
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        ok "$1"
    else
        bad "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3"))"
    fi
}
options_of() { "$1" --help | grep -oE '^  -[^ ]+' | tr -d ' ' | tr ',' '\n' | sort; }
commands_of() { "$1" --help | awk '/^Subcommands:/ { on = 1; next } /^$/ { on = 0 } on && /^  [^ ]/ { print $1 }' | sort; }

cat >"$work/later" <<'END'
#!/bin/sh
[ "$*" = --help ] && cat <<'HELP'
Options:
  -h,--help               print this help
  -z,--zeal LEVEL         how much [0] to [9]:
                          the more the merrier
  --from FILE ...         read it; may be repeated
  --a-very-long-name-for NAME=FILE ...
                          the same: by name

Subcommands:
  collect                 publish
  ponder                  think
HELP
END
chmod +x "$work/later"

# --- bash, as readline calls it
bash_offers() { # PROGRAM WORD...: the last one is being typed
    bash --norc -c '
        source "$1" && shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _slurmlic "$1"
        [ "${#COMPREPLY[@]}" = 0 ] || printf "%s\n" "${COMPREPLY[@]}" | sort' bash "$folder/slurmlic.bash" "$@"
}
same "bash: every option of --help" "$(options_of "$slurmlic")" "$(bash_offers "$slurmlic" -)"
same "bash: every command of --help" "$(commands_of "$slurmlic")" "$(bash_offers "$slurmlic" '')"
same "bash: a word that is begun" "gap" "$(bash_offers "$slurmlic" g)"
same "bash: after a command, no second one" "none" "$(bash_offers "$slurmlic" gap '')none"
same "bash: options after a command" "--json" "$(bash_offers "$slurmlic" show --j)"
file=$folder/slurmlic.bash begun=$folder/slurm
same "bash: files after an option that takes one" "$file" "$(bash_offers "$slurmlic" -c "$begun")"
same "bash: files behind --option=" "$file" "$(bash_offers "$slurmlic" --config = "$begun")"
same "bash: files behind NAME=" "$file" "$(bash_offers "$slurmlic" --status-input a = "$begun")"
same "bash: files behind --option=NAME=" "$file" "$(bash_offers "$slurmlic" --status-input = a = "$begun")"
same "bash: limits" "20s" "$(bash_offers "$slurmlic" --timeout 2)"
same "bash: nobody is asked for names" "none" "$(bash_offers "$slurmlic" -M '')none"
same "bash: it is registered for slurmlic" "complete -F _slurmlic slurmlic" \
    "$(bash --norc -c 'source "$1" && complete -p slurmlic' bash "$folder/slurmlic.bash")"
# shellcheck disable=SC2088 # as it is typed
same "bash: a program below ~" "ponder" "$(HOME=$work bash_offers '~/later' p)"
same "bash: options of a later program" "$(options_of "$work/later")" "$(bash_offers "$work/later" -)"
same "bash: no program, nothing" "none" "$(bash_offers "$work/none" '' 2>&1)none"

# --- zsh: what it tells _arguments, whose rules zsh then keeps
cat >"$work/told.zsh" <<'END'
_arguments() { print -rl -- "$@" "${commands[@]/#/command }" }
_call_program() { shift && "$@" }
completion() { setopt local_options extended_glob bare_glob_qual; . $1 }
words=($2) && completion $1
END
zsh_told() { zsh -f "$work/told.zsh" "$folder/_slurmlic" "$1" 2>&1; } # PROGRAM
zsh_options() { zsh_told "$1" | grep -vE '^(-[sS]|[12]:.*|command .*)$' | sed 's/^([^)]*)//; s/^\*//; s/\[.*//' | sort; }
same "zsh: every option of --help" "$(options_of "$slurmlic")" "$(zsh_options "$slurmlic")"
same "zsh: every command of --help" "$(commands_of "$slurmlic")" "$(zsh_told "$slurmlic" | sed -n 's/^command \([a-z]*\):.*/\1/p' | sort)"
same "zsh: what it makes of a later program's" "-s
-S
(- *)-h[print this help]
(- *)--help[print this help]
(-z --zeal)-z[how much \\[0\\] to \\[9\\]: the more the merrier]:LEVEL: 
(-z --zeal)--zeal[how much \\[0\\] to \\[9\\]: the more the merrier]:LEVEL: 
*--from[read it; may be repeated]:FILE:_files
*--a-very-long-name-for[the same: by name]:NAME=FILE:_files
1:command:{_describe command commands}
2:tool: 
command collect:publish
command ponder:think" "$(zsh_told "$work/later")"

# ... and in a shell on a terminal of its own, where keys are pressed
cat >"$work/keys.zsh" <<'END'
zmodload zsh/zpty
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell "fpath=($1 \$fpath) path=(${2:h} \$path); autoload -Uz compinit && compinit -u -D; compdef _slurmlic ${2:t}"
zpty -w shell 'tell() { print -r -- "<$BUFFER"">" }; zle -N tell; bindkey "^X" tell; print "rea""dy"'
zpty -r -m shell said '*ready*'
zpty -w -n shell "${2:t} $3"$'\t\x18'
zpty -r -m shell said "*<${2:t}*>*"
print -r -- "${${said##*<}%%>*}"
END
zsh_makes() { timeout 60 zsh -f "$work/keys.zsh" "$folder" "$1" "$2"; } # PROGRAM, WORDS BEFORE TAB
same "zsh: Tab after --exc" "slurmlic --exclude " "$(zsh_makes "$slurmlic" --exc)"
same "zsh: Tab after sh" "slurmlic show " "$(zsh_makes "$slurmlic" sh)"
same "zsh: Tab after a file" "slurmlic gap -c $file " "$(zsh_makes "$slurmlic" "gap -c $folder/slurmlic.b")"
same "zsh: Tab after --version: nothing else" "slurmlic --version --ti" "$(zsh_makes "$slurmlic" "--version --ti")"

[ "$failures" = 0 ] || echo "$failures of the checks failed" >&2
[ "$failures" = 0 ]
