#!/usr/bin/env bash
# docs/commands.md and --help name the same commands, options and environment variables.
. "$(dirname "$0")/lib.sh"
docs=$SOURCE_TREE/docs/commands.md
for command in "" build-slurm build-compiler plan prove inspect audit sbom "toolchain list" "toolchain create" "release list" site image publish revoke mirror "catalog check" "catalog spack-repo" doctor configure clean completion man "buildcache push" "buildcache update-index" "buildcache migrate" "buildcache prune" "buildcache list" "buildcache install" "buildcache keys" "buildcache check" "key create" "key show" "key export" "key revoke" "key rotate" install switch rollback list uninstall gc; do
    # shellcheck disable=SC2086
    run 0 "$PROGRAM" $command --help
    [ -z "$command" ] || says "Example"
    for word in $(grep -oE -- '--[a-z][a-z-]+|SLURM_FACTORY_[A-Z_]+' "$T/out" | sort -u); do
        grep -qE -- "$word([^a-z-]|$)" "$docs" || fail "docs/commands.md lacks $word of '$command'"
    done
    cat "$T/out" >>"$T/all"
done
for word in $(grep -oE -- '`--[a-z][a-z-]+|SLURM_FACTORY_[A-Z_]+' "$docs" | tr -d '`' | sort -u); do
    grep -qF -- "$word" "$T/all" || [[ $word = SLURM_FACTORY_*_MIRROR ]] || fail "no --help names $word of docs/commands.md"
done
