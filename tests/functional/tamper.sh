#!/usr/bin/env bash
# A bundle from which a plugin or a library was taken, or with a wrong RUNPATH, fails its proof, named.
. "$(dirname "$0")/lib.sh"
export SLURM_FACTORY_HOME=$SHARED
mkdir "$T/good" && tar -xzf "$TARBALL" -C "$T/good"
tampered() { rm -rf "$T/bad" && cp -a "$T/good" "$T/bad"; }
tampered && rm "$T/bad/view/lib/slurm/auth_munge.so"
run 5 "$PROGRAM" prove "$T/bad" --static
says "auth_munge"
tampered && rm -f "$T"/bad/view/lib/libjwt.so*
run 5 "$PROGRAM" prove "$T/bad" --static
says "libjwt.so"
tampered
runpath=$(readelf -d "$T/bad/view/bin/sinfo" | sed -n 's/.*RUNPATH.*\[\(.*\)\]/\1/p')
perl -0777 -pi -e 'BEGIN { ($old, $new) = (shift, "/usr/lib/wrong") } s/\Q$old\E\0/$new . "\0" x (length($old) - length($new) + 1)/e' \
    "$runpath" "$T/bad/view/bin/sinfo"
run 5 "$PROGRAM" prove "$T/bad" --static
says "bin/sinfo"; says "/usr/lib/wrong"
run 0 "$PROGRAM" prove "$T/good" --static
