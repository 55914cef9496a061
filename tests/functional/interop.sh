#!/usr/bin/env bash
# A real Spack installs what we pushed, by hash and by the commands of the documents, with no package repository but its own;
# what that does not have is in the one that `catalog spack-repo` writes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-spack.sh"
export SLURM_FACTORY_HOME=$SHARED

run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain "$TOOLCHAIN"
slurm=$(hash_of slurm) openmpi=$(hash_of openmpi)
push() { run 0 "$PROGRAM" buildcache push --signing-key "$key" "$@"; }
deps=$T/cache/$TOOLCHAIN/slurm/deps release=$T/cache/$TOOLCHAIN/slurm/24.11
push "/$slurm" --only dependencies --mirror "$deps"
push "/$openmpi" --mirror "$deps"
push "/$slurm" --only package --mirror "$release"

# A Spack with its own package repository and nothing of ours; every install goes to an empty tree.
spack_mirrors deps "$deps" release "$release"
spack_tree by-hash
run 0 spack buildcache keys --install --trust
run 0 spack buildcache list -a -l
says "${slurm:0:7} slurm@24.11"
run 0 spack install --cache-only "/$slurm"
run 0 spack install --cache-only "/$openmpi"
run 0 spack buildcache check -m "file://$release" "/$slurm"
run 0 spack buildcache check -m "file://$deps" "/$openmpi"
run 1 spack buildcache check -m "file://$deps" "/$slurm"
prefix=$(spack location -i "/$slurm")
run 0 "$prefix/bin/sinfo" --version
says "slurm 24.11"
run 0 "$prefix/bin/srun" --version
run 0 "$(spack location -i "/$openmpi")/bin/mpirun" --version
for plugin in mpi_pmix_v4 mpi_pmix_v5 accounting_storage_mysql jobcomp_kafka; do
    run 0 ldd "$prefix/lib/slurm/$plugin.so"
    says_not "not found"
done

# The block of the documents.
spack_tree by-name
run 0 spack install --cache-only slurm@24.11 target=x86_64_v3
eval "$(spack load --sh slurm@24.11)"
run 0 sinfo --version
says "slurm 24.11"

# What Spack has no recipe for: ours says what it is, and it is installed.
pmix=$(hash_of pmix4)
push "/$pmix" --mirror "$deps"
run 0 "$PROGRAM" catalog spack-repo "$T/repos"
says "spack repo add $T/repos/spack_repo/slurm_factory"
run 0 env SPACK_USER_CONFIG_PATH="$T/user" "$SPACK" repo add "$T/repos/spack_repo/slurm_factory"
cp "$T/user/repos.yaml" "$T/scope/"    # a scope of the command line is not written to
run 0 spack list pmix
says "pmix4"
run 0 spack info pmix4
says "PMIx 4, the interface between a launcher and MPI"; says "https://pmix.org"
spack_tree overlay
run 0 spack install --cache-only "/$pmix"
run 0 spack find --format '{namespace}.{name}' "/$pmix"
says "slurm_factory.pmix4"
run 0 ldd "$(spack location -i "/$pmix")/lib/libpmix.so"
says_not "not found"
