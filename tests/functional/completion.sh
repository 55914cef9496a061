#!/usr/bin/env bash
# What bash completes: commands, options, the words that an option takes at its place, toolchains of the catalog, files.
# Of zsh and fish the syntax, where they are installed.
. "$(dirname "$0")/lib.sh"
mkdir "$T/bin" && ln -s "$(realpath "$PROGRAM")" "$T/bin/slurm-factory"
export PATH=$T/bin:$PATH
for shell in bash zsh fish; do
    slurm-factory completion "$shell" >"$T/$shell"
    ! command -v "$shell" >/dev/null || run 0 "$shell" -n "$T/$shell"
done
run 2 slurm-factory completion tcsh; says "bash|zsh|fish"
. "$T/bash"

# completes LINE WORDS: with the last word of LINE typed so far, these are offered, in any order.
completes() {
    local -a offered
    read -ra COMP_WORDS <<<"$1"
    [[ $1 != *' ' ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
    _slurm_factory || true
    mapfile -t offered < <(printf '%s\n' "${COMPREPLY[@]}" | sort -u)
    [ "${offered[*]}" = "$2" ] || fail "'$1' is completed to '${offered[*]}' instead of '$2'"
}
completes "slurm-factory bu" "build build-compiler build-slurm buildcache"
completes "slurm-factory buildcache pu" "push"
completes "slurm-factory -v --home /tmp buildcache pu" "push"
completes "slurm-factory build --sl" "--slurm-version"
completes "slurm-factory build-slurm --sources " "auto debian upstream"
completes "slurm-factory plan --format j" "json"
completes "slurm-factory man --format m" "man markdown"
completes "slurm-factory prove x --on book" "bookworm"
completes "slurm-factory plan --slurm-version 24" "24.11 24.11.5"
completes "slurm-factory completion z" "zsh"
mkdir "$T/folder" && touch "$T/foil"
completes "slurm-factory build-slurm --output-dir $T/fo" "$T/folder"
completes "slurm-factory prove $T/fo" "$T/foil $T/folder"
