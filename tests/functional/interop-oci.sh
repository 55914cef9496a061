#!/usr/bin/env bash
# A real Spack lists and installs Slurm from a registry that we pushed to, over TLS with a private CA; what it pushes to one
# itself, where it signs nothing, is not taken over.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-spack.sh"
. "$(dirname "$0")/lib-registry.sh"
export SLURM_FACTORY_HOME=$SHARED

run 0 "$PROGRAM" build-slurm --slurm-version 24.11 --toolchain "$TOOLCHAIN"
slurm=$(hash_of slurm)
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/ca.pem" -subj /CN=registry -days 2 \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY CURL_CA_BUNDLE
export SSL_CERT_FILE=$T/ca.pem
start_registry "tls: {certificate: $T/ca.pem, key: $T/key.pem}"
oci=oci://$SLURM_FACTORY_REGISTRY/site/cache
run 0 "$PROGRAM" buildcache push "/$slurm" --signing-key "$key" --mirror "$oci"

spack_mirrors
printf 'mirrors::\n  registry: {url: "%s", signed: false}\n' "$oci" >"$T/scope/mirrors.yaml"
spack_tree tree
run 0 spack buildcache list -a -l
says "${slurm:0:7} slurm@24.11"
run 0 spack install --cache-only "/$slurm"
run 0 "$(spack location -i "/$slurm")/bin/sinfo" --version
says "slurm 24.11"

theirs=oci://$SLURM_FACTORY_REGISTRY/site/theirs munge=$(hash_of munge)
run 0 spack buildcache push --unsigned --only package --update-index "$theirs" "/$munge"
run 3 "$PROGRAM" buildcache push "/$munge" --signing-key "$key" --mirror "$theirs"
says "nobody signed it"
