#!/usr/bin/env bash
# The default flavour for three systems: built, proven with MPI over two nodes, an HDF5 profile and NVML, and of a size that
# travels. The oldest one's is proven on the newer ones too.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
for toolchain in bookworm trixie bullseye; do
    bundle=$SHARED/builds/slurm-24.11-$toolchain-software.tar.gz
    run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain $toolchain --verify
    [ "$(stat -c %s "$bundle")" -le $((150 << 20)) ] || fail "the tarball is larger than 150 MB"
    for check in mpi pmi2 profile nvml; do
        grep -A2 "\"name\": \"$check\"" "$bundle.proof.json" | grep -q '"verdict": "passed"' || fail "$check was not proven"
    done
    run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain $toolchain --verify
    says "nothing to do"
done
for newer in bookworm trixie; do run 0 "$PROGRAM" prove "$bundle" --on $newer; done
