# Sourced by the tests of slurm_install.sh, after lib.sh: the bundle unpacked, with a file that must be relocated, and images
# of a system to install into.
# shellcheck shell=bash
[ "$(id -u)" = 0 ] || skip "slurm_install.sh needs root"
command -v busybox >/dev/null || skip "there is no busybox"

prove_root=$(ls -d "$SHARED/rootfs/$TOOLCHAIN"-prove-*/ | head -n 1)
image=$T/image
bundle=$T/bundle
script=$bundle/data/slurm_assets/slurm_install.sh
mkdir "$bundle" "$T/busybox"
busybox --install -s "$T/busybox"
tar -xzf "$TARBALL" -C "$bundle"

# listed FILE: files.json of the bundle names it, with the sha256 of standard input.
listed() {
    local sum
    sum=$(sha256sum | cut -d ' ' -f 1)
    sed -i "s|^  \"files\": \[\$|&\n    {\n      \"path\": \"$1\",\n      \"type\": \"file\",\n      \"mode\": \"0644\",\n      \"size\": $(stat -c %s "$bundle/$1"),\n      \"sha256\": \"$sum\"\n    },|" "$bundle/manifest/files.json"
}

# The minimal flavour has no prefix of the build in it: one of 128 characters here, twice, whose second place is a folder's.
padded=/opt/slurm-factory/$(printf '_%.0s' $(seq 109))
printf 'at %s/lib\n' "$padded" >"$bundle/view/share/first"
printf '\0%s/include\0tail' "$padded" >"$bundle/view/share/second"
{ printf 'at ' && head -c 128 /dev/zero && printf '/lib\n'; } | listed view/share/first
{ printf '\0' && head -c 128 /dev/zero && printf '/include\0tail'; } | listed view/share/second
cat >"$bundle/manifest/relocation.json" <<JSON
{
  "version": 2,
  "entries": [
    {
      "file": "share/first",
      "offset": 3,
      "room": 128,
      "kind": "text",
      "target": "view",
      "value": "$padded"
    },
    {
      "file": "share/second",
      "offset": 1,
      "room": 128,
      "kind": "binary",
      "target": "view/pmix5",
      "value": "$padded/include"
    }
  ]
}
JSON

# build_name: of the bundle as it is now.
build_name() { echo "24.11.5-$(sha256sum "$bundle/manifest/files.json" | cut -c 1-8)"; }

# A system that is small enough to be copied often: the programs that slurm_install.sh runs in it, with their libraries.
make_system() {
    local programs=(/usr/bin/sh /usr/bin/getconf /usr/bin/getent /usr/sbin/useradd /usr/sbin/groupadd /usr/sbin/userdel /usr/sbin/nologin) link files
    mkdir -p "$T/system"/{dev,proc,run,tmp,opt,var/{lib,log,spool},usr/{bin,sbin,lib,lib64}}
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$T/system/$link"; done
    cp -a "$prove_root/etc" "$T/system/"
    mapfile -t files < <(chroot "$prove_root" ldd "${programs[@]}" | grep -oE '/[^ :]+' | sort -u)
    (cd "$prove_root" && cp -L --parents "${files[@]/#/.}" "$T/system/")
}
make_system

new_image() {
    rm -rf "$image"
    cp -a "$T/system" "$image"
}

# all_of FOLDER: everything below it, in a form that tells a change of names, contents, owners and modes.
all_of() { (cd "$1" && find . ! -type d -printf '%p %l %U:%G %m %s %T@\n' -o -printf '%p %U:%G %m\n' | sort); }

# install SHELL... -- OPTION...: as a head node, into the image; with busybox alone where that is the shell.
install() {
    local shell=()
    while [ "$1" != -- ]; do shell+=("$1") && shift; done
    shift
    local path=$PATH
    [ "${shell[0]}" != busybox ] || path=$T/busybox:$PATH
    env PATH="$path" "${shell[@]}" "$script" --root "$image" "$@"
}
# shellcheck disable=SC2034 # for the tests
head_node=(--full-init --cluster-name lab --controller head --nodes 'n[1-2] CPUs=4 RealMemory=2000')

# runs: the current build's program runs. (In a chroot it would need /proc, by which programs find what lies beside them.)
runs() { "$image/opt/slurm/current/view/bin/sinfo" --version | grep -qx 'slurm 24.11.5'; }
