#!/usr/bin/env bash
# --enable-hierarchy: Debian's real Lmod goes from Core through the compiler and the MPI, and back.
. "$(dirname "$0")/lib.sh"
[ -e /usr/share/lmod/lmod/init/bash ] || fail "Lmod is not installed"
own_home
tiny_catalog
# hello is the MPI, in a folder of its own; table needs it; sinfo is srun too, by which modules know the tree.
# shellcheck disable=SC2016  # make expands it
sed -i 's|cp sinfo $(PREFIX)/bin/|& \&\& cp sinfo $(PREFIX)/bin/srun|' "$T/src/slurm/Makefile"
source_tarball slurm 0.1.0
tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' $'  - {name: hello, types: [build, link]}\n  - {name: table, types: [build, link]}' '[bin/*]'
sed -i 's|^  keep: .*|&\n  at: hello5|' "$T/catalog/packages/hello.yaml"
sed -i 's|lib/libhello.so}|hello5/lib/libhello.so}|' "$T/catalog/packages/hello.yaml"
cp -a "$T/src/hello" "$T/src/table" && sed -i 's/hello/table/g' "$T/src/table/Makefile" && sed 's/hello/table/g' "$T/src/hello/hello.c" >"$T/src/table/table.c"
source_tarball table 2.0
tiny_package table 2.0 '  - {library: lib/libtable.so}' '  - {name: hello, types: [build, link]}' '[lib/*.so]'
sed -i 's|hello: "1.0"|&, table: "2.0"|' "$T/catalog/releases/0.1.yaml"
echo 'module: {tier: core, template: modulefile.lua.in}' >>"$T/catalog/packages/slurm.yaml"
echo 'module: {tier: compiler, opens: mpi, template: openmpi.lua.in}' >>"$T/catalog/packages/hello.yaml"
echo 'module: {tier: mpi, template: library.lua.in}' >>"$T/catalog/packages/table.yaml"
run 0 tiny --enable-hierarchy
mkdir "$T/b" && tar -xzf "$SLURM_FACTORY_HOME/builds/slurm-0.1-$TOOLCHAIN-minimal-software.tar.gz" -C "$T/b"
[ -e "$T/b/modules/slurm/0.1-$TOOLCHAIN.lua" ] || fail "the flat modulefile is gone"
gcc=$(basename "$T"/b/modules/Core/gcc/*.lua .lua)
cat >"$T/session" <<SH
. /usr/share/lmod/lmod/init/bash
unset LD_LIBRARY_PATH
export SLURM_MPI_TYPE=mine
module use "$T/b/modules/Core"
module is-avail hello && echo "hello is there too early"
module load slurm/0.1.0 gcc/$gcc hello/1.0 table/2.0 || exit 1
echo "slurm=\$SLURM_ROOT hello=\$HELLO_ROOT table=\$TABLE_ROOT type=\$SLURM_MPI_TYPE ld=\${LD_LIBRARY_PATH-unset}"
command -v sinfo
module unload table hello
echo "type=\$SLURM_MPI_TYPE hello=\${HELLO_ROOT-unset} path=\$MODULEPATH"
module is-avail table && echo "table is there without its MPI"
true
SH
run 0 env -i HOME="$T" PATH=/usr/bin:/bin bash "$T/session"
says "slurm=$T/b/view hello=$T/b/view/hello5 table=$T/b/view type=pmix_v5 ld=unset"
says "$T/b/view/bin/sinfo"
says "type=mine hello=unset path=$T/b/modules/Compiler/gcc/$gcc:$T/b/modules/Core"
says_not "too early"; says_not "without its MPI"
