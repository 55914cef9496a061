#!/usr/bin/env bash
# Debian's real Lmod loads the module, finds the tree by each rule, and restores the environment exactly.
. "$(dirname "$0")/lib.sh"
[ -e /usr/share/lmod/lmod/init/bash ] || fail "Lmod is not installed"
mkdir -p "$T/b" && tar -xzf "$TARBALL" -C "$T/b"
name=slurm/24.11-$TOOLCHAIN
cat >"$T/session" <<SH
. /usr/share/lmod/lmod/init/bash
unset LD_LIBRARY_PATH CPATH SLURM_CONF MANPATH
module use \$1
env | grep -vE '^(_|__LMOD_REF|_ModuleTable|_LMFILES_|LOADEDMODULES|OLDPWD|PWD|SHLVL)' | sort > "$T/before"
module load $name || exit 1
echo "root=\$SLURM_ROOT sinfo=\$(command -v sinfo) ld=\${LD_LIBRARY_PATH-unset} cpath=\${CPATH-unset} conf=\${SLURM_CONF-unset}"
sinfo --version
man -w sinfo
module unload $name
env | grep -vE '^(_|__LMOD_REF|_ModuleTable|_LMFILES_|LOADEDMODULES|OLDPWD|PWD|SHLVL)' | sort > "$T/after"
diff "$T/before" "$T/after"
SH
session() { env -i HOME="$T" PATH=/usr/bin:/bin "$@" bash "$T/session" "$T/${MODULES:-b/modules}"; }
run 0 session
says "root=$T/b/view sinfo=$T/b/view/bin/sinfo ld=unset cpath=unset conf=unset"
says "slurm 24.11.5"
says "$T/b/view/share/man"
mkdir -p "$T/elsewhere" && cp -a "$T/b/modules" "$T/elsewhere/"
export MODULES=elsewhere/modules
run 0 session SLURM_INSTALL_PREFIX="$T/b/view"
says "sinfo=$T/b/view/bin/sinfo"
run 0 session SLURM_INSTALL_PREFIX="$T/b"
says "sinfo=$T/b/view/bin/sinfo"
run 1 session
says "SLURM_INSTALL_PREFIX"
