// Who of the invented landlord signs in with what: a password, and the codes of an app (RFC 6238).
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { base, fresh, has, saying, words } from "./tools.mjs";

const text = readFileSync(process.env.KEYHOLDER_SIGN_IN, "utf8");
const officers = new Map(text.split("[[officer]]").slice(1).map((part) => {
  const of = Object.fromEntries([...part.matchAll(/^(\w+) = "(.*)"$/gm)].map((one) => [one[1], one[2]]));
  return [of.name, { ...of, used: 0 }];
}));
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
export const codeOf = (officer, step) => {
  const bits = [...officer.key].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(count).digest();
  const word = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
};
// The oldest code that is good still and was not used: one is good for half a minute before and after.
export const freshCode = async (name) => {
  const officer = officers.get(name);
  const now = () => Math.floor(Date.now() / 30_000);
  officer.used = Math.max(officer.used + 1, now() - 1);
  while (officer.used > now() + 1) await new Promise((done) => setTimeout(done, 500));
  return codeOf(officer, officer.used);
};
export const usedCode = (name) => codeOf(officers.get(name), officers.get(name).used);
// Fills in the form that is open.
export const fillIn = async (page, name, code) => {
  await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("Password").fill(officers.get(name).password);
  await page.getByLabel("The six digits of your app").fill(code);
  await saying(page, "Sign in");
};
// The same until one is let in: on a machine with much to do a code may be over before it is typed.
export const fillInFresh = async (page, name) => {
  for (let tries = 0; tries < 3; tries += 1) {
    await fillIn(page, name, await freshCode(name));
    if (!page.url().includes("sign-in")) break;
  }
};
export const signIn = async (page, name, code) => {
  await page.goto(`${base}/staff`);
  await fillIn(page, name, code);
};
// One session each stays: codes are few.
const kept = new Map();
export const sessionOf = async (name) => {
  if (!kept.has(name)) {
    const page = await fresh();
    await page.goto(`${base}/staff`);
    await fillInFresh(page, name);
    has(await words(page), "Cases");
    kept.set(name, await page.context().storageState());
    await page.context().close();
  }
  return kept.get(name);
};
