// What somebody of staff signs in with: their work account, and what they change themselves.
import { signedIn } from "./staff.mjs";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

const issuer = process.env.KEYHOLDER_ISSUER;
// Who is at the keyboard of the provider, and in which groups.
const says = async (groups) => {
  const claims = { preferred_username: "wanda", groups };
  const told = await fetch(`${issuer}/says`, { method: "POST", body: JSON.stringify({ sub: "w1", claims }) });
  same(told.status, 200, "the provider");
};
const byWork = async (page) => {
  await page.goto(`${base}/staff/sign-in`);
  await page.getByRole("link", { name: "Sign in with your work account" }).click();
};

const pages = [
  ["work-none", async (page) => {
    await says([]);
    await byWork(page);
  }],
  ["work-stale", async (page) => page.goto(`${base}/staff/sign-in/work/back?code=x&state=y`)],
  ["work-account", async (page) => {
    await says(["phones"]);
    await byWork(page);
    await page.getByRole("link", { name: "Your account" }).click();
  }],
  ["work-out", async (page) => page.goto(`${base}/staff/sign-in/work/out`)],
];
const own = [
  ["account", async (page) => page.goto(`${base}/staff/account`)],
  ["account-wrong", async (page) => {
    await page.goto(`${base}/staff/account`);
    await saying(page, "Change it");
  }],
  ["account-app", async (page) => page.goto(`${base}/staff/account/app`)],
  ["account-app-wrong", async (page) => {
    await page.goto(`${base}/staff/account/app`);
    await saying(page, "Change it");
  }],
];

export const work = async () => {
  await themes(pages);
  const kept = await signedIn(await fresh());
  await themes(own, () => kept);

  await check("an adviser signs in with her work account, without a password, and is out again", async () => {
    await says(["phones"]);
    const page = await fresh();
    await byWork(page);
    has(await words(page), "You hold no post that works on cases.");
    await saying(page, /Sign out wanda/);
    has(await words(page), "Your work account itself stays signed in on this device.");
    await page.goto(`${base}/staff`);
    has(page.url(), "/staff/sign-in");
  });
  await check("who has left is refused, and what they had open is shut", async () => {
    await says(["phones"]);
    const page = await fresh();
    await byWork(page);
    await says([]);
    const other = await fresh();
    await byWork(other);
    has(await words(other), "Your work account is in no group that works here.");
    await page.goto(`${base}/staff`);
    has(await words(page), "Your work account is in no group that works here.");
  });
};
