// What the office opens.
import { createHmac } from "node:crypto";
import { base, check, fresh, has, same, saying, themes, words } from "./tools.mjs";

// What an officer signs in with: her password, and the codes of her app (RFC 6238). A code opens once.
const [, password, secret] = process.env.KEYHOLDER_STAFF.match(/once: (\S+)[^]*by hand: ([A-Z2-7]+)/);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
const codeOf = (step) => {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(count).digest();
  const word = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
};
let used = 0;
// The oldest code that is good still and was not used: one is good for half a minute before and after.
const fresher = async () => {
  const now = () => Math.floor(Date.now() / 30_000);
  used = Math.max(used + 1, now() - 1);
  while (used > now() + 1) await new Promise((done) => setTimeout(done, 500));
  return codeOf(used);
};
export const signIn = async (page, code) => {
  await page.goto(`${base}/staff`);
  await page.getByLabel("Your name here").fill("ada");
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("The six digits of your app").fill(code);
  await saying(page, "Sign in");
};
// One context stays signed in: codes are few.
let office;
export const signedIn = async (page) => {
  if (!office) {
    await signIn(page, await fresher());
    has(await words(page), "Cases");
    office = await page.context().storageState();
  }
  return office;
};

const pages = [
  ["staff-sign-in", async (page) => page.goto(`${base}/staff`)],
  ["staff-wrong", async (page) => signIn(page, "000000")],
  ["staff-cases", async (page) => {
    await signedIn(page);
    await page.goto(`${base}/staff`);
  }],
  ["staff-case", async (page) => {
    await page.goto(`${base}/staff`);
    await page.locator("tbody a").first().click();
  }],
  ["staff-nowhere", async (page) => page.goto(`${base}/staff/cases/AAAA-BBBB-CCCC`)],
];

export const staff = async () => {
  await themes(pages, (name) => (/^staff-[cn]/.test(name) ? office : undefined));

  await check("an officer signs in with two things, sees what is open, and is out again", async () => {
    const page = await fresh();
    await signIn(page, await fresher());
    has(await words(page), "What is open, the most urgent first");
    await page.locator("tbody a").first().click();
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
    await signIn(page, codeOf(used));
    has(await words(page), "The name, the password or the code is wrong.");
    const out = await page.request.post(`${base}/staff/sign-out`, { headers: { cookie: "__Host-session=x" } });
    same(out.status(), 403, "the status");
  });
};
