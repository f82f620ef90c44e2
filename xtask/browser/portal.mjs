// What people open in their own account.
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

// The code of a letter: it lets somebody in once, and one context stays signed in.
const code = process.env.KEYHOLDER_LETTER;
let account;
const signIn = async (page, typed) => {
  await page.goto(`${base}/sign-in/letter`);
  await page.getByLabel("The code in the letter").fill(typed);
  await saying(page, "Sign in");
};
const asking = async (page) => {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("Your email").fill("nobody@example.org");
  await saying(page, "Send me a code");
};
const asked = async (page) => {
  await page.goto(`${base}/account/ask`);
  await page.getByLabel("What do you want us to do?").fill("Let a person look at my bid for a home.");
  await page.getByLabel("What is it most like?").selectOption("automated-decision");
  await saying(page, "Send it");
};

const pages = [
  ["sign-in", async (page) => page.goto(`${base}/sign-in`)],
  ["sign-in-wrong", async (page) => {
    await page.goto(`${base}/sign-in`);
    await saying(page, "Send me a code");
  }],
  ["sign-in-code", asking],
  ["sign-in-code-wrong", async (page) => {
    await asking(page);
    await page.getByLabel("The code we sent you").fill("00000000");
    await saying(page, "Sign in");
  }],
  ["sign-in-letter", async (page) => page.goto(`${base}/sign-in/letter`)],
  ["sign-in-letter-wrong", async (page) => signIn(page, "AAAA-AAAA-AAAA-AAAA")],
  ["account", async (page) => page.goto(`${base}/account`)],
  ["account-held", async (page) => page.goto(`${base}/account/held`)],
  ["account-had", async (page) => page.goto(`${base}/account/had`)],
  ["account-choices", async (page) => page.goto(`${base}/account/choices`)],
  ["account-receipt", async (page) => {
    await page.goto(`${base}/account/choices`);
    const back = page.getByRole("button", { name: "Take back my no to news" });
    await ((await back.count()) ? back : page.getByRole("button", { name: "No news and no offers" })).click();
  }],
  ["account-ask", async (page) => page.goto(`${base}/account/ask`)],
  ["account-ask-wrong", async (page) => {
    await page.goto(`${base}/account/ask`);
    await saying(page, "Send it");
  }],
  ["account-asked", async (page) => asked(page)],
  ["account-cases", async (page) => page.goto(`${base}/account/cases`)],
  ["account-lock", async (page) => page.goto(`${base}/account/lock`)],
];

export const portal = async () => {
  await check("the code of a letter lets somebody in, once", async () => {
    const page = await fresh();
    await signIn(page, code.toLowerCase().replaceAll("-", " "));
    has(await words(page), "What we hold");
    account = await page.context().storageState();
    const second = await fresh();
    await signIn(second, code);
    has(await words(second), "The code is wrong, or too old, or was used.");
  });
  await themes(pages, (name) => (name.startsWith("account") ? account : undefined));

  // The journey, with scripts switched off, in one session.
  await check("somebody sees what is held, chooses, sees who had it, and shuts their account", async () => {
    const page = await fresh({ storageState: account, viewport: { width: 360, height: 740 } });
    await page.goto(`${base}/account`);
    await page.getByRole("link", { name: "What we hold" }).click();
    const held = await words(page);
    for (const part of ["email address", "running your tenancy or lease", "you: face to face"]) has(held, part);
    if (/anti-social|health and|safeguard/i.test(held.replace("notes and letters, health", ""))) {
      throw new Error(`too much is shown: ${held.slice(0, 600)}`);
    }
    await page.goto(`${base}/account/choices`);
    await page.getByRole("button", { name: "I like best: post" }).click();
    has(await words(page), "It counts from today.");
    const receipt = await page.locator(".kh-code").innerText();
    await page.reload();
    same(await page.locator(".kh-code").innerText(), receipt, "the receipt of the second time");
    await page.goto(`${base}/account/had`);
    const had = await words(page);
    has(had, "It does not mean that there is any about you.");
    has(had, "Housing");
    if (/officer-1|ada/.test(had)) throw new Error(`a name is shown: ${had.slice(0, 600)}`);
    await asked(page);
    await page.goto(`${base}/account/cases`);
    has(await words(page), "Let a person look at my bid for a home.");
    await page.getByLabel(/Tell us more about/).first().fill("It was in May.");
    await page.getByRole("button", { name: /^Send/ }).first().click();
    has(await words(page), "We have your message.");
    const refused = await page.request.post(`${base}/account/act`, {
      form: { person: "p-aaaaaaaaaaaaaaaaaaaaaaaaaa" }, headers: { "sec-fetch-site": "same-origin" },
    });
    same(refused.status(), 403, "acting for somebody without a right");
    await page.goto(`${base}/account/lock`);
    await saying(page, "Lock it now");
    has(await words(page), "Your account is locked");
    await page.goto(`${base}/account`);
    has(page.url(), "/sign-in");
    await signIn(page, code);
    has(await words(page), "The code is wrong, or too old, or was used.");
  });
};
