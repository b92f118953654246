// Accessibility of the HTML report in a real browser: axe-core in headless Chromium, zero violations asked.
//
//   npm install --prefix /tmp/axe axe-core puppeteer-core
//   NODE_PATH=/tmp/axe/node_modules node tests/foreign/axe.mjs report.html…
//
// CHROMIUM names the browser (default: chromium). Every file is looked at light, dark, and as it prints, on a wide and on
// a narrow screen. Exit 0 when nothing is wrong, 1 when something is.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.NODE_PATH ? `${process.env.NODE_PATH}/` : import.meta.url);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const looks = [
  { name: "light", scheme: "light", media: "screen", width: 1200 },
  { name: "dark", scheme: "dark", media: "screen", width: 1200 },
  { name: "narrow light", scheme: "light", media: "screen", width: 380 },
  { name: "narrow dark", scheme: "dark", media: "screen", width: 380 },
  { name: "print", scheme: "light", media: "print", width: 794 },
];

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: axe.mjs report.html…");
  process.exit(2);
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless=new"],
});
let violations = 0;
let rules = 0;
for (const file of files) {
  for (const look of looks) {
    const page = await browser.newPage();
    await page.setBypassCSP(true);
    await page.setViewport({ width: look.width, height: 900 });
    await page.emulateMediaType(look.media);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.scheme }]);
    await page.goto(pathToFileURL(resolve(file)).href);
    // What is folded away is part of the report.
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    rules += found.passes.length;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
    if (wide) {
      violations += 1;
      console.log(`${file}, ${look.name}: wider than the window`);
    }
    for (const one of found.violations) {
      violations += one.nodes.length;
      console.log(`${file}, ${look.name}: ${one.id} (${one.impact}): ${one.help}, ${one.nodes.length} times`);
      for (const node of one.nodes.slice(0, 3)) console.log(`    ${node.html.slice(0, 200)}\n    ${node.failureSummary?.split("\n").slice(1).join(" ").slice(0, 300)}`);
    }
    console.log(`${file}, ${look.name}: ${found.passes.length} rules hold, ${found.violations.length} do not, ${found.incomplete.length} are for a person`);
    await page.close();
  }
}
await browser.close();
console.log(`${rules} passed, ${violations} failed`);
process.exit(violations === 0 && rules > 0 ? 0 : 1);
