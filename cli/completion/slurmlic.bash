# bash completion for slurmlic(1): offers what slurmlic --help lists.

_slurmlic() {
    local word=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) line option
    local options='' commands='' value=''

    COMPREPLY=()
    # "--option=value" comes as three words, as "=" parts words, and "NAME=FILE" has one more.
    [[ $word != '=' ]] || word=
    [[ ${COMP_WORDS[at]} != '=' && ${COMP_WORDS[COMP_CWORD]} != '=' ]] ||
        while ((at > 0)) && [[ ${COMP_WORDS[at]} != -* ]]; do at=$((at - 1)); done
    while IFS= read -r line; do
        # "  -o,--output PATH   what it does", "  show   what it does"
        if [[ $line =~ ^'  '(-[^ ]+)(' '([A-Z][A-Z=]*))? ]]; then
            for option in ${BASH_REMATCH[1]//,/ }; do
                options+=" $option"
                [[ $option != "${COMP_WORDS[at]}" ]] || value=${BASH_REMATCH[3]}
            done
        elif [[ $line =~ ^'  '([a-z]+)'  ' ]]; then
            commands+=" ${BASH_REMATCH[1]}"
        fi
    done < <("${1/#\~\//$HOME/}" --help 2>/dev/null)

    # All that is no option behind anonymize is a file.
    [[ $value || $word == -* || " ${COMP_WORDS[*]:1:COMP_CWORD-1} " != *' anonymize '* ]] || value=FILE

    case $value in
    PATH | *FILE)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        ;;
    DURATION)
        mapfile -t COMPREPLY < <(compgen -W '5s 10s 20s 1m' -- "$word")
        ;;
    ?*)
        # Nobody is asked for names: slurmdbd may take a minute to say that it is down.
        ;;
    '')
        if [[ $word == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
            return
        fi
        for line in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            [[ " $commands " != *" $line "* ]] || return
        done
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
        ;;
    esac
} && complete -F _slurmlic slurmlic
