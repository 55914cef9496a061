#!/usr/bin/env bash
# Includes run one way: cli -> domain -> base. CMakeLists.txt says what each folder may use; nobody includes cli.
. "$(dirname "$0")/lib.sh"
cd "$SOURCE_TREE/src"
! grep -rn '#include "cli/' --include='*.h' --include='*.cpp' . | grep -v '^./cli/' || fail "a lower folder includes cli"
! grep -rnE '#include "[a-z]+/' base | grep -v '#include "base/' || fail "base includes a domain folder"
order=(base manual sign mirror spec catalog concretize source sandbox store build relocate bundle buildcache prove factory inspect publish site configure node doctor image cli)
for i in "${!order[@]}"; do
    for above in "${order[@]:$((i + 1))}"; do
        ! grep -rn "#include \"$above/" "${order[$i]}" || fail "${order[$i]} includes $above"
    done
done
