#!/usr/bin/env bash
# A buildcache published to Ceph's object gateway, which is stricter than moto (lib-rgw.sh).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-web.sh"
. "$(dirname "$0")/lib-rgw.sh"
make_cache
unset "${!AWS_@}"
start_rgw
export AWS_ENDPOINT_URL=$rgw_server
bucket="s3://bucket/a cache"
push() { "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"; }
run 0 push; says "2 packages pushed"
run 0 push; says "0 packages pushed, 2 were there"
trust "$bucket"
run 0 "$PROGRAM" buildcache check --mirror "$bucket"; says "2 packages checked, 0 faulty"
run 0 install "$bucket"; says "2 packages installed"
run 0 "$PROGRAM" buildcache prune --mirror "$bucket" --signing-key "$key" --keep hello; says "1 packages dropped, 1 kept"
AWS_SECRET_ACCESS_KEY=another run 3 push
run 3 "$PROGRAM" buildcache keys --mirror s3://absent; says "check the bucket's name"
AWS_SECRET_ACCESS_KEY=another run 3 "$PROGRAM" buildcache list --mirror "$bucket"; says "SignatureDoesNotMatch"; says "does not accept the credentials"
command -v faketime >/dev/null || exit 0
for offset in +20m -20m; do
    run 3 faketime -f "$offset" "$PROGRAM" buildcache push --mirror "$bucket" --signing-key "$key"
    says "this machine's clock is 20 minutes"
done
