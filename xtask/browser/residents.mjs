// What residents open, without an account.
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

export const ask = async (page, what) => {
  await page.goto(`${base}/ask`);
  await page.getByLabel("What do you want us to do?").fill(what);
  await page.getByLabel("Your name").fill("Rosa Ash");
  await page.getByLabel("How can we reach you safely?").fill("rosa@example.org");
  await saying(page, "Go on");
};

// Every distinct page, and each kind of refusal.
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
  ["nowhere", async (page) => page.goto(`${base}/nowhere`)],
];

export const residents = async () => {
  await themes(pages);

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
};
