// Those who lead a team, audit and administer: what each opens, and what nobody does alone. Then, on every
// door, that somebody who left a shared home and somebody at risk are nowhere for whoever they left, and that
// nobody acts for another without a right. The people are entered by the API, as a housing system does.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { codeOf, sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const token = process.env.KEYHOLDER_TOKEN.trim();
const emails = process.env.KEYHOLDER_EMAILS;
const api = (path, body) => fetch(`${base}${path}`, {
  method: "POST",
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  body: JSON.stringify(body),
});
const post = async (path, body) => {
  const answer = await api(path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
};
const why = { purpose: "tenancy-management", officer: "ann" };
const enter = async (name, email, phone, address, more = {}) => {
  const identifiers = Object.entries({ name, email, phone, address, ...more }).map(([kind, value]) => ({ kind, value }));
  const body = { why, relationship: { relationship: "tenant" }, source: "the-person", identifiers };
  return (await post("/v1/people", body)).id;
};

// Who left, and who is at risk; whom they left; and everything that would tell of them.
const left = [
  ["Cleo Goneaway", "cleo.goneaway@example.org", "07700 900981", "99 Faraway Road, Chatham, ZZ9 9AA"],
  ["Dina Hidden", "dina.hidden@example.org", "07700 900982", "3 Refuge Lane, Chatham, ZZ9 9BB"],
];
let stays, gone, fallen;
export const begin = async () => {
  fallen = await enter("Fern Fallen", "fern.fallen@example.org", "07700 900979", "5 Stair Row, Chatham, ZZ9 9CC", { "other-system-id": "lettings:F-1" });
  stays = await enter("Abel Stays", "abel.stays@example.org", "07700 900980", "14 Shared Street, Chatham, ZZ9 8AA");
  gone = [];
  for (const one of left) {
    const id = await enter(...one);
    await post("/v1/items/joint", {
      people: [stays, id],
      item: { why, category: "tenancy-details", value: `JOINT tenancy with ${one[0]}`, source: "the-person" },
    });
    await post(`/v1/people/${id}/walls`, { why, person: stays, reason: "they parted" });
    await post(`/v1/people/${id}/walls`, { why, actor: "olu", reason: "a friend of the one who stays" });
    gone.push(id);
  }
};
// Somebody who acts for another, by a right that is on record.
export const people = async () => {
  const rita = await enter("Rita Speaks", "rita.speaks@example.org", "07700 900978", "6 Stair Row, Chatham, ZZ9 9CC");
  await post(`/v1/people/${rita}/relationships`, {
    why: { purpose: "household-records", officer: "ann" },
    relationship: { relationship: "representative", other: fallen, authority: "attorney" },
  });
  return { fallen, stays };
};
const told = [...left.flat(), "JOINT", "Cleo", "Dina"];
const silent = (text, what) => {
  const says = told.find((part) => text.includes(part));
  if (says) throw new Error(`${what} says ${JSON.stringify(says)}`);
};

const later = async (work, what) => {
  for (let tries = 0; tries < 240; tries += 1) {
    const found = work();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`it did not come: ${what}`);
};
const texts = (to) => (existsSync(emails) ? readdirSync(emails) : [])
  .map((name) => readFileSync(join(emails, name), "utf8").replaceAll("=\r\n", "").replaceAll("=3D", "="))
  .filter((text) => text.includes(to));
// Signs somebody in to their own account, by the code that comes by email.
export const residentOf = async (email) => {
  const before = texts(email).length;
  const page = await fresh();
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("Your email").fill(email);
  await saying(page, "Send me a code");
  const sent = await later(() => (texts(email).length > before ? texts(email) : undefined), `a code for ${email}`);
  const codes = sent.map((text) => text.match(/The code is (\d{8})/)?.[1]).filter(Boolean);
  for (const code of codes.reverse()) {
    await page.getByLabel("The code we sent you").fill(code);
    await saying(page, "Sign in");
    if (page.url().endsWith("/account")) return page;
  }
  throw new Error(`nobody got in by a code for ${email}`);
};

const at = (path) => async (page) => page.goto(`${base}${path}`);
const pages = [
  ["manager-team", at("/staff/team")],
  ["manager-team-wrong", async (page) => {
    await page.goto(`${base}/staff/team`);
    await page.getByRole("button", { name: /^It was about a life/ }).first().click();
  }],
  ["manager-nowhere", at("/staff/admin")],
  ["auditor-audit", at("/staff/audit")],
  ["auditor-figures", at("/staff/figures")],
  ["auditor-rules", at("/staff/rules")],
  ["auditor-nowhere", at("/staff/people")],
  ["administrator-accounts", at("/staff/admin")],
  ["administrator-accounts-wrong", async (page) => {
    await page.goto(`${base}/staff/admin`);
    await page.getByLabel("Their name here").fill("olu");
    await saying(page, "Make the account");
  }],
  ["administrator-posts", at("/staff/posts")],
  ["administrator-posts-wrong", async (page) => {
    await page.goto(`${base}/staff/posts`);
    await page.getByLabel("The post").selectOption("manager-of-housing");
    await page.getByLabel("To whom").selectOption("adm");
    await saying(page, "Give it");
  }],
  ["administrator-services", at("/staff/services")],
  ["administrator-services-wrong", async (page) => {
    await page.goto(`${base}/staff/services`);
    await saying(page, "Ask for it, or make it");
  }],
  ["administrator-password", async (page) => {
    await page.goto(`${base}/staff/admin`);
    await saying(page, "New password: nia");
  }],
  ["administrator-nowhere", at("/staff/people")],
  ["officer-letter", async (page) => page.goto(`${base}/staff/people/${fallen}/letter`)],
  ["officer-letter-wrong", async (page) => {
    await page.goto(`${base}/staff/people/${fallen}/letter`);
    await saying(page, "Have a letter printed");
  }],
  ["officer-letter-asked", async (page) => {
    await page.goto(`${base}/staff/people/${fallen}/letter`);
    await page.getByLabel("How you found out who asks").fill("She knew her last payment.");
    await saying(page, "Have a letter printed");
  }],
];
const whose = { manager: "mia", auditor: "aud", administrator: "adm", officer: "olu" };

const opened = async (name) => fresh({ storageState: await sessionOf(name) });
const secret = (page) => page.locator(".kh-code").innerText();

const anAccountTakesTwo = async () => {
  const adm = await opened("adm");
  await adm.goto(`${base}/staff/admin`);
  await adm.getByLabel("Their name here").fill("nia");
  await adm.getByLabel("Their role").selectOption("housing-officer");
  await adm.getByLabel("Their team").selectOption("housing");
  await adm.getByLabel("For whom they work").selectOption("heart-of-medway");
  await saying(adm, "Make the account");
  const password = await secret(adm);
  await adm.reload();
  if ((await words(adm)).includes(password)) throw new Error("the password is shown twice");
  const mia = await opened("mia");
  await mia.goto(`${base}/staff/team`);
  await saying(mia, "Set up their app: nia");
  const key = (await secret(mia)).replaceAll(" ", "");
  const nia = await fresh();
  await nia.goto(`${base}/staff`);
  await nia.getByLabel("Your name here").fill("nia");
  await nia.getByLabel("Password").fill(password);
  await nia.getByLabel("The six digits of your app").fill(codeOf({ key }, Math.floor(Date.now() / 30_000)));
  await saying(nia, "Sign in");
  await nia.getByRole("link", { name: "Look somebody up" }).click();
  has(await words(nia), "Look somebody up");
  for (const path of ["/staff/admin", "/staff/team", "/staff/audit", "/staff/posts", "/staff/inbox"]) {
    same((await nia.goto(`${base}${path}`)).status(), 404, path);
  }
};

const nobodyOnAnyDoor = async () => {
  const page = await residentOf("abel.stays@example.org");
  for (const path of ["", "/held", "/had", "/cases", "/choices", "/ask", "/lock"]) {
    await page.goto(`${base}/account${path}`);
    silent(await page.content(), `/account${path}`);
  }
  const here = { "sec-fetch-site": "same-origin" };
  const acting = async (person) => {
    const answer = await page.request.post(`${base}/account/act`, { form: { person }, headers: here });
    return `${answer.status()} ${await answer.text()}`;
  };
  const refused = await acting("p-aaaaaaaaaaaaaaaaaaaaaaaaaa");
  has(refused, "403");
  for (const one of gone) same(await acting(one), refused, "acting for whoever is gone");
  // A request of theirs: nobody else reads it, or writes to it, by its code in an account.
  const cleo = await residentOf(left[0][1]);
  await cleo.goto(`${base}/account/ask`);
  await cleo.getByLabel("What do you want us to do?").fill("Cleo Goneaway asks for her file.");
  await saying(cleo, "Send it");
  const code = await cleo.locator(".kh-code").first().innerText();
  await cleo.goto(`${base}/account/held`);
  has(await words(cleo), "Faraway");
  const writing = async (reference) => {
    const answer = await page.request.post(`${base}/account/cases`, { form: { reference, text: "Where is she?" }, headers: here });
    return `${answer.status()} ${await answer.text()}`;
  };
  same(await writing(code), await writing("AAAA-BBBB-CCCC"), "writing to a case of whoever is gone");
  await page.goto(`${base}/account/cases`);
  if ((await page.content()).includes(code)) throw new Error("the case of whoever is gone is listed");
  // By its code anybody reads how far it is, and of whom it is nothing.
  const follow = await fresh();
  await follow.goto(`${base}/follow`);
  await follow.getByLabel("Your code").fill(code);
  await saying(follow, "Look");
  silent((await words(follow)).replaceAll(code, ""), "following by code");
  // A link of a letter without its code says nothing, whoever has it.
  const link = await fresh();
  await link.goto(`${base}/letters/${"a".repeat(32)}`);
  silent(await link.content(), "a link of a letter");
  // Asked on somebody's behalf by anybody: the answer is the same for whoever is known and for nobody.
  const asking = async (about) => {
    const one = await fresh();
    await one.goto(`${base}/ask`);
    await one.locator("textarea").first().fill(`Send me all you hold about ${about}.`);
    await one.getByLabel("For somebody who has asked me to").check();
    await one.getByLabel(/Your name/).fill("Abel Stays");
    await one.locator("main form button").last().click();
    return (await words(one)).replaceAll(about, "SOMEBODY");
  };
  same(await asking("Cleo Goneaway"), await asking("Nobody Atall"), "asking for somebody without a right");
};

const nobodyForAnOfficer = async () => {
  const page = await opened("olu");
  const none = `p-${"a".repeat(26)}`;
  const plain = async () => (await page.content()).replaceAll(/p-[a-z2-7]{26}/g, "p-").replaceAll(/value="[0-9a-f]{32}[^"]*"/g, "");
  for (const [name, email, phone, address] of left) {
    for (const [label, value] of [["Name, or another name they use", name], ["Email", email], ["Phone", phone], ["Address with its postcode, now or before", address]]) {
      await page.goto(`${base}/staff/people`);
      await page.getByLabel(label).fill(value);
      await saying(page, "Look them up");
      has(await words(page), "Nobody fits");
    }
    const kinds = { name, email, phone, address };
    for (const [kind, value] of Object.entries(kinds)) {
      const body = { why: { ...why, officer: "olu" }, identifiers: [{ kind, value }] };
      const answer = await (await api("/v1/people/find", body)).json();
      same(answer.outcome, "nobody", `the API, by ${kind}`);
    }
  }
  for (const person of gone) {
    for (const rest of ["", "/history", "/letter", "/choice", "/correction", "/request", "/emergency", "/share?recipient=managing-agents"]) {
      const status = (await page.goto(`${base}/staff/people/${person}${rest}`)).status();
      const there = await plain();
      same(status, (await page.goto(`${base}/staff/people/${none}${rest}`)).status(), `the status of ${rest}`);
      same(there, await plain(), `the page of ${rest}`);
    }
    await page.goto(`${base}/staff/people/${person}/letter`);
    await page.getByLabel("How you found out who asks").fill("I only want to know where she is.");
    await saying(page, "Have a letter printed");
    has(await words(page), "There is no such page");
    const look = { why: { ...why, officer: "olu" } };
    const [there, nobody] = await Promise.all([person, none].map(async (id) => {
      const answer = await api(`/v1/people/${id}/look`, look);
      return `${answer.status} ${(await answer.text()).replaceAll(id, "")}`;
    }));
    same(there, nobody, "the API");
  }
  for (const path of ["/staff", "/staff/inbox", "/staff/tasks", "/staff/questions", "/staff/breaches"]) {
    await page.goto(`${base}${path}`);
    silent(await page.content(), path);
  }
};

export const roles = async () => {
  await begin();
  await check("an administrator adds an officer, whose app their manager sets up; they see what an officer sees", anAccountTakesTwo);
  await check("a look for a life is made, for its manager to review", async () => {
    const page = await opened("olu");
    await page.goto(`${base}/staff/people/${fallen}/emergency`);
    await page.getByLabel(/Whose life is at risk/).fill("She fell on the stairs and does not answer.");
    await saying(page, "Look now");
    has(await words(page), "5 Stair Row");
  });
  const kept = {};
  for (const [role, name] of Object.entries(whose)) kept[role] = await sessionOf(name);
  await themes(pages, (name) => kept[name.split("-")[0]]);

  await check("whoever leads a team reviews a look for a life", async () => {
    const page = await opened("mia");
    await page.goto(`${base}/staff`);
    await page.getByRole("link", { name: "Your team" }).click();
    has(await words(page), "She fell on the stairs");
    const look = page.locator("section", { hasText: "She fell on the stairs" });
    await look.getByLabel(/How you know/).fill("the ambulance came");
    await look.getByRole("button", { name: /^It was about a life/ }).click();
    has(await words(page), "about a life: the ambulance came");
  });
  await check("an auditor reads, and changes nothing", async () => {
    const page = await opened("aud");
    await page.goto(`${base}/staff`);
    await page.getByRole("link", { name: "Audit" }).click();
    has(await words(page), "The record of what was done");
    silent(await page.content(), "the audit");
    const checkpoint = await page.request.get(`${base}/log/checkpoint`);
    same(checkpoint.status(), 200, "the checkpoint");
    for (const path of ["/staff/admin", "/staff/posts", "/staff/services", "/staff/team", "/staff/access",
      "/staff/breaches", "/staff/tasks/1", "/staff/approvals/1", "/staff/inbox/1", "/staff/people"]) {
      const sent = await page.request.post(`${base}${path}`, {
        form: { what: "end", name: "olu", outcome: "x", words: "x" }, headers: { "sec-fetch-site": "same-origin" },
      });
      same(sent.status(), 404, path);
    }
  });
  await check("a post of the data protection office waits for a second person, who gives it", async () => {
    const adm = await opened("adm");
    await adm.goto(`${base}/staff/posts`);
    await adm.getByLabel("The post").selectOption("data-protection");
    await adm.getByLabel("To whom").selectOption("nia");
    await adm.getByLabel(/As a deputy/).check();
    await saying(adm, "Give it");
    has(await words(adm), "Somebody else decides.");
    const ben = await opened("ben");
    await ben.goto(`${base}/staff/posts`);
    await saying(ben, /^Yes: nia: data-protection/);
    has(await words(ben), "data-protection: nia (deputy)");
    await saying(ben, /^Take it: data-protection, nia/);
    if ((await words(ben)).includes("data-protection: nia")) throw new Error("it was not taken");
  });
  await check("in their own account, by code and by link, whoever is gone is nowhere", nobodyOnAnyDoor);
  await check("for an officer, on every page and by the API, whoever is gone is nowhere", nobodyForAnOfficer);
};
