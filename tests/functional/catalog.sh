#!/usr/bin/env bash
# The shipped catalog is valid; a site's overlay with faults is refused, each fault with its file and place.
. "$(dirname "$0")/lib.sh"
run 0 "$PROGRAM" catalog check
tiny_catalog
run 0 "$PROGRAM" catalog check --catalog "$T/catalog"
sed -i 's/^license: MIT/licence: MIT/' "$T/catalog/packages/hello.yaml"
sed -i 's/hello: "1.0"/hello: "2.0"/' "$T/catalog/releases/0.1.yaml"
run 7 "$PROGRAM" catalog check --catalog "$T/catalog"
says "hello.yaml"; says "licence"
run 7 "$PROGRAM" plan --catalog "$T/catalog" --slurm-version 0.1 --minimal --toolchain "$TOOLCHAIN"
run 2 "$PROGRAM" catalog check --catalog /nonexistent
