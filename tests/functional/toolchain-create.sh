#!/usr/bin/env bash
# A toolchain for another OS is drafted from its os-release file; what it writes is valid and can be planned with.
. "$(dirname "$0")/lib.sh"
printf 'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="AlmaLinux 9.4"\n' >"$T/os-release"
run 2 "$PROGRAM" toolchain create alma9 --from-os-release "$T/os-release" --output "$T/site"
says "--gcc"
run 0 "$PROGRAM" toolchain create alma9 --from-os-release "$T/os-release" --output "$T/site" --gcc 11 --glibc 2.34
says "rockylinux9"; says "build-slurm --catalog $T/site --toolchain alma9"
run 0 "$PROGRAM" plan --catalog "$T/site" --toolchain alma9 --slurm-version 24.11 --minimal
says "for alma9 (AlmaLinux 9.4, gcc 11, glibc 2.34)"
run 2 "$PROGRAM" toolchain create alma9 --from-os-release "$T/os-release" --output "$T/site" --gcc 11 --glibc 2.34
says "exists already"
run 2 "$PROGRAM" toolchain create ../evil --output "$T/site"
run 0 "$PROGRAM" toolchain create here --output "$T/site"
grep -q "^gcc: \"$(gcc -dumpversion | cut -d. -f1)\"$" "$T/site/toolchains/here.yaml" || fail "the host's gcc is not in it"
printf 'ID=alpine\nVERSION_ID=3.20\n' >"$T/os-release"
run 2 "$PROGRAM" toolchain create alpine --from-os-release "$T/os-release" --output "$T/site" --gcc 13 --glibc 2.39
says "neither family"
