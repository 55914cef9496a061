#!/usr/bin/env bash
# --with pyxis: a SPANK plugin compiled with the bundle's own Slurm, which srun finds by its plain name wherever the bundle is.
# The plugin's source is a stand-in for pyxis, whose own is fetched nowhere here.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
mkdir -p "$T/src/pyxis" && cd "$T/src/pyxis"
echo "free" >LICENSE
cat >spank.c <<'C'
#include <slurm/spank.h>
SPANK_PLUGIN(pyxis, 1)
static struct spank_option image = {"container-image", "IMAGE", "the stand-in's option", 1, 0, 0};
int slurm_spank_init(spank_t spank, int ac, char **av) { (void)ac; (void)av; return spank_option_register(spank, &image); }
C
# shellcheck disable=SC2016  # make expands it
printf 'all: spank_pyxis.so\nspank_pyxis.so: spank.c\n\t$(CC) $(CPPFLAGS) $(CFLAGS) -shared -fPIC -o $@ spank.c $(LDFLAGS)\ninstall: all\n\tinstall -D spank_pyxis.so $(libdir)/slurm/spank_pyxis.so\n\tinstall -D LICENSE $(datarootdir)/pyxis/pyxis.conf\n' >Makefile
cd "$T" && source_tarball pyxis 0.24.0
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --with pyxis --source "pyxis=$T/pyxis-0.24.0.tar.gz" --output-dir "$T/builds"
tarball=$T/builds/slurm-24.11-$TOOLCHAIN-minimal-pyxis-software.tar.gz
[ -s "$tarball" ] || fail "no $tarball"
run 0 "$PROGRAM" prove "$tarball" --static
mkdir "$T/b" && tar -xzf "$tarball" -C "$T/b"
etc=$T/b/view/etc/slurm
printf 'ClusterName=c\nSlurmctldHost=localhost\nPlugStackConfig=%s/plugstack.conf\nNodeName=localhost\n' "$etc" >"$etc/slurm.conf"
run 0 env -i SLURM_CONF="$etc/slurm.conf" "$T/b/view/bin/srun" --help
says_not "container-image"
cp "$etc/plugstack.conf.pyxis.example" "$etc/plugstack.conf"
run 0 env -i SLURM_CONF="$etc/slurm.conf" "$T/b/view/bin/srun" --help
says "--container-image=IMAGE"; says "the stand-in's option"
