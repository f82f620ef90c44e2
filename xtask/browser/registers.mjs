// The registers of the data protection office: our systems and what nobody has classified in them, assessments,
// reviews, and the sheet for the board.
import { sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const opened = async (name) => fresh({ storageState: await sessionOf(name) });
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

// What the pages are looked at with: a finding, a draft, and an assessment that waits for advice.
let finding;
let draft;
let sent;
let plan;

export const begin = async (page, title, kind) => {
  await page.goto(`${base}/staff/assessments`);
  await page.getByLabel("What is it called?").fill(title);
  await page.getByLabel("Which kind?").selectOption({ label: kind });
  await saying(page, "Begin it");
  has(await words(page), title);
  return page.url();
};
const answerAll = async (page) => {
  for (const one of await page.locator("textarea[name^='q-']").all()) await one.fill("A short answer.");
};
export const found = async (page) => {
  for (let left = 120; left > 0; left -= 1) {
    await page.goto(`${base}/staff/sources/housing`);
    const link = page.getByRole("link", { name: /is not in the map/ });
    if (await link.count() > 0) return link.first();
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error("no look found the table that is not in the map");
};

const pages = [
  ["staff-sources", async (page) => page.goto(`${base}/staff/sources`)],
  ["staff-source", async (page) => page.goto(`${base}/staff/sources/housing`)],
  ["staff-drift", async (page) => page.goto(finding)],
  ["staff-drift-wrong", async (page) => {
    await page.goto(finding);
    await page.getByLabel("You take it: by when?").fill("soon");
    await saying(page, "Take it");
  }],
  ["staff-drift-no-reason", async (page) => {
    await page.goto(finding);
    await saying(page, "Note it");
  }],
  ["staff-assessments", async (page) => page.goto(`${base}/staff/assessments`)],
  ["staff-assessments-wrong", async (page) => {
    await page.goto(`${base}/staff/assessments`);
    await saying(page, "Begin it");
  }],
  ["staff-assessment", async (page) => page.goto(draft)],
  ["staff-assessment-open", async (page) => {
    await page.goto(draft);
    await saying(page, "Send it for advice");
  }],
  ["staff-assessment-sent", async (page) => page.goto(sent)],
  ["staff-assessment-no-words", async (page) => {
    await page.goto(sent);
    await saying(page, "Advise");
  }],
  ["staff-reviews", async (page) => page.goto(`${base}/staff/reviews`)],
  ["staff-recipients", async (page) => page.goto(`${base}/staff/recipients`)],
  ["staff-registers", async (page) => page.goto(`${base}/staff/registers`)],
  ["staff-board", async (page) => page.goto(`${base}/staff/board`)],
  ["staff-disposal", async (page) => page.goto(`${base}/staff/disposal`)],
  ["staff-disposal-not-approved", async (page) => {
    await page.goto(`${base}/staff/disposal`);
    await page.getByLabel("The number of the approval").fill("999");
    await page.getByRole("button", { name: "Switch it on", exact: true }).click();
    await page.waitForLoadState();
  }],
  ["staff-disposal-system", async (page) => page.goto(`${base}${plan}`)],
  ["staff-leaving", async (page) => page.goto(`${base}/staff/people/${process.env.KEYHOLDER_PERSON}/leaving`)],
];

// Has the server plan what goes from the housing system; where the plan is.
export const planned = async (page) => {
  await page.goto(`${base}/staff/disposal`);
  await page.getByLabel("The system").selectOption("housing");
  await page.getByLabel("Why rows go that nobody on record is known by").fill("They left long ago.");
  await saying(page, "Plan what goes from it");
  const path = await page.locator("a[href^='/staff/disposal/systems/']").first().getAttribute("href");
  for (let tries = 0; tries < 120; tries += 1) {
    await page.goto(`${base}${path}`);
    if (!/waits for its turn|being planned/.test(await words(page))) break;
    await new Promise((done) => setTimeout(done, 1000));
  }
  return path;
};

export const registers = async () => {
  await check("a server looks over our systems by itself", async () => {
    const page = await opened("ben");
    const link = await found(page);
    has(await link.innerText(), "contact_detail_copy");
    await link.click();
    finding = page.url();
    has(await words(page), "[[table]]");
    await page.goto(`${base}/staff`);
    has(await words(page), "1 not as in the map that nobody has in hand");
  });
  await check("assessments are begun, from nothing and from Keyholder's own", async () => {
    const page = await opened("ben");
    draft = await begin(page, "Keyholder itself", "Impact assessment, from Keyholder's own");
    has(await page.locator("#q-measures").inputValue(), "Walls that always enforce");
    sent = await begin(page, "Calls that are recorded", "Legitimate interests");
    await answerAll(page);
    await saying(page, "Send it for advice");
    has(await words(page), "With the data protection officer");
  });
  await check("what is past its time in a system is planned by the server, and nothing goes", async () => {
    const page = await opened("ben");
    plan = await planned(page);
    has(await words(page), "It is planned, and nothing is gone yet");
    has(await words(page), "rows would go");
    has(await words(page), "It goes by approval");
    await page.goto(`${base}/staff/tasks`);
    has(await words(page), "rows of `housing` go");
  });
  const ben = await sessionOf("ben");
  await themes(pages, () => ben);
  await check("what nobody has classified is taken by one, and noted by another", async () => {
    const page = await opened("ben");
    await page.goto(finding);
    await page.getByLabel("You take it: by when?").fill(day(7));
    await saying(page, "Take it");
    has(await words(page), "ben, until");
    await page.goto(`${base}/staff/tasks`);
    has(await words(page), "housing: contact_detail_copy");
    const ada = await opened("ada");
    await ada.goto(finding);
    same(await ada.getByLabel("You take it: by when?").count(), 0, "forms to take what is taken");
    await ada.getByLabel("Why it stays as it is, without naming anybody").fill("It goes with the old server.");
    await saying(ada, "Note it");
    has(await words(ada), "Noted by ada");
    await page.goto(`${base}/staff/tasks`);
    if ((await words(page)).includes("contact_detail_copy")) throw new Error("the task is still open");
  });
  await check("an assessment is written, advised, signed by somebody else, and due again", async () => {
    const page = await opened("ben");
    const path = await begin(page, "Next of kin", "Legitimate interests");
    await answerAll(page);
    await saying(page, "Keep the answers");
    has(await words(page), "Every question has an answer.");
    await page.getByLabel("Which post?").selectOption("data-protection");
    await saying(page, "Ask them");
    has(await words(page), "data-protection was asked, and has not answered yet");
    await saying(page, "Send it for advice");
    const ada = await opened("ada");
    await ada.goto(path);
    await ada.getByLabel("Go ahead", { exact: true }).check();
    await ada.getByLabel("The advice, in a few words").fill("Tell them when they are named.");
    await saying(ada, "Advise");
    has(await words(ada), "Advised: go ahead, by ada");
    await ada.getByLabel("Go ahead", { exact: true }).check();
    await saying(ada, "Decide");
    has(await words(ada), "Who advised does not decide");
    const owen = await opened("owen");
    await owen.goto(path);
    await owen.getByLabel("Go ahead", { exact: true }).check();
    await owen.getByLabel("Looked at again by").fill(day(20));
    await saying(owen, "Decide");
    has(await words(owen), "Due for review");
    has(await words(owen), "Signed: it goes ahead, by owen");
    await page.goto(`${base}/staff/reviews`);
    has(await words(page), "An assessment: Next of kin");
    await page.goto(`${base}/staff`);
    has(await words(page), "due for review");
    await page.goto(path);
    await page.getByLabel("Why it is taken up again").fill("The day is near.");
    await saying(page, "Take it up again, to change it");
    has(await words(page), "Draft");
  });
  await check("the sheet for the board is one sheet", async () => {
    // A browser prints with scripts on or off alike.
    const page = await opened("ben");
    await page.goto(`${base}/staff/board`);
    const bytes = await page.pdf({ format: "A4" });
    same(bytes.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1, "sheets");
  });
  await check("somebody with no such post sees none of it", async () => {
    const page = await opened("olu");
    for (const path of ["sources", "sources/housing", "assessments", "recipients", "registers", "reviews", "board"]) {
      await page.goto(`${base}/staff/${path}`);
      has(await words(page), "There is no such page");
    }
  });
};
