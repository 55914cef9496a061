#!/usr/bin/env bash
# No secret is shown: a marked key, its passphrase and marked passwords are given in variables, files and descriptors, while a
# watcher reads the arguments and the environment of all processes; then everything that was printed, logged and published
# is searched for them.
. "$(dirname "$0")/lib.sh"
own_home
tiny_catalog
export GNUPGHOME=$T/gpg XDG_RUNTIME_DIR=$T/run TMPDIR=$T/tmp
mkdir -m 700 "$GNUPGHOME" "$XDG_RUNTIME_DIR" "$TMPDIR" "$T/planted"
mirror=$T/mirror

# Every command that signs; each is run in each of the ways. Another one needs a line here.
commands=(
    "buildcache push --mirror $mirror"
    "buildcache update-index --mirror $mirror"
    "buildcache prune --keep slurm --mirror $mirror"
    "publish --catalog $T/catalog --to $T/site"
    "publish --catalog $T/catalog --to $T/site --what tarball --dry-run"
    "revoke 0.1 --reason stale --to $T/site"
)

# planted NAME: a new secret in $T/planted/NAME. Nothing but builtins may have one among its arguments.
random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
planted() { random >"$T/planted/$1"; cat "$T/planted/$1"; }
control=$(random)
passphrase=$(planted passphrase) aws=$(planted aws) token=$(planted token) registry=$(planted registry)
gpg --batch --quiet --pinentry-mode loopback --passphrase-file "$T/planted/passphrase" \
    --quick-gen-key "Jane Doe <jane@example.org>" ed25519 sign never 2>/dev/null
gpg --batch --quiet --armor --pinentry-mode loopback --passphrase-file "$T/planted/passphrase" \
    --export-secret-keys >"$T/planted/key"
gpgconf --kill all
rm -r "$GNUPGHOME/private-keys-v1.d"
base64 -w0 "$T/planted/key" >"$T/planted/key.base64"
chmod 600 "$T"/planted/*
# The markers, the control first: of the key the last lines, which hold its secret part, and their base64.
secret_line=$(grep -E '^[A-Za-z0-9+/]{60,}$' "$T/planted/key" | tail -n 2 | head -n 1)
printf '%s\n' "$control" "$passphrase" "$aws" "$token" "$registry" "$secret_line" \
    "$(tail -c 300 "$T/planted/key.base64" | head -c 100)" >"$T/markers"
! gpg --armor --export | grep -qF "$secret_line" || fail "the marker of the key stands in the public key"

cc -O1 -Wall -Wextra -Werror -o "$T/process-watch" "$(dirname "$0")/process-watch.c"
"$T/process-watch" "$T/markers" >"$T/watched" &
watcher=$!
trap 'kill $watcher 2>/dev/null || :; cleanup' EXIT

# secretly STATUS COMMAND...: runs the program with the secrets, in the way that $way says.
secretly() {
    local expected=$1 status=0 options=()
    shift
    case $way in
        files) options=(--gpg-private-key-file "$T/planted/key" --gpg-passphrase-file "$T/planted/passphrase") ;;
        descriptors) options=(--gpg-private-key-fd 8 --gpg-passphrase-fd 9) ;;
    esac
    (
        export AWS_ACCESS_KEY_ID=jane AWS_SECRET_ACCESS_KEY=$aws AWS_SESSION_TOKEN=$token SLURM_FACTORY_OCI_PASSWORD=$registry
        case $way in
            variables) export GPG_PRIVATE_KEY GPG_PASSPHRASE=$passphrase && GPG_PRIVATE_KEY=$(<"$T/planted/key") ;;
            rubbish) export GPG_PRIVATE_KEY=-$aws ;;
            base64) export GPG_PRIVATE_KEY GPG_PASSPHRASE=$passphrase && GPG_PRIVATE_KEY=$(<"$T/planted/key.base64") ;;
        esac
        exec "$PROGRAM" "$@" "${options[@]}"
    ) >"$T/out" 2>&1 8<"$T/planted/key" 9<"$T/planted/passphrase" </dev/null &
    echo $! >>"$T/programs"
    wait $! || status=$?
    cat "$T/out" >>"$T/told"
    [ "$status" = "$expected" ] || fail "exit status $status instead of $expected ($way): $*"
}

way=nothing secretly 0 build-slurm --catalog "$T/catalog" --slurm-version 0.1 --minimal --toolchain "$TOOLCHAIN" -vv
for way in variables base64 files descriptors; do
    for command in "${commands[@]}"; do
        # shellcheck disable=SC2086
        secretly 0 $command -vv
    done
    secretly 0 buildcache push --mirror "$mirror" -v
    rm -r "$mirror/v3/manifests/spec/hello"
done
way=nothing secretly 2 buildcache push --mirror "$mirror" -vv; says "no key to sign with"

# What is refused is not quoted.
way=variables AWS_ENDPOINT_URL=http://127.0.0.1:9 secretly 3 buildcache keys --mirror s3://bucket -vv
way=descriptors
cp "$T/planted/passphrase" "$T/right" && cp "$T/planted/aws" "$T/planted/passphrase"
secretly 2 buildcache push --mirror "$mirror" -vv; says "is wrong"
cp "$T/right" "$T/planted/passphrase" && mv "$T/right" "$T/planted"
way=rubbish secretly 2 buildcache push --mirror "$mirror" -vv; says "neither an armoured"

# The program itself forgets its environment: one that waits for its passphrase.
mkfifo "$T/fifo"
(export GPG_PASSPHRASE=$passphrase AWS_SECRET_ACCESS_KEY=$aws; exec "$PROGRAM" buildcache push --gpg-passphrase-fd 0 <>"$T/fifo" >/dev/null 2>&1) &
waiting=$!
echo $waiting >>"$T/programs"
for _ in {1..100}; do
    [ "$(readlink /proc/$waiting/exe)" = "$(readlink -f "$PROGRAM")" ] && ! grep -qaF -f "$T/markers" /proc/$waiting/environ && break
    sleep 0.1
done
grep -qaF "SLURM_FACTORY_HOME=$T" /proc/$waiting/environ || fail "the program does not wait"
! grep -qaF -f "$T/markers" /proc/$waiting/environ || fail "the program shows its own environment"
kill $waiting

# The watcher would have seen it: it saw the brief life of gpg, and what is planted in its sight.
CONTROL=$control sleep 0.5
bash -c 'sleep 0.5; exit' "$control"
kill $watcher && wait $watcher
for seen in "seen gpg" "seen gpg-agent" "seen bwrap" "found [0-9]* cmdline 1" "found [0-9]* environ 1"; do
    grep -qx "$seen" "$T/watched" || fail "the watcher has not $seen: $(tail -n 1 "$T/watched")"
done
# A program has the variables that it was started with until its first instruction.
while read -r pid; do sed -i "/^found $pid environ /d" "$T/watched"; done <"$T/programs"
! grep -E '^found [0-9]+ [a-z]+ ([2-9]|..)' "$T/watched" >"$T/out" || fail "a process shows a secret (line of the markers last)"

# Nothing that is left holds one, packed or not.
search() { find "$T/told" "$SLURM_FACTORY_HOME/" "$mirror" "$T/site" "$TMPDIR" "$XDG_RUNTIME_DIR" "$GNUPGHOME" -type f \
    -exec sh -c 'for file; do zcat -f "$file" | grep -qaF -f "$0" && echo "$file"; done' "$T/markers" {} +; }
gzip -c "$T/planted/passphrase" >"$SLURM_FACTORY_HOME/logs/planted.gz" && cp "$T/planted/key" "$mirror/planted"
[ "$(search | sort)" = "$(printf '%s\n' "$SLURM_FACTORY_HOME/logs/planted.gz" "$mirror/planted" | sort)" ] || fail "found: $(search)"
ls "$SLURM_FACTORY_HOME"/builds/*.tar.gz "$mirror"/blobs >/dev/null
! ls -d "$XDG_RUNTIME_DIR"/sf-gpg-* 2>/dev/null || fail "a keyring is left"
