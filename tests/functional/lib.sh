# Sourced by every functional test. Given by ctest: PROGRAM (slurm-factory), SHARED (a home in which Slurm is built and
# proven by build.sh), SOURCE_TREE. Makes: T, an empty folder removed at the end, and SLURM_FACTORY_HOME below it.
# shellcheck shell=bash
set -euo pipefail

T=$(mktemp -d /tmp/slurm-factory-test.XXXXXX)
cleanup() {
    mountpoint -q "$T/home" && umount "$T/home"
    chmod -R u+w "$T" 2>/dev/null
    rm -rf "$T"
}
trap cleanup EXIT
export SLURM_FACTORY_HOME=$T/home
TOOLCHAIN=${TOOLCHAIN:-bookworm}
export TARBALL=$SHARED/builds/slurm-24.11-$TOOLCHAIN-minimal-software.tar.gz

fail() {
    echo "FAILED: $*" >&2
    [ -e "$T/out" ] && sed 's/^/  | /' "$T/out" >&2
    exit 1
}

# skip REASON: what this machine lacks is said, and is neither a success nor a failure.
skip() { echo "skipped: $*"; exit 77; }

# in_namespaces OPTION...: the test starts anew, once, in namespaces that unshare makes with these options.
in_namespaces() {
    [ -z "${IN_NAMESPACES-}" ] || return 0
    unshare "$@" true 2>/dev/null || skip "no namespaces can be made here"
    cleanup
    IN_NAMESPACES=yes exec unshare "$@" bash "$0"
}

# kept_root NAME SUITE PACKAGES [OPTION...]: a root of Debian with these, in $SHARED/NAME, made if it is not there yet; the
# options are mmdebstrap's. Skips where it cannot be had.
kept_root() {
    local root=$SHARED/$1 from
    [ -d "$root" ] && return
    # shellcheck disable=SC2016
    from=${SLURM_FACTORY_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)}
    rm -rf "$root.part"
    mmdebstrap --quiet --variant=apt --include="$3" "${@:4}" "$2" "$root.part" ${from:+"$from"} >"$T/out" 2>&1 ||
        skip "no root of $2 with $3 can be made: $(tail -n 3 "$T/out")"
    mv "$root.part" "$root"
}
# shellcheck disable=SC2034
unchecked_dates=--aptopt='Acquire::Check-Valid-Until "false"' # for sid, whose copies may be old

# run STATUS COMMAND...: runs, keeps stdout and stderr in $T/out, fails unless it exits with STATUS.
run() {
    local expected=$1 status=0
    shift
    "$@" >"$T/out" 2>&1 </dev/null || status=$?
    [ "$status" = "$expected" ] || fail "exit status $status instead of $expected: $*"
}

# says TEXT: the last run printed it.
says() { grep -qF -- "$1" "$T/out" || fail "did not say: $1"; }
says_not() { ! grep -qF -- "$1" "$T/out" || fail "said: $1"; }

# A home of this test's own that borrows the root filesystems of the shared one.
own_home() {
    mkdir -p "$SLURM_FACTORY_HOME"
    [ -e "$SLURM_FACTORY_HOME/rootfs" ] || ln -s "$SHARED/rootfs" "$SLURM_FACTORY_HOME/rootfs"
}

# source_tarball NAME VERSION: packs the folder $T/src/NAME as $T/NAME-VERSION.tar.gz.
source_tarball() {
    tar -C "$T/src" --transform "s,^$1,$1-$2," -czf "$T/$1-$2.tar.gz" "$1"
}

sha() { sha256sum "$1" | cut -d' ' -f1; }

# A catalog with a release 0.1 of two tiny packages: hello (a library) and slurm (a program that links it). Real compilers,
# real sandbox, seconds instead of minutes. Edit $T/src and $T/catalog, then build with `tiny`.
tiny_catalog() {
    mkdir -p "$T/src/hello" "$T/src/slurm" "$T/catalog/packages" "$T/catalog/releases"
    echo 'int hello(void) { return 42; }' >"$T/src/hello/hello.c"
    # shellcheck disable=SC2016
    printf 'libhello.so: hello.c\n\t$(CC) $(CFLAGS) -shared -fPIC -Wl,-soname,libhello.so -o $@ hello.c\ninstall: libhello.so\n\tmkdir -p $(PREFIX)/lib && cp libhello.so $(PREFIX)/lib/\n' >"$T/src/hello/Makefile"
    echo 'int hello(void); int main(void) { return hello() == 42 ? 0 : 1; }' >"$T/src/slurm/sinfo.c"
    # shellcheck disable=SC2016
    printf 'sinfo: sinfo.c\n\t$(CC) $(CFLAGS) -o $@ sinfo.c $(LDFLAGS) -lhello\ninstall: sinfo\n\tmkdir -p $(PREFIX)/bin && cp sinfo $(PREFIX)/bin/\n' >"$T/src/slurm/Makefile"
    for name in hello slurm; do echo "free" >"$T/src/$name/COPYING"; done
    source_tarball hello 1.0
    source_tarball slurm 0.1.0
    tiny_package hello 1.0 '  - {library: lib/libhello.so}' "" '[lib/*.so]'
    tiny_package slurm 0.1.0 '  - {program: bin/sinfo, run: "-V"}' '  - {name: hello, types: [build, link]}' '[bin/*]'
    cat >"$T/catalog/releases/0.1.yaml" <<YAML
release: "0.1"
slurm: "0.1.0"
released: 2026-01-01
end_of_life: 2030-01-01
upgrades_from: []
source_date_epoch: 1767225600
packages: {hello: "1.0", slurm: "0.1.0"}
flavours:
  minimal: [slurm]
YAML
}

# tiny_package NAME VERSION PROVIDES DEPENDENCIES KEEP [URLS]
tiny_package() {
    cat >"$T/catalog/packages/$1.yaml" <<YAML
name: $1
description: a package of the tests
why: the tests need it
homepage: https://example.org
license: MIT
license_files: [COPYING]
versions:
  - version: "$2"
    sources:
      - variant: upstream
        sha256: "$(sha "$T/$1-$2.tar.gz")"
        sha256_from: computed
        urls: ${6:-[file://$T/$1-$2.tar.gz]}
${4:+dependencies:
$4}
build:
  system: make
  build_args: []
bundle:
  keep: $5
provides:
$3
YAML
}

tiny() { "$PROGRAM" build-slurm --catalog "$T/catalog" --slurm-version 0.1 --minimal --toolchain "$TOOLCHAIN" "$@"; }

# hash_of PACKAGE [ARGUMENTS of plan]: its DAG hash in the plan of 24.11.
hash_of() {
    "$PROGRAM" plan --slurm-version 24.11 --toolchain "$TOOLCHAIN" "${@:2}" --json |
        sed -n "/^      \"name\": \"$1\",/,/\"hash\"/s/.*\"hash\": \"\(.*\)\".*/\1/p"
}
