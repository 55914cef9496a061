#!/usr/bin/env bash
# Every shell script is clean under shellcheck.
. "$(dirname "$0")/lib.sh"
cd "$SOURCE_TREE"
shellcheck -S warning -x -P tests/functional -e SC1091 setup.sh .ci/run packaging/*.sh tests/functional/*.sh
shellcheck catalog/assets/image/*.sh
cd catalog/assets/slurm_assets
shellcheck slurm_install.sh install/*.sh profile.d/*.sh
