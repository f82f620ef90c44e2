// Opens the pages of a running server in a real browser: each page once per theme against axe and an HTML
// validator, at 320 pixels, and then the journeys people make, with scripts switched off. The address of
// the server is the first argument, a folder for pictures the second. The last line counts.
import { createHmac } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [base, pictures] = process.argv.slice(2);
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
const check = async (name, work) => {
  try {
    await work();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n  ${String(error.message ?? error).split("\n").slice(0, 12).join("\n  ")}`);
  }
};
const same = (found, wanted, what) => {
  if (found !== wanted) throw new Error(`${what}: found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
};
const has = (text, part) => {
  if (!text.includes(part)) throw new Error(`there is no ${JSON.stringify(part)} in ${JSON.stringify(text.slice(0, 600))}`);
};

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath, args: quiet });
const asked = [];
const fresh = async (options = {}) => {
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
const words = (page) => page.locator("main").innerText();
const saying = (page, text) => page.getByRole("button", { name: text }).click();

// A page as it stands, against everything a page must be.
const sound = async (name, page, theme) => {
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
      .filter((one) => one.checkVisibility() && !one.closest("p, li, td, h1, h2, h3, dd, .govuk-skip-link"))
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
  await page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage: name !== "notice" });
};

const ask = async (page, what) => {
  await page.goto(`${base}/ask`);
  await page.getByLabel("What do you want us to do?").fill(what);
  await page.getByLabel("Your name").fill("Rosa Ash");
  await page.getByLabel("How can we reach you safely?").fill("rosa@example.org");
  await saying(page, "Go on");
};

// What an officer signs in with: her password, and the codes of her app (RFC 6238). A code opens once.
const [, password, secret] = process.env.KEYHOLDER_STAFF.match(/once: (\S+)[^]*by hand: ([A-Z2-7]+)/);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
const codeOf = (step) => {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(count).digest();
  const word = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
};
let used = 0;
// The oldest code that is good still and was not used: one is good for half a minute before and after.
const fresher = async () => {
  const now = () => Math.floor(Date.now() / 30_000);
  used = Math.max(used + 1, now() - 1);
  while (used > now() + 1) await new Promise((done) => setTimeout(done, 500));
  return codeOf(used);
};
const signIn = async (page, code) => {
  await page.goto(`${base}/staff`);
  await page.getByLabel("Your name here").fill("ada");
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("The six digits of your app").fill(code);
  await saying(page, "Sign in");
};
// One context stays signed in: codes are few.
let office;
const signedIn = async (page) => {
  if (!office) {
    await signIn(page, await fresher());
    has(await words(page), "Cases");
    office = await page.context().storageState();
  }
};

// Every distinct page, and each kind of refusal, once per theme. Scripts are on for axe alone.
const pages = [
  ["home", async (page) => page.goto(`${base}/`)],
  ["notice", async (page) => page.goto(`${base}/notice`)],
  ["notice-changes", async (page) => page.goto(`${base}/notice/changes`)],
  ["ask", async (page) => page.goto(`${base}/ask`)],
  ["ask-wrong", async (page) => {
    await page.goto(`${base}/ask`);
    await saying(page, "Go on");
  }],
  ["ask-check", async (page) => ask(page, "Please send me a copy of everything you hold about me.")],
  ["receipt", async (page) => {
    await ask(page, "Please send me a copy of everything you hold about me.");
    await saying(page, "Send it");
  }],
  ["follow", async (page) => page.goto(`${base}/follow`)],
  ["follow-unknown", async (page) => {
    await page.goto(`${base}/follow`);
    await page.getByLabel("Your code").fill("AAAA-BBBB-CCCC");
    await saying(page, "Look");
  }],
  ["complain", async (page) => page.goto(`${base}/complain`)],
  ["report", async (page) => page.goto(`${base}/report`)],
  ["cookies", async (page) => page.goto(`${base}/cookies`)],
  ["letter-gone", async (page) => page.goto(`${base}/letters/nothing`)],
  ["staff-sign-in", async (page) => page.goto(`${base}/staff`)],
  ["staff-wrong", async (page) => signIn(page, "000000")],
  ["staff-cases", async (page) => {
    await signedIn(page);
    await page.goto(`${base}/staff`);
  }],
  ["staff-case", async (page) => {
    await page.goto(`${base}/staff`);
    await page.locator("tbody a").first().click();
  }],
  ["staff-nowhere", async (page) => page.goto(`${base}/staff/cases/AAAA-BBBB-CCCC`)],
  ["nowhere", async (page) => page.goto(`${base}/nowhere`)],
];
for (const theme of ["light", "dark"]) {
  for (const [name, open] of pages) {
    const storageState = name.startsWith("staff-c") || name === "staff-nowhere" ? office : undefined;
    const page = await fresh({ javaScriptEnabled: true, bypassCSP: true, colorScheme: theme, storageState });
    await check(`${name}, ${theme}`, () => open(page));
    await sound(name, page, theme);
    await page.context().close();
  }
}

// The journeys, with scripts switched off.
await check("somebody asks for their data from a telephone, and follows it", async () => {
  const page = await fresh({ viewport: { width: 360, height: 740 } });
  await ask(page, "Please send me a copy of everything you hold about me.");
  same(await page.getByLabel("See what you hold about me").isChecked(), true, "what it was taken for");
  await saying(page, "Send it");
  const said = await words(page);
  has(said, "We have what you asked for");
  has(said, "We answer by");
  const code = (await page.locator(".kh-code").first().innerText()).trim();
  // Sent again by somebody who is not sure: the same answer, and no second case.
  await page.reload();
  same((await page.locator(".kh-code").first().innerText()).trim(), code, "the code of the second time");
  await page.goto(`${base}/follow`);
  await page.getByLabel("Your code").fill(code.toLowerCase().replaceAll("-", " "));
  await saying(page, "Look");
  const far = await words(page);
  has(far, "Work has not begun");
  if (/rosa|access|hold about/i.test(far)) throw new Error(`a code shows who or what: ${far}`);
  if (page.url().includes(code)) throw new Error("the code is in the address");
});
await check("an officer signs in with two things, sees what is open, and is out again", async () => {
  const page = await fresh();
  await signIn(page, await fresher());
  has(await words(page), "What is open, the most urgent first");
  await page.locator("tbody a").first().click();
  const said = await words(page);
  has(said, "What they said");
  has(said, "Please send me a copy of everything you hold about me.");
  has(said, "What you can do now");
  await saying(page, /Sign out ada/);
  has(await words(page), "Everything you look at is on record");
  await page.goto(`${base}/staff`);
  has(page.url(), "/staff/sign-in");
});
await check("nobody gets in by a code that was used, nor by a form of somebody else's", async () => {
  const page = await fresh();
  await signIn(page, codeOf(used));
  has(await words(page), "The name, the password or the code is wrong.");
  const out = await page.request.post(`${base}/staff/sign-out`, { headers: { cookie: "__Host-session=x" } });
  same(out.status(), 403, "the status");
});
await check("what is wrong is said beside the field, and what was typed stays", async () => {
  const page = await fresh();
  await page.goto(`${base}/ask`);
  await page.getByLabel("Your name").fill("Rosa <b>Ash</b>");
  await saying(page, "Go on");
  has(await words(page), "There is a problem");
  same(await page.getByLabel("Your name").inputValue(), "Rosa <b>Ash</b>", "the name");
  await page.getByRole("link", { name: /in your own words/ }).click();
  has(page.url(), "#words");
});
await check("what nobody can name is asked all the same", async () => {
  const page = await fresh();
  await ask(page, "The man next door knows things about me and I do not know how.");
  await saying(page, "Send it");
  has(await words(page), "We have what you asked for");
});
await check("somebody complains, and is told where else they can", async () => {
  const page = await fresh();
  await page.goto(`${base}/complain`);
  has(await words(page), "Information Commission");
  await page.getByLabel("What went wrong?").fill("You sent my letter to number 12.");
  await page.getByLabel("Your name").fill("Rosa Ash");
  await saying(page, "Send it");
  has(await words(page), "We have your complaint");
});
await check("a message that looks wrong is answered at once", async () => {
  const page = await fresh();
  await page.goto(`${base}/report`);
  await page.getByLabel("What does the message say?").fill("Your rent is late. Send your card number.");
  await saying(page, "Send it");
  has(await words(page), "A message that does is not from us");
});
await check("a paragraph of the notice has an address for good", async () => {
  const page = await fresh();
  await page.goto(`${base}/notice#p8.7.10`);
  same(await page.locator("#p8\\.7\\.10").isVisible(), true, "paragraph 8.7.10");
});
await check("somebody sees what changed in the notice since they read it", async () => {
  const page = await fresh();
  await page.goto(`${base}/notice`);
  await page.locator("main").getByRole("link", { name: "What changed" }).click();
  await page.getByLabel("Which version did you read last?").selectOption("0-9");
  await saying(page, "Show what changed since");
  const said = await words(page);
  has(said, "things changed");
  has(said, "Anyone can read this notice.");
  await page.locator("summary").first().click();
  has(await words(page), "Only tenants can read this notice.");
});
await check("colours and print are chosen without a script, and stay", async () => {
  const page = await fresh();
  await page.goto(`${base}/follow`);
  await page.getByLabel("Colours").selectOption("dark");
  await page.getByLabel("Print").selectOption("large");
  await saying(page, "Show it this way");
  has(page.url(), "/follow");
  await page.goto(`${base}/`);
  same(await page.locator("html").getAttribute("data-theme"), "dark", "the theme");
  has(await page.locator("html").getAttribute("class"), "kh-large");
});
await check("the keyboard goes to the main part, and every link shows where it is", async () => {
  const page = await fresh();
  await page.goto(`${base}/`);
  await page.keyboard.press("Tab");
  has(await page.locator(":focus").innerText(), "Skip to the main part");
});
await check("a form of somebody else's is not taken", async () => {
  const page = await fresh();
  const answer = await page.request.post(`${base}/report`, {
    form: { words: "x" },
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
  });
  same(answer.status(), 403, "the status");
});
await check("no page called anybody", async () => {
  const others = asked.filter((url) => !url.startsWith(base) && !url.startsWith("data:"));
  same([...new Set(others)].join("\n"), "", "addresses of others");
});

await browser.close();
writeFileSync(join(pictures, "count.txt"), `${passed} passed, ${failed} failed\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
