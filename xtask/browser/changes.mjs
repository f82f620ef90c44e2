// The landlord's systems are changed by two people and told to a contractor; a person looks at what a machine
// decided; marketing ends at once; a complaint is looked into. And every page of it, as it stands on the way.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { desk, email, later } from "./office.mjs";
import { ask } from "./residents.mjs";
import { sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const emails = process.env.KEYHOLDER_EMAILS;
const person = process.env.KEYHOLDER_PERSON;
const opened = async (name) => fresh({ storageState: await sessionOf(name) });
const sent = () => new Set(existsSync(emails) ? readdirSync(emails) : []);
const codes = {};
const case_of = (name) => desk(() => codes[name]);

// A resident asks, and says themselves what it is.
const asks = async (name, what, label) => {
  const page = await fresh({ viewport: { width: 360, height: 740 } });
  await ask(page, what);
  await page.getByLabel(label).check();
  for (const other of await page.locator("main input[type=checkbox]:checked").all()) {
    if (await other.getAttribute("id") !== await page.getByLabel(label).getAttribute("id")) await other.uncheck();
  }
  await saying(page, "Send it");
  codes[name] = (await page.locator(".kh-code").first().innerText()).trim();
};
const begin = async (name) => {
  const page = await opened("ada");
  const { step } = case_of(name);
  await step(page, "begin");
  await step(page, "identify", (of) => of.getByLabel("The number of their record").fill(person));
  await step(page, "proof", (of) => of.getByLabel("Why", { exact: true }).fill("They knew the reference of the tenancy."));
  return page;
};
// The answer is put forward, approved by somebody else, sent, and read by the resident.
const answer = async (name, outcome, text) => {
  const page = await opened("ada");
  const { at, step } = case_of(name);
  await step(page, "propose", async (of) => {
    await of.getByLabel(outcome, { exact: true }).check();
    await of.getByLabel("What they will read").fill(text);
  });
  await step(await opened("ben"), "approve");
  let before = sent();
  await page.goto(at("/answer"));
  const pack = page.getByLabel("The pack goes with it");
  if (await pack.count() > 0) await pack.uncheck();
  await saying(page, "Send it");
  has(await words(page), "The answer was sent.");
  has(await reads(before), text);
};
// What somebody reads behind the link of the newest email, with the code that is sent to the same address.
const reads = async (before) => {
  const [link] = await email(/http:\/\/127\.0\.0\.1:\d+\/letters\/[\w-]+/, before);
  const code = sent();
  const page = await fresh({ viewport: { width: 360, height: 740 } });
  await page.goto(link);
  await saying(page, "Send me a code");
  const [, secret] = await email(/letter\s+is\s+([0-9A-Z]{4}-[0-9A-Z]{4})/, code);
  await page.getByLabel("The code").fill(secret);
  await saying(page, "Open the letter");
  return words(page);
};

const right = "07700 900999";
let phone, address, change;
const { at, step, collect, accept, weigh } = case_of("wrong");
// Plans, and opens the plan once a server has made it.
const plan = async (page, wrong) => {
  await page.goto(at("/changes"));
  await page.getByLabel("What kind of data is wrong?").selectOption("telephone");
  await page.getByLabel("What is wrong, as it stands in our systems").fill(wrong);
  await page.getByLabel("What is right").fill(right);
  await saying(page, "Make a plan");
  await stands(page, /It is planned|could not be planned/);
};
// Opens the page again until no server works at it.
const stands = (page, pattern) => later(async () => {
  await page.reload();
  return pattern.test(await page.locator("#stands").innerText());
}, String(pattern));

const pages = [
  ["staff-changes", async (page) => page.goto(at("/changes"))],
  ["staff-changes-wrong", async (page) => {
    await page.goto(at("/changes"));
    await saying(page, "Make a plan");
  }],
  ["staff-changes-none", async (page) => page.goto(case_of("machine").at("/changes"))],
  ["staff-change", async (page) => page.goto(change)],
  ["staff-change-wrong", async (page) => {
    await page.goto(change);
    await saying(page, "Ask a second person");
  }],
  ["staff-change-nowhere", async (page) => page.goto(at("/changes/1"))],
  ["staff-objection", async (page) => page.goto(case_of("news").at("/objection"))],
  ["staff-objection-wrong", async (page) => {
    await page.goto(case_of("news").at("/objection"));
    await saying(page, "Stop it");
  }],
  ["staff-told-nobody", async (page) => page.goto(at("/told"))],
];
const after = [
  ["staff-change-ended", async (page) => page.goto(change)],
  ["staff-told", async (page) => page.goto(at("/told"))],
  ["staff-told-wrong", async (page) => {
    await page.goto(at("/told"));
    await saying(page, "Tell them");
  }],
];

export const changes = async () => {
  const ada = await sessionOf("ada");
  await check("a contractor is given a tenant's telephone number, and it stands in the register", async () => {
    const page = await opened("ray");
    await page.goto(`${base}/staff/people/${person}?purpose=repairs`);
    const shown = await words(page);
    [phone] = shown.match(/(?:\+44|0)[\d ]{9,13}\d/) ?? [];
    if (!phone) throw new Error(`no telephone is shown: ${shown.slice(0, 800)}`);
    await page.goto(`${base}/staff/people/${person}/share?purpose=repairs&recipient=repairs-contractors`);
    await page.getByLabel("How it goes").fill("job sheet");
    await saying(page, /Write it down/);
    has(await words(page), phone);
  });
  await check("residents ask: put something right, look at what a machine decided, no news", async () => {
    await asks("wrong", "My telephone number is wrong. Please put it right.", "Put something right");
    await asks("machine", "A computer scored me. I want a person to look at it.", "Have a person look at what a machine decided");
    await asks("news", "I want no more news from you.", "Say no to something you do with it");
    for (const name of Object.keys(codes)) await begin(name);
  });
  await check("a change is planned, row by row, and nothing is changed", async () => {
    const page = await opened("ada");
    await plan(page, phone);
    change = page.url();
    const shown = await words(page);
    has(shown, "It is planned, and nothing has changed yet.");
    has(shown, right);
    has(shown, "Who was given the data, and is told afterwards");
  });
  await themes(pages, () => ada);
  await check("one asks, and cannot say yes; another says yes to this plan", async () => {
    const page = await opened("ada");
    await page.goto(change);
    await page.getByLabel("Why, without naming anybody").fill("They asked for it.");
    await saying(page, "Ask a second person");
    has(await words(page), "You asked for it: somebody else decides.");
    const ben = await opened("ben");
    await ben.goto(`${base}/staff/tasks`);
    await ben.getByRole("heading", { name: `put right in our systems: ${codes.wrong}` }).waitFor();
    await ben.goto(change);
    await saying(ben, "Yes, this plan may be carried out");
    has(await words(ben), "Approved by ben");
  });
  await check("a server carries it out, and each field says how it ended", async () => {
    const page = await opened("ada");
    await page.goto(change);
    await saying(page, "Carry it out");
    await stands(page, /All of it is done|something is left|put to a second/);
    const shown = await words(page);
    has(shown, "What came of it");
    has(shown, "corrected");
  });
  await themes(after, () => ada);
  await check("the contractor is told, by a letter behind a link", async () => {
    const page = await opened("ada");
    await page.goto(at("/told"));
    has(await words(page), "Not told yet.");
    await page.getByLabel("Who is told").selectOption("repairs-contractors");
    await page.getByLabel("Their email").fill("desk@repairs.example");
    await page.getByLabel("What they read", { exact: true }).fill(`The telephone number of the tenant is ${right} now.`);
    await page.getByLabel("The kinds of data in what they read").fill("rent-account");
    await saying(page, "Tell them");
    has(await words(page), "There is a problem");
    await page.getByLabel("The kinds of data in what they read").fill("telephone");
    const before = sent();
    await saying(page, "Tell them");
    has(await words(page), "Told.");
    const read = await reads(before);
    has(read, right);
    has(read, "because we gave you data on this person before");
  });
  await check("what could not be put right is said, and the resident is answered", async () => {
    const page = await opened("ada");
    await page.goto(change);
    const done = (await words(page)).includes("All of it is done");
    if (!done) {
      has(await words(page), "Tell nobody that it is done.");
      await saying(page, "Look at it again");
      await stands(page, /All of it is done|something is left/);
      await page.getByLabel("Why it is closed though it is not complete").fill("The rest is for people to look at.");
      await saying(page, "Close it, not complete");
      has(await words(page), "It was closed, and is not complete.");
    }
    await collect(page);
    await accept(page);
    await step(page, "weigh");
    await weigh(page);
    await answer("wrong", done ? "They get what they asked for" : "They get some of it", "Your number is right now.");
  });
  await check("a person who may change it looks at what a machine decided", async () => {
    const page = await opened("ada");
    const { at: there, step: takes } = case_of("machine");
    const answers = {
      decision: "credit-score", inputs: "Two former addresses and a credit file.",
      rule: "The score puts an application into one of three groups.", "came-out": "The lowest group.",
      side: "One debt is somebody else's.", "looked-at": "The letter of the bank.", why: "The debt is not theirs.",
    };
    const chosen = { "side-asked": "yes", authority: "yes", "took-part": "no", result: "changed" };
    const fill = async (reviewer) => {
      await page.goto(there("/work"));
      for (const [id, text] of Object.entries({ ...answers, reviewer })) await page.locator(`#${id}`).fill(text);
      for (const [id, word] of Object.entries(chosen)) await page.locator(`#${id}`).selectOption(word);
      await saying(page, "Keep the answers");
      return words(page);
    };
    has(await fill("ada"), "holds no post that may change this decision");
    const said = await fill("ivy");
    if (said.includes("holds no post")) throw new Error(said.slice(0, 400));
    await takes(page, "weigh");
    await answer("machine", "We were in the wrong, and say so", "A person looked at it. The score does not count.");
  });
  await check("a complaint is acknowledged, looked into and answered", async () => {
    const resident = await fresh({ viewport: { width: 360, height: 740 } });
    await resident.goto(`${base}/complain`);
    await resident.getByLabel("What went wrong?").fill("You left a message about me with my neighbour.");
    await resident.getByLabel("Your name").fill("Rosa Ash");
    await resident.getByLabel("How can we reach you safely?").fill("rosa.ash@example.org");
    await saying(resident, "Send it");
    codes.wronged = (await resident.locator(".kh-code").first().innerText()).trim();
    const page = await begin("wronged");
    const { at: there, step: takes } = case_of("wronged");
    const before = sent();
    await page.goto(there("/answer?letter=acknowledgement"));
    await saying(page, "Send it");
    has(await reads(before), "complaint");
    const answers = {
      about: "A message was left with somebody else.", "looked-at": "The call, and who made it.",
      found: "The number was an old one.", "put-right": "The old number is gone, and we said sorry.",
    };
    await page.goto(there("/work"));
    for (const [id, text] of Object.entries(answers)) await page.locator(`#${id}`).fill(text);
    await page.locator("#housing").selectOption("none");
    await saying(page, "Keep the answers");
    await takes(page, "weigh");
    await answer("wronged", "We were in the wrong, and say so", "We called an old number. We are sorry.");
    const following = await fresh();
    await following.goto(`${base}/follow`);
    await following.getByLabel("Your code").fill(codes.wronged);
    await saying(following, "Look");
    const far = await words(following);
    if (!/The answer was sent|It is closed/.test(far)) throw new Error(far);
  });
  await check("no to news in one's own account counts at once, and the office sees it", async () => {
    const adviser = await opened("ada");
    await adviser.goto(`${base}/staff/people/${person}?purpose=rights-requests`);
    [address] = (await words(adviser)).match(/[\w.+-]+@[\w.-]+\w/) ?? [];
    const before = sent();
    const page = await fresh({ viewport: { width: 360, height: 740 } });
    await page.goto(`${base}/sign-in`);
    await page.getByLabel("Your email").fill(address);
    await saying(page, "Send me a code");
    const [, secret] = await email(/The\s+code\s+is\s+(\d{8})/, before);
    await page.getByLabel("The code we sent you").fill(secret);
    await saying(page, "Sign in");
    await page.goto(`${base}/account/choices`);
    // They may have said no before, by telephone: that stands.
    const no = page.getByRole("button", { name: "No news and no offers" });
    if (await no.count() > 0) {
      await no.click();
      has(await words(page), "It counts from today.");
      await page.goto(`${base}/account/choices`);
    }
    has(await words(page), "You said no to all of them on");
    await adviser.goto(case_of("news").at("/objection"));
    has(await words(adviser), "no news and no offers, since");
  });
  await check("an objection to news ends it at once, and is answered by letter", async () => {
    const page = await opened("ada");
    const { at: there, step: takes } = case_of("news");
    await page.goto(there("/objection"));
    for (const box of await page.getByLabel(/\(news and offers\)/).all()) await box.check();
    await page.locator("#purpose-tenancy-management").check();
    await saying(page, "Stop it");
    has(await words(page), "It has ended, for good.");
    has(await words(page), "The right to object does not reach this");
    await takes(page, "weigh");
    await answer("news", "They get what they asked for", "We send you no more news.");
  });
};
