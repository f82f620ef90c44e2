// Somebody of each role, and something for each reference in an address: what the full matrix opens.
import { begin as assess, found, planned } from "./registers.mjs";
import { begin, people, residentOf } from "./roles.mjs";
import { sessionOf } from "./signing.mjs";
import { base, fresh, saying, words } from "./tools.mjs";

const whose = {
  officer: "olu", "team manager": "mia", "data protection team": "tess", "data protection officer": "ben",
  "decision owner": "owen", auditor: "aud", administrator: "adm",
};
const residents = { resident: "fern.fallen@example.org", representative: "rita.speaks@example.org" };

// A case of somebody of the invented landlord, taken by telephone, with what was found for it.
const aCase = async () => {
  const call = await fresh({ storageState: await sessionOf("olu") });
  await call.goto(`${base}/staff/people/${process.env.KEYHOLDER_PERSON}/request`);
  await call.getByLabel("What they ask for, in their words").fill("Send me all you hold about me.");
  await saying(call, "Open it");
  const reference = await call.locator(".kh-code").first().innerText();
  const page = await fresh({ storageState: await sessionOf("ada") });
  await page.goto(`${base}/staff/cases/${reference}/steps/begin`);
  await page.locator("main form button").first().click();
  await page.goto(`${base}/staff/cases/${reference}/collect`);
  const button = page.getByRole("button", { name: "Search our systems" });
  if (await button.count()) {
    await button.click();
    for (let tries = 0; tries < 120; tries += 1) {
      await new Promise((done) => setTimeout(done, 1000));
      await page.goto(`${base}/staff/cases/${reference}/collect`);
      if (/All of our|not every/.test(await words(page))) break;
    }
  }
  await page.goto(`${base}/staff/cases/${reference}/items`);
  const link = page.locator("tbody a");
  const item = (await link.count()) ? (await link.first().getAttribute("href")).split("/").pop() : "0".repeat(32);
  await page.context().close();
  return { reference, item };
};

// A case that asks to put something right, with a plan for it in the landlord's systems.
const aChange = async () => {
  const call = await fresh({ storageState: await sessionOf("olu") });
  await call.goto(`${base}/staff/people/${process.env.KEYHOLDER_PERSON}/correction`);
  await call.getByLabel("What they say is wrong with it").fill("My telephone number is wrong.");
  await saying(call, "Open it");
  const reference = await call.locator(".kh-code").first().innerText();
  const page = await fresh({ storageState: await sessionOf("ada") });
  await page.goto(`${base}/staff/cases/${reference}/steps/begin`);
  await page.locator("main form button").first().click();
  await page.goto(`${base}/staff/cases/${reference}/changes`);
  await page.getByLabel("What kind of data is wrong?").selectOption("telephone");
  await page.getByLabel("What is wrong, as it stands in our systems").fill("07700 900111");
  await page.getByLabel("What is right").fill("07700 900112");
  await saying(page, "Make a plan");
  return new URL(page.url()).pathname;
};

// What the data protection officer has in hand: a draft of the notice, an assessment, something that is not as in
// the map, and a plan of what goes from a system.
const inHand = async () => {
  const page = await fresh({ storageState: await sessionOf("ben") });
  await page.goto(`${base}/staff/notices`);
  await saying(page, "Begin a draft");
  const notice = new URL(page.url()).pathname;
  const assessment = new URL(await assess(page, "Next of kin", "Legitimate interests")).pathname;
  const drift = await (await found(page)).getAttribute("href");
  const plan = await planned(page);
  return { notice, assessment, drift, plan };
};

export const samples = async () => {
  await begin();
  const { fallen } = await people();
  const { reference, item } = await aCase();
  const change = await aChange();
  const { notice, assessment, drift, plan } = await inHand();
  const kept = {};
  for (const [role, email] of Object.entries(residents)) {
    const page = await residentOf(email);
    if (role === "representative") await saying(page, /^Act for/);
    kept[role] = await page.context().storageState();
  }
  return {
    session: async (role) => (role in kept ? kept[role] : sessionOf(whose[role])),
    fill: (page) => page
      .replace("/staff/at/{system}/{reference}", "/staff/at/lettings/F-1")
      .replace("/staff/cases/{reference}/changes/{no}", change)
      .replace("/staff/notices/{no}", notice)
      .replace("/files/{name}", "/files/staff.toml")
      .replace("/paragraphs/{name}", "/paragraphs/1.2")
      .replace("/staff/assessments/{no}", assessment)
      .replace("/staff/disposal/systems/{no}", plan)
      .replace("/staff/drift/{no}", drift)
      .replace("{system}", "housing")
      .replace("{reference}", reference)
      .replace("{item}", item)
      .replace("{step}", "note")
      .replace("{id}", fallen)
      .replace("{token}", "a".repeat(32)),
  };
};
