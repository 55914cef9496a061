#!/usr/bin/env bash
# What slurm_install.sh refuses, before it has changed anything: each with its status, its reason and what to do.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-install.sh"
new_image
all_of "$image" >"$T/before"

# refused TEXT... -- OPTION...: status 3, says each text, and nothing has changed but for what the test itself did.
refused() {
    local texts=()
    while [ "$1" != -- ]; do texts+=("$1") && shift; done
    shift
    run 3 install dash -- "$@"
    local said
    for said in "${texts[@]}"; do says "$said"; done
    [ ! -e "$image/var/lib/slurm-factory" ] && [ ! -e "$image/etc/slurm" ] || fail "something was changed"
}
wrong() { # TEXT OPTION...
    run 2 install dash -- "${@:2}"
    says "$1"
}

wrong "--help shows the options" --role head
wrong "unexpected argument: compute" compute
wrong "'a b' has characters" --full-init --cluster-name 'a b'
wrong "is not an absolute path" --prefix opt/slurm
wrong "--full-init needs --cluster-name" --full-init
wrong "--root needs --nodes" --full-init --cluster-name lab
wrong "--start-services and --head-node-init need a running system" --role compute --start-services
wrong "belong together" --role login --org-id example.org
wrong "is longer than the 128 characters" --prefix "/$(printf 'x%.0s' $(seq 120))"
find "$image" -maxdepth 1 -name 'x*' -exec rm -r {} +

# Several reasons at once: all are said.
echo changed >>"$bundle/view/bin/sinfo"
touch "$image/usr/sbin/slurmd"
refused "another Slurm is here: /usr/sbin/slurmd" "missing or changed (view/bin/sinfo" -- "${head_node[@]}"
rm "$image/usr/sbin/slurmd" "$bundle/view/bin/sinfo"
refused "missing or changed (view/bin/sinfo" -- "${head_node[@]}"
tar -xzf "$TARBALL" -C "$bundle" --wildcards '*view/bin/sinfo'

sed -i.kept 's/"glibc_floor": ".*"/"glibc_floor": "9.99"/; s/"arch": ".*"/"arch": "sparc"/' "$bundle/manifest/requirements.json"
refused "this bundle is for sparc" "glibc is 2.36, this bundle needs 9.99" -- --role compute
mv "$bundle/manifest/requirements.json.kept" "$bundle/manifest/requirements.json"

refused "uid 33 belongs to www-data: choose one by --uid" -- --role compute --uid 33
echo short >"$T/key"
refused "has 32 to 1024 bytes" -- --role compute --munge-key-file "$T/key"
refused "cannot be read" -- --role compute --munge-key-file "$T/none"
mkdir -p "$image/etc/munge" && head -c 128 /dev/urandom >"$image/etc/munge/munge.key" && head -c 128 /dev/urandom >"$T/key"
refused "is another key" "remove it" -- --role compute --munge-key-file "$T/key"
mkdir -p "$image/etc/systemd/system" && echo mine >"$image/etc/systemd/system/slurmd.service"
refused "slurmd.service was not made by this script" -- --role compute
rm "$image/etc/systemd/system/slurmd.service"
echo "SLURMD_OPTIONS='-v'" >"$image/etc/default/slurmd"
refused "add --conf-server head to it" -- --role compute --conf-server head
rm "$image/etc/default/slurmd"
refused "SSSD is not installed" -- --role login --org-id example.org --ldap-uri ldaps://ldap.example.org

# A file of the view that is relocated is whole too, but for its prefix.
echo more >>"$bundle/view/share/first"
run 4 install dash -- "${head_node[@]}"
says "not the files that were built: view/share/first"
[ ! -e "$image/opt/slurm/current" ] && [ -z "$(ls -d "$image"/opt/slurm/.new-* 2>/dev/null)" ] || fail "half a build is left"

exec 8>"$image/opt/slurm/.lock"
flock 8
run 7 install dash -- "${head_node[@]}"
says "another run holds /opt/slurm/.lock"
chmod a+rx "$T" && run 6 setpriv --reuid 65534 --regid 65534 --clear-groups sh "$script" --role compute
says "needs root"
