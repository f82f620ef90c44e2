// What every file of checks uses: a browser, the count, and everything a page must be.
import { join } from "node:path";
import { mkdirSync, writeFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

export const [base, pictures] = process.argv.slice(2);
// Whether the journeys alone are made: on the second kind of store every page looks the same.
const journeys = process.env.KEYHOLDER_JOURNEYS;
// Where pictures for the documentation go, where they are wanted.
const forDocs = process.env.KEYHOLDER_PICTURES;
const executablePath = process.env.KEYHOLDER_CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--no-first-run"];
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    // The parser of the pages writes them as HTML, not as XHTML.
    "void-style": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
    "no-implicit-button-type": "off",
    // A number of the notice is an id for good: `p8.7.10`.
    "valid-id": "off",
    // What a browser fills in is named once it names a purpose of its own.
    "autocomplete-password": "off",
  },
});

let passed = 0;
let failed = 0;
export const counts = () => ({ passed, failed });
export const check = async (name, work) => {
  try {
    await work();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n  ${String(error.message ?? error).split("\n").slice(0, 12).join("\n  ")}`);
  }
};
export const same = (found, wanted, what) => {
  if (found !== wanted) throw new Error(`${what}: found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
};
export const has = (text, part) => {
  if (!text.includes(part)) throw new Error(`there is no ${JSON.stringify(part)} in ${JSON.stringify(text.slice(0, 600))}`);
};

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath, args: quiet });
const asked = [];
export const fresh = async (options = {}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  // A page calls nobody.
  context.on("request", (request) => asked.push(request.url()));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  // What came over the wire: a browser writes pages in its own way.
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) page.came = response;
  });
  return page;
};
export const words = (page) => page.locator("main").innerText();
// Presses a button of a form, and waits until its page, or its file, has come.
export const saying = async (page, text) => {
  const comes = ["framenavigated", "download"].map((event) => page.waitForEvent(event).catch(() => {}));
  await page.getByRole("button", { name: text }).click();
  await Promise.race(comes);
  await page.waitForLoadState();
};

// A page as it stands, against everything a page must be.
export const sound = async (name, page, theme, picture = true) => {
  await check(`${name}, ${theme}: axe`, async () => {
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
    same(told.join("\n"), "", "violations");
  });
  await check(`${name}, ${theme}: one heading of the first rank`, async () => {
    same(await page.locator("h1").count(), 1, "h1");
  });
  await check(`${name}, ${theme}: nothing is wider than a small telephone`, async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize(size);
    if (wide > 320) throw new Error(`it is ${wide} pixels wide`);
  });
  await check(`${name}, ${theme}: what is pressed is large enough`, async () => {
    const small = await page.evaluate(() => [...document.querySelectorAll("a, button, select, input:not([type=hidden])")]
      .filter((one) => one.checkVisibility() && !one.closest("p, li, td, th, h1, h2, h3, dd, .govuk-skip-link"))
      .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(([html]) => html));
    same(small.join("\n"), "", "smaller than 24 pixels");
  });
  if (theme === "light") {
    await check(`${name}: HTML`, async () => {
      const report = await validator.validateString(await page.came.text());
      const told = report.results.flatMap((one) => one.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`));
      same(told.join("\n"), "", "what the validator says");
    });
  }
  if (!picture) return;
  const fullPage = !name.startsWith("notice");
  await page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage });
  if (forDocs && theme === "light") {
    await page.screenshot({ path: join(forDocs, `${name}.jpg`), type: "jpeg", quality: 55, fullPage });
  }
};

// Opens each page once per theme. Scripts are on for axe alone. What is kept of a session comes from `kept`.
export const themes = async (pages, kept = () => undefined) => {
  if (journeys) return;
  for (const theme of ["light", "dark"]) {
    for (const [name, open] of pages) {
      const page = await fresh({
        javaScriptEnabled: true, bypassCSP: true, colorScheme: theme, storageState: kept(name),
        // Smaller pictures for the documentation: they are many.
        ...(forDocs ? { deviceScaleFactor: 0.65 } : {}),
      });
      await check(`${name}, ${theme}`, () => open(page));
      await sound(name, page, theme);
      await page.context().close();
    }
  }
};

// The end: no page called anybody, and the count.
export const end = async () => {
  await check("no page called anybody", async () => {
    // But for who signs people in, where they went by a link.
    const own = [base, "data:", process.env.KEYHOLDER_ISSUER];
    const others = asked.filter((url) => !own.some((one) => url.startsWith(one)));
    same([...new Set(others)].join("\n"), "", "addresses of others");
  });
  await browser.close();
  writeFileSync(join(pictures, "count.txt"), `${passed} passed, ${failed} failed\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
};
