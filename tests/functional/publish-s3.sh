#!/usr/bin/env bash
# A real build published to two S3 servers, listed by aws, installed from there by this program and, where there is one, by a
# real Spack over HTTP; two publishers at once. ROUNDS, KILLS: how often.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-s3.sh"
. "$(dirname "$0")/lib-rgw.sh"
. "$(dirname "$0")/lib-publish.sh"
SPACK=${SPACK:-$(command -v spack || true)}
AWS=$(PATH=/usr/bin:$PATH command -v aws) || skip "there is no aws to list buckets with"
mkdir -p "$T/home" && for part in store spack-sourcecache rootfs; do ln -s "$SHARED/$part" "$T/home/$part"; done
export SLURM_FACTORY_S3_ACL=public-read
run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain "$TOOLCHAIN"
slurm=$(hash_of slurm)

published() { # SERVER BUCKET LOG PUT
    export AWS_ENDPOINT_URL=$1
    local root=s3://$2/slurm web=$1/$2/slurm before
    run 0 "$PROGRAM" publish --to "$root" --allow-eol --gpg-private-key-file "$key" --base-url "$web"
    before=$(grep -c "$4" "$3" || true)
    run 0 "$PROGRAM" publish --to "$root" --allow-eol --gpg-private-key-file "$key" --base-url "$web"
    says ": 0 put (0 B)"
    [ "$(grep -c "$4" "$3" || true)" = "$before" ] || fail "the second publish uploaded a blob to $1"
    run 0 "$AWS" --endpoint-url "$1" s3 ls --recursive "s3://$2/slurm/"
    says "builds/24.11/$TOOLCHAIN/slurm-24.11-$TOOLCHAIN-software.tar.gz.asc"
    says "$TOOLCHAIN/slurm/24.11/v3/manifests/spec/slurm/slurm-24.11.5-$slurm.spec.manifest.json"; says "slurm/index.html"
    # Ceph's gateway without a cluster answers ranges wrongly: large files come whole.
    printf '[default]\ns3 =\n  multipart_threshold = 1GB\n' >"$T/config"
    run 0 "$AWS" --endpoint-url "$1" s3 cp --quiet --recursive "s3://$2/slurm/builds/24.11" "$T/by-aws-$2"
    GNUPGHOME=$T/gpg gpg --verify "$T/by-aws-$2/$TOOLCHAIN/slurm-24.11-$TOOLCHAIN-software.tar.gz"{.asc,} || fail "gpg refuses what $1 has"
    [ "$1" != "$server" ] || signatures_count inf # moto answers nobody else over plain HTTP
    for from in "$root" "$web"; do
        run 0 "$PROGRAM" buildcache keys --mirror "$from" --install --trust "$FPR"
        run 0 "$PROGRAM" buildcache install "/$slurm" --store "$T/store-$2-${from%%:*}" --mirror "$from/$TOOLCHAIN/slurm/24.11" --mirror "$from/$TOOLCHAIN/slurm/deps"
        run 0 "$T/store-$2-${from%%:*}/slurm-24.11.5-$slurm/bin/sinfo" -V
    done
    [ -z "$SPACK" ] || by_spack "$web" "$2"
    [ "$1" != "$server" ] || signatures_count 0
}
by_spack() { # WEB NAME
    [ -e "$T/scope" ] || . "$(dirname "$0")/lib-spack.sh"
    printf 'mirrors::\n  deps: %s\n  release: %s\n' "$1/$TOOLCHAIN/slurm/deps" "$1/$TOOLCHAIN/slurm/24.11" >"$T/scope/mirrors.yaml"
    spack_tree "tree-$2"
    run 0 spack buildcache keys --install --trust
    run 0 spack install --cache-only "/$slurm"
    run 0 "$(spack location -i "/$slurm")/bin/sinfo" --version
}

start_s3
export AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_DEFAULT_REGION=us-east-1
curl -fsS -X PUT "$server/moto-bucket" >"$T/answer"
signatures_count 0
published "$server" moto-bucket "$T/moto.log" '"PUT .*/\(blobs\|by-digest\|sources\)/'

# Two publishers at once, and one that is killed, to the server that knows conditions.
built 0.1
built 0.2
for ((i = 0; i < ${ROUNDS:-20}; ++i)); do
    publish 0.1 "s3://moto-bucket/both-$i" >"$T/first" 2>&1 & first=$!
    run 0 publish 0.2 "s3://moto-bucket/both-$i"
    wait $first || fail "the first of two publishers failed: $(cat "$T/first")"
    whole "s3://moto-bucket/both-$i" 0.1 0.2
done
for ((i = 0; i < ${KILLS:-10}; ++i)); do
    run 0 publish 0.1 "s3://moto-bucket/kill-$i"
    publish 0.2 "s3://moto-bucket/kill-$i" >/dev/null 2>&1 &
    sleep "$((RANDOM % 3)).$((RANDOM % 10))"
    pkill -9 -P $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    whole "s3://moto-bucket/kill-$i" 0.1
done
run 0 publish 0.2 "s3://moto-bucket/kill-0"
whole "s3://moto-bucket/kill-0" 0.1 0.2

start_rgw
published "$rgw_server" rgw-bucket "$T/rgw.log" '"PUT .*/\(blobs\|by-digest\|sources\)/'
