#!/usr/bin/env bash
# slurm_install.sh killed at any moment leaves a current that runs; on a shared prefix, a node that cannot write it uses it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-install.sh"
new_image
for moment in $(seq 20); do
    # Each time another build, so that there is something to copy and to switch.
    echo "$moment" >"$bundle/view/share/moment"
    [ "$moment" -gt 1 ] || listed view/share/moment <"$bundle/view/share/moment"
    sed -i "/view.share.moment/,/sha256/s/\"sha256\": \".*\"/\"sha256\": \"$(sha "$bundle/view/share/moment")\"/" "$bundle/manifest/files.json"
    setsid dash "$script" --root "$image" "${head_node[@]}" >"$T/out" 2>&1 &
    sleep "0.$((RANDOM % 90 + 10))"
    kill -9 -- "-$!" 2>/dev/null || :
    wait "$!" 2>/dev/null || :
    if [ -L "$image/opt/slurm/current" ]; then
        runs || fail "after a kill at moment $moment what is current does not run"
        [ "$(cut -d ' ' -f 1 "$image/opt/slurm/current/view/share/moment")" -gt 0 ] || fail "the current build is not whole"
    fi
done
run 0 install dash -- "${head_node[@]}"
runs || fail "the last build does not run"
[ "$(cat "$image/opt/slurm/current/view/share/moment")" = 20 ] || fail "the last build is not current"
[ -z "$(find "$image/opt/slurm" -maxdepth 1 -name '.new-*' -o -maxdepth 1 -name '.current.*')" ] || fail "leftovers of killed runs"
run 0 install dash -- "${head_node[@]}"
[ "$(cat "$T/out")" = "nothing to do" ] || fail "after the kills there was more to do"

# A second node that has the same builds, but may not write them.
mkdir "$T/head" && mv "$image" "$T/head/image"
new_image
mkdir -p "$image/opt/slurm" && mount --bind "$T/head/image/opt/slurm" "$image/opt/slurm"
trap 'umount "$image/opt/slurm"; cleanup' EXIT
mount -o remount,ro,bind "$image/opt/slurm"
for shell in dash "busybox sh"; do
    read -ra words <<<"$shell"
    run 3 install "${words[@]}" -- --role compute --conf-server head
    says "is it a shared file system? Then add --shared"
done
all_of "$image/opt/slurm" >"$T/before"
run 0 install dash -- --role compute --conf-server head --shared
says "created /etc/default/slurmd"
says_not "/opt/slurm"
run 0 install dash -- --role compute --conf-server head --shared
[ "$(cat "$T/out")" = "nothing to do" ] || fail "the second run on the shared prefix had something to do"
run 0 install dash -- --uninstall
says_not "/opt/slurm"
all_of "$image/opt/slurm" | diff "$T/before" - >"$T/out" || fail "the shared builds were changed"
