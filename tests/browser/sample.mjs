// A list of builds (docs/site.md) as a site of some size has it: what the page's tests and its picture are made of.
//   node sample.mjs >builds.json

import {pathToFileURL} from "node:url";

const minimal = {
    accounting_storage: "ctld_relay mysql slurmdbd", acct_gather_energy: "gpu ibmaem pm_counters rapl",
    acct_gather_filesystem: "lustre", acct_gather_interconnect: "sysfs", acct_gather_profile: "influxdb",
    auth: "jwt munge none slurm", burst_buffer: "datawarp lua", certmgr: "script", cgroup: "v1 v2",
    cli_filter: "lua syslog user_defaults", cred: "munge none", data_parser: "v0_0_40 v0_0_41 v0_0_42",
    gpu: "generic nrt nvidia", gres: "gpu mps nic shard", hash: "k12 sha3", job_container: "tmpfs",
    job_submit: "all_partitions defaults logging lua partition pbs require_timelimit throttle",
    jobacct_gather: "cgroup linux", jobcomp: "elasticsearch filetxt lua mysql script", mcs: "account group label user",
    mpi: "cray_shasta pmi2", node_features: "helpers knl_generic", openapi: "slurmctld slurmdbd",
    preempt: "partition_prio qos", prep: "script", priority: "basic multifactor",
    proctrack: "cgroup linuxproc pgid", rest_auth: "jwt local", sched: "backfill builtin",
    select: "cons_tres linear", serializer: "json url_encoded yaml", switch: "nvidia_imex",
    task: "affinity cgroup", topology: "3d_torus block default tree",
};
const more = {
    acct_gather_energy: "ipmi xcc", acct_gather_interconnect: "ofed", acct_gather_profile: "hdf5", gpu: "nvml",
    jobcomp: "kafka", mpi: "pmix_v4 pmix_v5",
};
const small = [
    ["curl 8.14.1", 1073900], ["dbus 1.16.2", 803924], ["gcc-runtime 12", 2376436], ["http-parser 2.9.4", 95085],
    ["hwloc 2.9.0", 877440], ["jansson 2.14", 144721], ["json-c 0.18", 245160], ["libjwt 1.17.2", 136892],
    ["libpciaccess 0.17", 101517], ["libyaml 0.2.5", 228381], ["lua 5.4.7", 431224], ["lz4 1.10.0", 310066],
    ["mariadb-c-client 3.4.9", 769303], ["munge 0.5.16", 486244], ["ncurses 6.5-20250216", 412287],
    ["nghttp2 1.64.0", 541704], ["numactl 2.0.19", 147806], ["openssl 3.5.7", 9668737], ["readline 8.2", 602702],
    ["zlib 1.3.1", 257347],
];
const large = [
    ["bzip2 1.0.8", 116623], ["freeipmi 1.6.15", 8250699], ["hdf5 1.14.5", 10354380], ["libevent 2.1.12", 1290190],
    ["libfabric 2.1.0", 2938070], ["librdkafka 2.8.0", 3213100], ["libxml2 2.9.14", 2271689],
    ["openmpi 5.0.7", 7576616], ["pmix 5.0.5", 9822783], ["pmix4 4.2.2", 3895975], ["rdma-core 56.1", 2207382],
    ["ucx 1.13.1", 3275827], ["xz 5.8.1", 495248], ["zstd 1.5.7", 1006438],
];
const releases = {
    "26.05": ["26.05.1", "2027-11-30"], "25.11": ["25.11.6", "2027-05-31"], "25.05": ["25.05.8", "2026-11-30"],
    "24.11": ["24.11.5", "2026-05-31"],
};
const glibc = {bookworm: "2.36", trixie: "2.41", noble: "2.39", rockylinux9: "2.34"};
const kinds = {
    signature: [".asc", 228], checksum: [".sha256", 103], provenance: [".intoto.jsonl", 28871],
    "provenance-signature": [".intoto.jsonl.asc", 228], proof: [".proof.json", 35680],
    "proof-signature": [".proof.json.asc", 228], sbom: [".spdx.json", 47108], "sbom-signature": [".spdx.json.asc", 228],
};

let counter = 0x1234567;
const digits = (length, alphabet) => Array.from({length}, () => {
    counter = (counter * 1103515245 + 12345) % 2 ** 31;
    return alphabet[(counter >> 8) % alphabet.length];
}).join("");
const file = (path, bytes) => ({path, sha256: digits(64, "0123456789abcdef"), bytes});

const features = (...tables) =>
    tables.flatMap((table) => Object.entries(table).flatMap(([kind, names]) => names.split(" ").map((name) => `${kind}/${name}`))).sort();

export function build(release, toolchain, flavour, arch = "x86_64") {
    const [slurm, end_of_life] = releases[release];
    const ends = [toolchain, flavour === "default" ? "" : flavour, arch === "x86_64" ? "" : arch].filter(Boolean).join("-");
    const folder = `builds/${release}/${toolchain}`, path = `${folder}/by-digest/${digits(12, "0123456789abcdef")}/slurm-${slurm}-${ends}-software.tar.gz`;
    const packages = [[`slurm ${slurm}`, 27061333], ...small, ...(flavour === "minimal" ? [] : large)];
    const unpacked_bytes = packages.reduce((sum, [, bytes]) => sum + bytes, 0);
    return {
        release, slurm, toolchain, flavour, arch, target: arch === "x86_64" ? "x86_64_v3" : arch,
        hash: digits(32, "abcdefghijklmnopqrstuvwxyz234567"), glibc_floor: glibc[toolchain],
        tarball: file(path, Math.round(unpacked_bytes * 0.28)), alias: `${folder}/slurm-${release}-${ends}-software.tar.gz`,
        beside: Object.fromEntries(Object.entries(kinds).map(([kind, [end, bytes]]) => [kind, file(path + end, bytes)])),
        sources: [{...file("", 7123456), sha256: "5".repeat(64), path: `sources/sha256/55/${"5".repeat(64)}/slurm-${slurm}.tar.bz2`}],
        features: flavour === "minimal" ? features(minimal) : features(minimal, more, flavour === "gpu" ? {gpu: "rsmi"} : {}),
        packages: Object.fromEntries(packages), unpacked_bytes,
        proven: arch === "x86_64", published: 1794528000 + (counter % 12) * 43200, end_of_life, revoked: "",
    };
}

const cachesOf = (builds) =>
    [...new Set(builds.flatMap(({toolchain, release}) => [`${toolchain}/slurm/deps`, `${toolchain}/slurm/${release}`]))];

export const index = (builds) =>
    ({format: 1, signed: true, serial: 42, created: 1795219200, expires: 1802995200, builds, caches: cachesOf(builds)});

export function sample() {
    const builds = [];
    for (const release of Object.keys(releases)) {
        for (const toolchain of Object.keys(glibc)) {
            builds.push(build(release, toolchain, "default"), build(release, toolchain, "minimal"));
            if (toolchain === "bookworm" || toolchain === "trixie") builds.push(build(release, toolchain, "gpu"));
            if (toolchain === "noble") builds.push(build(release, toolchain, "default", "aarch64"));
        }
    }
    const bad = builds.find(({release, toolchain, flavour}) => release === "25.05" && toolchain === "trixie" && flavour === "default");
    bad.revoked = "CVE-2026-31337: slurmctld takes unsigned RPCs. Install 25.05.9 as soon as it is there.";
    return index(builds);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(JSON.stringify(sample(), null, 1));
