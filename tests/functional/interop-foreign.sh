#!/usr/bin/env bash
# We install what a real Spack pushed: packages that it built itself, to a padded tree and to a plain one, with a script
# that needs sbang; and the Slurm that it got from us.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-spack.sh"
gcc=$(gcc -dumpfullversion)
cat >"$T/scope/packages.yaml" <<YAML
packages:
  gcc:
    externals:
    - spec: gcc@$gcc languages:='c,c++'
      prefix: /usr
      extra_attributes: {compilers: {c: $(command -v gcc), cxx: $(command -v g++)}}
YAML

# A library, a program that links it, twins of one inode, links, and a script for an interpreter of the package.
mkdir -p "$T/repo/spack_repo/interop/packages/"{sflib,sfgreet}
printf 'repo:\n  namespace: interop\n  api: v2.0\n' >"$T/repo/spack_repo/interop/repo.yaml"
printf 'repos:\n  interop: %s\n' "$T/repo/spack_repo/interop" >"$T/scope/repos.yaml"
recipe() {
    cat <<PYTHON
import os
from spack.package import *
class $1(Package):
    """A package of the tests."""
    homepage = "https://example.org"
    has_code = False
    version("1.0")
    depends_on("c", type="build")
PYTHON
    cat
}
recipe Sflib >"$T/repo/spack_repo/interop/packages/sflib/package.py" <<'PYTHON'
    def install(self, spec, prefix):
        with open("l.c", "w") as f:
            f.write('const char *where(void) { return "%s/share/where"; }\n' % prefix)
        mkdirp(prefix.lib, prefix.share)
        with open(prefix.share.where, "w") as f:
            f.write("from %s\n" % prefix)
        Executable(os.environ["CC"])("-shared", "-fPIC", "-o", prefix.lib.join("libsf.so"), "l.c")
PYTHON
recipe Sfgreet >"$T/repo/spack_repo/interop/packages/sfgreet/package.py" <<'PYTHON'
    depends_on("sflib")
    def install(self, spec, prefix):
        with open("g.c", "w") as f:
            f.write('#include <stdio.h>\nconst char *where(void);\nint main(void) { char b[999] = ""; FILE *f = fopen(where(), "r"); return !f || !fgets(b, 999, f) || printf("%s", b) < 0; }\n')
        mkdirp(prefix.bin, prefix.share)
        Executable(os.environ["CC"])("-o", prefix.bin.greet, "g.c", "-L" + spec["sflib"].prefix.lib, "-lsf")
        os.link(prefix.bin.greet, prefix.bin.twin)
        os.symlink(prefix.bin.greet, prefix.bin.absolute)
        os.symlink("greet", prefix.bin.relative)
        copy("/bin/sh", prefix.bin.shell)
        with open(prefix.bin.script, "w") as f:
            f.write("#!%s -e\necho script $1; exec %s/greet\n" % (prefix.bin.shell, prefix.bin))
        set_executable(prefix.bin.script)
PYTHON

gpg --batch --armor --export-secret-keys "$key" >"$T/secret.asc"
spack_mirrors
run 0 spack gpg trust "$T/secret.asc"

# pushed_by_spack NAME [YAML]: builds in a tree of this name and pushes to a mirror of it.
pushed_by_spack() {
    spack_tree "$1" "${2-}"
    run 0 spack install --no-cache sfgreet
    run 0 spack buildcache push --key "$key" --update-index "$T/mirror-$1" sfgreet
    run 0 "$PROGRAM" buildcache keys --mirror "$T/mirror-$1" --install --trust "$key"
}
# runs_from STORE: what was installed there.
runs_from() {
    local greet lib
    greet=$(echo "$1"/sfgreet-1.0-*) lib=$(echo "$1"/sflib-1.0-*)
    for program in greet twin absolute relative; do
        run 0 "$greet/bin/$program"
        says "from $lib"
    done
    run 0 "$greet/bin/script" hello
    says "script hello"
    says "from $lib"
}
for tree in plain padded; do
    padding='' && [ $tree = plain ] || padding='    padded_length: 220\n'
    pushed_by_spack $tree "$padding"
    run 0 "$PROGRAM" buildcache list --mirror "$T/mirror-$tree"
    says sfgreet
    run 0 "$PROGRAM" buildcache check --mirror "$T/mirror-$tree"
    run 0 "$PROGRAM" buildcache install sfgreet@1 --mirror "$T/mirror-$tree" --store "$T/store-$tree"
    says "of this machine: glibc"
    mv "$T/$tree" "$T/gone-$tree"
    runs_from "$T/store-$tree"
    mv "$T/gone-$tree" "$T/$tree"
done

# A prefix that cannot grow: only where it was not padded.
long=$T/$(printf 'x%.0s' $(seq 80))
run 2 "$PROGRAM" buildcache install sfgreet --mirror "$T/mirror-plain" --store "$long"
says "cannot be moved"
! ls -d "$long"/*/.spack 2>/dev/null || fail "something was installed"
run 0 "$PROGRAM" buildcache install sfgreet --mirror "$T/mirror-padded" --store "$long"
runs_from "$long"

# The Slurm that Spack got from us, and pushed.
export SLURM_FACTORY_HOME=$SHARED
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain "$TOOLCHAIN"
slurm=$(hash_of slurm) openmpi=$(hash_of openmpi)
run 0 "$PROGRAM" buildcache push "/$slurm" "/$openmpi" --mirror "$T/ours" --signing-key "$key"
spack_mirrors ours "$T/ours"
spack_tree from-us
run 0 spack install --cache-only "/$slurm" "/$openmpi"
run 0 spack buildcache push --key "$key" --update-index --without-build-dependencies "$T/spacks" "/$slurm" "/$openmpi"
SLURM_FACTORY_HOME=$T/home
run 0 "$PROGRAM" buildcache keys --mirror "$T/spacks" --install --trust "$key"
run 0 "$PROGRAM" buildcache install "/$slurm" --mirror "$T/spacks" --store "$T/s"
run 0 "$PROGRAM" buildcache install openmpi --mirror "$T/spacks" --store "$T/s"
run 0 "$PROGRAM" buildcache install slurm@24.11 --mirror "$T/spacks" --store "$T/by-name"
run 0 "$T/s/slurm-"*/bin/sinfo --version
says "slurm 24.11"
run 0 "$T/s/slurm-"*/bin/srun --version
run 0 "$T/s/openmpi-"*/bin/mpirun --version
