// The notice as the office keeps it: edited, checked, compared, signed by two people and published while the
// server runs; and a resident reads on a telephone what changed.
import { sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const WORDS = "Anyone can read this notice. Ask us, and we will read it to you.";
const HARD = "Proportionality considerations necessitate determination of organisational requirements.";
const VERSION = "browser-1";
const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(new Date());
// The server looks every few seconds which notice is in force.
const PATIENCE = 60;

let draft;
const at = (part) => `${base}${draft}${part}`;
const as = async (name) => fresh({ storageState: await sessionOf(name) });
const write = async (page, plain) => {
  await page.goto(at("/paragraphs/1.2"));
  await page.getByLabel("In plain words").fill(plain);
  await saying(page, "Keep these words");
};
const named = async (page, version, day) => {
  await page.goto(at(""));
  await page.getByLabel("Version").fill(version);
  await page.getByLabel("The day it counts from").fill(day);
  await saying(page, "Keep version and day");
};

const pages = [
  ["staff-notices", async (page) => page.goto(`${base}/staff/notices`)],
  ["staff-draft", async (page) => page.goto(at(""))],
  ["staff-draft-wrong", async (page) => named(page, "a version with spaces", today)],
  ["staff-draft-day-wrong", async (page) => named(page, VERSION, "soon")],
  ["staff-draft-paragraph", async (page) => page.goto(at("/paragraphs/1.2"))],
  ["staff-draft-paragraph-wrong", async (page) => write(page, " ")],
  ["staff-draft-file", async (page) => page.goto(at("/files/staff.toml"))],
  ["staff-draft-file-wrong", async (page) => {
    await page.goto(at("/files/staff.toml"));
    await page.getByLabel("The file, as text").fill("[[role]]\nid = 1\n");
    await saying(page, "Keep this file");
  }],
  ["staff-draft-check", async (page) => page.goto(at("/check"))],
  ["staff-draft-compare", async (page) => page.goto(at("/compare"))],
];
const signing = [
  ["staff-draft-to-sign", async (page) => page.goto(at(""))],
  ["staff-draft-signed", async (page) => {
    await page.goto(at(""));
    has(await words(page), "You have signed it.");
  }],
];

export const notices = async () => {
  const ada = await sessionOf("ada");
  await check("a draft is begun from the notice in force", async () => {
    const page = await as("ada");
    await page.goto(`${base}/staff/rules`);
    await page.getByRole("link", { name: "The notice", exact: true }).click();
    has(await words(page), "There is no draft.");
    await saying(page, "Begin a draft");
    draft = new URL(page.url()).pathname;
    has(await words(page), "was published before");
  });
  await check("an edited paragraph is checked, and hard words stop signing", async () => {
    const page = await as("ada");
    await write(page, HARD);
    await page.goto(at("/check"));
    has(await words(page), "Too hard");
    await page.goto(at(""));
    same(await page.getByRole("button", { name: "Sign it" }).count(), 0, "signing");
  });
  await themes(pages, () => ada);
  await check("the officer writes it plainly, compares, and signs", async () => {
    const page = await as("ada");
    await write(page, WORDS);
    await named(page, VERSION, today);
    await page.getByRole("link", { name: "Compare it" }).click();
    has(await words(page), WORDS);
    await page.goto(at(""));
    has(await words(page), "Nothing stands in the way.");
  });
  await themes([signing[0]], () => ada);
  await check("one person signs once, and an edit takes the signature away", async () => {
    const page = await as("ada");
    await page.goto(at(""));
    await saying(page, "Sign it");
    has(await words(page), "Signed by ada. A second person has to sign too.");
    same(await page.getByRole("button", { name: "Sign it" }).count(), 0, "signing twice");
    await write(page, `${WORDS} It is free.`);
    has(await words(page), "Nobody has signed it as it stands.");
    await saying(page, "Sign it");
    has(await words(page), "Signed by ada.");
  });
  await themes([signing[1]], () => ada);
  await check("a second person signs, and it is published", async () => {
    const page = await as("owen");
    await page.goto(at(""));
    await saying(page, "Sign it");
    has(await words(page), "Signed by ada and owen.");
    await saying(page, "Publish it");
    has(await words(page), "There is no draft.");
  });
  await check("the server goes over to it, and a resident reads on a telephone what changed", async () => {
    const page = await fresh({ viewport: { width: 360, height: 740 } });
    for (let left = PATIENCE; left > 0; left -= 1) {
      await page.goto(`${base}/notice`);
      if ((await words(page)).includes(WORDS)) break;
      await new Promise((done) => setTimeout(done, 1000));
    }
    has(await words(page), WORDS);
    await page.goto(`${base}/notice/changes`);
    const said = await words(page);
    has(said, "One thing changed");
    has(said, `${WORDS} It is free.`);
    await page.getByText("Before", { exact: false }).first().click();
    has(await words(page), "You do not need to sign in or be our tenant.");
  });
  await check("who works there still works there, and sees who signed", async () => {
    const page = await as("owen");
    await page.goto(`${base}/staff/notices`);
    has(await words(page), "ada and owen");
    has(await words(page), VERSION);
  });
  await check("for somebody who holds neither post there is no such page", async () => {
    const page = await as("olu");
    await page.goto(`${base}/staff/notices`);
    has(await words(page), "There is no such page");
  });
};
