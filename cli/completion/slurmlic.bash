# bash completion for slurmlic(1). tests/packaging/completion.sh holds it to what slurmlic --help says.

_slurmlic() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local options='-h --help --version -o --output -i --input --scontrol --squeue --squeue-input --lmstat-input
        -M --cluster --timeout -c --config --include --exclude --anonymize --json -q --quiet -v --verbose'
    local commands='collect show gap doctor'

    COMPREPLY=()
    # "--option=value" comes as three words, as "=" parts words.
    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $word == '=' ]] && word=
    case $before in
    -o | --output | -i | --input | --squeue-input | -c | --config | --scontrol | --squeue | --lmstat-input | --anonymize)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
        ;;
    --timeout)
        mapfile -t COMPREPLY < <(compgen -W '5s 10s 20s 1m' -- "$word")
        return
        ;;
    -M | --cluster | --include | --exclude)
        # Nobody is asked for names: slurmdbd may take a minute to say that it is down.
        return
        ;;
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    else
        local one
        for one in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            [[ " $commands " != *" $one "* ]] || return
        done
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
    fi
} && complete -F _slurmlic slurmlic
