#!/usr/bin/env bash
# With the network cut a second build works: sources and roots are cached.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
run 0 tiny
rm -rf "$T/hello-1.0.tar.gz" "$T/slurm-0.1.0.tar.gz" "$SLURM_FACTORY_HOME/builds"
run 0 unshare --map-root-user --net "$PROGRAM" build-slurm --catalog "$T/catalog" --slurm-version 0.1 --minimal --toolchain "$TOOLCHAIN" --no-cache
says "done in"
