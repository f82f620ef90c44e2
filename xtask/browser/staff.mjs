// What the office opens: signing in, what is open, and one case.
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";
import { freshCode, sessionOf, signIn, usedCode } from "./signing.mjs";

const pages = [
  ["staff-sign-in", async (page) => page.goto(`${base}/staff`)],
  ["staff-wrong", async (page) => signIn(page, "ada", "000000")],
  ["staff-cases", async (page) => page.goto(`${base}/staff`)],
  ["staff-case", async (page) => {
    await page.goto(`${base}/staff`);
    await page.locator("tbody tr", { hasText: "a request to see what we hold" }).getByRole("link").first().click();
  }],
  ["staff-nowhere", async (page) => page.goto(`${base}/staff/cases/AAAA-BBBB-CCCC`)],
];

export const staff = async () => {
  const ada = await sessionOf("ada");
  await themes(pages, (name) => (/^staff-[cn]/.test(name) ? ada : undefined));

  await check("an officer signs in with two things, sees what is open, and is out again", async () => {
    const page = await fresh();
    await signIn(page, "ada", await freshCode("ada"));
    has(await words(page), "What is open, the most urgent first");
    await page.locator("tbody tr", { hasText: "a request to see what we hold" }).getByRole("link").first().click();
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
    await signIn(page, "ada", usedCode("ada"));
    has(await words(page), "The name, the password or the code is wrong.");
    const out = await page.request.post(`${base}/staff/sign-out`, { headers: { cookie: "__Host-session=x" } });
    same(out.status(), 403, "the status");
  });
};
