#!/bin/sh
# Sets slurm-factory up on this machine and runs it, or its tests:
#   ./setup.sh build-slurm --slurm-version 24.11 --minimal --verify
#   ./setup.sh test [arguments of ctest]
#   ./setup.sh                                  (sets up and prints the version)
# Installs missing packages (apt and dnf families; through sudo unless root), compiles into build/, runs.
set -eu
cd "$(dirname "$0")"

apt_program="g++ cmake ninja-build pkg-config libcli11-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libyaml-cpp-dev libvalijson-dev
    libarchive-dev libcurl4-openssl-dev libssl-dev libdeflate-dev libzstd-dev libgpgme-dev gnupg bubblewrap mmdebstrap iproute2 util-linux uidmap ca-certificates"
apt_tests="nginx openssl libgtest-dev libgmock-dev lmod man-db shellcheck binutils make procps zstd skopeo umoci docker-registry dnf createrepo-c rpm faketime dpkg-dev file mandoc busybox"
dnf_program="gcc-c++ cmake ninja-build pkgconf-pkg-config cli11-devel fmt-devel spdlog-devel json-devel yaml-cpp-devel valijson-devel
    libarchive-devel libcurl-devel openssl-devel libdeflate-devel libzstd-devel gpgme-devel gnupg2 bubblewrap mmdebstrap iproute util-linux shadow-utils ca-certificates"
dnf_tests="nginx openssl perl-interpreter perl-IO gtest-devel gmock-devel Lmod man-db ShellCheck binutils make procps-ng zstd skopeo umoci docker-distribution dnf createrepo_c rpm-build"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# logged LOG COMMAND...: silent unless it fails.
logged() {
    log=$1
    shift
    mkdir -p build
    "$@" >"$log" 2>&1 || { tail -n 60 "$log" >&2; exit 1; }
}

# install_missing PACKAGE...: asks the package database first, so that a second run costs nothing.
install_missing() {
    missing=""
    if command -v apt-get >/dev/null; then
        for package in "$@"; do
            [ -e "/var/lib/dpkg/info/$package.list" ] || ls "/var/lib/dpkg/info/$package":*.list >/dev/null 2>&1 || missing="$missing $package"
        done
        [ -z "$missing" ] && return
        echo "setup: installing$missing" >&2
        logged build/packages-setup.log as_root apt-get update -qq
        # shellcheck disable=SC2086
        logged build/packages-setup.log as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    else
        for package in "$@"; do
            rpm -q --whatprovides "$package" >/dev/null 2>&1 || missing="$missing $package"
        done
        [ -z "$missing" ] && return
        echo "setup: installing$missing" >&2
        # shellcheck disable=SC2086
        logged build/packages-setup.log as_root dnf install -y -q $missing
    fi
}

packages() {    # packages apt-list dnf-list
    # shellcheck disable=SC2086
    if command -v apt-get >/dev/null; then install_missing $1
    elif command -v dnf >/dev/null; then install_missing $2
    else
        echo "setup: this machine has neither apt-get nor dnf; install the libraries of docs/dependencies.md, then run cmake --preset release" >&2
        exit 6
    fi
}

# compile PRESET [cmake options]: says one line a step unless something fails.
compile() {
    preset=$1
    shift
    # What the preset says counts only when the cache is made anew.
    if [ -e "build/$preset/CMakeCache.txt" ] && [ -n "$(find CMakePresets.json -newer "build/$preset/CMakeCache.txt")" ]; then
        rm -f "build/$preset/CMakeCache.txt" "build/$preset/build.ninja"
    fi
    if [ ! -e "build/$preset/build.ninja" ]; then
        echo "setup: compiling slurm-factory ($preset) into build/$preset, a minute or two on two cores" >&2
        logged "build/$preset-setup.log" cmake --preset "$preset" "$@"
    fi
    logged "build/$preset-setup.log" ninja -C "build/$preset"
}

packages "$apt_program" "$dnf_program"
case "${1-}" in
test)
    shift
    packages "$apt_tests" "$dnf_tests"
    compile release
    compile asan "-DSF_PROGRAM=$PWD/build/release/slurm-factory"
    # The long ones (label `long`) are run by name: ./setup.sh test --label-regex long
    [ $# -gt 0 ] || set -- --label-exclude long
    exec ctest --preset asan "$@"
    ;;
"")
    compile release
    exec build/release/slurm-factory --version
    ;;
*)
    compile release
    exec build/release/slurm-factory "$@"
    ;;
esac
