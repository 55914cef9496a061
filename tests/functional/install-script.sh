#!/usr/bin/env bash
# slurm_install.sh makes a head node of an image: the same under dash, bash and busybox; a second run has nothing to do; what
# it made goes away again, what is the cluster's stays.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-install.sh"
build=$(build_name)

for shell in dash bash "busybox sh"; do
    read -ra words <<<"$shell"
    new_image
    all_of "$image" >"$T/before"
    run 0 install "${words[@]}" -- "${head_node[@]}" --check
    says "would create /opt/slurm/$build"
    says "would switch /opt/slurm/current to $build"
    says "would create /etc/slurm/slurmdbd.conf"
    all_of "$image" | diff "$T/before" - >"$T/out" || fail "--check under $shell changed something"

    run 0 install "${words[@]}" -- "${head_node[@]}"
    says "created /etc/systemd/system/slurmctld.service"
    runs || fail "what $shell installed does not run"
    all_of "$image" >"$T/installed"
    run 0 install "${words[@]}" -- "${head_node[@]}"
    [ "$(cat "$T/out")" = "nothing to do" ] || fail "the second run under $shell had something to do"
    all_of "$image" | diff "$T/installed" - >"$T/out" || fail "the second run under $shell changed something"
    mkdir -p "$T/by" && cp -a "$image/opt/slurm" "$T/by/${words[0]}"
done
for shell in bash busybox; do
    diff -r --no-dereference "$T/by/dash" "$T/by/$shell" >"$T/out" || fail "dash and $shell installed something different"
done

# Names, links and bytes are those of slurm-factory install.
[ "$(readlink "$image/opt/slurm/current")" = generations/1 ] || fail "current leads elsewhere"
[ "$(readlink "$image/opt/slurm/generations/1")" = "../$build" ] || fail "the generation leads elsewhere"
path=/opt/slurm/$build/view
printf 'at %s%s/lib\n' "$(printf '/%.0s' $(seq $((128 - ${#path}))))" "$path" | cmp - "$image$path/share/first" || fail "first was not relocated"
path=$path/pmix5
printf '\0%s%s/include\0tail' "$(printf '/%.0s' $(seq $((128 - ${#path}))))" "$path" | cmp - "$image/opt/slurm/$build/view/share/second" || fail "second was not relocated"
[ -z "$(find "$image/opt/slurm" ! -user root -o ! -type l -perm /022)" ] || fail "files that others may change"

# What it wrote is what the daemons can work with.
grep -qx 'NodeName=n\[1-2\] CPUs=4 RealMemory=2000 State=UNKNOWN' "$image/etc/slurm/slurm.conf" || fail "no line of the nodes"
for line in ClusterName=lab SlurmctldHost=head AccountingStorageHost=head DefMemPerCPU=500; do
    grep -qx "$line" "$image/etc/slurm/slurm.conf" || fail "slurm.conf lacks $line"
done
! grep -q CHANGE "$image"/etc/slurm/*.conf || fail "something is left to change"
[ "$(stat -c %a:%u "$image/etc/slurm/slurmdbd.conf")" = 600:981 ] || fail "slurmdbd.conf is not slurm's own"
grep -qE '^StoragePass=[A-Za-z0-9]{32}$' "$image/etc/slurm/slurmdbd.conf" || fail "no password"
[ -L "$image/etc/systemd/system/multi-user.target.wants/munge.service" ] || fail "the bundle's munge is not enabled"
[ ! -e "$image/etc/munge/munge.key" ] || fail "an image has a key of munge"

# Another build beside it, and the configuration as the admin left it.
echo '# mine' >>"$image/etc/slurm/slurm.conf"
cp "$image/etc/slurm/slurm.conf" "$T/mine"
echo new >"$bundle/view/share/new" && listed view/share/new <"$bundle/view/share/new"
run 0 install dash -- "${head_node[@]}"
[ "$(cat "$T/out")" = "created /opt/slurm/$(build_name)
switched /opt/slurm/current to $(build_name)" ] || fail "more than the build has changed"
[ "$(readlink "$image/opt/slurm/generations/2")" = "../$(build_name)" ] && [ -d "$image/opt/slurm/$build" ] || fail "the builds do not lie side by side"
cmp "$T/mine" "$image/etc/slurm/slurm.conf" || fail "slurm.conf was overwritten"

# Gone is what it made; what belongs to the cluster stays.
run 0 install dash -- --uninstall
says "removed /opt/slurm/$build"
run 0 install dash -- --uninstall
[ "$(cat "$T/out")" = "nothing to do" ] || fail "there was more to remove"
all_of "$image" | cut -d ' ' -f 1 | diff <(cut -d ' ' -f 1 "$T/before") - | grep '^[<>]' >"$T/out" || :
cat >"$T/expected" <<'LEFT'
> ./etc/munge
> ./etc/slurm
> ./etc/slurm/cgroup.conf
> ./etc/slurm/slurm.conf
> ./etc/slurm/slurmdbd.conf
> ./var/lib/munge
> ./var/log/munge
> ./var/log/slurm
> ./var/spool/slurmctld
> ./var/spool/slurmd
LEFT
grep -vE '/etc/(passwd|shadow|group|gshadow|subuid|subgid)-$|/etc/systemd|/etc/(profile|logrotate|tmpfiles)\.d$' "$T/out" | diff "$T/expected" - >"$T/left" ||
    fail "something else is left: $(cat "$T/left")"

# A user who was there before stays too.
new_image
echo 'slurmrestd:x:990:990::/nonexistent:/usr/sbin/nologin' >>"$image/etc/passwd"
echo 'slurmrestd:x:990:' >>"$image/etc/group"
run 0 install dash -- --role restd
run 0 install dash -- --uninstall
grep -q '^slurmrestd:' "$image/etc/passwd" || fail "a user of the host's own was removed"
