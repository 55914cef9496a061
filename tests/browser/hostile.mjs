// A list of builds by somebody who wants to run something in the reader's browser.
//   node hostile.mjs >builds.json
import {pathToFileURL} from "node:url";
import {build, index} from "./sample.mjs";

export const marker = `</script></td><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"@{script}\${x}`;

function hostile(revoked) {
    const bad = build("26.05", "trixie", revoked ? "gpu" : "default");
    return {
        ...bad, revoked, arch: marker, target: `"><svg onload=window.pwned=1>${marker}`, glibc_floor: marker, end_of_life: marker,
        features: [`${marker}/${marker}`, marker], packages: {[`${marker} 1.0`]: 1},
        beside: {...bad.beside, [marker]: bad.beside.sbom},
    };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(JSON.stringify(index([hostile(""), hostile(marker)])));
