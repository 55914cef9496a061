#!/usr/bin/env bash
# Every `slurm-factory ...` in the documents is a command of the program with options that it has, and every link between
# documents leads somewhere.
. "$(dirname "$0")/lib.sh"
cd "$SOURCE_TREE"
documents=(README.md CONTRIBUTING.md CHANGELOG.md docs/*.md)
"$PROGRAM" man --format markdown >"$T/reference.md"
sed -n 's/^## slurm-factory \(.*\)/\1/p; s/.*`slurm-factory \([a-z -]*\)` is the same.*/\1/p' "$T/reference.md" >"$T/commands"

# Command lines: of sh blocks, in which a backslash goes on, and of inline code; one a line, without comments, prompts, pipes.
command_lines() {
    awk '/^```/ { block = /^```sh/ && !block; next }
         block { line = line $0; if (sub(/\\$/, "", line)) next; print line; line = "" }
         !block { while (match($0, /`slurm-factory [^`]*`/)) { print substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } }' "$1" |
        sed -E 's/(^|[[:space:]])#.*//; s/ (\|\|?|&&|;|<|>+) /\n/g; s/; /\n/g; s/<\((.*)\)/\n\1/g; s/\$\(/\n/g; s/\)/ /g' |
        sed -nE 's/^[[:space:]]*//; s/^(sudo )?([A-Z_]+=[^ ]* )*((build\/release\/)?slurm-factory|"?\$PROGRAM"?) +//p; s/^(sudo )?\.\/setup\.sh ([a-su-z])/\2/p'
}

# offered COMMAND: the options that its --help and the program's name.
offered() {
    local cache=$T/help-${1// /-}
    # shellcheck disable=SC2086
    [ -e "$cache" ] || { "$PROGRAM" $1 --help; "$PROGRAM" --help; } | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$cache"
    cat "$cache"
}

faults=0
fault() { echo "$1: $2" >>"$T/out"; faults=$((faults + 1)); }
: >"$T/out"

# check DOCUMENT LINE: the words up to the first that is neither a command nor a global option's value are the command.
check() {
    local word command="" rest=no before=""
    for word in ${2//[\"\']/}; do
        if [[ $word = -* ]]; then
            # Global options may stand before the command; those of `command` are known when the line is read.
            [[ $word != --[a-z]* ]] || options+=("${word%%=*}")
        elif [ $rest = no ] && grep -qxF -- "${command:+$command }$word" "$T/commands"; then
            command="${command:+$command }$word"
        elif [ -z "$command" ] && [[ ! $before = --* ]]; then
            [[ $word = COMMAND ]] || fault "$1" "no command '$word': slurm-factory $2"
            return 0
        elif [ -n "$command" ]; then
            rest=yes
        fi
        before=$word
    done
    for word in "${options[@]}"; do
        offered "$command" | grep -qxF -- "$word" || fault "$1" "'$command' has no $word: slurm-factory $2"
    done
}

lines=0
for document in "${documents[@]}"; do
    while IFS= read -r line; do
        options=()
        set -f
        check "$document" "$line"
        set +f
        lines=$((lines + 1))
    done < <(command_lines "$document")
done
[ $lines -ge 80 ] || fault "this test" "it found no more than $lines command lines"

# anchors FILE: of its headings, as GitHub makes them.
anchors() { sed -n 's/^#\+ //p' "$1" | tr -d '`' | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'; }
links=0
for document in "${documents[@]}"; do
    while read -r link; do
        file=${link%%#*}
        if [ -n "$file" ]; then file=$(dirname "$document")/$file; else file=$document; fi
        links=$((links + 1))
        if [ ! -e "$file" ]; then
            fault "$document" "no file behind ($link)"
        elif [[ $link = *#* ]]; then
            anchors "$file" | grep -qxF -- "${link#*#}" || fault "$document" "no heading behind ($link)"
        fi
    done < <(grep -oE '\]\([^)]+\)' "$document" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^[a-z]+:')
done
[ $links -ge 40 ] || fault "this test" "it found no more than $links links"
[ $faults = 0 ] || fail "$faults faults in the documents"
