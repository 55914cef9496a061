#!/bin/sh
# Makes packages of slurm-factory itself: .deb (where dpkg-shlibdeps is), .rpm (where rpmbuild is), .tar.gz, and SHA256SUMS
# of them. The same sources and tools give the same bytes.
#   packaging/make-packages.sh [--output DIR] [--build DIR]
# --output: where they go, out/packages if not given. --build: a build folder to pack, build/release if not given.
set -eu
cd "$(dirname "$0")/.."
output=out/packages build=""
while [ $# -gt 0 ]; do
    case "$1" in
    --output) output=$2 && shift 2 ;;
    --build) build=$2 && shift 2 ;;
    *)
        sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
        exit 2
        ;;
    esac
done
if [ -z "$build" ]; then
    ./setup.sh
    build=build/release
fi
mkdir -p "$output"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Modes of the files must not depend on the caller's umask.
umask 022
cpack --config "$build/CPackConfig.cmake" -B "$work" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
rm -rf "$work/_CPack_Packages" "$work/log"
(cd "$work" && sha256sum slurm-factory* >SHA256SUMS)
mv "$work"/* "$output/"
cat "$output/SHA256SUMS"
