// The picture of docs/site.md: PAGE=FILE CHROMIUM=PROGRAM node picture.mjs PICTURE
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({viewport: {width: 1280, height: 1020}, colorScheme: "light"});
await page.clock.setFixedTime(new Date("2026-11-21T12:00:00Z"));
await page.goto(pathToFileURL(process.env.PAGE).href);
await page.locator(".expand").nth(3).click();
await page.mouse.move(0, 0);
await page.screenshot({path: process.argv[2], animations: "disabled"});
await browser.close();
