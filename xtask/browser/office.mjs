// Officers who sign in: their passwords, and the codes of their apps (RFC 6238). A code opens once.
import { createHmac } from "node:crypto";
import { base, fresh, has, saying, words } from "./tools.mjs";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const keyOf = (secret) => {
  const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
};
// What each was given once.
const given = /The password of (\S+), shown this once: (\S+)\s[^:]*by hand: ([A-Z2-7]+)/g;
const officers = new Map([...process.env.KEYHOLDER_STAFF.matchAll(given)].map(([, name, password, secret]) => [
  name, { password, key: keyOf(secret), used: 0 },
]));

const codeAt = (key, step) => {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(count).digest();
  const word = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
};
// The oldest code that is good still and was not used: one is good for half a minute before and after.
export const fresher = async (name) => {
  const one = officers.get(name);
  const now = () => Math.floor(Date.now() / 30_000);
  one.used = Math.max(one.used + 1, now() - 1);
  while (one.used > now() + 1) await new Promise((done) => setTimeout(done, 500));
  return codeAt(one.key, one.used);
};
// The code that was used last.
export const usedCode = (name) => codeAt(officers.get(name).key, officers.get(name).used);

// Fills in the form that is open.
export const fillIn = async (page, name, code) => {
  await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("Password").fill(officers.get(name).password);
  await page.getByLabel("The six digits of your app").fill(code);
  await saying(page, "Sign in");
};
export const signIn = async (page, name, code) => {
  await page.goto(`${base}/staff`);
  await fillIn(page, name, code);
};
// What a browser keeps of somebody who stays signed in: codes are few.
const kept = new Map();
export const stateOf = async (name) => {
  if (!kept.has(name)) {
    const page = await fresh();
    // On a machine with much to do a code may be over before it is typed.
    for (let tries = 0; tries < 3; tries += 1) {
      await signIn(page, name, await fresher(name));
      if (!page.url().includes("sign-in")) break;
    }
    has(await words(page), "Cases");
    kept.set(name, await page.context().storageState());
    await page.context().close();
  }
  return kept.get(name);
};
