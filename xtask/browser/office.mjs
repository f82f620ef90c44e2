// The main job, on real systems: a resident asks from a telephone; the office collects, weighs, approves and
// sends; the resident opens the pack. And every page of a case, as it stands on the way.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ask } from "./residents.mjs";
import { sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const emails = process.env.KEYHOLDER_EMAILS;
const person = process.env.KEYHOLDER_PERSON;

export const later = async (work, what, tries = 240) => {
  for (let left = tries; left > 0; left -= 1) {
    const found = await work();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`it did not come: ${what}`);
};
// The newest email that says something, as text.
export const email = (pattern, before = new Set()) => later(() => {
  const names = (existsSync(emails) ? readdirSync(emails) : []).filter((name) => name.endsWith(".eml") && !before.has(name));
  for (const name of names) {
    const raw = readFileSync(join(emails, name), "utf8");
    const plain = raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");
    const found = plain.match(pattern);
    if (found) return found;
  }
  return undefined;
}, String(pattern));

// What a case is at, so that each page is looked at with something on it.
let code;
const opened = async (name) => fresh({ storageState: await sessionOf(name) });
// What is done with a case, by its pages; `of` says which.
export const desk = (of) => {
  const at = (part) => `${base}/staff/cases/${of()}${part}`;
  const step = async (page, name, fill = async () => {}) => {
    await page.goto(at(`/steps/${name}`));
    const shown = await words(page);
    if (shown.includes("You cannot do this now.")) throw new Error(`${name}: ${shown}`);
    await fill(page);
    await page.locator("main form button").click();
    const said = await words(page);
    if (said.includes("There is a problem")) throw new Error(`${name}: ${said.slice(0, 400)}`);
  };
  const collect = async (page) => {
    await page.goto(at("/collect"));
    const before = await page.locator("main li").count();
    await saying(page, "Search our systems");
    await later(async () => {
      await page.goto(at("/collect"));
      const lines = await page.locator("main li").allInnerTexts();
      return lines.length > before && /All of our|not every/.test(lines[0]) ? lines : undefined;
    }, "a collection that is done");
  };
  // Everything that was found is weighed, one after the other.
  const weigh = async (page) => {
    await page.goto(at("/items"));
    const open = page.locator("tbody tr:has(strong) a");
    if (await open.count() > 0) {
      await open.first().click();
      for (let left = 200; left > 0 && /\/items\/\w+$/.test(page.url()); left -= 1) {
        const known = page.getByLabel("They know it. How is that known?");
        const factors = page.getByLabel("Can they be told who it is from");
        if (await known.count() > 0) {
          await known.fill("They told us themselves.");
          await saying(page, "Give it: they know it");
        } else if (await factors.count() > 0) {
          await factors.selectOption("yes");
          await page.getByLabel("Has the other person agreed?").selectOption("refused");
          await page.getByLabel("What type of information is it?").fill("what a neighbour said");
          await page.getByLabel("Is it owed confidence?").selectOption("yes");
          await page.getByLabel("Can the other person agree").selectOption("yes");
          await page.getByLabel("Is it reasonable to give it").selectOption("no");
          await page.getByLabel("Why it is reasonable, or not").fill("They were promised it would stay with us.");
          await saying(page, "Go by this");
        } else {
          await page.getByLabel("Why it goes").fill("It is theirs.");
          await saying(page, "Give it");
        }
        const said = await words(page);
        if (said.includes("There is a problem")) throw new Error(said.slice(0, 500));
      }
    }
    await page.goto(at("/items"));
    has(await words(page), /found has to be weighed/.test(await words(page)) ? "Nothing" : "0 of");
  };
  // What could not be searched to its end is accepted as it is.
  const accept = async (page) => {
    for (const source of ["1", "2", "3", "4", "5", "6", "7", "8"]) {
      await page.goto(at("/steps/accept"));
      const which = page.getByLabel("Which system?");
      if (await which.count() === 0 || await which.locator("option").count() === 0) break;
      await page.getByLabel("Why", { exact: true }).fill(`Looked by hand, ${source}.`);
      await page.locator("main form button").click();
    }
  };
  return { accept, at, collect, step, weigh };
};
const { accept, at, collect, step, weigh } = desk(() => code);

const pages = [
  ["staff-step", async (page) => page.goto(at("/steps/propose"))],
  ["staff-step-wrong", async (page) => {
    await page.goto(at("/steps/note"));
    await page.getByLabel("When, if that was not now").fill("soon");
    await saying(page, "Make a note");
  }],
  ["staff-step-not-now", async (page) => page.goto(at("/steps/approve"))],
  ["staff-collect", async (page) => page.goto(at("/collect"))],
  ["staff-items", async (page) => page.goto(at("/items"))],
  ["staff-item", async (page) => {
    await page.goto(at("/items"));
    await page.locator("tbody a").first().click();
  }],
  ["staff-item-ground", async (page) => {
    await page.goto(at("/items"));
    await page.locator("tbody a").first().click();
    await saying(page, "Show its questions");
  }],
  ["staff-black-out", async (page) => page.goto(at("/black-out"))],
  ["staff-black-out-wrong", async (page) => {
    await page.goto(at("/black-out"));
    await saying(page, "Black them out");
  }],
  ["staff-questions", async (page) => page.goto(at("/questions"))],
  ["staff-work", async (page) => page.goto(at("/work"))],
  ["staff-answer", async (page) => page.goto(at("/answer"))],
  ["staff-waiting", async (page) => page.goto(`${base}/staff/questions`)],
  ["staff-inbox", async (page) => page.goto(`${base}/staff/inbox`)],
  ["staff-breaches", async (page) => page.goto(`${base}/staff/breaches`)],
  ["staff-figures", async (page) => page.goto(`${base}/staff/figures`)],
  ["staff-rules", async (page) => page.goto(`${base}/staff/rules`)],
  ["staff-tasks", async (page) => page.goto(`${base}/staff/tasks`)],
  ["staff-access", async (page) => page.goto(`${base}/staff/access`)],
];

export const office = async () => {
  const ada = await sessionOf("ada");
  await check("a resident asks for their data from a telephone", async () => {
    const page = await fresh({ viewport: { width: 360, height: 740 } });
    await ask(page, "Please send me a copy of everything you hold about me.");
    await saying(page, "Send it");
    code = (await page.locator(".kh-code").first().innerText()).trim();
  });
  await check("the office searches the landlord's systems for them", async () => {
    const page = await opened("ada");
    await step(page, "begin");
    await step(page, "identify", (of) => of.getByLabel("The number of their record").fill(person));
    await step(page, "proof", (of) => of.getByLabel("Why", { exact: true }).fill("They knew the reference of the tenancy."));
    await collect(page);
    await step(page, "weigh");
    await page.goto(at(""));
    has(await words(page), "Our systems");
  });
  await check("a colleague is asked, and answers", async () => {
    const page = await opened("ada");
    await page.goto(at("/questions"));
    await page.getByLabel("What is to be looked through").fill("post room");
    await page.getByLabel("What is asked", { exact: true }).fill("Is there a letter of theirs?");
    await page.getByLabel("A post of ours").fill("data-protection");
    await saying(page, "Ask them");
    const ben = await opened("ben");
    await ben.goto(`${base}/staff/questions`);
    await ben.getByLabel("No", { exact: true }).check();
    await ben.getByLabel("What, and where it is; or how you looked").fill("Looked through the shelf.");
    await saying(ben, "Answer");
    has(await words(ben), "Nobody waits for you.");
  });
  // Who may sign in is for the data protection officer to look through.
  const ben = await sessionOf("ben");
  await themes(pages, (name) => (name === "staff-access" ? ben : ada));
  await check("everything that was found is weighed, one after the other", async () => {
    const page = await opened("ada");
    await weigh(page);
    await collect(page);
    await accept(page);
  });
  await check("an answer is put forward, a second person approves, and it goes by email with the pack", async () => {
    const page = await opened("ada");
    await step(page, "propose", async (of) => {
      await of.getByLabel("They get some of it").check();
      await of.getByLabel("What they will read").fill("Here is a copy of what we hold about you.");
    });
    await page.goto(at("/steps/approve"));
    has(await words(page), "You cannot do this now.");
    const ben = await opened("ben");
    await step(ben, "approve");
    await page.goto(at("/answer"));
    has(await words(page), "Here is a copy of what we hold about you.");
    same(await page.getByLabel("The pack goes with it").isChecked(), true, "the pack");
    await saying(page, "Send it");
    has(await words(page), "The answer was sent.");
  });
  await check("the resident opens the letter and the pack, by a link and a code", async () => {
    const [link] = await email(/http:\/\/127\.0\.0\.1:\d+\/letters\/[\w-]+/);
    const before = new Set(readdirSync(emails));
    const page = await fresh({ viewport: { width: 360, height: 740 } });
    await page.goto(link);
    await saying(page, "Send me a code");
    const [, secret] = await email(/letter\s+is\s+([0-9A-Z]{4}-[0-9A-Z]{4})/, before);
    await page.getByLabel("The code").fill(secret);
    await saying(page, "Open the letter");
    has(await words(page), "Here is a copy of what we hold about you.");
    const loading = page.waitForEvent("download");
    await saying(page, "Get the files");
    const bytes = readFileSync(await (await loading).path());
    same(bytes.subarray(0, 2).toString(), "PK", "what a zip begins with");
    if (page.url().includes(secret)) throw new Error("the code is in the address");
  });
  await check("the evidence of the case is one file, with proofs", async () => {
    const page = await opened("ada");
    await page.goto(`${base}/staff`);
    const answer = await page.request.get(at("/evidence"));
    const file = await answer.json();
    same(file.case, code, "the case");
    if (!file.log.some((one) => one["in the log"])) throw new Error("no entry has a proof");
  });
  await check("a breach is reported and stands in the register", async () => {
    const page = await opened("olu");
    await page.goto(`${base}/staff/breaches`);
    await page.getByLabel("What happened?").fill("A list of addresses was sent to the wrong firm.");
    await saying(page, "Report it");
    has(await words(page), "Those who look into breaches are told at once.");
    const ada = await opened("ada");
    await ada.goto(`${base}/staff/breaches`);
    await ada.locator("tbody a").first().click();
    has(await words(ada), "A list of addresses was sent to the wrong firm.");
    await ada.getByRole("link", { name: "The work", exact: true }).click();
    await ada.locator("#what").fill("A list of addresses was sent to the wrong firm.");
    await saying(ada, "Keep the answers");
    await ada.goto(`${base}/staff/breaches`);
    has(await words(ada), "A list of addresses was sent to the wrong firm.");
  });
  await check("somebody with no post sees no list and no case", async () => {
    const page = await opened("olu");
    await page.goto(`${base}/staff`);
    has(await words(page), "You hold no post that works on cases.");
    await page.goto(at(""));
    has(await words(page), "There is no such page");
  });
};
