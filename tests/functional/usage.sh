#!/usr/bin/env bash
# What the program does not know is named, with the nearest names, and exits with 2.
. "$(dirname "$0")/lib.sh"
run 2 "$PROGRAM" build-slurm --slurm-version 24.12 --minimal --dry-run --toolchain "$TOOLCHAIN"
says "24.12"; says "24.11"
run 2 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --toolchain bookwrm --dry-run
says "bookworm"
run 2 "$PROGRAM" build-slurm --slurm-versoin 24.11
says "--slurm-version"
run 2 "$PROGRAM" bild-slurm
says "build-slurm"
touch "$T/x.tar.gz"
run 2 "$PROGRAM" plan --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --source "opensl=$T/x.tar.gz"
says "openssl"
run 2 "$PROGRAM" plan --slurm-version 24.11 --minimal --source slurm=/nonexistent.tar
says "/nonexistent.tar"
run 2 "$PROGRAM" build-slurm --slurm-version 24.11 --minimal --gpu
says "--minimal and --gpu"
run 2 "$PROGRAM" plan --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --with pyxs
says "pyxis"
run 0 "$PROGRAM" plan --slurm-version 24.11 --gpu --toolchain "$TOOLCHAIN" --with pyxis
says "pyxis@"
run 2 "$PROGRAM" plan --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --target x86_64_v9
says "x86_64_v3"
run 2 "$PROGRAM" prove /nonexistent.tar.gz
run 2 "$PROGRAM"
run 0 "$PROGRAM" --version
run 0 "$PROGRAM" -v plan --slurm-version 24-11-5-1 --minimal --toolchain "$TOOLCHAIN"
run 0 "$PROGRAM" plan -v --slurm-version 24.11.5 --minimal --toolchain "$TOOLCHAIN"
says "slurm@24.11.5"
run 2 "$PROGRAM" build-compiler --compiler-version 12.9 --toolchain "$TOOLCHAIN" --dry-run
says "12.5.0"
run 2 "$PROGRAM" build-compiler --toolchain "$TOOLCHAIN"
says "--compiler-version"
run 0 "$PROGRAM" plan --slurm-version 24.11 --minimal --toolchain "$TOOLCHAIN" --compiler-version 13.4.0
says "compiled by gcc 13.4.0"
