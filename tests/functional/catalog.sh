#!/usr/bin/env bash
# The shipped catalog is valid; a site's overlay with faults is refused, each fault with its file and place.
. "$(dirname "$0")/lib.sh"
run 0 "$PROGRAM" catalog check
tiny_catalog
mkdir -p "$T/site/packages" && cp "$T/catalog/packages/hello.yaml" "$T/site/packages/"
run 0 "$PROGRAM" catalog check --catalog "$T/site"
shipped=$(find "$SOURCE_TREE/catalog/packages" -name '*.yaml' | wc -l)
says "$((shipped + 1)) packages"
sed -i 's/^license: MIT/licence: MIT/' "$T/site/packages/hello.yaml"
run 7 "$PROGRAM" catalog check --catalog "$T/site"
says "site/packages/hello.yaml"; says "licence"
run 7 "$PROGRAM" plan --catalog "$T/site" --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN"
says "hello.yaml"
sed -i 's/hello: "1.0"/hello: "2.0"/' "$T/catalog/releases/0.1.yaml"
run 7 "$PROGRAM" catalog check --catalog "$T/catalog"
says "release 0.1"; says "hello 2.0"
run 2 "$PROGRAM" catalog check --catalog /nonexistent
