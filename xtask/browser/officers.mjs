// What officers open: looking somebody up, sharing, taking things down, and what data protection does not
// stop. The people are entered by the API, as a housing system does.
import { fillInFresh, sessionOf } from "./signing.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const token = process.env.KEYHOLDER_TOKEN.trim();
const post = async (path, body) => {
  const answer = await fetch(`${base}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
};
const why = { purpose: "tenancy-management", officer: "ann" };
const enter = async (identifiers) => {
  const body = { why, relationship: { relationship: "tenant" }, source: "the-person" };
  body.identifiers = Object.entries(identifiers).map(([kind, value]) => ({ kind, value }));
  return (await post("/v1/people", body)).id;
};
const wall = async (id, reason) => post(`/v1/people/${id}/walls`, { why, actor: "olu", reason });

let iris, nell, mara;
const begin = async () => {
  iris = await enter({
    name: "Iris Vale", alias: "Iris Quarry", "date-of-birth": "1984-03-27", phone: "07700 900761",
    email: "iris@example.org", address: "12 Elm Row, Chatham, ZZ9 1AA", "tenancy-reference": "TEN-ELM-12",
    "other-system-id": "lettings:E-12",
  });
  // Two tenants of one name: nobody guesses.
  for (const phone of ["07700 900762", "07700 900763"]) await enter({ name: "Joan Twice", phone });
  // She left a joint tenant who works here now.
  nell = await enter({ name: "Nell Frost", phone: "07700 900764", "other-system-id": "lettings:N-1" });
  await wall(nell, "her former partner works in housing");
  // Somebody else reads her phone, and a relative works here.
  mara = await enter({ name: "Mara Quill", phone: "07700 900765", "other-system-id": "lettings:M-1" });
  await post(`/v1/people/${mara}/choices`, { why, kind: "safe-channel", about: "post" });
  await wall(mara, "a relative works in housing");
};

const lookUp = async (page, fields) => {
  await page.goto(`${base}/staff/people`);
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await saying(page, "Look them up");
};
const name = "Name, or another name they use";
const at = (rest) => async (page) => page.goto(`${base}/staff/people/${iris}${rest}`);
const share = "/share?purpose=tenancy-management&recipient=managing-agents";

const pages = [
  ["officer-people", async (page) => page.goto(`${base}/staff/people`)],
  ["officer-found", async (page) => lookUp(page, { [name]: "Iris Vale" })],
  ["officer-several", async (page) => lookUp(page, { [name]: "Joan Twice" })],
  ["officer-nobody", async (page) => lookUp(page, { [name]: "Nobody Atall" })],
  ["officer-typed-wrong", async (page) => lookUp(page, { Phone: "UNKNOWN", "Date of birth": "27/3/84" })],
  ["officer-person", at("")],
  ["officer-refused", at("?purpose=repairs")],
  ["officer-nowhere", async (page) => page.goto(`${base}/staff/people/${nell}`)],
  ["officer-share", at(share)],
  ["officer-share-no", at("/share?purpose=tenancy-management&recipient=media")],
  ["officer-share-wrong", async (page) => {
    await at(share)(page);
    await saying(page, /Write it down/);
  }],
  ["officer-shared", async (page) => {
    await at(share)(page);
    await page.getByLabel("How it goes").fill("by phone");
    await saying(page, /Write it down/);
  }],
  ["officer-contact", at("/contact?purpose=service-messages")],
  ["officer-contact-no", async (page) => {
    await at("/contact?purpose=service-messages")(page);
    await page.getByLabel("What it says").fill("Please confirm your sort code.");
    await saying(page, "Ask");
  }],
  ["officer-markers", at("/markers?purpose=staff-safety")],
  ["officer-markers-wrong", async (page) => {
    await at("/markers?purpose=staff-safety")(page);
    await saying(page, "Propose it");
  }],
  ["officer-request", at("/request")],
  ["officer-request-wrong", async (page) => {
    await at("/request")(page);
    await saying(page, "Open it");
  }],
  ["officer-choice", at("/choice")],
  ["officer-choice-wrong", async (page) => {
    await at("/choice")(page);
    await saying(page, /Write it down.*: Yes to something we do/);
  }],
  ["officer-correction", at("/correction")],
  ["officer-correction-wrong", async (page) => {
    await at("/correction")(page);
    await saying(page, "Open it");
  }],
  ["officer-receipt", async (page) => {
    await at("/request")(page);
    await page.getByLabel("What they ask for, in their words").fill("Send me all you hold about me.");
    await saying(page, "Open it");
  }],
  ["officer-emergency", at("/emergency")],
  ["officer-emergency-wrong", async (page) => {
    await at("/emergency")(page);
    await saying(page, "Look now");
  }],
  ["officer-emergency-seen", async (page) => {
    await at("/emergency")(page);
    await page.getByLabel(/Whose life is at risk/).fill("She fell and does not answer the door.");
    await saying(page, "Look now");
  }],
  ["officer-facts", async (page) => page.goto(`${base}/staff/facts`)],
  ["officer-training", async (page) => page.goto(`${base}/staff/training`)],
  ["officer-training-wrong", async (page) => {
    await page.goto(`${base}/staff/training`);
    await saying(page, "See what is right");
  }],
  ["officer-trained", async (page) => {
    await page.goto(`${base}/staff/training`);
    for (const one of await page.getByLabel("Yes", { exact: true }).all()) await one.check();
    await saying(page, "See what is right");
  }],
  ["dpo-history", at("/history")],
  ["dpo-training", async (page) => page.goto(`${base}/staff/training`)],
];

// A page without what is of that form alone.
const plain = async (page) => (await page.content()).replaceAll(/p-[a-z2-7]{26}/g, "p-");

export const officers = async () => {
  await begin();
  const [olu, ray, ada] = [await sessionOf("olu"), await sessionOf("ray"), await sessionOf("ada")];
  await themes(pages, (one) => (one.startsWith("dpo") ? ada : olu));

  await check("a call: somebody is found, a part is masked, and what goes out is written down", async () => {
    const page = await fresh({ storageState: ray });
    await lookUp(page, { Phone: "+44 7700 900 761" });
    has(await words(page), "One person fits");
    await page.getByRole("link", { name: /Iris Vale/ }).click();
    const said = await words(page);
    has(said, "12 Elm Row");
    if (said.includes("1984-03-27")) throw new Error("a repair needs no date of birth");
    has(said, "you may not see for this");
    await page.getByText("Why, and who can unblock it").click();
    has(await words(page), "can unblock this");
    await page.getByRole("link", { name: /repairs contractors/ }).first().click();
    has(await words(page), "Yes. You may give name; address");
    await page.getByLabel("Home and mobile phone numbers").uncheck();
    await page.getByLabel("How it goes").fill("by phone");
    await saying(page, /Write it down/);
    const given = await words(page);
    has(given, "Number in the register");
    has(given, "12 Elm Row");
    if (given.includes("07700 900761")) throw new Error("what was not ticked went");
    // Sent again it is done once.
    const number = await page.locator(".kh-code").innerText();
    await page.reload();
    same(await page.locator(".kh-code").innerText(), number, "the number in the register");
    if ((await words(page)).includes("12 Elm Row")) throw new Error("it was kept to be shown again");
  });

  await check("the link beside a name asks to sign in, and comes to the person", async () => {
    const page = await fresh();
    await page.goto(`${base}/staff/at/lettings/E-12`);
    await fillInFresh(page, "olu");
    has(page.url(), `/staff/people/${iris}`);
    has(await words(page), "Iris Vale");
  });

  await check("a housing officer sees more than a repairs officer", async () => {
    const seen = async (state) => {
      const page = await fresh({ storageState: state });
      await page.goto(`${base}/staff/people/${iris}`);
      return words(page);
    };
    const [more, less] = [await seen(olu), await seen(ray)];
    has(more, "1984-03-27");
    has(less, "12 Elm Row");
    if (less.includes("1984-03-27")) throw new Error("they see the same");
  });

  await check("an estranged joint tenant and a person at risk are nowhere, on every door", async () => {
    for (const [person, called, number] of [[nell, "Nell Frost", "N-1"], [mara, "Mara Quill", "M-1"]]) {
      const page = await fresh({ storageState: olu });
      await lookUp(page, { [name]: called });
      has(await words(page), "Nobody fits");
      const none = `p-${"a".repeat(26)}`;
      for (const rest of ["", "/history", "?purpose=emergencies", share]) {
        same((await page.goto(`${base}/staff/people/${person}${rest}`)).status(), 404, `the status of ${rest}`);
        const there = await plain(page);
        await page.goto(`${base}/staff/people/${none}${rest}`);
        same(there, await plain(page), `the page of ${rest}`);
      }
      same((await page.goto(`${base}/staff/at/lettings/${number}`)).status(), 404, "the status of the link");
      await page.goto(`${base}/staff/people/${person}/request`);
      await page.getByLabel("What they ask for, in their words").fill("Where does she live now?");
      await saying(page, "Open it");
      has(await words(page), "There is no such page");
      await page.goto(`${base}/staff/people/${person}/emergency`);
      await page.getByLabel(/Whose life is at risk/).fill("I only want to know where she is.");
      await saying(page, "Look now");
      has(await words(page), "There is no such page");
    }
    // Who has to keep her safe finds her, and by which way alone.
    const page = await fresh({ storageState: ray });
    await lookUp(page, { [name]: "Mara Quill" });
    await page.getByRole("link", { name: /Mara Quill/ }).click();
    has(await words(page), "is not a safe way to reach this person");
  });

  await check("a request is taken down in less than a minute, and its code follows it", async () => {
    const began = Date.now();
    const page = await fresh({ storageState: olu });
    await lookUp(page, { [name]: "Iris Quarry" });
    await page.getByRole("link", { name: /Iris/ }).click();
    await page.getByRole("link", { name: "Take a request" }).click();
    await page.getByLabel("What they ask for, in their words").fill("Please delete my old email address.");
    await saying(page, "Open it");
    const code = await page.locator(".kh-code").first().innerText();
    if (Date.now() - began > 60_000) throw new Error("it took a minute");
    const resident = await fresh();
    await resident.goto(`${base}/follow`);
    await resident.getByLabel("Your code").fill(code);
    await saying(resident, "Look");
    has(await words(resident), "We answer by");
  });

  await check("a no to news and a correction are taken down with a code", async () => {
    const page = await fresh({ storageState: olu });
    await at("/choice")(page);
    await saying(page, /Write it down.*: No news and no offers/);
    has(await words(page), "it takes the choice back");
    await at("/correction")(page);
    await page.getByLabel("What they say is wrong with it").fill("It ends in 2.");
    await saying(page, "Open it");
    has(await words(page), "A request to put data right");
  });

  await check("a look for a life is on record, with its reason", async () => {
    const page = await fresh({ storageState: olu });
    await at("/emergency")(page);
    has(await words(page), "If it was not about a life, that is a breach.");
    await page.getByLabel(/Whose life is at risk/).fill("She fell and does not answer the door.");
    await saying(page, "Look now");
    has(await words(page), "12 Elm Row");
    const office = await fresh({ storageState: ada });
    await office.goto(`${base}/staff/people/${iris}/history`);
    has(await words(office), "Saving a life".toLowerCase());
  });
};
