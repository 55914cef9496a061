// The page of `slurm-factory site` in a browser. Started by tests/functional/site-browser.sh, which says where things are:
//   PAGES=FOLDER CHROMIUM=PROGRAM node page.mjs
// FOLDER has sample/, hostile/ and empty/, each with an index.html. Says each check that holds, and exits with 1 if one
// does not.
import assert from "node:assert/strict";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";
import {marker} from "./hostile.mjs";

const {PAGES, CHROMIUM} = process.env;
const address = (page) => pathToFileURL(`${PAGES}/${page}/index.html`).href;
const desktop = {viewport: {width: 1280, height: 900}, colorScheme: "light"};
const phone = {viewport: {width: 375, height: 812}, colorScheme: "light", hasTouch: true, isMobile: true};
const today = new Date("2026-11-21T12:00:00Z");
const known = "builds/24.11/bookworm/slurm-24.11.5-bookworm-minimal-software.tar.gz";
const revoked = "builds/25.05/trixie/slurm-25.05.8-trixie-software.tar.gz";

const browser = await chromium.launch({
    executablePath: CHROMIUM, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

// Opens the page, hands it to `body`, and sees that it neither complained nor asked for anything but itself.
async function visit(name, hash, body, settings = desktop) {
    const context = await browser.newContext({...settings, permissions: ["clipboard-read", "clipboard-write"]});
    const page = await context.newPage();
    const complaints = [], requests = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => { complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => requests.push(request.url().split("#")[0]));
    await page.clock.setFixedTime(today);
    await page.goto(address(name) + hash);
    await body(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual([...new Set(requests.filter((url) => !url.startsWith("data:")))], [address(name)]);
    await context.close();
}

const rows = (page) => page.locator(".build:visible");
const build = (page, id) => page.locator(`[id="${id}"]`);
const count = (page) => page.locator("#count").textContent();
const button = (page, id) => build(page, id).locator(".expand");
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// Of each visible text the contrast with what is behind it, computed from the pixels' colours as WCAG 2.2 has it (1.4.3).
// Colours are painted on a canvas, so that whatever CSS calls them is understood, and half-transparent ones are laid over
// one another.
function weakContrasts() {
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
    const painted = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
        const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const weak = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !element.checkVisibility() || element.closest(".hidden, option")) continue;
        const grounds = [];
        for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
        const [a, b] = [painted([...grounds, getComputedStyle(element).color]), painted(grounds)].map(luminance);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) weak.add(`${ratio.toFixed(2)}: ${element.tagName}.${element.className} "${node.data.trim().slice(0, 30)}"`);
    }
    return [...weak];
}

const checks = {
    "shows all builds, the newest release first": () => visit("sample", "", async (page) => {
        assert.equal(await count(page), "44 builds");
        assert.equal(await rows(page).count(), 44);
        assert.deepEqual(await page.locator(".release h2").allTextContents(), ["Slurm 26.05", "Slurm 25.11", "Slurm 25.05", "Slurm 24.11"]);
    }),

    "computes what is supported from the day": () => visit("sample", "", async (page) => {
        const texts = (await page.locator(".support").allTextContents()).map((text) => text.trim());
        assert.match(texts[2], /^Supported until 2026-11-30\s+9 days left$/);
        assert.match(texts[3], /^Support ended 2026-05-31\s+6 months ago$/);
        assert.equal(await page.locator("#stale").isVisible(), false);
    }),

    "says when the list has expired": () => visit("sample", "", async (page) => {
        await page.clock.setFixedTime(new Date("2028-01-01T00:00:00Z"));
        await page.reload();
        assert.equal(await page.locator("#stale").isVisible(), true);
        assert.equal(await page.locator(".release.over").count(), 4);
    }),

    "searches in everything": () => visit("sample", "", async (page) => {
        for (const [words, found] of [["25.05.8", 11], ["rocky", 8], ["librdkafka", 28], ["PMIX_v5 debian  minimal", 0], ["gpu/nothing", 0],
                                      ["rsmi", 8], ["openssl 3.5.7", 44], ["cve-2026-31337", 1], ["curl -fLO", 0]]) {
            await page.fill("#q", words);
            assert.equal(await rows(page).count(), found, words);
        }
        await page.fill("#q", "kafka minimal");
        assert.equal(await page.locator("#none").isVisible(), true);
        await page.click("#clear-all");
        assert.equal(await count(page), "44 builds");
    }),

    "says where it found what the row does not show": () => visit("sample", "#q=pmix_v5", async (page) => {
        assert.match(await rows(page).first().locator(".reason").textContent(), /pmix_v5/);
        await page.fill("#q", "debian");
        assert.equal(await page.locator(".reason:visible").count(), 0);
    }),

    "filters, and remembers it in the address": async () => {
        let hash;
        await visit("sample", "", async (page) => {
            await page.selectOption("[name=toolchain]", "noble");
            await page.selectOption("[name=arch]", "x86_64");
            await page.check("[name=supported]");
            assert.equal(await count(page), "6 of 44 builds");
            await page.check("[name=proven]");
            await page.selectOption("[name=flavour]", "minimal");
            await page.selectOption("[name=release]", "25.11");
            await page.fill("#q", "ubuntu");
            assert.equal(await count(page), "1 of 44 builds");
            await page.waitForFunction(() => location.hash.includes("q=ubuntu"));
            hash = new URL(page.url()).hash;
        });
        await visit("sample", hash, async (page) => {
            assert.equal(await count(page), "1 of 44 builds");
            assert.equal(await page.inputValue("[name=toolchain]"), "noble");
            assert.equal(await page.isChecked("[name=proven]"), true);
            await page.click("#clear");
            assert.equal(await count(page), "44 builds");
        });
    },

    "leaves out what nobody is to install": () => visit("sample", "#supported=1", async (page) => {
        assert.equal(await count(page), "32 of 44 builds");  // not 24.11, and not the revoked one
        assert.equal(await build(page, revoked).isVisible(), false);
    }),

    "shows why a build was revoked, and no command": () => visit("sample", "", async (page) => {
        await button(page, revoked).click();
        const panel = build(page, revoked).locator(".panel");
        assert.match(await panel.locator(".why").textContent(), /CVE-2026-31337/);
        assert.equal(await panel.locator("pre").count(), 0);
        assert.equal(await build(page, revoked).locator("a[href$='.tar.gz']").count(), 0);
    }),

    "opens a build, by mouse and by keyboard": () => visit("sample", "", async (page) => {
        const expand = button(page, known);
        assert.equal(await expand.getAttribute("aria-expanded"), "false");
        assert.match(await expand.textContent(), /Install Slurm 24.11.5 for Debian 12, minimal/);
        await expand.press("Enter");
        assert.equal(await expand.getAttribute("aria-expanded"), "true");
        const panel = build(page, known).locator(".panel");
        assert.equal(await panel.isVisible(), true);
        assert.match(await panel.locator(".packages").textContent(), /openssl\s+3\.5\.7\s+9\.7 MB/);
        assert.match(await panel.locator(".features").textContent(), /cgroup\s*v1, v2/);
        assert.equal(await panel.locator("a[href$='-minimal-software.tar.gz.spdx.json']").count(), 1);
        await build(page, known).locator("b").click();
        assert.equal(await panel.isVisible(), false);
    }),

    "copies commands and the fingerprint as they are": () => visit("sample", "", async (page) => {
        await page.getByRole("button", {name: "Copy fingerprint"}).click();
        assert.equal(await clipboard(page), "0123456789ABCDEF0123456789ABCDEF01234567");
        await button(page, known).click();
        const panel = build(page, known).locator(".panel");
        const copied = [];
        for (const way of ["Tarball", "Spack", "slurm-factory"]) {
            await panel.getByRole("tab", {name: way}).click();
            assert.equal(await panel.locator(".way:visible").count(), 1);
            await panel.locator(".way:visible .copy").click();
            copied.push(await clipboard(page));
            assert.equal(copied.at(-1), await panel.locator(".way:visible code").textContent());
        }
        assert.equal(await page.locator("#said").textContent(), "Copied the commands");
        const path = await build(page, known).locator(".size a").getAttribute("href");
        assert.ok(copied[0].startsWith(`curl -fLO https://slurm.example.org/${path} &&\n`), copied[0]);
        assert.ok(copied[0].endsWith("/opt/slurm/view/bin/sinfo --version"), copied[0]);
        assert.match(copied[1], /^spack mirror add slurm-bookworm-deps https:\/\/slurm\.example\.org\/bookworm\/slurm\/deps$/m);
        assert.match(copied[2], /^slurm-factory buildcache install \//m);
    }),

    "has tabs that arrows move in, and opens the same way everywhere": () => visit("sample", "", async (page) => {
        await button(page, known).click();
        await build(page, known).getByRole("tab", {name: "Tarball"}).press("ArrowRight");
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Spack");
        const other = "builds/26.05/noble/slurm-26.05.1-noble-software.tar.gz";
        await button(page, other).click();
        assert.equal(await build(page, other).getByRole("tab", {name: "Spack"}).getAttribute("aria-selected"), "true");
        await page.waitForFunction(() => location.hash.includes("way=spack"));
    }),

    "changes between day and night, and remembers it": () => visit("sample", "", async (page) => {
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const day = await ground();
        await page.getByRole("button", {name: "Dark"}).click();
        assert.equal(await page.locator("#theme").getAttribute("aria-pressed"), "true");
        const night = await ground();
        assert.notEqual(night, day);
        await page.reload();
        assert.equal(await ground(), night);
        await page.getByRole("button", {name: "Dark"}).click();
        assert.equal(await ground(), day);
    }),

    "is dark where the system is": () => visit("sample", "", async (page) => {
        assert.equal(await page.locator("#theme").getAttribute("aria-pressed"), "true");
    }, {...desktop, colorScheme: "dark"}),

    "needs no scrolling to the side on a phone": () => visit("sample", `#build=${encodeURIComponent(known)}`, async (page) => {
        const width = () => page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(await width(), 375);
        await page.locator(".choices summary").click();
        for (const tab of await build(page, known).getByRole("tab").all()) {
            await tab.click();
            assert.equal(await width(), 375);
        }
        const wide = await page.evaluate(() => [...document.querySelectorAll("main *")]
            .filter((element) => element.checkVisibility() && !element.closest(".hidden, thead") && element.getBoundingClientRect().right > 375.5)
            .map((element) => element.outerHTML.slice(0, 80)));
        assert.deepEqual(wide, []);
        const small = await page.evaluate(() => [...document.querySelectorAll("button, select")]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24)
            .map((element) => element.outerHTML.slice(0, 80)));
        assert.deepEqual(small, []);
    }, phone),

    "has contrast enough by day and by night": async () => {
        for (const colorScheme of ["light", "dark"]) {
            await visit("sample", `#q=pmix&build=${encodeURIComponent(revoked)}&build=${encodeURIComponent("builds/26.05/noble/slurm-26.05.1-noble-software.tar.gz")}`,
                async (page) => assert.deepEqual(await page.evaluate(weakContrasts), [], colorScheme), {...desktop, colorScheme});
        }
    },

    "names everything for those who do not see it": () => visit("sample", `#build=${encodeURIComponent(known)}`, async (page) => {
        const nameless = await page.evaluate(() => [...document.querySelectorAll("button, input, select, a, summary, [tabindex='0']")]
            .filter((element) => element.checkVisibility())
            .filter((element) => !(element.textContent.trim() || element.getAttribute("aria-label") || element.labels?.[0]?.textContent.trim()))
            .map((element) => element.outerHTML));
        assert.deepEqual(nameless, []);
        const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((element) => element.id));
        assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), []);
        const dangling = await page.evaluate(() => [...document.querySelectorAll("[aria-controls], [aria-labelledby]")]
            .flatMap((element) => [element.getAttribute("aria-controls"), element.getAttribute("aria-labelledby")])
            .filter((id) => id !== null && document.getElementById(id) === null));
        assert.deepEqual(dangling, []);
        assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.querySelectorAll("h1").length, document.querySelectorAll("main").length]), ["en", 1, 1]);
        assert.equal(await page.locator("#count").getAttribute("aria-live"), "polite");
        await page.keyboard.press("/");
        assert.equal(await page.evaluate(() => document.activeElement.id), "q");
        const table = page.getByRole("table", {name: "Builds of Slurm 24.11"});
        assert.equal(await table.getByRole("columnheader").count(), 9);
        assert.equal(await table.getByRole("rowheader").count(), 11);
    }),

    "is a table with links and commands without its script": () => visit("sample", "", async (page) => {
        assert.equal(await rows(page).count(), 44);
        assert.equal(await page.locator("#filters").isVisible(), false);
        assert.match(await build(page, known).locator(".size a").getAttribute("href"), /^builds\/24\.11\/bookworm\/by-digest\/[0-9a-f]{12}\/slurm-24\.11\.5-bookworm-minimal-software\.tar\.gz$/);
        await build(page, known).locator("summary").press("Enter");
        assert.equal(await build(page, known).locator("pre:visible").count(), 3);
    }, {...desktop, javaScriptEnabled: false}),

    "leaves hostile texts texts": () => visit("hostile", "", async (page) => {
        assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 1);
        assert.equal(await page.evaluate(() => document.querySelectorAll("img, iframe, [onerror], [onload], [style*=fixed]").length), 0);
        for (const expand of await page.locator(".expand").all()) await expand.click();
        assert.ok((await page.locator("main").textContent()).includes(marker));
        await page.fill("#q", marker);
        assert.equal(await rows(page).count(), 2);
        assert.equal(await page.evaluate(() => window.pwned), undefined);
    }),

    "is friendly where nothing is published": () => visit("empty", "#q=x", async (page) => {
        assert.match(await page.locator("main").textContent(), /Nothing here yet/);
    }),
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
    try {
        await check();
        console.log(`ok      ${name}`);
    } catch (error) {
        ++failed;
        console.log(`FAILED  ${name}\n${error.stack}`);
    }
}
await browser.close();
console.log(`${Object.keys(checks).length - failed} of ${Object.keys(checks).length} checks hold`);
process.exitCode = failed ? 1 : 0;
